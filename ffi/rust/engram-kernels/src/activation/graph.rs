// SPDX-License-Identifier: MIT OR Apache-2.0

use std::ops::Deref;
use std::ptr;

use engram_kernels_sys as sys;

use super::Csr;
use crate::error::{check, size};
use crate::{Reason, Result};

/// One edge of an edge list.
///
/// ```
/// use engram_kernels::activation::Edge;
/// let edge = Edge { kind: 3, ..Edge::new(0, 1, 0.5) };
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Edge {
    /// The node it leaves.
    pub source: u32,
    /// The node it enters.
    pub target: u32,
    /// Finite.
    pub weight: f32,
    /// Its type, from 0 to 63.
    pub kind: u32,
}

const _: () = assert!(std::mem::size_of::<Edge>() == std::mem::size_of::<sys::engram_edge>());

impl Edge {
    /// An edge of type 0.
    ///
    /// ```
    /// assert_eq!(engram_kernels::activation::Edge::new(0, 1, 0.5).kind, 0);
    /// ```
    pub fn new(source: u32, target: u32, weight: f32) -> Edge {
        Edge { source, target, weight, kind: 0 }
    }

    pub(super) fn raw(&self) -> sys::engram_edge {
        sys::engram_edge { source: self.source, target: self.target, weight: self.weight, type_: self.kind }
    }
}

/// What becomes of edges that share source, target and type.
///
/// ```
/// use engram_kernels::activation::{Duplicates, Edge, Graph, GraphOptions};
/// let options = GraphOptions { duplicates: Duplicates::Sum, ..GraphOptions::default() };
/// let edge = Edge::new(0, 1, 0.25);
/// let graph = Graph::from_edges_with(2, &[edge, edge], &options)?;
/// assert_eq!(graph.describe()?.edge_count, 1);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Duplicates {
    /// Every edge stays, in the order given.
    #[default]
    Keep = sys::ENGRAM_DUPLICATES_KEEP,
    /// One edge stays, its weight the sum.
    Sum = sys::ENGRAM_DUPLICATES_SUM,
    /// The second one is an error.
    Reject = sys::ENGRAM_DUPLICATES_REJECT,
}

/// How a graph is prepared.
///
/// ```
/// use engram_kernels::activation::GraphOptions;
/// let half_the_memory = GraphOptions { no_pull: true, ..GraphOptions::default() };
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GraphOptions {
    /// For edge lists; compressed sparse rows keep all their edges.
    pub duplicates: Duplicates,
    /// No layout by target: half the memory, and dense steps push.
    pub no_pull: bool,
}

impl GraphOptions {
    pub(super) fn raw(&self) -> sys::engram_graph_options {
        sys::engram_graph_options {
            size: size::<sys::engram_graph_options>(),
            duplicates: self.duplicates as u32,
            no_pull: u32::from(self.no_pull),
        }
    }
}

/// Size and layout of a graph.
///
/// ```
/// use engram_kernels::activation::{Edge, Graph};
/// let info = Graph::from_edges(2, &[Edge::new(0, 1, 0.5)])?.describe()?;
/// assert_eq!((info.node_count, info.edge_count), (2, 1));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GraphInfo {
    /// Nodes.
    pub node_count: u32,
    /// Edges.
    pub edge_count: u64,
    /// Memory held.
    pub bytes: u64,
    /// Sources whose edges differ from the base of an overlay; 0 for a prepared graph.
    pub changed_rows: u64,
    /// Of the memory, what the base of an overlay holds; 0 for a prepared graph.
    pub base_bytes: u64,
    /// Edges with a weight below 0: PageRank needs a graph without.
    pub negative_edges: u64,
}

/// A graph to spread on: a [`Graph`], or the present state of an [`Overlay`](super::Overlay). Always behind a
/// reference.
/// `Sync`: any number of threads may spread on it at once.
///
/// ```
/// use engram_kernels::activation::{Graph, GraphView};
/// fn nodes(graph: &GraphView) -> engram_kernels::Result<u32> {
///     Ok(graph.describe()?.node_count)
/// }
/// let graph = Graph::from_edges(5, &[])?;
/// assert_eq!(nodes(&graph)?, 5);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Debug)]
#[repr(transparent)]
pub struct GraphView(sys::engram_graph);

impl GraphView {
    /// Size and layout.
    ///
    /// ```
    /// # use engram_kernels::activation::Graph;
    /// assert_eq!(Graph::from_edges(5, &[])?.describe()?.edge_count, 0);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn describe(&self) -> Result<GraphInfo> {
        let mut info = sys::engram_graph_info {
            size: size::<sys::engram_graph_info>(),
            node_count: 0,
            edge_count: 0,
            bytes: 0,
            padding: 0,
            slices: 0,
            long_rows: 0,
            changed_rows: 0,
            base_bytes: 0,
            negative_edges: 0,
        };
        // SAFETY: the graph is alive, the struct says its size.
        check(unsafe { sys::engram_graph_describe(self.raw(), &mut info) })?;
        Ok(GraphInfo {
            node_count: info.node_count,
            edge_count: info.edge_count,
            bytes: info.bytes,
            changed_rows: info.changed_rows,
            base_bytes: info.base_bytes,
            negative_edges: info.negative_edges,
        })
    }

    pub(super) fn raw(&self) -> *const sys::engram_graph {
        &self.0
    }

    /// # Safety
    /// The pointer is to a graph that lives at least as long as the reference.
    pub(super) unsafe fn from_raw<'a>(graph: *const sys::engram_graph) -> &'a GraphView {
        &*graph.cast()
    }
}

/// A prepared graph: validated once, laid out for the machine, immutable. `Send` and `Sync`.
///
/// ```
/// use engram_kernels::activation::{Csr, Graph};
/// let csr = Csr::new(&[0_u64, 1, 2, 2], &[1, 2], &[0.5, 0.25])?;
/// let graph = Graph::new(&csr)?; // a copy: the slices are free again
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Debug)]
pub struct Graph(ptr::NonNull<sys::engram_graph>);
// SAFETY: a prepared graph is immutable and belongs to no thread.
unsafe impl Send for Graph {}
// SAFETY: a prepared graph is immutable.
unsafe impl Sync for Graph {}

impl Graph {
    /// A graph from compressed sparse rows.
    ///
    /// Errors: [`Graph`](crate::Reason::Graph), which names the fault and its place; [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// use engram_kernels::{activation::{Csr, Graph}, Reason};
    /// let csr = Csr::new(&[0_u64, 1], &[0], &[f32::NAN])?;
    /// assert!(matches!(Graph::new(&csr).unwrap_err().reason(), Reason::Graph { position: Some(0), .. }));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn new(csr: &Csr<'_>) -> Result<Graph> {
        Graph::new_with(csr, &GraphOptions::default())
    }

    /// The same with options.
    ///
    /// ```
    /// use engram_kernels::activation::{Csr, Graph, GraphOptions};
    /// let csr = Csr::new(&[0_u32, 1], &[0], &[1.0])?;
    /// let graph = Graph::new_with(&csr, &GraphOptions { no_pull: true, ..GraphOptions::default() })?;
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn new_with(csr: &Csr<'_>, options: &GraphOptions) -> Result<Graph> {
        let mut graph = ptr::null_mut();
        // SAFETY: the struct is filled from slices of the lengths it says.
        check(unsafe { sys::engram_graph_create(&csr.raw(), &options.raw(), ptr::null(), &mut graph) })
            .map_err(|error| csr.explain(error))?;
        Graph::own(graph)
    }

    /// A graph from an edge list in any order; edges of one source keep the order given.
    ///
    /// Errors: [`Graph`](crate::Reason::Graph) with the index of the first bad edge; [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// use engram_kernels::{activation::{Edge, Graph}, Reason};
    /// let error = Graph::from_edges(2, &[Edge::new(0, 1, 0.5), Edge::new(0, 2, 0.5)]).unwrap_err();
    /// assert!(matches!(error.reason(), Reason::Graph { position: Some(1), .. }));
    /// ```
    pub fn from_edges(node_count: u32, edges: &[Edge]) -> Result<Graph> {
        Graph::from_edges_with(node_count, edges, &GraphOptions::default())
    }

    /// The same with options.
    ///
    /// ```
    /// use engram_kernels::activation::{Duplicates, Edge, Graph, GraphOptions};
    /// let options = GraphOptions { duplicates: Duplicates::Reject, ..GraphOptions::default() };
    /// let edge = Edge::new(0, 1, 0.5);
    /// assert!(Graph::from_edges_with(2, &[edge, edge], &options).is_err());
    /// ```
    pub fn from_edges_with(node_count: u32, edges: &[Edge], options: &GraphOptions) -> Result<Graph> {
        let (mut graph, mut position) = (ptr::null_mut(), u64::MAX);
        // SAFETY: the slice has the edges it says, in the layout of the C struct.
        let status = unsafe {
            let first = edges.as_ptr().cast();
            let count = edges.len() as u64;
            let options = options.raw();
            sys::engram_graph_create_from_edges(
                node_count,
                first,
                count,
                &options,
                ptr::null(),
                &mut graph,
                &mut position,
            )
        };
        match check(status) {
            Ok(()) => Graph::own(graph),
            Err(error) if matches!(error.reason(), Reason::Graph { .. }) && position != u64::MAX => {
                Err(Reason::Graph { position: Some(position), fault: "an edge is out of range, or repeats another" }
                    .into())
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn own(graph: *mut sys::engram_graph) -> Result<Graph> {
        ptr::NonNull::new(graph).map(Graph).ok_or_else(|| Reason::Memory.into())
    }
}

impl Deref for Graph {
    type Target = GraphView;

    fn deref(&self) -> &GraphView {
        // SAFETY: the graph lives as long as self.
        unsafe { GraphView::from_raw(self.0.as_ptr()) }
    }
}

impl Drop for Graph {
    fn drop(&mut self) {
        let mut graph = self.0.as_ptr();
        // SAFETY: the graph is ours, and no view of it is left.
        unsafe { sys::engram_graph_destroy(&mut graph) }
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a spread works in, and what it returns.

use std::ptr;

use engram_kernels_sys as sys;

use super::GraphView;
use crate::error::{check, size};
use crate::similarity::reserve;
use crate::{Reason, Result};

/// Memory for spreading, one for each thread that spreads, used for any number of calls on graphs of up to its number
/// of nodes. `Send`: it may move to another thread between calls.
///
/// ```
/// use engram_kernels::activation::{Graph, Workspace};
/// let graph = Graph::from_edges(100, &[])?;
/// let workspace = Workspace::new(&graph)?;
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Debug)]
pub struct Workspace(ptr::NonNull<sys::engram_workspace>);
// SAFETY: a workspace belongs to no thread between calls.
unsafe impl Send for Workspace {}

impl Workspace {
    /// A workspace for graphs of the size of this one.
    ///
    /// Errors: [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// # use engram_kernels::activation::{Graph, Workspace};
    /// let graph = Graph::from_edges(100, &[])?;
    /// let workspace = Workspace::new(&graph)?;
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn new(graph: &GraphView) -> Result<Workspace> {
        Workspace::with_nodes(graph.describe()?.node_count)
    }

    /// A workspace for graphs of up to this many nodes.
    ///
    /// Errors: [`Memory`](crate::Reason::Memory), [`Overflow`](crate::Reason::Overflow).
    ///
    /// ```
    /// # use engram_kernels::activation::Workspace;
    /// let workspace = Workspace::with_nodes(1_000)?;
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn with_nodes(node_count: u32) -> Result<Workspace> {
        let mut raw = ptr::null_mut();
        // SAFETY: a null allocator stands for that of the C library.
        check(unsafe { sys::engram_workspace_create(node_count, ptr::null(), &mut raw) })?;
        ptr::NonNull::new(raw).map(Workspace).ok_or_else(|| Reason::Memory.into())
    }

    /// The bytes that a workspace for this many nodes takes.
    ///
    /// ```
    /// # use engram_kernels::activation::Workspace;
    /// assert!(Workspace::size(1_000_000) < 70_000_000);
    /// ```
    pub fn size(node_count: u32) -> u64 {
        // SAFETY: the function takes any value.
        unsafe { sys::engram_workspace_size(node_count) }
    }

    /// The way to a node in the last call on this workspace, which was an explained [`run`](super::Spread::run): the nodes
    /// from its seed to it. It leads through nodes that are not among the results too, and is empty where nothing arrived.
    ///
    /// Errors: [`Argument`](crate::Reason::Argument) for a node that the workspace is too small for, and after another call;
    /// [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// use engram_kernels::activation::{Edge, Graph, Spread, Workspace};
    /// let graph = Graph::from_edges(3, &[Edge::new(0, 1, 0.5), Edge::new(1, 2, 0.5)])?;
    /// let mut workspace = Workspace::new(&graph)?;
    /// Spread::new().hops(2).explain().run(&graph, &mut workspace, &[0], None, 1)?;
    /// assert_eq!(workspace.path(2)?, [0, 1, 2]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn path(&self, node: u32) -> Result<Vec<u32>> {
        let mut length = 0;
        // SAFETY: the workspace is alive; no room is fine.
        check(unsafe { sys::engram_spread_path(self.0.as_ptr(), node, ptr::null_mut(), 0, &mut length) })?;
        let mut path = reserve(usize::try_from(length).map_err(|_| Reason::Memory)?, 0)?;
        // SAFETY: there is room for `length` nodes, and nothing has changed since.
        check(unsafe { sys::engram_spread_path(self.0.as_ptr(), node, path.as_mut_ptr(), length, &mut length) })?;
        Ok(path)
    }

    pub(super) fn raw(&mut self) -> *mut sys::engram_workspace {
        self.0.as_ptr()
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let mut raw = self.0.as_ptr();
        // SAFETY: the workspace is ours.
        unsafe { sys::engram_workspace_destroy(&mut raw) }
    }
}

/// One activated node.
///
/// ```
/// use engram_kernels::activation::{Edge, Graph, Spread, Workspace};
/// let graph = Graph::from_edges(2, &[Edge::new(0, 1, 0.5)])?;
/// let found = Spread::new().hops(1).explain().run(&graph, &mut Workspace::new(&graph)?, &[0], None, 10)?;
/// let reached = found.nodes[1];
/// assert_eq!((reached.id, reached.predecessor(), reached.seed()), (1, Some(0), Some(0)));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
pub struct Activated {
    /// The node.
    pub id: u32,
    /// Its value, never 0 or NaN.
    pub activation: f32,
    hop: u32,
    predecessor: u32,
    seed: u32,
}

const _: () = assert!(std::mem::size_of::<Activated>() == std::mem::size_of::<sys::engram_activated>());

impl Activated {
    /// Of an explained spread, the hop of its best arrival; 0 for a seed.
    ///
    /// ```
    /// assert_eq!(engram_kernels::activation::Activated::default().hop(), 0);
    /// ```
    pub fn hop(&self) -> u32 {
        self.hop
    }

    /// Of an explained spread, the source of that arrival; `None` for a seed.
    ///
    /// ```
    /// # use engram_kernels::activation::{Graph, Spread, Workspace};
    /// let graph = Graph::from_edges(1, &[])?;
    /// let found = Spread::new().explain().run(&graph, &mut Workspace::new(&graph)?, &[0], None, 1)?;
    /// assert_eq!(found.nodes[0].predecessor(), None);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn predecessor(&self) -> Option<u32> {
        Some(self.predecessor).filter(|&node| node != sys::ENGRAM_NO_NODE)
    }

    /// Of an explained spread, the seed where following predecessors ends.
    ///
    /// ```
    /// # use engram_kernels::activation::{Graph, Spread, Workspace};
    /// let graph = Graph::from_edges(1, &[])?;
    /// let found = Spread::new().explain().run(&graph, &mut Workspace::new(&graph)?, &[0], None, 1)?;
    /// assert_eq!(found.nodes[0].seed(), Some(0));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn seed(&self) -> Option<u32> {
        Some(self.seed).filter(|&node| node != sys::ENGRAM_NO_NODE)
    }
}

/// What a spread did.
///
/// ```
/// use engram_kernels::activation::{Edge, Graph, Spread, Workspace};
/// let graph = Graph::from_edges(2, &[Edge::new(0, 1, 0.5)])?;
/// let info = Spread::new().hops(1).run(&graph, &mut Workspace::new(&graph)?, &[0], None, 0)?.info;
/// assert_eq!((info.hops, info.edges, info.active, info.truncated), (1, 1, 2, false));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SpreadInfo {
    /// Hops done.
    pub hops: u32,
    /// Out-edges of all senders: the work that was asked for.
    pub edges: u64,
    /// Nodes with a value other than 0 at the end: the true count.
    pub active: u64,
    /// Nodes that ended as NaN: counted, never returned.
    pub nan_count: u64,
    /// The edge budget ended the spread, or cut its last hop: the strongest senders went first.
    pub truncated: bool,
    /// The node cap dropped nodes.
    pub capped: bool,
    /// The change fell below the tolerance, or nothing was left to send.
    pub converged: bool,
    /// Where convergence is watched, the change of the last hop.
    pub change: f64,
}

/// The outcome of [`Spread::run`](super::Spread::run).
///
/// ```
/// use engram_kernels::activation::{Graph, Spread, Workspace};
/// let graph = Graph::from_edges(3, &[])?;
/// let found = Spread::new().run(&graph, &mut Workspace::new(&graph)?, &[2], Some(&[0.5]), 10)?;
/// assert_eq!((found.nodes[0].id, found.nodes[0].activation), (2, 0.5));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Spreading {
    /// The strongest nodes, by activation descending, then id ascending.
    pub nodes: Vec<Activated>,
    /// What the spread did.
    pub info: SpreadInfo,
}

pub(super) fn empty_info() -> sys::engram_spread_info {
    // SAFETY: all zero is a value of the C struct, which holds numbers.
    let mut info: sys::engram_spread_info = unsafe { std::mem::zeroed() };
    info.size = size::<sys::engram_spread_info>();
    info
}

pub(super) fn info_of(info: &sys::engram_spread_info) -> SpreadInfo {
    SpreadInfo {
        hops: info.hops,
        edges: info.edges,
        active: info.active,
        nan_count: info.nan_count,
        truncated: info.truncated != 0,
        capped: info.capped != 0,
        converged: info.converged != 0,
        change: info.change,
    }
}

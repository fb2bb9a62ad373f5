// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a graph holds, read back, and its image.

use std::ops::Range;
use std::ptr;

use engram_kernels_sys as sys;
use sys::ctypes::c_char;

use super::{Edge, Graph, GraphOptions, GraphView};
use crate::error::{check, static_text};
use crate::similarity::reserve;
use crate::{Reason, Result};

/// Where an edge leads, and its weight.
///
/// ```
/// use engram_kernels::activation::{Edge, Graph};
/// let graph = Graph::from_edges(2, &[Edge::new(0, 1, 0.5)])?;
/// let arc = graph.outgoing(0)?.arcs[0];
/// assert_eq!((arc.node, arc.weight), (1, 0.5));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Arc {
    /// The target.
    pub node: u32,
    /// Finite.
    pub weight: f32,
}

const _: () = assert!(std::mem::size_of::<Arc>() == std::mem::size_of::<sys::engram_arc>());

/// The edges out of one node, in the graph's own memory.
///
/// ```
/// use engram_kernels::activation::{Edge, Graph};
/// let graph = Graph::from_edges(2, &[Edge { kind: 3, ..Edge::new(0, 1, 0.5) }])?;
/// assert_eq!(graph.outgoing(0)?.kind(0), 3);
/// assert!(graph.outgoing(1)?.arcs.is_empty());
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Arcs<'a> {
    /// Targets and weights, in their stored order.
    pub arcs: &'a [Arc],
    /// A type for each; `None` where all are 0.
    pub kinds: Option<&'a [u8]>,
}

impl Arcs<'_> {
    /// The type of the edge at an index of `arcs`.
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph};
    /// let graph = Graph::from_edges(1, &[Edge::new(0, 0, 0.5)])?;
    /// assert_eq!(graph.outgoing(0)?.kind(0), 0);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn kind(&self, index: usize) -> u8 {
        self.kinds.and_then(|kinds| kinds.get(index).copied()).unwrap_or(0)
    }
}

/// A list that the library is first asked for the length of.
fn list<T: Clone>(empty: T, call: impl Fn(*mut T, u64, &mut u64) -> sys::engram_status) -> Result<Vec<T>> {
    let mut count = 0;
    check(call(ptr::null_mut(), 0, &mut count))?;
    let mut found = reserve(usize::try_from(count).map_err(|_| Reason::Overflow)?, empty)?;
    check(call(found.as_mut_ptr(), count, &mut count))?;
    Ok(found)
}

impl GraphView {
    /// The edges out of a node, without a copy. The index of an edge here is the one that
    /// [`Overlay::delete_at`](super::Overlay::delete_at) takes.
    ///
    /// Errors: [`Argument`](crate::Reason::Argument) for a node that the graph does not have.
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph};
    /// let graph = Graph::from_edges(3, &[Edge::new(0, 1, 0.5), Edge::new(0, 2, 0.25)])?;
    /// let targets: Vec<u32> = graph.outgoing(0)?.arcs.iter().map(|arc| arc.node).collect();
    /// assert_eq!(targets, [1, 2]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn outgoing(&self, node: u32) -> Result<Arcs<'_>> {
        let mut raw = sys::engram_arcs { arcs: ptr::null(), types: ptr::null(), count: 0 };
        // SAFETY: the graph is alive.
        check(unsafe { sys::engram_graph_outgoing(self.raw(), node, &mut raw) })?;
        if raw.count == 0 {
            return Ok(Arcs { arcs: &[], kinds: None });
        }
        let count = raw.count as usize;
        // SAFETY: count arcs, and types unless null, that stay as they are as long as this borrow lets nothing change them;
        // the layout of an arc is that of the C struct.
        unsafe {
            let kinds = if raw.types.is_null() { None } else { Some(std::slice::from_raw_parts(raw.types, count)) };
            Ok(Arcs { arcs: std::slice::from_raw_parts(raw.arcs.cast(), count), kinds })
        }
    }

    /// The edges into a node, by source ascending.
    ///
    /// Errors: as for [`outgoing`](GraphView::outgoing); [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph};
    /// let graph = Graph::from_edges(3, &[Edge::new(1, 2, 0.5), Edge::new(0, 2, 0.25)])?;
    /// assert_eq!(graph.incoming(2)?, [Edge::new(0, 2, 0.25), Edge::new(1, 2, 0.5)]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn incoming(&self, node: u32) -> Result<Vec<Edge>> {
        // SAFETY: the graph is alive; room for as many edges as the call is told; an edge is laid out as in C.
        list(Edge::new(0, 0, 0.0), |edges, room, count| unsafe {
            sys::engram_graph_incoming(self.raw(), node, edges.cast(), room, count)
        })
    }

    /// The edges out of a range of nodes, by source ascending.
    ///
    /// Errors: as for [`incoming`](GraphView::incoming).
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph};
    /// let edges = [Edge::new(0, 2, 0.25), Edge::new(1, 2, 0.5)];
    /// assert_eq!(Graph::from_edges(3, &edges)?.edges(0..3)?, edges);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn edges(&self, nodes: Range<u32>) -> Result<Vec<Edge>> {
        let length = u64::from(nodes.end.saturating_sub(nodes.start));
        // SAFETY: as for incoming.
        list(Edge::new(0, 0, 0.0), |edges, room, count| unsafe {
            sys::engram_graph_edges(self.raw(), nodes.start, length, edges.cast(), room, count)
        })
    }

    /// The sources whose edges differ from the base's, ascending: what an overlay, or a snapshot of it, changes.
    ///
    /// Errors: [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph, Overlay};
    /// let mut overlay = Overlay::new(&Graph::from_edges(3, &[])?, 3)?;
    /// overlay.append(Edge::new(2, 0, 0.5))?;
    /// assert_eq!(overlay.view().changes()?, [2]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn changes(&self) -> Result<Vec<u32>> {
        // SAFETY: the graph is alive; room for as many sources as the call is told.
        list(0, |sources, room, count| unsafe { sys::engram_graph_changes(self.raw(), sources, room, count) })
    }

    /// The nodes and edges as bytes to store or send; equal graphs have equal images on every machine.
    ///
    /// Errors: [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph};
    /// let graph = Graph::from_edges(2, &[Edge::new(0, 1, 0.5)])?;
    /// let again = Graph::from_image(&graph.image()?)?;
    /// assert_eq!(again.edges(0..2)?, graph.edges(0..2)?);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn image(&self) -> Result<Vec<u8>> {
        let mut bytes = 0;
        // SAFETY: the graph is alive.
        check(unsafe { sys::engram_graph_image_size(self.raw(), &mut bytes) })?;
        let mut image = reserve(usize::try_from(bytes).map_err(|_| Reason::Overflow)?, 0_u8)?;
        // SAFETY: as many bytes as the call is told.
        check(unsafe { sys::engram_graph_image_write(self.raw(), image.as_mut_ptr().cast(), bytes, ptr::null_mut()) })?;
        Ok(image)
    }
}

impl Graph {
    /// A graph from an image, which may come from anywhere: all of it is checked.
    ///
    /// Errors: [`Graph`](crate::Reason::Graph), which says what is wrong with the image; [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// use engram_kernels::{activation::Graph, Reason};
    /// let mut image = Graph::from_edges(2, &[])?.image()?;
    /// image[9] ^= 1;
    /// assert!(matches!(Graph::from_image(&image).unwrap_err().reason(), Reason::Graph { .. }));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn from_image(image: &[u8]) -> Result<Graph> {
        Graph::from_image_with(image, &GraphOptions::default())
    }

    /// The same with options.
    ///
    /// ```
    /// use engram_kernels::activation::{Graph, GraphOptions};
    /// let image = Graph::from_edges(2, &[])?.image()?;
    /// let graph = Graph::from_image_with(&image, &GraphOptions { no_pull: true, ..GraphOptions::default() })?;
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn from_image_with(image: &[u8], options: &GraphOptions) -> Result<Graph> {
        let (mut graph, mut fault) = (ptr::null_mut(), ptr::null::<c_char>());
        // SAFETY: the slice has the bytes it says.
        let status = unsafe {
            let (bytes, options) = (image.len() as u64, options.raw());
            let memory = image.as_ptr().cast();
            sys::engram_graph_create_from_image(memory, bytes, &options, ptr::null(), &mut graph, &mut fault)
        };
        match check(status) {
            Ok(()) => Graph::own(graph),
            Err(error) if matches!(error.reason(), Reason::Graph { .. }) && !fault.is_null() => {
                // SAFETY: where the status is that of a graph, the library has pointed the fault at static text.
                Err(Reason::Graph { position: None, fault: unsafe { static_text(fault) } }.into())
            }
            Err(error) => Err(error),
        }
    }
}

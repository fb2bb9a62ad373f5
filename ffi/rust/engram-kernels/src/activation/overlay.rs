// SPDX-License-Identifier: MIT OR Apache-2.0

use std::ptr;

use engram_kernels_sys as sys;

use super::{Edge, Graph, GraphOptions, GraphView};
use crate::error::check;
use crate::{Reason, Result};

/// Changes on top of a prepared graph, without a rebuild. The first change to a node's edges copies them. `Send` and
/// `Sync`; a change needs the overlay to itself, which Rust sees to.
///
/// ```
/// use engram_kernels::activation::{Edge, Graph, Overlay, Spread, Workspace};
///
/// let graph = Graph::from_edges(2, &[Edge::new(0, 1, 0.5)])?;
/// let mut overlay = Overlay::new(&graph, 3)?; // room for a node more
/// overlay.append(Edge::new(1, 2, 0.5))?;
/// let mut workspace = Workspace::new(overlay.view())?;
/// let found = Spread::new().hops(2).run(overlay.view(), &mut workspace, &[0], None, 10)?;
/// assert_eq!(found.nodes.len(), 3);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Debug)]
pub struct Overlay(ptr::NonNull<sys::engram_overlay>);
// SAFETY: an overlay belongs to no thread, and its base may be shared.
unsafe impl Send for Overlay {}
// SAFETY: what takes a shared reference only reads.
unsafe impl Sync for Overlay {}

impl Overlay {
    /// An overlay without changes. `node_count` may exceed that of the base: the new nodes have no edges yet.
    ///
    /// Errors: [`Argument`](crate::Reason::Argument) when it is below; [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// use engram_kernels::{activation::{Graph, Overlay}, Reason};
    /// let graph = Graph::from_edges(2, &[])?;
    /// assert_eq!(Overlay::new(&graph, 1).unwrap_err(), Reason::Argument);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn new(base: &Graph, node_count: u32) -> Result<Overlay> {
        let mut raw = ptr::null_mut();
        // SAFETY: the base is alive; the overlay keeps what it needs of it.
        check(unsafe { sys::engram_overlay_create(base.raw(), node_count, ptr::null(), &mut raw) })?;
        ptr::NonNull::new(raw).map(Overlay).ok_or_else(|| Reason::Memory.into())
    }

    /// Appends an edge after the others of its source.
    ///
    /// Errors: [`Argument`](crate::Reason::Argument) for an id, weight or type out of range; [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph, Overlay};
    /// # let graph = Graph::from_edges(2, &[])?;
    /// let mut overlay = Overlay::new(&graph, 2)?;
    /// overlay.append(Edge::new(0, 1, 0.5))?;
    /// assert_eq!(overlay.view().describe()?.edge_count, 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn append(&mut self, edge: Edge) -> Result<()> {
        // SAFETY: the overlay is alive and not shared now.
        check(unsafe { sys::engram_overlay_append(self.0.as_ptr(), &edge.raw()) })
    }

    /// Gives every edge of this source, target and type this weight.
    ///
    /// Errors: as for [`append`](Overlay::append); [`Argument`](crate::Reason::Argument) also when there is no such edge.
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph, Overlay};
    /// # let graph = Graph::from_edges(2, &[Edge::new(0, 1, 0.5)])?;
    /// let mut overlay = Overlay::new(&graph, 2)?;
    /// overlay.reweight(Edge::new(0, 1, 0.75))?;
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn reweight(&mut self, edge: Edge) -> Result<()> {
        // SAFETY: the overlay is alive and not shared now.
        check(unsafe { sys::engram_overlay_reweight(self.0.as_ptr(), &edge.raw()) })
    }

    /// Deletes every edge of this source, target and type; the weight is not looked at.
    ///
    /// Errors: as for [`reweight`](Overlay::reweight).
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph, Overlay};
    /// # let graph = Graph::from_edges(2, &[Edge::new(0, 1, 0.5)])?;
    /// let mut overlay = Overlay::new(&graph, 2)?;
    /// overlay.delete(Edge::new(0, 1, 0.0))?;
    /// assert_eq!(overlay.view().describe()?.edge_count, 0);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn delete(&mut self, edge: Edge) -> Result<()> {
        // SAFETY: the overlay is alive and not shared now.
        check(unsafe { sys::engram_overlay_delete(self.0.as_ptr(), &edge.raw()) })
    }

    /// Gives one edge another weight: the edge at an index of [`outgoing`](GraphView::outgoing), such as one of several
    /// parallel ones.
    ///
    /// Errors: as for [`reweight`](Overlay::reweight).
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph, Overlay};
    /// let edge = Edge::new(0, 1, 0.5);
    /// let mut overlay = Overlay::new(&Graph::from_edges(2, &[edge, edge])?, 2)?;
    /// overlay.reweight_at(0, 1, 0.75)?;
    /// assert_eq!(overlay.view().edges(0..1)?, [edge, Edge::new(0, 1, 0.75)]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn reweight_at(&mut self, source: u32, index: u64, weight: f32) -> Result<()> {
        // SAFETY: the overlay is alive and not shared now.
        check(unsafe { sys::engram_overlay_reweight_at(self.0.as_ptr(), source, index, weight) })
    }

    /// Deletes one edge, the one at an index of [`outgoing`](GraphView::outgoing). Those after it move up.
    ///
    /// Errors: as for [`reweight`](Overlay::reweight).
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph, Overlay};
    /// let edge = Edge::new(0, 1, 0.5);
    /// let mut overlay = Overlay::new(&Graph::from_edges(2, &[edge, edge])?, 2)?;
    /// overlay.delete_at(0, 1)?;
    /// assert_eq!(overlay.view().edges(0..1)?, [edge]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn delete_at(&mut self, source: u32, index: u64) -> Result<()> {
        // SAFETY: the overlay is alive and not shared now.
        check(unsafe { sys::engram_overlay_delete_at(self.0.as_ptr(), source, index) })
    }

    /// More nodes: `node_count` in all, the new ones without edges.
    ///
    /// Errors: [`Argument`](crate::Reason::Argument) for fewer than there are; [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// # use engram_kernels::activation::{Graph, Overlay};
    /// let mut overlay = Overlay::new(&Graph::from_edges(2, &[])?, 2)?;
    /// overlay.grow(5)?;
    /// assert_eq!(overlay.view().describe()?.node_count, 5);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn grow(&mut self, node_count: u32) -> Result<()> {
        // SAFETY: the overlay is alive and not shared now.
        check(unsafe { sys::engram_overlay_grow(self.0.as_ptr(), node_count) })
    }

    /// The present state as a graph of its own that never changes: it shares memory with the overlay, which goes on. Taken
    /// in no time, whatever the number of changes. An overlay stands on a prepared graph only, not on a snapshot.
    ///
    /// Errors: [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph, Overlay};
    /// let mut overlay = Overlay::new(&Graph::from_edges(2, &[])?, 2)?;
    /// let before = overlay.snapshot()?;
    /// overlay.append(Edge::new(0, 1, 0.5))?;
    /// assert_eq!((before.describe()?.edge_count, overlay.view().describe()?.edge_count), (0, 1));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn snapshot(&mut self) -> Result<Graph> {
        let mut graph = ptr::null_mut();
        // SAFETY: the overlay is alive and not shared now: taking a snapshot is a change to what the view reads.
        check(unsafe { sys::engram_overlay_snapshot(self.0.as_ptr(), &mut graph) })?;
        Graph::own(graph)
    }

    /// The present state as a graph to spread on, with the bits of a graph built afresh from the same edges.
    ///
    /// ```
    /// # use engram_kernels::activation::{Graph, Overlay};
    /// # let graph = Graph::from_edges(2, &[])?;
    /// assert_eq!(Overlay::new(&graph, 4)?.view().describe()?.node_count, 4);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn view(&self) -> &GraphView {
        // SAFETY: the overlay is alive, so its view is not null and lives as long; the borrow forbids changes.
        unsafe { GraphView::from_raw(sys::engram_overlay_view(self.0.as_ptr())) }
    }

    /// A prepared graph of its own from the present state.
    ///
    /// Errors: [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// # use engram_kernels::activation::{Edge, Graph, GraphOptions, Overlay};
    /// # let graph = Graph::from_edges(2, &[])?;
    /// let mut overlay = Overlay::new(&graph, 2)?;
    /// overlay.append(Edge::new(0, 1, 0.5))?;
    /// let compact = overlay.compact(&GraphOptions::default())?;
    /// assert_eq!(compact.describe()?.edge_count, 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn compact(&self, options: &GraphOptions) -> Result<Graph> {
        let mut graph = ptr::null_mut();
        // SAFETY: the overlay is alive, and the borrow forbids changes.
        check(unsafe { sys::engram_overlay_compact(self.0.as_ptr(), &options.raw(), ptr::null(), &mut graph) })?;
        Graph::own(graph)
    }
}

impl Drop for Overlay {
    fn drop(&mut self) {
        let mut raw = self.0.as_ptr();
        // SAFETY: the overlay is ours, and no view of it is left.
        unsafe { sys::engram_overlay_destroy(&mut raw) }
    }
}

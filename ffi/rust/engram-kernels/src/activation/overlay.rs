// SPDX-License-Identifier: MIT OR Apache-2.0

use std::marker::PhantomData;
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
pub struct Overlay<'g> {
    raw: ptr::NonNull<sys::engram_overlay>,
    base: PhantomData<&'g Graph>,
}
// SAFETY: an overlay belongs to no thread, and its base may be shared.
unsafe impl Send for Overlay<'_> {}
// SAFETY: what takes a shared reference only reads.
unsafe impl Sync for Overlay<'_> {}

impl<'g> Overlay<'g> {
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
    pub fn new(base: &'g Graph, node_count: u32) -> Result<Overlay<'g>> {
        let mut raw = ptr::null_mut();
        // SAFETY: the base is a graph that the overlay cannot outlive.
        check(unsafe { sys::engram_overlay_create(base.raw(), node_count, ptr::null(), &mut raw) })?;
        let raw = ptr::NonNull::new(raw).ok_or(Reason::Memory)?;
        Ok(Overlay { raw, base: PhantomData })
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
        check(unsafe { sys::engram_overlay_append(self.raw.as_ptr(), &edge.raw()) })
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
        check(unsafe { sys::engram_overlay_reweight(self.raw.as_ptr(), &edge.raw()) })
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
        check(unsafe { sys::engram_overlay_delete(self.raw.as_ptr(), &edge.raw()) })
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
        unsafe { GraphView::from_raw(sys::engram_overlay_view(self.raw.as_ptr())) }
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
        check(unsafe { sys::engram_overlay_compact(self.raw.as_ptr(), &options.raw(), ptr::null(), &mut graph) })?;
        Graph::own(graph)
    }
}

impl Drop for Overlay<'_> {
    fn drop(&mut self) {
        let mut raw = self.raw.as_ptr();
        // SAFETY: the overlay is ours, and no view of it is left.
        unsafe { sys::engram_overlay_destroy(&mut raw) }
    }
}

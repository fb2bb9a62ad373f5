// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a cue brings to mind: activation that spreads along the edges of a graph.
//!
//! A [`Graph`] is prepared once and shared by any number of threads; each thread spreads with a [`Workspace`] of its
//! own. [`Spread`] is the rule of a spread, [`PageRank`] the personalised kind; an [`Overlay`] changes a graph without
//! a rebuild. [`spread_once`] takes plain slices for one-off use.
//!
//! ```
//! use engram_kernels::activation::{Edge, Graph, Spread, Workspace};
//!
//! let graph = Graph::from_edges(3, &[Edge::new(0, 1, 0.5), Edge::new(1, 2, 0.25)])?;
//! let mut workspace = Workspace::new(&graph)?;
//! let found = Spread::new().hops(2).drop_seeds().run(&graph, &mut workspace, &[0], None, 10)?;
//! let ids: Vec<u32> = found.nodes.iter().map(|node| node.id).collect();
//! assert_eq!(ids, [1, 2]); // strongest first
//! # Ok::<(), engram_kernels::Error>(())
//! ```

mod csr;
mod graph;
mod overlay;
mod pagerank;
mod read;
mod results;
mod rule;
mod spread;

pub use csr::{spread_once, Csr, Offsets};
pub use graph::{Duplicates, Edge, Graph, GraphInfo, GraphOptions, GraphView};
pub use overlay::Overlay;
pub use pagerank::{Dangling, PageRank, PageRankInfo, Ranked};
pub use read::{Arc, Arcs};
pub use results::{Activated, SpreadInfo, Spreading, Workspace};
pub use rule::{Convergence, Fade, Inhibition, Merge, Normaliser, Preset, Retain, Senders, Squash};
pub use spread::Spread;

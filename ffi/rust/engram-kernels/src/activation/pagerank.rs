// SPDX-License-Identifier: MIT OR Apache-2.0

use std::ptr;

use engram_kernels_sys as sys;

use super::spread::seeds_of;
use super::{Activated, GraphView, Workspace};
use crate::error::{check, check_length, size};
use crate::executor::with_executor;
use crate::similarity::reserve;
use crate::{Executor, Result};

/// What a PageRank did.
///
/// ```
/// use engram_kernels::activation::{Edge, Graph, PageRank, Workspace};
/// let graph = Graph::from_edges(2, &[Edge::new(0, 1, 1.0), Edge::new(1, 0, 1.0)])?;
/// let mut ranks = [0.0; 2];
/// let info = PageRank::new().power(&graph, &mut Workspace::new(&graph)?, &[0], None, None, &mut ranks)?;
/// assert!(info.error < 1e-5 && !info.truncated);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct PageRankInfo {
    /// Power iterations; 0 for forward push.
    pub iterations: u32,
    /// Edges touched.
    pub edges: u64,
    /// Residuals pushed, of a node or of what came back, with repetition.
    pub pushes: u64,
    /// Nodes with a rank above 0.
    pub active: u64,
    /// The iterations or the edge budget ended it.
    pub truncated: bool,
    /// The best were certain before the tolerance was met: see [`PageRank::settle`].
    pub settled: bool,
    /// The ranks are no further than this from the exact ones, in L1, all rounding included; at most 2.
    pub error: f64,
    /// Nodes that a push left with a residual, whatever the capacity of [`PageRank::residuals`].
    pub residuals: u64,
    /// What nodes without out-edges have given back, and no node got yet.
    pub waiting: f64,
}

/// Where the rank of nodes goes that have no edge to send it along.
///
/// ```
/// use engram_kernels::activation::{Dangling, PageRank};
/// let rule = PageRank::new().dangling(Dangling::All);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Dangling {
    /// Back to the seeds, by their shares.
    #[default]
    Seeds = sys::ENGRAM_DANGLING_SEEDS,
    /// To all nodes alike.
    All = sys::ENGRAM_DANGLING_ALL,
}

/// The outcome of [`PageRank::push`].
///
/// ```
/// use engram_kernels::activation::{Graph, PageRank, Workspace};
/// let graph = Graph::from_edges(2, &[])?;
/// let ranked = PageRank::new().push(&graph, &mut Workspace::new(&graph)?, &[1], None, 10)?;
/// assert_eq!(ranked.nodes[0].id, 1);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The highest ranks, descending, then id ascending: lower bounds of the exact ones.
    pub nodes: Vec<Activated>,
    /// The largest residuals, as many as [`PageRank::residuals`] asks for.
    pub residuals: Vec<Activated>,
    /// What the call did.
    pub info: PageRankInfo,
}

/// Personalised PageRank: r = (1 - d) p + d (W' r + lost), where p is the share of the seeds, W has each row divided by
/// its sum, and lost is the rank of nodes without edges, which goes where [`Dangling`] says. By power iteration over the whole graph, or by forward push with bounded work.
///
/// ```
/// use engram_kernels::activation::{Edge, Graph, PageRank, Workspace};
/// let graph = Graph::from_edges(3, &[Edge::new(0, 1, 3.0), Edge::new(0, 2, 1.0)])?;
/// let ranked = PageRank::new().damping(0.5).push(&graph, &mut Workspace::new(&graph)?, &[0], None, 3)?;
/// let ids: Vec<u32> = ranked.nodes.iter().map(|node| node.id).collect();
/// assert_eq!(ids, [0, 1, 2]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PageRank(sys::engram_pagerank_options);
// SAFETY: the pointer among the options is null but for a copy during a call.
unsafe impl Send for PageRank {}
// SAFETY: as above.
unsafe impl Sync for PageRank {}

impl Default for PageRank {
    fn default() -> PageRank {
        PageRank::new()
    }
}

impl PageRank {
    /// Damping 0.85, 100 iterations, tolerance and epsilon 1e-6, no edge budget: the library's defaults.
    ///
    /// ```
    /// let rule = engram_kernels::activation::PageRank::new();
    /// ```
    pub fn new() -> PageRank {
        PageRank(sys::engram_pagerank_options {
            size: size::<sys::engram_pagerank_options>(),
            max_iterations: 100,
            damping: 0.85,
            tolerance: 1e-6,
            epsilon: 1e-6,
            dangling: Dangling::Seeds as u32,
            settle: 0,
            edge_budget: 0,
            residuals: ptr::null_mut(),
            residual_capacity: 0,
        })
    }

    /// d, the chance to go on: above 0 and below 1; 0 stands for 0.85.
    ///
    /// ```
    /// let rule = engram_kernels::activation::PageRank::new().damping(0.5);
    /// ```
    #[must_use]
    pub fn damping(mut self, damping: f32) -> PageRank {
        self.0.damping = damping;
        self
    }

    /// Power iteration ends after this many.
    ///
    /// ```
    /// let rule = engram_kernels::activation::PageRank::new().max_iterations(30);
    /// ```
    #[must_use]
    pub fn max_iterations(mut self, iterations: u32) -> PageRank {
        self.0.max_iterations = iterations;
        self
    }

    /// Power iteration ends when the L1 change is below this.
    ///
    /// ```
    /// let rule = engram_kernels::activation::PageRank::new().tolerance(1e-4);
    /// ```
    #[must_use]
    pub fn tolerance(mut self, tolerance: f32) -> PageRank {
        self.0.tolerance = tolerance;
        self
    }

    /// Forward push goes on while a residual is above this times the out-degree.
    ///
    /// ```
    /// let rule = engram_kernels::activation::PageRank::new().epsilon(1e-4);
    /// ```
    #[must_use]
    pub fn epsilon(mut self, epsilon: f32) -> PageRank {
        self.0.epsilon = epsilon;
        self
    }

    /// Forward push touches at most this many edges; 0 for no limit.
    ///
    /// ```
    /// let rule = engram_kernels::activation::PageRank::new().edge_budget(10_000);
    /// ```
    #[must_use]
    pub fn edge_budget(mut self, edges: u64) -> PageRank {
        self.0.edge_budget = edges;
        self
    }

    /// Where the rank of nodes without edges goes.
    ///
    /// ```
    /// use engram_kernels::activation::{Dangling, Graph, PageRank, Workspace};
    /// let graph = Graph::from_edges(2, &[])?;
    /// let mut ranks = [0.0; 2];
    /// let rule = PageRank::new().dangling(Dangling::All);
    /// rule.power(&graph, &mut Workspace::new(&graph)?, &[0], None, None, &mut ranks)?;
    /// assert!(ranks[1] > 0.0);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn dangling(mut self, dangling: Dangling) -> PageRank {
        self.0.dangling = dangling as u32;
        self
    }

    /// Power iteration ends as soon as this many best nodes and their order are certain; 0 for never.
    ///
    /// ```
    /// let rule = engram_kernels::activation::PageRank::new().settle(10);
    /// ```
    #[must_use]
    pub fn settle(mut self, best: u64) -> PageRank {
        self.0.settle = best;
        self
    }

    /// Forward push returns this many of the largest residuals; 0 for none.
    ///
    /// ```
    /// use engram_kernels::activation::{Edge, Graph, PageRank, Workspace};
    /// let graph = Graph::from_edges(2, &[Edge::new(0, 1, 1.0)])?;
    /// let rule = PageRank::new().epsilon(0.1).residuals(2);
    /// let ranked = rule.push(&graph, &mut Workspace::new(&graph)?, &[0], None, 2)?;
    /// assert!(ranked.residuals.iter().all(|left| left.activation <= 0.1));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[must_use]
    pub fn residuals(mut self, capacity: u32) -> PageRank {
        self.0.residual_capacity = u64::from(capacity);
        self
    }

    /// By power iteration: a rank for each node, together 1 within rounding.
    ///
    /// Errors: [`Length`](crate::Reason::Length); [`Argument`](crate::Reason::Argument) for seeds, values or options out
    /// of range; [`Graph`](crate::Reason::Graph) for a negative weight.
    ///
    /// ```
    /// use engram_kernels::activation::{Edge, Graph, PageRank, Workspace};
    /// let graph = Graph::from_edges(2, &[Edge::new(0, 1, 1.0), Edge::new(1, 0, 1.0)])?;
    /// let mut ranks = [0.0; 2];
    /// PageRank::new().power(&graph, &mut Workspace::new(&graph)?, &[0, 1], None, None, &mut ranks)?;
    /// assert!((ranks[0] - 0.5).abs() < 1e-6);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn power(
        &self,
        graph: &GraphView,
        workspace: &mut Workspace,
        seeds: &[u32],
        values: Option<&[f32]>,
        executor: Option<&dyn Executor>,
        ranks: &mut [f32],
    ) -> Result<PageRankInfo> {
        check_length("ranks", ranks.len(), graph.describe()?.node_count as usize)?;
        let seeds = seeds_of(seeds, values)?;
        let mut info = empty_info();
        // SAFETY: the graph and the workspace are alive, the workspace is not shared; slices have the lengths given.
        check(with_executor(executor, |executor| unsafe {
            sys::engram_pagerank_power(
                graph.raw(),
                &self.0,
                workspace.raw(),
                executor,
                &seeds,
                ranks.as_mut_ptr(),
                &mut info,
            )
        }))?;
        Ok(info_of(&info))
    }

    /// By forward push: work is bounded whatever the size of the graph, and ranks are lower bounds. Returns at most
    /// `capacity` nodes, the highest.
    ///
    /// Errors: as for [`power`](PageRank::power).
    ///
    /// ```
    /// use engram_kernels::activation::{Edge, Graph, PageRank, Workspace};
    /// let graph = Graph::from_edges(2, &[Edge::new(0, 1, 1.0)])?;
    /// let ranked = PageRank::new().push(&graph, &mut Workspace::new(&graph)?, &[0], None, 1)?;
    /// assert_eq!((ranked.nodes.len(), ranked.info.active), (1, 2));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn push(
        &self,
        graph: &GraphView,
        workspace: &mut Workspace,
        seeds: &[u32],
        values: Option<&[f32]>,
        capacity: u32,
    ) -> Result<Ranked> {
        let capacity = capacity.min(graph.describe()?.node_count);
        let seeds = seeds_of(seeds, values)?;
        let mut nodes = reserve(capacity as usize, Activated::default())?;
        let most = self.0.residual_capacity.min(u64::from(graph.describe()?.node_count));
        let mut residuals = reserve(most as usize, Activated::default())?;
        let (mut count, mut info) = (0, empty_info());
        let mut options = self.0;
        options.residual_capacity = most;
        options.residuals = if most == 0 { ptr::null_mut() } else { residuals.as_mut_ptr().cast() };
        // SAFETY: the graph and the workspace are alive, the workspace is not shared; slices have the lengths given;
        // the layout of a result is that of the C struct.
        check(unsafe {
            sys::engram_pagerank_push(
                graph.raw(),
                &options,
                workspace.raw(),
                &seeds,
                nodes.as_mut_ptr().cast(),
                u64::from(capacity),
                &mut count,
                &mut info,
            )
        })?;
        nodes.truncate(count as usize);
        residuals.truncate(info.residuals.min(most) as usize);
        Ok(Ranked { nodes, residuals, info: info_of(&info) })
    }
}

fn empty_info() -> sys::engram_pagerank_info {
    // SAFETY: all zero is a value of the C struct, which holds numbers.
    let mut info: sys::engram_pagerank_info = unsafe { std::mem::zeroed() };
    info.size = size::<sys::engram_pagerank_info>();
    info
}

fn info_of(info: &sys::engram_pagerank_info) -> PageRankInfo {
    PageRankInfo {
        iterations: info.iterations,
        edges: info.edges,
        pushes: info.pushes,
        active: info.active,
        truncated: info.truncated != 0,
        settled: info.settled != 0,
        error: info.error,
        residuals: info.residuals,
        waiting: info.waiting,
    }
}

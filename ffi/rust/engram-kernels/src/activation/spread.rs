// SPDX-License-Identifier: MIT OR Apache-2.0

use std::ptr;

use engram_kernels_sys as sys;

use super::results::{empty_info, info_of};
use super::{
    Activated, Convergence, Fade, GraphView, Inhibition, Merge, Normaliser, Preset, Retain, Senders, SpreadInfo,
    Spreading, Squash, Workspace,
};
use crate::error::{check, check_length, size};
use crate::executor::with_executor;
use crate::similarity::reserve;
use crate::{Executor, Reason, Result};

/// The rule of a spread: one synchronous core with choices that do not depend on each other. Start from
/// [`new`](Spread::new) or a [`preset`](Spread::preset), then change what differs.
///
/// One hop: senders give value * gain * fade / normaliser; each edge that carries takes that times its weight, unless
/// it is below the edge threshold; what arrives is merged, into what the node retains; what suppressive types carry is
/// taken away, down to 0; values below the node threshold become 0. After the last hop: inhibition, gate, squash.
///
/// ```
/// use engram_kernels::activation::{Edge, Fade, Graph, Merge, Spread, Workspace};
///
/// let graph = Graph::from_edges(3, &[Edge::new(0, 1, 1.0), Edge::new(1, 2, 1.0)])?;
/// let rule = Spread::new().hops(2).merge(Merge::Max).fade(Fade::PerHop(0.5));
/// let found = rule.run(&graph, &mut Workspace::new(&graph)?, &[0], None, 10)?;
/// let values: Vec<f32> = found.nodes.iter().map(|node| node.activation).collect();
/// assert_eq!(values, [1.0, 0.5, 0.25]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Spread<'a> {
    raw: sys::engram_spread_options,
    decay_table: Option<&'a [f32]>,
    type_factors: Option<&'a [f32; 64]>,
    node_factors: Option<&'a [f32]>,
}
// SAFETY: the pointers in the options are null; slices are put in their place for the time of a call.
unsafe impl Send for Spread<'_> {}
// SAFETY: as above.
unsafe impl Sync for Spread<'_> {}

/// A setter for each plain field: documentation with an example, name, parameter, what it does.
macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident($($value:ident: $type:ty)?) |$raw:ident| $body:expr;)*) => {
        impl<'a> Spread<'a> {$(
            $(#[$doc])*
            #[must_use]
            pub fn $name(mut self $(, $value: $type)?) -> Self {
                let $raw = &mut self.raw;
                $body;
                self
            }
        )*}
    };
}

setters! {
    /// At most this many hops; 0 returns the seeds.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().hops(5);
    /// ```
    hops(hops: u32) |raw| raw.hops = hops;
    /// How what arrives at one node in one hop becomes one value.
    ///
    /// ```
    /// use engram_kernels::activation::{Merge, Spread};
    /// let rule = Spread::new().merge(Merge::Probabilistic);
    /// ```
    merge(merge: Merge) |raw| raw.merge = merge as u32;
    /// What becomes of the value a node had before the hop.
    ///
    /// ```
    /// use engram_kernels::activation::{Retain, Spread};
    /// let rule = Spread::new().retain(Retain::Replace);
    /// ```
    retain(retain: Retain) |raw| raw.retain = match retain {
        Retain::Keep => sys::ENGRAM_RETAIN_KEEP,
        Retain::Replace => sys::ENGRAM_RETAIN_REPLACE,
        Retain::Retention(part) => {
            raw.retention = part;
            sys::ENGRAM_RETAIN_RETENTION
        }
        Retain::Max => sys::ENGRAM_RETAIN_MAX,
    };
    /// Who sends in a hop, and what.
    ///
    /// ```
    /// use engram_kernels::activation::{Senders, Spread};
    /// let rule = Spread::new().senders(Senders::Arrivals);
    /// ```
    senders(senders: Senders) |raw| raw.senders = senders as u32;
    /// What a sender's value is divided by.
    ///
    /// ```
    /// use engram_kernels::activation::{Normaliser, Spread};
    /// let rule = Spread::new().normaliser(Normaliser::Fan { strength: 1.6, base: 0.0 });
    /// ```
    normaliser(normaliser: Normaliser) |raw| raw.normaliser = match normaliser {
        Normaliser::None => sys::ENGRAM_NORMALISE_NONE,
        Normaliser::OutDegree => sys::ENGRAM_NORMALISE_OUT_DEGREE,
        Normaliser::SqrtDegree => sys::ENGRAM_NORMALISE_SQRT_DEGREE,
        Normaliser::SqrtOneDegree => sys::ENGRAM_NORMALISE_SQRT_ONE_DEGREE,
        Normaliser::WeightSum => sys::ENGRAM_NORMALISE_WEIGHT_SUM,
        Normaliser::Fan { strength, base } => {
            raw.fan_strength = strength;
            raw.fan_base = base;
            sys::ENGRAM_NORMALISE_FAN
        }
    };
    /// Competition between nodes.
    ///
    /// ```
    /// use engram_kernels::activation::{Inhibition, Spread};
    /// let rule = Spread::new().inhibition(Inhibition::Ceiling(0.8));
    /// ```
    inhibition(inhibition: Inhibition) |raw| raw.inhibition = match inhibition {
        Inhibition::None => sys::ENGRAM_INHIBIT_NONE,
        Inhibition::Ceiling(ceiling) => {
            raw.ceiling = ceiling;
            sys::ENGRAM_INHIBIT_CEILING
        }
        Inhibition::TopSum { strength, count } => {
            raw.inhibition_strength = strength;
            raw.inhibition_count = count;
            sys::ENGRAM_INHIBIT_TOP_SUM
        }
        Inhibition::TopMean { strength, count } => {
            raw.inhibition_strength = strength;
            raw.inhibition_count = count;
            sys::ENGRAM_INHIBIT_TOP_MEAN
        }
    };
    /// Top-M inhibition after every hop, not only after the last.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().inhibit_each_hop();
    /// ```
    inhibit_each_hop() |raw| raw.flags |= sys::ENGRAM_SPREAD_INHIBIT_EACH;
    /// The last shaping of values. A [`Squash::Clamp`] or [`Squash::Divide`] limit is also that of
    /// [`Merge::ClampedSum`].
    ///
    /// ```
    /// use engram_kernels::activation::{Spread, Squash};
    /// let rule = Spread::new().squash(Squash::Divide(1.0));
    /// ```
    squash(squash: Squash) |raw| raw.squash = match squash {
        Squash::None => sys::ENGRAM_SQUASH_NONE,
        Squash::Clamp(limit) => {
            raw.limit = limit;
            sys::ENGRAM_SQUASH_CLAMP
        }
        Squash::Divide(limit) => {
            raw.limit = limit;
            sys::ENGRAM_SQUASH_DIVIDE
        }
        Squash::Sigmoid { gain, centre } => {
            raw.sigmoid_gain = gain;
            raw.sigmoid_centre = centre;
            sys::ENGRAM_SQUASH_SIGMOID
        }
    };
    /// Squash after every hop, not only after the last.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().squash_each_hop();
    /// ```
    squash_each_hop() |raw| raw.flags |= sys::ENGRAM_SPREAD_SQUASH_EACH;
    /// The limit of [`Merge::ClampedSum`], [`Squash::Clamp`] and [`Squash::Divide`]: above 0.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().limit(2.0);
    /// ```
    limit(limit: f32) |raw| raw.limit = limit;
    /// When to stop before the last hop.
    ///
    /// ```
    /// use engram_kernels::activation::{Convergence, Spread};
    /// let rule = Spread::new().convergence(Convergence::Largest(1e-4));
    /// ```
    convergence(convergence: Convergence) |raw| raw.convergence = match convergence {
        Convergence::None => sys::ENGRAM_CONVERGE_NONE,
        Convergence::L1(tolerance) => {
            raw.tolerance = tolerance;
            sys::ENGRAM_CONVERGE_L1
        }
        Convergence::Largest(tolerance) => {
            raw.tolerance = tolerance;
            sys::ENGRAM_CONVERGE_LARGEST
        }
    };
    /// Nodes that stay active after a hop, the largest; 0 for all.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().node_cap(50);
    /// ```
    node_cap(nodes: u32) |raw| raw.node_cap = nodes;
    /// Hops a node is silent after sending; 0 for none.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().refractory_hops(1);
    /// ```
    refractory_hops(hops: u32) |raw| raw.refractory_hops = hops;
    /// Edges that carry, in the whole call; 0 for no limit. See [`SpreadInfo::truncated`].
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().edge_budget(100_000);
    /// ```
    edge_budget(edges: u64) |raw| raw.edge_budget = edges;
    /// Edges of type t carry where bit t is set.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().type_mask(0b11);
    /// ```
    type_mask(mask: u64) |raw| raw.type_mask = mask;
    /// Edges of type t take away where bit t is set.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().suppressive_types(0b10);
    /// ```
    suppressive_types(mask: u64) |raw| raw.suppressive_types = mask;
    /// Factor of everything sent.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().gain(0.85);
    /// ```
    gain(gain: f32) |raw| raw.gain = gain;
    /// Contributions of smaller magnitude are not made.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().edge_threshold(0.01);
    /// ```
    edge_threshold(threshold: f32) |raw| raw.edge_threshold = threshold;
    /// Values of smaller magnitude become 0 after each hop; so do seeds.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().node_threshold(0.01);
    /// ```
    node_threshold(threshold: f32) |raw| raw.node_threshold = threshold;
    /// Values of smaller magnitude become 0 after the last hop, before squashing.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().gate(0.12);
    /// ```
    gate(gate: f32) |raw| raw.gate = gate;
    /// Tells of each node through which hop, predecessor and seed it was reached.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().explain();
    /// ```
    explain() |raw| raw.flags |= sys::ENGRAM_SPREAD_EXPLAIN;
    /// Leaves the seeds out of the results.
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new().drop_seeds();
    /// ```
    drop_seeds() |raw| raw.flags |= sys::ENGRAM_SPREAD_DROP_SEEDS;
}

/// Whether two structs agree in these fields.
macro_rules! agree {
    ($a:expr, $b:expr; $($field:ident),*) => { true $(&& $a.$field == $b.$field)* };
}

/// Equal when every option is, the numbers of choices that are not made too.
impl PartialEq for Spread<'_> {
    fn eq(&self, other: &Spread<'_>) -> bool {
        let options = agree! { self.raw, other.raw;
            merge, retain, senders, decay, normaliser, inhibition, squash, convergence, flags, hops, node_cap,
            refractory_hops, inhibition_count, edge_budget, type_mask, suppressive_types, gain, hop_factor, retention,
            edge_threshold, node_threshold, gate, limit, ceiling, inhibition_strength, sigmoid_gain, sigmoid_centre,
            fan_strength, fan_base, tolerance
        };
        options && agree!(self, other; decay_table, type_factors, node_factors)
    }
}

impl<'a> Default for Spread<'a> {
    fn default() -> Spread<'a> {
        Spread::new()
    }
}

impl<'a> Spread<'a> {
    /// Sum, keep, active senders, 3 hops, no shaping: [`Preset::Plain`].
    ///
    /// ```
    /// let rule = engram_kernels::activation::Spread::new();
    /// ```
    pub fn new() -> Spread<'a> {
        // The library refuses this only when it is older than this crate; what it left empty is then refused in use.
        Spread::filled(Preset::Plain).0
    }

    /// A named rule.
    ///
    /// Errors: [`Enum`](crate::Reason::Enum) when the linked library is older than the name.
    ///
    /// ```
    /// use engram_kernels::activation::{Preset, Spread};
    /// let rule = Spread::preset(Preset::Sproink)?.hops(4);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn preset(preset: Preset) -> Result<Spread<'a>> {
        let (rule, status) = Spread::filled(preset);
        check(status).map(|()| rule)
    }

    fn filled(preset: Preset) -> (Spread<'a>, sys::engram_status) {
        // SAFETY: all zero is a value of the C struct: numbers, and null pointers.
        let mut raw: sys::engram_spread_options = unsafe { std::mem::zeroed() };
        raw.size = size::<sys::engram_spread_options>();
        // SAFETY: the struct is one of ours and says its size.
        let status = unsafe { sys::engram_spread_preset(preset as u32, &mut raw) };
        (Spread { raw, decay_table: None, type_factors: None, node_factors: None }, status)
    }

    /// How what is sent fades with the distance.
    ///
    /// ```
    /// use engram_kernels::activation::{Fade, Spread};
    /// let rule = Spread::new().fade(Fade::PerHop(0.7));
    /// ```
    #[must_use]
    pub fn fade(mut self, fade: Fade<'a>) -> Self {
        self.decay_table = None;
        self.raw.decay = match fade {
            Fade::None => sys::ENGRAM_DECAY_NONE,
            Fade::PerHop(factor) => {
                self.raw.hop_factor = factor;
                sys::ENGRAM_DECAY_PER_HOP
            }
            Fade::FromSource(table) => {
                self.decay_table = Some(table);
                sys::ENGRAM_DECAY_FROM_SOURCE
            }
        };
        self
    }

    /// A factor for the weights of each type.
    ///
    /// ```
    /// use engram_kernels::activation::Spread;
    /// let mut factors = [1.0; 64];
    /// factors[3] = 0.2;
    /// let rule = Spread::new().type_factors(&factors);
    /// ```
    #[must_use]
    pub fn type_factors(mut self, factors: &'a [f32; 64]) -> Self {
        self.type_factors = Some(factors);
        self
    }

    /// A factor for what each node sends; one for each node of the graph.
    ///
    /// ```
    /// use engram_kernels::activation::Spread;
    /// let rule = Spread::new().node_factors(&[1.0, 0.5]);
    /// ```
    #[must_use]
    pub fn node_factors(mut self, factors: &'a [f32]) -> Self {
        self.node_factors = Some(factors);
        self
    }

    /// Spreads from a few seeds; work grows with the edges touched, not with the graph. Returns at most `capacity`
    /// nodes, the strongest. Without `values` each seed starts with 1; a repeated seed adds up.
    ///
    /// Errors: [`Length`](crate::Reason::Length); [`Argument`](crate::Reason::Argument) for a seed that is no node, a value that is not
    /// finite, an option out of range, a workspace for fewer nodes than the graph has.
    ///
    /// ```
    /// use engram_kernels::activation::{Edge, Graph, Spread, Workspace};
    /// let graph = Graph::from_edges(2, &[Edge::new(0, 1, 0.5)])?;
    /// let found = Spread::new().hops(1).run(&graph, &mut Workspace::new(&graph)?, &[0], Some(&[0.5]), 10)?;
    /// assert_eq!(found.nodes[1].activation, 0.25);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn run(
        &self,
        graph: &GraphView,
        workspace: &mut Workspace,
        seeds: &[u32],
        values: Option<&[f32]>,
        capacity: u32,
    ) -> Result<Spreading> {
        let nodes = graph.describe()?.node_count;
        let options = self.options(nodes)?;
        let seeds = seeds_of(seeds, values)?;
        let capacity = capacity.min(nodes);
        let mut results = reserve(capacity as usize, Activated::default())?;
        let (mut count, mut info) = (0, empty_info());
        // SAFETY: the graph and the workspace are alive, the workspace is not shared; slices have the lengths given;
        // the layout of a result is that of the C struct.
        check(unsafe {
            sys::engram_spread_sparse(
                graph.raw(),
                &options,
                workspace.raw(),
                &seeds,
                results.as_mut_ptr().cast(),
                u64::from(capacity),
                &mut count,
                &mut info,
            )
        })?;
        results.truncate(count as usize);
        Ok(Spreading { nodes: results, info: info_of(&info) })
    }

    /// The same from and to an array of all nodes: `activations[i]` is what node `i` starts with, and ends with. Equal,
    /// to the bit, to [`run`](Spread::run) seeded with the entries that are not 0. Not for explained spreads, nor for
    /// those that drop their seeds.
    ///
    /// Errors: as for [`run`](Spread::run).
    ///
    /// ```
    /// use engram_kernels::activation::{Edge, Graph, Spread, Workspace};
    /// let graph = Graph::from_edges(2, &[Edge::new(0, 1, 0.5)])?;
    /// let mut activations = [0.5, 0.0];
    /// Spread::new().hops(1).run_dense(&graph, &mut Workspace::new(&graph)?, None, &mut activations)?;
    /// assert_eq!(activations, [0.5, 0.25]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn run_dense(
        &self,
        graph: &GraphView,
        workspace: &mut Workspace,
        executor: Option<&dyn Executor>,
        activations: &mut [f32],
    ) -> Result<SpreadInfo> {
        let nodes = graph.describe()?.node_count;
        let options = self.options(nodes)?;
        check_length("activations", activations.len(), nodes as usize)?;
        let mut info = empty_info();
        // SAFETY: the graph and the workspace are alive, the workspace is not shared; an activation for each node.
        check(with_executor(executor, |executor| unsafe {
            let activations = activations.as_mut_ptr();
            sys::engram_spread_dense(graph.raw(), &options, workspace.raw(), executor, activations, &mut info)
        }))?;
        Ok(info_of(&info))
    }

    /// The C struct, with the slices in it.
    fn options(&self, nodes: u32) -> Result<sys::engram_spread_options> {
        let mut raw = self.raw;
        if let Some(table) = self.decay_table {
            raw.decay_count = u32::try_from(table.len()).map_err(|_| Reason::Overflow)?;
            raw.decay_table = table.as_ptr();
        }
        raw.type_factors = self.type_factors.map_or(ptr::null(), |factors| factors.as_ptr());
        if let Some(factors) = self.node_factors {
            check_length("node_factors", factors.len(), nodes as usize)?;
            raw.node_factors = factors.as_ptr();
        }
        Ok(raw)
    }
}

/// The pointer of the values and the number of the seeds.
pub(super) fn seeds_of(ids: &[u32], values: Option<&[f32]>) -> Result<sys::engram_seeds> {
    check_length("values", values.map_or(ids.len(), <[f32]>::len), ids.len())?;
    Ok(sys::engram_seeds {
        size: size::<sys::engram_seeds>(),
        reserved: 0,
        count: ids.len() as u64,
        ids: ids.as_ptr(),
        values: values.map_or(ptr::null(), <[f32]>::as_ptr),
    })
}

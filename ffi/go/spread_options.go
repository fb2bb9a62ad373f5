// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

// SpreadPreset names a rule of spreading; docs/activation.md lists what each fills in.
type SpreadPreset uint32

// The presets.
const (
	SpreadPlain     SpreadPreset = 0 // sum, keep, active senders, 3 hops, no shaping: the options to start from
	SpreadEngramZig SpreadPreset = 1 // the rule of CSR.Spread
	SpreadSproink   SpreadPreset = 2 // floop and sproink
	SpreadSynapse   SpreadPreset = 3 // fan-divided sum with retention, top-7 sum inhibition, gate, sigmoid
	SpreadZeph      SpreadPreset = 4 // clamped sum within a hop, max across hops, ceiling 0.8, 50 nodes
	SpreadShodh     SpreadPreset = 5 // sum / sqrt(1 + degree) of arrivals, rescaled to at most 2
	SpreadSpreadr   SpreadPreset = 6 // retention 0.5, the rest in proportion to the weights, 10 steps
	SpreadACTR      SpreadPreset = 7 // one hop of S - ln(fan), S = 1.6
)

// Merge is how what arrives at one node in one hop becomes one value; c is sent value * weight.
type Merge uint32

// The merges.
const (
	MergeSum           Merge = 0 // v + c
	MergeClampedSum    Merge = 1 // min(Limit, v + c), edge by edge
	MergeMax           Merge = 2 // max(v, c)
	MergeProbabilistic Merge = 3 // 1 - (1 - v)(1 - c), for values in [0, 1]
)

// Retain is what becomes of the value a node had before the hop.
type Retain uint32

// The choices.
const (
	RetainKeep      Retain = 0 // it stays; what arrives is merged into it
	RetainReplace   Retain = 1 // it is gone
	RetainRetention Retain = 2 // Retention * it stays
	RetainMax       Retain = 3 // the larger of it and of what arrives
)

// Senders is who sends in a hop, and what.
type Senders uint32

// The choices.
const (
	SendersActive   Senders = 0 // every active node sends its value, again in every hop
	SendersArrivals Senders = 1 // a node sends on what arrived in the hop before, once
)

// HopDecay is how what is sent fades with the distance.
type HopDecay uint32

// The choices.
const (
	HopDecayNone       HopDecay = 0
	HopDecayPerHop     HopDecay = 1 // times HopFactor in every hop
	HopDecayFromSource HopDecay = 2 // DecayTable[h-1] in all after h hops
)

// Normaliser is what a sender's value is divided by.
type Normaliser uint32

// The normalisers.
const (
	NormaliseNone          Normaliser = 0
	NormaliseOutDegree     Normaliser = 1 // degree
	NormaliseSqrtDegree    Normaliser = 2 // sqrt(degree)
	NormaliseSqrtOneDegree Normaliser = 3 // sqrt(1 + degree)
	NormaliseWeightSum     Normaliser = 4 // sum of |weight|: column-stochastic
	NormaliseFan           Normaliser = 5 // the weight becomes FanStrength - ln(fan / weight)
)

// Inhibition is competition between nodes.
type Inhibition uint32

// The choices.
const (
	InhibitNone    Inhibition = 0
	InhibitCeiling Inhibition = 1 // a node at or above Ceiling before the hop receives nothing in it
	InhibitTopSum  Inhibition = 2 // x - strength * sum of (k - x) over the k > x among the InhibitionCount largest
	InhibitTopMean Inhibition = 3 // the InhibitionCount largest stay; others x - strength * (their mean - x)
)

// Squash is the last shaping of values.
type Squash uint32

// The choices.
const (
	SquashNone    Squash = 0
	SquashClamp   Squash = 1 // to [-Limit, Limit]
	SquashDivide  Squash = 2 // if the largest is above Limit, every value is divided by largest / Limit
	SquashSigmoid Squash = 3 // 1 / (1 + exp(-SigmoidGain * (x - SigmoidCentre))), of active nodes only
)

// Convergence is what a spread watches for to stop before its last hop.
type Convergence uint32

// The choices.
const (
	ConvergeNone    Convergence = 0
	ConvergeL1      Convergence = 1 // sum of |change| < Tolerance
	ConvergeLargest Convergence = 2 // largest |change| < Tolerance
)

// SpreadOptions is the rule of a spread; start from SpreadPreset.Options, for the zero value is refused. engram/activation.h says what a hop does.
type SpreadOptions struct {
	Merge       Merge
	Retain      Retain
	Senders     Senders
	Decay       HopDecay
	Normaliser  Normaliser
	Inhibition  Inhibition
	Squash      Squash
	Convergence Convergence

	Explain     bool // fill Hop, Predecessor and Seed of each result
	InhibitEach bool // top-M inhibition after every hop, not only after the last
	SquashEach  bool // squash after every hop, not only after the last
	DropSeeds   bool // leave the seeds out of the results

	Hops               uint32
	NodeCap            uint32  // nodes that stay active after a hop; 0: all
	RefractoryHops     uint32  // hops a node is silent after sending
	InhibitionCount    uint32  // M of the top-M inhibitions, 1 to 256
	EdgeBudget         uint64  // edges that carry, in the whole call; 0: no limit. See SpreadInfo.Truncated
	TypeMask           uint64  // bit t: edges of type t carry; not 0
	SuppressiveTypes   uint64  // bit t: edges of type t take away
	Gain               float32 // not 0
	HopFactor          float32
	Retention          float32
	EdgeThreshold      float32
	NodeThreshold      float32
	Gate               float32
	Limit              float32
	Ceiling            float32
	InhibitionStrength float32
	SigmoidGain        float32
	SigmoidCentre      float32
	FanStrength        float32
	FanBase            float32
	Tolerance          float32

	DecayTable  []float32 // HopDecayFromSource: factors for 1, 2, ... hops
	TypeFactors []float32 // 64 factors, or nil
	NodeFactors []float32 // a factor for each node, or nil
}

var spreadFlags = [...]C.uint32_t{C.ENGRAM_SPREAD_EXPLAIN, C.ENGRAM_SPREAD_INHIBIT_EACH, C.ENGRAM_SPREAD_SQUASH_EACH,
	C.ENGRAM_SPREAD_DROP_SEEDS}

// Options is the named rule. ErrEnum for an unknown name.
func (p SpreadPreset) Options() (SpreadOptions, error) {
	made := C.go_spread_preset(C.uint32_t(p))
	if err := failure("SpreadPreset.Options", told(made.told)); err != nil {
		return SpreadOptions{}, err
	}
	o := &made.options
	return SpreadOptions{
		Merge: Merge(o.merge), Retain: Retain(o.retain), Senders: Senders(o.senders), Decay: HopDecay(o.decay),
		Normaliser: Normaliser(o.normaliser), Inhibition: Inhibition(o.inhibition), Squash: Squash(o.squash),
		Convergence: Convergence(o.convergence),
		Explain:     o.flags&spreadFlags[0] != 0, InhibitEach: o.flags&spreadFlags[1] != 0,
		SquashEach: o.flags&spreadFlags[2] != 0, DropSeeds: o.flags&spreadFlags[3] != 0,
		Hops: uint32(o.hops), NodeCap: uint32(o.node_cap), RefractoryHops: uint32(o.refractory_hops),
		InhibitionCount: uint32(o.inhibition_count), EdgeBudget: uint64(o.edge_budget), TypeMask: uint64(o.type_mask),
		SuppressiveTypes: uint64(o.suppressive_types), Gain: float32(o.gain), HopFactor: float32(o.hop_factor),
		Retention: float32(o.retention), EdgeThreshold: float32(o.edge_threshold),
		NodeThreshold: float32(o.node_threshold), Gate: float32(o.gate), Limit: float32(o.limit),
		Ceiling: float32(o.ceiling), InhibitionStrength: float32(o.inhibition_strength),
		SigmoidGain: float32(o.sigmoid_gain), SigmoidCentre: float32(o.sigmoid_centre),
		FanStrength: float32(o.fan_strength), FanBase: float32(o.fan_base), Tolerance: float32(o.tolerance),
	}, nil
}

// write puts the rule, without its tables, where C reads it.
func (o *SpreadOptions) write(c *C.engram_spread_options) {
	c.merge, c.retain = C.engram_spread_merge(o.Merge), C.engram_spread_retain(o.Retain)
	c.senders, c.decay = C.engram_spread_senders(o.Senders), C.engram_spread_decay(o.Decay)
	c.normaliser = C.engram_spread_normaliser(o.Normaliser)
	c.inhibition = C.engram_spread_inhibition(o.Inhibition)
	c.squash, c.convergence = C.engram_spread_squash(o.Squash), C.engram_spread_convergence(o.Convergence)
	c.flags = 0
	for i, isSet := range [...]bool{o.Explain, o.InhibitEach, o.SquashEach, o.DropSeeds} {
		if isSet {
			c.flags |= spreadFlags[i]
		}
	}
	c.hops, c.node_cap = C.uint32_t(o.Hops), C.uint32_t(o.NodeCap)
	c.refractory_hops, c.inhibition_count = C.uint32_t(o.RefractoryHops), C.uint32_t(o.InhibitionCount)
	c.edge_budget = C.uint64_t(o.EdgeBudget)
	c.type_mask, c.suppressive_types = C.uint64_t(o.TypeMask), C.uint64_t(o.SuppressiveTypes)
	c.gain, c.hop_factor, c.retention = C.float(o.Gain), C.float(o.HopFactor), C.float(o.Retention)
	c.edge_threshold, c.node_threshold = C.float(o.EdgeThreshold), C.float(o.NodeThreshold)
	c.gate, c.limit, c.ceiling = C.float(o.Gate), C.float(o.Limit), C.float(o.Ceiling)
	c.inhibition_strength = C.float(o.InhibitionStrength)
	c.sigmoid_gain, c.sigmoid_centre = C.float(o.SigmoidGain), C.float(o.SigmoidCentre)
	c.fan_strength, c.fan_base, c.tolerance = C.float(o.FanStrength), C.float(o.FanBase), C.float(o.Tolerance)
	c.decay_count = C.uint32_t(len(o.DecayTable))
}

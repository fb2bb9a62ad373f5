// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"errors"
	"math"
	"reflect"

	"engram"
)

// Players of graphs, overlays, spreading and PageRank.

func csrOf(v *vectorCase) (csr engram.CSR, leftOut string) {
	edges := v.int("graph.edge_count")
	switch {
	case v.has("graph.size"):
		return csr, noSize
	case v.u32("graph.offset_type") > 1:
		return csr, noType
	case len(v.bits("graph.offsets")) != v.int("graph.node_count")+1:
		return csr, noNull
	}
	csr = engram.CSR{Targets: numbers[uint32](v, "graph.targets")[:edges], Weights: v.f32s("graph.weights")[:edges],
		Types: numbers[uint8](v, "graph.types")}
	if v.u32("graph.offset_type") == 1 {
		csr.Offsets32 = numbers[uint32](v, "graph.offsets")
	} else {
		csr.Offsets = numbers[uint64](v, "graph.offsets")
	}
	return csr, ""
}

func edgesIn(v *vectorCase, prefix string) (edges []engram.Edge) {
	sources, targets := numbers[uint32](v, prefix+".source"), numbers[uint32](v, prefix+".target")
	weights, types := v.f32s(prefix+".weight"), numbers[uint32](v, prefix+".type")
	for i := range sources {
		edge := engram.Edge{Source: sources[i], Target: targets[i], Weight: weights[i]}
		if types != nil {
			edge.Type = types[i]
		}
		edges = append(edges, edge)
	}
	return edges
}

// openGraph gives what a vector spreads on, or the error of making it; what was made is to be closed.
func openGraph(v *vectorCase) (graph engram.Spreadable, close func(), err error, leftOut string) {
	options := &engram.GraphOptions{Duplicates: engram.Duplicates(v.u32("graph_options.duplicates")),
		NoPull: v.u32("graph_options.no_pull") != 0}
	var base *engram.Graph
	if v.has("edges") {
		base, err = engram.NewGraphFromEdges(v.u32("edges.node_count"), edgesIn(v, "edges"), options)
	} else {
		csr, why := csrOf(v)
		if why != "" {
			return nil, nil, nil, why
		}
		base, err = engram.NewGraph(csr, options)
	}
	if err != nil || !v.has("changes") {
		return base, func() { base.Close() }, err, ""
	}
	overlay, err := engram.NewOverlay(base, v.u32("changes.node_count"))
	for i, edge := range edgesIn(v, "changes") {
		if err != nil {
			break
		}
		switch v.bits("changes.what")[i] {
		case 0:
			err = overlay.Append(edge)
		case 1:
			err = overlay.Reweight(edge)
		case 2:
			err = overlay.Delete(edge)
		case 3:
			err = overlay.ReweightAt(edge.Source, v.bits("changes.index")[i], edge.Weight)
		default:
			err = overlay.DeleteAt(edge.Source, v.bits("changes.index")[i])
		}
	}
	return overlay, func() { overlay.Close(); base.Close() }, err, ""
}

// withGraph calls back with the graph of a vector and a workspace for it.
func withGraph(v *vectorCase, call func(graph engram.Spreadable, workspace *engram.Workspace, nodes uint32)) string {
	graph, close, err, leftOut := openGraph(v)
	if leftOut != "" {
		return leftOut
	}
	if err != nil {
		v.differs("no graph: %v", err)
		return ""
	}
	defer close()
	info := must(graph.(interface {
		Info() (engram.GraphInfo, error)
	}).Info())
	workspace := must(engram.NewWorkspace(info.Nodes))
	defer workspace.Close()
	call(graph, workspace, info.Nodes)
	return ""
}

func emitPosition(v *vectorCase, err error) {
	var e *engram.Error
	if errors.As(err, &e) && e.Status == engram.ErrGraph {
		v.emit("position", e.Position)
	}
}

func playValidate(v *vectorCase) string {
	csr, leftOut := csrOf(v)
	if leftOut == "" {
		err := csr.Validate()
		v.outcome(err)
		emitPosition(v, err)
	}
	return leftOut
}

func playFromEdges(v *vectorCase) string {
	_, close, err, leftOut := openGraph(v)
	if v.outcome(err) && leftOut == "" {
		close()
	}
	emitPosition(v, err)
	return leftOut
}

func playChanges(v *vectorCase) string {
	_, close, err, leftOut := openGraph(v)
	v.outcome(err)
	close()
	return leftOut
}

func emitEdges(v *vectorCase, edges []engram.Edge) {
	emitAll(v, "edges.source", edges, func(e engram.Edge) uint64 { return uint64(e.Source) })
	emitAll(v, "edges.target", edges, func(e engram.Edge) uint64 { return uint64(e.Target) })
	emitAll(v, "edges.weight", edges, func(e engram.Edge) uint64 { return float32Bits(e.Weight) })
	emitAll(v, "edges.type", edges, func(e engram.Edge) uint64 { return uint64(e.Type) })
}

// playReading plays a call that lists edges.
func playReading(list func(v *vectorCase, graph reader) ([]engram.Edge, error)) func(v *vectorCase) string {
	return func(v *vectorCase) string {
		return withGraph(v, func(graph engram.Spreadable, _ *engram.Workspace, _ uint32) {
			edges, err := list(v, graph.(reader))
			if v.outcome(err) {
				emitEdges(v, edges)
			}
		})
	}
}

var (
	playOutgoing = playReading(func(v *vectorCase, graph reader) ([]engram.Edge, error) { return graph.Outgoing(v.u32("node")) })
	playIncoming = playReading(func(v *vectorCase, graph reader) ([]engram.Edge, error) { return graph.Incoming(v.u32("node")) })
	playEdges    = playReading(func(v *vectorCase, graph reader) ([]engram.Edge, error) {
		return graph.Edges(v.u32("first"), v.u32("first")+uint32(v.u64("node_count")))
	})
)

func playGraphChanges(v *vectorCase) string {
	return withGraph(v, func(graph engram.Spreadable, _ *engram.Workspace, _ uint32) {
		sources, err := graph.(reader).Changes()
		if v.outcome(err) {
			emitAll(v, "sources", sources, func(s uint32) uint64 { return uint64(s) })
		}
	})
}

func playImageWrite(v *vectorCase) string {
	return withGraph(v, func(graph engram.Spreadable, _ *engram.Workspace, _ uint32) {
		image, err := graph.(reader).Image()
		if v.outcome(err) {
			emitAll(v, "image", image, func(b byte) uint64 { return uint64(b) })
		}
	})
}

func playFromImage(v *vectorCase) string {
	graph, err := engram.NewGraphFromImage(numbers[byte](v, "image"), nil)
	if v.outcome(err) {
		defer graph.Close()
		info := must(graph.Info())
		emitEdges(v, must(graph.Edges(0, info.Nodes)))
	}
	return ""
}

// The fields of engram.SpreadOptions by their names in C.
var spreadFields = map[string]string{"merge": "Merge", "retain": "Retain", "senders": "Senders", "decay": "Decay",
	"normaliser": "Normaliser", "inhibition": "Inhibition", "squash": "Squash", "convergence": "Convergence", "hops": "Hops",
	"node_cap": "NodeCap", "refractory_hops": "RefractoryHops", "inhibition_count": "InhibitionCount",
	"edge_budget": "EdgeBudget", "type_mask": "TypeMask", "suppressive_types": "SuppressiveTypes", "gain": "Gain",
	"hop_factor": "HopFactor", "retention": "Retention", "edge_threshold": "EdgeThreshold", "node_threshold": "NodeThreshold",
	"gate": "Gate", "limit": "Limit", "ceiling": "Ceiling", "inhibition_strength": "InhibitionStrength",
	"sigmoid_gain": "SigmoidGain", "sigmoid_centre": "SigmoidCentre", "fan_strength": "FanStrength", "fan_base": "FanBase",
	"tolerance": "Tolerance"}

func spreadOptions(v *vectorCase) (options *engram.SpreadOptions, err error, leftOut string) {
	if !v.has("options") {
		return nil, nil, ""
	}
	if v.has("options.size") {
		return nil, nil, noSize
	}
	flags := v.u32("options.flags")
	if flags > 15 {
		return nil, nil, noFlag
	}
	made, err := engram.SpreadPreset(v.u32("options.preset")).Options()
	if err != nil {
		return nil, err, ""
	}
	value := reflect.ValueOf(&made).Elem()
	for name, goName := range spreadFields {
		if !v.has("options." + name) {
			continue
		}
		if place := value.FieldByName(goName); place.Kind() == reflect.Float32 {
			place.SetFloat(float64(v.f32("options." + name)))
		} else {
			place.SetUint(v.u64("options." + name))
		}
	}
	if v.has("options.flags") {
		made.Explain, made.InhibitEach = flags&1 != 0, flags&2 != 0
		made.SquashEach, made.DropSeeds = flags&4 != 0, flags&8 != 0
	}
	made.DecayTable, made.TypeFactors = v.f32s("options.decay_table"), v.f32s("options.type_factors")
	made.NodeFactors = v.f32s("options.node_factors")
	return &made, nil, ""
}

func playSpreadPreset(v *vectorCase) string {
	options, err := engram.SpreadPreset(v.u32("preset")).Options()
	if !v.outcome(err) {
		return ""
	}
	value := reflect.ValueOf(options)
	for name, goName := range spreadFields {
		if place := value.FieldByName(goName); place.Kind() == reflect.Float32 {
			v.emit("options."+name, float32Bits(float32(place.Float())))
		} else {
			v.emit("options."+name, place.Uint())
		}
	}
	flags := uint64(0)
	for bit, isSet := range []bool{options.Explain, options.InhibitEach, options.SquashEach, options.DropSeeds} {
		if isSet {
			flags |= 1 << bit
		}
	}
	v.emit("options.flags", flags)
	return ""
}

func emitActivated(v *vectorCase, results []engram.Activated, isExplained bool) {
	emitAll(v, "results.id", results, func(a engram.Activated) uint64 { return uint64(a.ID) })
	emitAll(v, "results.activation", results, func(a engram.Activated) uint64 { return float32Bits(a.Activation) })
	if isExplained {
		emitAll(v, "results.hop", results, func(a engram.Activated) uint64 { return uint64(a.Hop) })
		emitAll(v, "results.predecessor", results, func(a engram.Activated) uint64 { return uint64(a.Predecessor) })
		emitAll(v, "results.seed", results, func(a engram.Activated) uint64 { return uint64(a.Seed) })
	}
}

func emitSpreadInfo(v *vectorCase, info engram.SpreadInfo) {
	v.emit("info.hops", uint64(info.Hops))
	v.emit("info.edges", info.Edges)
	v.emit("info.active", info.Active)
	v.emit("info.nan_count", info.NaN)
	v.emitBool("info.truncated", info.Truncated)
	v.emitBool("info.capped", info.Capped)
	v.emitBool("info.converged", info.Converged)
	v.emit("info.change", math.Float64bits(info.Change))
}

func playSparse(v *vectorCase) string {
	options, wrong, leftOut := spreadOptions(v)
	if leftOut != "" {
		return leftOut
	}
	return withGraph(v, func(graph engram.Spreadable, workspace *engram.Workspace, _ uint32) {
		results, info, err := make([]engram.Activated, v.int("capacity")), engram.SpreadInfo{}, wrong
		if err == nil {
			results, info, err = workspace.Spread(graph, options, numbers[uint32](v, "seeds"), v.f32s("values"), results)
		}
		if v.outcome(err) {
			emitActivated(v, results, options != nil && options.Explain)
			emitSpreadInfo(v, info)
		}
	})
}

// emitInPlace compares an array that is input and output: on an error it has to be what it was.
func emitInPlace(v *vectorCase, name string, err error, values []float32) bool {
	if v.outcome(err) {
		v.emitFloats(name, values)
		return true
	}
	for i, was := range v.f32s(name) {
		if !sameBits(values[i], was) {
			v.differs("%s was written before the error", name)
		}
	}
	return false
}

func playDense(v *vectorCase) string {
	options, wrong, leftOut := spreadOptions(v)
	if leftOut != "" {
		return leftOut
	}
	return withGraph(v, func(graph engram.Spreadable, workspace *engram.Workspace, _ uint32) {
		activations, info, err := v.f32s("activations"), engram.SpreadInfo{}, wrong
		if err == nil {
			info, err = workspace.SpreadDense(graph, options, activations)
		}
		if emitInPlace(v, "activations", err, activations) {
			emitSpreadInfo(v, info)
		}
	})
}

func pageRankOptions(v *vectorCase) *engram.PageRankOptions {
	if !v.has("options") {
		return nil
	}
	return &engram.PageRankOptions{MaxIterations: v.u32("options.max_iterations"), Damping: v.f32("options.damping"),
		Tolerance: v.f32("options.tolerance"), Epsilon: v.f32("options.epsilon"), EdgeBudget: v.u64("options.edge_budget"),
		Dangling: engram.Dangling(v.u32("options.dangling")), Settle: v.u64("options.settle"),
		Residuals: make([]engram.Activated, v.u64("options.residual_capacity"))}
}

func emitPageRank(v *vectorCase, info engram.PageRankInfo) {
	v.emit("info.iterations", uint64(info.Iterations))
	v.emit("info.edges", info.Edges)
	v.emit("info.pushes", info.Pushes)
	v.emit("info.active", info.Active)
	v.emitBool("info.truncated", info.Truncated)
	v.emit("info.error", math.Float64bits(info.Error))
	if v.has("options.settle") {
		v.emitBool("info.settled", info.Settled)
	}
}

func playPower(v *vectorCase) string {
	return withGraph(v, func(graph engram.Spreadable, workspace *engram.Workspace, nodes uint32) {
		ranks := make([]float32, nodes)
		info, err := workspace.PageRank(graph, pageRankOptions(v), numbers[uint32](v, "seeds"), v.f32s("values"), ranks)
		if v.outcome(err) {
			v.emitFloats("ranks", ranks)
			emitPageRank(v, info)
		}
	})
}

func playPush(v *vectorCase) string {
	return withGraph(v, func(graph engram.Spreadable, workspace *engram.Workspace, _ uint32) {
		results := make([]engram.Activated, v.int("capacity"))
		options := pageRankOptions(v)
		results, info, err := workspace.PageRankPush(graph, options, numbers[uint32](v, "seeds"), v.f32s("values"), results)
		if !v.outcome(err) {
			return
		}
		emitActivated(v, results, false)
		emitPageRank(v, info)
		if v.has("options.residual_capacity") {
			left := options.Residuals
			if info.Residuals < uint64(len(left)) {
				left = left[:info.Residuals]
			}
			emitAll(v, "residuals.id", left, func(a engram.Activated) uint64 { return uint64(a.ID) })
			emitAll(v, "residuals.activation", left, func(a engram.Activated) uint64 { return float32Bits(a.Activation) })
			v.emit("info.residuals", info.Residuals)
			v.emit("info.waiting", math.Float64bits(info.Waiting))
		}
	})
}

func playOneOff(v *vectorCase) string {
	csr, leftOut := csrOf(v)
	if leftOut != "" {
		return leftOut
	}
	activations := v.f32s("activations")
	emitInPlace(v, "activations", csr.Spread(v.u32("steps"), activations), activations)
	return ""
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"
)

// Workspace is memory for spreading on graphs of up to a number of nodes, about 60 bytes for each. It serves one call at
// a time: goroutines that share one wait for each other, so give each of them its own. Close gives the memory back; a
// workspace that is forgotten is closed by the garbage collector, some time.
type Workspace struct {
	lock   sync.Mutex
	handle *C.go_workspace
}

// NewWorkspace makes a workspace for graphs of up to nodes nodes.
func NewWorkspace(nodes uint32) (*Workspace, error) {
	made := C.go_workspace_create(C.uint32_t(nodes))
	if err := failure("NewWorkspace", told(made.told)); err != nil {
		return nil, err
	}
	w := &Workspace{handle: made.made}
	runtime.SetFinalizer(w, (*Workspace).Close)
	return w, nil
}

// WorkspaceSize is the memory that a workspace takes, in bytes.
func WorkspaceSize(nodes uint32) uint64 { return uint64(C.engram_workspace_size(C.uint32_t(nodes))) }

// Close gives the memory back, after the call that is under way. A second Close does nothing. It never fails.
func (w *Workspace) Close() error {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.handle != nil {
		runtime.SetFinalizer(w, nil)
		C.go_workspace_destroy(w.handle)
		w.handle = nil
	}
	return nil
}

// begin holds the workspace and the graph until end.
func (w *Workspace) begin(op string, graph Spreadable) (*C.engram_graph, error) {
	if graph == nil {
		return nil, &Error{Op: op, Status: ErrNull, Detail: "no graph"}
	}
	w.lock.Lock()
	if w.handle == nil {
		w.lock.Unlock()
		return nil, closedError(op, "workspace")
	}
	handle := graph.begin()
	if handle == nil {
		graph.end()
		w.lock.Unlock()
		return nil, closedError(op, graph.kind())
	}
	w.handle.graph = handle
	return handle, nil
}

func (w *Workspace) end(graph Spreadable) {
	w.handle.graph = nil
	graph.end()
	w.lock.Unlock()
}

// Activated is one activated node.
type Activated struct {
	ID          uint32
	Activation  float32 // never 0 or NaN
	Hop         uint32  // Explain: the hop of its best arrival; 0 for a seed
	Predecessor uint32  // Explain: the source of that arrival; NoNode for a seed
	Seed        uint32  // Explain: the seed where following predecessors ends
}

var _ = [1]struct{}{}[unsafe.Sizeof(Activated{})-C.sizeof_engram_activated]

// SpreadInfo is what a spread did.
type SpreadInfo struct {
	Hops      uint32  // hops done
	Edges     uint64  // out-edges of all senders: the work that was asked for
	Active    uint64  // nodes with a value other than 0 at the end: the true count, whatever was returned
	NaN       uint64  // nodes that ended as NaN: never returned
	Truncated bool    // the edge budget ended the spread, or cut its last hop
	Capped    bool    // NodeCap dropped nodes
	Converged bool    // the change fell below the tolerance, or nothing was left to send
	Change    float64 // of the last hop, where convergence is watched
}

func spreadInfo(i *C.engram_spread_info) SpreadInfo {
	return SpreadInfo{Hops: uint32(i.hops), Edges: uint64(i.edges), Active: uint64(i.active), NaN: uint64(i.nan_count),
		Truncated: i.truncated != 0, Capped: i.capped != 0, Converged: i.converged != 0, Change: float64(i.change)}
}

// checkSeeds refuses values that are not one for each seed; nil stands for 1 each.
func checkSeeds(op string, seeds []uint32, values []float32) error {
	if values != nil && len(values) != len(seeds) {
		return lengthError(op, "values", len(values), fmt.Sprintf("seeds %d", len(seeds)))
	}
	return nil
}

func nodesOf(graph *C.engram_graph) uint64 { return uint64(C.go_graph_describe(graph).info.node_count) }

var noOptions SpreadOptions

// prepare puts the rule where C reads it; its tables are passed with the call.
func (w *Workspace) prepare(op string, graph *C.engram_graph, options *SpreadOptions) (*SpreadOptions, error) {
	if options == nil {
		w.handle.is_plain = 1
		return &noOptions, nil
	}
	if options.TypeFactors != nil && len(options.TypeFactors) != 64 {
		return nil, lengthError(op, "TypeFactors", len(options.TypeFactors), "there are 64 types")
	}
	if options.NodeFactors != nil {
		if nodes := nodesOf(graph); uint64(len(options.NodeFactors)) != nodes {
			return nil, lengthError(op, "NodeFactors", len(options.NodeFactors), fmt.Sprintf("the graph has %d nodes", nodes))
		}
	}
	w.handle.is_plain = 0
	options.write(&w.handle.options)
	return options, nil
}

// Spread spreads from a few seeds; work grows with the edges touched, not with the graph. It fills results with the
// strongest nodes, by activation descending, then id ascending, and returns the part that it filled. Options nil stands
// for SpreadPlain, values nil for 1 each; a repeated seed adds up. Errors: ErrArgument for a seed that is no node, a value
// that is not finite, an option out of range, a workspace smaller than the graph.
func (w *Workspace) Spread(graph Spreadable, options *SpreadOptions, seeds []uint32, values []float32,
	results []Activated) ([]Activated, SpreadInfo, error) {
	const op = "Workspace.Spread"
	if err := checkSeeds(op, seeds, values); err != nil {
		return nil, SpreadInfo{}, err
	}
	handle, err := w.begin(op, graph)
	if err != nil {
		return nil, SpreadInfo{}, err
	}
	defer w.end(graph)
	rule, err := w.prepare(op, handle, options)
	if err != nil {
		return nil, SpreadInfo{}, err
	}
	status := C.go_spread_sparse(w.handle, floats(rule.DecayTable), floats(rule.TypeFactors),
		floats(rule.NodeFactors), words(seeds), floats(values), C.uint64_t(len(seeds)),
		at[C.engram_activated](results), C.uint64_t(len(results)))
	if err := failure(op, told(status)); err != nil {
		return nil, SpreadInfo{}, err
	}
	return results[:w.handle.count], spreadInfo(&w.handle.info), nil
}

// Path is the way to a node in the last call on the workspace, which was Spread with Explain: the nodes from its seed to it.
// It leads through nodes that are not among the results too, and is empty where nothing arrived. Errors: ErrArgument for a node
// that the workspace is too small for, and after another call.
func (w *Workspace) Path(node uint32) ([]uint32, error) {
	const op = "Workspace.Path"
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.handle == nil {
		return nil, closedError(op, "workspace")
	}
	if err := failure(op, told(C.go_spread_path(w.handle, C.uint32_t(node), nil, 0))); err != nil {
		return nil, err
	}
	path := make([]uint32, w.handle.count)
	status := C.go_spread_path(w.handle, C.uint32_t(node), words(path), C.uint64_t(len(path)))
	return path, failure(op, told(status))
}

// SpreadDense is the same from and to an array of all nodes, in place: activations[i] is what node i starts with, and ends
// with. Explain and DropSeeds are not for this call.
func (w *Workspace) SpreadDense(graph Spreadable, options *SpreadOptions, activations []float32) (SpreadInfo, error) {
	const op = "Workspace.SpreadDense"
	handle, err := w.begin(op, graph)
	if err != nil {
		return SpreadInfo{}, err
	}
	defer w.end(graph)
	if nodes := nodesOf(handle); uint64(len(activations)) != nodes {
		return SpreadInfo{}, lengthError(op, "activations", len(activations), fmt.Sprintf("the graph has %d nodes", nodes))
	}
	rule, err := w.prepare(op, handle, options)
	if err != nil {
		return SpreadInfo{}, err
	}
	status := C.go_spread_dense(w.handle, floats(rule.DecayTable), floats(rule.TypeFactors),
		floats(rule.NodeFactors), floats(activations))
	if err := failure(op, told(status)); err != nil {
		return SpreadInfo{}, err
	}
	return spreadInfo(&w.handle.info), nil
}

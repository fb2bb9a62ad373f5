// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "fmt"

// PageRankOptions are options of personalised PageRank; start from DefaultPageRank.
type PageRankOptions struct {
	MaxIterations uint32  // power iteration
	Damping       float32 // in [0, 1), the chance to go on
	Tolerance     float32 // power iteration: stop when the L1 change is below
	Epsilon       float32 // forward push: a node is pushed while its residual > Epsilon * out-degree
	EdgeBudget    uint64  // forward push: edges touched; 0: no limit
}

// DefaultPageRank has damping 0.85, at most 100 iterations, tolerance and epsilon 1e-6.
func DefaultPageRank() PageRankOptions {
	return PageRankOptions{MaxIterations: 100, Damping: 0.85, Tolerance: 1e-6, Epsilon: 1e-6}
}

var defaultPageRank = DefaultPageRank()

// rank puts the options where C reads them.
func (w *Workspace) rank(o *PageRankOptions) {
	if o == nil {
		o = &defaultPageRank
	}
	c := &w.handle.ranking
	c.max_iterations, c.damping, c.tolerance = C.uint32_t(o.MaxIterations), C.float(o.Damping), C.float(o.Tolerance)
	c.epsilon, c.edge_budget = C.float(o.Epsilon), C.uint64_t(o.EdgeBudget)
}

// PageRankInfo is what a PageRank did.
type PageRankInfo struct {
	Iterations uint32  // power iterations; forward push: 0
	Edges      uint64  // edges touched
	Pushes     uint64  // forward push: nodes pushed, with repetition
	Active     uint64  // nodes with a rank above 0
	Truncated  bool    // MaxIterations or the edge budget ended it
	Error      float64 // the L1 distance to the exact ranks is at most this, rounding apart
}

func pageRankInfo(i *C.engram_pagerank_info) PageRankInfo {
	return PageRankInfo{Iterations: uint32(i.iterations), Edges: uint64(i.edges), Pushes: uint64(i.pushes),
		Active: uint64(i.active), Truncated: i.truncated != 0, Error: float64(i.error)}
}

// PageRank is personalised PageRank by power iteration: ranks of all nodes, which sum to 1. Values are >= 0 with a sum
// above 0; nil stands for 1 each. Weights of the graph must not be negative: ErrGraph. Options nil stands for
// DefaultPageRank.
func (w *Workspace) PageRank(graph Spreadable, options *PageRankOptions, seeds []uint32, values,
	ranks []float32) (PageRankInfo, error) {
	const op = "Workspace.PageRank"
	if err := checkSeeds(op, seeds, values); err != nil {
		return PageRankInfo{}, err
	}
	handle, err := w.begin(op, graph)
	if err != nil {
		return PageRankInfo{}, err
	}
	defer w.end(graph)
	if nodes := nodesOf(handle); uint64(len(ranks)) != nodes {
		return PageRankInfo{}, lengthError(op, "ranks", len(ranks), fmt.Sprintf("the graph has %d nodes", nodes))
	}
	w.rank(options)
	status := C.go_pagerank_power(w.handle, words(seeds), floats(values), C.uint64_t(len(seeds)), floats(ranks))
	if err := failure(op, told(status)); err != nil {
		return PageRankInfo{}, err
	}
	return pageRankInfo(&w.handle.ranked), nil
}

// PageRankPush is the same by forward push, with work bounded by 1 / (Epsilon * (1 - Damping)) edges whatever the size of
// the graph. It fills results with the nodes of highest rank, and returns the part that it filled. Ranks are lower bounds,
// but for rounding of at most 2^-22 / (1 - damping).
func (w *Workspace) PageRankPush(graph Spreadable, options *PageRankOptions, seeds []uint32, values []float32,
	results []Activated) ([]Activated, PageRankInfo, error) {
	const op = "Workspace.PageRankPush"
	if err := checkSeeds(op, seeds, values); err != nil {
		return nil, PageRankInfo{}, err
	}
	if _, err := w.begin(op, graph); err != nil {
		return nil, PageRankInfo{}, err
	}
	defer w.end(graph)
	w.rank(options)
	status := C.go_pagerank_push(w.handle, words(seeds), floats(values), C.uint64_t(len(seeds)),
		at[C.engram_activated](results), C.uint64_t(len(results)))
	if err := failure(op, told(status)); err != nil {
		return nil, PageRankInfo{}, err
	}
	return results[:w.handle.count], pageRankInfo(&w.handle.ranked), nil
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "fmt"

// Dangling is where the rank of nodes goes that have no edge to send it along.
type Dangling uint32

// The choices.
const (
	DanglingToSeeds Dangling = 0 // back to the seeds, by their shares
	DanglingToAll   Dangling = 1 // to all nodes alike
)

// PageRankOptions are options of personalised PageRank; the zero value, and 0 in a field, stand for the defaults.
type PageRankOptions struct {
	MaxIterations uint32   // power iteration; 0: 100
	Damping       float32  // the chance to go on, above 0 and below 1; 0: 0.85
	Tolerance     float32  // power iteration: stop when the L1 change is below; 0: 1e-6
	Epsilon       float32  // forward push: a node is pushed while its residual > Epsilon * out-degree; 0: 1e-6
	Dangling      Dangling // where the rank of nodes without out-edges goes
	Settle        uint64   // power iteration: stop as soon as this many best nodes and their order are certain; 0: do not
	EdgeBudget    uint64   // forward push: edges touched; 0: no limit
	// Residuals is filled by a forward push with the largest residuals, by size descending, then id: as many as
	// PageRankInfo.Residuals counts, or as it has room for.
	Residuals []Activated
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
	c.dangling, c.settle = C.engram_dangling(o.Dangling), C.uint64_t(o.Settle)
}

// PageRankInfo is what a PageRank did.
type PageRankInfo struct {
	Iterations uint32  // power iterations; forward push: 0
	Edges      uint64  // edges touched
	Pushes     uint64  // forward push: residuals pushed, of a node or of what came back, with repetition
	Active     uint64  // nodes with a rank above 0
	Truncated  bool    // MaxIterations or the edge budget ended it
	Settled    bool    // the best were certain before the tolerance was met
	Error      float64 // the ranks are no further than this from the exact ones, in L1, all rounding included; at most 2
	Residuals  uint64  // forward push: nodes with a residual
	Waiting    float64 // forward push: what nodes without out-edges have given back and nobody got yet
}

func pageRankInfo(i *C.engram_pagerank_info) PageRankInfo {
	return PageRankInfo{Iterations: uint32(i.iterations), Edges: uint64(i.edges), Pushes: uint64(i.pushes),
		Active: uint64(i.active), Truncated: i.truncated != 0, Settled: i.settled != 0, Error: float64(i.error),
		Residuals: uint64(i.residuals), Waiting: float64(i.waiting)}
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

// PageRankPush is the same by forward push, with work bounded by 2 / (Epsilon * (1 - Damping)) edges whatever the size of
// the graph. It fills results with the nodes of highest rank, and returns the part that it filled. Ranks are lower bounds
// of the exact ones.
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
	var residuals []Activated
	if options != nil {
		residuals = options.Residuals
	}
	status := C.go_pagerank_push(w.handle, words(seeds), floats(values), C.uint64_t(len(seeds)),
		at[C.engram_activated](results), C.uint64_t(len(results)), at[C.engram_activated](residuals),
		C.uint64_t(len(residuals)))
	if err := failure(op, told(status)); err != nil {
		return nil, PageRankInfo{}, err
	}
	return results[:w.handle.count], pageRankInfo(&w.handle.ranked), nil
}

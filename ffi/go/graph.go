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

// NoNode is no node: the predecessor of a seed.
const NoNode = 0xFFFFFFFF

// Edge is one edge of an edge list.
type Edge struct {
	Source, Target uint32
	Weight         float32 // finite
	Type           uint32  // 0 to 63
}

var _ = [1]struct{}{}[unsafe.Sizeof(Edge{})-C.sizeof_engram_edge]

// Duplicates is what becomes of edges that share source, target and type.
type Duplicates uint32

// The choices.
const (
	KeepDuplicates   Duplicates = 0 // every edge stays, in the order given
	SumDuplicates    Duplicates = 1 // one edge stays, in the place of the first, its weight the sum
	RejectDuplicates Duplicates = 2 // ErrGraph at the second
)

// GraphOptions is how a graph is laid out. The zero value has the defaults.
type GraphOptions struct {
	Duplicates Duplicates // for edge lists; a CSR keeps all its edges
	NoPull     bool       // no layout by target: half the memory, dense steps push
}

// GraphInfo is a graph's size and layout.
type GraphInfo struct {
	Nodes       uint32
	Edges       uint64
	Bytes       uint64 // memory held in C
	Padding     uint64 // empty places in the slices
	Slices      uint32 // slices of 16 targets; 0 when there is no layout by target
	LongRows    uint32 // targets with far more sources than others, kept by themselves
	ChangedRows uint64 // overlay: sources whose edges differ from the base

	BaseBytes     uint64 // overlay: of Bytes, what the base holds
	NegativeEdges uint64 // edges with a weight below 0: PageRank needs a graph without
}

// Spreadable is what activation spreads on: a *Graph, or the present state of an *Overlay.
type Spreadable interface {
	// begin gives the C handle, nil after Close, and keeps it alive until end.
	begin() *C.engram_graph
	end()
	kind() string
}

// Graph is a prepared graph: validated once, copied to C memory, immutable. Any number of goroutines may spread on it.
// Close gives its memory back; a graph that is forgotten is closed by the garbage collector, some time.
type Graph struct {
	lock   sync.RWMutex
	handle *C.engram_graph // nil after Close
}

func (g *Graph) begin() *C.engram_graph {
	g.lock.RLock()
	return g.handle
}

func (g *Graph) end() { g.lock.RUnlock() }

func (g *Graph) kind() string { return "graph" }

func closedError(op, kind string) error {
	return &Error{Op: op, Status: ErrHandle, kind: ErrClosed, Detail: "the " + kind + " is closed"}
}

func newGraph(handle *C.engram_graph) *Graph {
	g := &Graph{handle: handle}
	runtime.SetFinalizer(g, (*Graph).Close)
	return g
}

func noPull(options *GraphOptions) C.uint32_t {
	if options != nil && options.NoPull {
		return 1
	}
	return 0
}

// NewGraph validates a CSR, copies it and lays it out. The slices are not needed afterwards. Options may be nil.
func NewGraph(csr CSR, options *GraphOptions) (*Graph, error) {
	const op = "NewGraph"
	if err := csr.check(op); err != nil {
		return nil, err
	}
	offsets, offsetType := csr.offsets()
	made := C.go_graph_create(C.uint32_t(csr.Nodes()), C.uint64_t(len(csr.Targets)), offsetType, offsets,
		words(csr.Targets), floats(csr.Weights), first(csr.Types), noPull(options))
	if made.told.status == C.ENGRAM_ERROR_GRAPH {
		return nil, csr.fault(op)
	}
	if err := failure(op, told(made.told)); err != nil {
		return nil, err
	}
	return newGraph(made.graph), nil
}

// PreparedSize is the bytes of C memory that NewGraph takes for the same arguments.
func (g CSR) PreparedSize(options *GraphOptions) (uint64, error) {
	const op = "CSR.PreparedSize"
	if err := g.check(op); err != nil {
		return 0, err
	}
	offsets, offsetType := g.offsets()
	size := C.go_graph_size(C.uint32_t(g.Nodes()), C.uint64_t(len(g.Targets)), offsetType, offsets, words(g.Targets),
		floats(g.Weights), first(g.Types), noPull(options))
	if size.told.status == C.ENGRAM_ERROR_GRAPH {
		return 0, g.fault(op)
	}
	return uint64(size.bytes), failure(op, told(size.told))
}

// NewGraphFromEdges is NewGraph for an edge list in any order; edges of one source keep the order given. ErrGraph has the
// index of the first bad or repeated edge as the error's Position. Options may be nil.
func NewGraphFromEdges(nodes uint32, edges []Edge, options *GraphOptions) (*Graph, error) {
	const op = "NewGraphFromEdges"
	duplicates := KeepDuplicates
	if options != nil {
		duplicates = options.Duplicates
	}
	made := C.go_graph_create_from_edges(C.uint32_t(nodes), at[C.engram_edge](edges), C.uint64_t(len(edges)),
		C.engram_duplicates(duplicates), noPull(options))
	if made.told.status == C.ENGRAM_ERROR_GRAPH && uint64(made.position) < uint64(len(edges)) {
		return nil, &Error{Op: op, Status: ErrGraph, Position: uint64(made.position),
			Detail: fmt.Sprintf("edge %d, %+v", made.position, edges[made.position])}
	}
	if err := failure(op, told(made.told)); err != nil {
		return nil, err
	}
	return newGraph(made.graph), nil
}

// Close gives the memory back, after the calls that are under way; what overlays and snapshots need goes with them. A second
// Close does nothing. It never fails.
func (g *Graph) Close() error {
	g.lock.Lock()
	defer g.lock.Unlock()
	if g.handle != nil {
		runtime.SetFinalizer(g, nil)
		C.go_graph_destroy(g.handle)
		g.handle = nil
	}
	return nil
}

func describe(op string, s Spreadable) (GraphInfo, error) {
	handle := s.begin()
	defer s.end()
	if handle == nil {
		return GraphInfo{}, closedError(op, s.kind())
	}
	d := C.go_graph_describe(handle)
	return GraphInfo{Nodes: uint32(d.info.node_count), Edges: uint64(d.info.edge_count), Bytes: uint64(d.info.bytes),
		Padding: uint64(d.info.padding), Slices: uint32(d.info.slices), LongRows: uint32(d.info.long_rows),
		ChangedRows: uint64(d.info.changed_rows), BaseBytes: uint64(d.info.base_bytes),
		NegativeEdges: uint64(d.info.negative_edges)}, failure(op, told(d.told))
}

// Info tells size and layout.
func (g *Graph) Info() (GraphInfo, error) { return describe("Graph.Info", g) }

// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "fmt"

// edgesOf reads a list of edges: of a graph, or of the present state of an overlay.
func edgesOf(op string, s Spreadable, what C.uint32_t, first uint32, nodes uint64) ([]Edge, error) {
	handle := s.begin()
	defer s.end()
	if handle == nil {
		return nil, closedError(op, s.kind())
	}
	listed := C.go_graph_edges(handle, what, C.uint32_t(first), C.uint64_t(nodes), nil, 0)
	if err := failure(op, told(listed.told)); err != nil {
		return nil, err
	}
	edges := make([]Edge, listed.count)
	listed = C.go_graph_edges(handle, what, C.uint32_t(first), C.uint64_t(nodes), at[C.engram_edge](edges), listed.count)
	return edges, failure(op, told(listed.told))
}

func changesOf(op string, s Spreadable) ([]uint32, error) {
	handle := s.begin()
	defer s.end()
	if handle == nil {
		return nil, closedError(op, s.kind())
	}
	listed := C.go_graph_changes(handle, nil, 0)
	if err := failure(op, told(listed.told)); err != nil {
		return nil, err
	}
	sources := make([]uint32, listed.count)
	listed = C.go_graph_changes(handle, words(sources), listed.count)
	return sources, failure(op, told(listed.told))
}

func imageOf(op string, s Spreadable) ([]byte, error) {
	handle := s.begin()
	defer s.end()
	if handle == nil {
		return nil, closedError(op, s.kind())
	}
	size := C.go_graph_image_size(handle)
	if err := failure(op, told(size.told)); err != nil {
		return nil, err
	}
	image := make([]byte, size.count)
	return image, failure(op, told(C.go_graph_image_write(handle, first(image), size.count)))
}

// NewGraphFromImage makes a graph from what Image gave, on any machine; options may be nil. All of it is checked: ErrGraph
// says in its Detail what is wrong with an image.
func NewGraphFromImage(image []byte, options *GraphOptions) (*Graph, error) {
	const op = "NewGraphFromImage"
	made := C.go_graph_create_from_image(first(image), C.uint64_t(len(image)), noPull(options))
	if made.told.status == C.ENGRAM_ERROR_GRAPH && made.fault != nil {
		return nil, &Error{Op: op, Status: ErrGraph, Detail: C.GoString(made.fault)}
	}
	if err := failure(op, told(made.told)); err != nil {
		return nil, err
	}
	return newGraph(made.graph), nil
}

func noNodes(op string, first, end uint32) error {
	return &Error{Op: op, Status: ErrArgument, Detail: fmt.Sprintf("nodes [%d, %d)", first, end)}
}

// Edges reads the edges out of the nodes [first, end), by source ascending, those of one source in their stored order.
// ErrArgument for nodes that the graph does not have.
func (g *Graph) Edges(first, end uint32) ([]Edge, error) {
	if first > end {
		return nil, noNodes("Graph.Edges", first, end)
	}
	return edgesOf("Graph.Edges", g, C.GO_EDGES_OUT, first, uint64(end-first))
}

// Outgoing reads the edges out of one node.
func (g *Graph) Outgoing(node uint32) ([]Edge, error) {
	return edgesOf("Graph.Outgoing", g, C.GO_EDGES_OUT, node, 1)
}

// Incoming reads the edges into one node, by source ascending.
func (g *Graph) Incoming(node uint32) ([]Edge, error) {
	return edgesOf("Graph.Incoming", g, C.GO_EDGES_IN, node, 0)
}

// Changes reads the sources whose edges differ from those of the base, ascending: none but of a Snapshot.
func (g *Graph) Changes() ([]uint32, error) { return changesOf("Graph.Changes", g) }

// Image is the nodes and edges as bytes to store or send. Equal graphs have equal images on every machine.
func (g *Graph) Image() ([]byte, error) { return imageOf("Graph.Image", g) }

// Edges is Graph.Edges of the present state.
func (o *Overlay) Edges(first, end uint32) ([]Edge, error) {
	if first > end {
		return nil, noNodes("Overlay.Edges", first, end)
	}
	return edgesOf("Overlay.Edges", o, C.GO_EDGES_OUT, first, uint64(end-first))
}

// Outgoing reads the edges out of one node; an edge's index in it is the one of ReweightAt and DeleteAt.
func (o *Overlay) Outgoing(node uint32) ([]Edge, error) {
	return edgesOf("Overlay.Outgoing", o, C.GO_EDGES_OUT, node, 1)
}

// Incoming reads the edges into one node, by source ascending.
func (o *Overlay) Incoming(node uint32) ([]Edge, error) {
	return edgesOf("Overlay.Incoming", o, C.GO_EDGES_IN, node, 0)
}

// Changes reads the sources whose edges differ from those of the base, ascending.
func (o *Overlay) Changes() ([]uint32, error) { return changesOf("Overlay.Changes", o) }

// Image is Graph.Image of the present state.
func (o *Overlay) Image() ([]byte, error) { return imageOf("Overlay.Image", o) }

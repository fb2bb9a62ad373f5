// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import (
	"fmt"
	"runtime"
	"sync"
)

// Overlay is changes on top of a graph, without a rebuild: results are the bits of a graph built afresh from the same
// edges. Changes wait for the spreads under way, and spreads for a change; a Snapshot waits for neither. Close it when done;
// the base may be closed first, and what the overlay needs of it stays in memory until then.
type Overlay struct {
	lock   sync.RWMutex
	handle *C.engram_overlay
}

// NewOverlay is an overlay without changes. Nodes may exceed the base's: new nodes have no edges yet.
func NewOverlay(base *Graph, nodes uint32) (*Overlay, error) {
	const op = "NewOverlay"
	handle := base.begin()
	defer base.end()
	if handle == nil {
		return nil, closedError(op, base.kind())
	}
	made := C.go_overlay_create(handle, C.uint32_t(nodes))
	if err := failure(op, told(made.told)); err != nil {
		return nil, err
	}
	o := &Overlay{handle: made.overlay}
	runtime.SetFinalizer(o, (*Overlay).Close)
	return o, nil
}

func (o *Overlay) begin() *C.engram_graph {
	o.lock.RLock()
	if o.handle == nil {
		return nil
	}
	return C.engram_overlay_view(o.handle)
}

func (o *Overlay) end() { o.lock.RUnlock() }

func (o *Overlay) kind() string { return "overlay" }

// Close gives the memory back, after the calls that are under way. A second Close does nothing. It never fails.
func (o *Overlay) Close() error {
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.handle == nil {
		return nil
	}
	runtime.SetFinalizer(o, nil)
	C.go_overlay_destroy(o.handle)
	o.handle = nil
	return nil
}

// change makes a batch of changes. Those before the one that is refused, whose index is the error's Position, are made.
func (o *Overlay) change(op string, what C.uint32_t, edges []Edge) error {
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.handle == nil {
		return closedError(op, o.kind())
	}
	changed := C.go_overlay_change(o.handle, what, at[C.engram_edge](edges), C.uint64_t(len(edges)))
	if changed.told.status == C.ENGRAM_OK {
		return nil
	}
	err := failure(op, told(changed.told)).(*Error)
	err.Position = uint64(changed.position)
	err.Detail = fmt.Sprintf("edge %d, %+v", changed.position, edges[changed.position])
	return err
}

// Append puts edges after the others of their sources; duplicates are kept. Edges before a refused one, whose index is
// the error's Position, are appended.
func (o *Overlay) Append(edges ...Edge) error {
	return o.change("Overlay.Append", C.GO_EDGE_APPEND, edges)
}

// Reweight gives every edge of the same source, target and type the new weight. ErrArgument when there is none; edges
// before it are reweighted.
func (o *Overlay) Reweight(edges ...Edge) error {
	return o.change("Overlay.Reweight", C.GO_EDGE_REWEIGHT, edges)
}

// Delete takes away every edge of the same source, target and type; weights are not looked at. ErrArgument when there is
// none; edges before it are deleted.
func (o *Overlay) Delete(edges ...Edge) error {
	return o.change("Overlay.Delete", C.GO_EDGE_DELETE, edges)
}

// single makes one change, with nothing else on the overlay.
func (o *Overlay) single(op string, change func() C.go_outcome) error {
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.handle == nil {
		return closedError(op, o.kind())
	}
	return failure(op, told(change()))
}

// ReweightAt gives one edge another weight: the edge at an index among those of Outgoing(source), such as one of several
// parallel ones. ErrArgument when there is none.
func (o *Overlay) ReweightAt(source uint32, index uint64, weight float32) error {
	return o.single("Overlay.ReweightAt", func() C.go_outcome {
		return C.go_overlay_reweight_at(o.handle, C.uint32_t(source), C.uint64_t(index), C.float(weight))
	})
}

// DeleteAt deletes the edge at an index among those of Outgoing(source); those after it move up. ErrArgument when there is
// none.
func (o *Overlay) DeleteAt(source uint32, index uint64) error {
	return o.single("Overlay.DeleteAt", func() C.go_outcome {
		return C.go_overlay_delete_at(o.handle, C.uint32_t(source), C.uint64_t(index))
	})
}

// Grow sets the number of nodes, at least what there are; new nodes have no edges.
func (o *Overlay) Grow(nodes uint32) error {
	return o.single("Overlay.Grow", func() C.go_outcome { return C.go_overlay_grow(o.handle, C.uint32_t(nodes)) })
}

// Snapshot is the present state as a graph that never changes: it shares memory with the overlay, which goes on, and is taken
// in no time. Spreads on it wait for no change. No overlay can stand on it.
func (o *Overlay) Snapshot() (*Graph, error) {
	const op = "Overlay.Snapshot"
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.handle == nil {
		return nil, closedError(op, o.kind())
	}
	made := C.go_overlay_snapshot(o.handle)
	if err := failure(op, told(made.told)); err != nil {
		return nil, err
	}
	return newGraph(made.graph), nil
}

// Info tells size and layout.
func (o *Overlay) Info() (GraphInfo, error) { return describe("Overlay.Info", o) }

// Compact makes a graph of its own from the present state. The overlay is unchanged. Options may be nil.
func (o *Overlay) Compact(options *GraphOptions) (*Graph, error) {
	const op = "Overlay.Compact"
	o.lock.RLock()
	defer o.lock.RUnlock()
	if o.handle == nil {
		return nil, closedError(op, o.kind())
	}
	made := C.go_overlay_compact(o.handle, noPull(options))
	if err := failure(op, told(made.told)); err != nil {
		return nil, err
	}
	return newGraph(made.graph), nil
}

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
// edges. Changes wait for the spreads under way, and spreads for a change. Close it when done; the base may be closed
// first and stays in memory until then.
type Overlay struct {
	lock   sync.RWMutex
	handle *C.engram_overlay
	base   *Graph
}

// NewOverlay is an overlay without changes. Nodes may exceed the base's: new nodes have no edges yet.
func NewOverlay(base *Graph, nodes uint32) (*Overlay, error) {
	const op = "NewOverlay"
	base.lock.Lock()
	defer base.lock.Unlock()
	if base.isClosed {
		return nil, closedError(op, base.kind())
	}
	made := C.go_overlay_create(base.handle, C.uint32_t(nodes))
	if err := failure(op, told(made.told)); err != nil {
		return nil, err
	}
	base.overlays++
	o := &Overlay{handle: made.overlay, base: base}
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
	o.base.lock.Lock()
	defer o.base.lock.Unlock()
	o.base.overlays--
	o.base.release()
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

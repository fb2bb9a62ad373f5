// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "fmt"

// CSR is a directed graph in compressed sparse rows, in slices that stay the caller's: the edges of node s are
// Targets[Offsets[s]:Offsets[s+1]], with their weights beside them. It has len(Offsets) - 1 nodes.
type CSR struct {
	Offsets []uint64 // one more than there are nodes: the first 0, never falling, the last len(Targets)
	Targets []uint32
	Weights []float32
}

// Nodes is the number of nodes.
func (g CSR) Nodes() int {
	if len(g.Offsets) == 0 {
		return 0
	}
	return len(g.Offsets) - 1
}

func (g CSR) check(op string) error {
	if len(g.Weights) != len(g.Targets) {
		return lengthError(op, "Weights", len(g.Weights), fmt.Sprintf("Targets %d", len(g.Targets)))
	}
	if uint64(g.Nodes()) > 0xFFFFFFFF {
		return &Error{Op: op, Status: ErrOverflow, Detail: fmt.Sprintf("%d nodes", g.Nodes())}
	}
	return nil
}

// Validate looks for the first fault of the graph. The error's Position and Detail say where and what.
func (g CSR) Validate() error {
	const op = "CSR.Validate"
	if err := g.check(op); err != nil {
		return err
	}
	return g.fault(op)
}

func (g CSR) fault(op string) error {
	fault := C.go_csr_validate(C.uint32_t(g.Nodes()), C.uint64_t(len(g.Targets)), longs(g.Offsets), words(g.Targets),
		floats(g.Weights))
	if fault.status == C.ENGRAM_OK {
		return nil
	}
	err := &Error{Op: op, Status: Status(fault.status)}
	if fault.status == C.ENGRAM_ERROR_GRAPH {
		err.Position = uint64(fault.position)
		err.Detail = fmt.Sprintf("%s, at index %d", C.GoString(fault.text), err.Position)
	}
	return err
}

// Spread lets activation spread for a number of steps, in place, one value for each node. In each step, from the values
// a of the step before:
//
//	b[t] = a[t] + sum over edges s -> t with a[s] != 0 of a[s] * weight
//	m = max over b, NaN ignored;  if m > 1, every b is divided by m
//
// The graph is validated first. Activations must not overlap the graph.
func (g CSR) Spread(steps uint32, activations []float32) error {
	const op = "CSR.Spread"
	if err := g.check(op); err != nil {
		return err
	}
	if len(activations) != g.Nodes() {
		return lengthError(op, "activations", len(activations), fmt.Sprintf("the graph %d nodes", g.Nodes()))
	}
	status := C.go_activation_spread(C.uint32_t(g.Nodes()), C.uint64_t(len(g.Targets)), longs(g.Offsets),
		words(g.Targets), floats(g.Weights), C.uint32_t(steps), floats(activations))
	if status == C.ENGRAM_ERROR_GRAPH {
		return g.fault(op)
	}
	return failure(op, Status(status))
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import (
	"fmt"
	"math"
)

// CSR is a directed graph in compressed sparse rows, in slices that stay the caller's: the edges of node s are
// Targets[Offsets[s]:Offsets[s+1]], with their weights and types beside them. It has one node less than offsets.
type CSR struct {
	Offsets   []uint64 // the first 0, never falling, the last len(Targets)
	Offsets32 []uint32 // in place of Offsets, where that is nil
	Targets   []uint32
	Weights   []float32 // finite
	Types     []uint8   // from 0 to 63; nil: every edge has type 0
}

// Nodes is the number of nodes.
func (g CSR) Nodes() int {
	n := len(g.Offsets)
	if g.Offsets == nil {
		n = len(g.Offsets32)
	}
	if n == 0 {
		return 0
	}
	return n - 1
}

func (g *CSR) offsets() (*C.uint8_t, C.engram_offset_type) {
	if g.Offsets == nil && g.Offsets32 != nil {
		return first(g.Offsets32), C.ENGRAM_OFFSETS_U32
	}
	return first(g.Offsets), C.ENGRAM_OFFSETS_U64
}

func (g *CSR) check(op string) error {
	if len(g.Weights) != len(g.Targets) {
		return lengthError(op, "Weights", len(g.Weights), fmt.Sprintf("Targets %d", len(g.Targets)))
	}
	if g.Types != nil && len(g.Types) != len(g.Targets) {
		return lengthError(op, "Types", len(g.Types), fmt.Sprintf("Targets %d", len(g.Targets)))
	}
	if g.Offsets != nil && g.Offsets32 != nil {
		return &Error{Op: op, Status: ErrArgument, Detail: "both Offsets and Offsets32"}
	}
	if uint64(g.Nodes()) > math.MaxUint32 {
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

func (g *CSR) fault(op string) error {
	offsets, offsetType := g.offsets()
	fault := C.go_csr_validate(C.uint32_t(g.Nodes()), C.uint64_t(len(g.Targets)), offsetType, offsets,
		words(g.Targets), floats(g.Weights), first(g.Types))
	if fault.told.status == C.ENGRAM_OK {
		return nil
	}
	err := failure(op, told(fault.told)).(*Error)
	if fault.told.status == C.ENGRAM_ERROR_GRAPH {
		err.Position, err.Argument = uint64(fault.position), ""
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
// The graph is validated first, in every call: to spread more than once, or by another rule, make a Graph. Types are not
// looked at. Activations must not overlap the graph.
func (g CSR) Spread(steps uint32, activations []float32) error {
	const op = "CSR.Spread"
	if err := g.check(op); err != nil {
		return err
	}
	if len(activations) != g.Nodes() {
		return lengthError(op, "activations", len(activations), fmt.Sprintf("the graph has %d nodes", g.Nodes()))
	}
	offsets, offsetType := g.offsets()
	status := C.go_activation_spread(C.uint32_t(g.Nodes()), C.uint64_t(len(g.Targets)), offsetType, offsets,
		words(g.Targets), floats(g.Weights), first(g.Types), C.uint32_t(steps), floats(activations))
	if status.status == C.ENGRAM_ERROR_GRAPH {
		return g.fault(op)
	}
	return failure(op, told(status))
}

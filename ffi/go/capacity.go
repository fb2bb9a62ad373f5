// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

func flag(isSet bool) C.uint32_t {
	if isSet {
		return 1
	}
	return 0
}

// CapacityPlan is what is to be stored and used; 0 leaves a part out.
type CapacityPlan struct {
	Bits       uint32 // of one vector element: 32, 16, 8 or 1
	Rows       uint64 // vectors
	Dim        uint64 // elements of one
	Nodes      uint64 // of the graph
	Edges      uint64 // of the graph
	Strengths  uint64 // memories that decay
	Threads    uint64 // that call the library
	ArenaBytes uint64 // pool of each; 0 for the configuration in force
	Codes      bool   // codes beside the rows, as from BuildCodes
	Unprepared bool   // the graph is not prepared by NewGraph: for CSR.Spread alone
	NoPull     bool   // prepared without a layout by target
	Typed      bool   // its edges have types
	Workspaces uint64 // each for all nodes; 0: one for each of Threads, at least one, unless Unprepared
}

// Capacity is what a plan takes, in bytes.
type Capacity struct {
	Vectors          uint64
	Norms            uint64
	Graph            uint64
	SpreadingScratch uint64 // in the arena of each thread that spreads without a workspace
	Strengths        uint64
	Arenas           uint64
	ArenaWanted      uint64 // pool in which that scratch fits
	Total            uint64 // all of it but ArenaWanted
	Scales           uint64 // of 8-bit rows
	Codes            uint64
	Prepared         uint64 // the prepared graph, padding left out: PreparedSize knows it
	Workspaces       uint64
}

// EstimateCapacity tells the memory that a plan takes.
func EstimateCapacity(p CapacityPlan) (Capacity, error) {
	prepared := C.uint32_t(0)
	if !p.Unprepared {
		prepared = 1 + flag(p.NoPull)
		if p.Workspaces == 0 && p.Nodes != 0 {
			p.Workspaces = 1
			if p.Threads > 1 {
				p.Workspaces = p.Threads
			}
		}
	}
	got := C.go_capacity_estimate(C.engram_capacity_plan{bits: C.uint32_t(p.Bits), rows: C.uint64_t(p.Rows),
		dim: C.uint64_t(p.Dim), nodes: C.uint64_t(p.Nodes), edges: C.uint64_t(p.Edges),
		strengths: C.uint64_t(p.Strengths), threads: C.uint64_t(p.Threads), arena_bytes: C.uint64_t(p.ArenaBytes),
		codes: flag(p.Codes), prepared: prepared, typed: flag(p.Typed), workspaces: C.uint64_t(p.Workspaces)})
	if err := failure("EstimateCapacity", told(got.told)); err != nil {
		return Capacity{}, err
	}
	c := &got.capacity
	return Capacity{Vectors: uint64(c.vectors), Norms: uint64(c.norms), Graph: uint64(c.graph),
		SpreadingScratch: uint64(c.spreading_scratch), Strengths: uint64(c.strengths), Arenas: uint64(c.arenas),
		ArenaWanted: uint64(c.arena_wanted), Total: uint64(c.total), Scales: uint64(c.scales),
		Codes: uint64(c.codes), Prepared: uint64(c.prepared), Workspaces: uint64(c.workspaces)}, nil
}

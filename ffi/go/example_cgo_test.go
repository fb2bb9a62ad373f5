// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"fmt"

	"engram"
)

// What a cue brings to mind: activation of node 0 reaches node 2 in two steps.
func ExampleCSR_Spread() {
	g := engram.CSR{
		Offsets: []uint64{0, 1, 2, 2}, // 0 -> 1, 1 -> 2
		Targets: []uint32{1, 2},
		Weights: []float32{0.5, 0.25},
	}
	activations := []float32{1, 0, 0}
	if err := g.Spread(2, activations); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(activations)
	// Output: [1 1 0.125]
}

// The first fault of a graph is named, with its place.
func ExampleCSR_Validate() {
	g := engram.CSR{Offsets: []uint64{0, 1}, Targets: []uint32{7}, Weights: []float32{1}}
	err := g.Validate().(*engram.Error)
	fmt.Println(err.Status == engram.ErrGraph, err.Position)
	// Output: true 0
}

// Every level gives the same bits, so the slowest is a rollback that changes nothing but the time.
func ExampleForceLevel() {
	defer engram.ForceLevel(engram.AllFamilies, engram.LevelAuto)
	if err := engram.ForceLevel(engram.AllFamilies, engram.LevelScalar); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(engram.ActiveLevel(engram.FamilySimilarity))
	// Output: scalar
}

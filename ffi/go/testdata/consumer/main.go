// SPDX-License-Identifier: MIT OR Apache-2.0

// A program of another module that uses the binding: one call of each family, checked to the bit.
package main

import (
	"fmt"
	"math"
	"os"

	"engram"
)

var faults int

func expect(what string, err error, value float32, bits uint32) {
	if err != nil || math.Float32bits(value) != bits {
		fmt.Printf("%s: %v, got %08x, expected %08x\n", what, err, math.Float32bits(value), bits)
		faults++
	}
}

func main() {
	scores := make([]float32, 2)
	err := engram.Similarity(engram.Cosine, []float32{1, 2, 3}, engram.Rows([]float32{3, 2, 1, -1, -2, -3}, 3), scores)
	expect("Similarity", err, scores[0], 0x3F36DB6E)
	expect("Similarity", err, scores[1], 0xBF800000)

	left := []float32{1}
	err = engram.Decay(engram.Tau(86400), left, []uint64{86400}, left)
	expect("Decay", err, left[0], 0x3EBC5AB2)
	spread()

	if faults != 0 {
		fmt.Printf("engram-kernels %s: wrong\n", engram.Version())
		os.Exit(1)
	}
	fmt.Printf("engram-kernels %s: right\n", engram.Version())
}

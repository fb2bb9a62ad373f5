// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package main

import "engram"

func spread() {
	g := engram.CSR{Offsets: []uint64{0, 1, 2, 2}, Targets: []uint32{1, 2}, Weights: []float32{0.5, 0.25}}
	a := []float32{1, 0, 0}
	err := g.Spread(2, a)
	expect("CSR.Spread", err, a[2], 0x3E000000)
}

// SPDX-License-Identifier: MIT OR Apache-2.0

package engram_test

import (
	"errors"
	"fmt"

	"engram"
)

// What resembles a cue: one query against the rows of a matrix.
func ExampleSimilarity() {
	query := []float32{1, 2, 3}
	rows := engram.Rows([]float32{
		3, 2, 1,
		-1, -2, -3,
	}, 3)
	scores := make([]float32, rows.Count)
	if err := engram.Similarity(engram.Cosine, query, rows, scores); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(scores)
	// Output: [0.71428573 -1]
}

// What has faded: strengths after some days, under a half-life of a week, in place.
func ExampleDecay() {
	const day = 86400
	strengths := []float32{1, 1, 0.5}
	ages := []uint64{0, 7 * day, 14 * day}
	if err := engram.Decay(engram.HalfLife(7*day), strengths, ages, strengths); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strengths)
	// Output: [1 0.5 0.125]
}

// A time constant leaves 1/e, a half-life leaves a half.
func ExampleTau() {
	left := make([]float32, 1)
	for _, curve := range []engram.Curve{engram.Tau(10), engram.HalfLife(10)} {
		if err := engram.Decay(curve, []float32{1}, []uint64{10}, left); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(left[0])
	}
	// Output:
	// 0.36787945
	// 0.5
}

// A large matrix is cut into views, one for each goroutine; the scores do not depend on the cuts.
func ExampleMatrix_Slice() {
	rows := engram.Rows([]float32{1, 0, 0, 1, 1, 1, -1, 0}, 2)
	scores := make([]float32, rows.Count)
	done := make(chan error)
	for first := 0; first < rows.Count; first += 2 {
		go func(first, end int) {
			done <- engram.Similarity(engram.Cosine, []float32{1, 0}, rows.Slice(first, end), scores[first:end])
		}(first, first+2)
	}
	for first := 0; first < rows.Count; first += 2 {
		if err := <-done; err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(scores)
	// Output: [1 0 0.70710677 -1]
}

// A refused call says which function, what is at fault, and the library's sentence.
func ExampleError() {
	err := engram.Decay(engram.Tau(60), make([]float32, 2), make([]uint64, 3), make([]float32, 2))
	fmt.Println(err)
	fmt.Println(errors.Is(err, engram.ErrLength), errors.Is(err, engram.ErrArgument))
	// Output:
	// engram: Decay: ages has length 3, strengths 2: slices that belong together differ in length
	// true true
}

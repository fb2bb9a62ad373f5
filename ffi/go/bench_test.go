// SPDX-License-Identifier: MIT OR Apache-2.0

package engram_test

import (
	"fmt"
	"testing"
	"time"

	"engram"
)

func BenchmarkSimilarity(b *testing.B) {
	for _, size := range []struct{ dim, rows int }{{384, 100}, {768, 1}, {768, 1000}, {1536, 100}} {
		b.Run(fmt.Sprintf("%dd_%dc", size.dim, size.rows), func(b *testing.B) {
			r := newRandom(b)
			query, rows := r.vector(size.dim, 0), engram.Rows(r.vector(size.dim*size.rows, 0), size.dim)
			scores := make([]float32, rows.Count)
			timed(b, size.rows, func() error { return engram.Similarity(engram.Cosine, query, rows, scores) })
		})
	}
}

func BenchmarkDecay(b *testing.B) {
	for _, count := range []int{100, 10000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			r := newRandom(b)
			strengths, ages := r.vector(count, 0), make([]uint64, count)
			for i := range ages {
				ages[i] = uint64(r.below(1000000))
			}
			out := make([]float32, count)
			timed(b, count, func() error { return engram.Decay(engram.Tau(86400), strengths, ages, out) })
		})
	}
}

// timed runs the body b.N times and reports the time for each item of the batch beside the time for the call.
func timed(b *testing.B, items int, body func() error) {
	b.ReportAllocs()
	b.ResetTimer()
	begin := time.Now()
	for i := 0; i < b.N; i++ {
		if err := body(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(time.Since(begin))/float64(b.N)/float64(items), "ns/item")
}

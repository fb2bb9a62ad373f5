// SPDX-License-Identifier: MIT OR Apache-2.0

package engram

import "fmt"

// Metric is what a score measures. A similarity grows with likeness, a distance with difference.
type Metric uint32

// The metrics. Float32, Float16, BFloat16 and int8 have the first three, Bits the last two. The fallback has the first
// three.
const (
	Cosine    Metric = 1 // similarity: sum(q*r) / (|q| * |r|), in [-1, 1]
	Dot       Metric = 2 // similarity: sum(q*r)
	L2Squared Metric = 3 // distance: sum((q-r)^2), no root taken
	Hamming   Metric = 4 // distance: bits that differ
	Jaccard   Metric = 5 // similarity: bits set in both / bits set in either; 0 for two empty sets
)

// Similarity scores a query against every row: scores[i] = metric(query, row i). A pair of vectors has one score, to the
// last bit, on every machine and in any split of the rows. Scores must overlap neither the query nor the rows.
//
// Cosine is accurate to 1e-6 up to 4096 dimensions; a vector of zeros scores 0, one with a NaN or an infinity NaN. Dot
// and L2Squared are sums in float32 and overflow as arithmetic has it. Sums of int8 are exact.
func Similarity[T Element](metric Metric, query []T, rows Matrix[T], scores []float32) error {
	const op = "Similarity"
	if err := checkQuery(op, query, &rows); err != nil {
		return err
	}
	if len(scores) != rows.Count {
		return lengthError(op, "scores", len(scores), fmt.Sprintf("there are %d rows", rows.Count))
	}
	return failure(op, similarityMany(metric, query, &rows, scores))
}

// SPDX-License-Identifier: MIT OR Apache-2.0

package engram

import (
	"fmt"
	"math/bits"
)

// Metric is what a score measures.
type Metric uint32

// Cosine is sum(q*r) / (|q| * |r|), in [-1, 1]; it grows with likeness.
const Cosine Metric = 1

// Matrix is a view of vectors, one to a row, in a slice that stays the caller's.
type Matrix struct {
	Data   []float32 // row 0 first
	Count  int       // rows
	Dim    int       // elements in a row
	Stride int       // elements from one row to the next, no less than Dim; 0 stands for Dim
}

// Rows is the matrix of all complete rows of dim elements in data, without gaps between them. For dim 0 it has none.
func Rows(data []float32, dim int) Matrix {
	m := Matrix{Data: data, Dim: dim}
	if dim > 0 {
		m.Count = len(data) / dim
	}
	return m
}

// Slice is the view of rows [first, end), as data[first:end] would be. It panics, as slicing does, when the range
// leaves the matrix. Scoring parts of a matrix on several goroutines gives the scores of scoring it at once.
func (m Matrix) Slice(first, end int) Matrix {
	if first < 0 || end < first || end > m.Count {
		panic(fmt.Sprintf("engram: rows [%d:%d] of a matrix with %d", first, end, m.Count))
	}
	if first > 0 && first < end {
		m.Data = m.Data[first*m.stride():]
	} else if first == end {
		m.Data = nil
	}
	m.Count = end - first
	return m
}

func (m *Matrix) stride() int {
	if m.Stride == 0 {
		return m.Dim
	}
	return m.Stride
}

// check refuses what would let the library read behind the slice: it is told only where the slice begins.
func (m *Matrix) check(op, name string) error {
	if m.Count < 0 || m.Dim < 0 || m.Stride < 0 {
		return &Error{Op: op, Status: ErrArgument,
			Detail: fmt.Sprintf("%s: Count %d, Dim %d, Stride %d", name, m.Count, m.Dim, m.Stride)}
	}
	stride := m.stride()
	if stride < m.Dim {
		return &Error{Op: op, Status: ErrStride, Detail: fmt.Sprintf("%s: Stride %d, Dim %d", name, stride, m.Dim)}
	}
	if m.Count == 0 || m.Dim == 0 {
		return nil
	}
	high, low := bits.Mul64(uint64(m.Count-1), uint64(stride))
	need, carry := bits.Add64(low, uint64(m.Dim), 0)
	if high != 0 || carry != 0 {
		return &Error{Op: op, Status: ErrOverflow, Detail: fmt.Sprintf("%s: %d rows of %d", name, m.Count, stride)}
	}
	if need > uint64(len(m.Data)) {
		return lengthError(op, name+".Data", len(m.Data), fmt.Sprintf("the rows take %d", need))
	}
	return nil
}

func lengthError(op, name string, length int, want string) error {
	return &Error{Op: op, Status: ErrArgument, kind: ErrLength,
		Detail: fmt.Sprintf("%s has length %d, %s", name, length, want)}
}

// Similarity scores a query against every row: scores[i] = metric(query, row i). A pair of vectors has one score, to the
// last bit, on every machine and in any split of the rows. Scores must overlap neither the query nor the rows.
//
// Cosine is accurate to 1e-6 up to 4096 dimensions. A vector of zeros scores 0, one with a NaN or an infinity NaN.
func Similarity(metric Metric, query []float32, rows Matrix, scores []float32) error {
	const op = "Similarity"
	if err := checkScore(op, query, &rows, scores); err != nil {
		return err
	}
	return failure(op, similarityMany(metric, query, &rows, scores))
}

func checkScore(op string, query []float32, rows *Matrix, scores []float32) error {
	if err := rows.check(op, "rows"); err != nil {
		return err
	}
	if len(query) != rows.Dim {
		return lengthError(op, "query", len(query), fmt.Sprintf("a row %d", rows.Dim))
	}
	if len(scores) != rows.Count {
		return lengthError(op, "scores", len(scores), fmt.Sprintf("there are %d rows", rows.Count))
	}
	return nil
}

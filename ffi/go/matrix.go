// SPDX-License-Identifier: MIT OR Apache-2.0

package engram

import (
	"fmt"
	"math/bits"
)

// Matrix is a view of vectors, one to a row, in a slice that stays the caller's.
type Matrix[T Element] struct {
	Data   []T       // row 0 first
	Count  int       // rows
	Dim    int       // dimensions: elements in a row, but bits in a row of Bits
	Stride int       // elements from one row to the next, no less than a row; 0: no gaps
	Scales []float32 // int8 only: a positive scale for each row; nil stands for 1
}

// Rows is the matrix of the rows of dim dimensions in data, without gaps between them. A last row that is incomplete counts,
// so that every call refuses the matrix with ErrLength.
func Rows[T Element](data []T, dim int) Matrix[T] {
	m := Matrix[T]{Data: data, Dim: dim}
	if row := elements[T](dim); row > 0 {
		m.Count = (len(data) + row - 1) / row
	}
	return m
}

// Slice is the view of rows [first, end), as data[first:end] would be. It panics, as slicing does, when the range
// leaves the matrix. Scoring parts of a matrix on several goroutines gives the scores of scoring it at once.
func (m Matrix[T]) Slice(first, end int) Matrix[T] {
	if first < 0 || end < first || end > m.Count {
		panic(fmt.Sprintf("engram: rows [%d:%d] of a matrix with %d", first, end, m.Count))
	}
	if first == end {
		m.Data = nil
	} else if first > 0 {
		m.Data = m.Data[first*m.stride():]
	}
	if m.Scales != nil {
		m.Scales = m.Scales[first:end]
	}
	m.Count = end - first
	return m
}

func (m *Matrix[T]) stride() int {
	if m.Stride == 0 {
		return elements[T](m.Dim)
	}
	return m.Stride
}

// check refuses what would let the library read past the slice: it is told only where the slice begins.
func (m *Matrix[T]) check(op, name string) error {
	if m.Count < 0 || m.Dim < 0 || m.Stride < 0 {
		return &Error{Op: op, Status: ErrArgument,
			Detail: fmt.Sprintf("%s: Count %d, Dim %d, Stride %d", name, m.Count, m.Dim, m.Stride)}
	}
	row, stride := elements[T](m.Dim), m.stride()
	if stride < row {
		return &Error{Op: op, Status: ErrStride, Detail: fmt.Sprintf("%s: Stride %d, a row %d", name, stride, row)}
	}
	if m.Scales != nil && len(m.Scales) != m.Count {
		return lengthError(op, name+".Scales", len(m.Scales), fmt.Sprintf("there are %d rows", m.Count))
	}
	if m.Count == 0 && m.Dim == 0 && len(m.Data) != 0 {
		return &Error{Op: op, Status: ErrArgument, Detail: fmt.Sprintf("%s: Dim 0, but Data has length %d", name, len(m.Data))}
	}
	if m.Count == 0 || row == 0 {
		return nil
	}
	high, low := bits.Mul64(uint64(m.Count-1), uint64(stride))
	need, carry := bits.Add64(low, uint64(row), 0)
	if high != 0 || carry != 0 {
		return &Error{Op: op, Status: ErrOverflow, Detail: fmt.Sprintf("%s: %d rows of %d", name, m.Count, stride)}
	}
	if need > uint64(len(m.Data)) {
		return lengthError(op, name+".Data", len(m.Data), fmt.Sprintf("the rows take %d", need))
	}
	return nil
}

// checkQuery refuses a query that is no row of the matrix.
func checkQuery[T Element](op string, query []T, rows *Matrix[T]) error {
	if err := rows.check(op, "rows"); err != nil {
		return err
	}
	if row := elements[T](rows.Dim); len(query) != row {
		return lengthError(op, "query", len(query), fmt.Sprintf("a row %d", row))
	}
	return nil
}

func lengthError(op, name string, length int, want string) error {
	return &Error{Op: op, Status: ErrArgument, kind: ErrLength,
		Detail: fmt.Sprintf("%s has length %d, %s", name, length, want)}
}

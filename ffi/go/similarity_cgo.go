// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import (
	"fmt"
	"math/bits"
	"unsafe"
)

func similarityMany[T Element](metric Metric, query []T, rows *Matrix[T], scores []float32) outcome {
	return told(C.go_similarity_many(C.engram_metric(metric), elementType[T](), C.uint64_t(rows.Dim), first(query),
		first(rows.Data), C.uint64_t(rows.Count), C.uint64_t(rows.Stride), floats(rows.Scales), floats(scores)))
}

// RowID numbers rows in lists.
type RowID interface{ uint32 | uint64 }

func idType[I RowID]() C.engram_id_type {
	var zero I
	if unsafe.Sizeof(zero) == 4 {
		return C.ENGRAM_IDS_U32
	}
	return C.ENGRAM_IDS_U64
}

// SimilarityGather scores a query against chosen rows: scores[i] = metric(query, row ids[i]). Ids may come in any order
// and repeat. ErrArgument when an id is no row.
func SimilarityGather[T Element, I RowID](metric Metric, query []T, rows Matrix[T], ids []I, scores []float32) error {
	const op = "SimilarityGather"
	if err := checkQuery(op, query, &rows); err != nil {
		return err
	}
	if len(scores) != len(ids) {
		return lengthError(op, "scores", len(scores), fmt.Sprintf("ids %d", len(ids)))
	}
	return failure(op, told(C.go_similarity_gather(C.engram_metric(metric), elementType[T](), C.uint64_t(rows.Dim),
		first(query), first(rows.Data), C.uint64_t(rows.Count), C.uint64_t(rows.Stride), floats(rows.Scales), idType[I](),
		first(ids), C.uint64_t(len(ids)), floats(scores))))
}

// SimilarityBlock scores every query against every row: scores[m*rows.Count+n] = metric(query m, row n), each as
// Similarity would.
func SimilarityBlock[T Element](metric Metric, queries, rows Matrix[T], scores []float32) error {
	const op = "SimilarityBlock"
	if err := checkBoth(op, &queries, &rows); err != nil {
		return err
	}
	if high, want := bits.Mul64(uint64(queries.Count), uint64(rows.Count)); high != 0 || want != uint64(len(scores)) {
		return lengthError(op, "scores", len(scores), fmt.Sprintf("there are %d x %d pairs", queries.Count, rows.Count))
	}
	return failure(op, told(C.go_similarity_block(C.engram_metric(metric), elementType[T](), C.uint64_t(rows.Dim),
		first(queries.Data), C.uint64_t(queries.Count), C.uint64_t(queries.Stride), floats(queries.Scales),
		first(rows.Data), C.uint64_t(rows.Count), C.uint64_t(rows.Stride), floats(rows.Scales), floats(scores))))
}

func checkBoth[T Element](op string, queries, rows *Matrix[T]) error {
	if err := queries.check(op, "queries"); err != nil {
		return err
	}
	if err := rows.check(op, "rows"); err != nil {
		return err
	}
	if queries.Dim != rows.Dim {
		return &Error{Op: op, Status: ErrArgument, Detail: fmt.Sprintf("queries.Dim %d, rows.Dim %d", queries.Dim, rows.Dim)}
	}
	return nil
}

// Convert gives the rows in another element type, without gaps; one of the two types is float32. To int8 each row gets a
// scale: largest magnitude / 127, 0 for a row of zeros, NaN for one with a NaN or an infinity. To Bits: element > 0.
// ErrMetric for a pair of types that has no conversion.
func Convert[To, From Element](rows Matrix[From]) (Matrix[To], error) {
	const op = "Convert"
	if err := rows.check(op, "rows"); err != nil {
		return Matrix[To]{}, err
	}
	row := elements[To](rows.Dim)
	if high, total := bits.Mul64(uint64(rows.Count), uint64(row)); high != 0 || total > 1<<48 {
		return Matrix[To]{}, &Error{Op: op, Status: ErrOverflow, Detail: fmt.Sprintf("%d rows of %d", rows.Count, row)}
	}
	out := Matrix[To]{Data: make([]To, rows.Count*row), Count: rows.Count, Dim: rows.Dim}
	if elementType[To]() == C.ENGRAM_TYPE_I8 {
		out.Scales = make([]float32, rows.Count)
	}
	err := failure(op, told(C.go_rows_convert(elementType[From](), C.uint64_t(rows.Dim), first(rows.Data),
		C.uint64_t(rows.Count), C.uint64_t(rows.Stride), floats(rows.Scales), elementType[To](), first(out.Data),
		floats(out.Scales))))
	if err != nil {
		return Matrix[To]{}, err
	}
	return out, nil
}

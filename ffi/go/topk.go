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

// Hit is a selected row. Lists of hits are best first, equal scores in ascending order of ID.
type Hit struct {
	ID    uint64  // the row, plus IDBase of the options
	Score float32 // biased, if there is a bias; a distance stays a distance
	_     uint32
}

// TopKCounts is what happened to the rows of one query.
type TopKCounts struct {
	Found    uint64 // hits: at most k, fewer when fewer rows qualify
	Scored   uint64 // rows that passed range, id list and filter
	NaN      uint64 // of these, rows whose score or biased score is NaN: never selected
	Rescored uint64 // rows whose float32 vector was read: Scored, unless codes ruled rows out
}

// The library fills slices of these types directly: their sizes are its sizes, or this does not compile.
var _ = [1]struct{}{}[unsafe.Sizeof(Hit{})-C.sizeof_engram_hit]
var _ = [1]struct{}{}[unsafe.Sizeof(TopKCounts{})-C.sizeof_engram_topk_counts]

// TopKOptions narrows and biases a selection; nil, or the zero value, means every row, unbiased. The biased score of row i
// is score*Multiply[i] + Add[i], fused, or what is left of it where one is nil: similarity x decay x importance in one
// pass. Order and threshold go by the biased score; for a distance a lower one stays better.
type TopKOptions struct {
	UseThreshold bool
	Threshold    float32  // similarities: only scores >= Threshold; distances: only <= Threshold
	UseRange     bool     // not together with ids
	First, Count int      // only rows [First, First+Count)
	IDs32        []uint32 // only these rows, in any order, each listed once; nil: no list; empty: no row
	IDs64        []uint64 // the same with wider ids; not together with IDs32
	Filter       []uint64 // only rows i whose bit i%64 of word i/64 is set, a bit for each row and no more words; nil: all
	Multiply     []float32
	Add          []float32
	IDBase       uint64 // added to every row number
}

// Codes are int8 codes, or signs, of a matrix of float32 rows, with what a proof needs to rule rows out by them.
type Codes struct {
	data                  []int8
	count, dim            int
	kind                  C.engram_code_kind
	scales, errors, norms []float32
}

// BuildCodes makes the codes of a matrix: a quarter of its size. Keep them as long as the rows do not change.
func BuildCodes(rows Matrix[float32]) (*Codes, error) {
	return buildCodes("BuildCodes", C.ENGRAM_CODES_I8, rows, rows.Dim)
}

// BuildSignCodes makes codes of a bit for each element, its sign: a thirty-second of the size, for near duplicates and high
// thresholds, for they rule out only what lies far below the best. In Data a set bit stands for 1, as in Bits.
func BuildSignCodes(rows Matrix[float32]) (*Codes, error) {
	return buildCodes("BuildSignCodes", C.ENGRAM_CODES_SIGNS, rows, elements[Bits](rows.Dim))
}

func buildCodes(op string, kind C.engram_code_kind, rows Matrix[float32], width int) (*Codes, error) {
	if err := rows.check(op, "rows"); err != nil {
		return nil, err
	}
	if rows.Dim == 0 {
		return nil, &Error{Op: op, Status: ErrArgument, Detail: "rows have no elements"}
	}
	c := &Codes{count: rows.Count, dim: rows.Dim, kind: kind, data: make([]int8, rows.Count*width),
		scales: make([]float32, rows.Count), errors: make([]float32, rows.Count), norms: make([]float32, rows.Count)}
	err := failure(op, told(C.go_codes_build(kind, C.uint64_t(rows.Dim), first(rows.Data), C.uint64_t(rows.Count),
		C.uint64_t(rows.Stride), at[C.int8_t](c.data), floats(c.scales), floats(c.errors), floats(c.norms))))
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Data is the codes, row by row, without gaps. This and what the next three return is not to be changed.
func (c *Codes) Data() []int8 { return c.data }

// Scales is what a code of each row stands for.
func (c *Codes) Scales() []float32 { return c.scales }

// Errors bounds what the codes of each row lose.
func (c *Codes) Errors() []float32 { return c.errors }

// Norms is the lengths of the rows, which bound a cosine.
func (c *Codes) Norms() []float32 { return c.norms }

// TopK selects the k best rows for one query: highest similarity or lowest distance first, then lowest id. Scoring, bias,
// threshold and selection are one pass; NaN is never selected but counted. K may exceed the rows.
func TopK[T Element](metric Metric, query []T, rows Matrix[T], k int, options *TopKOptions) ([]Hit, TopKCounts, error) {
	const op = "TopK"
	if err := checkQuery(op, query, &rows); err != nil {
		return nil, TopKCounts{}, err
	}
	if k < 0 {
		return nil, TopKCounts{}, &Error{Op: op, Status: ErrArgument, Detail: fmt.Sprintf("k is %d", k)}
	}
	if k > rows.Count {
		k = rows.Count
	}
	var counts [1]TopKCounts
	hits := make([]Hit, k)
	queries := Matrix[T]{Data: query, Count: 1, Dim: rows.Dim}
	if err := topk(op, metric, &queries, &rows, nil, k, options, hits, counts[:]); err != nil {
		return nil, TopKCounts{}, err
	}
	return hits[:counts[0].Found], counts[0], nil
}

// TopKInto selects the k best rows for each query, into slices of the caller's: the hits of query m are
// hits[m*k:][:counts[m].Found]. Each list is the one of TopK.
func TopKInto[T Element](metric Metric, queries, rows Matrix[T], k int, options *TopKOptions, hits []Hit,
	counts []TopKCounts) error {
	const op = "TopKInto"
	if err := checkBoth(op, &queries, &rows); err != nil {
		return err
	}
	return topk(op, metric, &queries, &rows, nil, k, options, hits, counts)
}

// TopKWithCodes is TopKInto over float32 rows, reading codes instead wherever they suffice: the same hits, score bits and
// counts but Rescored, at a fraction of the memory traffic. The codes are those of these very rows.
func TopKWithCodes(metric Metric, queries, rows Matrix[float32], codes *Codes, k int, options *TopKOptions, hits []Hit,
	counts []TopKCounts) error {
	const op = "TopKWithCodes"
	if err := checkBoth(op, &queries, &rows); err != nil {
		return err
	}
	if codes == nil || codes.count == 0 && rows.Count != 0 {
		return &Error{Op: op, Status: ErrNull, Detail: "no codes"}
	}
	if codes.count != rows.Count || codes.dim != rows.Dim {
		return &Error{Op: op, Status: ErrArgument, Detail: fmt.Sprintf("codes of %d rows of %d for %d of %d", codes.count,
			codes.dim, rows.Count, rows.Dim)}
	}
	if codes.count == 0 {
		codes = nil
	}
	return topk(op, metric, &queries, &rows, codes, k, options, hits, counts)
}

func topk[T Element](op string, metric Metric, queries, rows *Matrix[T], codes *Codes, k int, options *TopKOptions,
	hits []Hit, counts []TopKCounts) error {
	if k < 0 {
		return &Error{Op: op, Status: ErrArgument, Detail: fmt.Sprintf("k is %d", k)}
	}
	if high, want := bits.Mul64(uint64(queries.Count), uint64(k)); high != 0 || want != uint64(len(hits)) {
		return lengthError(op, "hits", len(hits), fmt.Sprintf("there are %d queries with k %d", queries.Count, k))
	}
	if len(counts) != queries.Count {
		return lengthError(op, "counts", len(counts), fmt.Sprintf("there are %d queries", queries.Count))
	}
	if options == nil {
		options = &TopKOptions{}
	}
	n := C.go_topk_numbers{metric: C.engram_metric(metric), _type: elementType[T](), dim: C.uint64_t(rows.Dim),
		k: C.uint64_t(k), query_count: C.uint64_t(queries.Count), query_stride: C.uint64_t(queries.Stride),
		count: C.uint64_t(rows.Count), stride: C.uint64_t(rows.Stride), id_base: C.uint64_t(options.IDBase)}
	ids, err := options.numbers(op, rows.Count, &n)
	if err != nil {
		return err
	}
	if codes == nil {
		codes = &Codes{}
	}
	n.code_kind = codes.kind
	return failure(op, told(C.go_similarity_topk(n, first(queries.Data), floats(queries.Scales), first(rows.Data),
		floats(rows.Scales), at[C.int8_t](codes.data), floats(codes.scales), floats(codes.errors),
		floats(codes.norms), ids, longs(options.Filter), floats(options.Multiply), floats(options.Add),
		at[C.engram_hit](hits), at[C.engram_topk_counts](counts))))
}

// An empty list of ids is a list all the same: C wants a pointer for it.
var noIDs [1]uint64

func (o *TopKOptions) numbers(op string, rows int, n *C.go_topk_numbers) (ids *C.uint8_t, err error) {
	n.threshold = C.float(o.Threshold) // refused by name without its flag
	if o.UseThreshold {
		n.flags |= C.ENGRAM_TOPK_THRESHOLD
	}
	if o.First < 0 || o.Count < 0 {
		return nil, &Error{Op: op, Status: ErrArgument, Detail: fmt.Sprintf("First %d, Count %d", o.First, o.Count)}
	}
	n.range_first, n.range_count = C.uint64_t(o.First), C.uint64_t(o.Count) // refused by name without their flag
	if o.UseRange {
		n.flags |= C.ENGRAM_TOPK_RANGE
	}
	switch {
	case o.IDs32 != nil && o.IDs64 != nil:
		return nil, &Error{Op: op, Status: ErrArgument, Detail: "both IDs32 and IDs64"}
	case o.IDs32 != nil:
		ids, n.id_type, n.id_count = first(o.IDs32), C.ENGRAM_IDS_U32, C.uint64_t(len(o.IDs32))
	case o.IDs64 != nil:
		ids, n.id_type, n.id_count = first(o.IDs64), C.ENGRAM_IDS_U64, C.uint64_t(len(o.IDs64))
	}
	if n.id_type != 0 && ids == nil {
		ids = first(noIDs[:])
	}
	if o.Filter != nil {
		if len(o.Filter) != (rows+63)/64 {
			return nil, lengthError(op, "Filter", len(o.Filter), fmt.Sprintf("%d rows take %d words", rows, (rows+63)/64))
		}
		n.filter_bits = C.uint64_t(len(o.Filter)) * 64
	}
	for _, bias := range []struct {
		name   string
		values []float32
	}{{"Multiply", o.Multiply}, {"Add", o.Add}} {
		if bias.values != nil && len(bias.values) != rows {
			return nil, lengthError(op, bias.name, len(bias.values), fmt.Sprintf("there are %d rows", rows))
		}
	}
	return ids, nil
}

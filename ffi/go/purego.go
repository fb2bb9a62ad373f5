// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build !cgo || purego

package engram

import (
	"math"
	"unsafe"

	"engram/internal/canonical"
)

// The fallback: the same bits from Go alone, slowly, for cosine and decay. What needs the C library is not declared.

// Version is the version of the linked library, such as "0.1.0"; with the fallback, "0.1.0 (pure Go)".
func Version() string { return libraryVersion + " (pure Go)" }

// APIVersion is the version of the C interface of the linked library. It grows when functions or fields are added.
func APIVersion() uint32 { return libraryAPIVersion }

// Error is the library's sentence: what is wrong with the call and what to do.
func (s Status) Error() string { return s.entry().text }

// Name is the name of the constant in C, such as "ENGRAM_ERROR_NULL".
func (s Status) Name() string { return s.entry().name }

func similarityMany(metric Metric, query []float32, rows *Matrix, scores []float32) Status {
	if metric != Cosine {
		return ErrEnum
	}
	if overlap(scores, query) || overlap(scores, rows.Data) {
		return ErrOverlap
	}
	canonical.Cosines(query, rows.Data, rows.stride(), scores)
	return 0
}

func decayApply(curve Curve, strengths []float32, ages []uint64, out []float32) Status {
	if !(curve.Parameter > 0 && curve.Parameter <= math.MaxFloat64) {
		if curve.Form == ExponentialTau || curve.Form == ExponentialHalfLife {
			return ErrArgument
		}
		return ErrEnum
	}
	var rate float64
	switch curve.Form {
	case ExponentialTau:
		rate = canonical.TauRate(curve.Parameter)
	case ExponentialHalfLife:
		rate = canonical.HalfLifeRate(curve.Parameter)
	default:
		return ErrEnum
	}
	if len(out) > 0 && &out[0] != &strengths[0] && overlap(out, strengths) || overlap(out, ages) {
		return ErrOverlap
	}
	canonical.Decay(strengths, ages, rate, out)
	return 0
}

// overlap tells whether two slices share memory; only their addresses are looked at.
func overlap[A, B float32 | uint64](a []A, b []B) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	from, to := uintptr(unsafe.Pointer(&a[0])), uintptr(unsafe.Pointer(&b[0]))
	return from < to+uintptr(len(b))*unsafe.Sizeof(b[0]) && to < from+uintptr(len(a))*unsafe.Sizeof(a[0])
}

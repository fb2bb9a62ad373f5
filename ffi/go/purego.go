// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build !cgo || purego

package engram

import (
	"unsafe"

	"engram/internal/canonical"
)

// The fallback: the same bits from Go alone, slowly, for cosine and decay. What needs the C library is not declared.

// Version is the version of the linked library, such as "0.1.0"; with the fallback, "0.1.0 (pure Go)".
func Version() string { return libraryVersion + " (pure Go)" }

// APIVersion is the version of the C interface of the linked library. It grows when functions or fields are added.
func APIVersion() uint32 { return libraryAPIVersion }

// Name is the name of the constant in C, such as "ENGRAM_ERROR_NULL".
func (s Status) Name() string { return s.entry().name }

// Element is what vectors may be made of; the C library knows more.
type Element interface{ float32 }

func elements[T Element](dim int) int { return dim }

func similarityMany[T Element](metric Metric, query []T, rows *Matrix[T], scores []float32) outcome {
	if metric < Cosine || metric > Jaccard {
		return outcome{ErrEnum, "metric"}
	}
	score, ok := map[Metric]func(query, data []float32, stride int, scores []float32){
		Cosine: canonical.Cosines, Dot: canonical.Dots, L2Squared: canonical.L2Squareds}[metric]
	if !ok {
		return outcome{ErrMetric, "metric"}
	}
	if rows.Scales != nil {
		return outcome{ErrArgument, "rows.scales: none with float32"}
	}
	q, data := *(*[]float32)(unsafe.Pointer(&query)), *(*[]float32)(unsafe.Pointer(&rows.Data))
	if overlap(scores, q) || overlap(scores, data) {
		return outcome{ErrOverlap, "scores"}
	}
	score(q, data, rows.stride(), scores)
	return outcome{}
}

func decayApply(curve *Curve, strengths []float32, ages []uint64, out []float32) outcome {
	plan, fault := canonical.Curve{Form: uint32(curve.Form), Scale: curve.Scale, Exponent: curve.Exponent,
		Asymptote: curve.Asymptote, Floor: curve.Floor, Late: curve.Late, Weight: curve.Weight,
		Threshold: curve.Threshold}.Check()
	switch {
	case fault == canonical.BadArgument:
		return outcome{ErrArgument, "curve"}
	case fault == canonical.BadForm:
		return outcome{ErrEnum, "curve.form"}
	case len(strengths) == 0:
		return outcome{}
	case fault == canonical.NeedsAccesses:
		return outcome{ErrNull, "options.accesses"}
	case &out[0] != &strengths[0] && overlap(out, strengths) || overlap(out, ages):
		return outcome{ErrOverlap, "out"}
	}
	plan.Decay(strengths, ages, out)
	return outcome{}
}

// overlap tells whether two slices share memory; only their addresses are looked at.
func overlap[A, B float32 | uint64](a []A, b []B) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	from, to := uintptr(unsafe.Pointer(&a[0])), uintptr(unsafe.Pointer(&b[0]))
	return from < to+uintptr(len(b))*unsafe.Sizeof(b[0]) && to < from+uintptr(len(a))*unsafe.Sizeof(a[0])
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "unsafe"

// Error is the library's sentence: what is wrong with the call and what to do.
func (s Status) Error() string { return C.GoString(C.engram_status_text(C.engram_status(s))) }

// Name is the name of the constant in C, such as "ENGRAM_ERROR_NULL".
func (s Status) Name() string { return C.GoString(C.engram_status_name(C.engram_status(s))) }

func floats(s []float32) *C.float {
	if len(s) == 0 {
		return nil
	}
	return (*C.float)(unsafe.Pointer(&s[0]))
}

func words(s []uint32) *C.uint32_t {
	if len(s) == 0 {
		return nil
	}
	return (*C.uint32_t)(unsafe.Pointer(&s[0]))
}

func longs(s []uint64) *C.uint64_t {
	if len(s) == 0 {
		return nil
	}
	return (*C.uint64_t)(unsafe.Pointer(&s[0]))
}

// Version is the version of the linked library, such as "0.1.0"; with the fallback, "0.1.0 (pure Go)".
func Version() string { return C.GoString(C.engram_version()) }

// APIVersion is the version of the C interface of the linked library. It grows when functions or fields are added.
func APIVersion() uint32 { return uint32(C.engram_api_version()) }

func similarityMany(metric Metric, query []float32, rows *Matrix, scores []float32) Status {
	return Status(C.go_similarity_many(C.engram_metric(metric), floats(query), floats(rows.Data),
		C.uint64_t(rows.Count), C.uint64_t(rows.Stride), C.uint64_t(rows.Dim), floats(scores)))
}

func decayApply(curve Curve, strengths []float32, ages []uint64, out []float32) Status {
	return Status(C.go_decay_apply(C.engram_curve_form(curve.Form), C.double(curve.Parameter), floats(strengths),
		longs(ages), C.uint64_t(len(strengths)), floats(out)))
}

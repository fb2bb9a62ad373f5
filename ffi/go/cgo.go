// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "unsafe"

// Name is the name of the constant in C, such as "ENGRAM_ERROR_NULL".
func (s Status) Name() string { return C.GoString(C.engram_status_name(C.engram_status(s))) }

// at is where the elements of a slice are, as C calls them. What is passed on is never an unsafe.Pointer: cgo would look
// for pointers in all that it leads to, in every call, while numbers it knows to hold none.
func at[To, From any](s []From) *To {
	if len(s) == 0 {
		return nil
	}
	return (*To)(unsafe.Pointer(&s[0]))
}

func floats(s []float32) *C.float { return at[C.float](s) }

func words(s []uint32) *C.uint32_t { return at[C.uint32_t](s) }

func longs(s []uint64) *C.uint64_t { return at[C.uint64_t](s) }

func first[T any](s []T) *C.uint8_t { return at[C.uint8_t](s) }

// Version is the version of the linked library, such as "0.1.0"; with the fallback, "0.1.0 (pure Go)".
func Version() string { return C.GoString(C.engram_version()) }

// APIVersion is the version of the C interface of the linked library. It grows when functions or fields are added.
func APIVersion() uint32 { return uint32(C.engram_api_version()) }

// told is what C says of a call.
func told(o C.go_outcome) outcome {
	if o.status == C.ENGRAM_OK || o.argument == nil {
		return outcome{status: Status(o.status)}
	}
	return outcome{Status(o.status), C.GoString(o.argument)}
}

func decayApply(curve *Curve, strengths []float32, ages []uint64, out []float32) outcome {
	return told(C.go_decay_apply(curve.numbers(), floats(strengths), longs(ages), C.size_t(len(strengths)), floats(out)))
}

// numbers is the curve as C has it; nothing in it points anywhere.
func (c *Curve) numbers() C.engram_curve {
	return C.engram_curve{size: C.sizeof_engram_curve, form: C.engram_curve_form(c.Form), scale: C.double(c.Scale),
		exponent: C.double(c.Exponent), asymptote: C.double(c.Asymptote), floor: C.double(c.Floor), late: C.double(c.Late),
		weight: C.double(c.Weight), threshold: C.uint32_t(c.Threshold)}
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

// Float16 is an IEEE 754 binary16, as its bits.
type Float16 uint16

// BFloat16 is the upper half of a float32, as its bits.
type BFloat16 uint16

// Bits holds 8 dimensions of a bit vector: dimension i is bit i%8 of element i/8.
type Bits uint8

// Element is what vectors may be made of. An int8 stands for scale * code where the matrix has scales.
type Element interface {
	float32 | Float16 | BFloat16 | int8 | Bits
}

func elementType[T Element]() C.engram_type {
	var zero T
	switch any(zero).(type) {
	case float32:
		return C.ENGRAM_TYPE_F32
	case Float16:
		return C.ENGRAM_TYPE_F16
	case BFloat16:
		return C.ENGRAM_TYPE_BF16
	case int8:
		return C.ENGRAM_TYPE_I8
	default:
		return C.ENGRAM_TYPE_BITS
	}
}

// elements is the number of elements that dim dimensions take.
func elements[T Element](dim int) int {
	if elementType[T]() == C.ENGRAM_TYPE_BITS {
		return dim/8 + (dim%8+7)/8
	}
	return dim
}

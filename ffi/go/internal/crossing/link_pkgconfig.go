// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego && !engram_static

package crossing

// #cgo pkg-config: engram-kernels
import "C"

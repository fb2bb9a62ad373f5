// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego && engram_static

package crossing

// The folders of the header and of the archive come from CGO_CFLAGS=-I... and CGO_LDFLAGS=-L...

// #cgo LDFLAGS: -l:libengram_kernels.a -lm -lpthread
import "C"

// SPDX-License-Identifier: MIT OR Apache-2.0

// Package engram answers what an agent's memory is asked on every turn: what resembles this cue, what does it bring to
// mind, what has faded. It calls engram-kernels, a C library, on whole batches; one input has one result, to the last
// bit, on every machine.
//
// # Rules
//
// Every call takes a batch: a crossing from Go to C costs some 40 ns, whatever is on the other side. Slices go in and
// results are written to slices of yours; no copy is made, C keeps no Go memory after a call, and a call allocates
// nothing. Outputs overlap inputs only where a function says so.
//
// What can fail returns an error, always an *Error, that carries the library's sentence; errors.Is compares it with the
// Err values. On an error the outputs are untouched. Nothing here panics but Matrix.Slice, which does as slicing does.
//
// # Goroutines
//
// Every function may be called from any number of goroutines at once, on different outputs. The library starts no
// threads: to use more processors, cut the work (Matrix.Slice, or plain slices for Decay) and score the parts on
// goroutines of yours. Results do not depend on the cuts. A call holds its thread, as every cgo call does, and cannot be
// cancelled: cut long work into parts and look at your context between them.
//
// # Linking
//
// By default cgo asks pkg-config for engram-kernels. With the build tag engram_static it looks for
// libengram_kernels.a in the folders that CGO_CFLAGS=-I... and CGO_LDFLAGS=-L... name. With CGO_ENABLED=0, or the build
// tag purego, the package has Similarity and Decay in Go alone: the same bits, slowly; the rest is not declared.
package engram

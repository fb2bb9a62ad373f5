// SPDX-License-Identifier: MIT OR Apache-2.0

// Package engram answers what an agent's memory is asked on every turn: what resembles this cue, what does it bring to
// mind, what has faded. It calls engram-kernels, a C library, on whole batches; one input has one result, to the last
// bit, on every machine.
//
// # Rules
//
// Every call takes a batch: a crossing from Go to C costs some 50 ns, whatever is on the other side. Slices go in and
// results are written to slices of yours; no copy is made, C keeps no Go memory after a call, and only functions that
// return a slice or a handle of their own allocate. Outputs overlap inputs only where a function says so.
//
// What can fail returns an error, always an *Error, that names the argument and says what to do; errors.Is compares it with the
// Err values. On an error the outputs are untouched, unless a function says otherwise. Nothing here panics but
// Matrix.Slice, which does as slicing does, and methods of nil handles.
//
// # Handles
//
// Graph, Overlay and Workspace hold memory of C: Close gives it back, and use after Close is ErrClosed. A handle that is
// forgotten is closed by the garbage collector, some time; the collector does not see how large it is, so do close.
//
// # Goroutines
//
// Every function may be called from any number of goroutines at once, on different outputs. Any number of goroutines
// may spread on one Graph or Overlay, each with a Workspace of its own; those that share a Workspace wait for each
// other, and changes of an Overlay wait for the spreads under way. Close may be called at any time, and waits too.
//
// The library starts no threads: to use more processors, cut the work (Matrix.Slice, TopKOptions.UseRange with MergeHits,
// or plain slices) and run the parts on goroutines of yours. Results do not depend on the cuts. A call holds its thread,
// as every cgo call does, and cannot be cancelled: cut long work into parts and look at your context between them.
//
// # Linking
//
// By default cgo asks pkg-config for engram-kernels. With the build tag engram_static it looks for
// libengram_kernels.a in the folders that CGO_CFLAGS=-I... and CGO_LDFLAGS=-L... name. With CGO_ENABLED=0, or the build
// tag purego, the package has Similarity over float32 and Decay in Go alone: the same bits, slowly; the rest is not
// declared.
package engram

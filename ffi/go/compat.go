// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "fmt"

// CompatSimilarity is engram_vector_similarity of Engram's original kernels: the cosine of a query and len(scores)
// candidates without gaps. A vector whose squared norm is below 1e-30, NaN or infinite scores exactly 0. New code calls
// Similarity, which answers tiny and huge norms too.
func CompatSimilarity(query, candidates, scores []float32) error {
	const op = "CompatSimilarity"
	if len(scores) > 0 && len(query) > 0 &&
		(len(candidates)/len(query) != len(scores) || len(candidates)%len(query) != 0) {
		return lengthError(op, "candidates", len(candidates),
			fmt.Sprintf("%d scores of %d elements need another", len(scores), len(query)))
	}
	return failure(op, told(C.go_compat_similarity(floats(query), floats(candidates), floats(scores),
		C.size_t(len(query)), C.size_t(len(scores)))))
}

// CompatSpread is engram_spread_activation of the original kernels. Edge k is taken to start at node
// k / ceil(edges / nodes), which is right only for edges grouped by source with one out-degree: new code calls
// CSR.Spread.
func CompatSpread(adjacency []uint32, weights, activations []float32, iterations uint32) error {
	const op = "CompatSpread"
	if len(weights) != len(adjacency) {
		return lengthError(op, "weights", len(weights), fmt.Sprintf("adjacency %d", len(adjacency)))
	}
	return failure(op, told(C.go_compat_spread(words(adjacency), floats(weights), floats(activations),
		C.size_t(len(activations)), C.size_t(len(adjacency)), C.uint32_t(iterations))))
}

// CompatDecay is engram_apply_decay of the original kernels: strengths[i] *= exp(-agesSeconds[i] / 86400). The day is
// a time constant, not a half-life.
func CompatDecay(strengths []float32, agesSeconds []uint64) error {
	const op = "CompatDecay"
	if len(agesSeconds) != len(strengths) {
		return lengthError(op, "agesSeconds", len(agesSeconds), fmt.Sprintf("strengths %d", len(strengths)))
	}
	return failure(op, told(C.go_compat_decay(floats(strengths), longs(agesSeconds), C.size_t(len(strengths)))))
}

// OverflowStrategy is what a scratch arena does when a request does not fit.
type OverflowStrategy uint8

// The strategies.
const (
	OverflowPanic       OverflowStrategy = 0 // abort the process
	OverflowErrorReturn OverflowStrategy = 1 // the call returns ErrMemory
	OverflowFallback    OverflowStrategy = 2 // take system memory; the default
)

// ConfigureArena sets the size, 1 to 1024 MiB, and the strategy of the scratch arenas created from now on, one for each
// thread. ErrArgument for a size outside, with nothing changed; ErrEnum for another strategy, which selects
// OverflowErrorReturn as the original kernels did.
func ConfigureArena(poolSizeMiB uint32, strategy OverflowStrategy) error {
	return failure("ConfigureArena", told(C.go_compat_configure(C.uint32_t(poolSizeMiB), C.uint8_t(strategy))))
}

// ArenaTotals are sums over the arenas of all threads, living and ended.
type ArenaTotals struct {
	Resets           uint64 // resets
	Overflows        uint64 // requests that did not fit
	MaxHighWaterMark uint64 // the most bytes in use at once in any arena
}

// ArenaStats reads the sums.
func ArenaStats() ArenaTotals {
	t := C.go_compat_arena_stats()
	return ArenaTotals{uint64(t.resets), uint64(t.overflows), uint64(t.high_water)}
}

// ResetArenaStats sets the sums to zero.
func ResetArenaStats() { C.engram_reset_arena_metrics() }

// ResetThreadArena resets the arena of the calling thread. Kernels do that by themselves; a goroutine that calls it has
// called runtime.LockOSThread.
func ResetThreadArena() { C.engram_reset_arenas() }

// ReleaseThreadArena gives the arena of the calling thread back to the system; a later call makes a new one. Threads
// that end do this by themselves. A goroutine that calls it has called runtime.LockOSThread.
func ReleaseThreadArena() { C.engram_deinit_thread_arena() }

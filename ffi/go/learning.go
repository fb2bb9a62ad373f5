// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "fmt"

// checkHistory refuses offsets that would let the library read past the times.
func checkHistory(op string, offsets []uint64, times *Times) error {
	if len(offsets) == 0 {
		return &Error{Op: op, Status: ErrNull, Detail: "no offsets: even no rows have one"}
	}
	if last := offsets[len(offsets)-1]; last > uint64(len(times.Values)) {
		return lengthError(op, "times.Values", len(times.Values), fmt.Sprintf("the last offset is %d", last))
	}
	// The library reads up to the largest offset only once it has seen that none decreases.
	return nil
}

// BaseLevel is ACT-R's base-level activation: levels[i] = ln sum of t^-decay over the presentations
// times.Values[offsets[i]:offsets[i+1]] of memory i, t in seconds (Anderson and Schooler, 1991). Decay is 0.5 in ACT-R. A
// memory without presentations has level -infinity. There is one offset more than there are memories.
func BaseLevel(offsets []uint64, times Times, decay float64, levels []float32) (skewed uint64, err error) {
	const op = "BaseLevel"
	if err := checkHistory(op, offsets, &times); err != nil {
		return 0, err
	}
	rows := len(offsets) - 1
	if err := checkRows(op, rows, [3]string{"levels"}, [3]int{len(levels), -1, -1}); err != nil {
		return 0, err
	}
	return reported(op, C.go_base_level_exact(longs(offsets), C.size_t(rows), times.numbers(), longs(times.Values),
		C.double(decay), floats(levels)))
}

// BaseLevelRecent is the same from the newest presentations, a count of all, and the time of creation (Petrov, 2006).
// Decay is below 1.
func BaseLevelRecent(offsets []uint64, times Times, counts, creations []uint64, decay float64, levels []float32) (
	skewed uint64, err error) {
	const op = "BaseLevelRecent"
	if err := checkHistory(op, offsets, &times); err != nil {
		return 0, err
	}
	rows := len(offsets) - 1
	if err := checkRows(op, rows, [3]string{"counts", "creations", "levels"},
		[3]int{len(counts), len(creations), len(levels)}); err != nil {
		return 0, err
	}
	return reported(op, C.go_base_level_recent(longs(offsets), C.size_t(rows), times.numbers(), longs(times.Values),
		longs(counts), longs(creations), C.double(decay), floats(levels)))
}

// BaseLevelOptimized is the form for uses spread evenly over life: levels[i] = ln(counts[i] / (1 - decay)) - decay * ln(L),
// L the age since creation.
func BaseLevelOptimized(creations Times, counts []uint64, decay float64, levels []float32) (skewed uint64, err error) {
	const op = "BaseLevelOptimized"
	rows := len(creations.Values)
	if err := checkRows(op, rows, [3]string{"counts", "levels"}, [3]int{len(counts), len(levels), -1}); err != nil {
		return 0, err
	}
	return reported(op, C.go_base_level_optimized(creations.numbers(), longs(creations.Values), longs(counts),
		C.size_t(rows), C.double(decay), floats(levels)))
}

// RetrievalProbability sets out[i] = 1 / (1 + e^((threshold - levels[i]) / noise)). Out may be levels.
func RetrievalProbability(levels []float32, threshold, noise float64, out []float32) error {
	const op = "RetrievalProbability"
	if err := checkRows(op, len(levels), [3]string{"out"}, [3]int{len(out), -1, -1}); err != nil {
		return err
	}
	return failure(op, told(C.go_retrieval_probability(floats(levels), C.size_t(len(levels)), C.double(threshold),
		C.double(noise), floats(out))))
}

// RetrievalLatency sets out[i] = factor * e^(-exponent * levels[i]). Out may be levels.
func RetrievalLatency(levels []float32, factor, exponent float64, out []float32) error {
	const op = "RetrievalLatency"
	if err := checkRows(op, len(levels), [3]string{"out"}, [3]int{len(out), -1, -1}); err != nil {
		return err
	}
	return failure(op, told(C.go_retrieval_latency(floats(levels), C.size_t(len(levels)), C.double(factor),
		C.double(exponent), floats(out))))
}

// Bounds is where results are held: Low below High, both finite. The zero value is [0, 1].
type Bounds struct{ Low, High float32 }

func (b Bounds) high() C.float {
	if b == (Bounds{}) {
		return 1
	}
	return C.float(b.High)
}

// ReinforceSaturating sets out[i] = clamp(w + g*(1 - w)), w = weights[i], g = rate * gains[i]; gains nil stands for 1. Out
// may be weights.
func ReinforceSaturating(weights, gains []float32, rate float32, bounds Bounds, out []float32) error {
	const op = "ReinforceSaturating"
	if err := checkRows(op, len(weights), [3]string{"gains", "out"}, [3]int{optional(gains), len(out), -1}); err != nil {
		return err
	}
	return failure(op, told(C.go_reinforce_saturating(floats(weights), floats(gains), C.size_t(len(weights)),
		C.float(rate), C.float(bounds.Low), bounds.high(), floats(out))))
}

// ReinforceSpaced is saturating reinforcement that is worth more the further a memory had faded:
// g = rate * (1 + (spacing - 1) * (1 - retentions[i])), out[i] = clamp(w + min(g, 1)*(1 - w)). Out may be weights.
func ReinforceSpaced(weights, retentions []float32, rate, spacing float32, bounds Bounds, out []float32) error {
	const op = "ReinforceSpaced"
	if err := checkRows(op, len(weights), [3]string{"retentions", "out"}, [3]int{len(retentions), len(out), -1}); err != nil {
		return err
	}
	return failure(op, told(C.go_reinforce_spaced(floats(weights), floats(retentions), C.size_t(len(weights)),
		C.float(rate), C.float(spacing), C.float(bounds.Low), bounds.high(), floats(out))))
}

// ReinforceOja is Oja's rule on pairs of memories i = sources[n], j = targets[n]: w += rate * (a_i a_j - a_j^2 w), then
// clamped; a pair with an activation below threshold, or NaN, keeps its weight. It returns how many pairs the rule
// changed. Out may be weights.
func ReinforceOja(weights []float32, sources, targets []uint32, activations []float32, rate, threshold float32,
	bounds Bounds, out []float32) (updated int, err error) {
	const op = "ReinforceOja"
	if err := checkRows(op, len(weights), [3]string{"sources", "targets", "out"},
		[3]int{len(sources), len(targets), len(out)}); err != nil {
		return 0, err
	}
	var n C.uint64_t
	err = failure(op, told(C.go_reinforce_oja(floats(weights), words(sources), words(targets), C.size_t(len(weights)),
		floats(activations), C.size_t(len(activations)), C.float(rate), C.float(threshold), C.float(bounds.Low),
		bounds.high(), floats(out), &n)))
	return int(n), err
}

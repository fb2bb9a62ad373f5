// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "unsafe"

// FSRSVersion is a version of the free spaced repetition scheduler.
type FSRSVersion uint32

// The versions.
const (
	FSRS45 FSRSVersion = 45 // 17 weights
	FSRS5  FSRSVersion = 50 // 19 weights: same-day reviews
	FSRS6  FSRSVersion = 60 // 21 weights: trainable curve
)

// FSRS is a version with its weights; those beyond the version's count are ignored. Stabilities are in days, difficulties
// from 1 to 10, grades 1 again, 2 hard, 3 good, 4 easy.
type FSRS struct {
	Version FSRSVersion
	Weights [21]float64
}

// NewFSRS has the published default weights of a version.
func NewFSRS(version FSRSVersion) (FSRS, error) {
	return fsrsOf("NewFSRS", C.go_fsrs_default(C.engram_fsrs_version(version)))
}

// MigrateFSRS turns the weights of version 4.5 (17), 5 (19) or 6 (21) into a version 6 that behaves alike.
func MigrateFSRS(weights []float64) (FSRS, error) {
	return fsrsOf("MigrateFSRS", C.go_fsrs_migrate(at[C.double](weights), C.size_t(len(weights))))
}

func fsrsOf(op string, f C.go_fsrs) (FSRS, error) {
	if err := failure(op, told(f.told)); err != nil {
		return FSRS{}, err
	}
	out := FSRS{Version: FSRSVersion(f.fsrs.version)}
	for i := range out.Weights {
		out.Weights[i] = float64(f.fsrs.weights[i])
	}
	return out, nil
}

func (f *FSRS) numbers() C.engram_fsrs {
	n := C.engram_fsrs{size: C.uint32_t(unsafe.Sizeof(C.engram_fsrs{})), version: C.engram_fsrs_version(f.Version)}
	for i, w := range f.Weights {
		n.weights[i] = C.double(w)
	}
	return n
}

// Retrievability sets out[i] to the probability of recall at row i's time since its last review:
// (1 + f*t/S)^-w20, 0.9 at t = S, and 0 for a new memory, of stability 0. Out may be stabilities.
func (f FSRS) Retrievability(times Times, stabilities, out []float32) (skewed uint64, err error) {
	const op = "FSRS.Retrievability"
	rows := len(times.Values)
	if err := checkRows(op, rows, [3]string{"stabilities", "out"}, [3]int{len(stabilities), len(out), -1}); err != nil {
		return 0, err
	}
	return reported(op, C.go_fsrs_retrievability(f.numbers(), times.numbers(), longs(times.Values), floats(stabilities),
		C.size_t(rows), floats(out)))
}

// Interval sets out[i] to the days after which retrievability has fallen to retention, not rounded to whole days, and
// longest at most: infinity for no limit, 0 for the 36,500 days of Anki. A new memory, of stability 0, is due at once. Out
// may be stabilities.
func (f FSRS) Interval(retention, longest float64, stabilities, out []float32) error {
	const op = "FSRS.Interval"
	if err := checkRows(op, len(stabilities), [3]string{"out"}, [3]int{len(out), -1, -1}); err != nil {
		return err
	}
	return failure(op, told(C.go_fsrs_interval(f.numbers(), C.double(retention), C.double(longest), floats(stabilities),
		C.size_t(len(stabilities)), floats(out))))
}

// Review updates the state of memories, in place, by the time since the review before and the grade: 1 to 4, or 0
// for no review. A stability of 0 is a new memory, whose state comes from the grade alone. A row with a bad grade,
// stability or difficulty is ErrArgument, with the row as the error's Position, and nothing is written.
func (f FSRS) Review(times Times, grades []uint8, stabilities, difficulties []float32) (skewed uint64, err error) {
	const op = "FSRS.Review"
	rows := len(times.Values)
	if err := checkRows(op, rows, [3]string{"grades", "stabilities", "difficulties"},
		[3]int{len(grades), len(stabilities), len(difficulties)}); err != nil {
		return 0, err
	}
	return reported(op, C.go_fsrs_review(f.numbers(), times.numbers(), longs(times.Values), first(grades),
		floats(stabilities), floats(difficulties), C.size_t(rows), floats(stabilities), floats(difficulties)))
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import (
	"fmt"
	"math"
	"unsafe"
)

// CurvePreset names the curve of a known system.
type CurvePreset uint32

// The presets.
const (
	CurveEngramKernel         CurvePreset = 101 // tau 86400 s: what CompatDecay does
	CurveEngramExponential    CurvePreset = 102 // tau 1.96 h
	CurveEngramPower          CurvePreset = 103 // (1 + hours)^-0.18
	CurveEngramNeocortical    CurvePreset = 104 // (1 + days)^-0.18
	CurveEngramTwoComponent   CurvePreset = 105 // tau 18 h; from 3 accesses (1 + hours)^-0.18
	CurveEngramHybrid         CurvePreset = 106 // tau 0.8 h, from 24 h exponent 0.25, continuous
	CurveMem0                 CurvePreset = 107 // half-life 7 days
	CurveShodhEdge            CurvePreset = 108 // half-life 24 h
	CurveShodhLongTerm        CurvePreset = 109 // half-life 14 days
	CurveShodhFact            CurvePreset = 110 // half-life 180 days
	CurveShodhHybrid          CurvePreset = 111 // half-life 1 day, from day 3 exponent 0.5
	CurveShodhHybridImportant CurvePreset = 112 // half-life 2 days, from day 3 exponent 0.3
	CurveOpenMemoryEpisodic   CurvePreset = 113 // rate 0.015 per day
	CurveOpenMemorySemantic   CurvePreset = 114 // rate 0.005 per day
	CurveOpenMemoryProcedural CurvePreset = 115 // rate 0.008 per day
	CurveOpenMemoryEmotional  CurvePreset = 116 // rate 0.020 per day
	CurveOpenMemoryReflective CurvePreset = 117 // rate 0.001 per day
	CurveOpenMemoryDual       CurvePreset = 118 // rates 0.015 and 0.002 per day, the slow one with weight 0.4
	CurveKiroCrew             CurvePreset = 119 // rate 0.03 per day
	CurveSpector              CurvePreset = 120 // (t / 30 min)^-0.15, floor 0.10
	CurveSpectorSlow          CurvePreset = 121 // (t / 30 min)^-0.08, floor 0.15
	CurveSpectorFast          CurvePreset = 122 // (t / 30 min)^-0.30, floor 0.05
	CurvePerfectman           CurvePreset = 123 // 0.10 + 0.90 * (1 + days)^-0.18
	CurvePowerContext         CurvePreset = 124 // linear, 0 after 10 days
)

// Curve is the named curve. ErrEnum for an unknown name.
func (p CurvePreset) Curve() (Curve, error) {
	c := C.go_curve_preset(C.uint32_t(p))
	if err := failure("CurvePreset.Curve", told(c.told)); err != nil {
		return Curve{}, err
	}
	return Curve{Form: CurveForm(c.curve.form), Scale: float64(c.curve.scale), Exponent: float64(c.curve.exponent),
		Asymptote: float64(c.curve.asymptote), Floor: float64(c.curve.floor), Late: float64(c.curve.late),
		Weight: float64(c.curve.weight), Threshold: uint32(c.curve.threshold)}, nil
}

// TimeUnit is the unit of times.
type TimeUnit uint32

// The units.
const (
	Seconds      TimeUnit = 0
	Milliseconds TimeUnit = 1
	Microseconds TimeUnit = 2
	Nanoseconds  TimeUnit = 3
)

// Times is one time for each row: ages, or points on a clock before Now. A timestamp later than Now, from a clock that
// stepped back, counts as age 0, and is counted.
type Times struct {
	Values []uint64
	Unit   TimeUnit // of Values and Now
	Stamps bool     // Values are timestamps, not ages
	Now    uint64   // the present, for timestamps; 0 for ages, where it would say nothing
}

func (t *Times) numbers() C.go_times {
	n := C.go_times{unit: C.engram_time_unit(t.Unit), kind: C.ENGRAM_TIMES_AGES, now: C.uint64_t(t.Now)}
	if t.Stamps {
		n.kind = C.ENGRAM_TIMES_STAMPS
	}
	return n
}

// DecayOptions is what differs from row to row; nil for what is as the curve says.
type DecayOptions struct {
	Scales    []float32 // in place of Curve.Scale
	Exponents []float32 // in place of Curve.Exponent
	Accesses  []uint32  // use counts: TwoComponent needs them
	Pins      []uint64  // bit i%64 of word i/64 set: row i keeps factor 1
}

func (o *DecayOptions) check(op string, rows int) error {
	for _, array := range []struct {
		name         string
		isSet        bool
		length, want int
	}{
		{"Scales", o.Scales != nil, len(o.Scales), rows}, {"Exponents", o.Exponents != nil, len(o.Exponents), rows},
		{"Accesses", o.Accesses != nil, len(o.Accesses), rows}, {"Pins", o.Pins != nil, len(o.Pins), (rows + 63) / 64},
	} {
		if array.isSet && array.length != array.want {
			return lengthError(op, array.name, array.length, fmt.Sprintf("%d rows need %d", rows, array.want))
		}
	}
	return nil
}

// checkRows wants every length to be that of the rows; -1 stands for a slice that is left out.
func checkRows(op string, rows int, names [3]string, lengths [3]int) error {
	for i, length := range lengths {
		if length >= 0 && length != rows {
			return lengthError(op, names[i], length, fmt.Sprintf("there are %d rows", rows))
		}
	}
	return nil
}

func optional(s []float32) int {
	if s == nil {
		return -1
	}
	return len(s)
}

// reported turns a report into the number of times later than now, or an error that names the row at fault.
func reported(op string, r C.go_report) (skewed uint64, err error) {
	if r.told.status == C.ENGRAM_OK {
		return uint64(r.skewed), nil
	}
	e := failure(op, told(r.told)).(*Error)
	if r.bad_row != math.MaxUint64 {
		e.Position = uint64(r.bad_row)
		e.Detail = fmt.Sprintf("row %d", e.Position)
	}
	return 0, e
}

func decayBatch(op string, what C.uint32_t, curve *Curve, times *Times, options *DecayOptions, strengths,
	scores, out []float32) (uint64, error) {
	if options == nil {
		options = &DecayOptions{}
	}
	rows := len(times.Values)
	lengths := [3]int{optional(strengths), -1, len(out)}
	if what == C.GO_DECAY_BATCH {
		lengths[0] = len(strengths)
	} else if what == C.GO_DECAY_SCORES {
		lengths[1] = len(scores)
	}
	if err := checkRows(op, rows, [3]string{"strengths", "scores", "out"}, lengths); err != nil {
		return 0, err
	}
	if err := options.check(op, rows); err != nil {
		return 0, err
	}
	return reported(op, C.go_decay_batch(what, curve.numbers(), times.numbers(), longs(times.Values),
		floats(options.Scales), floats(options.Exponents), words(options.Accesses), longs(options.Pins),
		floats(strengths), floats(scores), C.size_t(rows), floats(out)))
}

// DecayBatch sets out[i] = strengths[i] * factor(row i), with units, timestamps, parameters for each row and pins. Out may
// be strengths and must not overlap anything else. It returns how many timestamps were later than now. A row whose
// parameter is out of range is ErrArgument, with the row as the error's Position, and nothing is written.
func DecayBatch(curve Curve, times Times, options *DecayOptions, strengths, out []float32) (skewed uint64, err error) {
	return decayBatch("DecayBatch", C.GO_DECAY_BATCH, &curve, &times, options, strengths, nil, out)
}

// DecayFactors sets factors[i] = factor(row i): retention as of now, with no strength read or changed. The factors may
// serve as TopKOptions.Multiply.
func DecayFactors(curve Curve, times Times, options *DecayOptions, factors []float32) (skewed uint64, err error) {
	return decayBatch("DecayFactors", C.GO_DECAY_FACTORS, &curve, &times, options, nil, nil, factors)
}

// DecayScores sets out[i] = scores[i] * (strengths[i] * factor(row i)), or scores[i] * factor(row i) where strengths is
// nil. Out may be scores.
func DecayScores(curve Curve, times Times, options *DecayOptions, strengths, scores, out []float32) (skewed uint64,
	err error) {
	return decayBatch("DecayScores", C.GO_DECAY_SCORES, &curve, &times, options, strengths, scores, out)
}

// Suppressed is a row that decay took below a threshold, and by which factor.
type Suppressed struct {
	Row    uint64
	Before float32 // strengths[Row]
	Factor float32 // Before * Factor, rounded, is below the threshold
}

var _ = [1]struct{}{}[unsafe.Sizeof(Suppressed{})-C.sizeof_engram_suppressed]

// DecaySuppressed finds every row with strengths[i] >= threshold and strengths[i] * factor(row i) < threshold, rows
// ascending: what would have been recalled had it not faded. It fills found and returns how many there are in all, which
// may be more than found holds.
func DecaySuppressed(curve Curve, times Times, options *DecayOptions, strengths []float32, threshold float32,
	found []Suppressed) (total int, err error) {
	const op = "DecaySuppressed"
	if options == nil {
		options = &DecayOptions{}
	}
	rows := len(times.Values)
	if err := checkRows(op, rows, [3]string{"strengths"}, [3]int{len(strengths), -1, -1}); err != nil {
		return 0, err
	}
	if err := options.check(op, rows); err != nil {
		return 0, err
	}
	var all C.uint64_t
	err = failure(op, told(C.go_decay_suppressed(curve.numbers(), times.numbers(), longs(times.Values),
		floats(options.Scales), floats(options.Exponents), words(options.Accesses), longs(options.Pins),
		floats(strengths), C.size_t(rows), C.float(threshold), at[C.engram_suppressed](found),
		C.size_t(len(found)), &all)))
	return int(all), err
}

// Never is the age of what never falls below a target.
const Never = math.MaxUint64

// DecayAgesAt sets ages[i] to the age, in unit, at which row i falls below the target, by the very bits that DecayBatch
// computes: 0 where it starts below, Never where it never falls below. Strengths nil stands for 1, which makes the target
// a retention.
func DecayAgesAt(curve Curve, unit TimeUnit, options *DecayOptions, strengths []float32, target float32,
	ages []uint64) error {
	const op = "DecayAgesAt"
	if options == nil {
		options = &DecayOptions{}
	}
	if err := checkRows(op, len(ages), [3]string{"strengths"}, [3]int{optional(strengths), -1, -1}); err != nil {
		return err
	}
	if err := options.check(op, len(ages)); err != nil {
		return err
	}
	return failure(op, told(C.go_decay_ages_at(curve.numbers(), C.engram_time_unit(unit), floats(options.Scales),
		floats(options.Exponents), words(options.Accesses), longs(options.Pins), floats(strengths), C.size_t(len(ages)),
		C.float(target), longs(ages))))
}

// DecayNext is the next row to fall below a threshold, and the time from now until it does; both Never where none will.
func DecayNext(curve Curve, times Times, options *DecayOptions, strengths []float32, threshold float32) (row, left uint64,
	err error) {
	const op = "DecayNext"
	if options == nil {
		options = &DecayOptions{}
	}
	rows := len(times.Values)
	if err := checkRows(op, rows, [3]string{"strengths"}, [3]int{optional(strengths), -1, -1}); err != nil {
		return 0, 0, err
	}
	if err := options.check(op, rows); err != nil {
		return 0, 0, err
	}
	n := C.go_decay_next(curve.numbers(), times.numbers(), longs(times.Values), floats(options.Scales),
		floats(options.Exponents), words(options.Accesses), longs(options.Pins), floats(strengths), C.size_t(rows),
		C.float(threshold))
	return uint64(n.row), uint64(n.left), failure(op, told(n.told))
}

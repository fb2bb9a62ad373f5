// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"errors"
	"math"

	"engram"
)

// Players of curves, base level, FSRS, reinforcement and the original kernels.

func playCurvePreset(v *vectorCase) string {
	curve, err := engram.CurvePreset(v.u32("preset")).Curve()
	if v.outcome(err) {
		v.emit("curve.form", uint64(curve.Form))
		v.emit("curve.scale", math.Float64bits(curve.Scale))
		v.emit("curve.exponent", math.Float64bits(curve.Exponent))
		v.emit("curve.asymptote", math.Float64bits(curve.Asymptote))
		v.emit("curve.floor", math.Float64bits(curve.Floor))
		v.emit("curve.late", math.Float64bits(curve.Late))
		v.emit("curve.weight", math.Float64bits(curve.Weight))
		v.emit("curve.threshold", uint64(curve.Threshold))
	}
	return ""
}

func timesOf(v *vectorCase, prefix string) (times engram.Times, leftOut string) {
	switch {
	case v.has(prefix + ".size"):
		return times, noSize
	case v.u32(prefix+".kind") > 1:
		return times, noFlag
	case v.isNull(prefix + ".values"):
		return times, noNull
	}
	return engram.Times{Values: numbers[uint64](v, prefix+".values"), Unit: engram.TimeUnit(v.u32(prefix + ".unit")),
		Stamps: v.u32(prefix+".kind") == 1, Now: v.u64(prefix + ".now")}, ""
}

// decayInputs is what all calls over rows take.
func decayInputs(v *vectorCase) (curve engram.Curve, times engram.Times, options *engram.DecayOptions, leftOut string) {
	if v.has("curve.size") || v.has("options.size") {
		return curve, times, nil, noSize
	}
	if times, leftOut = timesOf(v, "times"); leftOut != "" {
		return curve, times, nil, leftOut
	}
	if v.has("options") {
		options = &engram.DecayOptions{Scales: v.f32s("options.scales"), Exponents: v.f32s("options.exponents"),
			Accesses: numbers[uint32](v, "options.accesses"), Pins: numbers[uint64](v, "options.pins")}
	}
	return curveOf(v), times, options, ""
}

// emitReport compares what a report tells: here the skewed timestamps of a call that succeeds, and the row of one that
// does not.
func emitReport(v *vectorCase, skewed uint64, err error) {
	row := uint64(math.MaxUint64)
	var e *engram.Error
	if errors.As(err, &e) {
		v.untold["report.skewed"] = true
		if e.Detail != "" {
			row = e.Position
		}
	} else {
		v.emit("report.skewed", skewed)
	}
	v.emit("report.bad_row", row)
}

type rowsCall func(curve engram.Curve, times engram.Times, options *engram.DecayOptions, out []float32) (uint64, error)

func playRows(v *vectorCase, name string, call rowsCall) string {
	curve, times, options, leftOut := decayInputs(v)
	if leftOut != "" {
		return leftOut
	}
	out := make([]float32, v.int("count"))
	skewed, err := call(curve, times, options, out)
	if v.outcome(err) {
		v.emitFloats(name, out)
	}
	emitReport(v, skewed, err)
	return ""
}

func playDecayBatch(v *vectorCase) string {
	return playRows(v, "out", func(curve engram.Curve, times engram.Times, options *engram.DecayOptions, out []float32) (
		uint64, error) {
		return engram.DecayBatch(curve, times, options, v.f32s("strengths"), out)
	})
}

func playFactors(v *vectorCase) string { return playRows(v, "factors", engram.DecayFactors) }

func playScores(v *vectorCase) string {
	return playRows(v, "out", func(curve engram.Curve, times engram.Times, options *engram.DecayOptions, out []float32) (
		uint64, error) {
		return engram.DecayScores(curve, times, options, v.f32s("strengths"), v.f32s("scores"), out)
	})
}

func playSuppressed(v *vectorCase) string {
	curve, times, options, leftOut := decayInputs(v)
	if leftOut != "" {
		return leftOut
	}
	found := make([]engram.Suppressed, v.int("capacity"))
	total, err := engram.DecaySuppressed(curve, times, options, v.f32s("strengths"), v.f32("threshold"), found)
	if v.outcome(err) {
		if total < len(found) {
			found = found[:total]
		}
		v.emit("total", uint64(total))
		emitAll(v, "found.row", found, func(s engram.Suppressed) uint64 { return s.Row })
		emitAll(v, "found.before", found, func(s engram.Suppressed) uint64 { return float32Bits(s.Before) })
		emitAll(v, "found.factor", found, func(s engram.Suppressed) uint64 { return float32Bits(s.Factor) })
	}
	return ""
}

func playAgesAt(v *vectorCase) string {
	curve, _, options, leftOut := decayInputs(v)
	if leftOut != "" {
		return leftOut
	}
	ages := make([]uint64, v.int("count"))
	err := engram.DecayAgesAt(curve, engram.TimeUnit(v.u32("unit")), options, v.f32s("strengths"), v.f32("target"), ages)
	if v.outcome(err) {
		v.emit("ages", ages...)
	}
	return ""
}

func playNext(v *vectorCase) string {
	curve, times, options, leftOut := decayInputs(v)
	if leftOut != "" {
		return leftOut
	}
	row, left, err := engram.DecayNext(curve, times, options, v.f32s("strengths"), v.f32("threshold"))
	if v.outcome(err) {
		v.emit("row", row)
		v.emit("left", left)
	}
	return ""
}

func emitLevels(v *vectorCase, levels []float32, skewed uint64, err error) string {
	if v.outcome(err) {
		v.emitFloats("levels", levels)
		v.emit("report.skewed", skewed)
	}
	return ""
}

func playBaseLevel(v *vectorCase) string {
	times, leftOut := timesOf(v, "times")
	if leftOut != "" {
		return leftOut
	}
	levels := make([]float32, v.int("rows"))
	skewed, err := engram.BaseLevel(numbers[uint64](v, "offsets"), times, v.f64("decay"), levels)
	return emitLevels(v, levels, skewed, err)
}

func playBaseLevelRecent(v *vectorCase) string {
	times, leftOut := timesOf(v, "times")
	if leftOut != "" {
		return leftOut
	}
	levels := make([]float32, v.int("rows"))
	skewed, err := engram.BaseLevelRecent(numbers[uint64](v, "offsets"), times, numbers[uint64](v, "counts"),
		numbers[uint64](v, "creations"), v.f64("decay"), levels)
	return emitLevels(v, levels, skewed, err)
}

func playBaseLevelOptimized(v *vectorCase) string {
	creations, leftOut := timesOf(v, "creations")
	if leftOut != "" {
		return leftOut
	}
	levels := make([]float32, v.int("rows"))
	skewed, err := engram.BaseLevelOptimized(creations, numbers[uint64](v, "counts"), v.f64("decay"), levels)
	return emitLevels(v, levels, skewed, err)
}

func emitOut(v *vectorCase, out []float32, err error) string {
	if v.outcome(err) {
		v.emitFloats("out", out)
	}
	return ""
}

func playProbability(v *vectorCase) string {
	out := v.f32s("levels")
	return emitOut(v, out, engram.RetrievalProbability(out, v.f64("threshold"), v.f64("noise"), out))
}

func playLatency(v *vectorCase) string {
	out := v.f32s("levels")
	return emitOut(v, out, engram.RetrievalLatency(out, v.f64("factor"), v.f64("exponent"), out))
}

func fsrsOf(v *vectorCase) (f engram.FSRS) {
	f.Version = engram.FSRSVersion(v.u32("fsrs.version"))
	copy(f.Weights[:], v.f64s("fsrs.weights"))
	return f
}

func emitFSRS(v *vectorCase, f engram.FSRS, err error) string {
	if v.outcome(err) {
		v.emit("fsrs.version", uint64(f.Version))
		count := map[engram.FSRSVersion]int{engram.FSRS45: 17, engram.FSRS5: 19, engram.FSRS6: 21}[f.Version]
		emitAll(v, "fsrs.weights", f.Weights[:count], math.Float64bits)
	}
	return ""
}

func playFSRSDefault(v *vectorCase) string {
	f, err := engram.NewFSRS(engram.FSRSVersion(v.u32("version")))
	return emitFSRS(v, f, err)
}

func playFSRSMigrate(v *vectorCase) string {
	f, err := engram.MigrateFSRS(v.f64s("weights"))
	return emitFSRS(v, f, err)
}

func playRetrievability(v *vectorCase) string {
	times, leftOut := timesOf(v, "times")
	if leftOut != "" {
		return leftOut
	}
	stabilities := v.f32s("stabilities")
	out := make([]float32, len(stabilities))
	skewed, err := fsrsOf(v).Retrievability(times, stabilities, out)
	emitReport(v, skewed, err)
	return emitOut(v, out, err)
}

func playInterval(v *vectorCase) string {
	out, longest := v.f32s("stabilities"), math.Inf(1)
	if v.has("longest") {
		longest = v.f64("longest")
	}
	return emitOut(v, out, fsrsOf(v).Interval(v.f64("retention"), longest, out, out))
}

func playReview(v *vectorCase) string {
	if v.has("fsrs.size") {
		return noSize
	}
	times, leftOut := timesOf(v, "times")
	if leftOut != "" {
		return leftOut
	}
	stabilities, difficulties := v.f32s("stabilities"), v.f32s("difficulties")
	skewed, err := fsrsOf(v).Review(times, numbers[uint8](v, "grades"), stabilities, difficulties)
	if v.outcome(err) {
		v.emitFloats("out_stabilities", stabilities)
		v.emitFloats("out_difficulties", difficulties)
	}
	emitReport(v, skewed, err)
	return ""
}

func boundsOf(v *vectorCase) engram.Bounds {
	return engram.Bounds{Low: v.f32("bounds.low"), High: v.f32("bounds.high")}
}

func playSaturating(v *vectorCase) string {
	out := v.f32s("weights")
	return emitOut(v, out, engram.ReinforceSaturating(out, v.f32s("gains"), v.f32("rate"), boundsOf(v), out))
}

func playSpaced(v *vectorCase) string {
	out := v.f32s("weights")
	return emitOut(v, out, engram.ReinforceSpaced(out, v.f32s("retentions"), v.f32("rate"), v.f32("spacing"), boundsOf(v),
		out))
}

func playOja(v *vectorCase) string {
	out := v.f32s("weights")
	updated, err := engram.ReinforceOja(out, numbers[uint32](v, "sources"), numbers[uint32](v, "targets"),
		v.f32s("activations"), v.f32("rate"), v.f32("threshold"), boundsOf(v), out)
	if err == nil {
		v.emit("updated", uint64(updated))
	}
	return emitOut(v, out, err)
}

func playVectorSimilarity(v *vectorCase) string {
	scores := make([]float32, v.int("num_candidates"))
	if v.outcome(engram.CompatSimilarity(v.f32s("query"), v.f32s("candidates"), scores)) {
		v.emitFloats("scores", scores)
	}
	return ""
}

func playSpreadActivation(v *vectorCase) string {
	activations := v.f32s("activations")
	err := engram.CompatSpread(numbers[uint32](v, "adjacency"), v.f32s("weights"), activations, v.u32("iterations"))
	if v.outcome(err) {
		v.emitFloats("activations", activations)
	}
	return ""
}

func playApplyDecay(v *vectorCase) string {
	strengths := v.f32s("strengths")
	if v.outcome(engram.CompatDecay(strengths, numbers[uint64](v, "ages_seconds"))) {
		v.emitFloats("strengths", strengths)
	}
	return ""
}

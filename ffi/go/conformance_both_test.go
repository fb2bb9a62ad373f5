// SPDX-License-Identifier: MIT OR Apache-2.0

package engram_test

import "engram"

// Players of what the fallback has too.

// pairOf scores a pair by a matrix of one row: the package has no call for single pairs.
func pairOf[T engram.Element](v *vectorCase, metric engram.Metric, a, b []T) string {
	if v.isNull("a") || v.isNull("b") {
		return noNull
	}
	score := []float32{0}
	rows := engram.Matrix[T]{Data: b, Count: 1, Dim: v.int("dim")}
	if v.outcome(engram.Similarity(metric, a, rows, score)) {
		v.emitFloats("score", score)
	}
	return ""
}

// matrixOf is the matrix that a prefix describes.
func matrixOf[T engram.Element](v *vectorCase, prefix string, data []T) engram.Matrix[T] {
	return engram.Matrix[T]{Data: data, Count: v.int(prefix + ".count"), Dim: v.int(prefix + ".dim"),
		Stride: v.int(prefix + ".stride"), Scales: v.f32s(prefix + ".scales")}
}

// manyOf scores a part of the rows as a slice of the matrix.
func manyOf[T engram.Element](v *vectorCase, query, data []T) string {
	if v.has("rows.size") {
		return noSize
	}
	rows, first, count := matrixOf(v, "rows", data), v.int("first"), v.int("count")
	if len(query) == 0 && rows.Dim != 0 {
		return noNull
	}
	if first+count > rows.Count {
		return "the rows of a slice that is none: Slice panics"
	}
	if rows.Stride != 0 && rows.Stride < len(query) {
		count = rows.Count // refused before a row is looked at
	} else {
		rows = rows.Slice(first, first+count)
	}
	scores := make([]float32, count)
	if v.outcome(engram.Similarity(engram.Metric(v.u32("metric")), query, rows, scores)) {
		v.emitFloats("scores", scores)
	}
	return ""
}

func curveOf(v *vectorCase) engram.Curve {
	return engram.Curve{Form: engram.CurveForm(v.u32("curve.form")), Scale: v.f64("curve.scale"),
		Exponent: v.f64("curve.exponent"), Asymptote: v.f64("curve.asymptote"), Floor: v.f64("curve.floor"),
		Late: v.f64("curve.late"), Weight: v.f64("curve.weight"), Threshold: v.u32("curve.threshold")}
}

func playApply(v *vectorCase) string {
	strengths, out := v.f32s("strengths"), make([]float32, v.int("count"))
	if len(strengths) != len(out) {
		return noNull
	}
	if v.outcome(engram.Decay(curveOf(v), strengths, numbers[uint64](v, "ages"), out)) {
		v.emitFloats("out", out)
	}
	return ""
}

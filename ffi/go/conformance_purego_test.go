// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build !cgo || purego

package engram_test

import (
	"testing"

	"engram"
)

const (
	runner       = "go (fallback)"
	notDeclared  = "the fallback does not have it"
	leastOutputs = 6
)

type conformanceLevel struct {
	name  string
	force func()
}

func conformanceLevels(*testing.T) []conformanceLevel {
	return []conformanceLevel{{"pure Go", func() {}}}
}

// What the fallback plays is listed, for it is the lesser part.
func checkLeftOut(t *testing.T, played map[string]bool, leftOut map[string]string) {
	others := map[string]bool{}
	for title := range leftOut {
		others[title] = true
	}
	matchAll(t, "played-purego", played, others)
}

var players = map[string]player{
	"engram_similarity_pair": func(v *vectorCase) string { return playPair(v, engram.Metric(v.u32("metric")), v.u32("type")) },
	"engram_cosine_f32":      func(v *vectorCase) string { return playPair(v, engram.Cosine, 1) },
	"engram_dot_f32":         func(v *vectorCase) string { return playPair(v, engram.Dot, 1) },
	"engram_l2_squared_f32":  func(v *vectorCase) string { return playPair(v, engram.L2Squared, 1) },
	"engram_similarity_many": playManyPure,
	"engram_decay_apply":     playApply,
}

func playPair(v *vectorCase, metric engram.Metric, elementType uint32) string {
	if elementType != 1 {
		return notDeclared
	}
	return pairOf[float32](v, metric, v.f32s("a"), v.f32s("b"))
}

func playManyPure(v *vectorCase) string {
	if v.u32("rows.type") != 1 {
		return notDeclared
	}
	return manyOf(v, v.f32s("query"), v.f32s("rows.data"))
}

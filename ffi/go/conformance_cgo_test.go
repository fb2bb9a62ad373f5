// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"testing"
	"unsafe"

	"engram"
)

const (
	runner       = "go"
	notDeclared  = "not bound"
	leastOutputs = 100
)

type conformanceLevel struct {
	name  string
	force func()
}

func conformanceLevels(t *testing.T) []conformanceLevel {
	t.Cleanup(func() { engram.ForceLevel(engram.AllFamilies, engram.LevelAuto) })
	var levels []conformanceLevel
	for _, level := range engram.LevelsSupported() {
		level := level
		levels = append(levels, conformanceLevel{level.String(), func() {
			if err := engram.ForceLevel(engram.AllFamilies, level); err != nil {
				t.Fatal(err)
			}
		}})
	}
	return levels
}

func checkLeftOut(t *testing.T, played map[string]bool, leftOut map[string]string) {
	these := map[string]bool{}
	for title, why := range leftOut {
		if these[title] = true; why == notDeclared {
			t.Errorf("%s is not played", title)
		}
	}
	matchAll(t, "left-out", these, played)
	if len(played) < 1000 {
		t.Errorf("%d vectors played", len(played))
	}
}

var players = map[string]player{
	"engram_similarity_pair":         playPair,
	"engram_cosine_f32":              func(v *vectorCase) string { return plainPair(v, engram.Cosine) },
	"engram_dot_f32":                 func(v *vectorCase) string { return plainPair(v, engram.Dot) },
	"engram_l2_squared_f32":          func(v *vectorCase) string { return plainPair(v, engram.L2Squared) },
	"engram_similarity_many":         playMany,
	"engram_similarity_gather":       playGather,
	"engram_similarity_block":        playBlock,
	"engram_rows_convert":            playConvert,
	"engram_codes_build":             playCodes,
	"engram_similarity_topk":         playTopK,
	"engram_similarity_topk_codes":   playTopKCodes,
	"engram_topk_merge":              playMerge,
	"engram_rank_fusion":             playFusion,
	"engram_csr_validate":            playValidate,
	"engram_graph_create_from_edges": playFromEdges,
	"engram_overlay_append":          playChanges,
	"engram_overlay_reweight":        playChanges,
	"engram_overlay_delete":          playChanges,
	"engram_overlay_reweight_at":     playChanges,
	"engram_overlay_delete_at":       playChanges,
	"engram_graph_outgoing":          playOutgoing,
	"engram_graph_incoming":          playIncoming,
	"engram_graph_edges":             playEdges,
	"engram_graph_changes":           playGraphChanges,
	"engram_graph_image_write":       playImageWrite,
	"engram_graph_create_from_image": playFromImage,
	"engram_spread_preset":           playSpreadPreset,
	"engram_spread_sparse":           playSparse,
	"engram_spread_dense":            playDense,
	"engram_pagerank_power":          playPower,
	"engram_pagerank_push":           playPush,
	"engram_activation_spread":       playOneOff,
	"engram_curve_preset":            playCurvePreset,
	"engram_decay_apply":             playApply,
	"engram_decay_batch":             playDecayBatch,
	"engram_decay_factors":           playFactors,
	"engram_decay_scores":            playScores,
	"engram_decay_suppressed":        playSuppressed,
	"engram_decay_ages_at":           playAgesAt,
	"engram_decay_next":              playNext,
	"engram_base_level_exact":        playBaseLevel,
	"engram_base_level_recent":       playBaseLevelRecent,
	"engram_base_level_optimized":    playBaseLevelOptimized,
	"engram_retrieval_probability":   playProbability,
	"engram_retrieval_latency":       playLatency,
	"engram_fsrs_default":            playFSRSDefault,
	"engram_fsrs_migrate":            playFSRSMigrate,
	"engram_fsrs_retrievability":     playRetrievability,
	"engram_fsrs_interval":           playInterval,
	"engram_fsrs_review":             playReview,
	"engram_reinforce_saturating":    playSaturating,
	"engram_reinforce_spaced":        playSpaced,
	"engram_reinforce_oja":           playOja,
	"engram_vector_similarity":       playVectorSimilarity,
	"engram_spread_activation":       playSpreadActivation,
	"engram_apply_decay":             playApplyDecay,
}

// elementsOf reads an array as the elements of a type.
func elementsOf[T engram.Element](v *vectorCase, name string) []T {
	var out []T
	for _, bits := range v.bits(name) {
		var element T
		switch unsafe.Sizeof(element) {
		case 1:
			*(*uint8)(unsafe.Pointer(&element)) = uint8(bits)
		case 2:
			*(*uint16)(unsafe.Pointer(&element)) = uint16(bits)
		default:
			*(*uint32)(unsafe.Pointer(&element)) = uint32(bits)
		}
		out = append(out, element)
	}
	return out
}

func bitsOf[T engram.Element](element T) uint64 {
	switch unsafe.Sizeof(element) {
	case 1:
		return uint64(*(*uint8)(unsafe.Pointer(&element)))
	case 2:
		return uint64(*(*uint16)(unsafe.Pointer(&element)))
	}
	return uint64(*(*uint32)(unsafe.Pointer(&element)))
}

func metricOf(v *vectorCase) engram.Metric { return engram.Metric(v.u32("metric")) }

// typed calls the one of five functions that the element type of a field names.
func typed(elementType uint32, f32, f16, bf16, i8, bits func() string) string {
	functions := []func() string{f32, f16, bf16, i8, bits}
	if elementType < 1 || elementType > 5 {
		return noType
	}
	return functions[elementType-1]()
}

func playPair(v *vectorCase) string {
	return typed(v.u32("type"), func() string { return pairOfType[float32](v) },
		func() string { return pairOfType[engram.Float16](v) }, func() string { return pairOfType[engram.BFloat16](v) },
		func() string { return pairOfType[int8](v) }, func() string { return pairOfType[engram.Bits](v) })
}

func pairOfType[T engram.Element](v *vectorCase) string {
	return pairOf(v, metricOf(v), elementsOf[T](v, "a"), elementsOf[T](v, "b"))
}

func plainPair(v *vectorCase, metric engram.Metric) string {
	return pairOf(v, metric, v.f32s("a"), v.f32s("b"))
}

func playMany(v *vectorCase) string {
	return typed(v.u32("rows.type"), func() string { return manyOfType[float32](v) },
		func() string { return manyOfType[engram.Float16](v) }, func() string { return manyOfType[engram.BFloat16](v) },
		func() string { return manyOfType[int8](v) }, func() string { return manyOfType[engram.Bits](v) })
}

func manyOfType[T engram.Element](v *vectorCase) string {
	return manyOf(v, elementsOf[T](v, "query"), elementsOf[T](v, "rows.data"))
}

func playGather(v *vectorCase) string {
	return typed(v.u32("rows.type"), func() string { return gatherOf[float32](v) },
		func() string { return gatherOf[engram.Float16](v) }, func() string { return gatherOf[engram.BFloat16](v) },
		func() string { return gatherOf[int8](v) }, func() string { return gatherOf[engram.Bits](v) })
}

func gatherOf[T engram.Element](v *vectorCase) string {
	query, rows := elementsOf[T](v, "query"), matrixOf(v, "rows", elementsOf[T](v, "rows.data"))
	scores, err := make([]float32, len(v.bits("ids"))), error(nil)
	if v.u32("id_type") == 1 {
		err = engram.SimilarityGather(metricOf(v), query, rows, numbers[uint32](v, "ids"), scores)
	} else {
		err = engram.SimilarityGather(metricOf(v), query, rows, numbers[uint64](v, "ids"), scores)
	}
	if v.outcome(err) {
		v.emitFloats("scores", scores)
	}
	return ""
}

func playBlock(v *vectorCase) string {
	return typed(v.u32("rows.type"), func() string { return blockOf[float32](v) },
		func() string { return blockOf[engram.Float16](v) }, func() string { return blockOf[engram.BFloat16](v) },
		func() string { return blockOf[int8](v) }, func() string { return blockOf[engram.Bits](v) })
}

func blockOf[T engram.Element](v *vectorCase) string {
	queries := matrixOf(v, "queries", elementsOf[T](v, "queries.data"))
	rows := matrixOf(v, "rows", elementsOf[T](v, "rows.data"))
	scores := make([]float32, queries.Count*rows.Count)
	if v.outcome(engram.SimilarityBlock(metricOf(v), queries, rows, scores)) {
		v.emitFloats("scores", scores)
	}
	return ""
}

func playConvert(v *vectorCase) string {
	return typed(v.u32("rows.type"), func() string { return convertFrom[float32](v) },
		func() string { return convertFrom[engram.Float16](v) }, func() string { return convertFrom[engram.BFloat16](v) },
		func() string { return convertFrom[int8](v) }, func() string { return convertFrom[engram.Bits](v) })
}

func convertFrom[From engram.Element](v *vectorCase) string {
	return typed(v.u32("type"), func() string { return convertOf[float32, From](v) },
		func() string { return convertOf[engram.Float16, From](v) }, func() string { return convertOf[engram.BFloat16, From](v) },
		func() string { return convertOf[int8, From](v) }, func() string { return convertOf[engram.Bits, From](v) })
}

func convertOf[To, From engram.Element](v *vectorCase) string {
	made, err := engram.Convert[To](matrixOf(v, "rows", elementsOf[From](v, "rows.data")))
	if !v.outcome(err) {
		return ""
	}
	emitAll(v, "out", withGaps(made.Data, made.Count, v.int("out_stride")), bitsOf[To])
	if made.Scales != nil {
		v.emitFloats("scales", made.Scales)
	}
	return ""
}

// withGaps puts the gaps between rows that the files show as bytes of 0xA5: this package makes none.
func withGaps[T engram.Element](data []T, rows, stride int) []T {
	if stride == 0 || rows == 0 {
		return data
	}
	var gap T
	for i := uintptr(0); i < unsafe.Sizeof(gap); i++ {
		*(*byte)(unsafe.Add(unsafe.Pointer(&gap), i)) = 0xA5
	}
	var out []T
	for width := len(data) / rows; len(data) > 0; data = data[width:] {
		out = append(out, data[:width]...)
		for i := width; i < stride; i++ {
			out = append(out, gap)
		}
	}
	return out
}

func playCodes(v *vectorCase) string {
	build := engram.BuildCodes
	if v.int("kind") == 1 {
		build = engram.BuildSignCodes
	}
	rows := matrixOf(v, "rows", v.f32s("rows.data"))
	codes, err := build(rows.Slice(v.int("first"), v.int("first")+v.int("count")))
	if v.outcome(err) {
		emitAll(v, "data", withGaps(codes.Data(), v.int("count"), v.int("stride")), bitsOf[int8])
		v.emitFloats("scales", codes.Scales())
		v.emitFloats("errors", codes.Errors())
		v.emitFloats("norms", codes.Norms())
	}
	return ""
}

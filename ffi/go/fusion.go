// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "fmt"

// MergeHits merges lists of hits, such as those of parts of the rows, into the k best of all: the list that one selection
// over the whole gives. Lists need not be sorted; an id in two lists stays twice; NaN scores are left out.
func MergeHits(metric Metric, k int, lists ...[]Hit) ([]Hit, error) {
	const op = "MergeHits"
	all, k, err := joined(op, k, lists)
	if err != nil {
		return nil, err
	}
	hits, found := make([]Hit, k), C.uint64_t(0)
	err = failure(op, told(C.go_topk_merge(C.engram_metric(metric), at[C.engram_hit](all),
		C.uint64_t(len(all)), C.uint64_t(k), at[C.engram_hit](hits), &found)))
	if err != nil {
		return nil, err
	}
	return hits[:found], nil
}

func joined(op string, k int, lists [][]Hit) ([]Hit, int, error) {
	if k < 0 {
		return nil, 0, &Error{Op: op, Status: ErrArgument, Detail: fmt.Sprintf("k is %d", k)}
	}
	total := 0
	for _, list := range lists {
		total += len(list)
	}
	all := make([]Hit, 0, total)
	for _, list := range lists {
		all = append(all, list...)
	}
	if k > total {
		k = total
	}
	return all, k, nil
}

// Fusion is how lists from different searches become one.
type Fusion uint32

// The methods.
const (
	FusionReciprocal Fusion = 1 // sum of weight / (constant + rank), ranks from 1 (Cormack et al., 2009)
	FusionScore      Fusion = 2 // sum of weight * score
	FusionMinMax     Fusion = 3 // sum of weight * (score - min) / (max - min) of the list; 1 where max = min
)

// Ranking is one ranked list, best first.
type Ranking struct {
	Hits   []Hit
	Weight float32 // finite, not 0; may be negative
}

// MaxRankings is how many lists RankFusion takes.
const MaxRankings = C.GO_RANKINGS

// FusionOptions is how to fuse. ReciprocalRank is the usual one.
type FusionOptions struct {
	Method      Fusion
	Constant    float64 // reciprocal: finite, >= 0
	FirstBonus  float64 // added once to an id whose best rank is 1
	PodiumBonus float64 // added once to an id whose best rank is 2 or 3
}

// ReciprocalRank is reciprocal rank fusion with the constant 60.
func ReciprocalRank() FusionOptions { return FusionOptions{Method: FusionReciprocal, Constant: 60} }

// RankFusion fuses ranked lists: the k ids with the highest fused score, ties by ascending id. An id that a list repeats
// counts there once, at its best rank. Scores of a distance must be negated for the score methods.
func RankFusion(options FusionOptions, k int, rankings ...Ranking) ([]Hit, error) {
	const op = "RankFusion"
	if len(rankings) > MaxRankings {
		return nil, &Error{Op: op, Status: ErrArgument, Detail: fmt.Sprintf("%d rankings, at most %d", len(rankings),
			MaxRankings)}
	}
	lists := make([][]Hit, len(rankings))
	counts, weights := make([]uint64, len(rankings)), make([]float32, len(rankings))
	for l, ranking := range rankings {
		if ranking.Weight == 0 {
			return nil, &Error{Op: op, Status: ErrArgument,
				Argument: fmt.Sprintf("rankings[%d].Weight: not 0, leave out what is not to count", l)}
		}
		lists[l], counts[l], weights[l] = ranking.Hits, uint64(len(ranking.Hits)), ranking.Weight
	}
	all, k, err := joined(op, k, lists)
	if err != nil {
		return nil, err
	}
	bytes := C.engram_fusion_scratch(C.uint64_t(len(all)))
	workspace := make([]uint64, bytes/8+1)
	hits, found := make([]Hit, k), C.uint64_t(0)
	err = failure(op, told(C.go_rank_fusion(at[C.engram_hit](all), longs(counts), floats(weights),
		C.uint32_t(len(rankings)), C.engram_fusion(options.Method), C.double(options.Constant),
		C.double(options.FirstBonus), C.double(options.PodiumBonus), C.uint64_t(k), at[C.engram_hit](hits), &found,
		first(workspace), bytes)))
	if err != nil {
		return nil, err
	}
	return hits[:found], nil
}

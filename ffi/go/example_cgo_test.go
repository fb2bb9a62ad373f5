// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"fmt"
	"log"

	"engram"
)

// What a cue brings to mind: activation of node 0 reaches node 2 in two steps.
func ExampleCSR_Spread() {
	g := engram.CSR{
		Offsets: []uint64{0, 1, 2, 2}, // 0 -> 1, 1 -> 2
		Targets: []uint32{1, 2},
		Weights: []float32{0.5, 0.25},
	}
	activations := []float32{1, 0, 0}
	if err := g.Spread(2, activations); err != nil {
		log.Fatal(err)
	}
	fmt.Println(activations)
	// Output: [1 1 0.125]
}

// The first fault of a graph is named, with its place.
func ExampleCSR_Validate() {
	g := engram.CSR{Offsets: []uint64{0, 1}, Targets: []uint32{7}, Weights: []float32{1}}
	err := g.Validate().(*engram.Error)
	fmt.Println(err.Status == engram.ErrGraph, err.Position)
	// Output: true 0
}

// A graph is prepared once; each goroutine spreads on it with a workspace of its own.
func ExampleWorkspace_Spread() {
	graph, err := engram.NewGraphFromEdges(4, []engram.Edge{
		{Source: 0, Target: 1, Weight: 0.5},
		{Source: 1, Target: 2, Weight: 0.5},
		{Source: 0, Target: 3, Weight: 0.125},
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer graph.Close()
	workspace, err := engram.NewWorkspace(4)
	if err != nil {
		log.Fatal(err)
	}
	defer workspace.Close()

	options, err := engram.SpreadPlain.Options()
	if err != nil {
		log.Fatal(err)
	}
	options.Hops, options.Explain = 2, true
	found, info, err := workspace.Spread(graph, &options, []uint32{0}, nil, make([]engram.Activated, 3))
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range found {
		fmt.Println(a.ID, a.Activation, "after", a.Hop, "hops")
	}
	fmt.Println(info.Active, "nodes are active")
	// Output:
	// 0 1 after 0 hops
	// 1 1 after 1 hops
	// 2 0.25 after 2 hops
	// 4 nodes are active
}

// Changes stand on top of a graph, without a rebuild.
func ExampleOverlay() {
	graph, err := engram.NewGraphFromEdges(2, []engram.Edge{{Source: 0, Target: 1, Weight: 0.5}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer graph.Close()
	overlay, err := engram.NewOverlay(graph, 3) // a third node
	if err != nil {
		log.Fatal(err)
	}
	defer overlay.Close()
	if err := overlay.Append(engram.Edge{Source: 1, Target: 2, Weight: 1}); err != nil {
		log.Fatal(err)
	}
	info, err := overlay.Info()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Nodes, "nodes,", info.Edges, "edges")
	// Output: 3 nodes, 2 edges
}

// Ranks around a seed, by personalised PageRank.
func ExampleWorkspace_PageRank() {
	graph, err := engram.NewGraph(engram.CSR{Offsets32: []uint32{0, 1, 2}, Targets: []uint32{1, 0},
		Weights: []float32{1, 1}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer graph.Close()
	workspace, err := engram.NewWorkspace(2)
	if err != nil {
		log.Fatal(err)
	}
	defer workspace.Close()
	ranks := make([]float32, 2)
	if _, err := workspace.PageRank(graph, nil, []uint32{0}, nil, ranks); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", ranks)
	// Output: [0.541 0.459]
}

// The best rows for a query: recent ones are preferred, in the same pass.
func ExampleTopK() {
	rows := engram.Rows([]float32{1, 0, 0.8, 0.6, 0, 1}, 2)
	ages := engram.Times{Values: []uint64{30, 1, 0}} // days, as seconds
	recency := make([]float32, rows.Count)
	if _, err := engram.DecayFactors(engram.HalfLife(7), ages, nil, recency); err != nil {
		log.Fatal(err)
	}
	hits, counts, err := engram.TopK(engram.Cosine, []float32{1, 0}, rows, 2, &engram.TopKOptions{Multiply: recency})
	if err != nil {
		log.Fatal(err)
	}
	for _, hit := range hits {
		fmt.Printf("row %d, %.3f\n", hit.ID, hit.Score)
	}
	fmt.Println(counts.Scored, "rows were scored")
	// Output:
	// row 1, 0.725
	// row 0, 0.051
	// 3 rows were scored
}

// Vectors of a byte for each element: a quarter of the memory.
func ExampleConvert() {
	rows := engram.Rows([]float32{1, 0.6, -1, 0.25}, 2)
	codes, err := engram.Convert[int8](rows)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(codes.Data)
	// Output: [127 76 -127 32]
}

// Lists of different searches become one, by their ranks.
func ExampleRankFusion() {
	byMeaning := []engram.Hit{{ID: 7, Score: 0.9}, {ID: 3, Score: 0.8}}
	byWords := []engram.Hit{{ID: 3, Score: 12}, {ID: 9, Score: 11}}
	hits, err := engram.RankFusion(engram.ReciprocalRank(), 2, engram.Ranking{Hits: byMeaning, Weight: 1},
		engram.Ranking{Hits: byWords, Weight: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(hits[0].ID, hits[1].ID)
	// Output: 3 7
}

// When a memory of strength 1 falls below a tenth, under a power law.
func ExampleDecayAgesAt() {
	curve := engram.Curve{Form: engram.Power, Scale: 86400, Exponent: 0.5}
	ages := make([]uint64, 1)
	if err := engram.DecayAgesAt(curve, engram.Seconds, nil, nil, 0.1, ages); err != nil {
		log.Fatal(err)
	}
	fmt.Println(ages[0]/86400, "days")
	// Output: 99 days
}

// The state of two cards after a review: good, and forgotten.
func ExampleFSRS_Review() {
	fsrs, err := engram.NewFSRS(engram.FSRS6)
	if err != nil {
		log.Fatal(err)
	}
	days := engram.Times{Values: []uint64{3 * 86400, 3 * 86400}}
	stabilities, difficulties := []float32{3, 3}, []float32{5, 5}
	if _, err := fsrs.Review(days, []uint8{3, 1}, stabilities, difficulties); err != nil {
		log.Fatal(err)
	}
	fmt.Println(stabilities[0] > 3, stabilities[1] < 3)
	// Output: true true
}

// Base-level activation of two memories, used twice and once.
func ExampleBaseLevel() {
	uses := engram.Times{Values: []uint64{1, 4, 4}}
	levels := make([]float32, 2)
	if _, err := engram.BaseLevel([]uint64{0, 2, 3}, uses, 0.5, levels); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", levels) // ln(1 + 1/2), ln(1/2)
	// Output: [0.405 -0.693]
}

// Every level gives the same bits, so the slowest is a rollback that changes nothing but the time.
func ExampleForceLevel() {
	defer engram.ForceLevel(engram.AllFamilies, engram.LevelAuto)
	if err := engram.ForceLevel(engram.AllFamilies, engram.LevelScalar); err != nil {
		log.Fatal(err)
	}
	fmt.Println(engram.ActiveLevel(engram.FamilySimilarity))
	// Output: scalar
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"math"
	"sync"
	"syscall"
	"testing"
	"unsafe"

	"engram"
)

func TestLevels(t *testing.T) {
	levels := engram.LevelsSupported()
	if len(levels) == 0 || levels[0] != engram.LevelScalar {
		t.Fatal(levels)
	}
	for _, level := range levels {
		if err := engram.ForceLevel(engram.FamilyDecay, level); err != nil {
			t.Error(err)
		}
		if got := engram.ActiveLevel(engram.FamilyDecay); got != level {
			t.Errorf("forced %v, runs on %v", level, got)
		}
	}
	if err := engram.ForceLevel(engram.AllFamilies, engram.LevelAuto); err != nil {
		t.Error(err)
	}
	if got := engram.ActiveLevel(engram.FamilyDecay); got != engram.BestLevel() {
		t.Errorf("best is %v, runs on %v", engram.BestLevel(), got)
	}
	if engram.LevelReason(engram.FamilySimilarity) == "" || engram.ActiveLevel(99) != engram.LevelAuto {
		t.Error("no reason, or a level for no family")
	}
	missing := engram.LevelNEON
	if len(levels) > 1 && levels[1] == engram.LevelNEON {
		missing = engram.LevelAVX2
	}
	expectError(t, "foreign level", engram.ForceLevel(engram.AllFamilies, missing), engram.ErrLevel)
	expectError(t, "no level", engram.ForceLevel(engram.AllFamilies, 77), engram.ErrEnum)
	expectError(t, "no family", engram.ForceLevel(0, engram.LevelScalar), engram.ErrEnum)
	for level, name := range map[engram.Level]string{0: "auto", 1: "scalar", 2: "avx2", 3: "avx512", 4: "neon", 9: "unknown"} {
		if level.String() != name {
			t.Errorf("level %d is %v", uint32(level), level)
		}
	}
}

func TestForcingWhileOthersCompute(t *testing.T) {
	r := random(5)
	query, rows := r.vector(64, 0), engram.Rows(r.vector(64*50, 0), 64)
	want := make([]float32, 50)
	if err := engram.Similarity(engram.Cosine, query, rows, want); err != nil {
		t.Fatal(err)
	}
	levels := engram.LevelsSupported()
	defer engram.ForceLevel(engram.AllFamilies, engram.LevelAuto)
	var group sync.WaitGroup
	for n := 0; n < 4; n++ {
		group.Add(1)
		go func(n int) {
			defer group.Done()
			scores := make([]float32, 50)
			for i := 0; i < 300; i++ {
				if err := engram.ForceLevel(engram.AllFamilies, levels[(i+n)%len(levels)]); err != nil {
					t.Error(err)
				}
				if err := engram.Similarity(engram.Cosine, query, rows, scores); err != nil {
					t.Error(err)
				}
				for i := range scores {
					if !sameBits(scores[i], want[i]) {
						t.Errorf("row %d: %v, want %v", i, scores[i], want[i])
						return
					}
				}
			}
		}(n)
	}
	group.Wait()
}

func TestCompat(t *testing.T) {
	scores := make([]float32, 2)
	if err := engram.CompatSimilarity([]float32{1, 2, 3}, []float32{3, 2, 1, 1e-20, 0, 0}, scores); err != nil ||
		math.Float32bits(scores[0]) != 0x3F36DB6E || scores[1] != 0 {
		t.Error(scores, err)
	}
	a := []float32{1, 0, 0}
	if err := engram.CompatSpread([]uint32{1, 2}, []float32{0.5, 0.25}, a, 2); err != nil || a[2] != 0.125 {
		t.Error(a, err)
	}
	strengths := []float32{1}
	if err := engram.CompatDecay(strengths, []uint64{86400}); err != nil || math.Float32bits(strengths[0]) != 0x3EBC5AB2 {
		t.Error(strengths, err)
	}
	expectError(t, "candidates", engram.CompatSimilarity([]float32{1, 2}, []float32{1, 2, 3}, scores), engram.ErrLength)
	expectError(t, "overlap", engram.CompatSimilarity(a[:1], a[1:2], a[:1]), engram.ErrOverlap)
	expectError(t, "weights", engram.CompatSpread([]uint32{1}, nil, a, 1), engram.ErrLength)
	expectError(t, "ages", engram.CompatDecay(strengths, nil), engram.ErrLength)
	for _, err := range []error{engram.CompatSimilarity(nil, nil, nil), engram.CompatSpread(nil, nil, nil, 1),
		engram.CompatDecay(nil, nil)} {
		if err != nil {
			t.Error("nothing to do:", err)
		}
	}
}

func TestArena(t *testing.T) {
	expectError(t, "no arena", engram.ConfigureArena(0, engram.OverflowFallback), engram.ErrArgument)
	expectError(t, "a huge arena", engram.ConfigureArena(1025, engram.OverflowFallback), engram.ErrArgument)
	if err := engram.ConfigureArena(1, engram.OverflowFallback); err != nil {
		t.Fatal(err)
	}
	engram.ResetArenaStats()
	a := make([]float32, 100000)
	g := engram.CSR{Offsets: make([]uint64, len(a)+1)}
	if err := g.Spread(1, a); err != nil {
		t.Fatal(err)
	}
	if s := engram.ArenaStats(); s.Resets == 0 || s.MaxHighWaterMark < uint64(len(a))*4 {
		t.Errorf("%+v", s)
	}
	engram.ResetArenaStats()
	if s := engram.ArenaStats(); s.Resets != 0 || s.Overflows != 0 {
		t.Errorf("%+v", s)
	}
	engram.ResetThreadArena()
	engram.ReleaseThreadArena()
}

// Slices that end at a page which faults on any access: nothing is read or written past them.
func TestNothingIsTouchedBehindASlice(t *testing.T) {
	page := syscall.Getpagesize()
	memory, err := syscall.Mmap(-1, 0, 2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(memory)
	if err := syscall.Mprotect(memory[page:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	whole := unsafe.Slice((*float32)(unsafe.Pointer(&memory[0])), page/4)
	for i := range whole {
		whole[i] = float32(i%7) - 3
	}
	forEachLevel(t, func(t *testing.T) {
		for dim := 1; dim < 70; dim++ {
			for _, gap := range []int{0, 3} {
				const count = 3
				data := whole[len(whole)-(count-1)*(dim+gap)-dim:]
				rows := engram.Matrix[float32]{Data: data, Count: count, Dim: dim, Stride: dim + gap}
				if err := engram.Similarity(engram.Cosine, make([]float32, dim), rows, make([]float32, count)); err != nil {
					t.Fatal(err)
				}
			}
			out := whole[len(whole)-dim:]
			if err := engram.Decay(engram.Tau(9), make([]float32, dim), make([]uint64, dim), out); err != nil {
				t.Fatal(err)
			}
		}
	})
}

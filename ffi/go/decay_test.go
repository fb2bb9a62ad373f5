// SPDX-License-Identifier: MIT OR Apache-2.0

package engram_test

import (
	"math"
	"testing"

	"engram"
)

func TestDecayAgainstFloat64(t *testing.T) {
	forEachLevel(t, func(t *testing.T) {
		r, worst := newRandom(t), 0.0
		for n := 0; n < cases; n++ {
			count := r.below(70)
			parameter := math.Ldexp(1+r.unit(), r.below(60)-5)
			curve, rate := engram.Tau(parameter), math.Log2E/parameter
			if n%2 == 1 {
				curve, rate = engram.HalfLife(parameter), 1/parameter
			}
			strengths, ages := make([]float32, count), make([]uint64, count)
			for i := range strengths {
				strengths[i] = r.uniform(-2, 2)
				ages[i] = uint64(parameter*r.unit()*130) >> uint(r.below(3)*8)
			}
			out := make([]float32, count)
			if err := engram.Decay(curve, strengths, ages, out); err != nil {
				t.Fatal(err)
			}
			for i := range out {
				// 0.507 ULP of the factor, 0.5 of the product, and the factor may be one binade below the product's.
				factor := math.Exp2(-float64(ages[i]) * rate)
				want := float64(strengths[i]) * factor
				allowed := 0.507*ulp(factor)*math.Abs(float64(strengths[i])) + 0.501*ulp(want)
				off := math.Abs(float64(out[i]) - want)
				if !(off <= allowed) {
					t.Fatalf("case %d: %g * 2^(-%d * %g) = %g, want %g", n, strengths[i], ages[i], rate, out[i], want)
				}
				worst = math.Max(worst, off/ulp(want))
			}
		}
		t.Logf("%d cases, largest error %.3f ULP", cases, worst)
	})
}

func TestDecayEdgeValues(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	forEachLevel(t, func(t *testing.T) {
		for _, c := range []struct {
			name     string
			curve    engram.Curve
			strength float32
			age      uint64
			want     uint32
		}{
			{"now", engram.Tau(86400), 0.3, 0, math.Float32bits(0.3)},
			{"a day of tau", engram.Tau(86400), 1, 86400, 0x3EBC5AB2},
			{"a half-life", engram.HalfLife(86400), 1, 86400, 0x3F000000},
			{"ten half-lives", engram.HalfLife(7), 1024, 70, 0x3F800000},
			{"the oldest", engram.Tau(1), 1, math.MaxUint64, 0},
			{"the oldest, negative", engram.Tau(1), -1, math.MaxUint64, 0x80000000},
			{"a denormal", engram.HalfLife(1), 1, 149, 1},
			{"NaN", engram.Tau(1), nan, 1, 0x7FC00000},
			{"infinity", engram.Tau(1), inf, 1, 0x7F800000},
			{"infinity gone", engram.Tau(1), inf, math.MaxUint64, 0x7FC00000},
			{"at once", engram.Tau(math.SmallestNonzeroFloat64), 1, 1, 0},
			{"at once, now", engram.Tau(math.SmallestNonzeroFloat64), 1, 0, 0x3F800000},
			{"never", engram.Tau(math.MaxFloat64), 1, math.MaxUint64, 0x3F800000},
		} {
			strengths := []float32{c.strength}
			if err := engram.Decay(c.curve, strengths, []uint64{c.age}, strengths); err != nil {
				t.Fatal(c.name, err)
			}
			if got := math.Float32bits(strengths[0]); got != c.want {
				t.Errorf("%s: %08x, want %08x", c.name, got, c.want)
			}
		}
	})
}

func TestDecayNeverRisesWithAge(t *testing.T) {
	const count = 100000
	strengths, ages, out := make([]float32, count), make([]uint64, count), make([]float32, count)
	for i := range ages {
		strengths[i], ages[i] = 1, uint64(i)*97
	}
	if err := engram.Decay(engram.Tau(86400), strengths, ages, out); err != nil {
		t.Fatal(err)
	}
	for i := 1; i < count; i++ {
		if out[i] > out[i-1] {
			t.Fatalf("age %d has %v, age %d %v", ages[i], out[i], ages[i-1], out[i-1])
		}
	}
}

func TestDecayRefusals(t *testing.T) {
	strengths, ages := []float32{1, 2, 3, 4}, []uint64{1, 2, 3, 4}
	good := engram.Tau(1)
	for _, c := range []struct {
		name  string
		curve engram.Curve
		s     []float32
		a     []uint64
		out   []float32
		want  error
	}{
		{"few ages", good, strengths, ages[:3], make([]float32, 4), engram.ErrLength},
		{"nil ages", good, strengths, nil, make([]float32, 4), engram.ErrLength},
		{"many ages", good, strengths[:2], ages, make([]float32, 2), engram.ErrLength},
		{"short out", good, strengths, ages, make([]float32, 3), engram.ErrLength},
		{"nil out", good, strengths, ages, nil, engram.ErrLength},
		{"no form", engram.Curve{}, strengths, ages, make([]float32, 4), engram.ErrEnum},
		{"unknown form", engram.Curve{Form: 999, Scale: 1}, strengths, ages, make([]float32, 4), engram.ErrEnum},
		{"zero tau", engram.Tau(0), strengths, ages, make([]float32, 4), engram.ErrArgument},
		{"negative tau", engram.Tau(-1), strengths, ages, make([]float32, 4), engram.ErrArgument},
		{"NaN tau", engram.Tau(math.NaN()), strengths, ages, make([]float32, 4), engram.ErrArgument},
		{"infinite half-life", engram.HalfLife(math.Inf(1)), strengths, ages, make([]float32, 4), engram.ErrArgument},
		{"shifted out", good, strengths[:3], ages[:3], strengths[1:], engram.ErrOverlap},
	} {
		before := append([]float32(nil), c.out...)
		expectError(t, c.name, engram.Decay(c.curve, c.s, c.a, c.out), c.want)
		for i := range before {
			if c.out[i] != before[i] {
				t.Errorf("%s: out was written", c.name)
			}
		}
	}
	if err := engram.Decay(good, nil, nil, nil); err != nil {
		t.Error("nothing to decay:", err)
	}
	expectError(t, "bad curve, nothing to decay", engram.Decay(engram.Tau(-1), nil, nil, nil), engram.ErrArgument)
}

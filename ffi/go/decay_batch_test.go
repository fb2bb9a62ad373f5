// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"errors"
	"math"
	"testing"

	"engram"
)

// retention is the formula of a curve in float64, t seconds after the last use.
func retention(c engram.Curve, scale, exponent float64, accesses uint32, t float64) float64 {
	r := 0.0
	switch c.Form {
	case engram.ExponentialTau:
		r = math.Exp(-t / scale)
	case engram.ExponentialHalfLife:
		r = math.Exp2(-t / scale)
	case engram.ExponentialRate:
		r = math.Exp(-scale * t)
	case engram.Power:
		r = math.Exp(-exponent * math.Log1p(t/scale))
	case engram.PowerRatio:
		r = math.Pow(math.Max(1, t/scale), -exponent)
	case engram.Hybrid:
		r = math.Exp(-t / scale)
		if t >= c.Late {
			r = math.Exp(-c.Late/scale) * math.Pow(t/c.Late, -exponent)
		}
	case engram.Stretched:
		r = math.Exp(-math.Pow(t/scale, exponent))
	case engram.Linear:
		r = math.Max(0, 1-t/scale)
	case engram.Hyperbolic:
		r = 1 / (1 + t/scale)
	case engram.TwoComponent:
		r = math.Exp(-t / scale)
		if accesses >= c.Threshold {
			r = math.Exp(-exponent * math.Log1p(t/c.Late))
		}
	case engram.DualExponential:
		r = math.Min(1, math.Exp(-t/scale)+c.Weight*math.Exp(-t/c.Late))
	}
	return math.Max(c.Floor, c.Asymptote+(1-c.Asymptote)*r)
}

func TestDecayBatchAgainstFloat64(t *testing.T) {
	forEachLevel(t, func(t *testing.T) {
		r := newRandom(t)
		for n := 0; n < cases; n++ {
			count := r.below(40)
			c := engram.Curve{Form: engram.CurveForm(1 + n%11), Scale: math.Ldexp(1+r.unit(), r.below(20)),
				Exponent: 0.05 + r.unit(), Late: math.Ldexp(1+r.unit(), r.below(20)), Weight: r.unit(), Threshold: 3}
			if c.Form == engram.ExponentialRate {
				c.Scale = 1 / c.Scale
			}
			if n%4 == 1 {
				c.Asymptote, c.Floor = r.unit()/2, r.unit()/2
			}
			unit := engram.TimeUnit(n % 4)
			perSecond := math.Pow(1000, float64(unit))
			times := engram.Times{Unit: unit, Values: make([]uint64, count), Stamps: n%3 == 0}
			if times.Stamps {
				times.Now = uint64(1e7 * perSecond)
			}
			options := &engram.DecayOptions{Accesses: make([]uint32, count)}
			if n%5 == 0 {
				options.Scales, options.Exponents = make([]float32, count), make([]float32, count)
				options.Pins = make([]uint64, (count+63)/64)
			}
			strengths, scores, out := make([]float32, count), make([]float32, count), make([]float32, count)
			want, later := make([]float64, count), uint64(0)
			for i := range strengths {
				seconds := math.Floor(r.unit() * 4e5)
				times.Values[i] = uint64(seconds * perSecond)
				if times.Stamps {
					times.Values[i] = times.Now - times.Values[i]
					if r.below(10) == 0 {
						times.Values[i], seconds = times.Now+5, 0
						later++
					}
				}
				strengths[i], scores[i] = r.uniform(0, 2), r.uniform(-1, 1)
				options.Accesses[i] = uint32(r.below(6))
				scale, exponent := c.Scale, c.Exponent
				if options.Scales != nil {
					options.Scales[i], options.Exponents[i] = float32(c.Scale*(0.5+r.unit())), r.uniform(0.1, 2)
					scale, exponent = float64(options.Scales[i]), float64(options.Exponents[i])
				}
				want[i] = retention(c, scale, exponent, options.Accesses[i], seconds)
				if options.Pins != nil && r.below(4) == 0 {
					options.Pins[i/64] |= 1 << (i % 64)
					want[i] = 1
				}
			}
			check := func(name string, by func(i int) float64, skewed uint64, err error) {
				if err != nil || skewed != later {
					t.Fatalf("case %d, %s: %d later than now, want %d, %v", n, name, skewed, later, err)
				}
				for i, x := range out {
					// 0.6 ULP of the factor and half an ULP of each of at most two products, on either side of a binade.
					if ideal := want[i] * by(i); !(math.Abs(float64(x)-ideal) <= 4*0x1p-24*math.Abs(ideal)+0x1p-148) {
						t.Fatalf("case %d, %s, row %d, %+v: %g, want %g", n, name, i, c, x, ideal)
					}
				}
			}
			skewed, err := engram.DecayFactors(c, times, options, out)
			check("factors", func(int) float64 { return 1 }, skewed, err)
			skewed, err = engram.DecayBatch(c, times, options, strengths, out)
			check("batch", func(i int) float64 { return float64(strengths[i]) }, skewed, err)
			skewed, err = engram.DecayScores(c, times, options, strengths, scores, out)
			check("scores", func(i int) float64 { return float64(strengths[i]) * float64(scores[i]) }, skewed, err)
		}
	})
}

func TestSuppressedAndInverse(t *testing.T) {
	curve, err := engram.CurveMem0.Curve()
	if err != nil || curve != engram.HalfLife(7*86400) {
		t.Fatal(curve, err)
	}
	_, err = engram.CurvePreset(99).Curve()
	expectError(t, "preset", err, engram.ErrEnum)
	for p := engram.CurveEngramKernel; p <= engram.CurvePowerContext; p++ {
		if _, err := p.Curve(); err != nil {
			t.Error(p, err)
		}
	}
	curve = engram.HalfLife(10)
	times := engram.Times{Values: []uint64{0, 10, 20, 30, 40}}
	strengths := []float32{1, 1, 1, 1, 0.1}
	found := make([]engram.Suppressed, 1)
	total, err := engram.DecaySuppressed(curve, times, nil, strengths, 0.3, found)
	if err != nil || total != 2 || found[0] != (engram.Suppressed{Row: 2, Before: 1, Factor: 0.25}) {
		t.Error(total, found, err)
	}
	ages := make([]uint64, 5)
	if err := engram.DecayAgesAt(curve, engram.Seconds, nil, strengths, 0.25, ages); err != nil || ages[0] != 21 || ages[4] != 0 {
		t.Error(ages, err)
	}
	pinned := &engram.DecayOptions{Pins: []uint64{1}}
	if err := engram.DecayAgesAt(curve, engram.Milliseconds, pinned, nil, 0.5, ages[:2]); err != nil ||
		ages[0] != engram.Never || ages[1] != 10001 {
		t.Error(ages, err)
	}
	row, left, err := engram.DecayNext(curve, times, nil, strengths, 0.25)
	if err != nil || row != 2 || left != 1 {
		t.Error(row, left, err)
	}
	if row, left, err := engram.DecayNext(curve, engram.Times{}, nil, nil, 0.5); err != nil || row != engram.Never || left != engram.Never {
		t.Error(row, left, err)
	}
}

func TestDecayBatchRefusals(t *testing.T) {
	times, one := engram.Times{Values: []uint64{1, 2, 3}}, []float32{1, 1, 1}
	out := make([]float32, 3)
	batch := func(c engram.Curve, times engram.Times, o *engram.DecayOptions, s, out []float32) error {
		_, err := engram.DecayBatch(c, times, o, s, out)
		return err
	}
	tau := engram.Tau(5)
	expectError(t, "strengths", batch(tau, times, nil, one[:2], out), engram.ErrLength)
	expectError(t, "nil strengths", batch(tau, times, nil, nil, out), engram.ErrLength)
	expectError(t, "out", batch(tau, times, nil, one, out[:2]), engram.ErrLength)
	expectError(t, "scales", batch(tau, times, &engram.DecayOptions{Scales: one[:1]}, one, out), engram.ErrLength)
	expectError(t, "exponents", batch(tau, times, &engram.DecayOptions{Exponents: one[:1]}, one, out), engram.ErrLength)
	expectError(t, "accesses", batch(tau, times, &engram.DecayOptions{Accesses: []uint32{1}}, one, out), engram.ErrLength)
	expectError(t, "pins", batch(tau, times, &engram.DecayOptions{Pins: []uint64{1, 2}}, one, out), engram.ErrLength)
	expectError(t, "unit", batch(tau, engram.Times{Values: times.Values, Unit: 9}, nil, one, out), engram.ErrEnum)
	two := engram.Curve{Form: engram.TwoComponent, Scale: 1, Late: 1, Exponent: 1}
	expectError(t, "no accesses", batch(two, times, nil, one, out), engram.ErrNull)
	expectError(t, "overlap", batch(tau, engram.Times{Values: times.Values[:2]}, nil, one[:2], one[1:]), engram.ErrOverlap)
	err := batch(tau, times, &engram.DecayOptions{Scales: []float32{1, 2, -3}}, one, out)
	expectError(t, "a row", err, engram.ErrArgument)
	var e *engram.Error
	if errors.As(err, &e) && (e.Position != 2 || e.Detail != "row 2") {
		t.Errorf("%+v", e)
	}
	_, err = engram.DecayScores(tau, times, nil, nil, one[:2], out)
	expectError(t, "scores", err, engram.ErrLength)
	_, err = engram.DecayFactors(tau, times, nil, out[:1])
	expectError(t, "factors", err, engram.ErrLength)
	_, err = engram.DecaySuppressed(tau, times, nil, one, 0, nil)
	expectError(t, "threshold", err, engram.ErrArgument)
	_, err = engram.DecaySuppressed(tau, times, nil, nil, 1, nil)
	expectError(t, "suppressed strengths", err, engram.ErrLength)
	expectError(t, "target", engram.DecayAgesAt(tau, 0, nil, nil, float32(math.NaN()), make([]uint64, 1)), engram.ErrArgument)
	expectError(t, "inverse strengths", engram.DecayAgesAt(tau, 0, nil, one, 1, make([]uint64, 1)), engram.ErrLength)
	_, _, err = engram.DecayNext(tau, times, nil, one[:1], 1)
	expectError(t, "next strengths", err, engram.ErrLength)
	if out[0] != 0 || out[1] != 0 || out[2] != 0 {
		t.Error("out was written:", out)
	}
}

// SPDX-License-Identifier: MIT OR Apache-2.0

package engram_test

import (
	"math"
	"os"
	"strconv"
	"testing"
)

// random is splitmix64, as in the C tests.
type random uint64

// newRandom starts at ENGRAM_TEST_SEED, or at a fixed seed; a failing test prints which.
func newRandom(t testing.TB) *random {
	seed := uint64(20261121)
	if text := os.Getenv("ENGRAM_TEST_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 0, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = given
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("repeat with ENGRAM_TEST_SEED=%d", seed)
		}
	})
	r := random(seed)
	return &r
}

func (r *random) next() uint64 {
	*r += 0x9E3779B97F4A7C15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// below is uniform in [0, n).
func (r *random) below(n int) int { return int(r.next() % uint64(n)) }

// unit is uniform in [0, 1).
func (r *random) unit() float64 { return float64(r.next()>>11) * 0x1p-53 }

// uniform is uniform in [low, high).
func (r *random) uniform(low, high float64) float32 { return float32(low + (high-low)*r.unit()) }

// vector has elements in [-1, 1) times a power of two, one in sixteen of them 0.
func (r *random) vector(dim, exponent int) []float32 {
	v := make([]float32, dim)
	for i := range v {
		if r.below(16) != 0 {
			v[i] = float32(math.Ldexp(float64(r.uniform(-1, 1)), exponent))
		}
	}
	return v
}

// anyFloat has any bits: NaN, infinities and denormals among them.
func (r *random) anyFloat() float32 {
	bits := uint32(r.next())
	switch r.below(8) {
	case 0:
		bits &= 0x80FFFFFF // denormal or tiny
	case 1:
		bits |= 0x7F000000 // huge, infinite or NaN
	case 2:
		bits &= 0xFFF00000 // few mantissa bits: ties are frequent
	}
	return math.Float32frombits(bits)
}

func sameBits(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }

func isNaNBits(x float32) bool { return math.Float32bits(x) == 0x7FC00000 }

// ulp is the distance from |x| to the next float32, taken as a float64.
func ulp(x float64) float64 {
	_, exponent := math.Frexp(x)
	if exponent < -125 {
		exponent = -125
	}
	return math.Ldexp(1, exponent-24)
}

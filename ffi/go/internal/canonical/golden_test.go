// SPDX-License-Identifier: MIT OR Apache-2.0

package canonical

import (
	"hash/fnv"
	"io"
	"math"
	"testing"
)

// Go compilers for some processors fuse multiplications and additions by themselves, which would change bits. The tests of
// the package above hold this one against the C library where there is one; these sums hold it against itself where
// there is none: they are the same on every processor. They change only with the definition of the arithmetic.
func TestBitsAreTheSameOnEveryProcessor(t *testing.T) {
	state := uint64(42)
	next := func() uint64 { // splitmix64
		state += 0x9E3779B97F4A7C15
		z := state
		z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
		z = (z ^ z>>27) * 0x94D049BB133111EB
		return z ^ z>>31
	}
	element := func() float32 { // from 2^-8 to 2^7, of either sign
		return math.Float32frombits(uint32(next())&0x807FFFFF | uint32(119+next()%16)<<23)
	}
	score := map[string]func(query, data []float32, stride int, scores []float32){
		"cosine": Cosines, "dot": Dots, "l2": L2Squareds}
	want := map[string]uint64{"cosine": 0x96862d3a6165c7f1, "dot": 0x937521affc78b6e, "l2": 0xcbca6fb82616c5b5,
		"decay": 0x3140cf55baf6b795}
	for _, name := range []string{"cosine", "dot", "l2"} {
		hash := fnv.New64a()
		for n := 0; n < 2000; n++ {
			dim := int(next() % 100)
			query, data, scores := make([]float32, dim), make([]float32, 3*dim), make([]float32, 3)
			for i := range query {
				query[i] = element()
			}
			for i := range data {
				data[i] = element()
			}
			if n%10 == 0 && dim > 0 {
				data[0] = math.MaxFloat32 // scaled
			}
			score[name](query, data, dim, scores)
			write(hash, scores)
		}
		if got := hash.Sum64(); got != want[name] {
			t.Errorf("%s: %#x, want %#x", name, got, want[name])
		}
	}
	hash := fnv.New64a()
	for n := 0; n < 2000; n++ {
		curve := Curve{Form: uint32(1 + n%11), Scale: float64(1 + next()%(1<<20)), Exponent: float64(1+next()%200) / 64,
			Late: float64(1 + next()%(1<<20)), Weight: 0.375, Asymptote: float64(n%3) / 8, Floor: float64(n%2) / 32}
		plan, fault := curve.Check()
		if fault != Fine {
			continue
		}
		strengths, ages, out := make([]float32, 50), make([]uint64, 50), make([]float32, 50)
		for i := range ages {
			strengths[i], ages[i] = element(), next()>>(next()%64)
		}
		plan.Decay(strengths, ages, out)
		write(hash, out)
	}
	if got := hash.Sum64(); got != want["decay"] {
		t.Errorf("decay: %#x, want %#x", got, want["decay"])
	}
}

func write(hash io.Writer, values []float32) {
	for _, x := range values {
		bits := math.Float32bits(x)
		hash.Write([]byte{byte(bits), byte(bits >> 8), byte(bits >> 16), byte(bits >> 24)})
	}
}

// SPDX-License-Identifier: MIT OR Apache-2.0

package canonical

import "math"

// The constants of 2^y for y <= 0; src/kernels/decay/exp2.h derives them.
const (
	exp2Floor   = -160.0
	exp2Grid    = 0x1.8p22
	exp2Eighths = 0x1.8p49
	exp2C1      = 0x1.62e42fb8b4d14p-1
	exp2C2      = 0x1.ebfbdff318599p-3
	exp2C3      = 0x1.c6be3ef8c168ep-5
	exp2C4      = 0x1.3b2e82f6b8bf7p-7
)

// 2^(i/8), correctly rounded.
var exp2Table = [8]float64{
	0x1p+0, 0x1.172b83c7d517bp+0, 0x1.306fe0a31b715p+0, 0x1.4bfdad5362a27p+0,
	0x1.6a09e667f3bcdp+0, 0x1.8ace5422aa0dbp+0, 0x1.ae89f995ad3adp+0, 0x1.d5818dcfba487p+0,
}

func exp2Nonpositive(y float64) float64 {
	if y < exp2Floor {
		y = exp2Floor
	}
	y = float64(y+exp2Grid) - exp2Grid
	shifted := float64(y + exp2Eighths)
	r := float64(y - float64(shifted-exp2Eighths))

	// The low bits of shifted hold i in two's complement: three index the table, the rest is the exponent.
	i := math.Float64bits(shifted)
	entry := math.Float64frombits(math.Float64bits(exp2Table[i&7]) + (i&^7)<<(52-3))

	p := math.FMA(r, exp2C4, exp2C3)
	p = math.FMA(r, p, exp2C2)
	p = math.FMA(r, p, exp2C1)
	return math.FMA(entry, float64(r*p), entry)
}

const log2E = 0x1.71547652b82fep+0

// TauRate and HalfLifeRate turn the parameter of an exponential curve into the rate of 2^(-rate * age).
func TauRate(tau float64) float64 { return limitRate(log2E / tau) }

// HalfLifeRate is 1/halfLife, kept finite.
func HalfLifeRate(halfLife float64) float64 { return limitRate(1 / halfLife) }

// A parameter so small that the rate overflows decays at once: this rate does the same, and keeps age 0 at 0.
func limitRate(rate float64) float64 { return math.Min(rate, 0x1p1000) }

// Decay sets out[i] = strengths[i] * 2^(-rate * ages[i]).
func Decay(strengths []float32, ages []uint64, rate float64, out []float32) {
	for i, s := range strengths {
		factor := float32(exp2Nonpositive(float64(float64(ages[i]) * -rate)))
		out[i] = canonicalNaN(float32(s * factor))
	}
}

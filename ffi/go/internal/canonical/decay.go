// SPDX-License-Identifier: MIT OR Apache-2.0

package canonical

import "math"

// The constants of 2^y and log2(x); src/kernels/decay/elementary.h derives them.
const (
	exp2Limit = 1000.0
	exp2C1    = 0x1.62e4301025addp-1
	exp2C2    = 0x1.ebfbd24ccc525p-3
	exp2C3    = 0x1.c6b278561f4a6p-5
	exp2C4    = 0x1.3b0a73d391743p-7
	exp2C5    = 0x1.5fc57e44e51fbp-10
	exp2C6    = 0x1.2d8306b62aa1bp-13
	exp2C7    = 0x1.678bd59c3f2a4p-16

	log2L0    = 0x1.71547652b8250p+1
	log2L1    = 0x1.ec709dc53da0bp-1
	log2L2    = 0x1.2776c291fb34ep-1
	log2L3    = 0x1.a61a2fb2f43adp-2
	log2L4    = 0x1.479533eb9682dp-2
	log2L5    = 0x1.21b2add1f4e82p-2
	log2Split = 0x6A09E667F3BCD // the mantissa bits of sqrt(1/2)

	log2E = 0x1.71547652b82fep+0
)

func exp2(y float64) float64 {
	if y < -exp2Limit {
		y = -exp2Limit
	}
	if y > exp2Limit {
		y = exp2Limit
	}
	n := math.Floor(y)
	r := float64(y - n)
	p := math.FMA(r, exp2C7, exp2C6)
	p = math.FMA(r, p, exp2C5)
	p = math.FMA(r, p, exp2C4)
	p = math.FMA(r, p, exp2C3)
	p = math.FMA(r, p, exp2C2)
	p = math.FMA(r, p, exp2C1)
	p = math.FMA(r, p, 1)
	return float64(p * math.Float64frombits(uint64(int64(n)+1023)<<52))
}

// log2 is for normal x > 0.
func log2(x float64) float64 {
	bits := math.Float64bits(x)
	e := int64(bits-log2Split)>>52 - 1022
	m := math.Float64frombits(bits - uint64(e)<<52)
	s := float64((m - 1) / (m + 1))
	u := float64(s * s)
	p := math.FMA(u, log2L5, log2L4)
	p = math.FMA(u, p, log2L3)
	p = math.FMA(u, p, log2L2)
	p = math.FMA(u, p, log2L1)
	p = math.FMA(u, p, log2L0)
	return math.FMA(s, p, float64(e))
}

// The forms of a curve, numbered as in C.
const (
	formTau = 1 + iota
	formHalfLife
	formRate
	formPower
	formPowerRatio
	formHybrid
	formStretched
	formLinear
	formHyperbolic
	formTwoComponent
	formDual
)

// Curve is a forgetting curve as a caller gives it; ages are in seconds.
type Curve struct {
	Form                                            uint32
	Scale, Exponent, Asymptote, Floor, Late, Weight float64
	Threshold                                       uint32
}

// Fault is what is wrong with a curve.
type Fault int

// The faults.
const (
	Fine Fault = iota
	BadArgument
	BadForm
	NeedsAccesses // the two-component form, which tells rows apart by their use counts
)

// Plan is a curve that has been checked, with its constants made ready.
type Plan struct {
	curve             Curve
	speed, late, turn float64
	floor             float32
}

func within(x, low, high float64) bool { return x >= low && x <= high }

// Check turns a curve into a plan, or says what is wrong with it.
func (c Curve) Check() (Plan, Fault) {
	p := Plan{curve: c, floor: float32(c.Floor)}
	if !within(c.Asymptote, 0, 1) || !within(c.Floor, 0, 1) {
		return p, BadArgument
	}
	if c.Form < formTau || c.Form > formDual {
		return p, BadForm
	}
	const shortest, longest = 0x1p-200, 0x1p200
	if c.Form == formDual && !within(c.Weight, 0, 0x1p20) {
		return p, BadArgument
	}
	if c.Form <= formRate {
		if !(c.Scale > 0 && c.Scale <= math.MaxFloat64) {
			return p, BadArgument
		}
	} else if !within(c.Scale, shortest, longest) {
		return p, BadArgument
	}
	switch c.Form {
	case formPower, formPowerRatio, formHybrid, formStretched, formTwoComponent:
		if !(c.Exponent > 0 && c.Exponent <= 64) {
			return p, BadArgument
		}
	}
	switch c.Form {
	case formHybrid, formTwoComponent, formDual:
		if !within(c.Late, shortest, longest) {
			return p, BadArgument
		}
	}
	p.speed = 1 / c.Scale
	switch c.Form {
	case formRate:
		p.speed = float64(log2E * c.Scale)
	case formTau, formHybrid, formDual:
		p.speed = log2E / c.Scale
	case formTwoComponent:
		return p, NeedsAccesses
	case formLinear:
		p.speed, p.turn = c.Scale, 1/c.Scale // the whole span
	}
	// A speed so large that the product with an age could overflow decays at once, as this one does; age 0 keeps 1.
	p.speed = math.Min(p.speed, 0x1p900)
	switch c.Form {
	case formHybrid:
		p.late, p.turn = c.Late, 1/c.Late
	case formDual:
		p.late = log2E / c.Late
	}
	return p, Fine
}

// retention is what is left of 1 after t seconds, before asymptote and floor.
func (p *Plan) retention(t float64) float64 {
	v, exponent := p.speed, p.curve.Exponent
	switch p.curve.Form {
	case formPower:
		return exp2(-float64(exponent * log2(math.FMA(t, v, 1))))
	case formPowerRatio:
		return exp2(-float64(exponent * log2(math.Max(float64(t*v), 1))))
	case formHybrid:
		if x := float64(t * p.turn); x >= 1 {
			return exp2(-math.FMA(exponent, log2(x), float64(p.late*v)))
		}
	case formStretched:
		x := float64(t * v)
		if !(x > 0) {
			return 1
		}
		return exp2(float64(-log2E * exp2(float64(exponent*log2(x)))))
	case formLinear:
		return float64(math.Max(v-t, 0) * p.turn) // exact near the end, where 1 - t / v would cancel
	case formHyperbolic:
		return float64(1 / math.FMA(t, v, 1))
	case formDual:
		sum := math.FMA(p.curve.Weight, exp2(-float64(t*p.late)), exp2(-float64(t*v)))
		return math.Min(sum, 1)
	}
	return exp2(-float64(t * v))
}

// Decay sets out[i] = strengths[i] * factor(ages[i]).
func (p *Plan) Decay(strengths []float32, ages []uint64, out []float32) {
	for i, s := range strengths {
		r := p.retention(float64(ages[i]))
		if p.curve.Asymptote != 0 {
			r = math.FMA(r, float64(1-p.curve.Asymptote), p.curve.Asymptote)
		}
		x := float32(r)
		if x < p.floor {
			x = p.floor
		}
		out[i] = canonicalNaN(float32(s * x))
	}
}

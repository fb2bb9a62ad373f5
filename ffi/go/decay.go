// SPDX-License-Identifier: MIT OR Apache-2.0

package engram

import "fmt"

// CurveForm is the formula of a forgetting curve: the fraction R left after t seconds.
type CurveForm uint32

// The formulas. A time constant divides by e, a half-life halves: half-life = tau * ln 2.
const (
	ExponentialTau      CurveForm = 1  // e^(-t / Scale)
	ExponentialHalfLife CurveForm = 2  // 2^(-t / Scale)
	ExponentialRate     CurveForm = 3  // e^(-Scale * t)
	Power               CurveForm = 4  // (1 + t / Scale)^-Exponent
	PowerRatio          CurveForm = 5  // max(1, t / Scale)^-Exponent
	Hybrid              CurveForm = 6  // t < Late: e^(-t / Scale), then e^(-Late / Scale) * (t / Late)^-Exponent
	Stretched           CurveForm = 7  // e^(-(t / Scale)^Exponent)
	Linear              CurveForm = 8  // max(0, 1 - t / Scale)
	Hyperbolic          CurveForm = 9  // 1 / (1 + t / Scale)
	TwoComponent        CurveForm = 10 // accesses < Threshold: e^(-t / Scale), else (1 + t / Late)^-Exponent
	DualExponential     CurveForm = 11 // min(1, e^(-t / Scale) + Weight * e^(-t / Late))
)

// Curve is a forgetting curve: factor = max(Floor, Asymptote + (1 - Asymptote) * R(t)). Fields that the form does not use
// are ignored. Scale and Late are finite and > 0; Exponent is at most 64, Weight at most 2^20.
type Curve struct {
	Form      CurveForm
	Scale     float64 // tau, half-life, rate per second, or scale, in seconds
	Exponent  float64 // of the power and stretched forms
	Asymptote float64 // what remains for ever; 0 for none
	Floor     float64 // the factor is never below it; 0 for none
	Late      float64 // seconds: crossover (hybrid), scale of the power (two component), slow tau (dual)
	Weight    float64 // of the slow exponential (dual)
	Threshold uint32  // accesses from which the power law holds (two component)
}

// Tau is e^(-t / tau): after tau seconds, 0.3679 is left.
func Tau(tau float64) Curve { return Curve{Form: ExponentialTau, Scale: tau} }

// HalfLife is 2^(-t / halfLife): after halfLife seconds, a half is left.
func HalfLife(halfLife float64) Curve { return Curve{Form: ExponentialHalfLife, Scale: halfLife} }

// Decay sets out[i] = strengths[i] * factor(ages[i]) under a forgetting curve, ages in seconds. Out may be strengths
// itself and must not overlap the inputs in any other way. Exponentials are within 0.51 ULP for every age and never rise
// with it; a NaN strength stays NaN, and infinity times a factor of 0 is NaN. DecayBatch has units, timestamps and
// parameters per row, and the accesses that TwoComponent needs.
func Decay(curve Curve, strengths []float32, ages []uint64, out []float32) error {
	const op = "Decay"
	if len(ages) != len(strengths) {
		return lengthError(op, "ages", len(ages), fmt.Sprintf("strengths %d", len(strengths)))
	}
	if len(out) != len(strengths) {
		return lengthError(op, "out", len(out), fmt.Sprintf("strengths %d", len(strengths)))
	}
	return failure(op, decayApply(&curve, strengths, ages, out))
}

// SPDX-License-Identifier: MIT OR Apache-2.0

package engram

import "fmt"

// CurveForm is the formula of a forgetting curve.
type CurveForm uint32

// The formulas. A time constant divides by e, a half-life halves: half-life = tau * ln 2.
const (
	ExponentialTau      CurveForm = 1 // exp(-age / parameter)
	ExponentialHalfLife CurveForm = 2 // 2^(-age / parameter)
)

// Curve is a forgetting curve.
type Curve struct {
	Form      CurveForm
	Parameter float64 // tau or half-life, in the unit of the ages; finite and > 0
}

// Tau is exp(-age / tau): after tau, 0.3679 is left.
func Tau(tau float64) Curve { return Curve{ExponentialTau, tau} }

// HalfLife is 2^(-age / halfLife): after halfLife, a half is left.
func HalfLife(halfLife float64) Curve { return Curve{ExponentialHalfLife, halfLife} }

// Decay sets out[i] = strengths[i] * factor(ages[i]) under a forgetting curve. Out may be strengths itself and must not
// overlap the inputs in any other way. The factor is within 0.51 ULP for every age and never rises with age; a NaN or
// an infinite strength stays one, and infinity times a factor of 0 is NaN.
func Decay(curve Curve, strengths []float32, ages []uint64, out []float32) error {
	const op = "Decay"
	if err := checkDecay(op, strengths, ages, out); err != nil {
		return err
	}
	return failure(op, decayApply(curve, strengths, ages, out))
}

func checkDecay(op string, strengths []float32, ages []uint64, out []float32) error {
	if len(ages) != len(strengths) {
		return lengthError(op, "ages", len(ages), fmt.Sprintf("strengths %d", len(strengths)))
	}
	if len(out) != len(strengths) {
		return lengthError(op, "out", len(out), fmt.Sprintf("strengths %d", len(strengths)))
	}
	return nil
}

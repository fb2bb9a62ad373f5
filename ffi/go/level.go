// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

// Level is an instruction-set level. Every level gives the same bits, so forcing one changes speed only.
type Level uint32

// The levels.
const (
	LevelAuto   Level = 0 // the best level this machine should run
	LevelScalar Level = 1 // the reference: plain C++ for the baseline of the architecture
	LevelAVX2   Level = 2 // AVX2, FMA and F16C (x86-64-v3)
	LevelAVX512 Level = 3 // AVX-512 F, BW, DQ, VL, VNNI and VPOPCNTDQ
	LevelNEON   Level = 4 // Advanced SIMD of armv8-a
)

// String is "auto", "scalar", "avx2", "avx512", "neon", or "unknown".
func (l Level) String() string { return C.GoString(C.engram_level_name(C.engram_level(l))) }

// Families is a set of kernel families.
type Families uint32

// The families.
const (
	FamilySimilarity Families = 1
	FamilyActivation Families = 2
	FamilyDecay      Families = 4
	AllFamilies      Families = 7
)

// LevelsSupported lists the levels that are built in and that this machine can run; LevelScalar is always among them.
func LevelsSupported() []Level {
	var levels []Level
	set := uint32(C.engram_levels_supported())
	for l := LevelScalar; l < 32; l++ {
		if set>>l&1 != 0 {
			levels = append(levels, l)
		}
	}
	return levels
}

// BestLevel is the level that is used when nothing is forced.
func BestLevel() Level { return Level(C.engram_level_best()) }

// ForceLevel forces a level for some families, for the whole process and from the next call on; LevelAuto gives the
// choice back. Safe while other goroutines compute: a call under way ends on the level it began with. Overrides the
// environment variable ENGRAM_ISA. ErrLevel when this machine or build lacks the level, ErrEnum for an unknown value.
func ForceLevel(families Families, level Level) error {
	return failure("ForceLevel", told(C.go_level_force(C.engram_families(families), C.engram_level(level))))
}

// ActiveLevel is the level one family runs on; LevelAuto when family is not exactly one known family.
func ActiveLevel(family Families) Level {
	return Level(C.engram_level_active(C.engram_families(family)))
}

// LevelReason says why that level runs, or what was wrong with ENGRAM_ISA.
func LevelReason(family Families) string {
	return C.GoString(C.engram_level_reason(C.engram_families(family)))
}

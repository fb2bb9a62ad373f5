// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "fmt"

// Format is how diagnostics are written.
type Format uint32

// The formats.
const (
	FormatText Format = 1 // for people: one fact per line
	FormatJSON Format = 2 // for programs: one object
)

// text asks for the size of a text and then for the text; what it tells of may grow in between.
func text(op string, write func(buffer *C.char, capacity C.size_t) C.go_text) (string, error) {
	size := write(nil, 0).needed
	for {
		buffer := make([]C.char, size+256)
		done := write(&buffer[0], C.size_t(len(buffer)))
		if done.told.status == C.ENGRAM_ERROR_BUFFER && done.needed > C.size_t(len(buffer)) {
			size = done.needed
			continue
		}
		if err := failure(op, told(done.told)); err != nil {
			return "", err
		}
		return C.GoString(&buffer[0]), nil
	}
}

// Diagnostics tells version, build, processor, levels with the reason of each choice, arena configuration and metrics: all
// that a bug report needs, and nothing of the user's data. ErrEnum for an unknown format.
func Diagnostics(format Format) (string, error) {
	return text("Diagnostics", func(buffer *C.char, capacity C.size_t) C.go_text {
		return C.go_diagnostics(C.engram_format(format), buffer, capacity)
	})
}

// PrometheusMetrics is what the library has done, in the Prometheus text format. docs/metrics.md lists the names.
func PrometheusMetrics() (string, error) {
	return text("PrometheusMetrics", func(buffer *C.char, capacity C.size_t) C.go_text {
		return C.go_prometheus(buffer, capacity)
	})
}

// ResetMetrics starts every count anew.
func ResetMetrics() { C.engram_metrics_reset() }

// SelfCheck runs built-in inputs through the given families on every level of this machine and compares bits with the
// scalar reference. ErrCheck when a level disagreed: it is disabled, and the next best has taken over. The result is the
// number of checks.
func SelfCheck(families Families) (checks int, err error) {
	done := C.go_self_check(C.uint32_t(families))
	if done.told.status == C.ENGRAM_ERROR_CHECK {
		return int(done.result.checks), &Error{Op: "SelfCheck", Status: ErrCheck,
			Detail: fmt.Sprintf("%d of %d wrong, first %s on %v", done.result.failures, done.result.checks,
				C.GoString(done.result.failed_check), Level(done.result.failed_level))}
	}
	return int(done.result.checks), failure("SelfCheck", told(done.told))
}

// ArenaOptions is how the scratch arenas of threads behave.
type ArenaOptions struct {
	Bytes       uint64 // of the pool: 65,536 to 1,073,741,824; default 1,048,576
	Overflow    OverflowStrategy
	ZeroOnReset bool
	HugePages   bool // ask the system for huge pages when Bytes >= 2 MiB
}

// CurrentArenaOptions is the configuration in force, from SetArenaOptions, ConfigureArena or the environment.
func CurrentArenaOptions() (ArenaOptions, error) {
	got := C.go_arena_options_get()
	return ArenaOptions{Bytes: uint64(got.options.bytes), Overflow: OverflowStrategy(got.options.overflow),
			ZeroOnReset: got.options.zero_on_reset != 0, HugePages: got.options.huge_pages != 0}, failure(
			"CurrentArenaOptions", told(got.told))
}

// SetArenaOptions sets the configuration, at any time: arenas made from now on have it, those of living threads take it
// over when they are next empty. ErrArgument for bytes out of range, ErrEnum for an unknown strategy; nothing is changed.
func SetArenaOptions(o ArenaOptions) error {
	return failure("SetArenaOptions", told(C.go_arena_configure(C.uint64_t(o.Bytes), C.uint32_t(o.Overflow),
		flag(o.ZeroOnReset), flag(o.HugePages))))
}

// ArenaUsage is what all arenas hold and have done.
type ArenaUsage struct {
	Arenas        uint32 // pools alive
	Capacity      uint64 // bytes of pool
	Used          uint64 // bytes in use
	HighWater     uint64 // the most in use of any one arena
	Resets        uint64
	Overflows     uint64 // requests that did not fit
	Fallbacks     uint64 // of these, answered with other memory
	FallbackBytes uint64 // such memory held now
}

// TotalArenaUsage adds up the arenas of all threads.
func TotalArenaUsage() (ArenaUsage, error) {
	got := C.go_arena_usage_total()
	u := &got.usage
	return ArenaUsage{Arenas: uint32(u.arenas), Capacity: uint64(u.capacity), Used: uint64(u.used),
			HighWater: uint64(u.high_water), Resets: uint64(u.resets), Overflows: uint64(u.overflows),
			Fallbacks: uint64(u.fallbacks), FallbackBytes: uint64(u.fallback_bytes)}, failure(
			"TotalArenaUsage", told(got.told))
}

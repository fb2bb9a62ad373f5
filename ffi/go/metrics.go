// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

// PathMetrics counts one family on one level.
type PathMetrics struct {
	Calls             uint64 // that succeeded
	Items             uint64 // rows scored, edges walked, strengths decayed
	Bytes             uint64 // of input they read, counted once
	SelfCheckFailures uint64 // self-checks that found the level wrong
	TimedCalls        uint64 // calls measured: see MeasureCalls
	TimedNS           uint64 // their time, in nanoseconds
	Buckets           [C.ENGRAM_METRICS_BUCKETS]uint64
}

// MetricsSnapshot is what the library has done since the start or the last ResetMetrics.
type MetricsSnapshot struct {
	Threads   uint32 // that have counted and are alive
	Uncounted uint64 // calls lost because a thread got no memory for its counters
	paths     map[path]PathMetrics
	errors    map[refusal]uint64
}

type path struct {
	family Families
	level  Level
}

type refusal struct {
	family Families
	status Status
}

// Metrics adds up all threads, those that ended included. TotalArenaUsage has the arenas.
func Metrics() (*MetricsSnapshot, error) {
	got := C.go_metrics_get()
	if err := failure("Metrics", told(got.told)); err != nil {
		return nil, err
	}
	m := &MetricsSnapshot{Threads: uint32(got.metrics.threads), Uncounted: uint64(got.metrics.uncounted),
		paths: map[path]PathMetrics{}, errors: map[refusal]uint64{}}
	// Families, levels and statuses are numbered without a gap: asked until there is no more.
	for family := Families(1); C.go_metrics_path(C.uint32_t(family), C.ENGRAM_LEVEL_AUTO).status == 0; family <<= 1 {
		for level := LevelScalar; ; level++ {
			got := C.go_metrics_path(C.uint32_t(family), C.uint32_t(level))
			if got.status != 0 {
				break
			}
			m.paths[path{family, level}] = pathMetrics(&got.path)
		}
		for status := Status(-1); ; status-- {
			got := C.go_metrics_errors(C.uint32_t(family), C.engram_status(status))
			if got.status != 0 {
				break
			}
			m.errors[refusal{family, status}] = uint64(got.count)
		}
	}
	return m, nil
}

func pathMetrics(p *C.engram_path_metrics) PathMetrics {
	out := PathMetrics{Calls: uint64(p.calls), Items: uint64(p.items), Bytes: uint64(p.bytes),
		SelfCheckFailures: uint64(p.self_check_failures), TimedCalls: uint64(p.timed_calls), TimedNS: uint64(p.timed_ns)}
	for i := range out.Buckets {
		out.Buckets[i] = uint64(p.buckets[i])
	}
	return out
}

// Path counts one family on one level; all 0 for what is not one family or no level.
func (m *MetricsSnapshot) Path(family Families, level Level) PathMetrics {
	return m.paths[path{family, level}]
}

// Errors counts refused calls of one family; 0 for what is not one family or no error.
func (m *MetricsSnapshot) Errors(family Families, status Status) uint64 {
	return m.errors[refusal{family, status}]
}

// MeasureCalls measures the time of one call in so many on each thread, by the monotonic clock; 0 stops measuring.
func MeasureCalls(every uint32) { C.go_measure(C.uint32_t(every)) }

// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

// #include "shim.h"
import "C"

import "math/bits"

// PathMetrics counts one family on one level.
type PathMetrics struct {
	Calls      uint64 // that succeeded
	Items      uint64 // rows scored, edges walked, strengths decayed
	Bytes      uint64 // of input they read, counted once
	TimedCalls uint64 // calls measured: see MeasureCalls
	TimedNS    uint64 // their time, in nanoseconds
	Buckets    [C.ENGRAM_METRICS_BUCKETS]uint64
}

// MetricsSnapshot is what the library has done since the start or the last ResetMetrics.
type MetricsSnapshot struct {
	Threads   uint32 // that have counted and are alive
	Uncounted uint64 // calls lost because a thread got no memory for its counters
	counts    C.engram_metrics
}

// Metrics adds up all threads, those that ended included. TotalArenaUsage has the arenas.
func Metrics() (*MetricsSnapshot, error) {
	got := C.go_metrics_get()
	if err := failure("Metrics", told(got.told)); err != nil {
		return nil, err
	}
	return &MetricsSnapshot{Threads: uint32(got.metrics.threads), Uncounted: uint64(got.metrics.uncounted),
		counts: got.metrics}, nil
}

// place is where the counts of exactly one family are; false for another set.
func place(family Families) (int, bool) {
	at := bits.TrailingZeros32(uint32(family))
	return at, bits.OnesCount32(uint32(family)) == 1 && at < C.ENGRAM_METRICS_FAMILIES
}

// Path counts one family on one level; all 0 for what is not one family or no level.
func (m *MetricsSnapshot) Path(family Families, level Level) PathMetrics {
	at, isOne := place(family)
	if !isOne || level >= C.ENGRAM_METRICS_LEVELS {
		return PathMetrics{}
	}
	p := &m.counts.paths[at][level]
	out := PathMetrics{Calls: uint64(p.calls), Items: uint64(p.items), Bytes: uint64(p.bytes),
		TimedCalls: uint64(p.timed_calls), TimedNS: uint64(p.timed_ns)}
	for i := range out.Buckets {
		out.Buckets[i] = uint64(p.buckets[i])
	}
	return out
}

// Errors counts refused calls of one family.
func (m *MetricsSnapshot) Errors(family Families, status Status) uint64 {
	at, isOne := place(family)
	if !isOne || status > 0 || -status >= C.ENGRAM_METRICS_STATUSES {
		return 0
	}
	return uint64(m.counts.errors[at][-status])
}

// MeasureCalls measures the time of one call in so many on each thread, by the monotonic clock; 0 stops measuring.
func MeasureCalls(every uint32) { C.go_measure(C.uint32_t(every)) }

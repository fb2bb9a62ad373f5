// SPDX-License-Identifier: MIT OR Apache-2.0

package engram

// What the fallback says about itself and about errors. A test compares every line with the C library.
const (
	libraryVersion    = "0.1.0"
	libraryAPIVersion = 1
)

type statusEntry struct{ name, text string }

var statusEntries = map[Status]statusEntry{
	0: {"ENGRAM_OK", "success"},
	ErrNull: {"ENGRAM_ERROR_NULL",
		"a pointer is null although its count is not 0: pass the buffer, or a count of 0"},
	ErrOverflow: {"ENGRAM_ERROR_OVERFLOW",
		"the sizes multiply to more than the address space holds: check counts, dimensions and strides"},
	ErrArgument: {"ENGRAM_ERROR_ARGUMENT",
		"a number is outside its documented range: see the function's comment in its header"},
	ErrOverlap: {"ENGRAM_ERROR_OVERLAP",
		"an output overlaps an input: give the output memory of its own"},
	ErrStride: {"ENGRAM_ERROR_STRIDE",
		"the stride is smaller than a row: it counts elements from one row to the next, 0 stands for the dimension"},
	ErrMemory: {"ENGRAM_ERROR_MEMORY",
		"no scratch memory: raise ENGRAM_ARENA_SIZE, or set ENGRAM_ARENA_OVERFLOW to fallback"},
	ErrGraph: {"ENGRAM_ERROR_GRAPH",
		"the CSR graph is inconsistent: engram_csr_validate() names the first fault and its position"},
	ErrLevel: {"ENGRAM_ERROR_LEVEL",
		"this machine or this build lacks the instruction-set level: engram_levels_supported() lists those it has"},
	ErrStruct: {"ENGRAM_ERROR_STRUCT",
		"a struct has an unknown size: set its size field to sizeof the struct"},
	ErrEnum: {"ENGRAM_ERROR_ENUM",
		"an enumeration has a value that this version does not know: compare engram_api_version() with the header"},
	ErrMetric: {"ENGRAM_ERROR_METRIC",
		"not defined for this element type: cosine, dot and l2 take f32, f16, bf16, i8; hamming and jaccard take bits; " +
			"conversions have f32 on one side"},
	ErrAlignment: {"ENGRAM_ERROR_ALIGNMENT",
		"a pointer is not aligned for its element type: address and element size must divide"},
	ErrBuffer: {"ENGRAM_ERROR_BUFFER",
		"the buffer is too small for the text: allocate the size that was returned and call again"},
	ErrMark: {"ENGRAM_ERROR_MARK",
		"the mark has ended or belongs to another arena: rewind marks once, innermost first, before the next reset"},
	ErrHandle: {"ENGRAM_ERROR_HANDLE",
		"the handle has been destroyed or belongs to another thread: ask engram_arena_thread() on the thread that uses it"},
	ErrBusy: {"ENGRAM_ERROR_BUSY",
		"the arena is in the middle of a call: do not use it from its allocator hook or from a signal handler"},
	ErrCheck: {"ENGRAM_ERROR_CHECK",
		"the self-check found a level that computes wrongly and disabled it: report the output of engram-info"},
	ErrOffsets: {"ENGRAM_ERROR_OFFSETS",
		"the offsets of ragged rows must begin with 0 and never decrease: row i is [offsets[i], offsets[i + 1])"},
}

func (s Status) entry() statusEntry {
	if e, ok := statusEntries[s]; ok {
		return e
	}
	return statusEntry{"unknown status", "not a status of this library"}
}

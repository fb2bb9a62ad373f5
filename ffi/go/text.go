// SPDX-License-Identifier: MIT OR Apache-2.0

package engram

// What the fallback says about itself; a test compares it with the C library.
const (
	libraryVersion    = "0.1.0"
	libraryAPIVersion = 1
)

// A name as in C, and a sentence: what is wrong with the call and what to do, in the words of this package.
type statusEntry struct{ name, text string }

var statusEntries = map[Status]statusEntry{
	0: {"ENGRAM_OK", "success"},
	ErrNull: {"ENGRAM_ERROR_NULL",
		"something that this call needs is missing: a slice is nil, or a handle is"},
	ErrOverflow: {"ENGRAM_ERROR_OVERFLOW",
		"the sizes multiply to more than the address space holds: check counts, dimensions and strides"},
	ErrArgument: {"ENGRAM_ERROR_ARGUMENT",
		"a number is outside its documented range: go doc tells it"},
	ErrOverlap: {"ENGRAM_ERROR_OVERLAP",
		"an output overlaps an input: give the output memory of its own"},
	ErrStride: {"ENGRAM_ERROR_STRIDE",
		"the stride is smaller than a row: it counts elements from one row to the next, 0 stands for the dimension"},
	ErrMemory: {"ENGRAM_ERROR_MEMORY",
		"no scratch memory: raise ENGRAM_ARENA_SIZE, or set ENGRAM_ARENA_OVERFLOW to fallback"},
	ErrGraph: {"ENGRAM_ERROR_GRAPH",
		"the graph, or its image, is inconsistent, or the call takes none like it: CSR.Validate names the first fault of a view"},
	ErrLevel: {"ENGRAM_ERROR_LEVEL",
		"this machine or this build lacks the instruction-set level: LevelsSupported lists those it has"},
	ErrStruct: {"ENGRAM_ERROR_STRUCT",
		"the linked library is older than this package: compare Version and APIVersion"},
	ErrEnum: {"ENGRAM_ERROR_ENUM",
		"a choice has a value that this version does not know: use the constants of this package"},
	ErrMetric: {"ENGRAM_ERROR_METRIC",
		"not defined for this element type: cosine, dot and l2 take f32, f16, bf16, i8; hamming and jaccard take bits; " +
			"conversions have f32 on one side"},
	ErrAlignment: {"ENGRAM_ERROR_ALIGNMENT",
		"a slice is not aligned for its element type: it was made of other memory by unsafe"},
	ErrBuffer: {"ENGRAM_ERROR_BUFFER",
		"the buffer is too small for the text"},
	ErrMark: {"ENGRAM_ERROR_MARK",
		"the mark has ended or belongs to another arena: rewind marks once, innermost first, before the next reset"},
	ErrHandle: {"ENGRAM_ERROR_HANDLE",
		"the handle has been destroyed: make a new one"},
	ErrBusy: {"ENGRAM_ERROR_BUSY",
		"the arena is in the middle of a call"},
	ErrCheck: {"ENGRAM_ERROR_CHECK",
		"the self-check found a level that computes wrongly and disabled it: report the output of Diagnostics"},
	ErrOffsets: {"ENGRAM_ERROR_OFFSETS",
		"the offsets of ragged rows must begin with 0 and never decrease: row i is [offsets[i], offsets[i + 1])"},
}

func (s Status) entry() statusEntry {
	if e, ok := statusEntries[s]; ok {
		return e
	}
	return statusEntry{"unknown status", "not a status of this library"}
}

// Error says what is wrong with the call and what to do.
func (s Status) Error() string { return s.entry().text }

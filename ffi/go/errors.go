// SPDX-License-Identifier: MIT OR Apache-2.0

package engram

import (
	"errors"
	"strings"
)

// Status is the outcome of a call, as the C library numbers it. Each refusal is a constant below and an error, so
// errors.Is(err, engram.ErrOverlap) tells what is wrong with a call.
type Status int32

// The refusals of the library.
const (
	ErrNull     Status = -1  // a buffer is missing although its count is not 0
	ErrOverflow Status = -2  // a size product does not fit the address space
	ErrArgument Status = -3  // a number is outside its documented range
	ErrOverlap  Status = -4  // an output overlaps an input
	ErrStride   Status = -5  // a stride is smaller than the row it steps over
	ErrMemory   Status = -6  // scratch memory ran out
	ErrGraph    Status = -7  // a graph, or its image, is inconsistent, or the call takes none like it
	ErrLevel    Status = -8  // this machine or this build lacks the instruction-set level
	ErrStruct   Status = -9  // the library is older than this package and does not know a struct
	ErrEnum     Status = -10 // an enumeration has a value this version does not know

	ErrMetric    Status = -11 // the metric or the conversion is not defined for the element type
	ErrAlignment Status = -12 // a pointer is not aligned for its element type
	ErrOffsets   Status = -13 // offsets of ragged rows do not begin at 0, or decrease
	ErrBuffer    Status = -14 // a buffer is too small for a text
	ErrMark      Status = -15 // an arena mark has ended
	ErrHandle    Status = -16 // a handle has been destroyed
	ErrBusy      Status = -17 // the arena is in the middle of a call
	ErrCheck     Status = -18 // the self-check found a level that disagrees with the reference
)

// Refusals that this package adds to those of the library. An *Error with one of them has a Status too.
var (
	// ErrLength says that slices which belong together differ in length; such an error is ErrArgument as well.
	ErrLength = errors.New("slices that belong together differ in length")
	// ErrClosed says that a handle was used after Close; such an error is ErrHandle as well.
	ErrClosed = errors.New("a closed handle cannot be used, make a new one")
)

// Error is what a refused call returns: which function, which status, which argument, and what this package knows beyond
// it. On any error the outputs are untouched.
type Error struct {
	Op       string // the function, such as "Similarity"
	Status   Status // what is wrong, as the library has it
	Argument string // what was refused and what it may be, such as "options.Damping: from 0 ..."; may be empty
	Detail   string // the values at fault, or the library's name of a fault; may be empty
	Position uint64 // for ErrGraph: the index of the offending offset or edge
	kind     error  // ErrLength, ErrClosed or nil
}

// Error gives the function, the argument, the detail and a sentence that says what to do.
func (e *Error) Error() string {
	text := "engram: " + e.Op + ": "
	for _, part := range [...]string{e.Detail, e.Argument} {
		if part != "" {
			text += part + ": "
		}
	}
	if e.kind != nil {
		return text + e.kind.Error()
	}
	return text + e.Status.Error()
}

// Unwrap gives the status, for errors.Is.
func (e *Error) Unwrap() error { return e.Status }

// Is tells whether target is ErrLength or ErrClosed and the reason of this error.
func (e *Error) Is(target error) bool { return e.kind != nil && e.kind == target }

// outcome is a status and what was refused, as C calls it.
type outcome struct {
	status   Status
	argument string
}

func failure(op string, o outcome) error {
	if o.status == 0 {
		return nil
	}
	return &Error{Op: op, Status: o.status, Argument: inGo(o.argument)}
}

// Arguments that have another name here, or other words for what they may be.
var ownNames = map[string]string{
	"seeds.ids": "seeds", "seeds.values": "values", "options.filter_bits": "options.Filter",
	"options.no_pull": "options.NoPull", "options.ids": "options.IDs", "options.id_base": "options.IDBase",
}

var ownRanges = map[string]string{
	"options.threshold: counts with ENGRAM_TOPK_THRESHOLD in flags": ": counts with UseThreshold",
	"options.first: counts with ENGRAM_TOPK_RANGE in flags":         ": counts with UseRange",
	"options.ids: not together with ENGRAM_TOPK_RANGE":              ": not together with UseRange",
	"times.now: 0 with ENGRAM_TIMES_AGES":                           ": 0 without Stamps",
	"sources: below options.nodes":                                  ": below the number of activations",
	"targets: below options.nodes":                                  ": below the number of activations",
}

// inGo turns "options.hop_factor: from 0 to 1" into "options.HopFactor: from 0 to 1": fields are exported here, arguments are
// not, and neither has underscores. What the argument may be is left out where that is said with names of C.
func inGo(argument string) string {
	name, allowed := argument, ""
	if i := strings.IndexByte(argument, ':'); i >= 0 {
		name, allowed = argument[:i], argument[i:]
	}
	if own, ok := ownRanges[argument]; ok {
		allowed = own
	} else if strings.Contains(allowed, "ENGRAM_") || strings.Contains(allowed, "engram_") {
		allowed = ""
	}
	if own, ok := ownNames[name]; ok {
		return own + allowed
	}
	var b strings.Builder
	raise := false
	for _, r := range strings.TrimPrefix(name, "reviews.") {
		if r == '.' || r == '_' {
			if r == '.' {
				b.WriteRune(r)
			}
			raise = true
			continue
		}
		if raise {
			b.WriteString(strings.ToUpper(string(r)))
		} else {
			b.WriteRune(r)
		}
		raise = false
	}
	return b.String() + allowed
}

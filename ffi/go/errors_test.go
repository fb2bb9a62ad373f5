// SPDX-License-Identifier: MIT OR Apache-2.0

package engram_test

import (
	"errors"
	"math"
	"regexp"
	"strings"
	"testing"

	"engram"
)

func TestErrorText(t *testing.T) {
	err := engram.Decay(engram.Tau(math.NaN()), []float32{1}, []uint64{1}, make([]float32, 1))
	if text := err.Error(); !strings.HasPrefix(text, "engram: Decay: ") ||
		!strings.HasSuffix(text, "a number is outside its documented range: go doc tells it") {
		t.Errorf("%v", err)
	}
	err = engram.Decay(engram.Tau(1), []float32{1}, nil, make([]float32, 1))
	const detailed = "engram: Decay: ages has length 0, strengths 1: slices that belong together differ in length"
	if err == nil || err.Error() != detailed {
		t.Errorf("%v", err)
	}
	if !errors.Is(err, engram.ErrLength) || !errors.Is(err, engram.ErrArgument) || errors.Is(err, engram.ErrNull) ||
		errors.Is(err, engram.ErrClosed) {
		t.Error("errors.Is is wrong about", err)
	}
}

// Whoever writes Go has no header, no pointer and no function of C to look at.
func TestErrorsSpeakOfGo(t *testing.T) {
	for status := engram.ErrNull; status >= engram.ErrCheck; status-- {
		if text := status.Error(); len(text) < 20 || regexp.MustCompile(`engram_|header|pointer|sizeof`).MatchString(text) {
			t.Errorf("%s: %q", status.Name(), text)
		}
	}
}

func TestStatusNames(t *testing.T) {
	for status, name := range map[engram.Status]string{
		engram.ErrNull: "ENGRAM_ERROR_NULL", engram.ErrOverflow: "ENGRAM_ERROR_OVERFLOW",
		engram.ErrArgument: "ENGRAM_ERROR_ARGUMENT", engram.ErrOverlap: "ENGRAM_ERROR_OVERLAP",
		engram.ErrStride: "ENGRAM_ERROR_STRIDE", engram.ErrMemory: "ENGRAM_ERROR_MEMORY",
		engram.ErrGraph: "ENGRAM_ERROR_GRAPH", engram.ErrLevel: "ENGRAM_ERROR_LEVEL",
		engram.ErrStruct: "ENGRAM_ERROR_STRUCT", engram.ErrEnum: "ENGRAM_ERROR_ENUM",
		-99: "unknown status", 0: "ENGRAM_OK",
	} {
		if status.Name() != name {
			t.Errorf("%d is %s, want %s", status, status.Name(), name)
		}
	}
}

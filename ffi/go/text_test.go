// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

import (
	"errors"
	"testing"
)

func TestArgumentsAreCalledAsInGo(t *testing.T) {
	for c, want := range map[string]string{
		"":                                      "",
		"rate: from 0 to 1":                     "rate: from 0 to 1",
		"max_hits":                              "maxHits",
		"options.hop_factor: from 0 to a_limit": "options.HopFactor: from 0 to a_limit",
		"seeds.ids: below the graph's size":     "seeds: below the graph's size",
		"metric: an ENGRAM_METRIC_ value":       "metric",
		"reviews.grades":                        "grades",
		"times.now: 0 with ENGRAM_TIMES_AGES":   "times.Now: 0 without Stamps",
		"rows.scales":                           "rows.Scales",
	} {
		if got := inGo(c); got != want {
			t.Errorf("%q is %q, want %q", c, got, want)
		}
	}
	err := ForceLevel(AllFamilies, 77)
	var e *Error
	if !errors.As(err, &e) || e.Argument == "" || err.Error() != "engram: ForceLevel: "+e.Argument+": "+ErrEnum.Error() {
		t.Errorf("%+v", err)
	}
}

// The fallback has its own copy of the library's names.
func TestNamesAreThoseOfTheLibrary(t *testing.T) {
	for s := ErrCheck; s <= 1; s++ {
		if own := s.entry(); s.Name() != own.name {
			t.Errorf("%d: the library says %s, the fallback %s", s, s.Name(), own.name)
		}
	}
	if Version() != libraryVersion || APIVersion() != libraryAPIVersion {
		t.Errorf("the library is %s, interface %d; the fallback says %s, %d", Version(), APIVersion(), libraryVersion,
			libraryAPIVersion)
	}
}

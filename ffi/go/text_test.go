// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram

import "testing"

// The fallback has its own copy of what the library says.
func TestTextsAreThoseOfTheLibrary(t *testing.T) {
	for s := Status(-100); s <= 1; s++ {
		own := s.entry()
		if s.Error() != own.text || s.Name() != own.name {
			t.Errorf("%d: the library says %s: %q, the fallback %s: %q", s, s.Name(), s.Error(), own.name, own.text)
		}
	}
	if Version() != libraryVersion || APIVersion() != libraryAPIVersion {
		t.Errorf("the library is %s, interface %d; the fallback says %s, %d", Version(), APIVersion(), libraryVersion,
			libraryAPIVersion)
	}
}

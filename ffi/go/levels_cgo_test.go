// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"testing"

	"engram"
)

// forEachLevel runs a test on every level this machine has, through the public switch.
func forEachLevel(t *testing.T, test func(t *testing.T)) {
	for _, level := range engram.LevelsSupported() {
		t.Run(level.String(), func(t *testing.T) {
			if err := engram.ForceLevel(engram.AllFamilies, level); err != nil {
				t.Fatal(err)
			}
			defer engram.ForceLevel(engram.AllFamilies, engram.LevelAuto)
			test(t)
		})
	}
}

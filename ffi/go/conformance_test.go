// SPDX-License-Identifier: MIT OR Apache-2.0

package engram_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// player makes the call of a vector through this package and compares; it gives the reason where Go cannot say the call.
type player func(v *vectorCase) (leftOut string)

const (
	noSize = "the package fills in the sizes of structs"
	noFlag = "flags are fields"
	noNull = "a slice knows its length"
	noType = "types are checked when the program is built"
)

// play plays a vector; the reason is that of a call that is left out.
func play(v *vectorCase) (leftOut string) {
	p := players[v.call]
	if p == nil {
		return notDeclared
	}
	if leftOut = p(v); leftOut == "" {
		v.finish()
	}
	return leftOut
}

// fits tells whether a pattern with * for any text is that of a text.
func fits(pattern, text string) bool {
	start, rest, isOpen := strings.Cut(pattern, "*")
	if !isOpen {
		return pattern == text
	}
	if !strings.HasPrefix(text, start) {
		return false
	}
	for text = text[len(start):]; ; text = text[1:] {
		if fits(rest, text) {
			return true
		}
		if text == "" {
			return false
		}
	}
}

// documented gives the lines of a block of docs/ffi/go.md.
func documented(t *testing.T, block string) []string {
	t.Helper()
	page := string(must(os.ReadFile(filepath.Join(repository(), "docs", "ffi", "go.md"))))
	_, text, isThere := strings.Cut(page, "```text "+block+"\n")
	if !isThere {
		t.Fatalf("docs/ffi/go.md has no block %s", block)
	}
	text, _, _ = strings.Cut(text, "```")
	return strings.Split(strings.TrimSpace(text), "\n")
}

// TestConformance replays the vectors of the library on every level and compares every bit. What Go cannot say, or the
// fallback does not have, is listed in docs/ffi/go.md; the list is checked.
func TestConformance(t *testing.T) {
	played, leftOut := map[string]bool{}, map[string]string{}
	files := vectorFiles(t)
	for _, family := range sortedKeys(files) {
		count, without, names := 0, 0, []string{}
		for _, level := range conformanceLevels(t) {
			level.force()
			names = append(names, level.name)
			count, without = 0, 0
			for _, v := range readVectors(files[family]) {
				if why := play(v); why != "" {
					leftOut[v.title()] = why
					without++
				} else {
					played[v.title()] = true
					count++
				}
				if v.fault != "" {
					t.Errorf("%s on %s: %s", v.title(), level.name, v.fault)
				}
			}
		}
		t.Logf("conformance %s %s on %s: %d vectors played, %d left out", runner, family, strings.Join(names, ", "), count,
			without)
	}
	for _, title := range sortedKeys(leftOut) {
		if leftOut[title] != notDeclared {
			t.Logf("left out: %s: %s", title, leftOut[title])
		}
	}
	checkLeftOut(t, played, leftOut)
}

// matchAll demands that the patterns of a page fit all of one set and nothing of the other.
func matchAll(t *testing.T, block string, these map[string]bool, others map[string]bool) {
	t.Helper()
	patterns := documented(t, block)
	for title := range these {
		isThere := false
		for _, pattern := range patterns {
			isThere = isThere || fits(pattern, title)
		}
		if !isThere {
			t.Errorf("%s is missing in the block %s of docs/ffi/go.md", title, block)
		}
	}
	for _, pattern := range patterns {
		isUsed := false
		for title := range these {
			isUsed = isUsed || fits(pattern, title)
		}
		for title := range others {
			if fits(pattern, title) {
				t.Errorf("%s does not belong to the block %s of docs/ffi/go.md", title, block)
			}
		}
		if !isUsed {
			t.Errorf("%s in the block %s of docs/ffi/go.md is no vector", pattern, block)
		}
	}
}

// TestPlantedFaults plants one wrong bit in each output of each function, and wrong statuses: all are found.
func TestPlantedFaults(t *testing.T) {
	tried := map[string]bool{}
	for _, text := range vectorFiles(t) {
		for _, block := range strings.Split(text, "\n\n") {
			vectors := readVectors(block)
			if len(vectors) == 0 || players[vectors[0].call] == nil {
				continue
			}
			for output := range vectors[0].out {
				wrong := readVectors(block)[0]
				f, place := wrong.out[output], wrong.call+" "+output
				if f.isDigest {
					f.digest ^= 1
				} else if len(f.bits) > 0 {
					f.bits[len(f.bits)-1] ^= 1
				} else {
					continue
				}
				if tried[place] || play(wrong) != "" || wrong.untold[output] {
					continue
				}
				if wrong.fault == "" {
					t.Errorf("%s of %s: a wrong bit passes", output, wrong.title())
				}
				tried[place] = true
			}
			wrong := readVectors(block)[0]
			if wrong.status = "ENGRAM_ERROR_MARK"; vectors[0].status != "" && play(wrong) == "" && wrong.fault == "" {
				t.Errorf("%s: a wrong status passes", wrong.title())
			}
		}
	}
	if len(tried) < leastOutputs {
		t.Errorf("%d outputs tried", len(tried))
	}
}

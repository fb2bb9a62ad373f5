// SPDX-License-Identifier: MIT OR Apache-2.0

package engram_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"engram"
)

// One conformance vector and the reader of the files; docs/conformance.md of the library defines the format.

// field is an array as the bits of its values, cut to the width of its kind.
type field struct {
	kind     string
	isNull   bool
	bits     []uint64
	isDigest bool
	count    int
	digest   uint64
}

func (f *field) bytes() int {
	width, _ := strconv.Atoi(f.kind[1:])
	return width / 8
}

type vectorCase struct {
	call, name, status string
	in, out            map[string]*field
	emitted, untold    map[string]bool
	fault              string
}

func (v *vectorCase) title() string { return v.call + " " + v.name }

// has tells of a field of that name, or of a struct of that name.
func (v *vectorCase) has(name string) bool {
	for key := range v.in {
		if key == name || strings.HasPrefix(key, name+".") {
			return true
		}
	}
	return false
}

func (v *vectorCase) isNull(name string) bool { return v.in[name] != nil && v.in[name].isNull }

func (v *vectorCase) bits(name string) []uint64 {
	if f := v.in[name]; f != nil {
		return f.bits
	}
	return nil
}

func (v *vectorCase) u64(name string) uint64 {
	if bits := v.bits(name); len(bits) > 0 {
		return bits[0]
	}
	return 0
}

func (v *vectorCase) u32(name string) uint32  { return uint32(v.u64(name)) }
func (v *vectorCase) int(name string) int     { return int(v.u64(name)) }
func (v *vectorCase) f32(name string) float32 { return math.Float32frombits(v.u32(name)) }
func (v *vectorCase) f64(name string) float64 { return math.Float64frombits(v.u64(name)) }

// numbers is an array of integers; nil for one that is not there or empty.
func numbers[T ~uint64 | ~uint32 | ~uint16 | ~uint8 | ~int8](v *vectorCase, name string) []T {
	var out []T
	for _, bits := range v.bits(name) {
		out = append(out, T(bits))
	}
	return out
}

// f32s is an array of floats; nil for one that is not there or empty.
func (v *vectorCase) f32s(name string) []float32 {
	var out []float32
	for _, bits := range v.bits(name) {
		out = append(out, math.Float32frombits(uint32(bits)))
	}
	return out
}

func (v *vectorCase) f64s(name string) []float64 {
	var out []float64
	for _, bits := range v.bits(name) {
		out = append(out, math.Float64frombits(bits))
	}
	return out
}

func (v *vectorCase) differs(format string, values ...any) {
	if v.fault == "" {
		v.fault = fmt.Sprintf(format, values...)
	}
}

// outcome compares the status; it tells whether outputs are to be compared too.
func (v *vectorCase) outcome(err error) bool {
	found := "ENGRAM_OK"
	var e *engram.Error
	if errors.As(err, &e) {
		found = e.Status.Name()
	} else if err != nil {
		found = err.Error()
	}
	if v.status != "" && v.status != found {
		v.differs("status %s, expected %s: %v", found, v.status, err)
	}
	return err == nil
}

// emit compares one output, given as the bits of its values.
func (v *vectorCase) emit(name string, bits ...uint64) {
	v.emitted[name] = true
	want := v.out[name]
	if want == nil {
		v.differs("%s is not expected", name)
		return
	}
	if want.isDigest {
		if len(bits) != want.count || fnv1a64(bits, want.bytes()) != want.digest {
			v.differs("%s: its digest", name)
		}
		return
	}
	if len(bits) != len(want.bits) {
		v.differs("%s: %d values, expected %d", name, len(bits), len(want.bits))
		return
	}
	for i := range bits {
		if bits[i] != want.bits[i] {
			v.differs("%s[%d]: %x, expected %x", name, i, bits[i], want.bits[i])
			return
		}
	}
}

// emitAll compares an array, each of whose elements a function takes to its bits.
func emitAll[T any](v *vectorCase, name string, values []T, bits func(T) uint64) {
	all := make([]uint64, len(values))
	for i, value := range values {
		all[i] = bits(value)
	}
	v.emit(name, all...)
}

func float32Bits(x float32) uint64 { return uint64(math.Float32bits(x)) }

func (v *vectorCase) emitFloats(name string, values []float32) { emitAll(v, name, values, float32Bits) }

func (v *vectorCase) emitBool(name string, is bool) {
	bits := uint64(0)
	if is {
		bits = 1
	}
	v.emit(name, bits)
}

func (v *vectorCase) finish() {
	for name := range v.out {
		if !v.emitted[name] && !v.untold[name] {
			v.differs("%s did not come", name)
		}
	}
}

func fnv1a64(values []uint64, bytes int) uint64 {
	hash := uint64(0xCBF29CE484222325)
	for _, value := range values {
		for i := 0; i < bytes; i++ {
			hash = (hash ^ value>>(8*i)&0xFF) * 0x100000001B3
		}
	}
	return hash
}

func splitmix64(state *uint64) uint64 {
	*state += 0x9E3779B97F4A7C15
	z := (*state ^ *state>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func parse(kind, word string) uint64 {
	switch kind[0] {
	case 'x', 'f':
		return must(strconv.ParseUint(word, 16, 64))
	case 'i':
		return uint64(must(strconv.ParseInt(word, 10, 64)))
	}
	return must(strconv.ParseUint(word, 10, 64))
}

// parseField reads a kind and its values, or a text that stands for them.
func parseField(kind string, words []string) *field {
	f := &field{kind: kind}
	mask := ^uint64(0) >> (64 - 8*f.bytes())
	number := func(i int) uint64 { return parse(kind, words[i]) }
	decimal := func(i int) uint64 { return must(strconv.ParseUint(words[i], 10, 64)) }
	repeat := func(count uint64, value func(i uint64) uint64) {
		f.bits = make([]uint64, 0, count)
		for i := uint64(0); i < count; i++ {
			f.bits = append(f.bits, value(i)&mask)
		}
	}
	var state uint64
	if len(words) > 3 {
		state, _ = strconv.ParseUint(words[1], 10, 64)
	}
	switch {
	case len(words) == 1 && words[0] == "null":
		f.isNull = true
	case len(words) == 0 || words[0][0] != '@':
		repeat(uint64(len(words)), func(i uint64) uint64 { return number(int(i)) })
	case words[0] == "@fnv1a64":
		f.isDigest, f.count, f.digest = true, int(decimal(1)), must(strconv.ParseUint(words[2], 16, 64))
	case words[0] == "@fill":
		repeat(decimal(1), func(uint64) uint64 { return number(2) })
	case words[0] == "@ramp":
		repeat(decimal(1), func(i uint64) uint64 { return number(2) + i*number(3) })
	case words[0] == "@bits":
		bits := must(strconv.ParseUint(words[3], 16, 64))
		repeat(decimal(2), func(uint64) uint64 { return splitmix64(&state) & bits })
	case words[0] == "@below":
		repeat(decimal(2), func(uint64) uint64 { return splitmix64(&state) % decimal(3) })
	case words[0] == "@uniform":
		low, high := math.Float32frombits(uint32(number(3))), math.Float32frombits(uint32(number(4)))
		span := high - low
		repeat(decimal(2), func(uint64) uint64 {
			// Each operation is rounded by itself: some processors would fuse the two.
			step := float32(span * (float32(splitmix64(&state)>>40) * (1.0 / (1 << 24))))
			return float32Bits(low + step)
		})
	default:
		panic("no such recipe: " + words[0])
	}
	return f
}

func readVectors(text string) []*vectorCase {
	var vectors []*vectorCase
	for _, block := range strings.Split(text, "\n\n") {
		v := &vectorCase{in: map[string]*field{}, out: map[string]*field{}, emitted: map[string]bool{},
			untold: map[string]bool{}}
		for _, line := range strings.Split(block, "\n") {
			words := strings.Fields(line)
			switch {
			case len(words) == 0 || words[0] == "#":
			case words[0] == "call":
				v.call, v.name = words[1], words[2]
			case words[0] == "status":
				v.status = words[1]
			case words[0] == "in":
				v.in[words[1]] = parseField(words[2], words[3:])
			case words[0] == "out":
				v.out[words[1]] = parseField(words[2], words[3:])
			default:
				panic("no such line: " + line)
			}
		}
		if v.call != "" {
			vectors = append(vectors, v)
		}
	}
	return vectors
}

// vectorFiles gives the texts of the files by family. A test program that runs elsewhere than in its folder is told
// where they are.
func vectorFiles(t *testing.T) map[string]string {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join(repository(), "tests", "conformance", "vectors", "*.txt"))
	if len(paths) < 4 {
		t.Fatalf("%d files of vectors: set ENGRAM_REPOSITORY to the checkout", len(paths))
	}
	files := map[string]string{}
	for _, path := range paths {
		files[strings.TrimSuffix(filepath.Base(path), ".txt")] = string(must(os.ReadFile(path)))
	}
	return files
}

func repository() string {
	if told := os.Getenv("ENGRAM_REPOSITORY"); told != "" {
		return told
	}
	return filepath.Join("..", "..")
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

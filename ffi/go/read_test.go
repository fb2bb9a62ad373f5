// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"testing"

	"engram"
)

// reader is what a graph and an overlay have in common.
type reader interface {
	engram.Spreadable
	Edges(first, end uint32) ([]engram.Edge, error)
	Outgoing(node uint32) ([]engram.Edge, error)
	Incoming(node uint32) ([]engram.Edge, error)
	Changes() ([]uint32, error)
	Image() ([]byte, error)
}

// What was put in is read back, from a graph, an overlay and a snapshot, and comes through an image.
func TestGraphsAreReadBack(t *testing.T) {
	r := newRandom(t)
	edges := edgesOf(randomGraph(r, 20))
	base := must(engram.NewGraphFromEdges(20, edges, nil))
	o := must(engram.NewOverlay(base, 22))
	base.Close() // the overlay holds what it needs
	parallel := engram.Edge{Source: 21, Target: 3, Weight: 1, Type: 2}
	if err := o.Append(parallel, parallel, parallel); err != nil {
		t.Fatal(err)
	}
	before := must(o.Snapshot())
	for _, err := range []error{o.DeleteAt(21, 1), o.ReweightAt(21, 1, 4), o.Grow(23)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got, want := must(before.Edges(0, 22)), append(edges[:len(edges):len(edges)], parallel, parallel, parallel); !reflect.DeepEqual(got, want) {
		t.Errorf("the snapshot has %v, want %v", got, want)
	}
	heavier := parallel
	heavier.Weight = 4
	edges = append(edges, parallel, heavier)
	compact := must(o.Compact(nil))
	again := must(engram.NewGraphFromImage(must(o.Image()), &engram.GraphOptions{NoPull: true}))
	for name, g := range map[string]reader{"overlay": o, "compact": compact, "image": again, "snapshot": must(o.Snapshot())} {
		if got := must(g.Edges(0, 23)); !reflect.DeepEqual(got, edges) {
			t.Errorf("%s has %v, want %v", name, got, edges)
		}
		for node := uint32(0); node < 23; node++ {
			out, in := []engram.Edge{}, []engram.Edge{}
			for _, e := range edges {
				if e.Source == node {
					out = append(out, e)
				}
				if e.Target == node {
					in = append(in, e)
				}
			}
			if got := must(g.Outgoing(node)); !reflect.DeepEqual(got, out) {
				t.Errorf("%s, out of %d: %v, want %v", name, node, got, out)
			}
			if got := must(g.Incoming(node)); !reflect.DeepEqual(got, in) {
				t.Errorf("%s, into %d: %v, want %v", name, node, got, in)
			}
		}
		if !bytes.Equal(must(g.Image()), must(compact.Image())) {
			t.Errorf("%s has another image", name)
		}
		changed := name == "overlay" || name == "snapshot"
		if got := must(g.Changes()); changed && !reflect.DeepEqual(got, []uint32{21}) || !changed && len(got) != 0 {
			t.Errorf("%s changes %v", name, got)
		}
		for _, bad := range [][2]uint32{{0, 24}, {2, 1}} {
			_, err := g.Edges(bad[0], bad[1])
			expectError(t, name, err, engram.ErrArgument)
		}
		_, err := g.Outgoing(23)
		expectError(t, name, err, engram.ErrArgument)
		_, err = g.Incoming(23)
		expectError(t, name, err, engram.ErrArgument)
	}
	expectError(t, "no edge", o.DeleteAt(21, 2), engram.ErrArgument)
	expectError(t, "no edge", o.ReweightAt(2, math.MaxUint64, 1), engram.ErrArgument)
	expectError(t, "fewer nodes", o.Grow(22), engram.ErrArgument)
	image := must(o.Image())
	for _, bad := range [][]byte{nil, image[1:], image[:len(image)-1], append([]byte{1}, image[1:]...)} {
		_, err := engram.NewGraphFromImage(bad, nil)
		var e *engram.Error
		if !errors.As(err, &e) {
			t.Error("an image that is none is taken")
		}
	}
	o.Close()
	for _, err := range []error{o.DeleteAt(0, 0), o.ReweightAt(0, 0, 1), o.Grow(99)} {
		expectError(t, "closed", err, engram.ErrClosed)
	}
	_, err := o.Snapshot()
	expectError(t, "closed", err, engram.ErrClosed)
	_, err = o.Image()
	expectError(t, "closed", err, engram.ErrClosed)
	_, err = o.Edges(0, 1)
	expectError(t, "closed", err, engram.ErrClosed)
	if got := must(before.Outgoing(21)); len(got) != 3 {
		t.Error("the snapshot has gone with its overlay:", got)
	}
}

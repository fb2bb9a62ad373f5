// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"engram"
)

func TestUseAfterClose(t *testing.T) {
	r := random(4)
	csr := randomGraph(&r, 10)
	g, w := mustGraph(t, csr), mustWorkspace(t, 10)
	o, err := engram.NewOverlay(g, 12)
	if err != nil {
		t.Fatal(err)
	}
	if g.Close() != nil || g.Close() != nil {
		t.Error("Close fails")
	}
	results := make([]engram.Activated, 12)
	_, _, err = w.Spread(g, nil, []uint32{1}, nil, results)
	expectError(t, "graph", err, engram.ErrClosed, engram.ErrHandle)
	_, err = g.Info()
	expectError(t, "graph info", err, engram.ErrClosed)
	_, err = engram.NewOverlay(g, 12)
	expectError(t, "overlay on a closed graph", err, engram.ErrClosed)

	big := mustWorkspace(t, 12) // the base's memory stays for the overlay
	if _, _, err := big.Spread(o, nil, []uint32{1}, nil, results); err != nil {
		t.Error("overlay on a graph closed since:", err)
	}
	if o.Close() != nil || o.Close() != nil {
		t.Error("Close fails")
	}
	_, _, err = big.Spread(o, nil, []uint32{1}, nil, results)
	expectError(t, "overlay", err, engram.ErrClosed)
	expectError(t, "append", o.Append(engram.Edge{}), engram.ErrClosed)
	_, err = o.Compact(nil)
	expectError(t, "compact", err, engram.ErrClosed)
	_, err = o.Info()
	expectError(t, "overlay info", err, engram.ErrClosed)

	open := mustGraph(t, csr)
	w.Close()
	w.Close()
	_, _, err = w.Spread(open, nil, []uint32{1}, nil, results)
	expectError(t, "workspace", err, engram.ErrClosed, engram.ErrHandle)
	_, err = w.SpreadDense(open, nil, make([]float32, 10))
	expectError(t, "workspace, dense", err, engram.ErrClosed)
	_, err = w.PageRank(open, nil, []uint32{1}, nil, make([]float32, 10))
	expectError(t, "workspace, ranks", err, engram.ErrClosed)
}

// virtualBytes is the size of the address space in use, which shows memory of C that nobody has touched too.
func virtualBytes(t *testing.T) int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("no /proc/self/statm")
	}
	var pages int64
	if _, err := fmt.Sscan(string(text), &pages); err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// Handles that nobody closes are closed by the collector, an overlay before its base.
func TestForgottenHandles(t *testing.T) {
	const nodes, rounds = 500000, 40
	csr := engram.CSR{Offsets: make([]uint64, nodes+1)}
	forget := func() {
		g, err := engram.NewGraph(csr, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := engram.NewOverlay(g, nodes); err != nil {
			t.Fatal(err)
		}
		if _, err := engram.NewWorkspace(nodes); err != nil {
			t.Fatal(err)
		}
	}
	each, begin := int64(engram.WorkspaceSize(nodes)), virtualBytes(t)
	for n := 0; n < rounds; n++ {
		forget()
		runtime.GC()
	}
	for n := 0; n < 500 && virtualBytes(t)-begin > rounds/4*each; n++ {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
	if grown := virtualBytes(t) - begin; grown > rounds/4*each {
		t.Errorf("%d forgotten workspaces of %d bytes hold %d", rounds, each, grown)
	}
}

func TestClosingWhileOthersSpread(t *testing.T) {
	r := random(6)
	csr := randomGraph(&r, 300)
	g, err := engram.NewGraph(csr, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := mustWorkspace(t, 300).Spread(g, nil, []uint32{5}, nil, make([]engram.Activated, 300))
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for n := 0; n < 8; n++ {
		w := mustWorkspace(t, 300)
		group.Add(1)
		go func(n int) {
			defer group.Done()
			results := make([]engram.Activated, 300)
			for i := 0; i < 200; i++ {
				found, _, err := w.Spread(g, nil, []uint32{5}, nil, results)
				if errors.Is(err, engram.ErrClosed) {
					return
				}
				if err != nil || len(found) != len(want) || found[0] != want[0] || found[len(found)-1] != want[len(want)-1] {
					t.Error("wrong results", err)
					return
				}
				if n == 0 && i == 100 {
					g.Close()
				}
			}
		}(n)
	}
	group.Wait()
}

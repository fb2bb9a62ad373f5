// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

package engram_test

import (
	"testing"

	"engram"
)

func TestSignCodesSelectTheSame(t *testing.T) {
	r := random(11)
	rows := engram.Rows(r.vector(77*300, 0), 77)
	codes := must(engram.BuildSignCodes(rows))
	if len(codes.Data()) != 300*10 {
		t.Fatalf("%d bytes of codes", len(codes.Data()))
	}
	queries := rows.Slice(3, 6)
	const k = 5
	want, got := make([]engram.Hit, 3*k), make([]engram.Hit, 3*k)
	wantCounts, gotCounts := make([]engram.TopKCounts, 3), make([]engram.TopKCounts, 3)
	if err := engram.TopKInto(engram.Cosine, queries, rows, k, nil, want, wantCounts); err != nil {
		t.Fatal(err)
	}
	if err := engram.TopKWithCodes(engram.Cosine, queries, rows, codes, k, nil, got, gotCounts); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if want[i] != got[i] {
			t.Errorf("hit %d: %+v, with codes %+v", i, want[i], got[i])
		}
	}
	_, err := engram.BuildSignCodes(engram.Matrix[float32]{Count: 1, Dim: 8})
	expectError(t, "no data", err, engram.ErrLength)
}

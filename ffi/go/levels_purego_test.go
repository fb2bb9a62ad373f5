// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build !cgo || purego

package engram_test

import "testing"

func forEachLevel(t *testing.T, test func(t *testing.T)) { t.Run("pure Go", test) }

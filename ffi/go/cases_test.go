// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build !race

package engram_test

// cases is how many random cases each kernel is held against its float64 reference with.
const cases = 10000

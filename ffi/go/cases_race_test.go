// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build race

package engram_test

// cases under the race detector, which looks at accesses and not at values.
const cases = 500

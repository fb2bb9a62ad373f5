/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_SIMD_TABLE_H
#define ENGRAM_SIMD_TABLE_H

/* The name of the one symbol a level's object defines: ENGRAM_LEVEL_TABLE(decay) is engram_decay_avx2 in level avx2. */

#define ENGRAM_TABLE_NAME_(family, level) engram_##family##_##level
#define ENGRAM_TABLE_NAME(family, level) ENGRAM_TABLE_NAME_(family, level)
#define ENGRAM_LEVEL_TABLE(family) ENGRAM_TABLE_NAME(family, ENGRAM_LEVEL_NAME)

#endif

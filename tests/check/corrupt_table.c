/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Takes the place of one of the archive's decay objects at link time: that object defines this one symbol, so the
 * linker never looks at it. The drill fills the table before use. No hook for this exists in the library.
 */
#if defined(CORRUPT_SCALAR)
#define TABLE engram_decay_scalar
#elif defined(__aarch64__)
#define TABLE engram_decay_neon
#else
#define TABLE engram_decay_avx2
#endif
extern unsigned char TABLE[4096];
_Alignas(64) unsigned char TABLE[4096];

/* The other file of this test sees the same symbol declared constant, and must not write through that. */
void *table_to_corrupt(void);
void *table_to_corrupt(void) { return TABLE; }

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Takes the place of three of the archive's objects at link time, as tests/check/corrupt_table.c does for one: each
 * defines nothing but its table, so the linker never looks at it. The test fills the tables before use.
 */
#if defined(__aarch64__)
#define TABLE(family) engram_##family##_neon
#else
#define TABLE(family) engram_##family##_avx2
#endif
extern unsigned char TABLE(similarity)[4096], TABLE(activation)[4096], TABLE(decay)[4096];
_Alignas(64) unsigned char TABLE(similarity)[4096], TABLE(activation)[4096], TABLE(decay)[4096];

/* The other file sees the same symbols declared constant, and must not write through those. */
void *planted_table(int family);
void *planted_table(int family) {
    return family == 0 ? TABLE(similarity) : family == 1 ? TABLE(activation) : TABLE(decay);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Takes the place of one of the archive's decay objects at link time: that object defines this one symbol, so the
 * linker never looks at it. The drill fills the table before use. No hook for this exists in the library.
 */
#if defined(__aarch64__)
_Alignas(64) unsigned char engram_decay_neon[4096];
#else
_Alignas(64) unsigned char engram_decay_avx2[4096];
#endif

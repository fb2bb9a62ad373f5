// SPDX-License-Identifier: MIT OR Apache-2.0
// The dispatch of one family: from a level to its table, and the table that is in force. Included by the family's
// select.cpp with ENGRAM_FAMILY set to its name; the levels built are told by src/meson.build.

#include <atomic>

#include "cpu/level.h"

#define ENGRAM_PASTE_(a, b, c, d) a##b##c##d
#define ENGRAM_PASTE(a, b, c, d) ENGRAM_PASTE_(a, b, c, d)
#define ENGRAM_OPS ENGRAM_PASTE(engram_, ENGRAM_FAMILY, _ops, )
#define ENGRAM_TABLE(level) ENGRAM_PASTE(engram_, ENGRAM_FAMILY, _, level)
#define ENGRAM_NAME(what) ENGRAM_PASTE(engram_, ENGRAM_FAMILY, _, what)

namespace {

// Null before the first use and while a self-check runs.
constinit std::atomic<const struct ENGRAM_OPS *> active{nullptr};

} // namespace

const struct ENGRAM_OPS *ENGRAM_NAME(table)(engram_level level) {
    switch (level) {
#ifdef ENGRAM_BUILD_AVX2
    case ENGRAM_LEVEL_AVX2: return &ENGRAM_TABLE(avx2);
#endif
#ifdef ENGRAM_BUILD_AVX512
    case ENGRAM_LEVEL_AVX512: return &ENGRAM_TABLE(avx512);
#endif
#ifdef ENGRAM_BUILD_NEON
    case ENGRAM_LEVEL_NEON: return &ENGRAM_TABLE(neon);
#endif
    default: return &ENGRAM_TABLE(scalar);
    }
}

const struct ENGRAM_OPS *ENGRAM_NAME(active)(void) {
    const struct ENGRAM_OPS *table = active.load(std::memory_order_acquire);
    return table != nullptr ? table : ENGRAM_NAME(table)(engram_level_now(ENGRAM_PASTE(ENGRAM_INDEX_, ENGRAM_FAMILY, , )));
}

extern "C" void ENGRAM_NAME(publish)(engram_level level) {
    active.store(level != ENGRAM_LEVEL_AUTO ? ENGRAM_NAME(table)(level) : nullptr, std::memory_order_release);
}

// SPDX-License-Identifier: MIT OR Apache-2.0
#include "cpu/machine.h"

#include <atomic>

#include "cpu/detect.h"

#ifndef ENGRAM_BUILD_AVX2
#define ENGRAM_BUILD_AVX2 0
#endif
#ifndef ENGRAM_BUILD_AVX512
#define ENGRAM_BUILD_AVX512 0
#endif
#ifndef ENGRAM_BUILD_NEON
#define ENGRAM_BUILD_NEON 0
#endif

namespace {

// By value. The rank says which of two levels that both run is to be preferred: values are pinned, speed is not.
constexpr struct {
    const char *name;
    uint32_t rank;
    bool is_built;
} levels[ENGRAM_LEVEL_COUNT] = {
    {"auto", 0, false},
    {"scalar", 1, true},
    {"avx2", 2, ENGRAM_BUILD_AVX2},
    {"avx512", 3, ENGRAM_BUILD_AVX512},
    {"neon", 2, ENGRAM_BUILD_NEON},
};

// Both facts about the machine in one word, so that CPUID, which a hypervisor may trap, is asked once: can in the low
// half, should in the high one. Threads that arrive together write the same.
constinit std::atomic<uint64_t> detected{0};

uint64_t machine() {
    uint64_t word = detected.load(std::memory_order_relaxed);
    if (word == 0) {
        const struct engram_cpu found = engram_cpu_detect();
        word = static_cast<uint64_t>(found.should) << 32 | found.can;
        detected.store(word, std::memory_order_relaxed);
    }
    return word;
}

} // namespace

const char *engram_machine_level_name(engram_level level) {
    return level < ENGRAM_LEVEL_COUNT ? levels[level].name : "unknown";
}

uint32_t engram_levels_built(void) {
    uint32_t built = 0;
    for (engram_level level = 0; level < ENGRAM_LEVEL_COUNT; ++level)
        if (levels[level].is_built) built |= 1u << level;
    return built;
}

uint32_t engram_machine_can(void) { return static_cast<uint32_t>(machine()) & engram_levels_built(); }
uint32_t engram_machine_should(void) { return static_cast<uint32_t>(machine() >> 32) & engram_levels_built(); }

engram_level engram_levels_highest(uint32_t set) {
    engram_level best = ENGRAM_LEVEL_SCALAR;
    for (engram_level level = 0; level < ENGRAM_LEVEL_COUNT; ++level)
        if ((set >> level & 1u) != 0 && levels[level].rank > levels[best].rank) best = level;
    return best;
}

// SPDX-License-Identifier: MIT OR Apache-2.0
#include "cpu/level.h"

#include <atomic>
#include <cstdlib>
#include <cstring>

#include "cpu/detect.h"

namespace {

constexpr const char *level_names[ENGRAM_LEVEL_COUNT] = {"auto", "scalar", "avx2", "avx512", "neon"};
constexpr const char *family_names[ENGRAM_FAMILY_COUNT] = {"similarity", "activation", "decay"};
constexpr const char *because_best = "best level of this machine";
constexpr const char *because_forced = "forced by engram_level_force()";
constexpr const char *because_env = "forced by ENGRAM_ISA";
constexpr const char *unknown_name =
    "ENGRAM_ISA has an unknown name: use auto, scalar, avx2, avx512 or neon, or family=name; the best level runs";
constexpr const char *unsupported_name =
    "ENGRAM_ISA names a level that this machine or this build lacks; the best level runs";

#ifndef ENGRAM_BUILD_AVX2
#define ENGRAM_BUILD_AVX2 0
#endif
#ifndef ENGRAM_BUILD_AVX512
#define ENGRAM_BUILD_AVX512 0
#endif
#ifndef ENGRAM_BUILD_NEON
#define ENGRAM_BUILD_NEON 0
#endif
constexpr uint32_t built = 1u << ENGRAM_LEVEL_SCALAR | ENGRAM_BUILD_AVX2 << ENGRAM_LEVEL_AVX2 |
                                ENGRAM_BUILD_AVX512 << ENGRAM_LEVEL_AVX512 | ENGRAM_BUILD_NEON << ENGRAM_LEVEL_NEON;

// A family's choice: the level, and why. Two words are published one after the other; a reader who comes between sees
// the old reason beside the new level, which harms nothing.
struct choice {
    std::atomic<engram_level> level;
    std::atomic<const char *> reason;
};
constinit choice choices[ENGRAM_FAMILY_COUNT] = {};

bool is_word(const char *text, size_t length, const char *word) {
    return std::strlen(word) == length && std::memcmp(text, word, length) == 0;
}

int find_name(const char *text, size_t length, const char *const *names, int count) {
    for (int i = 0; i < count; ++i)
        if (is_word(text, length, names[i])) return i;
    return -1;
}

engram_level highest(uint32_t levels) {
    engram_level best = ENGRAM_LEVEL_SCALAR;
    for (engram_level level = ENGRAM_LEVEL_SCALAR; level < ENGRAM_LEVEL_COUNT; ++level)
        if (levels >> level & 1u) best = level;
    return best;
}

void choose(int family, engram_level level, const char *reason) {
    choices[family].reason.store(reason, std::memory_order_relaxed);
    choices[family].level.store(level, std::memory_order_release);
}

void publish(int family, engram_level level) {
    switch (family) {
    case 0: engram_similarity_publish(level); break;
    case 1: engram_activation_publish(level); break;
    default: engram_decay_publish(level); break;
    }
}

} // namespace

int engram_family_index(engram_families family) {
    for (int i = 0; i < ENGRAM_FAMILY_COUNT; ++i)
        if (family == 1u << i) return i;
    return -1;
}

struct engram_isa_wish engram_isa_parse(const char *value, int family_index, uint32_t supported) {
    struct engram_isa_wish wish = {ENGRAM_LEVEL_AUTO, because_best};
    if (value == nullptr) return wish;
    bool faulty = false;
    // Words separated by commas; a later one overrides an earlier one, `family=level` speaks of that family only.
    for (const char *word = value;;) {
        const size_t length = std::strcspn(word, ",");
        const char *equals = static_cast<const char *>(std::memchr(word, '=', length));
        const char *name = equals != nullptr ? equals + 1 : word;
        const int level =
            find_name(name, static_cast<size_t>(word + length - name), level_names, ENGRAM_LEVEL_COUNT);
        const int family =
            equals == nullptr
                ? family_index
                : find_name(word, static_cast<size_t>(equals - word), family_names, ENGRAM_FAMILY_COUNT);
        if (level < 0 || family < 0) {
            wish = {ENGRAM_LEVEL_AUTO, unknown_name};
            faulty = true;
        } else if (family == family_index && !faulty) {
            if (level == ENGRAM_LEVEL_AUTO) wish = {ENGRAM_LEVEL_AUTO, because_best};
            else if (supported >> level & 1u) wish = {static_cast<engram_level>(level), because_env};
            else wish = {ENGRAM_LEVEL_AUTO, unsupported_name};
        }
        if (word[length] == '\0') return wish;
        word += length + 1;
    }
}

engram_level engram_level_of(int family_index) {
    engram_level level = choices[family_index].level.load(std::memory_order_acquire);
    if (level != ENGRAM_LEVEL_AUTO) return level;
    // First use. Threads that arrive together compute the same answer, and a forced level is never overwritten.
    const struct engram_isa_wish wish =
        engram_isa_parse(std::getenv("ENGRAM_ISA"), family_index, engram_levels_supported());
    const engram_level wanted = wish.level != ENGRAM_LEVEL_AUTO ? wish.level : engram_level_best();
    if (choices[family_index].level.compare_exchange_strong(level, wanted, std::memory_order_acq_rel)) {
        choices[family_index].reason.store(wish.reason, std::memory_order_relaxed);
        return wanted;
    }
    return level;
}

extern "C" uint32_t engram_levels_supported(void) { return engram_cpu_detect().can & built; }

extern "C" engram_level engram_level_best(void) { return highest(engram_cpu_detect().should & built); }

extern "C" engram_status engram_level_force(engram_families families, engram_level level) {
    if (families == 0 || (families & ~static_cast<engram_families>(ENGRAM_FAMILY_ALL)) != 0 ||
        level >= ENGRAM_LEVEL_COUNT)
        return ENGRAM_ERROR_ENUM;
    if (level != ENGRAM_LEVEL_AUTO && (engram_levels_supported() >> level & 1u) == 0) return ENGRAM_ERROR_LEVEL;
    const engram_level wanted = level != ENGRAM_LEVEL_AUTO ? level : engram_level_best();
    for (int i = 0; i < ENGRAM_FAMILY_COUNT; ++i) {
        if ((families >> i & 1u) == 0) continue;
        choose(i, wanted, level == ENGRAM_LEVEL_AUTO ? because_best : because_forced);
        publish(i, wanted);
    }
    return ENGRAM_OK;
}

extern "C" engram_level engram_level_active(engram_families family) {
    const int index = engram_family_index(family);
    if (index < 0) return ENGRAM_LEVEL_AUTO;
    return engram_level_of(index);
}

extern "C" const char *engram_level_reason(engram_families family) {
    const int index = engram_family_index(family);
    if (index < 0) return "not one known family: pass one ENGRAM_FAMILY_ value";
    engram_level_of(index);
    const char *reason = choices[index].reason.load(std::memory_order_relaxed);
    return reason != nullptr ? reason : because_best;
}

extern "C" const char *engram_level_name(engram_level level) {
    return level < ENGRAM_LEVEL_COUNT ? level_names[level] : "unknown";
}

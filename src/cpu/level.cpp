// SPDX-License-Identifier: MIT OR Apache-2.0
#include "cpu/level.h"

#include <atomic>
#include <cstdlib>
#include <cstring>

#include "base/lock.h"
#include "base/log.h"
#include "cpu/detect.h"
#include "engram/diagnostics.h"

namespace {

constexpr const char *level_names[ENGRAM_LEVEL_COUNT] = {"auto", "scalar", "avx2", "avx512", "neon"};
constexpr const char *family_names[ENGRAM_FAMILY_COUNT] = {"similarity", "activation", "decay"};
constexpr const char *because_best = "best level of this machine";
constexpr const char *because_forced = "forced by engram_level_force()";
constexpr const char *because_env = "forced by ENGRAM_ISA";
constexpr const char *because_checked =
    "the self-check found a fault in the level that was chosen; the next best level runs";
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

// A family's choice: the level, why, and what is no longer offered. Written under the lock; readers may see an old
// reason beside a new level, which harms nothing.
struct choice {
    std::atomic<engram_level> level;
    std::atomic<const char *> reason;
    std::atomic<uint32_t> disabled;
    uint32_t checks; // self-checks under way; no table is published meanwhile
    bool met;        // a first use has been seen
};
constinit choice choices[ENGRAM_FAMILY_COUNT] = {};
constinit bool has_told_refusal = false; // ENGRAM_ISA is one setting: one event for all families
constinit thread_local engram_level checked[ENGRAM_FAMILY_COUNT] = {};

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

void publish(int family, engram_level level) {
    // Before the first use nothing is published, so that the first call comes by engram_level_settle().
    if (choices[family].checks != 0 || !choices[family].met) level = ENGRAM_LEVEL_AUTO;
    switch (family) {
    case 0: engram_similarity_publish(level); break;
    case 1: engram_activation_publish(level); break;
    default: engram_decay_publish(level); break;
    }
}

void choose(int family, engram_level level, const char *reason) {
    choices[family].reason.store(reason, std::memory_order_relaxed);
    choices[family].level.store(level, std::memory_order_release);
}

void tell(int family) {
    engram_log_event(ENGRAM_EVENT_LEVEL_CHOSEN, family_names[family], " runs on ",
                     engram_level_name(choices[family].level.load(std::memory_order_relaxed)), nullptr);
}

// Both facts about the machine in one word, so that CPUID, which a hypervisor may trap, is asked once: can in the low
// half, should in the high one. Threads that arrive together write the same.
constinit std::atomic<uint64_t> detected{0};
struct engram_cpu cpu() {
    uint64_t word = detected.load(std::memory_order_relaxed);
    if (word == 0) {
        const struct engram_cpu found = engram_cpu_detect();
        word = static_cast<uint64_t>(found.should) << 32 | found.can;
        detected.store(word, std::memory_order_relaxed);
    }
    return {static_cast<uint32_t>(word), static_cast<uint32_t>(word >> 32)};
}

// Under the lock.
void settle(int family) {
    const uint32_t usable = ~choices[family].disabled.load(std::memory_order_relaxed) & built;
    const struct engram_isa_wish wish = engram_isa_parse(std::getenv("ENGRAM_ISA"), family, cpu().can & usable);
    choose(family, wish.level != ENGRAM_LEVEL_AUTO ? wish.level : highest(cpu().should & usable), wish.reason);
}

} // namespace

const char *engram_family_name(int family) { return family_names[family]; }
uint32_t engram_levels_built(void) { return built; }
uint32_t engram_levels_disabled(int family) { return choices[family].disabled.load(std::memory_order_relaxed); }

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

engram_level engram_level_of(int family) {
    const engram_level level = choices[family].level.load(std::memory_order_acquire);
    return level != ENGRAM_LEVEL_AUTO ? level : engram_level_settle(family);
}

engram_level engram_level_settle(int family) {
    engram_lock();
    if (choices[family].level.load(std::memory_order_relaxed) == ENGRAM_LEVEL_AUTO) settle(family);
    const bool is_first = !choices[family].met;
    choices[family].met = true;
    publish(family, choices[family].level.load(std::memory_order_relaxed));
    const char *reason = choices[family].reason.load(std::memory_order_relaxed);
    const bool is_refused = !has_told_refusal && (reason == unknown_name || reason == unsupported_name);
    has_told_refusal |= is_refused;
    engram_unlock();
    if (is_first) {
        if (is_refused)
            engram_log_event(ENGRAM_EVENT_SETTING_REFUSED, reason, nullptr, nullptr, nullptr);
        tell(family);
        engram_self_check_at_first_use(family);
    }
    return choices[family].level.load(std::memory_order_acquire);
}

void engram_level_check_begin(int family) {
    engram_lock();
    ++choices[family].checks;
    publish(family, ENGRAM_LEVEL_AUTO);
    engram_unlock();
}

void engram_level_check_set(int family, engram_level level) { checked[family] = level; }
engram_level engram_level_checked(int family) { return checked[family]; }

void engram_level_check_end(int family) {
    checked[family] = ENGRAM_LEVEL_AUTO;
    engram_lock();
    --choices[family].checks;
    publish(family, choices[family].level.load(std::memory_order_relaxed));
    engram_unlock();
}

void engram_level_disable(int family, engram_level level) {
    if (level == ENGRAM_LEVEL_SCALAR) return;
    choice &c = choices[family];
    engram_lock();
    c.disabled.store(c.disabled.load(std::memory_order_relaxed) | 1u << level, std::memory_order_relaxed);
    const bool was_in_force = c.level.load(std::memory_order_relaxed) == level;
    if (was_in_force) {
        choose(family, highest(cpu().should & built & ~c.disabled.load(std::memory_order_relaxed)), because_checked);
        publish(family, c.level.load(std::memory_order_relaxed));
    }
    engram_unlock();
    if (was_in_force) tell(family);
}

extern "C" uint32_t engram_levels_supported(void) { return cpu().can & built; }

extern "C" engram_level engram_level_best(void) { return highest(cpu().should & built); }

extern "C" engram_status engram_level_force(engram_families families, engram_level level) {
    if (families == 0 || (families & ~static_cast<engram_families>(ENGRAM_FAMILY_ALL)) != 0 ||
        level >= ENGRAM_LEVEL_COUNT)
        return ENGRAM_ERROR_ENUM;
    uint32_t moved = 0;
    engram_lock();
    for (int i = 0; i < ENGRAM_FAMILY_COUNT; ++i) {
        const uint32_t usable = engram_levels_supported() & ~engram_levels_disabled(i);
        if ((families >> i & 1u) == 0 || level == ENGRAM_LEVEL_AUTO || (usable >> level & 1u) != 0) continue;
        engram_unlock();
        return ENGRAM_ERROR_LEVEL;
    }
    for (int i = 0; i < ENGRAM_FAMILY_COUNT; ++i) {
        if ((families >> i & 1u) == 0) continue;
        const engram_level best = highest(cpu().should & built & ~engram_levels_disabled(i));
        const engram_level wanted = level != ENGRAM_LEVEL_AUTO ? level : best;
        if (choices[i].level.load(std::memory_order_relaxed) != wanted) moved |= 1u << i;
        const char *unforced = best == engram_level_best() ? because_best : because_checked;
        choose(i, wanted, level != ENGRAM_LEVEL_AUTO ? because_forced : unforced);
        publish(i, wanted);
    }
    engram_unlock();
    for (int i = 0; i < ENGRAM_FAMILY_COUNT; ++i)
        if ((moved >> i & 1u) != 0) tell(i);
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

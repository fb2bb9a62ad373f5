// SPDX-License-Identifier: MIT OR Apache-2.0
#include "cpu/level.h"

#include <atomic>

#include "base/lock.h"
#include "base/log.h"
#include "base/setting.h"
#include "cpu/isa.h"
#include "engram/diagnostics.h"

uint8_t engram_levels_in_force[ENGRAM_FAMILY_COUNT] = {};

namespace {

constexpr const char *because_best = "best level of this machine";
constexpr const char *because_forced = "forced by engram_level_force()";
constexpr const char *because_checked =
    "the self-check found a fault in the level that was chosen; the next best level runs";

// A family's choice: the level, why, and what is no longer offered. Written under the lock; readers may see an old
// reason beside a new level, which harms nothing.
struct choice {
    std::atomic<engram_level> level;
    std::atomic<const char *> reason;
    std::atomic<uint32_t> disabled;
    const engram_family *family; // null before its first use: nothing is published then
    uint32_t checks;             // self-checks under way; no table is published meanwhile
};
constinit choice choices[ENGRAM_FAMILY_COUNT] = {};
constinit bool has_told_refusal = false; // ENGRAM_ISA is one setting: one event for all families
constinit thread_local engram_level checked[ENGRAM_FAMILY_COUNT] = {};

// The functions from here on are called under the lock.

void publish(const choice &c) {
    if (c.family == nullptr) return;
    const engram_level level = c.level.load(std::memory_order_relaxed);
    c.family->publish(c.checks == 0 ? level : engram_level{ENGRAM_LEVEL_AUTO});
    __atomic_store_n(&engram_levels_in_force[c.family->index], static_cast<uint8_t>(level), __ATOMIC_RELEASE);
}

void put(choice &c, engram_level level, const char *reason) {
    c.reason.store(reason, std::memory_order_relaxed);
    c.level.store(level, std::memory_order_release);
    publish(c);
}

uint32_t usable(const choice &c) { return ~c.disabled.load(std::memory_order_relaxed); }

// What was wrong with ENGRAM_ISA, the first time that it is found; else null.
const char *settle(int family, const char *isa) {
    choice &c = choices[family];
    if (c.level.load(std::memory_order_relaxed) != ENGRAM_LEVEL_AUTO) return nullptr;
    const struct engram_isa_wish wish = engram_isa_parse(isa, family, engram_machine_can() & usable(c));
    put(c, wish.level != ENGRAM_LEVEL_AUTO ? wish.level : engram_levels_highest(engram_machine_should() & usable(c)),
        wish.reason != nullptr ? wish.reason : because_best);
    if (wish.is_refused == 0 || has_told_refusal) return nullptr;
    has_told_refusal = true;
    return wish.reason;
}

// And these are not.

void tell(int family) {
    engram_log_event(ENGRAM_EVENT_LEVEL_CHOSEN, engram_family_name(family), " runs on ",
                     engram_machine_level_name(choices[family].level.load(std::memory_order_relaxed)), nullptr);
}

void tell_refusal(const char *sentence) {
    if (sentence != nullptr) engram_log_event(ENGRAM_EVENT_SETTING_REFUSED, sentence, nullptr, nullptr, nullptr);
}

#define ENGRAM_NAME_OF_(name) #name,
constexpr const char *family_names[] = {ENGRAM_FAMILIES(ENGRAM_NAME_OF_)};
#undef ENGRAM_NAME_OF_

} // namespace

const char *engram_family_name(int index) { return family_names[index]; }

int engram_family_index(engram_families family) {
    for (int i = 0; i < ENGRAM_FAMILY_COUNT; ++i)
        if (family == 1u << i) return i;
    return -1;
}

engram_level engram_level_of(int family) {
    const engram_level level = choices[family].level.load(std::memory_order_acquire);
    if (ENGRAM_LIKELY(level != ENGRAM_LEVEL_AUTO)) return level;
    const char *isa = engram_setting_value(ENGRAM_SETTING_ISA);
    engram_lock();
    const char *refusal = settle(family, isa);
    engram_unlock();
    tell_refusal(refusal);
    return choices[family].level.load(std::memory_order_acquire);
}

const char *engram_level_reason_of(int family) {
    engram_level_of(family);
    return choices[family].reason.load(std::memory_order_relaxed);
}

uint32_t engram_levels_disabled(int family) { return choices[family].disabled.load(std::memory_order_relaxed); }

engram_level engram_level_best_of(int family) {
    return engram_levels_highest(engram_machine_should() & usable(choices[family]));
}

int engram_level_meet(const struct engram_family *family) {
    choice &c = choices[family->index];
    const char *isa = engram_setting_value(ENGRAM_SETTING_ISA);
    engram_lock();
    const bool is_first = c.family == nullptr;
    c.family = family;
    const char *refusal = settle(family->index, isa);
    publish(c);
    engram_unlock();
    tell_refusal(refusal);
    if (is_first) tell(family->index);
    return is_first;
}

void engram_level_choose(int family, engram_level level) {
    choice &c = choices[family];
    engram_lock();
    const engram_level best = engram_level_best_of(family);
    // A self-check may have taken the level since the caller looked.
    const bool is_wish = level != ENGRAM_LEVEL_AUTO && (usable(c) >> level & 1u) != 0;
    const engram_level wanted = is_wish ? level : best;
    const bool moves = c.level.load(std::memory_order_relaxed) != wanted;
    const char *unforced = best == engram_levels_highest(engram_machine_should()) ? because_best : because_checked;
    put(c, wanted, is_wish ? because_forced : unforced);
    engram_unlock();
    if (moves) tell(family);
}

void engram_level_disable(int family, engram_level level) {
    if (level == ENGRAM_LEVEL_SCALAR) return;
    choice &c = choices[family];
    engram_lock();
    c.disabled.store(c.disabled.load(std::memory_order_relaxed) | 1u << level, std::memory_order_relaxed);
    const bool was_in_force = c.level.load(std::memory_order_relaxed) == level;
    if (was_in_force) put(c, engram_level_best_of(family), because_checked);
    engram_unlock();
    if (was_in_force) tell(family);
}

void engram_level_check_begin(int family) {
    engram_lock();
    ++choices[family].checks;
    publish(choices[family]);
    engram_unlock();
}

void engram_level_check_set(int family, engram_level level) { checked[family] = level; }

void engram_level_check_end(int family) {
    checked[family] = ENGRAM_LEVEL_AUTO;
    engram_lock();
    --choices[family].checks;
    publish(choices[family]);
    engram_unlock();
}

engram_level engram_level_now(int family) {
    return checked[family] != ENGRAM_LEVEL_AUTO ? checked[family] : engram_level_of(family);
}

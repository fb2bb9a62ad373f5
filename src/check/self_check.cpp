// SPDX-License-Identifier: MIT OR Apache-2.0
#include <atomic>
#include <pthread.h>

#include "abi/last_status.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/setting.h"
#include "check/check.h"
#include "cpu/level.h"
#include "metrics/count.h"

namespace {

// One check at a time; the flag knows a check that was called from within itself.
constinit pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
constinit thread_local bool checking = false;

// A fork waits until the check of another thread is over: the child would wait for that thread for ever.
constinit pthread_once_t once = PTHREAD_ONCE_INIT;
void install() {
    engram_lock_across_fork([] { if (!checking) pthread_mutex_lock(&one_at_a_time); },
                            [] { if (!checking) pthread_mutex_unlock(&one_at_a_time); });
}

// True when every vector of one family on one level is right.
bool level_is_right(const engram_family *family, engram_level level, engram_self_check_result *result) {
    const engram_checks checks = family->checks();
    bool right = true;
    engram_level_check_set(family->index, level);
    for (size_t i = 0; i < checks.count; ++i) {
        ++result->checks;
        const uint64_t digest = checks.all[i].digest();
        // A machine out of memory is no reason to take its fastest level away.
        if (digest == checks.all[i].expected || digest == 0) continue;
        right = false;
        if (result->failures++ != 0) continue;
        result->failed_level = level;
        result->failed_family = 1u << family->index;
        result->failed_check = checks.all[i].name;
    }
    return right;
}

void check_family(const engram_family *family, engram_self_check_result *result) {
    const int index = family->index;
    uint32_t wrong = 0;
    engram_level_check_begin(index);
    for (engram_level level = ENGRAM_LEVEL_SCALAR; level < ENGRAM_LEVEL_COUNT; ++level)
        if ((engram_machine_can() & ~engram_levels_disabled(index)) >> level & 1u)
            if (!level_is_right(family, level, result)) wrong |= 1u << level;
    // Disabled before tables are published again: no other thread gets a wrong one back.
    for (engram_level level = ENGRAM_LEVEL_SCALAR; level < ENGRAM_LEVEL_COUNT; ++level)
        if (wrong >> level & 1u) {
            engram_count_check_failure(index, level);
            engram_level_disable(index, level);
            engram_log_event(ENGRAM_EVENT_SELF_CHECK_FAILED, engram_family_name(index), " computes wrongly on ",
                             engram_machine_level_name(level), level == ENGRAM_LEVEL_SCALAR ? "" : ", which is disabled");
        }
    engram_level_check_end(index);
}

bool wanted_at_first_use() {
    const char *value = engram_setting_value(ENGRAM_SETTING_SELF_CHECK);
    const int flag = value != nullptr ? engram_setting_flag(value) : 0;
    constinit static std::atomic<bool> has_told{false};
    if (flag < 0 && !has_told.exchange(true, std::memory_order_relaxed))
        engram_log_event(ENGRAM_EVENT_SETTING_REFUSED, "ENGRAM_SELF_CHECK has a value that is refused, no check is made: "
                         "use true, 1, false or 0", nullptr, nullptr, nullptr);
    return flag > 0;
}

} // namespace

engram_status engram_self_check_run(const struct engram_family *const *families, uint32_t count,
                                    struct engram_self_check_result *result) {
    if (checking) return ENGRAM_ERROR_BUSY;
    pthread_once(&once, install);
    pthread_mutex_lock(&one_at_a_time);
    checking = true;
    const engram_status last = engram_last;
    engram_counts_pause();
    for (uint32_t i = 0; i < count; ++i) check_family(families[i], result);
    engram_counts_resume();
    engram_last = last;
    checking = false;
    pthread_mutex_unlock(&one_at_a_time);
    if (result->failures != 0) return ENGRAM_ERROR_CHECK;
    engram_log_event(ENGRAM_EVENT_SELF_CHECK_PASSED, "self-check passed", nullptr, nullptr, nullptr);
    return ENGRAM_OK;
}

void engram_part_meet(const struct engram_family *part) {
    if (checking || !wanted_at_first_use()) return;
    engram_self_check_result result = {};
    engram_self_check_run(&part, 1, &result);
}

void engram_family_meet(const struct engram_family *family) {
    if (engram_level_meet(family)) engram_part_meet(family);
}

// SPDX-License-Identifier: MIT OR Apache-2.0
// The configuration of arenas to come: defaults, then the environment, then the API.

#include <cstring>

#include "arena/pool.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/setting.h"
#include "engram/diagnostics.h"

namespace {

constinit struct engram_arena_config config = {ENGRAM_ARENA_DEFAULT_BYTES, ENGRAM_ARENA_FALLBACK, 1, 0, {}};
constinit bool known = false;

constexpr const char *accepted[ENGRAM_ARENA_VARIABLES] = {
    "use decimal bytes from 65536 to 1073741824", "use panic, error_return or fallback", "use true, 1, false or 0",
    "use true, 1, false or 0"};

// Decimal digits only: no sign, no space, no suffix, no wrap.
bool parse_bytes(const char *text, size_t *bytes) {
    size_t value = 0;
    if (*text == '\0') return false;
    for (; *text != '\0'; ++text) {
        if (*text < '0' || *text > '9' || value > ENGRAM_ARENA_MAX_BYTES / 10) return false;
        value = value * 10 + static_cast<size_t>(*text - '0');
    }
    if (value < ENGRAM_ARENA_MIN_BYTES || value > ENGRAM_ARENA_MAX_BYTES) return false;
    *bytes = value;
    return true;
}

bool parse_flag(const char *text, int *flag) {
    const int found = engram_setting_flag(text);
    if (found >= 0) *flag = found;
    return found >= 0;
}

} // namespace

int engram_arena_config_parse(int setting, const char *value, struct engram_arena_config *into) {
    if (value == nullptr) return 0;
    const auto is = [value](const char *word) { return std::strcmp(value, word) == 0; };
    switch (setting) {
    case ENGRAM_SETTING_ARENA_SIZE: return parse_bytes(value, &into->bytes) ? 1 : -1;
    case ENGRAM_SETTING_ARENA_ZERO: return parse_flag(value, &into->zero) ? 1 : -1;
    case ENGRAM_SETTING_ARENA_HUGE_PAGES: return parse_flag(value, &into->huge) ? 1 : -1;
    default:
        if (is("panic")) into->overflow = ENGRAM_ARENA_PANIC;
        else if (is("error_return")) into->overflow = ENGRAM_ARENA_ERROR_RETURN;
        else if (is("fallback")) into->overflow = ENGRAM_ARENA_FALLBACK;
        else return -1;
        return 1;
    }
}

struct engram_arena_config engram_arena_config_get(void) {
    const char *values[ENGRAM_ARENA_VARIABLES];
    for (int i = 0; i < ENGRAM_ARENA_VARIABLES; ++i) values[i] = engram_setting_value(ENGRAM_SETTING_ARENA_SIZE + i);
    engram_lock();
    bool refused = false;
    if (!known) {
        for (int i = 0; i < ENGRAM_ARENA_VARIABLES; ++i) {
            const int taken = engram_arena_config_parse(ENGRAM_SETTING_ARENA_SIZE + i, values[i], &config);
            config.source[i] = taken > 0   ? ENGRAM_ARENA_FROM_ENVIRONMENT
                               : taken < 0 ? ENGRAM_ARENA_REFUSED
                                           : ENGRAM_ARENA_FROM_DEFAULT;
            refused = refused || taken < 0;
        }
        known = true;
    }
    const struct engram_arena_config copy = config;
    engram_unlock();
    for (int i = 0; refused && i < ENGRAM_ARENA_VARIABLES; ++i)
        if (copy.source[i] == ENGRAM_ARENA_REFUSED)
            engram_log_event(ENGRAM_EVENT_SETTING_REFUSED, engram_setting_name(ENGRAM_SETTING_ARENA_SIZE + i),
                             " has a value that is refused, the default stays: ", accepted[i], nullptr);
    return copy;
}

void engram_arena_config_set(struct engram_arena_config wanted) {
    for (uint8_t &source : wanted.source) source = ENGRAM_ARENA_FROM_API;
    engram_lock();
    config = wanted;
    known = true;
    engram_pools_tell_news();
    engram_unlock();
}

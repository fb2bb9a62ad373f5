// SPDX-License-Identifier: MIT OR Apache-2.0
// The configuration of arenas to come: defaults, then the environment, then engram_configure_arena().

#include <cstdlib>
#include <cstring>
#include <pthread.h>

#include "arena/arena.h"

namespace {

constexpr struct engram_arena_config defaults = {ENGRAM_ARENA_DEFAULT_BYTES, ENGRAM_ARENA_FALLBACK, 1};
constinit pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
constinit struct engram_arena_config config = {};
constinit bool known = false;

constexpr const char *variables[] = {"ENGRAM_ARENA_SIZE", "ENGRAM_ARENA_OVERFLOW", "ENGRAM_ARENA_ZERO"};

// Decimal digits only: no sign, no space, no suffix, no wrap.
bool parse_bytes(const char *text, size_t *bytes) {
    size_t value = 0;
    if (*text == '\0') return false;
    for (; *text != '\0'; ++text) {
        if (*text < '0' || *text > '9' || value > ENGRAM_ARENA_MAX_BYTES) return false;
        value = value * 10 + static_cast<size_t>(*text - '0');
    }
    *bytes = value;
    return value >= ENGRAM_ARENA_MIN_BYTES && value <= ENGRAM_ARENA_MAX_BYTES;
}

} // namespace

int engram_arena_config_parse(const char *name, const char *value, struct engram_arena_config *into) {
    if (value == nullptr) return 0;
    const auto is = [value](const char *word) { return std::strcmp(value, word) == 0; };
    if (std::strcmp(name, variables[0]) == 0) {
        size_t bytes;
        if (!parse_bytes(value, &bytes)) return -1;
        into->bytes = bytes;
    } else if (std::strcmp(name, variables[1]) == 0) {
        if (is("panic")) into->overflow = ENGRAM_ARENA_PANIC;
        else if (is("error_return")) into->overflow = ENGRAM_ARENA_ERROR_RETURN;
        else if (is("fallback")) into->overflow = ENGRAM_ARENA_FALLBACK;
        else return -1;
    } else {
        if (is("true") || is("1")) into->zero = 1;
        else if (is("false") || is("0")) into->zero = 0;
        else return -1;
    }
    return 1;
}

struct engram_arena_config engram_arena_config_get(void) {
    pthread_mutex_lock(&lock);
    if (!known) {
        config = defaults;
        for (const char *name : variables) engram_arena_config_parse(name, std::getenv(name), &config);
        known = true;
    }
    const struct engram_arena_config copy = config;
    pthread_mutex_unlock(&lock);
    return copy;
}

void engram_arena_config_set(struct engram_arena_config wanted) {
    pthread_mutex_lock(&lock);
    config = wanted;
    known = true;
    pthread_mutex_unlock(&lock);
}

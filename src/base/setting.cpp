// SPDX-License-Identifier: MIT OR Apache-2.0
#include "base/setting.h"

#include <atomic>
#include <cstdlib>
#include <cstring>

#include "base/lock.h"

namespace {

constexpr const char *names[ENGRAM_SETTINGS] = {"ENGRAM_ISA",            "ENGRAM_SELF_CHECK",
                                                "ENGRAM_ARENA_SIZE",     "ENGRAM_ARENA_OVERFLOW",
                                                "ENGRAM_ARENA_ZERO",     "ENGRAM_ARENA_HUGE_PAGES"};

struct setting {
    std::atomic<bool> is_read;
    char value[128];
};
constinit setting settings[ENGRAM_SETTINGS] = {};

} // namespace

const char *engram_setting_name(int which) { return names[which]; }

const char *engram_setting_value(int which) {
    setting &s = settings[which];
    if (!s.is_read.load(std::memory_order_acquire)) {
        engram_lock();
        const char *found = s.is_read.load(std::memory_order_relaxed) ? nullptr : std::getenv(names[which]);
        if (found != nullptr) {
            constexpr size_t most = sizeof s.value - 1;
            const size_t length = std::strlen(found);
            std::memcpy(s.value, found, length <= most ? length : most);
            if (length > most) std::memset(s.value + most - 3, '.', 3);
        }
        s.is_read.store(true, std::memory_order_release);
        engram_unlock();
    }
    return s.value[0] != '\0' ? s.value : nullptr;
}

int engram_setting_flag(const char *value) {
    if (std::strcmp(value, "true") == 0 || std::strcmp(value, "1") == 0) return 1;
    return std::strcmp(value, "false") == 0 || std::strcmp(value, "0") == 0 ? 0 : -1;
}

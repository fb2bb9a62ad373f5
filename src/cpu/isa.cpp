// SPDX-License-Identifier: MIT OR Apache-2.0
#include "cpu/isa.h"

#include <cstring>

#include "cpu/family.h"
#include "cpu/machine.h"

namespace {

constexpr const char *because_env = "forced by ENGRAM_ISA";
constexpr const char *unknown_name =
    "ENGRAM_ISA has an unknown name: use auto, scalar, avx2, avx512 or neon, or family=name; the scalar reference runs";
constexpr const char *unsupported_name =
    "ENGRAM_ISA names a level that this machine or this build lacks; the best level runs";

struct word {
    const char *text;
    size_t length;
};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

word trimmed(word w) {
    while (w.length != 0 && is_space(*w.text)) ++w.text, --w.length;
    while (w.length != 0 && is_space(w.text[w.length - 1])) --w.length;
    return w;
}

bool is(word w, const char *name) {
    if (std::strlen(name) != w.length) return false;
    for (size_t i = 0; i < w.length; ++i) {
        const char c = w.text[i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != name[i]) return false;
    }
    return true;
}

template <typename Name> int find(word w, Name name, int count) {
    for (int i = 0; i < count; ++i)
        if (is(w, name(i))) return i;
    return -1;
}

int level_of(word w) {
    return find(w, [](int i) { return engram_machine_level_name(static_cast<engram_level>(i)); }, ENGRAM_LEVEL_COUNT);
}
int family_of(word w) { return find(w, engram_family_name, ENGRAM_FAMILY_COUNT); }

} // namespace

// Words separated by commas; a later one overrides an earlier one, `family=level` speaks of that family only. Nothing
// between commas is no word. Whoever reaches for this switch wants to get away from a fast level: a typo in it must not
// leave him on one.
struct engram_isa_wish engram_isa_parse(const char *value, int family, uint32_t supported) {
    struct engram_isa_wish wish = {ENGRAM_LEVEL_AUTO, nullptr, 0};
    for (const char *at = value; at != nullptr;) {
        const size_t length = std::strcspn(at, ",");
        const word whole = trimmed({at, length});
        at = at[length] == '\0' ? nullptr : at + length + 1;
        if (whole.length == 0) continue;
        const auto *equals = static_cast<const char *>(std::memchr(whole.text, '=', whole.length));
        const word name = equals == nullptr
                              ? whole
                              : trimmed({equals + 1, static_cast<size_t>(whole.text + whole.length - equals - 1)});
        const int level = level_of(name);
        const int of = equals == nullptr ? family : family_of(trimmed({whole.text, static_cast<size_t>(equals - whole.text)}));
        if (level < 0 || of < 0) return {ENGRAM_LEVEL_SCALAR, unknown_name, 1};
        if (of != family) continue;
        if (level == ENGRAM_LEVEL_AUTO) wish = {ENGRAM_LEVEL_AUTO, nullptr, 0};
        else if ((supported >> level & 1u) != 0) wish = {static_cast<engram_level>(level), because_env, 0};
        else wish = {ENGRAM_LEVEL_AUTO, unsupported_name, 1};
    }
    return wish;
}

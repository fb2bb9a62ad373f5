/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The values of ENGRAM_ARENA_* and ENGRAM_ISA, any text at all, against readers that are written the slow way. */

#include <strings.h>

#include "arena/arena.h"
#include "base/setting.h"
#include "cpu/isa.h"
#include "input.h"

/* Digits only, no sign, no sum beyond the largest pool: a number with leading zeros is one too. */
static int model_bytes(const char *text, size_t *bytes) {
    long double value = 0.0L;
    if (text[0] == 0 || text[strspn(text, "0123456789")] != 0) return -1;
    for (; *text != 0; ++text) value = value * 10 + (*text - '0');
    if (value < 65536.0L || value > 1073741824.0L) return -1;
    *bytes = (size_t)value;
    return 1;
}

static int model_word(const char *text, const char *const *words, const int *values, int count, int *value) {
    for (int i = 0; i < count; ++i)
        if (strcmp(text, words[i]) == 0) {
            *value = values[i];
            return 1;
        }
    return -1;
}

static int model_arena(int variable, const char *text, struct engram_arena_config *c) {
    static const char *const strategies[] = {"panic", "error_return", "fallback"}, *const flags[] = {"true", "1", "false", "0"};
    static const int strategy_values[] = {0, 1, 2}, flag_values[] = {1, 1, 0, 0};
    int value = 0, taken;
    if (variable == 0) return model_bytes(text, &c->bytes);
    if (variable == 1) {
        if ((taken = model_word(text, strategies, strategy_values, 3, &value)) > 0) c->overflow = (engram_arena_overflow)value;
    } else if ((taken = model_word(text, flags, flag_values, 4, &value)) > 0) {
        *(variable == 2 ? &c->zero : &c->huge) = value;
    }
    return taken;
}

/* Without the spaces around it. */
static char *trim(char *word) {
    word += strspn(word, " \t\n\v\f\r");
    for (size_t n = strlen(word); n > 0 && strchr(" \t\n\v\f\r", word[n - 1]) != NULL; --n) word[n - 1] = 0;
    return word;
}

/* Words by commas: all are known, or the reference runs; the last that speaks of the family counts. */
static engram_level model_isa(const char *text, int family, uint32_t supported, int *is_faulty) {
    static const char *const levels[] = {"auto", "scalar", "avx2", "avx512", "neon"}, *const families[] = {"similarity", "activation", "decay"};
    char copy[256], *word = copy;
    snprintf(copy, sizeof copy, "%s", text);
    engram_level level = ENGRAM_LEVEL_AUTO;
    *is_faulty = 0;
    for (char *end; word != NULL; word = end) {
        end = strchr(word, ',');
        if (end != NULL) *end++ = 0;
        word = trim(word);
        if (*word == 0) continue;
        char *equals = strchr(word, '=');
        int found = -1, of = family;
        if (equals != NULL) {
            *equals = 0;
            of = -1;
            for (int i = 0; i < 3; ++i)
                if (strcasecmp(trim(word), families[i]) == 0) of = i;
            word = trim(equals + 1);
        }
        for (int i = 0; i < 5; ++i)
            if (strcasecmp(word, levels[i]) == 0) found = i;
        if (found < 0 || of < 0) *is_faulty = 1;
        else if (of == family) level = (supported >> found & 1u) != 0 ? (engram_level)found : (engram_level)ENGRAM_LEVEL_AUTO;
    }
    return *is_faulty ? (engram_level)ENGRAM_LEVEL_SCALAR : level;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    const uint8_t which = take_u8(&in);
    char *text = fuzz_memory(in.left + 1);
    memcpy(text, in.at, in.left);
    text[in.left] = 0;
    if (which % 8 < ENGRAM_ARENA_VARIABLES) {
        struct engram_arena_config a = {ENGRAM_ARENA_DEFAULT_BYTES, ENGRAM_ARENA_FALLBACK, 1, 0, {0}}, b = a;
        const char *name = engram_setting_name(ENGRAM_SETTING_ARENA_SIZE + which % 8);
        const int taken = engram_arena_config_parse(ENGRAM_SETTING_ARENA_SIZE + which % 8, text, &a);
        const int expected = model_arena(which % 8, text, &b);
        fuzz_check(taken == expected, "%s=%.80s is %d, expected %d", name, text, taken, expected);
        fuzz_check(a.bytes == b.bytes && a.overflow == b.overflow && a.zero == b.zero && a.huge == b.huge, "%s=%.80s is read otherwise",
                   name, text);
    } else if (strlen(text) < 256) {
        const int family = which / 8 % 3;
        const uint32_t supported = (uint32_t)(which / 32) << 1 | 1u << ENGRAM_LEVEL_SCALAR;
        int is_faulty;
        const struct engram_isa_wish wish = engram_isa_parse(text, family, supported);
        const engram_level expected = model_isa(text, family, supported, &is_faulty);
        fuzz_check(wish.level == expected, "ENGRAM_ISA=%.80s asks for %s, expected %s", text, engram_level_name(wish.level), engram_level_name(expected));
        fuzz_check((wish.reason != NULL && strstr(wish.reason, "unknown name") != NULL) == is_faulty, "ENGRAM_ISA=%.80s: %s", text, wish.reason);
    }
    free(text);
    return 0;
}

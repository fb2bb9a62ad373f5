/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* ENGRAM_ARENA_SIZE, _OVERFLOW and _ZERO: what is taken, what is refused, and that a refusal keeps the default. */

#include "arena/arena.h"
#include "base/setting.h"
#include "engram/compat.h"
#include "support/child.h"

static const char size_name[] = "ENGRAM_ARENA_SIZE", overflow_name[] = "ENGRAM_ARENA_OVERFLOW",
                  zero_name[] = "ENGRAM_ARENA_ZERO";
enum { SIZE = ENGRAM_SETTING_ARENA_SIZE, OVERFLOW = ENGRAM_SETTING_ARENA_OVERFLOW, ZERO = ENGRAM_SETTING_ARENA_ZERO };

static struct engram_arena_config untouched(void) {
    struct engram_arena_config config;
    memset(&config, 0, sizeof config);
    config.bytes = 123456;
    config.overflow = ENGRAM_ARENA_ERROR_RETURN;
    config.zero = 1;
    return config;
}

static void absent_variables_change_nothing(void **state) {
    (void)state;
    for (int setting = SIZE; setting <= ENGRAM_SETTING_ARENA_HUGE_PAGES; ++setting) {
        struct engram_arena_config config = untouched(), before = config;
        assert_int_equal(engram_arena_config_parse(setting, NULL, &config), 0);
        assert_memory_equal(&config, &before, sizeof config);
    }
}

static void good_values(void **state) {
    (void)state;
    const struct {
        const char *text;
        size_t bytes;
    } good[] = {{"65536", 65536}, {"65537", 65537}, {"0002097152", 2097152}, {"1073741824", 1073741824}};
    for (size_t i = 0; i < sizeof good / sizeof *good; ++i) {
        struct engram_arena_config config = untouched();
        assert_int_equal(engram_arena_config_parse(SIZE, good[i].text, &config), 1);
        assert_int_equal(config.bytes, good[i].bytes);
        assert_int_equal(config.overflow, ENGRAM_ARENA_ERROR_RETURN);
        assert_int_equal(config.zero, 1);
    }
    struct engram_arena_config config = untouched();
    assert_int_equal(engram_arena_config_parse(OVERFLOW, "panic", &config), 1);
    assert_int_equal(config.overflow, ENGRAM_ARENA_PANIC);
    assert_int_equal(engram_arena_config_parse(OVERFLOW, "fallback", &config), 1);
    assert_int_equal(config.overflow, ENGRAM_ARENA_FALLBACK);
    assert_int_equal(engram_arena_config_parse(OVERFLOW, "error_return", &config), 1);
    assert_int_equal(config.overflow, ENGRAM_ARENA_ERROR_RETURN);
    assert_int_equal(engram_arena_config_parse(ZERO, "false", &config), 1);
    assert_int_equal(config.zero, 0);
    assert_int_equal(engram_arena_config_parse(ZERO, "1", &config), 1);
    assert_int_equal(config.zero, 1);
    assert_int_equal(engram_arena_config_parse(ZERO, "0", &config), 1);
    assert_int_equal(config.zero, 0);
    assert_int_equal(engram_arena_config_parse(ZERO, "true", &config), 1);
    assert_int_equal(config.zero, 1);
    assert_int_equal(config.bytes, 123456);
}

static void bad_values(void **state) {
    (void)state;
    const char *sizes[] = {"",        " ",          "0",         "1",          "65535",      "1073741825",
                           "-1",      "-65536",     "+65536",    " 65536",     "65536 ",     "65536\n",
                           "64K",     "1M",         "0x100000",  "1e6",        "1048576.0",  "1,048,576",
                           "one",     "4294967296", "4296015872" /* 2^32 + 2^20: must not wrap */,
                           "18446744073709551616" /* 2^64 */, "18446744073710600192" /* 2^64 + 2^20 */,
                           "99999999999999999999999999999999999999999999"};
    const char *overflows[] = {"", "error", "Panic", "PANIC", "fallback ", " fallback", "fall_back", "2", "error-return"};
    const char *zeros[] = {"", "yes", "no", "True", "FALSE", "2", "-1", "00", "01", "true ", "on"};
    const struct {
        int setting;
        const char **values;
        size_t count;
    } all[] = {{SIZE, sizes, sizeof sizes / sizeof *sizes},
               {OVERFLOW, overflows, sizeof overflows / sizeof *overflows},
               {ZERO, zeros, sizeof zeros / sizeof *zeros}};
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < all[i].count; ++j) {
            struct engram_arena_config config = untouched(), before = config;
            if (engram_arena_config_parse(all[i].setting, all[i].values[j], &config) != -1)
                fail_msg("%s=\"%s\" was taken", engram_setting_name(all[i].setting), all[i].values[j]);
            assert_memory_equal(&config, &before, sizeof config);
        }
}

/* The same through the environment, in processes of their own: how large a graph spreads without an overflow tells. */
typedef struct variables {
    const char *size, *overflow, *zero;
    size_t nodes;          /* four bytes each */
    engram_status status;  /* of spreading over them */
    size_t overflows;      /* counted */
} variables;

static void set(const char *name, const char *value) {
    if (value != NULL) setenv(name, value, 1);
    else unsetenv(name);
}

static void check_environment(const void *argument) {
    const variables *v = argument;
    set(size_name, v->size), set(overflow_name, v->overflow), set(zero_name, v->zero);
    float *values = calloc(v->nodes, sizeof *values), weight[1] = {0.5f};
    const uint32_t target[1] = {1};
    values[0] = 0.5f;
    engram_spread_activation(target, weight, values, v->nodes, 1, 1);
    child_check(engram_last_status() == v->status);
    child_check(values[1] == (v->status == ENGRAM_OK ? 0.25f : 0.0f));
    size_t overflows;
    engram_arena_stats(NULL, &overflows, NULL);
    child_check(overflows == v->overflows);
    free(values);
}

static void environment(void **state) {
    (void)state;
    enum { SMALL = 65536 / 4, DEFAULT = 1048576 / 4 };
    const variables all[] = {
        {NULL, NULL, NULL, DEFAULT, ENGRAM_OK, 0},
        {NULL, NULL, NULL, DEFAULT + 1, ENGRAM_OK, 1},
        {"65536", NULL, NULL, SMALL, ENGRAM_OK, 0},
        {"65536", NULL, NULL, SMALL + 1, ENGRAM_OK, 1},
        {"65536", "error_return", "0", SMALL, ENGRAM_OK, 0},
        {"65536", "error_return", "0", SMALL + 1, ENGRAM_ERROR_MEMORY, 1},
        {"4194304", "error_return", NULL, 4 * DEFAULT, ENGRAM_OK, 0},
        /* Each bad value alone leaves its default; the good ones beside it still count. */
        {"65535", "error_return", NULL, DEFAULT, ENGRAM_OK, 0},
        {"65535", "error_return", NULL, DEFAULT + 1, ENGRAM_ERROR_MEMORY, 1},
        {"", NULL, NULL, DEFAULT, ENGRAM_OK, 0},
        {"-1", NULL, NULL, DEFAULT + 1, ENGRAM_OK, 1},
        {"65536", "error", NULL, SMALL + 1, ENGRAM_OK, 1},
        {"65536", "", "maybe", SMALL + 1, ENGRAM_OK, 1},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; ++i) child_must_pass(check_environment, &all[i]);
}

static void api_before_first_use_replaces_the_environment(const void *unused) {
    (void)unused;
    set(size_name, "65536"), set(overflow_name, "panic"), set(zero_name, NULL);
    engram_configure_arena(2, 1);
    engram_reset_arenas();
    float *values = calloc(1 << 20, sizeof *values), weight[1] = {0.5f};
    const uint32_t target[1] = {1};
    engram_spread_activation(target, weight, values, 1 << 19, 1, 1);
    child_check(engram_last_status() == ENGRAM_OK);
    engram_spread_activation(target, weight, values, (1 << 19) + 1, 1, 1);
    child_check(engram_last_status() == ENGRAM_ERROR_MEMORY);
    free(values);
}

static void api_wins(void **state) {
    (void)state;
    child_must_pass(api_before_first_use_replaces_the_environment, NULL);
}

static void panic_by_environment(const void *unused) {
    (void)unused;
    set(overflow_name, "panic"), set(size_name, "65536");
    float *values = calloc(1 << 20, sizeof *values), weight[1] = {0.5f};
    const uint32_t target[1] = {1};
    engram_spread_activation(target, weight, values, 1 << 20, 1, 1);
}

static void panic(void **state) {
    (void)state;
    const child_end end = child_run(panic_by_environment, NULL);
    assert_int_equal(end.signal, SIGABRT);
    assert_non_null(strstr(end.said, "engram: arena overflow"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_variables_change_nothing), cmocka_unit_test(good_values), cmocka_unit_test(bad_values),
        cmocka_unit_test(environment), cmocka_unit_test(api_wins), cmocka_unit_test(panic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

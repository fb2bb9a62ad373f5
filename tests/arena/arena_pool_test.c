/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the thread's arena hands out: alignment of the address, sizes at both ends, zeros after a reset. */

#include "arena/arena.h"
#include "engram/compat.h"
#include "support/child.h"

static size_t overflows(void) {
    size_t n;
    engram_arena_stats(NULL, &n, NULL);
    return n;
}

static void alignments(const void *unused) {
    (void)unused;
    engram_configure_arena(4, 1);
    for (size_t align = 1; align <= 65536; align *= 2) {
        child_check(engram_arena_scratch_allocate(1, 1) != NULL); /* leaves an odd offset */
        char *memory = engram_arena_scratch_allocate(3, align);
        child_check(memory != NULL && (uintptr_t)memory % align == 0);
        memset(memory, 0xEE, 3);
    }
    const size_t refused[] = {0, 3, 6, 12, 65535, SIZE_MAX, SIZE_MAX - 1};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; ++i)
        child_check(engram_arena_scratch_allocate(8, refused[i]) == NULL);
    child_check(overflows() == 0); /* a wrong argument is no overflow */
    engram_arena_scratch_close();
}

static void sizes(const void *unused) {
    (void)unused;
    engram_configure_arena(1, 1);
    child_check(engram_arena_scratch_allocate(0, 1) != NULL);
    const size_t huge[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 15, SIZE_MAX / 2, SIZE_MAX / 4 + 1, ((size_t)1 << 20) + 1};
    for (size_t i = 0; i < sizeof huge / sizeof *huge; ++i) {
        child_check(engram_arena_scratch_allocate(huge[i], 16) == NULL);
        child_check(overflows() == i + 1);
    }
    child_check(engram_arena_scratch_allocate((size_t)1 << 20, 1) != NULL); /* refusals took nothing of the pool */
    child_check(engram_arena_scratch_allocate(1, 1) == NULL);
    child_check(engram_arena_scratch_allocate(0, 1) != NULL);
    engram_arena_scratch_close();
    child_check(engram_arena_scratch_allocate((size_t)1 << 20, 4096) != NULL);
}

static void sizes_under_fallback(const void *unused) {
    (void)unused;
    engram_configure_arena(1, 2);
    for (size_t align = 1; align <= 65536; align *= 2) {
        char *memory = engram_arena_scratch_allocate(((size_t)1 << 20) + align, align);
        child_check(memory != NULL && (uintptr_t)memory % align == 0);
        memory[0] = 1, memory[((size_t)1 << 20)] = 1;
    }
    child_check(overflows() == 17);
    child_check(engram_arena_scratch_allocate(SIZE_MAX, 1) == NULL);
    child_check(engram_arena_scratch_allocate(SIZE_MAX - 40, 64) == NULL);
    child_check(engram_arena_scratch_allocate(SIZE_MAX / 2, 1) == NULL);
    child_check(overflows() == 20);
    engram_arena_scratch_close();
}

static void zero_on_reset(const void *wants_zero) {
    const int zero = *(const int *)wants_zero;
    setenv("ENGRAM_ARENA_ZERO", zero ? "true" : "false", 1);
    enum { BYTES = 100000 };
    unsigned char *memory = engram_arena_scratch_allocate(BYTES, 16);
    child_check(memory != NULL);
    for (size_t i = 0; i < BYTES; ++i) child_check(memory[i] == 0); /* fresh pages */
    memset(memory, 0xA5, BYTES);
    engram_arena_scratch_close();
    unsigned char *again = engram_arena_scratch_allocate(BYTES, 16);
    child_check(again == memory);
    size_t zeros = 0;
    for (size_t i = 0; i < BYTES; ++i) zeros += again[i] == 0;
    child_check(zeros == (zero ? BYTES : 0));
}

static void configure_switches_zeroing_on(const void *unused) {
    (void)unused;
    setenv("ENGRAM_ARENA_ZERO", "false", 1);
    child_check(engram_arena_scratch_allocate(1, 1) != NULL); /* the environment has been read */
    engram_configure_arena(1, 2);
    engram_deinit_thread_arena();
    unsigned char *memory = engram_arena_scratch_allocate(64, 16);
    memset(memory, 0xA5, 64);
    engram_arena_scratch_close();
    memory = engram_arena_scratch_allocate(64, 16);
    for (size_t i = 0; i < 64; ++i) child_check(memory[i] == 0);
}

/* With AddressSanitizer a write after a reset, or past a piece, ends the process; without it there is nothing to see. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_POISONED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_POISONED 1
#endif
#endif
#ifndef IS_POISONED
#define IS_POISONED 0
#endif

static void write_out_of_bounds(const void *what) {
    char *memory = engram_arena_scratch_allocate(64, 16);
    child_check(memory != NULL);
    memset(memory, 1, 64);
    if (*(const int *)what == 0) engram_arena_scratch_close();
    ((volatile char *)memory)[*(const int *)what] = 2;
}

static void poisoning_test(void **state) {
    (void)state;
    if (!IS_POISONED) skip();
    for (int what = 0; what <= 64; what += 64) {
        const child_end end = child_run(write_out_of_bounds, &what);
        assert_true(end.exit_code != 0);
        assert_non_null(strstr(end.said, "use-after-poison"));
    }
}

static void alignments_test(void **state) { (void)state, child_must_pass(alignments, NULL); }
static void sizes_test(void **state) { (void)state, child_must_pass(sizes, NULL); }
static void fallback_test(void **state) { (void)state, child_must_pass(sizes_under_fallback, NULL); }
static void zero_on_reset_test(void **state) {
    (void)state;
    for (int zero = 0; zero < 2; ++zero) child_must_pass(zero_on_reset, &zero);
}
static void configure_test(void **state) { (void)state, child_must_pass(configure_switches_zeroing_on, NULL); }

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alignments_test),    cmocka_unit_test(sizes_test),     cmocka_unit_test(fallback_test),
        cmocka_unit_test(zero_on_reset_test), cmocka_unit_test(configure_test), cmocka_unit_test(poisoning_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

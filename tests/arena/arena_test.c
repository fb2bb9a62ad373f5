/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* engram/arena.h: allocation, marks, explicit arenas, live configuration, refusals. */

#include <pthread.h>

#include "engram/compat.h"
#include "support/child.h"

static const size_t mib = (size_t)1 << 20;

static engram_arena_options options(engram_arena_overflow overflow, uint64_t bytes, uint32_t zero) {
    engram_arena_options o = {.size = sizeof o};
    assert_int_equal(engram_arena_options_get(&o), ENGRAM_OK);
    o.overflow = overflow, o.bytes = bytes, o.zero_on_reset = zero;
    return o;
}

static engram_arena *make(engram_arena_overflow overflow, uint64_t bytes, uint32_t zero) {
    const engram_arena_options o = options(overflow, bytes, zero);
    engram_arena *arena = NULL;
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_OK);
    assert_non_null(arena);
    return arena;
}

static engram_arena_usage usage(const engram_arena *arena) {
    engram_arena_usage u = {.size = sizeof u};
    assert_int_equal(engram_arena_usage_get(arena, &u), ENGRAM_OK);
    assert_int_equal(u.arenas, 1);
    return u;
}

static void *take(engram_arena *arena, size_t bytes, size_t align) {
    void *memory = NULL;
    assert_int_equal(engram_arena_allocate(arena, bytes, align, &memory), ENGRAM_OK);
    assert_true((uintptr_t)memory % align == 0);
    return memory;
}

static void inline_and_call_agree(void **state) {
    (void)state;
    rng r = rng_seeded("inline_and_call_agree");
    engram_arena *a = make(ENGRAM_ARENA_ERROR_RETURN, mib, 0), *b = make(ENGRAM_ARENA_ERROR_RETURN, mib, 0);
    const uintptr_t begin_a = (uintptr_t)take(a, 0, 1), begin_b = (uintptr_t)take(b, 0, 1);
    assert_true(begin_a % 4096 == 0 && begin_b % 4096 == 0);
    for (int round = 0; round < 200; ++round) {
        for (int i = 0; i < 60; ++i) {
            const size_t bytes = (size_t)rng_below(&r, 40000), align = (size_t)1 << rng_below(&r, 13);
            void *x = engram_arena_fast_allocate(a, bytes, align), *y = NULL;
            const engram_status status = engram_arena_allocate(b, bytes, align, &y);
            assert_int_equal(x == NULL, status == ENGRAM_ERROR_MEMORY);
            if (x == NULL) continue;
            assert_true((uintptr_t)x - begin_a == (uintptr_t)y - begin_b && (uintptr_t)x % align == 0);
            memset(x, round, bytes);
        }
        engram_arena_fast_reset(a);
        assert_int_equal(engram_arena_reset(b), ENGRAM_OK);
        const engram_arena_usage u = usage(a), v = usage(b);
        assert_memory_equal(&u, &v, sizeof u);
        assert_int_equal(u.resets, round + 1);
    }
    assert_true(usage(a).overflows > 0 && usage(a).high_water > mib / 2);
    engram_arena_destroy(&a), engram_arena_destroy(&b);
    assert_null(a);
}

/* Pieces of memory never overlap, in the pool and beside it, and all of them can be written. */
static void pieces_are_apart(void **state) {
    (void)state;
    rng r = rng_seeded("pieces_are_apart");
    engram_arena *arena = make(ENGRAM_ARENA_FALLBACK, 65536, 1);
    enum { N = 400 };
    static struct {
        unsigned char *at;
        size_t bytes;
    } piece[N];
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < N; ++i) {
            piece[i].bytes = (size_t)rng_below(&r, i % 10 == 0 ? 50000 : 600);
            piece[i].at = take(arena, piece[i].bytes, (size_t)1 << rng_below(&r, 14));
            memset(piece[i].at, i & 0xFF, piece[i].bytes);
        }
        for (int i = 0; i < N; ++i)
            for (size_t j = 0; j < piece[i].bytes; ++j) assert_int_equal(piece[i].at[j], i & 0xFF);
        const engram_arena_usage u = usage(arena);
        assert_true(u.overflows == u.fallbacks && u.fallbacks > 100 && u.fallback_bytes > 65536);
        assert_true(u.used >= u.fallback_bytes && u.high_water >= u.used && u.capacity == 65536);
        engram_arena_usage all = {.size = sizeof all};
        assert_int_equal(engram_arena_usage_total(&all), ENGRAM_OK);
        assert_true(all.arenas == 1 && all.fallback_bytes == u.fallback_bytes && all.used == u.used && all.capacity == u.capacity);
        assert_int_equal(engram_arena_reset(arena), ENGRAM_OK);
        assert_int_equal(usage(arena).used, 0);
        assert_int_equal(usage(arena).fallback_bytes, 0);
    }
    engram_arena_destroy(&arena);
}

static void bad_requests(void **state) {
    (void)state;
    engram_arena *arena = make(ENGRAM_ARENA_FALLBACK, 65536, 1);
    void *out = &out;
    const size_t aligns[] = {0, 3, 12, SIZE_MAX};
    for (size_t i = 0; i < 4; ++i) {
        assert_int_equal(engram_arena_allocate(arena, 8, aligns[i], &out), ENGRAM_ERROR_ARGUMENT);
        assert_null(engram_arena_fast_allocate(arena, 8, aligns[i]));
    }
    assert_int_equal(engram_arena_allocate(arena, 8, 8, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_arena_allocate(NULL, 8, 8, &out), ENGRAM_ERROR_NULL);
    assert_int_equal(usage(arena).overflows, 0);
    const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 8, SIZE_MAX / 2 + 1, PTRDIFF_MAX};
    for (size_t i = 0; i < 4; ++i) {
        assert_int_equal(engram_arena_allocate(arena, sizes[i], 8, &out), ENGRAM_ERROR_OVERFLOW);
        assert_null(engram_arena_fast_allocate(arena, sizes[i], 8));
    }
    assert_int_equal(engram_arena_allocate(arena, PTRDIFF_MAX - 8, 8, &out), ENGRAM_ERROR_MEMORY);
    assert_int_equal(engram_arena_allocate_array(arena, SIZE_MAX / 4 + 1, 4, 4, &out), ENGRAM_ERROR_OVERFLOW);
    assert_int_equal(engram_arena_allocate_array(arena, 5, 0, 4, &out), ENGRAM_OK);
    out = &out;
    assert_int_equal(engram_arena_allocate_array(arena, 5, 4, 0, &out), ENGRAM_ERROR_ARGUMENT);
    assert_ptr_equal(out, &out);
    assert_null(ENGRAM_ARENA_NEW(arena, double, SIZE_MAX / 8 + 1));
    double *numbers = ENGRAM_ARENA_NEW(arena, double, 100);
    assert_true(numbers != NULL && (uintptr_t)numbers % _Alignof(double) == 0);
    engram_arena_destroy(&arena);
}

static void marks_nest(void **state) {
    (void)state;
    engram_arena *arena = make(ENGRAM_ARENA_FALLBACK, 65536, 1);
    enum { DEPTH = 10000 };
    static engram_arena_mark marks[DEPTH];
    static unsigned char *first[DEPTH];
    for (int i = 0; i < DEPTH; ++i) { /* runs far into the fallback */
        assert_int_equal(engram_arena_mark_set(arena, &marks[i]), ENGRAM_OK);
        first[i] = take(arena, 40, 8);
        memset(first[i], i & 0xFF, 40);
    }
    for (int i = DEPTH - 1; i >= 0; --i) {
        if (i % 3 == 0) continue; /* an outer rewind ends the inner scope too */
        assert_int_equal(engram_arena_rewind(arena, &marks[i]), ENGRAM_OK);
        assert_int_equal(engram_arena_rewind(arena, &marks[i]), ENGRAM_ERROR_MARK);
        if (i > 0) assert_int_equal(first[i - 1][39], (i - 1) & 0xFF);
        if (i == DEPTH / 2) assert_ptr_equal(take(arena, 40, 8), first[i]); /* the place is free again */
    }
    assert_int_equal(engram_arena_rewind(arena, &marks[0]), ENGRAM_OK);
    assert_int_equal(usage(arena).used, 0);
    assert_int_equal(usage(arena).fallback_bytes, 0);
    engram_arena_destroy(&arena);
}

static void rewind_zeroes_where_asked(void **state) {
    (void)state;
    for (uint32_t zero = 0; zero < 2; ++zero) {
        engram_arena *arena = make(ENGRAM_ARENA_ERROR_RETURN, 65536, zero);
        memset(take(arena, 100, 1), 0x11, 100);
        engram_arena_mark mark;
        engram_arena_mark_set(arena, &mark);
        unsigned char *inner = take(arena, 100, 1);
        memset(inner, 0x22, 100);
        engram_arena_rewind(arena, &mark);
        assert_ptr_equal(take(arena, 100, 1), inner); /* ours again, to look at */
        assert_int_equal(inner[0], zero ? 0 : 0x22);
        assert_int_equal(inner[99], zero ? 0 : 0x22);
        assert_int_equal(inner[-1], 0x11);
        engram_arena_destroy(&arena);
    }
}

/* Of small pieces beside the pool too, whether the block they lie in is still the newest or not. */
static void rewind_zeroes_beside_the_pool(void **state) {
    (void)state;
    for (uint32_t zero = 0; zero < 2; ++zero)
        for (int blocks = 1; blocks <= 3; ++blocks) {
            engram_arena *arena = make(ENGRAM_ARENA_FALLBACK, 65536, zero);
            take(arena, 65536, 1);
            memset(take(arena, 100, 1), 0x11, 100);
            engram_arena_mark mark;
            assert_int_equal(engram_arena_mark_set(arena, &mark), ENGRAM_OK);
            unsigned char *inner = take(arena, 100, 1);
            memset(inner, 0x22, 100);
            while (usage(arena).fallback_bytes < (uint64_t)(blocks - 1) * 200000)
                memset(take(arena, 1000, 1), 0x33, 1000);
            assert_int_equal(engram_arena_rewind(arena, &mark), ENGRAM_OK);
            assert_int_equal(usage(arena).fallback_bytes, 100);
            assert_ptr_equal(take(arena, 100, 1), inner);
            for (int i = 0; i < 100; ++i) assert_int_equal(inner[i], zero ? 0 : 0x22);
            assert_int_equal(inner[-1], 0x11);
            engram_arena_destroy(&arena);
        }
}

static void counters_start_over(void **state) {
    (void)state;
    engram_arena *arena = make(ENGRAM_ARENA_FALLBACK, 65536, 1);
    for (int round = 1; round <= 3; ++round) {
        for (int i = 0; i < round; ++i) take(arena, 70000, 1), assert_int_equal(engram_arena_reset(arena), ENGRAM_OK);
        engram_arena_usage u = usage(arena);
        assert_true(u.overflows == (uint64_t)round && u.fallbacks == (uint64_t)round && u.resets == (uint64_t)round && u.high_water == 70000);
        engram_reset_arena_metrics();
        u = usage(arena);
        assert_true(u.overflows == 0 && u.fallbacks == 0 && u.resets == 0 && u.high_water == 0);
    }
    engram_arena_destroy(&arena);
}

static void stale_marks_are_refused(void **state) {
    (void)state;
    engram_arena *arena = make(ENGRAM_ARENA_FALLBACK, 65536, 1), *other = make(ENGRAM_ARENA_FALLBACK, 65536, 0);
    engram_arena_mark outer, inner, fresh;
    engram_arena_mark_set(arena, &outer);
    take(arena, 10, 1);
    engram_arena_mark_set(arena, &inner);
    assert_int_equal(engram_arena_rewind(other, &inner), ENGRAM_ERROR_MARK);
    assert_int_equal(engram_arena_rewind(arena, &outer), ENGRAM_OK);
    assert_int_equal(engram_arena_rewind(arena, &inner), ENGRAM_ERROR_MARK);
    engram_arena_mark_set(arena, &fresh);
    take(arena, 10, 1);
    assert_int_equal(engram_arena_rewind(arena, &inner), ENGRAM_ERROR_MARK);
    assert_int_equal(engram_arena_rewind(arena, &outer), ENGRAM_ERROR_MARK);
    assert_int_equal(usage(arena).used, 10);
    assert_int_equal(engram_arena_reset(arena), ENGRAM_OK); /* a reset with a live mark ends the mark */
    assert_int_equal(engram_arena_rewind(arena, &fresh), ENGRAM_ERROR_MARK);
    engram_arena_mark_set(other, &fresh);
    engram_arena_fast_reset(other);
    assert_int_equal(engram_arena_rewind(other, &fresh), ENGRAM_ERROR_MARK);
    memset(&fresh, 0, sizeof fresh);
    assert_int_equal(engram_arena_rewind(arena, &fresh), ENGRAM_ERROR_MARK);
    assert_int_equal(engram_arena_rewind(arena, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_arena_mark_set(arena, NULL), ENGRAM_ERROR_NULL);
    engram_arena_destroy(&arena), engram_arena_destroy(&other);
}

static void handles(void **state) {
    (void)state;
    engram_arena *arena = make(ENGRAM_ARENA_FALLBACK, 65536, 1), *stale = arena, *none = NULL;
    void *out = NULL;
    engram_arena_mark mark;
    engram_arena_usage u = {.size = sizeof u};
    int local = 0;
    char *piece = take(arena, 100, 1), *beside = take(arena, 100000, 1);
    assert_true(engram_arena_holds(arena, piece) && engram_arena_holds(arena, piece + 99));
    assert_true(engram_arena_holds(arena, beside) && engram_arena_holds(arena, beside + 99999));
    assert_false(engram_arena_holds(arena, piece + 100) || engram_arena_holds(arena, &local));
    assert_false(engram_arena_holds(arena, NULL) || engram_arena_holds(NULL, piece));
    assert_int_equal(engram_arena_destroy(NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_arena_destroy(&none), ENGRAM_OK);
    assert_int_equal(engram_arena_destroy(&arena), ENGRAM_OK);
    assert_int_equal(engram_arena_destroy(&arena), ENGRAM_OK); /* it is null now */
    /* A handle kept past the end is recognised. */
    assert_int_equal(engram_arena_allocate(stale, 8, 8, &out), ENGRAM_ERROR_HANDLE);
    assert_null(engram_arena_fast_allocate(stale, 8, 8));
    assert_int_equal(engram_arena_reset(stale), ENGRAM_ERROR_HANDLE);
    assert_int_equal(engram_arena_mark_set(stale, &mark), ENGRAM_ERROR_HANDLE);
    assert_int_equal(engram_arena_rewind(stale, &mark), ENGRAM_ERROR_HANDLE);
    assert_int_equal(engram_arena_usage_get(stale, &u), ENGRAM_ERROR_HANDLE);
    assert_false(engram_arena_holds(stale, piece));
    assert_int_equal(engram_arena_destroy(&stale), ENGRAM_ERROR_HANDLE);
}

static void structs_of_other_versions(void **state) {
    (void)state;
    engram_arena *arena = NULL;
    engram_arena_options o = options(ENGRAM_ARENA_PANIC, 2 * mib, 0);
    for (uint32_t size = 0; size < 8; ++size) {
        o.size = size;
        assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_ERROR_STRUCT);
    }
    o.size = sizeof o + 8;
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_ERROR_STRUCT);
    assert_int_equal(engram_arena_configure(&o), ENGRAM_ERROR_STRUCT);
    o.size = 16; /* up to bytes: the rest is as configured */
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_OK);
    assert_int_equal(usage(arena).capacity, 2 * mib);
    engram_arena_usage u = {.size = 16, .used = 77};
    assert_int_equal(engram_arena_usage_get(arena, &u), ENGRAM_OK);
    assert_true(u.capacity == 2 * mib && u.used == 77 && u.size == 16);
    u.size = 2;
    assert_int_equal(engram_arena_usage_get(arena, &u), ENGRAM_ERROR_STRUCT);
    u.size = sizeof u + 1;
    assert_int_equal(engram_arena_usage_total(&u), ENGRAM_ERROR_STRUCT);
    assert_int_equal(engram_arena_usage_total(NULL), ENGRAM_ERROR_NULL);
    engram_arena_destroy(&arena);
}

static void *allocate_nothing(void *context, size_t bytes, size_t align) {
    (void)context, (void)bytes, (void)align;
    return NULL;
}
static void release_nothing(void *context, void *memory, size_t bytes, size_t align) {
    (void)context, (void)memory, (void)bytes, (void)align;
}

static void options_out_of_range(void **state) {
    (void)state;
    engram_arena *arena = NULL;
    const uint64_t sizes[] = {0, 1, 65535, ((uint64_t)1 << 30) + 1, UINT64_MAX};
    for (size_t i = 0; i < 5; ++i) {
        const engram_arena_options o = options(ENGRAM_ARENA_FALLBACK, sizes[i], 1);
        assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_ERROR_ARGUMENT);
        assert_int_equal(engram_arena_configure(&o), ENGRAM_ERROR_ARGUMENT);
    }
    engram_arena_options o = options(3, mib, 1);
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_ERROR_ENUM);
    assert_int_equal(engram_arena_configure(&o), ENGRAM_ERROR_ENUM);
    o = options(ENGRAM_ARENA_FALLBACK, mib, 2);
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_ERROR_ARGUMENT);
    o = options(ENGRAM_ARENA_FALLBACK, mib, 1);
    o.huge_pages = 9;
    assert_int_equal(engram_arena_configure(&o), ENGRAM_ERROR_ARGUMENT);
    o.huge_pages = 0, o.memory = &o;
    assert_int_equal(engram_arena_configure(&o), ENGRAM_ERROR_ARGUMENT);
    o.bytes = 0;
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_ERROR_ARGUMENT);
    o.bytes = UINT64_MAX;
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_ERROR_ARGUMENT);
    const engram_allocator empty = {.size = sizeof empty}, unknown = {.size = 3};
    o = options(ENGRAM_ARENA_FALLBACK, mib, 1);
    o.allocator = &empty;
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_ERROR_NULL);
    const engram_allocator only_takes = {.size = sizeof only_takes, .allocate = allocate_nothing};
    const engram_allocator only_gives = {.size = sizeof only_gives, .release = release_nothing};
    o.allocator = &only_takes;
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_ERROR_NULL);
    o.allocator = &only_gives;
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_ERROR_NULL);
    o.allocator = &unknown;
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_ERROR_STRUCT);
    assert_int_equal(engram_arena_create(NULL, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_arena_options_get(NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_arena_configure(NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_arena_thread(NULL), ENGRAM_ERROR_NULL);
    assert_null(arena);
}

static void caller_memory(void **state) {
    (void)state;
    static char memory[1000];
    memset(memory, 0x5A, sizeof memory);
    engram_arena_options o = options(ENGRAM_ARENA_ERROR_RETURN, 900, 1);
    o.memory = memory + 1; /* any address will do */
    engram_arena *arena;
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_OK);
    char *a = take(arena, 100, 64);
    assert_true(a > memory && a < memory + 65);
    assert_null(engram_arena_fast_allocate(arena, 900, 1));
    char *rest = take(arena, (size_t)(memory + 901 - (a + 100)), 1); /* to the last byte */
    memset(rest, 1, (size_t)(memory + 901 - rest));
    assert_null(engram_arena_fast_allocate(arena, 1, 1));
    engram_arena_destroy(&arena);
    assert_true(memory[0] == 0x5A && memory[901] == 0x5A && memory[500] == 0); /* zeroed, and nothing beyond */
}

/* Up to 256 bytes the inline reset zeroes by itself: all that was used, and nothing outside the arena's memory. */
static void small_resets_zero_too(void **state) {
    (void)state;
    static char memory[700];
    const size_t pools[] = {1, 63, 64, 200, 255, 256, 257, 300, 512}, used[] = {0, 1, 63, 64, 65, 128, 255, 256, 257, 500};
    for (size_t p = 0; p < sizeof pools / sizeof *pools; ++p)
        for (size_t u = 0; u < sizeof used / sizeof *used; ++u) {
            if (used[u] > pools[p]) continue;
            memset(memory, 0x5A, sizeof memory);
            engram_arena_options o = options(ENGRAM_ARENA_ERROR_RETURN, pools[p], 1);
            o.memory = memory + 7;
            engram_arena *arena;
            assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_OK);
            assert_non_null(engram_arena_fast_allocate(arena, used[u], 1));
            engram_arena_fast_reset(arena);
            char *again = engram_arena_fast_allocate(arena, pools[p], 1);
            assert_ptr_equal(again, memory + 7);
            for (size_t i = 0; i < used[u]; ++i) assert_int_equal(again[i], 0);
            for (size_t i = 0; i < 7; ++i) assert_int_equal(memory[i], 0x5A);
            for (size_t i = 7 + pools[p]; i < sizeof memory; ++i) assert_int_equal(memory[i], 0x5A);
            engram_arena_destroy(&arena);
        }
}

static void huge_pages_are_a_wish(void **state) {
    (void)state;
    engram_arena_options o = options(ENGRAM_ARENA_ERROR_RETURN, 3 * mib, 0);
    o.huge_pages = 1;
    engram_arena *arena;
    assert_int_equal(engram_arena_create(&o, &arena), ENGRAM_OK);
    char *all = take(arena, 3 * mib, 2 * mib);
    memset(all, 1, 3 * mib);
    assert_int_equal(usage(arena).used, 3 * mib);
    engram_arena_destroy(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inline_and_call_agree), cmocka_unit_test(pieces_are_apart),
        cmocka_unit_test(bad_requests),          cmocka_unit_test(marks_nest),
        cmocka_unit_test(rewind_zeroes_where_asked), cmocka_unit_test(rewind_zeroes_beside_the_pool),
        cmocka_unit_test(counters_start_over), cmocka_unit_test(stale_marks_are_refused),
        cmocka_unit_test(handles),               cmocka_unit_test(structs_of_other_versions),
        cmocka_unit_test(options_out_of_range),  cmocka_unit_test(caller_memory),
        cmocka_unit_test(small_resets_zero_too), cmocka_unit_test(huge_pages_are_a_wish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

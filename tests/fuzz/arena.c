/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Any sequence of calls on one arena, over memory of the system, of the caller or of hooks, against a model that knows
 * every piece: pieces are aligned, apart from each other and keep their bytes; what is refused is refused for the reason
 * in the header; `used` and the counters are exact.
 */

#include "input.h"

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

enum { PIECES = 128, MARKS = 32, CALLERS = 4096 };

typedef struct piece {
    uint8_t *at;
    size_t bytes;
    uint8_t fill;
    int in_pool;
} piece;

typedef struct model {
    engram_arena *arena;
    engram_arena_options options;
    piece pieces[PIECES];
    uint32_t piece_count;
    engram_arena_mark marks[MARKS];
    uint32_t pieces_at[MARKS], mark_count, stale_from; /* marks from stale_from on have been ended; none is newer */
    uint64_t used_at[MARKS], pool_at[MARKS];
    uint64_t pool_used, used, high_water, resets, overflows, fallbacks;
    uint64_t held; /* by the hooks */
} model;

static void *hook_take(void *context, size_t bytes, size_t align) {
    ((model *)context)->held += bytes;
    return aligned_alloc(align, (bytes + align - 1) / align * align);
}

static void hook_give(void *context, void *memory, size_t bytes, size_t align) {
    (void)align;
    ((model *)context)->held -= bytes;
    free(memory);
}

static void note_peak(model *m) {
    if (m->used > m->high_water) m->high_water = m->used;
}

static void check_pieces(const model *m) {
    for (uint32_t i = 0; i < m->piece_count; ++i) {
        const piece *p = &m->pieces[i];
        for (size_t b = 0; b < p->bytes; ++b) fuzz_check(p->at[b] == p->fill, "byte %zu of piece %d has changed", b, (int)i);
        if (p->bytes != 0) fuzz_check(engram_arena_holds(m->arena, p->at) == 1, "a piece in use is not held");
    }
}

static void check_usage(const model *m) {
    engram_arena_usage u = {.size = sizeof u};
    fuzz_check(engram_arena_usage_get(m->arena, &u) == ENGRAM_OK, "no usage");
    fuzz_check(u.capacity == m->options.bytes && u.used == m->used, "used is %llu, expected %llu", (unsigned long long)u.used, (unsigned long long)m->used);
    fuzz_check(u.overflows == m->overflows && u.fallbacks == m->fallbacks && u.resets == m->resets, "a counter is wrong");
    fuzz_check(u.high_water == m->high_water, "high water is %llu, expected %llu", (unsigned long long)u.high_water, (unsigned long long)m->high_water);
}

static void take_piece(model *m, input *in, int inline_way) {
    if (m->piece_count == PIECES) return;
    size_t bytes = take_below(in, 4) != 0 ? take_u8(in) : take_u16(in), align = (size_t)1 << take_below(in, 8);
    if (take_rarely(in, 16)) align = take_u8(in);
    if (take_rarely(in, 16)) align = (size_t)1 << take_below(in, 64);
    if (take_rarely(in, 16)) bytes = (size_t)take_u64(in);
    const int is_power = align != 0 && (align & (align - 1)) == 0;
    const uintptr_t next = (uintptr_t)m->arena->next, pad = is_power ? (0 - next) & (align - 1) : 0;
    const uint64_t left = m->options.bytes - m->pool_used;
    const int fits = is_power && pad <= left && bytes <= left - pad;
    const int is_large = align < PTRDIFF_MAX && bytes <= PTRDIFF_MAX - align;
    void *memory = NULL;
    engram_status status = ENGRAM_OK;
    if (fits || !is_power || !is_large || bytes + align < 1 << 20) {
        if (inline_way) memory = engram_arena_fast_allocate(m->arena, bytes, align);
        else status = engram_arena_allocate(m->arena, bytes, align, &memory);
    } else {
        return; /* megabytes from the system in every step would only be slow */
    }
    const int falls_back = m->options.overflow == ENGRAM_ARENA_FALLBACK;
    const engram_status expected = !is_power                       ? ENGRAM_ERROR_ARGUMENT
                                   : fits                          ? ENGRAM_OK
                                   : !is_large                     ? ENGRAM_ERROR_OVERFLOW
                                   : falls_back                    ? ENGRAM_OK
                                                                   : ENGRAM_ERROR_MEMORY;
    if (inline_way) fuzz_check((memory != NULL) == (expected == ENGRAM_OK), "the inline allocation differs");
    else fuzz_check(status == expected, "allocate says %s instead of %s", engram_status_name(status), engram_status_name(expected));
    if (is_power && !fits) ++m->overflows;
    if (expected != ENGRAM_OK) {
        fuzz_check(memory == NULL, "an output was written before an error");
        return;
    }
    if (!fits) ++m->fallbacks;
    fuzz_check(((uintptr_t)memory & (align - 1)) == 0, "%p is no multiple of %zu", memory, align);
    piece *p = &m->pieces[m->piece_count++];
    *p = (piece){memory, bytes, (uint8_t)(m->piece_count * 37u), fits};
    if (fits) m->pool_used += pad + bytes;
    m->used += fits ? pad + bytes : bytes;
    note_peak(m);
    for (uint32_t i = 0; i + 1 < m->piece_count; ++i)
        fuzz_check(bytes == 0 || m->pieces[i].bytes == 0 || p->at >= m->pieces[i].at + m->pieces[i].bytes || m->pieces[i].at >= p->at + bytes,
                   "two pieces share memory");
    if (bytes != 0) memset(memory, p->fill, bytes);
}

static void rewind_to(model *m, uint32_t i) {
    const int is_stale = i >= m->stale_from;
    const engram_status status = engram_arena_rewind(m->arena, &m->marks[i]);
    fuzz_check(status == (is_stale ? ENGRAM_ERROR_MARK : ENGRAM_OK), "rewind says %s", engram_status_name(status));
    if (is_stale) return;
    m->piece_count = m->pieces_at[i];
    m->used = m->used_at[i], m->pool_used = m->pool_at[i];
    m->stale_from = i;
}

static void reset(model *m, int inline_way) {
    const uint8_t *first = m->piece_count != 0 && m->pieces[0].in_pool ? m->pieces[0].at : NULL;
    const size_t bytes = first != NULL ? m->pieces[0].bytes : 0;
    if (inline_way) engram_arena_fast_reset(m->arena);
    else fuzz_check(engram_arena_reset(m->arena) == ENGRAM_OK, "no reset");
    /* With AddressSanitizer freed memory is poisoned, and may not be looked at. */
    for (size_t b = 0; !IS_POISONED && m->options.zero_on_reset != 0 && b < bytes; ++b) fuzz_check(first[b] == 0, "a reset left bytes behind");
    m->piece_count = m->stale_from = 0;
    m->used = m->pool_used = 0;
    ++m->resets;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    static model m;
    static _Alignas(64) uint8_t callers[CALLERS + 16];
    memset(&m, 0, sizeof m);
    const engram_allocator hooks = {sizeof hooks, 0, &m, hook_take, hook_give};
    const uint8_t where = take_u8(&in);
    m.options = (engram_arena_options){sizeof m.options, 1 + where % 2, 65536, where >> 1 & 1u, 0, NULL, NULL};
    if (where & 4u) m.options.memory = callers + where / 16, m.options.bytes = 1 + take_below(&in, CALLERS);
    if (where & 8u) m.options.allocator = &hooks;
    fuzz_check(engram_arena_create(&m.options, &m.arena) == ENGRAM_OK, "no arena");
    for (int step = 0; step < 200 && in.left > 0; ++step) {
        const uint8_t what = take_u8(&in);
        switch (what % 8) {
        case 5:
            if (m.stale_from == MARKS) break;
            fuzz_check(engram_arena_mark_set(m.arena, &m.marks[m.stale_from]) == ENGRAM_OK, "no mark");
            m.pieces_at[m.stale_from] = m.piece_count;
            m.used_at[m.stale_from] = m.used, m.pool_at[m.stale_from] = m.pool_used;
            m.mark_count = ++m.stale_from; /* what stood here and above was ended, and is forgotten */
            break;
        case 6:
            if (m.mark_count != 0) rewind_to(&m, what / 8 % m.mark_count);
            break;
        case 7:
            if (what >= 192) reset(&m, what % 16 == 15);
            else check_pieces(&m);
            break;
        default: take_piece(&m, &in, what % 8 == 4); break;
        }
        check_usage(&m);
    }
    check_pieces(&m);
    fuzz_check(engram_arena_destroy(&m.arena) == ENGRAM_OK && m.arena == NULL, "no end");
    fuzz_check(m.held == 0, "%llu bytes of the hooks were not given back", (unsigned long long)m.held);
    return 0;
}

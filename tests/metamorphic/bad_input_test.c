/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Every computing call with every kind of bad input, on every level: the documented status, and every output as it was.
 * One slot of a call that succeeds is spoiled at a time; bad_input.h says what a role expects.
 */

#include "bad_input.h"

enum { AREA = 8192, BETWEEN = 4096 };
static _Alignas(64) unsigned char pool[SLOT_LIMIT][AREA];
static uint64_t good[SLOT_LIMIT];
static size_t attempts;

static void fill(unsigned char *at, enum fill how) {
    memset(at, 0xA5, AREA);
    for (size_t i = 0; i < AREA / 8; ++i) {
        const float halves[2] = {0.5f, 0.25f}, ones[2] = {1.0f, 1.0f};
        const uint64_t small = i % ROWS, ramp = i;
        const uint32_t small32[2] = {(uint32_t)(2 * i % ROWS), (uint32_t)((2 * i + 1) % ROWS)};
        if (how == HALVES) memcpy(at + 8 * i, halves, 8);
        if (how == ONES) memcpy(at + 8 * i, ones, 8);
        if (how == SMALL) memcpy(at + 8 * i, &small, 8);
        if (how == SMALL32) memcpy(at + 8 * i, small32, 8);
        if (how == RAMP) memcpy(at + 8 * i, &ramp, 8);
        if (how == BYTES) memset(at + 8 * i, 1, 8);
        if (how == ZEROS) memset(at + 8 * i, 0, 8);
    }
}

static bool is_pointer(enum role r) { return r <= SPARE; }
static bool is_output(enum role r) { return r == OUT || r == INTO || r == SPARE; }

/* Outputs in the middle of areas full of 0xA5, except those that are read too: these begin as halves. */
static void prepare(const entry *e) {
    for (size_t i = 0; e->slots[i].name != NULL; ++i) {
        const slot *s = &e->slots[i];
        fill(pool[i], s->fill);
        good[i] = is_pointer(s->role) ? (uint64_t)(uintptr_t)(pool[i] + BETWEEN) : s->value;
        if (s->role == SPARE && s->bytes == 0) good[i] = 0;
        if (s->fill == SMALL32 && s->bytes == ROWS * 16) { /* edges i -> i with weight 1 */
            for (uint32_t k = 0; k < ROWS; ++k) memcpy(pool[i] + BETWEEN + 16 * k, &(engram_edge){k, k, 1, 0}, 16);
        }
        if (strncmp(s->name, "offsets", 7) == 0)
            for (uint64_t k = 0; k <= ROWS; ++k) memcpy(pool[i] + BETWEEN + 8 * k, &k, 8);
    }
}

static void restore_read_outputs(const entry *e) { /* in-place arrays have to hold numbers for the call to succeed */
    for (size_t i = 0; e->slots[i].name != NULL; ++i)
        if (e->slots[i].role == OUT && e->slots[i].bytes == ROWS * 4) fill(pool[i], HALVES);
}

static unsigned char before[SLOT_LIMIT][AREA];

/* The call has to be refused with one of two statuses, and to leave all memory as it was. */
static void refused(const entry *e, const uint64_t *a, engram_status wanted, engram_status also, const char *what, const char *which) {
    memcpy(before, pool, sizeof before);
    const engram_status status = e->call(a);
    ++attempts;
    if (status != wanted && status != also)
        fail_msg("%s: %s %s gives %s, expected %s", e->name, what, which, engram_status_name(status), engram_status_name(wanted));
    if (engram_status_argument() == NULL) fail_msg("%s: %s %s: %s names no argument", e->name, what, which, engram_status_name(status));
    if (memcmp(before, pool, sizeof before) != 0) fail_msg("%s: %s %s: memory was written", e->name, what, which);
}

/* What may change when a call succeeds: its outputs, as many bytes as it says. */
static void succeeds(const entry *e, const uint64_t *a, const char *what) {
    memcpy(before, pool, sizeof before);
    const engram_status status = e->call(a);
    ++attempts;
    if (status != ENGRAM_OK) fail_msg("%s: %s gives %s", e->name, what, engram_status_name(status));
    for (size_t i = 0; e->slots[i].name != NULL; ++i) {
        const size_t bytes = is_output(e->slots[i].role) ? e->slots[i].bytes : 0;
        if (memcmp(before[i], pool[i], BETWEEN) != 0 || memcmp(before[i] + BETWEEN + bytes, pool[i] + BETWEEN + bytes, AREA - BETWEEN - bytes) != 0)
            fail_msg("%s: %s: memory beside %s was written", e->name, what, e->slots[i].name);
    }
}

static void try_nulls(const entry *e) {
    for (size_t i = 0; e->slots[i].name != NULL; ++i) {
        const enum role role = e->slots[i].role;
        uint64_t a[SLOT_LIMIT];
        memcpy(a, good, sizeof a);
        if (role == COUNT || role == ENUM) continue;
        a[i] = is_pointer(role) ? 0 : ABSENT;
        if (role == MAY || role == SPARE || role == CHOICE) succeeds(e, a, e->slots[i].name);
        else refused(e, a, ENGRAM_ERROR_NULL, ENGRAM_ERROR_NULL, "null", e->slots[i].name);
        prepare(e), restore_read_outputs(e);
    }
}

static void try_numbers(const entry *e) {
    for (size_t i = 0; e->slots[i].name != NULL; ++i) {
        uint64_t a[SLOT_LIMIT];
        memcpy(a, good, sizeof a);
        const uint64_t sizes[] = {0, 3, good[i] + 8, UINT32_MAX}, counts[] = {1ull << 61, 1ull << 62, 1ull << 63, UINT64_MAX};
        const uint64_t first = e->slots[i].bytes % 256, last = e->slots[i].bytes / 256;
        const uint64_t enums[] = {0x7F, 0xFFFFFFFF, last != 0 ? last + 1 : 0x7F, first != 0 ? first - 1 : 0x7F};
        for (size_t k = 0; k < 4; ++k) {
            const char *name = e->slots[i].name;
            if (e->slots[i].role == SIZE || e->slots[i].role == CHOICE)
                a[i] = sizes[k], refused(e, a, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_STRUCT, "size", name);
            /* A count that no memory holds may also be at odds with another argument that is looked at first. */
            if (e->slots[i].role == COUNT) a[i] = counts[k], refused(e, a, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ARGUMENT, "count", name);
            if (e->slots[i].role == ENUM) a[i] = enums[k], refused(e, a, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ENUM, "enumeration", name);
        }
    }
}

/* With all counts 0 no array is looked at. */
static void try_nothing(const entry *e) {
    uint64_t a[SLOT_LIMIT];
    bool has_count = false;
    memcpy(a, good, sizeof a);
    for (size_t i = 0; e->slots[i].name != NULL; ++i) {
        has_count = has_count || e->slots[i].role == COUNT;
        if (e->slots[i].role == COUNT || e->slots[i].role == IN || e->slots[i].role == MAY) a[i] = 0;
    }
    if (has_count && !e->has_offsets) succeeds(e, a, "nothing at all");
    prepare(e), restore_read_outputs(e);
}

/* A call that reads all its input first gives the same output wherever that lies. */
static void same_result(const entry *e, const uint64_t *a, size_t output, const char *which) {
    static unsigned char apart[AREA];
    assert_int_equal(e->call(good), ENGRAM_OK);
    memcpy(apart, (const void *)(uintptr_t)good[output], e->slots[output].bytes);
    prepare(e), restore_read_outputs(e);
    ++attempts;
    if (e->call(a) != ENGRAM_OK || memcmp(apart, (const void *)(uintptr_t)a[output], e->slots[output].bytes) != 0)
        fail_msg("%s: %s: another result", e->name, which);
    prepare(e), restore_read_outputs(e);
}

/* Every output right before and right after every input: apart, to the byte. */
static void try_neighbours(const entry *e) {
    for (size_t i = 0; e->slots[i].name != NULL; ++i)
        for (size_t j = 0; e->slots[j].name != NULL; ++j) {
            const slot *out = &e->slots[i], *in = &e->slots[j];
            if (!is_output(out->role) || (in->role != IN && in->role != MAY) || out->bytes == 0 || in->bytes == 0) continue;
            const uint64_t places[] = {good[j] - out->bytes, good[j] + in->bytes};
            for (size_t k = 0; k < 2; ++k) {
                if (places[k] % 8 != 0) continue; /* an array of single bytes beside one of words */
                unsigned char *at = (unsigned char *)(uintptr_t)places[k];
                if (out->bytes == ROWS * 4) fill(before[0], HALVES), memcpy(at, before[0], out->bytes); /* may be read too */
                uint64_t a[SLOT_LIMIT];
                memcpy(a, good, sizeof a);
                a[i] = places[k];
                const engram_status status = e->call(a);
                ++attempts;
                if (status != ENGRAM_OK)
                    fail_msg("%s: %s %s %s gives %s", e->name, out->name, k == 0 ? "before" : "after", in->name, engram_status_name(status));
                prepare(e), restore_read_outputs(e);
            }
        }
}

/* Every output over every other array: by its whole, by 8 bytes more, by its last 4 or 8. */
static void try_overlaps(const entry *e) {
    for (size_t i = 0; e->slots[i].name != NULL; ++i)
        for (size_t j = 0; e->slots[j].name != NULL; ++j) {
            const slot *out = &e->slots[i], *other = &e->slots[j];
            if (!is_output(out->role) || !is_pointer(other->role) || i == j || out->bytes == 0 || other->bytes == 0) continue;
            if ((out->role == SPARE || other->role == SPARE) && (e->reads_first || !is_output(other->role))) continue;
            if (e->reads_first && other->role == OUT) continue;
            const uint64_t step = other->bytes % 8 != 0 || other->bytes == 4 ? 4 : 8;
            const uint64_t places[] = {good[j], good[j] + step, good[j] + other->bytes - step, good[j] - out->bytes + (out->bytes % 8 != 0 ? 4 : 8)};
            for (size_t k = 0; k < 4; ++k) {
                uint64_t a[SLOT_LIMIT];
                memcpy(a, good, sizeof a);
                a[i] = places[k];
                if (a[i] == good[j] && out->role == INTO && out->value == j) continue; /* in place: allowed */
                if (a[i] >= good[j] + other->bytes || a[i] + out->bytes <= good[j]) continue;
                char pair[96];
                snprintf(pair, sizeof pair, "%s over %s, place %zu", out->name, other->name, k);
                if (e->reads_first) same_result(e, a, i, pair);
                else refused(e, a, ENGRAM_ERROR_OVERLAP, ENGRAM_ERROR_OVERLAP, "overlap", pair);
            }
        }
}

static void try_alignment(const entry *e) {
    for (size_t i = 0; e->minds_alignment && e->slots[i].name != NULL; ++i) {
        uint64_t a[SLOT_LIMIT];
        memcpy(a, good, sizeof a);
        if (!is_pointer(e->slots[i].role) || e->slots[i].fill == BYTES || e->slots[i].bytes == ROWS * 16) continue; /* those are bytes */
        for (uint64_t off = 1; off < 4; ++off) {
            a[i] = good[i] + off;
            refused(e, a, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_ALIGNMENT, "misaligned", e->slots[i].name);
        }
    }
}

static void all_of(const entry *entries) {
    for_each_level(level)
        for (const entry *e = entries; e->name != NULL; ++e) {
            prepare(e), restore_read_outputs(e);
            succeeds(e, good, "the unspoiled call");
            prepare(e), restore_read_outputs(e);
            try_nothing(e), try_nulls(e), try_numbers(e), try_neighbours(e), try_overlaps(e), try_alignment(e);
        }
}

static void similarity(void **state) { (void)state, all_of(similarity_entries); }
static void lists(void **state) { (void)state, all_of(lists_entries); }
static void decay(void **state) { (void)state, all_of(decay_entries); }
static void activation(void **state) { (void)state, all_of(activation_entries); }

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(similarity), cmocka_unit_test(lists), cmocka_unit_test(decay), cmocka_unit_test(activation)};
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    print_message("%zu calls\n", attempts);
    return failed;
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Filters in SQL: what they admit beside the same condition in C, in every call that takes one, while memories are
 * made, changed and forgotten by two handles.
 */

#include "space/support.h"

enum { MOST = 900 };

typedef struct thing {
    uint64_t id;
    int is_alive, room, level;
    int64_t created;
} thing;
static thing things[MOST];
static int thing_count;

static engram_memory memory_of(const thing *t, char *text, char *metadata, size_t room) {
    snprintf(text, room, "a note of level %d", t->level);
    snprintf(metadata, room, "{\"room\": \"r%d\", \"level\": %d, \"deep\": {\"x\": [%d]}}", t->room, t->level,
             t->level % 3);
    return (engram_memory){.size = sizeof(engram_memory),
                           .fields = ENGRAM_MEMORY_CREATED,
                           .text = text_of(text),
                           .kind = text_of(t->level % 2 ? "odd" : "even"),
                           .metadata = text_of(metadata),
                           .created = t->created};
}

/* Conditions, and the same in C; a and b are the parameters :a and :b. */
static int by_room(const thing *t, int64_t a, int64_t b) { return (void)b, t->room == a; }
static int by_level(const thing *t, int64_t a, int64_t b) { return t->level >= a && t->level < a + b; }
static int by_kind_or_room(const thing *t, int64_t a, int64_t b) {
    return t->level % 2 == 1 || t->room == a || t->room == b;
}
static int by_time(const thing *t, int64_t a, int64_t b) { return t->created > a * 1000 && t->level != b; }
static int by_array(const thing *t, int64_t a, int64_t b) { return t->level % 3 == a % 3 && t->room < b; }
static int none(const thing *t, int64_t a, int64_t b) { return (void)t, (void)a, (void)b, 0; }
static int never_null(const thing *t, int64_t a, int64_t b) { return (void)t, (void)a, (void)b, 1; }
static const struct condition {
    const char *expression;
    int (*is_met)(const thing *t, int64_t a, int64_t b);
} conditions[] = {
    {"metadata ->> '$.room' = 'r' || :a AND :b = :b", by_room},
    {"json_extract(metadata, '$.level') >= :a AND metadata ->> 'level' < $a + @b", by_level},
    {"kind IN ('odd') OR (metadata ->> 'room') IN ('r' || :a, 'r' || :b)", by_kind_or_room},
    {"created > :a * 1000 AND NOT text LIKE '%level ' || :b", by_time},
    {"(metadata ->> '$.deep.x[0]') = :a % 3 and CAST(substr(metadata->>'room', 2) AS INTEGER) < :b", by_array},
    {"key IS NOT NULL AND :a = :a AND :b = :b", none},
    {"coalesce(valid_from, 1) = 1 AND (:a IS NOT NULL OR :b IS NOT NULL) AND iif(importance = 1, 1, 0)", never_null},
};

static void compare(engram_space *space, rng *r) {
    const struct condition *c = &conditions[rng_below(r, sizeof conditions / sizeof *conditions)];
    const int64_t a = (int64_t)rng_below(r, 6), b = (int64_t)rng_below(r, 6);
    const engram_parameter values[] = {{.name = text_of("b"), .kind = ENGRAM_VALUE_INTEGER, .integer = b},
                                       {.name = text_of("a"), .kind = ENGRAM_VALUE_INTEGER, .integer = a}};
    engram_filter filter = {
        .size = sizeof filter, .where = text_of(c->expression), .parameters = values, .parameter_count = 2};
    const engram_text odd = text_of("odd");
    const int only_odd = rng_below(r, 3) == 0;
    if (only_odd) filter.kinds = &odd, filter.kind_count = 1;
    static uint64_t wanted[MOST];
    uint64_t count = 0, counted = 77;
    for (int i = 0; i < thing_count; ++i)
        if (things[i].is_alive && c->is_met(&things[i], a, b) && (!only_odd || things[i].level % 2 == 1))
            wanted[count++] = things[i].id;
    must(engram_count(space, &filter, &counted, &why));
    if (counted != count) print_error("%s, a %d, b %d\n", c->expression, (int)a, (int)b);
    assert_int_equal(counted, count);
    engram_listing *listing = NULL;
    must(engram_iterate(space, &filter, 0, MOST, 0, &listing, &why));
    assert_int_equal(listing->count, count);
    for (uint64_t i = 0; i < count; ++i) assert_int_equal(listing->records[i]->id, wanted[i]);
    engram_listing_free(&listing);
    /* Words find all of them: each text has the word. */
    const engram_recall_options cue = {
        .size = sizeof cue, .text = text_of("note"), .k = MOST, .filter = &filter, .flags = ENGRAM_RECALL_NO_TEXTS};
    engram_answer *answer = NULL;
    must(engram_recall(space, &cue, &answer, &why));
    assert_int_equal(answer->admitted, count);
    assert_int_equal(answer->count, count);
    engram_answer_free(&answer);
}

static void the_same_as_the_condition_in_c(void **state) {
    (void)state;
    rng r = rng_seeded("the_same_as_the_condition_in_c");
    engram_space *space = space_new("where.engram", 0), *other = space_again("where.engram");
    char text[64], metadata[128];
    thing_count = 0;
    for (int step = 0; step < 1500; ++step) {
        engram_space *one = rng_below(&r, 2) ? space : other;
        if (rng_below(&r, 10) < 6 && thing_count < MOST) {
            thing *t = &things[thing_count++];
            *t = (thing){.is_alive = 1,
                         .room = (int)rng_below(&r, 6),
                         .level = (int)rng_below(&r, 8),
                         .created = (int64_t)rng_below(&r, 6000)};
            const engram_memory memory = memory_of(t, text, metadata, sizeof text);
            must(engram_remember(one, &memory, NULL, &t->id, &why));
        } else if (thing_count != 0) {
            thing *t = &things[rng_below(&r, (uint64_t)thing_count)];
            if (!t->is_alive) continue;
            if (rng_below(&r, 3) == 0) {
                must(engram_forget(one, t->id, NULL, &why));
                t->is_alive = 0;
            } else {
                t->room = (int)rng_below(&r, 6), t->level = (int)rng_below(&r, 8);
                engram_memory memory = memory_of(t, text, metadata, sizeof text);
                memory.fields |= ENGRAM_MEMORY_TEXT | ENGRAM_MEMORY_KIND | ENGRAM_MEMORY_METADATA;
                must(engram_update(one, t->id, &memory, NULL, &why));
            }
        }
        if (step % 5 == 0) compare(rng_below(&r, 2) ? space : other, &r);
    }
    space_end(&other);
    other = space_again("where.engram");
    for (int i = 0; i < 60; ++i) compare(other, &r);
    space_end(&other);
    space_end(&space);
}

/* More conditions than a handle keeps: each is right whenever it comes again. */
static void more_than_are_kept(void **state) {
    (void)state;
    engram_space *space = space_new("many.engram", 0);
    for (int i = 0; i < 100; ++i) remember_text(space, "one of a hundred");
    for (int round = 0; round < 2; ++round)
        for (int64_t i = 0; i < 100; ++i) {
            const engram_parameter value = {.kind = ENGRAM_VALUE_INTEGER, .integer = i};
            const engram_filter filter = {
                .size = sizeof filter, .where = text_of("id <= ?"), .parameters = &value, .parameter_count = 1};
            uint64_t count = 0;
            must(engram_count(space, &filter, &count, &why));
            assert_int_equal(count, i);
        }
    space_end(&space);
}

/* Activation passes through what is not admitted, and k are found where k are. */
static void activation_passes_through(void **state) {
    (void)state;
    engram_space *space = space_new("through.engram", 0);
    const uint64_t first = remember_text(space, "a pebble");
    uint64_t before = first;
    for (int i = 0; i < 3; ++i) {
        const engram_memory memory = {.size = sizeof memory,
                                      .text = text_of("nothing of it"),
                                      .metadata = text_of(i == 1 ? "{\"is\": 1}" : "{\"is\": 0}")};
        uint64_t id = 0;
        must(engram_remember(space, &memory, NULL, &id, &why));
        link_two(space, before, id, "next", 1);
        before = id;
    }
    const engram_filter filter = {.size = sizeof filter,
                                  .where = text_of("metadata ->> 'is' = 1 OR text = 'a pebble'")};
    const engram_recall_options cue = {.size = sizeof cue, .text = text_of("pebble"), .filter = &filter};
    engram_answer *answer = NULL;
    must(engram_recall(space, &cue, &answer, &why));
    assert_int_equal(answer->count, 2);
    assert_true(answer->hits[0]->id == first && answer->hits[1]->id == first + 2);
    assert_true(answer->hits[1]->activation > 0);
    engram_answer_free(&answer);
    space_end(&space);
}

/* Words common and rare, k above and below what is there, 1 in 50 admitted: as many as k and the words allow. */
static void no_result_is_lost(void **state) {
    (void)state;
    engram_space *space = space_new("lost.engram", 0);
    for (int i = 0; i < 3000; ++i) {
        char text[64];
        snprintf(text, sizeof text, i % 50 == 49 ? "pebble and %d more of common things" : "pebble pebble %d", i);
        remember_text(space, text);
    }
    const engram_filter filter = {.size = sizeof filter, .where = text_of("text LIKE '%common%'")};
    const uint64_t wanted[] = {1, 10, 59, 60, 61, 1000};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; ++i) {
        const engram_recall_options cue = {
            .size = sizeof cue, .text = text_of("pebble"), .filter = &filter, .k = wanted[i]};
        engram_answer *answer = NULL;
        must(engram_recall(space, &cue, &answer, &why));
        assert_int_equal(answer->count, wanted[i] < 60 ? wanted[i] : 60);
        engram_answer_free(&answer);
    }
    space_end(&space);
}

/* A deadline ends the first look, and what has been seen is kept: later calls come to the end. */
static void a_deadline_ends_the_first_look(void **state) {
    (void)state;
    engram_space *space = space_new("late.engram", 0);
    for (int i = 0; i < 50; ++i) remember_text(space, "one of fifty");
    const engram_filter filter = {.size = sizeof filter, .where = text_of("id % 2 = 0")};
    engram_recall_options cue = {.size = sizeof cue, .text = text_of("fifty"), .k = 100};
    engram_answer *answer = NULL;
    must(engram_recall(space, &cue, &answer, &why)); /* the space is read */
    engram_answer_free(&answer);
    cue.filter = &filter, cue.deadline_ns = 1;
    must_refuse(engram_recall(space, &cue, &answer, &why), ENGRAM_ERROR_DEADLINE, "options.deadline_ns");
    cue.deadline_ns = 0;
    must(engram_recall(space, &cue, &answer, &why));
    assert_int_equal(answer->count, 25);
    engram_answer_free(&answer);
    cue.deadline_ns = 1; /* what is kept needs no time */
    must(engram_recall(space, &cue, &answer, &why));
    engram_answer_free(&answer);
    space_end(&space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_as_the_condition_in_c), cmocka_unit_test(more_than_are_kept),
        cmocka_unit_test(activation_passes_through),      cmocka_unit_test(no_result_is_lost),
        cmocka_unit_test(a_deadline_ends_the_first_look),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}

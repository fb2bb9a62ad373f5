/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Answers that tell what was left out, that are given again, many at once, and from a cue that was prepared; calls that
 * another thread ends.
 */

#include <pthread.h>

#include "engram/history.h"
#include "space/support.h"

enum { DIM = 8, DAY_COUNT = 40 };
#define DAY INT64_C(86400000000000)

static engram_answer *recall_with(engram_space *space, const engram_recall_options *options) {
    engram_answer *answer = NULL;
    must(engram_recall(space, options, &answer, &why));
    return answer;
}

static void same_answer(const engram_answer *a, const engram_answer *b) {
    assert_int_equal(a->count, b->count);
    assert_true(a->journal == b->journal && a->now == b->now && a->admitted == b->admitted);
    assert_memory_equal(&a->replay, &b->replay, sizeof a->replay);
    for (uint64_t i = 0; i < a->count; ++i) {
        assert_int_equal(a->hits[i]->id, b->hits[i]->id);
        assert_same_bits(&a->hits[i]->score, &b->hits[i]->score, 1, "hit %d", (int)i);
        assert_int_equal(a->hits[i]->text.bytes, b->hits[i]->text.bytes);
    }
}

/* Memories of forty days: vectors, words, links, rooms. */
static engram_space *filled(const char *name) {
    rng r = rng_seeded("filled");
    engram_space *space = space_new(name, DIM);
    for (int i = 0; i < DAY_COUNT; ++i) {
        float elements[DIM];
        rng_fill(&r, elements, DIM, -1, 1);
        elements[0] += 1;
        const engram_vector vector = {.data = elements, .dim = DIM};
        char text[64], metadata[64];
        snprintf(text, sizeof text, "day %d of the river and its %s", i, i % 4 == 0 ? "boats" : "stones");
        snprintf(metadata, sizeof metadata, "{\"room\": %d}", i % 3);
        const engram_memory memory = {.size = sizeof memory,
                                      .fields = ENGRAM_MEMORY_CREATED | ENGRAM_MEMORY_STRENGTH,
                                      .vectors = &vector,
                                      .vector_count = 1,
                                      .text = text_of(text),
                                      .metadata = text_of(metadata),
                                      .strength = i % 8 < 4 ? 1.0f : 0.3f,
                                      .created = i * DAY};
        must(engram_remember(space, &memory, NULL, NULL, &why));
        if (i > 0) link_two(space, (uint64_t)i, (uint64_t)i + 1, "next", 1);
    }
    return space;
}

static const float cue_elements[DIM] = {1, 0.2f, -0.3f};
static const engram_vector cue_vector = {.data = cue_elements, .dim = DIM};

/* What one limit kept out is what the same recall without it has and this one has not. */
static void left_out_is_what_would_have_been_in(void **state) {
    (void)state;
    engram_space *space = filled("left.engram");
    const engram_filter filter = {.size = sizeof filter, .where = text_of("metadata ->> 'room' = 1")};
    engram_recall_options options = {.size = sizeof options,
                                     .flags = ENGRAM_RECALL_EXPLAIN,
                                     .text = text_of("boats of the river"),
                                     .vector = &cue_vector,
                                     .now = 50 * DAY,
                                     .k = 5};
    engram_answer *all = recall_with(space, &options);
    assert_int_equal(all->left_out_count, 0);
    options.filter = &filter, options.left_out = 100;
    engram_answer *some = recall_with(space, &options);
    options.left_out = 0;
    engram_answer *silent = recall_with(space, &options);
    same_answer(some, silent); /* telling changes nothing */
    uint64_t found = 0;
    for (uint64_t i = 0; i < all->count; ++i) {
        int is_hit = 0, is_listed = 0;
        for (uint64_t h = 0; h < some->count; ++h) is_hit |= some->hits[h]->id == all->hits[i]->id;
        for (uint64_t l = 0; l < some->left_out_count; ++l) {
            const engram_left_out *left = some->left_out[l];
            if (left->reason != ENGRAM_LEFT_BY_FILTER || left->memory->id != all->hits[i]->id) continue;
            is_listed = 1;
            assert_int_equal(left->rank, i + 1);
            assert_same_bits(&left->memory->score, &all->hits[i]->score, 1, "left out %d", (int)l);
            assert_int_equal(left->memory->step_count, all->hits[i]->step_count);
            assert_true(left->memory->text.bytes > 0);
        }
        assert_true(is_hit != is_listed);
        found += (uint64_t)is_listed;
    }
    assert_true(found > 0);
    for (uint64_t l = 0; l < some->left_out_count; ++l)
        for (uint64_t h = 0; h < some->count; ++h) assert_true(some->left_out[l]->memory->id != some->hits[h]->id);
    options.left_out = 1;
    engram_answer *one = recall_with(space, &options);
    uint64_t by_filter = 0;
    for (uint64_t l = 0; l < one->left_out_count; ++l) by_filter += one->left_out[l]->reason == ENGRAM_LEFT_BY_FILTER;
    assert_int_equal(by_filter, 1);
    engram_answer_free(&one);
    engram_answer_free(&silent);
    engram_answer_free(&some);
    engram_answer_free(&all);
    space_end(&space);
}

static uint64_t count_of(const engram_answer *answer, engram_left_reason reason) {
    uint64_t count = 0;
    for (uint64_t l = 0; l < answer->left_out_count; ++l) count += answer->left_out[l]->reason == reason;
    return count;
}

static void each_limit_is_told(void **state) {
    (void)state;
    engram_space *space = filled("limits.engram");
    const engram_recall_weights faded = {
        .size = sizeof faded, .similarity = 1, .lexical = 1, .activation = 1, .retention = 50};
    engram_recall_options options = {.size = sizeof options,
                                     .text = text_of("boats of the river"),
                                     .vector = &cue_vector,
                                     .weights = &faded,
                                     .now = 400 * DAY,
                                     .k = 5,
                                     .left_out = 50};
    engram_answer *answer = recall_with(space, &options);
    assert_true(count_of(answer, ENGRAM_LEFT_BY_DECAY) > 0);
    assert_int_equal(answer->left_out_count, count_of(answer, ENGRAM_LEFT_BY_DECAY));
    engram_answer_free(&answer);
    const engram_recall_weights none_faded = {
        .size = sizeof none_faded, .similarity = 1, .lexical = 1, .activation = 1};
    options.weights = &none_faded;
    answer = recall_with(space, &options);
    assert_int_equal(answer->left_out_count, 0);
    engram_answer_free(&answer);
    options.min_z = 1000;
    answer = recall_with(space, &options);
    assert_int_equal(answer->count, 0);
    assert_int_equal(count_of(answer, ENGRAM_LEFT_BY_MIN_Z), 5);
    assert_int_equal(answer->left_out_count, 5);
    engram_answer_free(&answer);
    options.min_z = 0, options.work = 30;
    answer = recall_with(space, &options);
    assert_true((answer->flags & ENGRAM_ANSWER_CUT) != 0 && count_of(answer, ENGRAM_LEFT_BY_BUDGET) > 0);
    engram_answer_free(&answer);
    options.work = 0;
    const engram_recall_shape groups = {.size = sizeof groups, .group = text_of("room")};
    options.shape = &groups;
    answer = recall_with(space, &options);
    assert_int_equal(answer->count, 3);
    assert_int_equal(count_of(answer, ENGRAM_LEFT_BY_GROUP), answer->left_out_count);
    assert_true(answer->left_out_count >= 2);
    engram_answer_free(&answer);
    const engram_recall_shape diverse = {.size = sizeof diverse, .diversity = 0.9f};
    options.shape = &diverse;
    answer = recall_with(space, &options);
    assert_true(count_of(answer, ENGRAM_LEFT_BY_DIVERSITY) > 0);
    engram_answer_free(&answer);
    space_end(&space);
}

/* The word of every text is beyond a budget of two: without the limit it finds texts. */
static void words_beyond_their_budget(void **state) {
    (void)state;
    engram_space *space = filled("words.engram");
    const engram_recall_options options = {.size = sizeof options,
                                           .text = text_of("boats river"),
                                           .postings = 10,
                                           .k = 30,
                                           .now = 50 * DAY,
                                           .left_out = 50};
    const engram_recall_weights words_alone = {.size = sizeof words_alone, .lexical = 1};
    engram_recall_options alone = options;
    alone.weights = &words_alone;
    engram_answer *answer = recall_with(space, &alone);
    assert_int_equal(answer->words_left_out, 1);
    assert_int_equal(answer->count, 10); /* texts with boats */
    assert_int_equal(count_of(answer, ENGRAM_LEFT_BY_WORDS), 20);
    engram_answer_free(&answer);
    space_end(&space);
}

static void a_token_gives_the_answer_again(void **state) {
    (void)state;
    engram_space *space = filled("again.engram"), *other = space_again("again.engram");
    const engram_filter filter = {.size = sizeof filter, .where = text_of("id <> 7")};
    engram_recall_options options = {.size = sizeof options,
                                     .text = text_of("boats of the river"),
                                     .vector = &cue_vector,
                                     .filter = &filter,
                                     .k = 8};
    engram_answer *first = recall_with(space, &options), *again = NULL;
    assert_true(first->replay.journal == first->journal && first->replay.now == first->now && first->replay.state != 0);
    const engram_replay token = first->replay;
    options.replay = &token;
    for (int i = 0; i < 2; ++i) {
        again = recall_with(i == 0 ? space : other, &options);
        same_answer(first, again);
        engram_answer_free(&again);
    }
    options.deadline_ns = UINT64_MAX / 2, options.now = first->now;
    again = recall_with(other, &options);
    same_answer(first, again);
    engram_answer_free(&again);
    options.now = first->now + 1;
    must_refuse(engram_recall(space, &options, &again, &why), ENGRAM_ERROR_ARGUMENT, "options.now");
    options.now = 0;
    engram_recall_options changed = options;
    changed.k = 9;
    must_refuse(engram_recall(space, &changed, &again, &why), ENGRAM_ERROR_ARGUMENT, "options.replay");
    changed = options, changed.text = text_of("boats on the river");
    must_refuse(engram_recall(space, &changed, &again, &why), ENGRAM_ERROR_ARGUMENT, "options.replay");
    changed = options, changed.filter = NULL;
    must_refuse(engram_recall(space, &changed, &again, &why), ENGRAM_ERROR_ARGUMENT, "options.replay");
    changed = options, changed.vector = NULL;
    must_refuse(engram_recall(space, &changed, &again, &why), ENGRAM_ERROR_ARGUMENT, "options.replay");
    engram_space *stranger = filled("stranger.engram");
    remember_text(stranger, "another state");
    must_refuse(engram_recall(stranger, &options, &again, &why), ENGRAM_ERROR_ARGUMENT, "options.replay");
    remember_text(space, "something new");
    must_refuse(engram_recall(other, &options, &again, &why), ENGRAM_ERROR_ARGUMENT, "options.replay");
    assert_null(again);
    const engram_moment then = {.size = sizeof then, .flags = ENGRAM_MOMENT_NUMBER, .number = token.journal};
    engram_space *past = NULL;
    must(engram_space_at(space, &then, &past, &why));
    again = recall_with(past, &options);
    assert_int_equal(again->count, first->count);
    for (uint64_t i = 0; i < first->count; ++i) {
        assert_int_equal(again->hits[i]->id, first->hits[i]->id);
        assert_same_bits(&again->hits[i]->score, &first->hits[i]->score, 1, "hit %d", (int)i);
    }
    engram_answer_free(&again);
    space_end(&past);
    engram_answer_free(&first);
    space_end(&stranger);
    space_end(&other);
    space_end(&space);
}

static void many_cues_at_one_moment(void **state) {
    (void)state;
    engram_space *space = filled("many.engram");
    const engram_filter filter = {.size = sizeof filter, .where = text_of("id % 2 = 1")};
    engram_recall_options cues[3] = {
        {.size = sizeof cues[0], .text = text_of("boats"), .now = 50 * DAY},
        {.size = sizeof cues[0], .vector = &cue_vector, .now = 50 * DAY, .k = 3},
        {.size = sizeof cues[0], .text = text_of("stones"), .filter = &filter, .now = 50 * DAY, .left_out = 3}};
    const engram_recall_options *const list[] = {&cues[0], &cues[1], &cues[2]};
    engram_answer *answers[3] = {NULL, NULL, NULL};
    must(engram_recall_many(space, list, 3, answers, &why));
    for (int i = 0; i < 3; ++i) {
        engram_answer *one = recall_with(space, &cues[i]);
        same_answer(one, answers[i]);
        engram_answer_free(&one);
        engram_answer_free(&answers[i]);
    }
    must(engram_recall_many(space, NULL, 0, NULL, &why));
    cues[1].k = 2000000;
    engram_error_detail detail = {.size = sizeof detail};
    assert_int_equal(engram_recall_many(space, list, 3, answers, &detail), ENGRAM_ERROR_ARGUMENT);
    assert_true(detail.index == 1 && strcmp(detail.argument, "options.k") == 0);
    cues[1].k = 0;
    const uint64_t nobody = 4000;
    cues[2].seeds = &nobody, cues[2].seed_count = 1; /* told only when two have been answered */
    assert_int_equal(engram_recall_many(space, list, 3, answers, &detail), ENGRAM_ERROR_NOT_FOUND);
    assert_true(detail.index == 2 && answers[0] == NULL && answers[1] == NULL && answers[2] == NULL);
    must_refuse(engram_recall_many(space, NULL, 1, answers, &why), ENGRAM_ERROR_NULL, "options");
    must_refuse(engram_recall_many(space, list, 1, NULL, &why), ENGRAM_ERROR_NULL, "answers");
    must_refuse(engram_recall_many(space, list, 65537, answers, &why), ENGRAM_ERROR_ARGUMENT, "count");
    const engram_recall_options *const hole[] = {&cues[0], NULL};
    must_refuse(engram_recall_many(space, hole, 2, answers, &why), ENGRAM_ERROR_NULL, "options");
    space_end(&space);
}

static void a_prepared_cue_is_used_again(void **state) {
    (void)state;
    engram_space *space = filled("prepared.engram"), *other = space_again("prepared.engram");
    engram_prepared *prepared = NULL;
    float elements[DIM];
    memcpy(elements, cue_elements, sizeof elements);
    {
        char text[32] = "boats of the river", where[64] = "metadata ->> 'room' < :most", name[8] = "most",
             kind[] = "none";
        uint64_t seed = 3, shown = 5;
        const engram_vector vector = {.data = elements, .dim = DIM};
        const engram_parameter value = {.name = text_of(name), .kind = ENGRAM_VALUE_INTEGER, .integer = 2};
        engram_filter filter = {.size = sizeof filter,
                                .where = text_of(where),
                                .parameters = &value,
                                .parameter_count = 1,
                                .exclude = &shown,
                                .exclude_count = 1};
        const engram_recall_options options = {.size = sizeof options,
                                               .text = text_of(text),
                                               .vector = &vector,
                                               .seeds = &seed,
                                               .seed_count = 1,
                                               .filter = &filter,
                                               .now = 50 * DAY};
        must(engram_recall_prepare(space, &options, &prepared, &why));
        engram_answer *direct = recall_with(space, &options), *first = NULL;
        memset(text, 'x', sizeof text - 1), memset(where, 'x', sizeof where - 1), memset(name, 'x', sizeof name - 1);
        memset(elements, 0, sizeof elements), memset(kind, 'x', sizeof kind - 1);
        seed = shown = 0, filter.exclude = NULL;
        must(engram_recall_run(space, prepared, NULL, &first, &why));
        same_answer(direct, first);
        engram_answer_free(&direct);
        engram_answer_free(&first);
    }
    for (int i = 0; i < 5; ++i) {
        elements[i] = 1;
        const engram_vector vector = {.data = elements, .dim = DIM};
        const uint64_t seed = 3, shown = 5;
        const engram_parameter value = {.name = text_of("most"), .kind = ENGRAM_VALUE_INTEGER, .integer = 2};
        const engram_filter filter = {.size = sizeof filter,
                                      .where = text_of("metadata ->> 'room' < :most"),
                                      .parameters = &value,
                                      .parameter_count = 1,
                                      .exclude = &shown,
                                      .exclude_count = 1};
        const engram_recall_options options = {.size = sizeof options,
                                               .text = text_of("boats of the river"),
                                               .vector = &vector,
                                               .seeds = &seed,
                                               .seed_count = 1,
                                               .filter = &filter,
                                               .now = 50 * DAY};
        engram_answer *direct = recall_with(space, &options), *run = NULL;
        must(engram_recall_run(space, prepared, &vector, &run, &why));
        same_answer(direct, run);
        engram_answer_free(&direct);
        engram_answer_free(&run);
    }
    engram_answer *answer = NULL;
    const engram_vector wrong = {.data = elements, .dim = DIM - 1};
    must_refuse(engram_recall_run(space, prepared, &wrong, &answer, &why), ENGRAM_ERROR_MODEL, "options.vector");
    must_refuse(engram_recall_run(other, prepared, NULL, &answer, &why), ENGRAM_ERROR_HANDLE, "prepared");
    must_refuse(engram_recall_run(space, NULL, NULL, &answer, &why), ENGRAM_ERROR_NULL, "prepared");
    must_refuse(engram_recall_run(space, prepared, NULL, NULL, &why), ENGRAM_ERROR_NULL, "answer");
    engram_prepared *none = NULL;
    const engram_recall_options empty = {.size = sizeof empty};
    must_refuse(engram_recall_prepare(space, &empty, &none, &why), ENGRAM_ERROR_ARGUMENT, "options");
    must_refuse(engram_recall_prepare(space, NULL, &none, &why), ENGRAM_ERROR_NULL, "options");
    assert_true(none == NULL && answer == NULL);
    engram_prepared_free(&prepared);
    assert_null(prepared);
    engram_prepared_free(&prepared);
    engram_prepared_free(NULL);
    space_end(&other);
    space_end(&space);
}

static int has_ended; /* atomic */
static void *interrupt(void *space) {
    while (!__atomic_load_n(&has_ended, __ATOMIC_RELAXED)) engram_space_interrupt(space);
    return NULL;
}

static void another_thread_ends_it(void **state) {
    (void)state;
    engram_space *space = filled("interrupted.engram");
    const engram_recall_options cue = {
        .size = sizeof cue, .text = text_of("boats of the river"), .vector = &cue_vector};
    enum { COUNT = 2000 };
    static const engram_recall_options *list[COUNT];
    static engram_answer *answers[COUNT];
    for (int i = 0; i < COUNT; ++i) list[i] = &cue;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, interrupt, space), 0);
    engram_status status = ENGRAM_OK;
    for (int tries = 0; status == ENGRAM_OK && tries < 50; ++tries) {
        status = engram_recall_many(space, list, COUNT, answers, NULL);
        for (int i = 0; status == ENGRAM_OK && i < COUNT; ++i) engram_answer_free(&answers[i]);
    }
    __atomic_store_n(&has_ended, 1, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    assert_int_equal(status, ENGRAM_ERROR_INTERRUPTED);
    for (int i = 0; i < COUNT; ++i) assert_null(answers[i]);
    engram_answer *answer = recall_with(space, &cue); /* the next call is as any */
    assert_true(answer->count > 0);
    engram_answer_free(&answer);
    space_end(&space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(left_out_is_what_would_have_been_in),
        cmocka_unit_test(each_limit_is_told),
        cmocka_unit_test(words_beyond_their_budget),
        cmocka_unit_test(a_token_gives_the_answer_again),
        cmocka_unit_test(many_cues_at_one_moment),
        cmocka_unit_test(a_prepared_cue_is_used_again),
        cmocka_unit_test(another_thread_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}

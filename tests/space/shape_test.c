/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What becomes of the best: diversity beside its definition, groups, a budget of texts, a budget of work; and what is
 * none of these.
 */

#include <math.h>

#include "space/support.h"

enum { DIM = 8, MOST = 300 };

static const engram_recall_weights vector_alone = {.size = sizeof vector_alone, .similarity = 1};

static uint64_t remember_with(engram_space *space, const float *elements, const char *text, const char *metadata) {
    const engram_vector vector = {.data = elements, .dim = DIM};
    const engram_memory memory = {.size = sizeof memory,
                                  .vectors = &vector,
                                  .vector_count = elements != NULL,
                                  .text = text_of(text),
                                  .metadata = text_of(metadata)};
    uint64_t id = 0;
    must(engram_remember(space, &memory, NULL, &id, &why));
    return id;
}

static engram_answer *recall_with(engram_space *space, const engram_recall_options *options) {
    engram_answer *answer = NULL;
    must(engram_recall(space, options, &answer, &why));
    return answer;
}

static void diversity_is_what_it_says(void **state) {
    (void)state;
    rng r = rng_seeded("diversity_is_what_it_says");
    engram_space *space = space_new("diverse.engram", DIM);
    static float elements[MOST + 1][DIM];
    for (int i = 0; i < MOST; ++i) {
        rng_fill(&r, elements[i], DIM, -1, 1);
        elements[i][i % 3] += 3; /* three heaps */
        assert_int_equal(remember_with(space, elements[i], NULL, NULL), i + 1);
    }
    for (int round = 0; round < 20; ++round) {
        float cue[DIM];
        rng_fill(&r, cue, DIM, -1, 1);
        cue[0] += 2;
        const engram_vector vector = {.data = cue, .dim = DIM};
        engram_recall_shape shape = {.size = sizeof shape, .diversity = (float)(1 + round % 5) / 5.0f};
        engram_recall_options options = {
            .size = sizeof options, .k = 60, .candidates = 60, .vector = &vector, .weights = &vector_alone};
        engram_answer *plain = recall_with(space, &options);
        options.k = 10, options.shape = &shape;
        engram_answer *diverse = recall_with(space, &options);
        assert_int_equal(diverse->count, 10);
        int is_taken[60] = {0};
        for (uint64_t h = 0; h < 10; ++h) {
            int best = -1;
            float worth = 0;
            for (int i = 0; i < 60; ++i) {
                if (is_taken[i]) continue;
                float alike = 0;
                for (uint64_t other = 0; other < h; ++other) {
                    float cosine = 0;
                    assert_int_equal(engram_similarity_pair(ENGRAM_METRIC_COSINE, ENGRAM_TYPE_F32,
                                                            elements[diverse->hits[other]->id - 1],
                                                            elements[plain->hits[i]->id - 1], DIM, &cosine),
                                     ENGRAM_OK);
                    if (cosine > 1) cosine = 1;
                    if (cosine > alike) alike = cosine;
                }
                const float top = plain->hits[0]->score > 0 ? plain->hits[0]->score : 1;
                const float score = plain->hits[i]->score > 0 ? plain->hits[i]->score / top : 0;
                const float here = (1 - shape.diversity) * score - shape.diversity * alike;
                if (best < 0 || here > worth) best = i, worth = here;
            }
            assert_int_equal(diverse->hits[h]->id, plain->hits[best]->id);
            assert_same_bits(&diverse->hits[h]->score, &plain->hits[best]->score, 1, "hit %d", (int)h);
            is_taken[best] = 1;
        }
        engram_answer_free(&plain);
        engram_answer_free(&diverse);
    }
    space_end(&space);
}

/* A heap of 200 before all others: candidates are asked for until there are k, or no more. */
static void groups_have_their_best(void **state) {
    (void)state;
    engram_space *space = space_new("groups.engram", DIM);
    for (int i = 0; i < 260; ++i) {
        const float elements[DIM] = {1, i < 200 ? 0.001f * (float)i : 1.0f + 0.1f * (float)i};
        char metadata[64];
        snprintf(metadata, sizeof metadata,
                 i < 200   ? "{\"session\": 1}"
                 : i < 230 ? "{\"session\": \"two\"}"
                 : i < 250 ? "{\"session\": null, \"in\": {\"n\": %d}}"
                           : "{\"session\": [%d]}",
                 i);
        remember_with(space, elements, NULL, metadata);
    }
    const float cue[DIM] = {1};
    const engram_vector vector = {.data = cue, .dim = DIM};
    engram_recall_shape shape = {.size = sizeof shape, .group = text_of("session")};
    engram_recall_options options = {
        .size = sizeof options, .k = 5, .vector = &vector, .weights = &vector_alone, .shape = &shape};
    engram_answer *answer = recall_with(space, &options);
    assert_int_equal(answer->count, 5); /* 1, two, and three of no group */
    assert_true(answer->hits[0]->id == 1 && answer->hits[1]->id == 201);
    for (int i = 2; i < 5; ++i) assert_int_equal(answer->hits[i]->id, 231 + i - 2);
    engram_answer_free(&answer);
    shape.per_group = 2, options.k = 4;
    answer = recall_with(space, &options);
    assert_int_equal(answer->count, 4);
    assert_true(answer->hits[0]->id == 1 && answer->hits[1]->id == 2 && answer->hits[2]->id == 201 &&
                answer->hits[3]->id == 202);
    engram_answer_free(&answer);
    shape.per_group = 1, options.k = 100; /* 2 + 20 + 10 different lists */
    answer = recall_with(space, &options);
    assert_int_equal(answer->count, 32);
    engram_answer_free(&answer);
    shape.group = text_of("$.in.n"), options.k = 260; /* a path */
    answer = recall_with(space, &options);
    assert_int_equal(answer->count, 260);
    engram_answer_free(&answer);
    space_end(&space);
}

static void texts_fit_their_budget(void **state) {
    (void)state;
    engram_space *space = space_new("texts.engram", DIM);
    static char text[400];
    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 200; ++i) {
        const float elements[DIM] = {1, 0.001f * (float)i};
        remember_with(space, elements, i % 10 == 9 ? "short" : text, NULL); /* 5 bytes, or 399 */
    }
    const float cue[DIM] = {1};
    const engram_vector vector = {.data = cue, .dim = DIM};
    engram_recall_shape shape = {.size = sizeof shape, .text_bytes = 820};
    engram_recall_options options = {
        .size = sizeof options, .k = 6, .vector = &vector, .weights = &vector_alone, .shape = &shape, .left_out = 100};
    engram_answer *answer = recall_with(space, &options);
    assert_int_equal(answer->count, 6);
    const uint64_t wanted[] = {1, 2, 10, 20, 30, 40};
    uint64_t bytes = 0;
    for (int i = 0; i < 6; ++i) {
        assert_int_equal(answer->hits[i]->id, wanted[i]);
        bytes += answer->hits[i]->text.bytes;
    }
    assert_int_equal(bytes, 818);
    assert_int_equal(answer->left_out_count, 4);
    for (uint64_t i = 0; i < 4; ++i) {
        assert_int_equal(answer->left_out[i]->reason, ENGRAM_LEFT_BY_TEXT);
        assert_true(answer->left_out[i]->memory->id == 3 + i && answer->left_out[i]->rank == 3 + i);
    }
    engram_answer_free(&answer);
    shape.text_bytes = 4;
    answer = recall_with(space, &options);
    assert_int_equal(answer->count, 0);
    assert_int_equal(answer->outcome, ENGRAM_RECALL_TOO_LONG);
    assert_true(answer->sentence.bytes > 10);
    engram_answer_free(&answer);
    space_end(&space);
}

/* What is looked at is what is allowed, and the flag says when that was less than there is. */
static void work_is_bounded(void **state) {
    (void)state;
    engram_space *space = space_new("work.engram", DIM);
    for (int i = 0; i < 200; ++i) {
        const float elements[DIM] = {1, 0.001f * (float)i};
        remember_with(space, elements, "one of them", NULL);
        if (i > 0) link_two(space, (uint64_t)i, (uint64_t)i + 1, "next", 1);
    }
    const float cue[DIM] = {1};
    const engram_vector vector = {.data = cue, .dim = DIM};
    const uint64_t budgets[] = {1, 2, 50, 64, 65, 130, 199, 200, 5000};
    for (size_t i = 0; i < sizeof budgets / sizeof *budgets; ++i) {
        const uint64_t work = budgets[i];
        engram_recall_options options = {
            .size = sizeof options, .k = 3, .vector = &vector, .weights = &vector_alone, .work = work};
        engram_answer *answer = recall_with(space, &options), *again = recall_with(space, &options);
        assert_int_equal(answer->scored, work < 200 ? work : 200);
        assert_int_equal((answer->flags & ENGRAM_ANSWER_CUT) != 0, work < 200);
        assert_int_equal(answer->hits[0]->id, work < 200 ? 201 - work : 1); /* the newest */
        assert_int_equal(answer->count, work < 3 ? work : 3);
        assert_int_equal(answer->count, again->count);
        for (uint64_t h = 0; h < answer->count; ++h) assert_int_equal(answer->hits[h]->id, again->hits[h]->id);
        engram_answer_free(&answer);
        engram_answer_free(&again);
        options.weights = NULL, options.text = text_of("one");
        answer = recall_with(space, &options);
        if (work >= 130) assert_true(answer->scored + answer->matched + answer->edges <= work);
        if (work < 200) assert_true((answer->flags & ENGRAM_ANSWER_CUT) != 0);
        if (work == 5000) assert_int_equal(answer->flags & ENGRAM_ANSWER_CUT, 0);
        engram_answer_free(&answer);
    }
    space_end(&space);
}

static void what_no_shape_may_be(void **state) {
    (void)state;
    engram_space *space = space_new("shapes.engram", DIM), *plain = space_new("plain.engram", 0);
    remember_with(space, NULL, "kept", "{\"a\": [1]}");
    const struct {
        engram_recall_shape shape;
        engram_status status;
        const char *which;
    } cases[] = {
        {{.size = 3}, ENGRAM_ERROR_STRUCT, "options.shape"},
        {{.diversity = -0.1f}, ENGRAM_ERROR_ARGUMENT, "shape.diversity"},
        {{.diversity = 1.1f}, ENGRAM_ERROR_ARGUMENT, "shape.diversity"},
        {{.diversity = NAN}, ENGRAM_ERROR_ARGUMENT, "shape.diversity"},
        {{.model = text_of("default")}, ENGRAM_ERROR_ARGUMENT, "shape.model"},
        {{.diversity = 0.5f, .model = text_of("another")}, ENGRAM_ERROR_MODEL, "shape.model"},
        {{.per_group = 2}, ENGRAM_ERROR_ARGUMENT, "shape.per_group"},
        {{.group = {"a", 0}}, ENGRAM_ERROR_TEXT, "shape.group"},
        {{.group = {NULL, 3}}, ENGRAM_ERROR_NULL, "shape.group"},
        {{.group = {"\xFF", 1}}, ENGRAM_ERROR_TEXT, "shape.group"},
        {{.group = text_of("$.a[")}, ENGRAM_ERROR_ARGUMENT, "shape.group"},
    };
    engram_answer *answer = NULL;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        engram_recall_shape shape = cases[i].shape;
        if (shape.size == 0) shape.size = sizeof shape;
        const engram_recall_options options = {.size = sizeof options, .text = text_of("kept"), .shape = &shape};
        must_refuse(engram_recall(space, &options, &answer, &why), cases[i].status, cases[i].which);
        assert_null(answer);
    }
    const engram_recall_shape diverse = {.size = sizeof diverse, .diversity = 0.5f};
    engram_recall_options options = {.size = sizeof options, .text = text_of("kept"), .shape = &diverse};
    must_refuse(engram_recall(plain, &options, &answer, &why), ENGRAM_ERROR_MODEL, "shape.diversity");
    options.k = 1001;
    must_refuse(engram_recall(space, &options, &answer, &why), ENGRAM_ERROR_ARGUMENT, "options.shape");
    options.k = 0, options.left_out = 1001;
    must_refuse(engram_recall(space, &options, &answer, &why), ENGRAM_ERROR_ARGUMENT, "options.left_out");
    space_end(&plain);
    space_end(&space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diversity_is_what_it_says), cmocka_unit_test(groups_have_their_best),
        cmocka_unit_test(texts_fit_their_budget),    cmocka_unit_test(work_is_bounded),
        cmocka_unit_test(what_no_shape_may_be),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The formula of a recall: its terms, what each option changes in it, and answers that say that they have nothing. */

#include <math.h>

#include "space/support.h"

enum { DIM = 8 };
#define DAY 86400000000000

static engram_answer *recall_with(engram_space *space, const engram_recall_options *options) {
    engram_answer *answer = NULL;
    must(engram_recall(space, options, &answer, &why));
    return answer;
}

static const engram_recalled *hit_of(const engram_answer *answer, uint64_t id) {
    for (uint64_t i = 0; i < answer->count; ++i)
        if (answer->hits[i]->id == id) return answer->hits[i];
    return NULL;
}

static uint64_t remember_at(engram_space *space, const char *text, const float *elements, int64_t created,
                            float importance) {
    const engram_vector vector = {.data = elements, .dim = DIM};
    const engram_memory memory = {.size = sizeof memory,
                                  .text = text_of(text),
                                  .vectors = &vector,
                                  .vector_count = elements != NULL,
                                  .created = created,
                                  .importance = importance,
                                  .fields = ENGRAM_MEMORY_CREATED | ENGRAM_MEMORY_IMPORTANCE};
    uint64_t id = 0;
    must(engram_remember(space, &memory, NULL, &id, &why));
    return id;
}

static uint64_t remember_words(engram_space *space, const char *text) { return remember_at(space, text, NULL, DAY, 1); }

static const char *const vocabulary[] = {"river", "stone",  "lamp",   "paper",   "winter", "engine",
                                         "violet", "harbour", "copper", "meadow", "orchard", "lantern"};

/* A space of 300 memories with vectors, words, links, ages and importance. */
static engram_space *space_of_everything(const char *name, rng *r) {
    engram_space *space = space_new(name, DIM);
    uint64_t ids[300];
    for (int i = 0; i < 300; ++i) {
        float elements[DIM];
        rng_fill(r, elements, DIM, -1, 1);
        char text[64];
        snprintf(text, sizeof text, "%s %s %s", vocabulary[rng_below(r, 12)], vocabulary[rng_below(r, 12)],
                 vocabulary[rng_below(r, 12)]);
        const float importance[] = {0, 0.5f, 1, 2};
        ids[i] = remember_at(space, text, i % 10 != 0 ? elements : NULL, (int64_t)rng_below(r, 900) * DAY,
                             importance[rng_below(r, 4)]);
        if (i == 0) continue;
        const engram_link_input link = {.size = sizeof link,
                                        .source = ids[i],
                                        .target = ids[rng_below(r, (uint64_t)i)],
                                        .weight = rng_float(r, 0.2f, 2),
                                        .type = text_of("x")};
        must(engram_link(space, &link, NULL, &why));
    }
    return space;
}

/* Each score is what its terms say, under any weights, way of spreading and fusion. */
static void scores_are_their_terms(void **state) {
    (void)state;
    rng r = rng_seeded("scores_are_their_terms");
    engram_space *space = space_of_everything("terms.engram", &r);
    for (int round = 0; round < 200; ++round) {
        const float choices[] = {0, 0.5f, 1, 3};
        const engram_recall_weights w = {.size = sizeof w,
                                         .similarity = choices[rng_below(&r, 4)],
                                         .lexical = choices[rng_below(&r, 4)],
                                         .activation = choices[1 + rng_below(&r, 3)],
                                         .length = choices[rng_below(&r, 3)],
                                         .retention = choices[rng_below(&r, 4)],
                                         .importance = choices[rng_below(&r, 3)],
                                         .recency = choices[rng_below(&r, 3)]};
        float cue[DIM];
        rng_fill(&r, cue, DIM, -1, 1);
        const engram_vector vector = {.data = cue, .dim = DIM};
        char text[64];
        snprintf(text, sizeof text, "%s %s", vocabulary[rng_below(&r, 12)], vocabulary[rng_below(&r, 12)]);
        const engram_recall_activation ways[] = {{.size = sizeof *ways},
                                                 {.size = sizeof *ways, .flags = ENGRAM_RECALL_FORWARD, .step = 1},
                                                 {.size = sizeof *ways, .flags = ENGRAM_RECALL_BACKWARD, .hops = 3},
                                                 {.size = sizeof *ways, .method = ENGRAM_RECALL_PAGERANK}};
        const engram_recall_fusion fusion = rng_below(&r, 2) ? ENGRAM_RECALL_RANKS : ENGRAM_RECALL_SUM;
        const int has_vector = rng_below(&r, 4) != 0, has_text = rng_below(&r, 4) != 0;
        const uint64_t seed = 7;
        const engram_recall_options options = {.size = sizeof options,
                                               .k = 100,
                                               .vector = has_vector ? &vector : NULL,
                                               .text = text_of(has_text ? text : NULL),
                                               .seeds = &seed,
                                               .seed_count = 1,
                                               .weights = &w,
                                               .activation = &ways[rng_below(&r, 4)],
                                               .fusion = fusion,
                                               .now = 1000 * DAY,
                                               .recency_ns = 30 * UINT64_C(86400000000000)};
        engram_answer *answer = recall_with(space, &options);
        for (uint64_t i = 0; i < answer->count; ++i) {
            const engram_recalled *h = answer->hits[i];
            const double importance = h->importance > 0x1p-10f ? (double)h->importance : 0x1p-10;
            const double own = (double)w.retention * (double)h->retention + (double)w.recency * (double)h->recency +
                               (double)w.importance * log(importance) + (double)w.length * (double)h->length;
            const double sum = (double)w.similarity * (double)h->similarity_z +
                               (double)w.lexical * (double)h->lexical_z + (double)w.activation * (double)h->activation;
            const uint32_t place[] = {h->similarity_rank, h->lexical_rank, h->activation_rank};
            const double by[] = {(double)w.similarity, (double)w.lexical, (double)w.activation};
            double ranks = 0;
            for (int t = 0; t < 3; ++t) ranks += place[t] != 0 ? by[t] * 61 / (60 + place[t]) : 0;
            assert_float_equal(h->score, (float)(own + (fusion == ENGRAM_RECALL_RANKS ? ranks : sum)), 1e-4);
            const double alike = (double)h->similarity - (double)answer->pairs_mean;
            double z = h->similarity != 0.0f ? alike / (double)answer->pairs_deviation : 0;
            if (answer->words_weight > 0) z += 2 * (double)h->lexical / (double)answer->words_weight;
            assert_float_equal(h->z, (float)z, 1e-4);
            assert_true(h->z <= answer->best_z);
            if (h->similarity != 0.0f)
                assert_float_equal(h->similarity_z,
                                   (h->similarity - answer->background_mean) / answer->background_deviation, 1e-4);
            assert_float_equal(h->lexical_z, h->lexical / answer->lexical_deviation, 1e-4);
            if (i == 0) continue;
            const engram_recalled *a = answer->hits[i - 1];
            assert_true(a->score > h->score || (a->score == h->score && a->id < h->id));
        }
        engram_answer_free(&answer);
    }
    space_end(&space);
}

/* BM25 and its deviation, by the definition. */
static void words_are_weighed(void **state) {
    (void)state;
    engram_space *space = space_new("weighed.engram", 0);
    const uint64_t two = remember_words(space, "lamp lamp river"), one = remember_words(space, "lamp stone stone stone");
    for (int i = 0; i < 6; ++i) remember_words(space, "meadow winter");
    const engram_recall_options options = {.size = sizeof options, .text = text_of("the lamp, a river; orchard?")};
    engram_answer *answer = recall_with(space, &options);
    assert_int_equal(answer->words, 3);
    assert_int_equal(answer->words_left_out, 2);
    assert_int_equal(answer->matched, 2);
    const double n[] = {2, 1, 0}, mean_length = (3 + 4 + 12) / 8.0;
    double weight[3], spread = 0, mean = 0;
    for (int i = 0; i < 3; ++i) {
        weight[i] = log(1 + (8 - n[i] + 0.5) / (n[i] + 0.5));
        const double p = n[i] / 108 > 0.01 ? n[i] / 108 : 0.01;
        spread += weight[i] * weight[i] * p * (1 - p), mean += weight[i] * p;
    }
    assert_float_equal(answer->lexical_deviation, (float)sqrt(spread + mean * mean), 1e-6);
    const double norm[] = {0.25 + 0.75 * 3 / mean_length, 0.25 + 0.75 * 4 / mean_length};
    /* and a river stands two words after a lamp, as in the cue */
    const double first = weight[0] * 2 * 2.2 / (2 + 1.2 * norm[0]) + weight[1] * 2.2 / (1 + 1.2 * norm[0]) +
                         0.25 * (weight[0] + weight[1]);
    const double second = weight[0] * 2.2 / (1 + 1.2 * norm[1]);
    assert_float_equal(hit_of(answer, two)->lexical, (float)first, 1e-5);
    assert_float_equal(hit_of(answer, one)->lexical, (float)second, 1e-5);
    assert_float_equal(hit_of(answer, two)->length, (float)log(3 / mean_length), 1e-6);
    assert_float_equal(hit_of(answer, one)->length, (float)log(4 / mean_length), 1e-6);
    engram_answer_free(&answer);
    space_end(&space);
}

/* Two words of the cue that are as far from each other in a text are worth more there, up to three apart. */
static void pairs_count(void **state) {
    (void)state;
    for (int is_long = 0; is_long < 2; ++is_long) { /* in the index, and waiting for it */
        engram_space *space = space_new(is_long ? "pairs1.engram" : "pairs0.engram", 0);
        const uint64_t pair = remember_words(space, "a blue old kettle here"),
                       other = remember_words(space, "blue here old a kettle"),
                       turned = remember_words(space, "a kettle old blue here");
        if (is_long) {
            static char filler[9000];
            for (size_t i = 0; i + 7 < sizeof filler; i += 7) memcpy(filler + i, "filler ", 7);
            remember_words(space, filler);
        }
        const struct {
            const char *cue;
            int is_pair;
        } cases[] = {{"blue to kettle", 1}, {"blue kettle", 0}, {"Blue? The kettle!", 1}, {"kettle blue", 0},
                     {"blue one two three kettle", 0}};
        for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
            const engram_recall_options options = {.size = sizeof options, .text = text_of(cases[i].cue)};
            engram_answer *answer = recall_with(space, &options);
            assert_int_equal(answer->count, 3);
            const float with = hit_of(answer, pair)->lexical, without = hit_of(answer, other)->lexical;
            assert_int_equal(with > without, cases[i].is_pair);
            assert_true(hit_of(answer, turned)->lexical == without);
            engram_answer_free(&answer);
        }
        space_end(&space);
    }
}

static void forms_are_for_those_who_ask(void **state) {
    (void)state;
    for (int is_long = 0; is_long < 2; ++is_long) { /* in the index, and waiting for it */
        engram_space *space = space_new(is_long ? "forms1.engram" : "forms0.engram", 0);
        const uint64_t kettle = remember_words(space, "a blue kettle on the stove"),
                       mixed = remember_words(space, "the kettle is not blue"),
                       kitten = remember_words(space, "kittens asleep");
        if (is_long) {
            static char filler[9000];
            for (size_t i = 0; i + 7 < sizeof filler; i += 7) memcpy(filler + i, "filler ", 7);
            remember_words(space, filler);
        }
        const struct {
            const char *cue;
            uint32_t flags;
            uint64_t hits, first;
        } cases[] = {{"\"blue kettle\"", ENGRAM_RECALL_FORMS, 1, kettle},
                     {"\"blue kettle\"", 0, 2, 0},
                     {"\"blue kettle", ENGRAM_RECALL_FORMS, 2, 0},
                     {"kit*", ENGRAM_RECALL_FORMS, 1, kitten},
                     {"kit*", 0, 0, 0},
                     {"\"not bl\"*", ENGRAM_RECALL_FORMS, 1, mixed},
                     {"\"\" * \"*\" \"", ENGRAM_RECALL_FORMS, 0, 0},
                     {"k* b*", ENGRAM_RECALL_FORMS, 3, 0}};
        for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
            const engram_recall_options options = {
                .size = sizeof options, .text = text_of(cases[i].cue), .flags = cases[i].flags};
            engram_answer *answer = recall_with(space, &options);
            assert_int_equal(answer->count, cases[i].hits);
            if (cases[i].first != 0) assert_int_equal(answer->hits[0]->id, cases[i].first);
            engram_answer_free(&answer);
        }
        space_end(&space);
    }
}

/* The rarest words go first; a lone word beyond the budget finds the newest texts, and the answer says so. */
static void words_keep_to_their_budget(void **state) {
    (void)state;
    engram_space *spaces[2];
    uint64_t last = 0;
    for (int i = 0; i < 2; ++i) { /* one by one, which waits for the index, and as a batch, which does not */
        spaces[i] = space_new(i ? "budget1.engram" : "budget0.engram", 0);
        engram_batch *batch = NULL;
        if (i) must(engram_batch_begin(spaces[i], NULL, &batch, &why));
        const engram_write_options within = {.size = sizeof within, .batch = batch};
        static char filler[9000]; /* a long text takes those before it into the index */
        for (size_t at = 0; at + 7 < sizeof filler; at += 7) memcpy(filler + at, "filler ", 7);
        const engram_memory first = {.size = sizeof first, .text = text_of(i ? filler : "filler")};
        must(engram_remember(spaces[i], &first, &within, &last, &why));
        for (int k = 0; k < 100; ++k) {
            const engram_memory memory = {.size = sizeof memory,
                                          .text = text_of(k % 50 == 0  ? "common rare"
                                                          : k % 4 == 0 ? "common usual"
                                                                       : "common")};
            must(engram_remember(spaces[i], &memory, &within, &last, &why));
        }
        if (i) must(engram_batch_commit(spaces[i], &batch, &why));
    }
    const struct {
        const char *cue;
        uint64_t postings, words, left_out, matched;
    } cases[] = {{"common usual rare", 1000, 3, 0, 100}, {"common usual rare", 99, 2, 1, 26},
                 {"common usual rare", 26, 2, 1, 26},    {"common usual rare", 25, 1, 2, 2},
                 {"common usual rare", 1, 1, 2, 2},      {"common", 100, 1, 0, 100}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        const engram_recall_options options = {
            .size = sizeof options, .k = 100, .text = text_of(cases[i].cue), .postings = cases[i].postings};
        for (int s = 0; s < 2; ++s) {
            engram_answer *answer = recall_with(spaces[s], &options);
            assert_int_equal(answer->words, cases[i].words);
            assert_int_equal(answer->words_left_out, cases[i].left_out);
            if (cases[i].postings > 1) assert_int_equal(answer->matched, cases[i].matched);
            engram_answer_free(&answer);
        }
    }
    const engram_recall_options options = {.size = sizeof options, .text = text_of("common"), .postings = 5};
    for (int s = 0; s < 2; ++s) {
        engram_answer *answer = recall_with(spaces[s], &options);
        assert_int_equal(answer->flags & ENGRAM_ANSWER_CUT, ENGRAM_ANSWER_CUT);
        assert_int_equal(answer->matched, 5);
        for (uint64_t i = 0; i < answer->count; ++i) assert_true(answer->hits[i]->id > last - 5);
        engram_answer_free(&answer);
    }
    for (int i = 0; i < 2; ++i) space_end(&spaces[i]);
}

static void the_newest_come_by_themselves(void **state) {
    (void)state;
    engram_space *space = space_new("newest.engram", 0);
    uint64_t ids[80];
    for (int i = 0; i < 80; ++i) ids[i] = remember_at(space, "note", NULL, (i * 37 % 80) * DAY, 1);
    const engram_recall_weights weights = {.size = sizeof weights, .recency = 1};
    const engram_recall_options options = {.size = sizeof options, .k = 5, .weights = &weights, .now = 100 * DAY};
    engram_answer *answer = recall_with(space, &options);
    assert_int_equal(answer->count, 5);
    for (uint64_t i = 0; i < 5; ++i) {
        assert_int_equal(answer->hits[i]->created, (int64_t)(79 - i) * DAY);
        assert_int_equal(answer->hits[i]->recency_rank, i + 1);
    }
    engram_answer_free(&answer);
    must(engram_forget(space, ids[0], NULL, &why));
    space_end(&space);
}

static void directions_are_kept(void **state) {
    (void)state;
    engram_space *space = space_new("ways.engram", 0);
    const uint64_t a = remember_words(space, "a"), b = remember_words(space, "b"), c = remember_words(space, "c");
    link_two(space, a, b, "next", 1);
    link_two(space, b, c, "next", 1);
    const struct {
        uint32_t flags;
        int has_a, has_c;
    } cases[] = {{0, 1, 1}, {ENGRAM_RECALL_FORWARD, 0, 1}, {ENGRAM_RECALL_BACKWARD, 1, 0},
                 {ENGRAM_RECALL_FORWARD | ENGRAM_RECALL_BACKWARD, 1, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        const engram_recall_activation way = {.size = sizeof way, .flags = cases[i].flags, .hops = 1, .step = 1};
        const engram_recall_options options = {
            .size = sizeof options, .seeds = &b, .seed_count = 1, .activation = &way};
        engram_answer *answer = recall_with(space, &options);
        assert_int_equal(hit_of(answer, a) != NULL, cases[i].has_a);
        assert_int_equal(hit_of(answer, c) != NULL, cases[i].has_c);
        /* one step, over the root of the links that carry */
        assert_float_equal(answer->hits[0]->activation, (float)(1 / sqrt(cases[i].has_a + cases[i].has_c)), 1e-6);
        engram_answer_free(&answer);
    }
    const engram_recall_activation rank = {.size = sizeof rank, .method = ENGRAM_RECALL_PAGERANK};
    const engram_recall_options options = {
        .size = sizeof options, .flags = ENGRAM_RECALL_EXPLAIN, .seeds = &a, .seed_count = 1, .activation = &rank};
    engram_answer *answer = recall_with(space, &options);
    /* r = (1 - d) p + d W r on the path a - b - c with d = 0.5: 7/12, 1/3, 1/12; a keeps half of it for having begun */
    assert_int_equal(answer->count, 3);
    assert_float_equal(hit_of(answer, b)->activation, 1.0 / 3, 1e-3);
    assert_float_equal(hit_of(answer, c)->activation, 1.0 / 12, 1e-3);
    assert_float_equal(hit_of(answer, a)->activation, 1.0 / 12, 1e-3);
    assert_int_equal(answer->hits[0]->step_count, 0);
    engram_answer_free(&answer);
    space_end(&space);
}

static void nothing_has_its_reason(void **state) {
    (void)state;
    engram_space *space = space_new("nothing.engram", DIM);
    engram_recall_options options = {.size = sizeof options, .text = text_of("zebra")};
    engram_answer *answer = recall_with(space, &options);
    assert_int_equal(answer->outcome, ENGRAM_RECALL_EMPTY);
    assert_true(answer->sentence.bytes > 10);
    engram_answer_free(&answer);
    rng r = rng_seeded("nothing_has_its_reason");
    float elements[DIM];
    for (int i = 0; i < 200; ++i) {
        rng_fill(&r, elements, DIM, -1, 1);
        remember_at(space, i == 7 ? "a zebra by the river" : "by the river", elements, DAY, 1);
    }
    const engram_text none = text_of("none");
    const engram_filter filter = {.size = sizeof filter, .kinds = &none, .kind_count = 1};
    options.filter = &filter;
    answer = recall_with(space, &options);
    assert_int_equal(answer->outcome, ENGRAM_RECALL_FILTERED);
    engram_answer_free(&answer);
    options = (engram_recall_options){.size = sizeof options, .text = text_of("giraffe")};
    answer = recall_with(space, &options);
    assert_int_equal(answer->outcome, ENGRAM_RECALL_UNMATCHED);
    assert_true(answer->best_z == 0.0f);
    engram_answer_free(&answer);
    /* a vector always finds something: min_z is what tells that it is nothing */
    rng_fill(&r, elements, DIM, -1, 1);
    const engram_vector vector = {.data = elements, .dim = DIM};
    options = (engram_recall_options){.size = sizeof options, .vector = &vector, .min_z = 1e5f};
    answer = recall_with(space, &options);
    assert_int_equal(answer->outcome, ENGRAM_RECALL_UNRELATED);
    assert_int_equal(answer->count, 0);
    assert_int_equal(answer->below_min_z, 64);
    assert_true(answer->best_z > 1.0f && answer->best_z < 6.0f);
    const float best = answer->best_z;
    engram_answer_free(&answer);
    options.min_z = best;
    answer = recall_with(space, &options);
    assert_int_equal(answer->outcome, ENGRAM_RECALL_FOUND);
    assert_int_equal(answer->sentence.bytes, 0);
    assert_int_equal(answer->count, 10);
    assert_int_equal(answer->below_min_z, 0);
    assert_true(answer->hits[0]->z == best);
    engram_answer_free(&answer);
    /* a memory with all words of the cue has about 2; one with the half of them less */
    options = (engram_recall_options){.size = sizeof options, .text = text_of("zebra"), .min_z = 1.5f};
    answer = recall_with(space, &options);
    assert_int_equal(answer->count, 1);
    engram_answer_free(&answer);
    options.text = text_of("zebra quagga okapi");
    answer = recall_with(space, &options);
    assert_int_equal(answer->count, 0);
    assert_int_equal(answer->outcome, ENGRAM_RECALL_UNRELATED);
    engram_answer_free(&answer);
    /* seeds are not judged */
    const uint64_t seed = 1;
    options = (engram_recall_options){.size = sizeof options, .seeds = &seed, .seed_count = 1, .min_z = 1e5f};
    answer = recall_with(space, &options);
    assert_int_equal(answer->below_min_z, 0);
    engram_answer_free(&answer);
    space_end(&space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_are_their_terms),
        cmocka_unit_test(words_are_weighed),
        cmocka_unit_test(pairs_count),
        cmocka_unit_test(forms_are_for_those_who_ask),
        cmocka_unit_test(words_keep_to_their_budget),
        cmocka_unit_test(the_newest_come_by_themselves),
        cmocka_unit_test(directions_are_kept),
        cmocka_unit_test(nothing_has_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Recall: the exact nearest under filters and bias, words, activation over links, and what other handles have done
 * since.
 */

#include <math.h>

#include "engram/decay.h"
#include "space/support.h"

enum { DIM = 24 };
#define DAY 86400000000000

static const engram_recall_weights vector_alone = {.size = sizeof vector_alone, .similarity = 1};

static uint64_t remember_vector(engram_space *space, const float *elements, const char *kind, int64_t created,
                                float importance) {
    const engram_vector vector = {.data = elements, .dim = DIM};
    const engram_memory memory = {.size = sizeof memory,
                                  .vectors = &vector,
                                  .vector_count = 1,
                                  .kind = text_of(kind),
                                  .created = created,
                                  .importance = importance,
                                  .fields = ENGRAM_MEMORY_CREATED | ENGRAM_MEMORY_IMPORTANCE};
    uint64_t id = 0;
    must(engram_remember(space, &memory, NULL, &id, &why));
    return id;
}

static engram_answer *recall_with(engram_space *space, const engram_recall_options *options) {
    engram_answer *answer = NULL;
    must(engram_recall(space, options, &answer, &why));
    for (uint64_t i = 1; i < answer->count; ++i) {
        const engram_recalled *a = answer->hits[i - 1], *b = answer->hits[i];
        assert_true(a->score > b->score || (a->score == b->score && a->id < b->id));
    }
    return answer;
}

/* The plain model: an array. */
typedef struct thing {
    uint64_t id;
    int is_alive, kind;
    int64_t created;
    float importance, elements[DIM];
} thing;
enum { MOST = 3000 };
static thing things[MOST];
static int thing_count;

static float likeness(engram_metric metric, const float *cue, const thing *t) {
    float similarity;
    assert_int_equal(engram_similarity_pair(metric, ENGRAM_TYPE_F32, cue, t->elements, DIM, &similarity), ENGRAM_OK);
    return metric == ENGRAM_METRIC_L2_SQUARED ? 1.0f / (1.0f + similarity) : similarity;
}

/* Of each stretch of ids the first that is alive: 256 stretches at most, a power of two long. */
static uint64_t background(engram_metric metric, const float *cue, double *mean, double *deviation) {
    float samples[256];
    uint64_t count = 0, largest = 0, stretch = 1;
    for (int i = 0; i < thing_count; ++i)
        if (things[i].is_alive) largest = things[i].id;
    while (256 * stretch < largest) stretch *= 2;
    double sum = 0;
    for (uint64_t begin = 1; begin <= largest; begin += stretch)
        for (int i = 0; i < thing_count; ++i) {
            if (!things[i].is_alive || things[i].id < begin) continue;
            if (things[i].id >= begin + stretch) break;
            sum += samples[count++] = likeness(metric, cue, &things[i]);
            break;
        }
    *mean = 0, *deviation = 1;
    const double known = metric == ENGRAM_METRIC_COSINE ? 16 : 0;
    if (known == 0 && count < 2) return count;
    *mean = sum / ((double)count + known);
    double squares = known * (0.1 * 0.1 + *mean * *mean);
    for (uint64_t i = 0; i < count; ++i) squares += (samples[i] - *mean) * (samples[i] - *mean);
    *deviation = sqrt(squares / ((double)count + known));
    return count;
}

static void compare(engram_space *space, rng *r, engram_metric metric) {
    const char *const kinds[] = {"a", "b", "c"};
    float cue[DIM];
    rng_fill(r, cue, DIM, -1, 1);
    const engram_vector vector = {.data = cue, .dim = DIM};
    const int kind = (int)rng_below(r, 4);
    const engram_text wanted = text_of(kind < 3 ? kinds[kind] : NULL);
    const int has_since = rng_below(r, 2) != 0;
    const engram_filter filter = {.size = sizeof filter,
                                  .kinds = kind < 3 ? &wanted : NULL,
                                  .kind_count = kind < 3,
                                  .flags = has_since ? ENGRAM_FILTER_SINCE : 0,
                                  .since = has_since ? 500 * DAY : 0};
    engram_recall_weights weights = vector_alone;
    const float retentions[] = {0, 0.05f, 5};
    weights.retention = retentions[rng_below(r, 3)];
    weights.importance = rng_below(r, 2) != 0 ? 1.0f : 0.0f;
    const int64_t now = 1000 * DAY;
    const engram_recall_options options = {.size = sizeof options,
                                           .k = 1 + rng_below(r, 20),
                                           .vector = &vector,
                                           .metric = metric,
                                           .filter = &filter,
                                           .weights = &weights,
                                           .now = now};
    engram_answer *answer = recall_with(space, &options);
    /* all of them, by the definition */
    double mean, deviation;
    assert_int_equal(answer->background_count, background(metric, cue, &mean, &deviation));
    assert_true(answer->background_mean == (float)mean && answer->background_deviation == (float)deviation);
    const engram_curve curve = {
        .size = sizeof curve, .form = ENGRAM_CURVE_POWER, .scale = 86400, .exponent = 0.18, .floor = 0.1};
    uint64_t best_id[20], found = 0, admitted = 0;
    float best_score[20];
    for (int i = 0; i < thing_count; ++i) {
        const thing *t = &things[i];
        if (!t->is_alive || (kind < 3 && t->kind != kind) || (has_since && t->created < 500 * DAY)) continue;
        ++admitted;
        float retention = 0.5f;
        const uint64_t age = (uint64_t)(now - t->created);
        const engram_times times = {.size = sizeof times, .unit = ENGRAM_TIME_NANOSECONDS, .values = &age};
        assert_int_equal(engram_decay_batch(&curve, &times, NULL, &retention, 1, &retention, NULL), ENGRAM_OK);
        const float z = (float)((likeness(metric, cue, t) - mean) / deviation);
        double own = (double)weights.retention * (double)retention;
        if (weights.importance != 0.0f) own += log((double)t->importance);
        const float score = (float)((double)z + own);
        uint64_t at = found < options.k ? found++ : options.k;
        for (; at > 0 && (score > best_score[at - 1] || (score == best_score[at - 1] && t->id < best_id[at - 1])); --at)
            if (at < options.k) best_score[at] = best_score[at - 1], best_id[at] = best_id[at - 1];
        if (at < options.k) best_score[at] = score, best_id[at] = t->id;
    }
    assert_int_equal(answer->admitted, admitted);
    assert_int_equal(answer->count, found);
    for (uint64_t i = 0; i < found; ++i) {
        assert_int_equal(answer->hits[i]->id, best_id[i]);
        /* the logarithm here is the C library's */
        if (weights.importance == 0.0f)
            assert_same_bits(&answer->hits[i]->score, &best_score[i], 1, "hit %d", (int)i);
        assert_float_equal(answer->hits[i]->score, best_score[i], 1e-5);
        if (weights.importance == 0.0f && weights.retention == 0.0f)
            assert_int_equal(answer->hits[i]->similarity_rank, i + 1);
    }
    engram_answer_free(&answer);
}

static void nearest_are_exact(void **state) {
    (void)state;
    rng r = rng_seeded("nearest_are_exact");
    engram_space *space = space_new("exact.engram", DIM), *other = space_again("exact.engram");
    const char *const kinds[] = {"a", "b", "c"};
    thing_count = 0;
    for (int step = 0; step < 1500; ++step) {
        const uint64_t what = rng_below(&r, 10);
        if (what < 7 || thing_count == 0) {
            thing *t = &things[thing_count++];
            *t = (thing){.is_alive = 1,
                         .kind = (int)rng_below(&r, 3),
                         .created = (int64_t)rng_below(&r, 1000) * DAY,
                         .importance = rng_float(&r, 0.1f, 2)};
            rng_fill(&r, t->elements, DIM, -1, 1);
            t->id = remember_vector(rng_below(&r, 2) ? space : other, t->elements, kinds[t->kind], t->created,
                                    t->importance);
        } else {
            thing *t = &things[rng_below(&r, (uint64_t)thing_count)];
            if (!t->is_alive) continue;
            if (what == 7) {
                must(engram_forget(space, t->id, NULL, &why));
                t->is_alive = 0;
            } else if (what == 8) {
                rng_fill(&r, t->elements, DIM, -1, 1);
                const engram_vector vector = {.data = t->elements, .dim = DIM};
                const engram_memory change = {
                    .size = sizeof change, .fields = ENGRAM_MEMORY_VECTORS, .vectors = &vector, .vector_count = 1};
                must(engram_update(other, t->id, &change, NULL, &why));
            } else {
                t->kind = (int)rng_below(&r, 3);
                const engram_memory change = {
                    .size = sizeof change, .fields = ENGRAM_MEMORY_KIND, .kind = text_of(kinds[t->kind])};
                must(engram_update(space, t->id, &change, NULL, &why));
            }
        }
        if (step % 7 == 0)
            compare(step % 2 ? space : other, &r,
                    step % 3 == 0   ? ENGRAM_METRIC_DOT
                    : step % 3 == 1 ? ENGRAM_METRIC_COSINE
                                    : ENGRAM_METRIC_L2_SQUARED);
    }
    space_end(&other);
    other = space_again("exact.engram"); /* made from the file and not followed */
    for (int i = 0; i < 50; ++i) compare(i % 2 ? space : other, &r, ENGRAM_METRIC_COSINE);
    assert_true(describe(other).digest == describe(space).digest);
    space_end(&other);
    space_end(&space);
}

static void words_find_texts(void **state) {
    (void)state;
    engram_space *space = space_new("words.engram", 0);
    const uint64_t bread = remember_text(space, "She baked two loaves of sourdough bread on Sunday");
    const uint64_t boat = remember_text(space, "The boat was painted blue, like every boat here");
    const uint64_t cafe = remember_text(space, "Un caf\xC3\xA9 noir, s'il vous pla\xC3\xAEt");
    const struct {
        const char *cue;
        uint64_t first;
    } cases[] = {{"baking a loaf", bread},
                 {"boats", boat},
                 {"cafe", cafe},
                 {"what colour was the boat?", boat},
                 {"\"blue\" AND (OR NEAR* -x:y^", boat}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        const engram_recall_options options = {.size = sizeof options, .text = text_of(cases[i].cue)};
        engram_answer *answer = recall_with(space, &options);
        assert_true(answer->count >= 1);
        assert_int_equal(answer->hits[0]->id, cases[i].first);
        assert_true(answer->hits[0]->lexical > 0.0f && answer->hits[0]->lexical_rank == 1);
        assert_true(answer->hits[0]->text.bytes > 10);
        engram_answer_free(&answer);
    }
    const char *const none[] = {"", "\xF0\x9F\x8D\x9E", "   ...  ", "zebra", "\"", "' OR 1=1; --", "(((((", "NOT", "*"};
    for (size_t i = 0; i < sizeof none / sizeof *none; ++i) {
        const engram_recall_options options = {.size = sizeof options, .text = text_of(none[i])};
        engram_answer *answer = recall_with(space, &options);
        assert_int_equal(answer->count, 0);
        engram_answer_free(&answer);
    }
    must(engram_forget(space, boat, NULL, &why));
    const engram_recall_options options = {.size = sizeof options, .text = text_of("boat")};
    engram_answer *answer = recall_with(space, &options);
    assert_int_equal(answer->count, 0);
    assert_int_equal(answer->matched, 0);
    engram_answer_free(&answer);
    space_end(&space);
}

/*
 * The same texts, one by one and as one batch: what waits for the index of words, and what is in it, are found alike.
 */
static void texts_that_wait_are_found_alike(void **state) {
    (void)state;
    rng r = rng_seeded("texts_that_wait_are_found_alike");
    const char *const vocabulary[] = {"river",
                                      "stones",
                                      "lamp",
                                      "Caf\xC3\xA9",
                                      "winters",
                                      "engine",
                                      "violet",
                                      "the",
                                      "don't",
                                      "x-ray",
                                      "\xE4\xBB\x8A\xE5\xA4\xA9",
                                      "rivers"};
    for (engram_words how = ENGRAM_WORDS_PORTER; how <= ENGRAM_WORDS_TRIGRAM; ++how) {
        engram_space *spaces[2];
        const engram_space_options options = {.size = sizeof options, .flags = ENGRAM_SPACE_MEMORY, .words = how};
        for (int i = 0; i < 2; ++i) must(engram_space_open((engram_text){NULL, 0}, &options, &spaces[i], &why));
        static char text[8000];
        engram_batch *batch = NULL;
        must(engram_batch_begin(spaces[1], NULL, &batch, &why));
        const engram_write_options within = {.size = sizeof within, .batch = batch, .now = 5},
                                   alone = {.size = sizeof alone, .now = 5};
        for (int i = 0; i < 120; ++i) {
            size_t used = 0;
            const uint64_t words =
                i == 0 ? 900 : rng_below(&r, 12); /* the first is long: it goes into the index at once */
            for (uint64_t k = 0; k < words; ++k)
                used += (size_t)snprintf(text + used, sizeof text - used, "%s ", vocabulary[rng_below(&r, 12)]);
            const engram_memory memory = {.size = sizeof memory, .text = {text, used}};
            engram_memory numbered = memory;
            char key[16];
            snprintf(key, sizeof key, "%d", i);
            numbered.key = text_of(key);
            must(engram_remember(spaces[0], &numbered, &alone, NULL, &why));
            must(engram_remember(spaces[1], &numbered, &within, NULL, &why));
        }
        must(engram_batch_commit(spaces[1], &batch, &why));
        const char *const cues[] = {"river",        "the lamp by the river",    "cafe violet winter",
                                    "don't x-ray",  "\xE4\xBB\x8A\xE5\xA4\xA9", "nothing of it",
                                    "engine engine"};
        for (size_t c = 0; c < sizeof cues / sizeof *cues; ++c) {
            const engram_recall_options cue = {.size = sizeof cue, .text = text_of(cues[c]), .k = 200, .now = 100};
            engram_answer *one = recall_with(spaces[0], &cue), *other = recall_with(spaces[1], &cue);
            assert_int_equal(one->matched, other->matched);
            assert_int_equal(one->count, other->count);
            for (uint64_t i = 0; i < one->count; ++i) {
                assert_int_equal(one->hits[i]->id, other->hits[i]->id);
                assert_same_bits(&one->hits[i]->lexical, &other->hits[i]->lexical, 1, "cue %d, hit %d", (int)c, (int)i);
            }
            if (c == 0) assert_true(one->matched > 20 && one->matched < 120);
            engram_answer_free(&one);
            engram_answer_free(&other);
        }
        for (int i = 0; i < 2; ++i) space_end(&spaces[i]);
    }
}

static void activation_reaches_over_links(void **state) {
    (void)state;
    engram_space *space = space_new("links.engram", 0), *other = space_again("links.engram");
    const uint64_t a = remember_key(space, "a", "apples on the table"), b = remember_key(space, "b", "brown paper"),
                   c = remember_key(space, "c", "candles"), d = remember_key(space, "d", "dust");
    link_two(space, a, b, "next", 1);
    link_two(space, c, b, "next", 1);
    const engram_recall_options options = {
        .size = sizeof options, .flags = ENGRAM_RECALL_EXPLAIN, .text = text_of("apples")};
    for (int round = 0; round < 2; ++round) {
        engram_answer *answer = recall_with(round == 0 ? space : other, &options);
        assert_int_equal(answer->count, 3);
        assert_int_equal(answer->hits[0]->id, a);
        assert_int_equal(answer->hits[1]->id, b);
        assert_int_equal(answer->hits[2]->id, c);
        assert_true(answer->hits[0]->lexical_rank == 1 && answer->hits[1]->lexical_rank == 0);
        const engram_recalled *far = answer->hits[2];
        assert_int_equal(far->step_count, 3);
        assert_true(far->steps[0].id == a && far->steps[1].id == b && far->steps[2].id == c);
        assert_true(text_is(far->steps[1].type, "next") && far->steps[1].backward == 0 && far->steps[2].backward == 1);
        assert_true(far->activation > 0 && far->activation < answer->hits[1]->activation &&
                    answer->hits[1]->activation_rank == 1);
        engram_answer_free(&answer);
    }
    const engram_link_input gone = {.size = sizeof gone, .source = c, .target = b, .type = text_of("next")};
    must(engram_unlink(other, &gone, NULL, &why));
    link_two(other, d, a, "causes", 3);
    for (int round = 0; round < 2; ++round) {
        engram_answer *answer = recall_with(round == 0 ? space : other, &options);
        assert_int_equal(answer->count, 3);
        assert_true(answer->hits[1]->id == d && answer->hits[2]->id == b);
        engram_answer_free(&answer);
    }
    must(engram_forget(space, a, NULL, &why));
    const engram_recall_options from_b = {.size = sizeof from_b, .seeds = &b, .seed_count = 1};
    engram_answer *answer = recall_with(other, &from_b);
    assert_int_equal(answer->count, 0);
    engram_answer_free(&answer);
    const engram_recall_options from_a = {.size = sizeof from_a, .seeds = &a, .seed_count = 1};
    must_refuse(engram_recall(other, &from_a, &answer, &why), ENGRAM_ERROR_NOT_FOUND, "options.seeds");
    space_end(&other);
    space_end(&space);
}

static void a_followed_state_answers_as_a_made_one(void **state) {
    (void)state;
    rng r = rng_seeded("a_followed_state_answers_as_a_made_one");
    const char *const vocabulary[] = {"river",  "stone",  "lamp",    "paper",  "winter",
                                      "engine", "violet", "harbour", "copper", "meadow"};
    engram_space *space = space_new("same.engram", DIM), *writer = space_again("same.engram");
    uint64_t ids[400];
    int count = 0;
    for (int step = 0; step < 900; ++step) {
        const uint64_t what = rng_below(&r, 8);
        if (what < 3 && count < 400) {
            float elements[DIM];
            rng_fill(&r, elements, DIM, -1, 1);
            const engram_vector vector = {.data = elements, .dim = DIM};
            char text[64];
            snprintf(text, sizeof text, "%s %s %s", vocabulary[rng_below(&r, 10)], vocabulary[rng_below(&r, 10)],
                     vocabulary[rng_below(&r, 10)]);
            const engram_memory memory = {.size = sizeof memory,
                                          .text = text_of(text),
                                          .vectors = &vector,
                                          .vector_count = rng_below(&r, 3) != 0};
            const engram_write_options at = {.size = sizeof at, .now = (1 + step) * DAY};
            must(engram_remember(writer, &memory, &at, &ids[count++], &why));
        } else if (count > 2) {
            const uint64_t x = ids[rng_below(&r, (uint64_t)count)], y = ids[rng_below(&r, (uint64_t)count)];
            const engram_write_options at = {.size = sizeof at, .now = (1 + step) * DAY};
            const engram_link_input link = {.size = sizeof link,
                                            .source = x,
                                            .target = y,
                                            .weight = rng_float(&r, 0.1f, 2),
                                            .type = text_of(rng_below(&r, 2) ? "x" : "y")};
            const engram_memory change = {
                .size = sizeof change, .fields = ENGRAM_MEMORY_TEXT, .text = text_of(vocabulary[rng_below(&r, 10)])};
            /* Some of these are refused: a memory that is forgotten, a link that is not there. */
            if (what < 5) (void)engram_link(writer, &link, &at, NULL);
            else if (what == 5) (void)engram_unlink(writer, &link, &at, NULL);
            else if (what == 6) (void)engram_reinforce(writer, &x, 1, 0.3f, &at, NULL);
            else if (rng_below(&r, 3) != 0) (void)engram_update(writer, x, &change, &at, NULL);
            else (void)engram_forget(writer, x, &at, NULL);
        }
        if (step % 50 != 0) continue;
        float cue[DIM];
        rng_fill(&r, cue, DIM, -1, 1);
        const engram_vector vector = {.data = cue, .dim = DIM};
        const engram_recall_options options = {.size = sizeof options,
                                               .flags = ENGRAM_RECALL_EXPLAIN,
                                               .k = 50,
                                               .vector = &vector,
                                               .now = 2000 * DAY,
                                               .text = text_of(vocabulary[rng_below(&r, 10)])};
        engram_space *fresh = space_again("same.engram");
        engram_answer *followed = recall_with(space, &options), *made = recall_with(fresh, &options);
        assert_int_equal(followed->count, made->count);
        assert_int_equal(followed->journal, made->journal);
        assert_int_equal(followed->admitted, made->admitted);
        assert_int_equal(followed->edges, made->edges);
        for (uint64_t i = 0; i < made->count; ++i) {
            const engram_recalled *a = followed->hits[i], *b = made->hits[i];
            assert_int_equal(a->id, b->id);
            assert_same_bits(&a->score, &b->score, 1, "score of hit %d at step %d", (int)i, step);
            assert_same_bits(&a->similarity, &b->similarity, 9, "terms of hit %d at step %d", (int)i, step);
            assert_int_equal(a->step_count, b->step_count);
        }
        engram_answer_free(&followed);
        engram_answer_free(&made);
        space_end(&fresh);
    }
    space_end(&writer);
    space_end(&space);
}

static void cues_are_refused_by_name(void **state) {
    (void)state;
    engram_space *space = space_new("cues.engram", 2), *plain = space_new("plain.engram", 0);
    engram_answer *answer = NULL;
    const float two[] = {1, 2}, bad[] = {1, NAN};
    engram_vector vector = {.data = two, .dim = 2};
    engram_recall_options o = {.size = sizeof o};
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_ARGUMENT, "options");
    o = (engram_recall_options){.size = sizeof o, .text = {"a\0b", 3}};
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_TEXT, "options.text");
    o = (engram_recall_options){.size = sizeof o, .vector = &vector};
    must(engram_recall(space, &o, &answer, &why));
    assert_int_equal(answer->count, 0);
    engram_answer_free(&answer);
    must_refuse(engram_recall(plain, &o, &answer, &why), ENGRAM_ERROR_MODEL, "options.vector");
    vector.dim = 1;
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_MODEL, "options.vector");
    vector = (engram_vector){.data = bad, .dim = 2};
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_ARGUMENT, "options.vector");
    o = (engram_recall_options){.size = sizeof o, .text = text_of("x"), .k = 1000001};
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_ARGUMENT, "options.k");
    const engram_filter contradicts = {
        .size = sizeof contradicts, .flags = ENGRAM_FILTER_SINCE | ENGRAM_FILTER_UNTIL, .since = 5, .until = 5};
    o = (engram_recall_options){.size = sizeof o, .text = text_of("x"), .filter = &contradicts};
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_ARGUMENT, "filter.until");
    const engram_recall_weights nothing = {.size = sizeof nothing, .retention = 1};
    o = (engram_recall_options){.size = sizeof o, .text = text_of("x"), .weights = &nothing};
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_ARGUMENT, "options.weights");
    o = (engram_recall_options){.size = sizeof o, .text = text_of("x"), .metric = ENGRAM_METRIC_HAMMING};
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_METRIC, "options.metric");
    o = (engram_recall_options){.size = sizeof o, .text = text_of("x"), .fusion = 3};
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_ENUM, "options.fusion");
    o = (engram_recall_options){.size = sizeof o, .text = text_of("x"), .min_z = NAN};
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_ARGUMENT, "options.min_z");
    o = (engram_recall_options){.size = sizeof o, .text = text_of("x"), .postings = UINT64_MAX};
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_ARGUMENT, "options.postings");
    const engram_recall_weights heavy = {.size = sizeof heavy, .lexical = 1000.5f}, other_size = {.size = 1};
    o = (engram_recall_options){.size = sizeof o, .text = text_of("x"), .weights = &heavy};
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_ARGUMENT, "weights.lexical");
    o.weights = &other_size;
    must_refuse(engram_recall(space, &o, &answer, &why), ENGRAM_ERROR_STRUCT, "options.weights");
    const struct {
        engram_recall_activation activation;
        engram_status status;
        const char *which;
    } spreads[] = {{{.size = 3}, ENGRAM_ERROR_STRUCT, "options.activation"},
                   {{.method = 3}, ENGRAM_ERROR_ENUM, "activation.method"},
                   {{.flags = 4}, ENGRAM_ERROR_ARGUMENT, "activation.flags"},
                   {{.hops = 9}, ENGRAM_ERROR_ARGUMENT, "activation.hops"},
                   {{.step = -0.5f}, ENGRAM_ERROR_ARGUMENT, "activation.step"},
                   {{.step = NAN}, ENGRAM_ERROR_ARGUMENT, "activation.step"},
                   {{.damping = 0.5f}, ENGRAM_ERROR_ARGUMENT, "activation.damping"},
                   {{.method = 2, .flags = 1}, ENGRAM_ERROR_ARGUMENT, "activation.flags"},
                   {{.method = 2, .hops = 1}, ENGRAM_ERROR_ARGUMENT, "activation.hops"},
                   {{.method = 2, .step = 0.5f}, ENGRAM_ERROR_ARGUMENT, "activation.step"},
                   {{.method = 2, .damping = 1}, ENGRAM_ERROR_ARGUMENT, "activation.damping"}};
    for (size_t i = 0; i < sizeof spreads / sizeof *spreads; ++i) {
        engram_recall_activation activation = spreads[i].activation;
        if (activation.size == 0) activation.size = sizeof activation;
        o = (engram_recall_options){.size = sizeof o, .text = text_of("x"), .activation = &activation};
        must_refuse(engram_recall(space, &o, &answer, &why), spreads[i].status, spreads[i].which);
    }
    assert_null(answer);
    space_end(&space);
    space_end(&plain);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_are_exact),
        cmocka_unit_test(words_find_texts),
        cmocka_unit_test(texts_that_wait_are_found_alike),
        cmocka_unit_test(activation_reaches_over_links),
        cmocka_unit_test(a_followed_state_answers_as_a_made_one),
        cmocka_unit_test(cues_are_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Moments of the past: answers recorded then, and asked again later, as of then, are equal to the last bit. */

#include "engram/history.h"
#include "space/model.h"

enum { MOMENTS = 12, CUES = 4, HITS = 20 };

static const int64_t recall_now = INT64_C(1900000000000000000);

/* What a recall says, without its texts. */
struct said {
    uint64_t count, admitted, matched, words, edges, activated, id[HITS], version[HITS];
    float score[HITS], similarity[HITS], lexical[HITS], activation[HITS], retention[HITS];
};

struct snapshot {
    struct model *model;
    engram_space_info info;
    struct said said[CUES];
};

static engram_space *at_number(engram_space *space, uint64_t number) {
    const engram_moment moment = {.size = sizeof moment, .flags = ENGRAM_MOMENT_NUMBER, .number = number};
    engram_space *past = NULL;
    must(engram_space_at(space, &moment, &past, &why));
    return past;
}

static engram_space *at_time(engram_space *space, int64_t time) {
    const engram_moment moment = {.size = sizeof moment, .flags = ENGRAM_MOMENT_TIME, .time = time};
    engram_space *past = NULL;
    must(engram_space_at(space, &moment, &past, &why));
    return past;
}

static void ask(engram_space *space, const struct model *m, int which, struct said *said) {
    static const float elements[MODEL_DIM] = {1, -2, 0.5f, 3, 0, 1, -1, 2};
    const engram_vector vector = {.type = ENGRAM_TYPE_F32, .data = elements, .dim = MODEL_DIM};
    uint64_t seed = 0;
    for (uint64_t i = 0; i < m->count && seed == 0; ++i)
        if (m->memories[i].is_alive) seed = m->memories[i].id;
    engram_recall_options cue = {.size = sizeof cue, .k = HITS, .now = recall_now};
    if (which != 1) cue.text = text_of(which == 0 ? "letter from the river 12" : "the orange kettle, 3 winters");
    if (which == 1 || which == 3) cue.vector = &vector;
    if (which == 2 && seed != 0) cue.seeds = &seed, cue.seed_count = 1;
    engram_answer *answer = NULL;
    must(engram_recall(space, &cue, &answer, &why));
    memset(said, 0, sizeof *said);
    said->count = answer->count, said->admitted = answer->admitted, said->matched = answer->matched;
    said->words = answer->words, said->edges = answer->edges, said->activated = answer->activated;
    for (uint64_t i = 0; i < answer->count; ++i) {
        const engram_recalled *hit = answer->hits[i];
        said->id[i] = hit->id, said->version[i] = hit->version;
        said->score[i] = hit->score, said->similarity[i] = hit->similarity, said->lexical[i] = hit->lexical;
        said->activation[i] = hit->activation, said->retention[i] = hit->retention;
    }
    engram_answer_free(&answer);
}

static void take(engram_space *space, const struct model *m, struct snapshot *shot) {
    shot->model = malloc(sizeof *shot->model);
    assert_non_null(shot->model);
    *shot->model = *m;
    shot->info = describe(space);
    for (int i = 0; i < CUES; ++i) ask(space, m, i, &shot->said[i]);
}

static void compare(engram_space *past, const struct snapshot *shot) {
    const engram_space_info info = describe(past);
    assert_int_equal(info.journal, shot->info.journal);
    assert_int_equal(info.changed, shot->info.changed);
    assert_int_equal(info.memories, shot->info.memories);
    assert_int_equal(info.links, shot->info.links);
    assert_int_equal(info.digest, shot->info.digest);
    assert_int_equal(info.read_only, 1);
    model_compare(shot->model, past);
    for (int i = 0; i < CUES; ++i) {
        struct said now;
        ask(past, shot->model, i, &now);
        assert_memory_equal(&now, &shot->said[i], sizeof now);
    }
}

static void every_moment_answers_as_it_did(engram_space *space, uint64_t steps) {
    struct model *m = model_new(11);
    struct snapshot shots[MOMENTS];
    for (int i = 0; i < MOMENTS; ++i) {
        for (uint64_t k = 0; k < steps; ++k) model_step(m, space, NULL);
        take(space, m, &shots[i]);
    }
    for (int i = MOMENTS - 1; i >= 0; --i) {
        engram_space *past = at_number(space, shots[i].info.journal);
        compare(past, &shots[i]);
        /* It stays what it is while others write. */
        for (int k = 0; k < 50; ++k) model_step(m, space, NULL);
        compare(past, &shots[i]);
        space_end(&past);
    }
    /* What is added up from the rows is what the journal says. */
    engram_state sum = {.size = sizeof sum};
    must(engram_space_state(space, &sum, &why));
    const engram_space_info info = describe(space);
    assert_int_equal(sum.digest, info.digest);
    assert_int_equal(sum.memories, info.memories);
    assert_int_equal(sum.links, info.links);
    assert_int_equal(sum.journal, info.journal);
    for (int i = 0; i < MOMENTS; ++i) free(shots[i].model);
    model_free(m);
}

static void a_file_remembers_every_moment(void **state) {
    (void)state;
    engram_space *space = space_new("past.engram", MODEL_DIM);
    every_moment_answers_as_it_did(space, 700);
    space_end(&space);
}

static void so_does_a_space_in_memory(void **state) {
    (void)state;
    const engram_model model = {.size = sizeof model, .type = ENGRAM_TYPE_F32, .dim = MODEL_DIM};
    const engram_space_options options = {
        .size = sizeof options, .flags = ENGRAM_SPACE_MEMORY, .models = &model, .model_count = 1};
    engram_space *space = NULL;
    must(engram_space_open((engram_text){0}, &options, &space, &why));
    every_moment_answers_as_it_did(space, 150);
    space_end(&space);
}

/* The strength of a use is computed with the time of the call, which may lie before the entry's. */
static void uses_told_late_are_replayed_as_they_were(void **state) {
    (void)state;
    engram_space *space = space_new("late.engram", 0);
    const engram_write_options late = {.size = sizeof late, .now = 9000000000}, early = {.size = sizeof early, .now = 5000000000};
    uint64_t id = 0;
    const engram_memory memory = {.size = sizeof memory, .text = text_of("late"), .fields = ENGRAM_MEMORY_CREATED, .created = 1000000000};
    must(engram_remember(space, &memory, &late, &id, &why));
    must(engram_reinforce(space, &id, 1, 0.3f, &early, &why));
    const engram_space_info then = describe(space);
    must(engram_reinforce(space, &id, 1, 0.3f, &late, &why));
    engram_space *past = at_number(space, then.journal);
    assert_int_equal(describe(past).digest, then.digest);
    space_end(&past);
    space_end(&space);
}

/* Of entries with one time the last one counts; between two times the earlier one does. */
static void a_time_is_its_last_entry(void **state) {
    (void)state;
    const engram_space_options made = {.size = sizeof made, .flags = ENGRAM_SPACE_CREATE, .now = 10};
    engram_space *space = NULL;
    must(engram_space_open(text_of(path_of("times.engram")), &made, &space, &why));
    static const int64_t times[] = {10, 20, 20, 20, 30};
    for (int i = 0; i < 5; ++i) {
        const engram_write_options then = {.size = sizeof then, .now = times[i]};
        const engram_memory memory = {.size = sizeof memory, .text = text_of("x")};
        must(engram_remember(space, &memory, &then, NULL, &why));
    }
    static const struct {
        int64_t time;
        uint64_t number;
    } asked[] = {{10, 2}, {11, 2}, {19, 2}, {20, 5}, {29, 5}, {30, 6}, {31, 6}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; ++i) {
        engram_space *past = at_time(space, asked[i].time);
        assert_int_equal(describe(past).journal, asked[i].number);
        assert_int_equal(describe(past).memories, asked[i].number - 1);
        space_end(&past);
    }
    space_end(&space);
}

static void valid_time_leaves_out_what_does_not_hold(void **state) {
    (void)state;
    engram_space *space = space_new("valid.engram", 0);
    uint64_t old = 0, young = 0, always = remember_key(space, "always", "a tower stands");
    const engram_memory first = {.size = sizeof first, .fields = ENGRAM_MEMORY_VALID_TO, .valid_to = 100, .key = text_of("old"), .text = text_of("the old tower")};
    const engram_memory second = {.size = sizeof second, .fields = ENGRAM_MEMORY_VALID_FROM, .valid_from = 100, .key = text_of("young"), .text = text_of("the young tower")};
    must(engram_remember(space, &first, NULL, &old, &why));
    must(engram_remember(space, &second, NULL, &young, &why));
    link_two(space, always, old, "was", 1);
    link_two(space, always, young, "is", 1);
    const uint64_t number = describe(space).journal;
    must(engram_forget(space, always, NULL, &why));
    const engram_moment moment = {
        .size = sizeof moment, .flags = ENGRAM_MOMENT_NUMBER | ENGRAM_MOMENT_VALID_AT, .number = number, .valid_at = 99};
    engram_space *past = NULL;
    must(engram_space_at(space, &moment, &past, &why));
    uint64_t id = 0, count = 0;
    must(engram_find_key(past, text_of("old"), &id, &why));
    assert_int_equal(id, old);
    must_refuse(engram_find_key(past, text_of("young"), &id, &why), ENGRAM_ERROR_NOT_FOUND, "key");
    engram_listing *listing = NULL;
    must_refuse(engram_get(past, young, 0, &listing, &why), ENGRAM_ERROR_NOT_FOUND, "id");
    must(engram_count(past, NULL, &count, &why));
    assert_int_equal(count, 2);
    const engram_filter later = {.size = sizeof later, .flags = ENGRAM_FILTER_VALID_AT, .valid_at = 100};
    must(engram_count(past, &later, &count, &why));
    assert_int_equal(count, 2); /* always and young */
    engram_links *links = NULL;
    must(engram_links_of(past, always, ENGRAM_DIRECTION_BOTH, &links, &why));
    assert_int_equal(links->count, 1);
    assert_int_equal(links->links[0]->target, old);
    engram_links_free(&links);
    const engram_recall_options cue = {.size = sizeof cue, .text = text_of("tower")};
    engram_answer *answer = NULL;
    must(engram_recall(past, &cue, &answer, &why));
    assert_int_equal(answer->count, 2);
    for (uint64_t i = 0; i < answer->count; ++i) assert_int_not_equal(answer->hits[i]->id, young);
    engram_answer_free(&answer);
    space_end(&past);
    space_end(&space);
}

static void what_is_no_moment_is_refused(void **state) {
    (void)state;
    engram_space *space = space_new("refused.engram", 0), *past = NULL;
    const engram_write_options then = {.size = sizeof then, .now = 4000000000000000000};
    const engram_memory memory = {.size = sizeof memory, .text = text_of("one")};
    must(engram_remember(space, &memory, &then, NULL, &why));
    engram_moment moment = {.size = sizeof moment, .flags = ENGRAM_MOMENT_NUMBER};
    must_refuse(engram_space_at(space, &moment, &past, &why), ENGRAM_ERROR_NOT_FOUND, "moment.number");
    moment.number = 3;
    must_refuse(engram_space_at(space, &moment, &past, &why), ENGRAM_ERROR_NOT_FOUND, "moment.number");
    moment.flags = ENGRAM_MOMENT_TIME;
    must_refuse(engram_space_at(space, &moment, &past, &why), ENGRAM_ERROR_ARGUMENT, "moment.number");
    moment.number = 0, moment.time = 5;
    must_refuse(engram_space_at(space, &moment, &past, &why), ENGRAM_ERROR_NOT_FOUND, "moment.time");
    moment.time = 4000000000000000001;
    must_refuse(engram_space_at(space, &moment, &past, &why), ENGRAM_ERROR_NOT_FOUND, "moment.time");
    moment.flags = ENGRAM_MOMENT_TIME | ENGRAM_MOMENT_NUMBER;
    must_refuse(engram_space_at(space, &moment, &past, &why), ENGRAM_ERROR_ARGUMENT, "moment.flags");
    moment.flags = 8;
    must_refuse(engram_space_at(space, &moment, &past, &why), ENGRAM_ERROR_ARGUMENT, "moment.flags");
    moment = (engram_moment){.size = sizeof moment, .valid_at = 3};
    must_refuse(engram_space_at(space, &moment, &past, &why), ENGRAM_ERROR_ARGUMENT, "moment.valid_at");
    moment.size = 3;
    must_refuse(engram_space_at(space, &moment, &past, &why), ENGRAM_ERROR_STRUCT, "moment");
    must_refuse(engram_space_at(NULL, NULL, &past, &why), ENGRAM_ERROR_NULL, "space");
    must_refuse(engram_space_at(space, NULL, NULL, &why), ENGRAM_ERROR_NULL, "past");
    assert_null(past);
    must(engram_space_at(space, NULL, &past, &why));
    must_refuse(engram_remember(past, &memory, NULL, NULL, &why), ENGRAM_ERROR_READ_ONLY, "space");
    engram_space *second = NULL;
    must_refuse(engram_space_at(past, NULL, &second, &why), ENGRAM_ERROR_READ_ONLY, "space");
    engram_state sum = {.size = 1};
    must_refuse(engram_space_state(past, &sum, &why), ENGRAM_ERROR_STRUCT, "state");
    must_refuse(engram_space_state(past, NULL, &why), ENGRAM_ERROR_NULL, "state");
    space_end(&space); /* the past stands on its own */
    assert_int_equal(describe(past).memories, 1);
    space_end(&past);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_remembers_every_moment),
        cmocka_unit_test(so_does_a_space_in_memory),
        cmocka_unit_test(uses_told_late_are_replayed_as_they_were),
        cmocka_unit_test(a_time_is_its_last_entry),
        cmocka_unit_test(valid_time_leaves_out_what_does_not_hold),
        cmocka_unit_test(what_is_no_moment_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}

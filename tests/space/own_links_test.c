/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Links of the space's own making: each memory is linked from the one before it in its thread. */

#include "space/support.h"

static engram_space *threaded(const char *path, uint32_t flags, const char *field) {
    const engram_space_options options = {
        .size = sizeof options, .flags = flags, .sync = ENGRAM_SYNC_NONE, .thread = text_of(field)};
    engram_space *space = NULL;
    must(engram_space_open(text_of(path), &options, &space, &why));
    return space;
}

static uint64_t say(engram_space *space, const char *key, const char *metadata, engram_batch *batch) {
    const engram_memory memory = {
        .size = sizeof memory, .key = text_of(key), .text = text_of("said"), .metadata = text_of(metadata)};
    const engram_write_options options = {.size = sizeof options, .batch = batch};
    uint64_t id = 0;
    must(engram_remember(space, &memory, &options, &id, &why));
    return id;
}

/* Where the link of type next to a memory comes from; 0: there is none. */
static uint64_t before(engram_space *space, uint64_t id) {
    engram_links *links = NULL;
    must(engram_links_of(space, id, ENGRAM_DIRECTION_IN, &links, &why));
    assert_true(links->count <= 1);
    const uint64_t source = links->count == 1 ? links->links[0]->source : 0;
    if (source != 0) assert_true(text_is(links->links[0]->type, "next") && links->links[0]->weight == 1.0f);
    engram_links_free(&links);
    return source;
}

static void turns_follow_each_other(void **state) {
    (void)state;
    const char *const path = path_of("turns.engram");
    engram_space *space = threaded(path, ENGRAM_SPACE_CREATE, "session"), *other = threaded(path, 0, NULL);
    const uint64_t a = say(space, NULL, "{\"session\": 1}", NULL), x = say(other, NULL, "{\"session\": \"x\"}", NULL),
                   b = say(other, NULL, "{\"session\": 1, \"speaker\": \"Ann\"}", NULL),
                   none = say(space, NULL, "{\"speaker\": \"Ann\"}", NULL), bare = say(space, NULL, NULL, NULL),
                   null = say(space, NULL, "{\"session\": null}", NULL),
                   y = say(space, "y", "{\"session\": \"x\"}", NULL);
    assert_int_equal(before(space, a), 0);
    assert_int_equal(before(space, x), 0);
    assert_int_equal(before(space, b), a);
    assert_int_equal(before(space, none), 0);
    assert_int_equal(before(space, bare), 0);
    assert_int_equal(before(space, null), 0);
    assert_int_equal(before(space, y), x);
    /* a new version is no new memory; what is forgotten is passed over */
    say(space, "y", "{\"session\": 1}", NULL);
    assert_int_equal(before(space, y), x);
    must(engram_forget(space, b, NULL, &why));
    engram_batch *batch = NULL;
    must(engram_batch_begin(space, NULL, &batch, &why));
    const uint64_t c = say(space, NULL, "{\"session\": 1}", batch), d = say(space, NULL, "{\"session\": 1}", batch);
    must(engram_batch_commit(space, &batch, &why));
    assert_int_equal(before(space, c), a);
    assert_int_equal(before(space, d), c);
    engram_space_info info = {.size = sizeof info};
    must(engram_space_describe(other, &info, &why));
    assert_true(text_is(info.thread, "session") && info.links == 3);
    /* activation goes along them: a and d are the neighbours of c */
    const engram_recall_activation step = {.size = sizeof step, .hops = 1};
    const engram_recall_options cue = {.size = sizeof cue, .seeds = &c, .seed_count = 1, .activation = &step};
    engram_answer *answer = NULL;
    must(engram_recall(other, &cue, &answer, &why));
    assert_true(answer->count == 2 && answer->hits[0]->activation_rank == 1);
    for (int i = 0; i < 2; ++i) assert_true(answer->hits[i]->id == a || answer->hits[i]->id == d);
    engram_answer_free(&answer);
    must(engram_space_close(&other, &why));
    must(engram_space_close(&space, &why));
}

static void fields_are_names(void **state) {
    (void)state;
    const char *const wrong[] = {"a b", "a'b", "a.b", "", "$",
                                 "0123456789012345678901234567890123456789012345678901234567890123x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
        const engram_space_options options = {
            .size = sizeof options, .flags = ENGRAM_SPACE_MEMORY, .thread = text_of(wrong[i])};
        engram_space *space = NULL;
        if (wrong[i][0] == '\0') { /* an empty one is none */
            must(engram_space_open((engram_text){NULL, 0}, &options, &space, &why));
            const uint64_t a = say(space, NULL, "{\"\": 1}", NULL), b = say(space, NULL, "{\"\": 1}", NULL);
            assert_true(before(space, a) == 0 && before(space, b) == 0);
            must(engram_space_close(&space, &why));
            continue;
        }
        must_refuse(engram_space_open((engram_text){NULL, 0}, &options, &space, &why), ENGRAM_ERROR_TEXT,
                    "options.thread");
        assert_null(space);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(turns_follow_each_other), cmocka_unit_test(fields_are_names)};
    return cmocka_run_group_tests(tests, NULL, group_end);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Several processes on one file: made by all at once, written by two with nothing lost, and killed at any moment with the rule that
 * what is there is a prefix of what was done, and holds all that was acknowledged. */

#include <sys/mman.h>
#include <time.h>

#include "space/support.h"
#include "support/child.h"

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* What a child has been told is done; shared with the parent. */
static uint64_t *acknowledged;

static engram_space *open_or_make(const char *path, engram_sync sync) {
    const engram_model model = {.size = sizeof model, .type = ENGRAM_TYPE_F32, .dim = 4};
    const engram_space_options options = {.size = sizeof options,
                                          .flags = ENGRAM_SPACE_CREATE,
                                          .sync = sync,
                                          .models = &model,
                                          .model_count = 1,
                                          .busy_ns = 120000000000u};
    engram_space *space = NULL;
    engram_error_detail why = {.size = sizeof why};
    if (engram_space_open(text_of(path), &options, &space, &why) != ENGRAM_OK) dprintf(2, "%s\n", why.sentence);
    child_check(space != NULL);
    return space;
}

static void remember_numbered(engram_space *space, int me, int number, engram_batch *batch) {
    char key[32];
    snprintf(key, sizeof key, "%d/%d", me, number);
    const float elements[4] = {(float)me, (float)number, 1, 0};
    const engram_vector vector = {.data = elements, .dim = 4};
    const engram_memory memory = {.size = sizeof memory,
                                  .key = text_of(key),
                                  .text = text_of("by one of several"),
                                  .vectors = &vector,
                                  .vector_count = 1};
    const engram_write_options within = {.size = sizeof within, .batch = batch};
    engram_error_detail why = {.size = sizeof why};
    const engram_status status = engram_remember(space, &memory, &within, NULL, &why);
    if (status != ENGRAM_OK) dprintf(2, "%s\n", why.sentence);
    child_check(status == ENGRAM_OK);
}

/* Starts children that run body(i), and waits for them. */
static void at_once(int count, void (*body)(int)) {
    pid_t children[16];
    fflush(NULL);
    for (int i = 0; i < count; ++i) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            body(i);
            child_leave(0);
        }
    }
    for (int i = 0; i < count; ++i) {
        int status = 1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
}

static const char *shared_path;

static void make_and_write(int me) {
    engram_space *space = open_or_make(shared_path, ENGRAM_SYNC_NONE);
    for (int i = 0; i < 20; ++i) remember_numbered(space, me, i, NULL);
    child_check(engram_space_close(&space, NULL) == ENGRAM_OK);
}

static void all_make_it_at_once(void **state) {
    (void)state;
    for (int round = 0; round < 10; ++round) {
        char name[32];
        snprintf(name, sizeof name, "made%d.engram", round);
        shared_path = path_of(name);
        at_once(8, make_and_write);
        engram_space *space = NULL;
        must(engram_space_open(text_of(shared_path), NULL, &space, &why));
        assert_int_equal(describe(space).memories, 8 * 20);
        space_end(&space);
    }
}

enum { EACH = 10000 };
static void write_many(int me) {
    engram_space *space = open_or_make(shared_path, ENGRAM_SYNC_INTERVAL);
    for (int i = 0; i < EACH; ++i) remember_numbered(space, me, i, NULL);
    child_check(engram_space_close(&space, NULL) == ENGRAM_OK);
}

static void two_write_and_nothing_is_lost(void **state) {
    (void)state;
    shared_path = path_of("many.engram");
    at_once(2, write_many);
    engram_space *space = NULL;
    must(engram_space_open(text_of(shared_path), NULL, &space, &why));
    const engram_space_info info = describe(space);
    assert_int_equal(info.memories, 2 * EACH);
    assert_int_equal(info.journal, 1 + 2 * EACH);
    const float elements[4] = {1, 1234, 1, 0};
    const engram_vector vector = {.data = elements, .dim = 4};
    const engram_recall_options options = {
        .size = sizeof options, .k = 1, .vector = &vector, .metric = ENGRAM_METRIC_L2_SQUARED};
    engram_answer *answer = NULL;
    must(engram_recall(space, &options, &answer, &why));
    assert_int_equal(answer->admitted, 2 * EACH);
    assert_true(text_is(answer->hits[0]->key, "1/1234"));
    engram_answer_free(&answer);
    space_end(&space);
}

static int batch_size;
static void write_until_killed(int from) {
    engram_space *space = open_or_make(shared_path, ENGRAM_SYNC_FULL);
    for (int i = from;; i += batch_size) {
        if (batch_size == 1) {
            remember_numbered(space, 0, i, NULL);
        } else {
            engram_batch *batch = NULL;
            child_check(engram_batch_begin(space, NULL, &batch, NULL) == ENGRAM_OK);
            for (int k = 0; k < batch_size; ++k) remember_numbered(space, 0, i + k, batch);
            child_check(engram_batch_commit(space, &batch, NULL) == ENGRAM_OK);
        }
        __atomic_store_n(acknowledged, (uint64_t)(i + batch_size), __ATOMIC_SEQ_CST);
    }
}

static void killed_at_any_moment(void **state) {
    (void)state;
    acknowledged = mmap(NULL, sizeof *acknowledged, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(acknowledged != MAP_FAILED);
    rng r = rng_seeded("killed_at_any_moment");
    shared_path = path_of("killed.engram");
    uint64_t there = 0;
    for (int round = 0; round < 30; ++round) {
        batch_size = round % 3 == 2 ? 13 : 1;
        *acknowledged = there;
        fflush(NULL);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) write_until_killed((int)there);
        const uint64_t until = now_ns() + rng_below(&r, 60000000);
        while (now_ns() < until) usleep(500);
        assert_int_equal(kill(child, SIGKILL), 0);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        if (access(shared_path, F_OK) != 0) continue; /* killed before it was made */
        engram_space *space = open_or_make(shared_path, ENGRAM_SYNC_FULL);
        const engram_space_info info = describe(space);
        assert_true(info.memories >= *acknowledged && info.memories <= *acknowledged + (uint64_t)batch_size);
        assert_int_equal(info.journal, 1 + info.memories);
        /* a prefix: number i is the i-th id */
        engram_listing *listing = NULL;
        must(engram_iterate(space, NULL, 0, 1000000, ENGRAM_READ_VECTORS, &listing, &why));
        assert_int_equal(listing->count, info.memories);
        for (uint64_t i = 0; i < listing->count; ++i) {
            char key[32];
            snprintf(key, sizeof key, "0/%d", (int)i);
            assert_true(text_is(listing->records[i]->key, key));
        }
        engram_listing_free(&listing);
        const engram_recall_options cue = {.size = sizeof cue, .text = text_of("several")};
        engram_answer *answer = NULL;
        must(engram_recall(space, &cue, &answer, &why));
        assert_int_equal(answer->matched, info.memories);
        engram_answer_free(&answer);
        there = info.memories;
        space_end(&space);
    }
    print_message("30 kills, %llu memories at the end\n", (unsigned long long)there);
    assert_true(there > 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_make_it_at_once),
                                       cmocka_unit_test(two_write_and_nothing_is_lost),
                                       cmocka_unit_test(killed_at_any_moment)};
    return cmocka_run_group_tests(tests, NULL, group_end);
}

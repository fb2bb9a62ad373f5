/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Random histories of operations, compared with a model in lists and loops: one handle, several, batches, other processes. */

#include <sys/wait.h>

#include "space/model.h"

/* Steps in the suite; ENGRAM_TEST_STEPS asks for more. */
static uint64_t steps_of(uint64_t usual) {
    const char *asked = getenv("ENGRAM_TEST_STEPS");
    return asked != NULL ? strtoull(asked, NULL, 10) : usual;
}

static uint64_t seed_of(uint64_t usual) {
    const char *asked = getenv("ENGRAM_TEST_SEED");
    const uint64_t seed = asked != NULL ? strtoull(asked, NULL, 10) : usual;
    print_message("ENGRAM_TEST_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

/* Three handles take turns: what one does the others see at once. They are closed and opened again on the way. */
static void several_handles_tell_one_story(void **state) {
    (void)state;
    struct model *m = model_new(seed_of(1));
    engram_space *handles[3] = {space_new("story.engram", MODEL_DIM), space_again("story.engram"), space_again("story.engram")};
    const uint64_t steps = steps_of(60000);
    for (uint64_t i = 0; i < steps; ++i) {
        model_step(m, handles[model_random(m, 3)], NULL);
        model_glance(m, handles[model_random(m, 3)]);
        if (model_random(m, 2000) == 0) {
            const uint32_t which = model_random(m, 3);
            space_end(&handles[which]);
            handles[which] = space_again("story.engram");
        }
        if (i % 20000 == 19999) model_compare(m, handles[model_random(m, 3)]);
    }
    const uint64_t digest = describe(handles[0]).digest;
    for (int i = 0; i < 3; ++i) {
        model_compare(m, handles[i]);
        assert_int_equal(describe(handles[i]).digest, digest);
        space_end(&handles[i]);
    }
    model_free(m);
}

/* Batches of up to 50 operations; some are given up, and then nothing of them was ever there. */
static void batches_are_whole_or_absent(void **state) {
    (void)state;
    struct model *m = model_new(seed_of(2)), *before = malloc(sizeof *before);
    assert_non_null(before);
    engram_space *space = space_new("batches.engram", MODEL_DIM), *reader = space_again("batches.engram");
    for (uint64_t done = 0; done < steps_of(30000);) {
        const uint32_t count = 1 + model_random(m, 50);
        const int is_given_up = model_random(m, 4) == 0;
        *before = *m;
        const engram_space_info info = describe(reader);
        engram_batch *batch = NULL;
        must(engram_batch_begin(space, NULL, &batch, &why));
        for (uint32_t i = 0; i < count; ++i) model_step(m, space, batch);
        assert_int_equal(describe(reader).digest, info.digest); /* nobody sees the half of it */
        if (is_given_up) {
            engram_batch_cancel(space, &batch);
            const uint64_t random = m->random;
            *m = *before;
            m->random = random;
            assert_int_equal(describe(reader).digest, info.digest);
        } else {
            must(engram_batch_commit(space, &batch, &why));
            done += count;
        }
        for (int i = 0; i < 5; ++i) model_glance(m, reader);
    }
    model_compare(m, reader);
    model_compare(m, space);
    space_end(&space);
    space_end(&reader);
    free(before);
    model_free(m);
}

/* Every other stretch is done by another process, which ends; this one's open handle follows. */
static void other_processes_are_followed(void **state) {
    (void)state;
    struct model *m = model_new(seed_of(3));
    engram_space *space = space_new("follow.engram", MODEL_DIM);
    const uint64_t rounds = steps_of(10000) / 500;
    for (uint64_t round = 0; round < rounds; ++round) {
        for (int i = 0; i < 250; ++i) model_step(m, space, NULL);
        /* The model is in memory that both share. */
        const pid_t child = fork();
        if (child == 0) {
            engram_space *own = space_again("follow.engram");
            for (int i = 0; i < 250; ++i) model_step(m, own, NULL);
            space_end(&own);
            _exit(0);
        }
        int end = 0;
        assert_true(child > 0);
        assert_int_equal(waitpid(child, &end, 0), child);
        assert_int_equal(end, 0);
        for (int i = 0; i < 50; ++i) model_glance(m, space);
        model_compare(m, space);
    }
    space_end(&space);
    model_free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_handles_tell_one_story),
        cmocka_unit_test(batches_are_whole_or_absent),
        cmocka_unit_test(other_processes_are_followed),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}

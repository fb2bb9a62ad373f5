/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Many threads on one handle, and a second handle beside it: nothing is lost, every answer is of one moment. */

#include <pthread.h>

#include "space/support.h"

enum { WRITERS = 2, READERS = 3, EACH = 150, DIM = 8 };

static engram_space *shared, *beside;
static int writers_left = WRITERS;

static void *write_some(void *argument) {
    const int me = (int)(intptr_t)argument;
    engram_space *space = me == 0 ? shared : beside;
    rng r = {(uint64_t)me};
    uint64_t last = 0;
    for (int i = 0; i < EACH; ++i) {
        float elements[DIM];
        rng_fill(&r, elements, DIM, -1, 1);
        const engram_vector vector = {.data = elements, .dim = DIM};
        const engram_memory memory = {
            .size = sizeof memory, .text = text_of("one of many"), .vectors = &vector, .vector_count = 1};
        uint64_t id = 0;
        must(engram_remember(space, &memory, NULL, &id, &why));
        assert_true(id > last);
        if (last != 0) link_two(space, last, id, "next", 1);
        if (i % 5 == 4) must(engram_reinforce(space, &id, 1, 0.2f, NULL, &why));
        if (i % 10 == 9) must(engram_forget(space, last, NULL, &why));
        last = id;
    }
    __atomic_sub_fetch(&writers_left, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static void *read_some(void *argument) {
    const int me = (int)(intptr_t)argument;
    rng r = {100 + (uint64_t)me};
    uint64_t journal = 0;
    while (__atomic_load_n(&writers_left, __ATOMIC_SEQ_CST) != 0) {
        float cue[DIM];
        rng_fill(&r, cue, DIM, -1, 1);
        const engram_vector vector = {.data = cue, .dim = DIM};
        const engram_recall_options options = {
            .size = sizeof options, .flags = ENGRAM_RECALL_EXPLAIN, .vector = &vector, .text = text_of("many")};
        engram_answer *answer = NULL;
        must(engram_recall(me == 0 ? beside : shared, &options, &answer, &why));
        assert_true(answer->journal >= journal);
        journal = answer->journal;
        assert_int_equal(answer->matched, answer->admitted);
        assert_int_equal(answer->scored, answer->admitted);
        assert_true(answer->count == 10 || answer->count == answer->admitted);
        engram_answer_free(&answer);
        engram_listing *listing = NULL;
        must(engram_iterate(shared, NULL, 0, 5, ENGRAM_READ_VECTORS, &listing, &why));
        engram_listing_free(&listing);
    }
    return NULL;
}

static void readers_beside_writers(void **state) {
    (void)state;
    shared = space_new("threads.engram", DIM);
    beside = space_again("threads.engram");
    pthread_t threads[WRITERS + READERS];
    for (int i = 0; i < WRITERS; ++i)
        assert_int_equal(pthread_create(&threads[i], NULL, write_some, (void *)(intptr_t)i), 0);
    for (int i = 0; i < READERS; ++i)
        assert_int_equal(pthread_create(&threads[WRITERS + i], NULL, read_some, (void *)(intptr_t)i), 0);
    for (int i = 0; i < WRITERS + READERS; ++i) assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(describe(shared).memories, WRITERS * (EACH - EACH / 10));
    assert_true(describe(shared).digest == describe(beside).digest);
    space_end(&beside);
    space_end(&shared);
}

static void *recall_for_ever(void *ended) {
    const engram_recall_options options = {.size = sizeof options, .text = text_of("many")};
    engram_answer *answer = NULL;
    engram_status status;
    while ((status = engram_recall(shared, &options, &answer, NULL)) == ENGRAM_OK) engram_answer_free(&answer);
    __atomic_store_n((engram_status *)ended, status, __ATOMIC_SEQ_CST);
    return NULL;
}

static void an_interrupt_ends_a_call(void **state) {
    (void)state;
    shared = space_new("interrupt.engram", DIM);
    for (int i = 0; i < 50; ++i) remember_text(shared, "one of many");
    engram_status ended = ENGRAM_OK;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, recall_for_ever, &ended), 0);
    while (__atomic_load_n(&ended, __ATOMIC_SEQ_CST) == ENGRAM_OK) engram_space_interrupt(shared);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(ended, ENGRAM_ERROR_INTERRUPTED);
    const engram_recall_options options = {.size = sizeof options, .text = text_of("many")};
    engram_answer *answer = NULL;
    must(engram_recall(shared, &options, &answer, &why));
    assert_int_equal(answer->count, 10);
    engram_answer_free(&answer);
    space_end(&shared);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(readers_beside_writers),
                                       cmocka_unit_test(an_interrupt_ends_a_call)};
    return cmocka_run_group_tests(tests, NULL, group_end);
}

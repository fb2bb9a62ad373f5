/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A lock ends with who held it; one who looks away keeps no log; the clock may step back; fork. */

#include <sys/mman.h>

#include "durability/processes.h"

/* A child that says when it is where it should be, and stays there. */
static pid_t child_that(void (*body)(int)) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        alarm(300); /* should the test itself be killed */
        body(ends[1]);
        for (;;) pause();
    }
    close(ends[1]);
    char ready = 0;
    assert_int_equal(read(ends[0], &ready, 1), 1);
    close(ends[0]);
    return child;
}
static void say_ready(int to) { child_check(write(to, "x", 1) == 1); }
static void end_child(pid_t child) {
    int status;
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
}

static void hold_lock(int to) {
    engram_space *space = open_it(0);
    engram_batch *batch = NULL;
    child_check(engram_batch_begin(space, NULL, &batch, NULL) == ENGRAM_OK);
    child_check(write_one(space, 0, 1, 0, batch) == ENGRAM_OK);
    say_ready(to);
}

static void a_lock_ends_with_its_holder(void **state) {
    (void)state;
    path = path_of("lock.engram");
    engram_space *space = open_it(1000000);
    for (int round = 0; round < 20; ++round) {
        const engram_space_info before = describe(space);
        const pid_t child = child_that(hold_lock);
        const engram_memory memory = {.size = sizeof memory, .text = text_of("next")};
        must_refuse(engram_remember(space, &memory, NULL, NULL, &why), ENGRAM_ERROR_LOCKED, "");
        assert_int_equal(describe(space).journal, before.journal); /* reading goes on */
        end_child(child);
        must(engram_remember(space, &memory, NULL, NULL, &why));
        assert_int_equal(describe(space).memories, before.memories + 1);
    }
    space_end(&space);
}

static uint64_t log_bytes(void) {
    char name[600];
    snprintf(name, sizeof name, "%s-wal", path);
    struct stat about;
    return stat(name, &about) == 0 ? (uint64_t)about.st_size : 0;
}

static void recall_for_ever(int to) {
    engram_space *space = open_it(0);
    for (int round = 0;; ++round) {
        const engram_recall_options cue = {.size = sizeof cue, .text = text_of("river of stone")};
        engram_answer *answer = NULL;
        child_check(engram_recall(space, &cue, &answer, NULL) == ENGRAM_OK);
        engram_answer_free(&answer);
        if (round == 0) say_ready(to);
    }
}

/* One that has read and still holds what it got, and others that are killed while they read, keep no log from being copied. */
static void who_looks_away_keeps_no_log(void **state) {
    (void)state;
    path = path_of("log.engram");
    engram_space *writer = open_it(1000000000), *away = open_it(0);
    remember_text(writer, "a river of stone");
    const engram_recall_options cue = {.size = sizeof cue, .text = text_of("river")};
    engram_answer *answer = NULL;
    engram_listing *listing = NULL;
    must(engram_recall(away, &cue, &answer, &why));
    must(engram_iterate(away, NULL, 0, 10, 0, &listing, &why));
    for (int i = 0; i < 5; ++i) end_child(child_that(recall_for_ever));
    static char json[400000];
    memset(json, 'x', sizeof json);
    memcpy(json, "{\"n\":\"", 6), memcpy(json + sizeof json - 2, "\"}", 2);
    uint64_t most = 0;
    for (int i = 0; i < 200; ++i) { /* 80 MB */
        const engram_memory memory = {.size = sizeof memory, .metadata = {json, sizeof json}, .key = text_of("the same")};
        must(engram_remember(writer, &memory, NULL, NULL, &why));
        if (log_bytes() > most) most = log_bytes();
    }
    print_message("80 MB written beside a handle that looked away: the log had %.1f MB at most\n", (double)most / 1e6);
    assert_true(most < 40000000);
    assert_int_equal(describe(away).memories, 2); /* and it sees everything at its next call */
    assert_true(text_is(answer->hits[0]->text, "a river of stone") && listing->count == 1);
    engram_answer_free(&answer);
    engram_listing_free(&listing);
    space_end(&away);
    space_end(&writer);
}

static void the_clock_steps_back(void **state) {
    (void)state;
    path = path_of("clock.engram");
    engram_space *space = open_it(0);
    const int64_t noon = INT64_C(4000000000000000000); /* in 2096 */
    const int64_t times[] = {noon, noon - INT64_C(3600000000000), 1, noon + 5, 0, noon - 1};
    int64_t last = 0;
    for (size_t i = 0; i < sizeof times / sizeof *times; ++i) {
        const engram_memory memory = {.size = sizeof memory, .text = text_of("a river")};
        const engram_write_options how = {.size = sizeof how, .now = times[i]};
        uint64_t id = 0;
        must(engram_remember(space, &memory, &how, &id, &why));
        must(engram_reinforce(space, &id, 1, 0.2f, &how, &why));
        const int64_t changed = describe(space).changed;
        assert_true(changed >= last && changed >= times[i]);
        last = changed;
    }
    assert_true(last == noon + 5);
    const engram_recall_options cue = {.size = sizeof cue, .text = text_of("river"), .now = 1};
    engram_answer *answer = NULL;
    must(engram_recall(space, &cue, &answer, &why)); /* before all of them */
    assert_int_equal(answer->count, 6);
    for (uint64_t i = 0; i < answer->count; ++i) assert_true(answer->hits[i]->retention > 0.0f && answer->hits[i]->retention <= 1.0f);
    engram_answer_free(&answer);
    space_end(&space);
}

static engram_space *parents;
static engram_batch *parents_batch;
static void use_what_is_the_parents(int to) {
    engram_space_info info = {.size = sizeof info};
    uint64_t count;
    child_check(engram_space_describe(parents, &info, NULL) == ENGRAM_ERROR_FORKED);
    child_check(engram_count(parents, NULL, &count, NULL) == ENGRAM_ERROR_FORKED);
    child_check(write_one(parents, 1, 1, 1, NULL) == ENGRAM_ERROR_FORKED);
    child_check(write_one(parents, 1, 1, 1, parents_batch) == ENGRAM_ERROR_FORKED);
    child_check(engram_batch_commit(parents, &parents_batch, NULL) == ENGRAM_ERROR_FORKED);
    child_check(engram_space_close(&parents, NULL) == ENGRAM_ERROR_FORKED && parents != NULL);
    engram_space *own = open_it(1000000);
    child_check(engram_count(own, NULL, &count, NULL) == ENGRAM_OK && count == 1);
    child_check(write_one(own, 1, 1, 1, NULL) == ENGRAM_ERROR_LOCKED); /* the parent's batch is open */
    child_check(engram_space_close(&own, NULL) == ENGRAM_OK);
    say_ready(to);
}

/* A child neither uses nor disturbs what its parent has open. */
static void fork_shares_nothing(void **state) {
    (void)state;
    path = path_of("fork.engram");
    parents = open_it(1000000);
    remember_text(parents, "by the parent");
    must(engram_batch_begin(parents, NULL, &parents_batch, &why));
    assert_int_equal(write_one(parents, 0, 0, 0, parents_batch), ENGRAM_OK);
    const pid_t child = child_that(use_what_is_the_parents);
    must(engram_batch_commit(parents, &parents_batch, &why));
    /* While the child lives, and has the parent's files open with it: the lock is free when the parent has given it back. */
    engram_space *other = open_it(1000000);
    assert_int_equal(write_one(other, 0, 1, 1, NULL), ENGRAM_OK);
    assert_int_equal(write_one(parents, 0, 2, 2, NULL), ENGRAM_OK);
    end_child(child);
    assert_int_equal(describe(other).memories, 4);
    space_end(&other);
    space_end(&parents);
}

static pid_t *grandchild; /* shared */
static void hold_lock_and_fork(int to) {
    engram_space *space = open_it(0);
    engram_batch *batch = NULL;
    child_check(engram_batch_begin(space, NULL, &batch, NULL) == ENGRAM_OK);
    const pid_t made = fork();
    child_check(made >= 0);
    if (made == 0) {
        alarm(300);
        for (;;) pause();
    }
    *grandchild = made;
    say_ready(to);
}

/* What cannot be had from an flock: it is the open file's, which a child shares. It ends with the last of them. */
static void a_child_keeps_the_lock_of_the_dead(void **state) {
    (void)state;
    path = path_of("orphan.engram");
    grandchild = mmap(NULL, sizeof *grandchild, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(grandchild != MAP_FAILED);
    engram_space *space = open_it(1000000);
    end_child(child_that(hold_lock_and_fork));
    assert_int_equal(write_one(space, 0, 0, 0, NULL), ENGRAM_ERROR_LOCKED);
    assert_true(*grandchild > 1);
    assert_int_equal(kill(*grandchild, SIGKILL), 0);
    engram_status status;
    for (int tries = 0; (status = write_one(space, 0, 0, 0, NULL)) == ENGRAM_ERROR_LOCKED && tries < 10000; ++tries) usleep(1000);
    assert_int_equal(status, ENGRAM_OK);
    space_end(&space);
    munmap(grandchild, sizeof *grandchild);
}

int main(void) {
    place_in_memory();
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_lock_ends_with_its_holder),
                                       cmocka_unit_test(who_looks_away_keeps_no_log), cmocka_unit_test(the_clock_steps_back),
                                       cmocka_unit_test(fork_shares_nothing), cmocka_unit_test(a_child_keeps_the_lock_of_the_dead)};
    return cmocka_run_group_tests(tests, NULL, group_end);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Every request to the system fails in turn: a status, a counter, no crash, and service again afterwards. */

#include "engram/compat.h"
#include "support/child.h"

/* The linker puts these in the place of the C library's (--wrap). */
void *__real_malloc(size_t bytes);
void *__real_aligned_alloc(size_t align, size_t bytes);
void *__real_mmap(void *at, size_t bytes, int protection, int flags, int fd, long offset);
void *__wrap_malloc(size_t bytes);
void *__wrap_aligned_alloc(size_t align, size_t bytes);
void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int fd, long offset);

static int armed, calls, failing; /* while armed, call number `failing` gives null; 0: all of them */
static int fails(void) { return armed && (failing == 0 || ++calls == failing); }
void *__wrap_malloc(size_t bytes) { return fails() ? NULL : __real_malloc(bytes); }
void *__wrap_aligned_alloc(size_t align, size_t bytes) { return fails() ? NULL : __real_aligned_alloc(align, bytes); }
void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int fd, long offset) {
    return fails() ? (void *)-1 : __real_mmap(at, bytes, protection, flags, fd, offset);
}

enum { NODES = 400000 };
static float values[NODES];
static const float weight[1] = {0.5f};
static const uint32_t target[1] = {1};

static engram_status spread(size_t nodes) {
    memset(values, 0, sizeof values);
    values[0] = 0.5f;
    engram_spread_activation(target, weight, values, nodes, 1, 1);
    const engram_status status = engram_last_status();
    child_check(values[1] == (status == ENGRAM_OK ? 0.25f : 0.0f) && values[0] == 0.5f);
    return status;
}

/* One story that asks for everything: kernels with pool and fallback, explicit arenas, metrics, a new configuration. */
static int story(void) {
    int refused = 0;
    refused += spread(1000) != ENGRAM_OK;
    refused += spread(NODES) != ENGRAM_OK; /* more than the pool */
    engram_arena *arena = NULL;
    void *none = &arena;
    if (engram_arena_thread(&arena) == ENGRAM_OK) /* with its pool or without */
        child_check(engram_arena_allocate(arena, 0, 0, &none) == ENGRAM_ERROR_ARGUMENT && none == &arena);
    arena = NULL;
    const engram_status created = engram_arena_create(NULL, &arena);
    child_check(created == ENGRAM_OK || (created == ENGRAM_ERROR_MEMORY && arena == NULL));
    refused += created != ENGRAM_OK;
    if (created == ENGRAM_OK) {
        for (int i = 0; i < 40; ++i) {
            void *out = NULL;
            const engram_status status = engram_arena_allocate(arena, i % 2 ? 1 << 20 : 1 << 14, 64, &out);
            child_check(status == ENGRAM_OK || (status == ENGRAM_ERROR_MEMORY && out == NULL));
            refused += status != ENGRAM_OK;
        }
        child_check(engram_arena_reset(arena) == ENGRAM_OK);
        child_check(engram_arena_destroy(&arena) == ENGRAM_OK);
    }
    engram_configure_arena(2, 2);
    engram_reset_arenas();
    refused += spread(NODES) != ENGRAM_OK;
    engram_deinit_thread_arena();
    engram_configure_arena(1, 2);
    return refused;
}

static void each_in_turn(const void *unused) {
    (void)unused;
    int refusals = 0, n = 1;
    for (;; ++n) {
        const pid_t pid = fork(); /* each story from a fresh start */
        if (pid == 0) {
            armed = 1, calls = 0, failing = n;
            const int refused = story();
            const int reached = calls >= n;
            armed = 0;
            child_check(story() == 0); /* nothing is broken for good */
            child_leave(reached ? (refused > 0 ? 11 : 10) : 12);
        }
        int status;
        child_check(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
        const int code = WEXITSTATUS(status);
        child_check(code >= 10 && code <= 12);
        refusals += code == 11;
        if (code == 12) break; /* the story has fewer requests than n */
        child_check(n < 1000);
    }
    printf("%d requests failed in turn, %d of them visible as a refusal, the others answered by fallback\n", n - 1,
           refusals);
    fflush(stdout);
    child_check(n > 10 && refusals > 0);
}

static void all_of_them(const void *unused) {
    (void)unused;
    armed = 1;
    child_check(spread(1000) == ENGRAM_ERROR_MEMORY);
    child_check(spread(NODES) == ENGRAM_ERROR_MEMORY);
    engram_arena *arena = NULL;
    child_check(engram_arena_thread(&arena) == ENGRAM_ERROR_MEMORY && arena == NULL);
    child_check(engram_arena_create(NULL, &arena) == ENGRAM_ERROR_MEMORY && arena == NULL);
    /* What needs no scratch still answers, and says that it was not counted. */
    float score = 0;
    engram_vector_similarity(weight, weight, &score, 1, 1);
    child_check(engram_last_status() == ENGRAM_OK && score == 1.0f);
    engram_metrics metrics = {.size = sizeof metrics};
    child_check(engram_metrics_get(&metrics) == ENGRAM_OK);
    child_check(metrics.uncounted == 3 || metrics.threads == 0);
    armed = 0;
    child_check(spread(1000) == ENGRAM_OK);
}

static void each_in_turn_test(void **state) { (void)state, child_must_pass(each_in_turn, NULL); }
static void all_of_them_test(void **state) { (void)state, child_must_pass(all_of_them, NULL); }

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_in_turn_test), cmocka_unit_test(all_of_them_test)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

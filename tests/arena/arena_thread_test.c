/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The thread's arena: the caller's memory survives kernels, live configuration, threads, fork, re-entry, signals. */

#include <pthread.h>
#include <semaphore.h>

#include "engram/compat.h"
#include "support/child.h"

static const size_t mib = (size_t)1 << 20;

static engram_arena *thread_arena(void) {
    engram_arena *arena = NULL;
    child_check(engram_arena_thread(&arena) == ENGRAM_OK);
    return arena;
}

static engram_arena_usage total(void) {
    engram_arena_usage u = {.size = sizeof u};
    child_check(engram_arena_usage_total(&u) == ENGRAM_OK);
    return u;
}

static engram_arena_usage usage(const engram_arena *arena) {
    engram_arena_usage u = {.size = sizeof u};
    child_check(engram_arena_usage_get(arena, &u) == ENGRAM_OK);
    return u;
}

static void spread(size_t nodes) {
    float *values = calloc(nodes, sizeof *values), weight[1] = {0.5f};
    const uint32_t target[1] = {1};
    values[0] = 0.5f;
    engram_spread_activation(target, weight, values, nodes, 1, 1);
    child_check(engram_last_status() == ENGRAM_OK && values[1] == 0.25f);
    free(values);
}

static void kernels_leave_the_callers_memory(const void *unused) {
    (void)unused;
    engram_arena *arena = thread_arena();
    engram_arena_mark mark;
    unsigned char *mine = engram_arena_fast_allocate(arena, 1000, 16);
    memset(mine, 0x77, 1000);
    child_check(engram_arena_mark_set(arena, &mark) == ENGRAM_OK);
    spread(1000);
    spread(mib); /* overflows */
    for (int i = 0; i < 1000; ++i) child_check(mine[i] == 0x77);
    const engram_arena_usage u = usage(arena);
    child_check(u.used == 1000 && u.resets == 2 && u.overflows == 1 && u.fallback_bytes == 0);
    child_check(u.high_water == 1000 + 4 * mib);
    child_check(engram_arena_rewind(arena, &mark) == ENGRAM_OK); /* marks live on as well */
    engram_reset_arenas();
    child_check(usage(arena).used == 0 && usage(arena).resets == 3);
}

static void configuration_at_any_time(const void *unused) {
    (void)unused;
    engram_arena_options o = {.size = sizeof o};
    child_check(engram_arena_options_get(&o) == ENGRAM_OK);
    child_check(o.bytes == mib && o.overflow == ENGRAM_ARENA_FALLBACK && o.zero_on_reset == 1 && o.huge_pages == 0);
    child_check(o.memory == NULL && o.allocator == NULL);
    engram_arena *arena = thread_arena();
    child_check(usage(arena).capacity == mib);
    unsigned char *piece = engram_arena_fast_allocate(arena, 100, 1);
    o.bytes = 4 * mib, o.zero_on_reset = 0, o.overflow = ENGRAM_ARENA_ERROR_RETURN;
    child_check(engram_arena_configure(&o) == ENGRAM_OK);
    child_check(usage(arena).capacity == mib); /* not while something is in use */
    spread(10);
    child_check(usage(arena).capacity == mib && piece[0] == 0);
    engram_arena_fast_reset(arena);
    child_check(usage(arena).capacity == 4 * mib);
    child_check(usage(arena).high_water == 140); /* what the old pool saw counts on */
    child_check(engram_arena_fast_allocate(arena, 4 * mib, 1) != NULL);
    child_check(engram_arena_fast_allocate(arena, 1, 1) == NULL);
    engram_arena_fast_reset(arena);
    piece = engram_arena_fast_allocate(arena, 1, 1);
    *piece = 9;
    engram_arena_fast_reset(arena);
    child_check(*(unsigned char *)engram_arena_fast_allocate(arena, 1, 1) == 9); /* no zeroing now */
    engram_arena_fast_reset(arena);
    o.zero_on_reset = 1;
    child_check(engram_arena_configure(&o) == ENGRAM_OK);
    engram_arena_fast_reset(arena); /* takes the news */
    piece = engram_arena_fast_allocate(arena, 1, 1);
    *piece = 9;
    engram_arena_fast_reset(arena);
    child_check(*(unsigned char *)engram_arena_fast_allocate(arena, 1, 1) == 0);
    spread(10); /* scratch ends with the caller's byte in use: nothing is remapped under it */
    engram_deinit_thread_arena();
    child_check(usage(thread_arena()).capacity == 4 * mib);
}

static void destroyed_like_any_other(const void *unused) {
    (void)unused;
    for (int i = 0; i < 3; ++i) {
        engram_arena *arena = thread_arena();
        child_check(engram_arena_fast_allocate(arena, 64, 16) != NULL && total().arenas == 1);
        child_check(engram_arena_destroy(&arena) == ENGRAM_OK && arena == NULL && total().arenas == 0);
    }
}

static void *one_after_the_other(void *kept) {
    engram_arena *arena = thread_arena();
    child_check(engram_arena_fast_allocate(arena, 64, 16) != NULL);
    *(engram_arena **)kept = arena;
    return NULL;
}

static void many_threads(const void *count) {
    engram_arena *kept = NULL;
    for (int i = 0; i < *(const int *)count; ++i) {
        pthread_t thread;
        child_check(pthread_create(&thread, NULL, one_after_the_other, &kept) == 0);
        child_check(pthread_join(thread, NULL) == 0);
    }
    child_check(total().arenas == 0);
    child_check(total().high_water == 64);
    /* Its thread has ended: the handle is refused. */
    void *out;
    child_check(engram_arena_allocate(kept, 8, 8, &out) == ENGRAM_ERROR_HANDLE);
    child_check(engram_arena_fast_allocate(kept, 8, 8) == NULL);
}

static sem_t ready, go;
static engram_arena *of_other;
static void *hold(void *unused) {
    (void)unused;
    of_other = thread_arena();
    strcpy(engram_arena_fast_allocate(of_other, 16, 1), "still here");
    sem_post(&ready);
    sem_wait(&go);
    return NULL;
}

static void other_threads_and_fork(const void *unused) {
    (void)unused;
    pthread_t thread;
    sem_init(&ready, 0, 0), sem_init(&go, 0, 0);
    engram_arena *arena = thread_arena();
    char *mine = engram_arena_fast_allocate(arena, 32, 1);
    strcpy(mine, "before the fork");
    child_check(pthread_create(&thread, NULL, hold, NULL) == 0);
    sem_wait(&ready);
    child_check(total().arenas == 2 && total().used == 48);
    engram_arena *foreign = of_other;
    child_check(engram_arena_destroy(&foreign) == ENGRAM_ERROR_HANDLE); /* not ours to end */
    const char *text = (const char *)of_other->begin;
    const pid_t pid = fork();
    if (pid == 0) {
        child_check(total().arenas == 1 && total().used == 32);
        child_check(strcmp(mine, "before the fork") == 0 && strcmp(text, "still here") == 0);
        child_check(engram_arena_fast_allocate(arena, 64, 64) != NULL);
        spread(1000);
        engram_reset_arenas();
        child_check(usage(arena).used == 0);
        engram_deinit_thread_arena();
        child_check(total().arenas == 0);
        child_leave(0);
    }
    int status;
    child_check(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    child_check(total().arenas == 2 && strcmp(mine, "before the fork") == 0);
    sem_post(&go);
    pthread_join(thread, NULL);
    child_check(total().arenas == 1);
}

static engram_arena *reentered;
static engram_status seen[5];
static void *hook_allocate(void *context, size_t bytes, size_t align) {
    (void)context, (void)align;
    if (reentered != NULL) {
        void *out;
        engram_arena_mark mark;
        seen[0] = engram_arena_allocate(reentered, 8, 8, &out);
        seen[1] = engram_arena_reset(reentered);
        seen[2] = engram_arena_mark_set(reentered, &mark);
        engram_arena *handle = reentered;
        seen[3] = engram_arena_destroy(&handle);
    }
    return malloc(bytes);
}
static size_t released;
static void hook_release(void *context, void *memory, size_t bytes, size_t align) {
    (void)context, (void)bytes, (void)align;
    ++released;
    free(memory);
}

/* A call from the arena's own hook, or from a signal that lands there, finds it busy. */
static void on_signal(int number) {
    (void)number;
    void *out;
    seen[4] = engram_arena_allocate(reentered, 8, 8, &out);
}
static void *raising_allocate(void *context, size_t bytes, size_t align) {
    raise(SIGUSR1);
    return hook_allocate(context, bytes, align);
}

static void re_entry_is_refused(const void *unused) {
    (void)unused;
    signal(SIGUSR1, on_signal);
    const engram_allocator hooks = {sizeof hooks, 0, NULL, raising_allocate, hook_release};
    engram_arena_options o = {.size = sizeof o};
    engram_arena_options_get(&o);
    o.bytes = 65536, o.allocator = &hooks;
    signal(SIGUSR1, SIG_IGN);
    engram_arena *arena;
    child_check(engram_arena_create(&o, &arena) == ENGRAM_OK);
    signal(SIGUSR1, on_signal);
    reentered = arena;
    void *out;
    child_check(engram_arena_allocate(arena, 100000, 8, &out) == ENGRAM_OK);
    for (int i = 0; i < 5; ++i) child_check(seen[i] == ENGRAM_ERROR_BUSY);
    child_check(engram_arena_allocate(arena, 8, 8, &out) == ENGRAM_OK);
    child_check(usage(arena).fallbacks == 1);
    reentered = NULL;
    child_check(engram_arena_destroy(&arena) == ENGRAM_OK);
    child_check(released == 2); /* the block and the pool */
}

static void *user_destructor_memory;
static pthread_key_t late_key;
static void late(void *unused) {
    (void)unused;
    engram_arena *arena = thread_arena(); /* perhaps a second one, made while the thread ends */
    user_destructor_memory = engram_arena_fast_allocate(arena, 16, 8);
}
static void *with_destructor(void *unused) {
    pthread_setspecific(late_key, &late_key);
    thread_arena();
    return unused;
}

static void use_while_the_thread_ends(const void *unused) {
    (void)unused;
    pthread_t thread;
    child_check(pthread_key_create(&late_key, late) == 0);
    for (int i = 0; i < 20; ++i) {
        child_check(pthread_create(&thread, NULL, with_destructor, NULL) == 0);
        pthread_join(thread, NULL);
        child_check(user_destructor_memory != NULL);
    }
    child_check(total().arenas == 0);
}

#define IN_CHILD(name)                   \
    static void name##_test(void **state) { \
        (void)state;                     \
        child_must_pass(name, NULL);     \
    }
IN_CHILD(kernels_leave_the_callers_memory)
IN_CHILD(configuration_at_any_time)
IN_CHILD(destroyed_like_any_other)
IN_CHILD(other_threads_and_fork)
IN_CHILD(re_entry_is_refused)
IN_CHILD(use_while_the_thread_ends)
static int thread_count = 3000;
static void many_threads_test(void **state) { (void)state, child_must_pass(many_threads, &thread_count); }

/* `arena_thread_test --threads 1000000` runs the million; the suite takes less. */
int main(int argc, char **argv) {
    if (argc > 2 && strcmp(argv[1], "--threads") == 0) thread_count = atoi(argv[2]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernels_leave_the_callers_memory_test),
        cmocka_unit_test(configuration_at_any_time_test),
        cmocka_unit_test(destroyed_like_any_other_test),
        cmocka_unit_test(many_threads_test),
        cmocka_unit_test(other_threads_and_fork_test),
        cmocka_unit_test(re_entry_is_refused_test),
        cmocka_unit_test(use_while_the_thread_ends_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a process does to computing threads: signals a thousand times a second, forks in the middle, ends of threads. */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>
#include <time.h>

#include "faults/work.h"
#include "support/child.h"

static uint64_t expected; /* on the scalar level, with nothing going on */

static void take_expected(void) {
    work w = {0};
    child_check(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR) == ENGRAM_OK);
    child_check(work_open(&w));
    expected = work_round(&w);
    work_close(&w);
    child_check(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_AUTO) == ENGRAM_OK);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The handler uses the registers that kernels use, and no call of the library: docs/testing/faults.md. */
static atomic_uint signals;
static void on_signal(int number) {
    (void)number;
    const int before = errno;
    volatile float scrap[64];
    for (int i = 0; i < 64; ++i) scrap[i] = (float)i * 1.5f;
    float sum = 0;
    for (int i = 0; i < 64; ++i) sum += scrap[i];
    if (sum == 3024.0f) atomic_fetch_add(&signals, 1);
    errno = before;
}

static int set_timer(int which, const struct itimerval *times) {
    return which == ITIMER_PROF ? setitimer(ITIMER_PROF, times, NULL) : setitimer(ITIMER_REAL, times, NULL);
}

static void storm(const void *argument) {
    const int which = *(const int *)argument;
    take_expected();
    const struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    child_check(sigaction(which == ITIMER_PROF ? SIGPROF : SIGALRM, &action, NULL) == 0);
    const struct itimerval often = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    uint32_t rounds = 0;
    for_each_level(level) {
        work w = {0};
        child_check(work_open(&w));
        atomic_store(&signals, 0);
        child_check(set_timer(which, &often) == 0);
        const double until = seconds() + 60;
        for (rounds = 0; (rounds < 50 || atomic_load(&signals) < 100) && seconds() < until; ++rounds)
            child_check(work_round(&w) == expected);
        child_check(set_timer(which, &never) == 0);
        printf("%s, %s: %u rounds, %u signals\n", engram_level_name(level), which == ITIMER_PROF ? "SIGPROF" : "SIGALRM",
               rounds, atomic_load(&signals));
        child_check(atomic_load(&signals) >= 100);
        work_close(&w);
    }
    fflush(stdout);
}

static atomic_int stop;
static void *compute(void *unused) {
    (void)unused;
    work w = {0};
    child_check(work_open(&w));
    while (!atomic_load(&stop)) child_check(work_round(&w) == expected);
    work_close(&w);
    return NULL;
}
static void *check(void *unused) {
    (void)unused;
    while (!atomic_load(&stop)) child_check(engram_self_check(ENGRAM_FAMILY_ALL, NULL) == ENGRAM_OK);
    return NULL;
}

/* A child of a process whose other threads stood anywhere: in kernels, in the arena, in the self-check. */
static void in_child(void) {
    alarm(60); /* a lock that nobody will ever release */
    work w = {0};
    child_check(work_open(&w));
    child_check(work_round(&w) == expected);
    child_check(engram_self_check(ENGRAM_FAMILY_ALL, NULL) == ENGRAM_OK);
    child_check(engram_level_force(ENGRAM_FAMILY_ALL, ENGRAM_LEVEL_SCALAR) == ENGRAM_OK);
    child_check(work_round(&w) == expected);
    engram_metrics metrics = {.size = sizeof metrics};
    child_check(engram_metrics_get(&metrics) == ENGRAM_OK);
    engram_arena_usage usage = {.size = sizeof usage};
    child_check(engram_arena_usage_total(&usage) == ENGRAM_OK);
    pthread_t thread;
    child_check(pthread_create(&thread, NULL, compute, NULL) == 0);
    atomic_store(&stop, 1);
    child_check(pthread_join(thread, NULL) == 0);
    work_close(&w);
    _exit(0);
}

static void forks(const void *unused) {
    (void)unused;
    take_expected();
    pthread_t threads[4];
    for (int i = 0; i < 4; ++i) child_check(pthread_create(&threads[i], NULL, i < 3 ? compute : check, NULL) == 0);
    int finished = 0;
    for (int i = 0; i < 25; ++i) {
        const struct timespec pause = {0, 3000000 + 700000 * (i % 5)};
        nanosleep(&pause, NULL);
        const pid_t pid = fork();
        child_check(pid >= 0);
        if (pid == 0) in_child();
        int status;
        child_check(waitpid(pid, &status, 0) == pid);
        if (WIFSIGNALED(status)) dprintf(STDERR_FILENO, "child %d ended by signal %d\n", i, WTERMSIG(status));
        child_check(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        ++finished;
    }
    atomic_store(&stop, 1);
    for (int i = 0; i < 4; ++i) pthread_join(threads[i], NULL);
    printf("%d children of a computing process computed\n", finished);
    fflush(stdout);
}

/* Threads that come and go, each with arena, counts and handles, beside others that stay and one that reads the sums. */
static void *short_life(void *unused) {
    (void)unused;
    work w = {0};
    child_check(work_open(&w));
    child_check(work_round(&w) == expected);
    work_close(&w);
    return NULL;
}

static void ends_of_threads(const void *unused) {
    (void)unused;
    take_expected();
    pthread_t staying[2], short_lived[8];
    for (int i = 0; i < 2; ++i) child_check(pthread_create(&staying[i], NULL, compute, NULL) == 0);
    for (int round = 0; round < 40; ++round) {
        for (int i = 0; i < 8; ++i) child_check(pthread_create(&short_lived[i], NULL, short_life, NULL) == 0);
        engram_metrics metrics = {.size = sizeof metrics};
        child_check(engram_metrics_get(&metrics) == ENGRAM_OK);
        engram_arena_usage usage = {.size = sizeof usage};
        child_check(engram_arena_usage_total(&usage) == ENGRAM_OK);
        child_check(usage.arenas <= 11); /* this thread's, the staying ones', the short-lived ones' */
        for (int i = 0; i < 8; ++i) child_check(pthread_join(short_lived[i], NULL) == 0);
    }
    atomic_store(&stop, 1);
    for (int i = 0; i < 2; ++i) child_check(pthread_join(staying[i], NULL) == 0);
}

static const int alarms = ITIMER_REAL, profile = ITIMER_PROF;
static void alarm_storm(void **state) { (void)state, child_must_pass(storm, &alarms); }
static void profile_storm(void **state) { (void)state, child_must_pass(storm, &profile); }
static void forks_of_a_computing_process(void **state) { (void)state, child_must_pass(forks, NULL); }
static void threads_end_beside_others(void **state) { (void)state, child_must_pass(ends_of_threads, NULL); }

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alarm_storm),
        cmocka_unit_test(profile_storm),
        cmocka_unit_test(forks_of_a_computing_process),
        cmocka_unit_test(threads_end_beside_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * 32 threads over arenas, kernels and thread ends for --seconds N (60 in the suite, 600 on demand): resident memory must
 * not grow. It is sampled each second after a warm-up of a fifth; the slope is the median over all pairs of samples
 * (Theil-Sen), its 95 % interval from the order statistics of the pairs (Sen 1968). Fails when the lower end of the
 * interval is above 0.1 % per hour and the growth seen passes 1 MiB; prints both.
 */

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "engram/compat.h"
#include "support/check.h"

enum { THREADS = 32, NODES = 5000 };
static atomic_int stop, failed;
static atomic_ullong rounds;

static void *work(void *number) {
    rng r = {(uint64_t)(uintptr_t)number};
    static _Thread_local float values[NODES];
    static const float weight[1] = {0.5f};
    static const uint32_t target[1] = {1};
    const uint64_t life = 200 + rng_below(&r, 400);
    engram_arena *arena;
    if (engram_arena_thread(&arena) != ENGRAM_OK) atomic_store(&failed, 1);
    for (uint64_t i = 0; i < life && !atomic_load(&stop); ++i) {
        engram_arena_mark mark;
        engram_arena_mark_set(arena, &mark);
        for (int j = 0; j < 20; ++j) {
            const size_t bytes = (size_t)rng_below(&r, j == 0 ? 200000 : 4000); /* the pool is 64 KiB: often a fallback */
            char *memory = engram_arena_fast_allocate(arena, bytes, (size_t)1 << rng_below(&r, 8));
            if (memory == NULL) atomic_store(&failed, 1);
            else if (bytes > 0) memory[0] = memory[bytes - 1] = 1;
        }
        values[0] = 0.5f, values[1] = 0.0f;
        engram_spread_activation(target, weight, values, NODES, 1, 1);
        if (values[1] != 0.25f) atomic_store(&failed, 1);
        if (i % 3 == 0) engram_arena_fast_reset(arena);
        else if (engram_arena_rewind(arena, &mark) != ENGRAM_OK) atomic_store(&failed, 1);
    }
    atomic_fetch_add(&rounds, 1);
    return NULL;
}

/* Keeps one place busy with one thread after the other. */
static void *keep(void *number) {
    uintptr_t seed = (uintptr_t)number;
    while (!atomic_load(&stop)) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, (void *)(seed += 1000)) != 0) continue;
        pthread_join(thread, NULL);
    }
    return NULL;
}

static double resident(void) {
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long pages[2] = {0, 0};
    if (file == NULL || fscanf(file, "%lu %lu", &pages[0], &pages[1]) != 2) exit(77);
    fclose(file);
    return (double)pages[1] * (double)sysconf(_SC_PAGESIZE);
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    const int seconds = argc > 2 && strcmp(argv[1], "--seconds") == 0 ? atoi(argv[2]) : 60;
    if (seconds < 10 || seconds > 3600) return 2;
    setenv("ENGRAM_ARENA_SIZE", "65536", 1);
    unsetenv("ENGRAM_ARENA_OVERFLOW");
    pthread_t keepers[THREADS];
    static double sample[3600], slope[3600 * 3599 / 2];
    for (uintptr_t i = 0; i < THREADS; ++i)
        if (pthread_create(&keepers[i], NULL, keep, (void *)i) != 0) return 1;
    int n = 0;
    for (int second = 0; second < seconds; ++second) {
        nanosleep(&(struct timespec){1, 0}, NULL);
        if (second >= seconds / 5) sample[n++] = resident();
    }
    atomic_store(&stop, 1);
    for (int i = 0; i < THREADS; ++i) pthread_join(keepers[i], NULL);

    size_t pairs = 0;
    for (int i = 0; i < n; ++i)
        for (int j = i + 1; j < n; ++j) slope[pairs++] = (sample[j] - sample[i]) / (j - i) * 3600;
    qsort(slope, pairs, sizeof *slope, by_value);
    qsort(sample, (size_t)n, sizeof *sample, by_value);
    const double spread = 1.96 * sqrt((double)n * (n - 1) * (2 * n + 5) / 18.0);
    const double middle = (double)pairs / 2, per_cent = 100 / sample[n / 2];
    const size_t low = (size_t)fmax(0, middle - spread / 2), high = (size_t)fmin((double)pairs - 1, middle + spread / 2);
    printf("%llu threads ended; resident %.1f MiB; slope %+.2f %% per hour, 95 %% interval %+.2f to %+.2f; range %.2f MiB\n",
           (unsigned long long)atomic_load(&rounds), sample[n / 2] / 1048576, slope[pairs / 2] * per_cent,
           slope[low] * per_cent, slope[high] * per_cent, (sample[n - 1] - sample[0]) / 1048576);
    engram_arena_usage total = {.size = sizeof total};
    engram_arena_usage_total(&total);
    if (atomic_load(&failed) || total.arenas != 0 || total.fallbacks == 0 || total.overflows != total.fallbacks) {
        puts("an allocation failed, or an arena was left behind");
        return 1;
    }
    const double growth = slope[low] / 3600 * n;
    return slope[low] * per_cent > 0.1 && growth > 1048576;
}

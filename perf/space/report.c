/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "space.h"

void samples_add(samples *s, double value) {
    if (s->count == s->capacity) {
        s->capacity = s->capacity == 0 ? 1024 : 2 * s->capacity;
        s->values = realloc(s->values, s->capacity * sizeof *s->values);
        if (s->values == NULL) exit(1);
    }
    s->values[s->count++] = value;
}

/* As perf/engram_perf/records.py has them, with the 99th percentile and the mean beside. Frees the samples. */
void report(const char *name, const char *work, const char *unit, uint64_t rows, samples *contenders, int count) {
    printf("{\"family\":\"space\",\"name\":\"%s\",\"work\":\"%s\",\"unit\":\"%s\",\"rows\":%" PRIu64 ",\"contenders\":[",
           name, work, unit, rows);
    for (int c = 0; c < count; ++c) {
        samples *s = &contenders[c];
        const uint64_t n = s->count;
        double sum = 0.0;
        for (uint64_t i = 0; i < n; ++i) sum += s->values[i];
        qsort(s->values, n, sizeof *s->values, bench_order);
        const char *kind = c == 0 ? "ours" : strncmp(s->name, "limit", 5) == 0 ? "limit" : "peer";
        printf("%s{\"name\":\"%s\",\"kind\":\"%s\",\"median\":%.7g,\"low\":%.7g,\"high\":%.7g,",
               c == 0 ? "" : ",", s->name, kind, s->values[n / 2], s->values[n / 4], s->values[3 * n / 4]);
        printf("\"p99\":%.7g,\"mean\":%.7g,\"samples\":%" PRIu64 "}", s->values[n - 1 - n / 100], sum / (double)n, n);
        free(s->values);
        *s = (samples){.name = s->name};
    }
    printf("],"), bench_machine_print(), printf("}\n");
    fflush(stdout);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Replays conformance vectors on every level of this machine, alone and through an executor, and compares every bit.
 *     conformance_replay FILE ...    exit 1 with the first difference of each level
 */

#include <stdlib.h>

#include "play.h"

/* Tasks from the last to the first: an order that no result may depend on. */
static void run_backwards(void *context, uint32_t task_count, engram_task *task, void *task_context) {
    (void)context;
    for (uint32_t i = task_count; i-- > 0;) task(task_context, i);
}

static const engram_executor executor = {sizeof executor, 3, NULL, run_backwards};

/* Number of vectors played; ends at the first difference, which it reports. */
static size_t replay(const char *path, engram_level level, const engram_executor *with, int *differs) {
    FILE *file = fopen(path, "r");
    if (file == NULL) conformance_stop("%s: cannot be read", path);
    static vector v;
    size_t line = 0, vectors = 0;
    v.executor = with;
    while (vector_read(&v, file, &line)) {
        play(&v);
        ++vectors;
        if (v.fault[0] == 0) continue;
        fprintf(stderr, "%s: before line %zu: %s %s on %s%s: %s\n", path, line, v.call, v.name, engram_level_name(level),
                with != NULL ? " with an executor" : "", v.fault);
        *differs = 1;
        break;
    }
    vector_clear(&v);
    fclose(file);
    return vectors;
}

int main(int count, char **paths) {
    if (count < 2) conformance_stop("usage: conformance_replay FILE ...");
    int differs = 0;
    for (engram_level level = ENGRAM_LEVEL_SCALAR; level <= ENGRAM_LEVEL_NEON; ++level) {
        if ((engram_levels_supported() >> level & 1u) == 0) continue;
        if (engram_level_force(ENGRAM_FAMILY_ALL, level) != ENGRAM_OK) conformance_stop("a level cannot be forced");
        size_t vectors = 0;
        for (int i = 1; i < count; ++i) {
            vectors += replay(paths[i], level, NULL, &differs);
            replay(paths[i], level, &executor, &differs);
        }
        printf("%s: %zu vectors, each also through an executor\n", engram_level_name(level), vectors);
        if (vectors == 0) conformance_stop("no vectors");
    }
    return differs;
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "space.h"

engram_error_detail why = {.size = sizeof why};

void must(engram_status status, const char *what) {
    if (status == ENGRAM_OK) return;
    fprintf(stderr, "%s: %s: %s\n", what, engram_status_name(status), why.sentence);
    exit(1);
}

void fail(const char *sentence) {
    fprintf(stderr, "%s\n", sentence);
    exit(1);
}

/* Words of three to seven letters, few of them often and many seldom, as in a text. */
static void text_make(uint64_t *seed, char *text) {
    uint64_t at = 0;
    while (at < TEXT_BYTES) {
        const float u = bench_uniform(seed, 0, 1);
        uint64_t spelling = (uint64_t)(20000.0f * u * u * u), word = spelling;
        const uint64_t letters = 3 + bench_random(&word) % 5;
        for (uint64_t i = 0; i < letters && at < TEXT_BYTES; ++i)
            text[at++] = (char)('a' + bench_random(&spelling) % 26);
        if (at < TEXT_BYTES) text[at++] = ' ';
    }
    text[at] = '\0';
}

void row_make(uint64_t i, row *r) {
    uint64_t seed = 0x5EED + (i << 20);
    snprintf(r->key, sizeof r->key, "memory%010" PRIu64, i);
    text_make(&seed, r->text);
    for (int e = 0; e < DIM; ++e) r->vector[e] = (uint16_t)((bench_random(&seed) & 0x83FF) | 0x3000); /* +-[1/8, 1/4) */
}

engram_vector row_vector(const uint16_t *elements) {
    return (engram_vector){.type = ENGRAM_TYPE_F16, .data = elements, .dim = DIM};
}

uint64_t row_remember(engram_space *space, engram_batch *batch, const row *r, int with_key) {
    const engram_vector vector = row_vector(r->vector);
    const engram_memory memory = {.size = sizeof memory,
                                  .fields = ENGRAM_MEMORY_CREATED,
                                  .key = with_key ? (engram_text){r->key, KEY_BYTES} : (engram_text){NULL, 0},
                                  .text = {r->text, TEXT_BYTES},
                                  .vectors = &vector,
                                  .vector_count = 1,
                                  .created = moment};
    const engram_write_options options = {.size = sizeof options, .now = moment, .batch = batch};
    uint64_t id = 0;
    must(engram_remember(space, &memory, &options, &id, &why), "remember");
    return id;
}

engram_space *space_at(const char *path, uint32_t flags, engram_sync sync) {
    const engram_model model = {.size = sizeof model, .type = ENGRAM_TYPE_F16, .dim = DIM};
    const engram_space_options options = {
        .size = sizeof options, .flags = flags, .sync = sync, .now = moment, .models = &model, .model_count = 1};
    engram_space *space = NULL;
    must(engram_space_open((engram_text){path, strlen(path)}, &options, &space, &why), "open");
    return space;
}

void space_leave(engram_space **space) { must(engram_space_close(space, &why), "close"); }

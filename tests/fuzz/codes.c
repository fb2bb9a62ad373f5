/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Codes in blocks: exact selection and candidates against the plain selection; codes with spoilt bytes against nothing but
 * their bounds. */

#include "input.h"
#include "kernels/similarity/similarity_support.h"

enum { ROWS = 70, K = 9, QUERIES = 3 };

typedef struct world {
    engram_rows rows, queries;
    void *codes, *scratch;
    uint64_t bytes;
    engram_topk_options o;
} world;

static void *aligned_codes(uint64_t bytes) {
    void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    fuzz_check(memory != NULL, "no memory");
    return memory;
}

static void encode_in_steps(input *in, world *w, uint64_t seed) {
    const engram_codes_shape shape = {.size = sizeof shape, .type = w->rows.type, .dim = w->rows.dim, .seed = seed};
    fuzz_check(engram_codes_begin(&shape, w->codes, w->bytes) == ENGRAM_OK, "codes do not begin");
    for (uint64_t at = 0; at < w->rows.count;) {
        engram_rows some = w->rows;
        some.count = 1 + take_below(in, (uint32_t)(w->rows.count - at));
        if (some.count > w->rows.count - at) some.count = w->rows.count - at;
        some.data = (const float *)w->rows.data + at * w->rows.dim;
        fuzz_check(engram_codes_encode(&some, at, NULL, w->scratch, w->o.scratch_bytes, w->codes, w->bytes) == ENGRAM_OK, "not encoded");
        at += some.count;
    }
}

static void check_exact(const world *w, engram_metric metric, uint64_t k) {
    engram_hit plain[QUERIES * K], hits[QUERIES * K];
    engram_topk_counts expected[QUERIES];
    engram_codes_counts counts[QUERIES];
    const engram_accuracy_options exact = {sizeof exact, ENGRAM_ACCURACY_EXACT, 0, 0};
    const engram_status status = engram_similarity_topk(metric, &w->queries, &w->rows, k, &w->o, plain, expected);
    fuzz_check(engram_topk_codes(metric, &w->queries, &w->rows, w->codes, w->bytes, NULL, k, &exact, &w->o, hits, counts) == status,
               "codes change the status");
    for (uint64_t m = 0; m < w->queries.count && status == ENGRAM_OK; ++m) {
        fuzz_check(counts[m].found == expected[m].found && counts[m].scored == expected[m].scored && counts[m].nan == expected[m].nan,
                   "counts of query %d differ", (int)m);
        for (uint64_t i = 0; i < counts[m].found; ++i)
            fuzz_check(hits[m * k + i].id == plain[m * k + i].id && float_bits(hits[m * k + i].score) == float_bits(plain[m * k + i].score),
                       "hit %d of query %d differs", (int)i, (int)m);
    }
}

static void check_spoilt(input *in, world *w, engram_metric metric, uint64_t k) {
    engram_hit hits[QUERIES * K];
    engram_codes_counts counts[QUERIES];
    for (uint32_t i = take_below(in, 30); i > 0; --i) ((uint8_t *)w->codes)[take_below(in, (uint32_t)w->bytes)] = take_u8(in);
    const engram_status status = engram_topk_codes(metric, &w->queries, &w->rows, w->codes, w->bytes, NULL, k, NULL, &w->o, hits, counts);
    fuzz_check(status == ENGRAM_OK || status == ENGRAM_ERROR_ARGUMENT, "spoilt codes: %s", engram_status_name(status));
    for (uint64_t m = 0; m < w->queries.count && status == ENGRAM_OK; ++m)
        for (uint64_t i = 0; i < counts[m].found; ++i) fuzz_check(hits[m * k + i].id < w->rows.count, "a row that is not there");
    engram_codes_candidates(metric, &w->queries, w->codes, w->bytes, NULL, k, NULL, &w->o, K, hits, counts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input given = {data, size}, *in = &given;
    world w;
    const engram_metric metric = 1 + take_below(in, 3);
    const uint64_t dim = 1 + take_below(in, 70), count = 1 + take_below(in, ROWS - 1), queries = 1 + take_below(in, QUERIES - 1), k = take_below(in, K);
    float *matrix = fuzz_memory(count * dim * 4), *cues = fuzz_memory(queries * dim * 4);
    take_floats(in, matrix, count * dim), take_floats(in, cues, queries * dim);
    w.rows = rows_of(ENGRAM_TYPE_F32, matrix, count, 0, dim, NULL);
    w.queries = rows_of(ENGRAM_TYPE_F32, cues, queries, 0, dim, NULL);
    w.bytes = engram_codes_bytes(dim, count);
    w.codes = aligned_codes(w.bytes);
    const uint64_t scratch = engram_topk_codes_scratch(dim, queries, k, NULL, 1);
    w.scratch = fuzz_memory(scratch);
    const uint64_t filter[2] = {take_u64(in), take_u64(in)};
    w.o = (engram_topk_options){.size = sizeof w.o, .scratch = w.scratch, .scratch_bytes = scratch};
    if (take_below(in, 2) != 0) w.o.filter = filter, w.o.filter_bits = 128;
    if (take_below(in, 2) != 0) w.o.flags = ENGRAM_TOPK_THRESHOLD, w.o.threshold = take_float(in);
    encode_in_steps(in, &w, take_u64(in));
    for_each_level(level) check_exact(&w, metric, k);
    check_spoilt(in, &w, metric, k);
    free(matrix), free(cues), free(w.codes), free(w.scratch);
    return 0;
}

// SPDX-License-Identifier: MIT OR Apache-2.0
#include "check/rows.hpp"
#include "engram/codes.h"

namespace {

// Rotation, codes in blocks, and selection through them in each accuracy.
uint64_t blocks() {
    constexpr size_t queries = 2, rows = 40, dim = 67, k = 6;
    float data[(queries + rows) * dim], turned[2 * dim];
    alignas(64) uint8_t codes[64 + 2 * (5 * 64 + 384)];
    alignas(8) uint8_t scratch[16384];
    engram_hit hits[queries * k];
    engram_codes_counts counts[queries];
    uint64_t digest = ENGRAM_DIGEST_BEGIN, seed = 12;
    fill_floats(&seed, data, (queries + rows) * dim);
    const engram_rows q = matrix_of(ENGRAM_TYPE_F32, data, queries, dim, nullptr);
    const engram_rows m = matrix_of(ENGRAM_TYPE_F32, data + queries * dim, rows, dim, nullptr);
    digest = engram_digest_status(digest, engram_rotate(&q, 3, turned));
    digest = engram_digest(digest, turned, sizeof turned, sizeof *turned);
    const engram_codes_shape shape = {sizeof shape, ENGRAM_TYPE_F32, dim, 3, 0, 0, 0};
    if (engram_codes_begin(&shape, codes, sizeof codes) != ENGRAM_OK) return 0;
    const engram_status made = engram_codes_encode(&m, 0, nullptr, scratch, sizeof scratch, codes, sizeof codes);
    digest = engram_digest_status(digest, made);
    digest = engram_digest(digest, codes + 64, 5 * 64, 1);
    engram_topk_options options = {};
    options.size = sizeof options;
    options.scratch = scratch;
    options.scratch_bytes = sizeof scratch;
    for (engram_accuracy accuracy = ENGRAM_ACCURACY_NEAR; accuracy <= ENGRAM_ACCURACY_FIXED; ++accuracy) {
        const engram_accuracy_options how = {sizeof how, accuracy, accuracy == ENGRAM_ACCURACY_NEAR ? 0.5 : 0.0,
                                             accuracy == ENGRAM_ACCURACY_FIXED ? k + 3 : 0};
        for (engram_metric metric = ENGRAM_METRIC_COSINE; metric <= ENGRAM_METRIC_L2_SQUARED; ++metric) {
            memset(hits, 0, sizeof hits);
            memset(counts, 0, sizeof counts);
            digest = engram_digest_status(digest, engram_topk_codes(metric, &q, &m, codes, sizeof codes, nullptr, k, &how, &options,
                                                                    hits, counts));
            digest = digest_of_hits(digest, hits, queries * k);
            digest = engram_digest(digest, counts, sizeof counts, sizeof counts->found);
        }
    }
    return digest;
}

constexpr engram_check all[] = {{"rotation and codes in blocks", blocks, 0xD4FA83EDBA1ACBEB}};

engram_checks checks() { return {all, sizeof all / sizeof *all}; }

} // namespace

const struct engram_family engram_codes_checked = {ENGRAM_INDEX_similarity, engram_similarity_publish, checks};

// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What vectors of the self-check over rows share.

#include "check/check.h"
#include "engram/similarity.h"

namespace {

inline void fill_floats(uint64_t *seed, float *out, size_t count) {
    for (size_t i = 0; i < count; ++i) out[i] = engram_check_float(seed);
}

inline engram_rows matrix_of(engram_type type, const void *data, size_t count, size_t dim, const float *scales) {
    engram_rows m = {};
    m.size = sizeof m;
    m.type = type;
    m.data = data;
    m.count = count;
    m.dim = dim;
    m.scales = scales;
    return m;
}

inline uint64_t digest_of_hits(uint64_t digest, const engram_hit *hits, uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) {
        digest = engram_digest(digest, &hits[i].id, sizeof hits->id, sizeof hits->id);
        digest = engram_digest(digest, &hits[i].score, sizeof hits->score, sizeof hits->score);
    }
    return digest;
}

} // namespace

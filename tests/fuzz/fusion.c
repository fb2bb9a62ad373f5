/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Rank fusion against the sums of the header, id by id. */

#include "input.h"

enum { LISTS = 5, HITS = 10, IDS = 12 };

static int is_finite_double(double x) { return x - x == 0.0; }

/* The place of a score between the least and the most of its list: infinities are one step beyond the finite ones. */
static double model_place(const engram_ranking *list, double score) {
    double low = 0.0, high = 0.0;
    int any = 0, below = 0, above = 0;
    for (uint64_t i = 0; i < list->count; ++i) {
        const double s = (double)list->hits[i].score;
        below |= s == -INFINITY, above |= s == INFINITY;
        if (!is_finite_double(s)) continue;
        if (!any || s < low) low = s;
        if (!any || s > high) high = s;
        any = 1;
    }
    if (score == INFINITY || (score == -INFINITY && !any && !above)) return 1.0;
    if (score == -INFINITY) return 0.0;
    if (low == high) return below + above == 0 ? 1.0 : (double)below / (double)(below + above);
    return (score - low + (double)below * (high - low)) / ((high - low) * (double)(1 + below + above));
}

/* What list l adds for an id at its best rank there; 0 with *is_there 0 when nothing. */
static double model_part(const engram_ranking *list, const engram_fusion_options *o, uint64_t id, int *is_there, uint64_t *rank) {
    *is_there = 0;
    for (uint64_t i = 0; i < list->count; ++i) {
        const double s = (double)list->hits[i].score, weight = (double)list->weight;
        if (list->hits[i].id != id || (o->method != ENGRAM_FUSION_RECIPROCAL && s != s)) continue;
        *is_there = 1;
        *rank = i + 1;
        if (o->method == ENGRAM_FUSION_RECIPROCAL) return weight / (o->constant + (double)(i + 1));
        if (o->method == ENGRAM_FUSION_SCORE) return weight * s;
        return weight * model_place(list, s);
    }
    return 0.0;
}

static uint64_t model_fusion(const engram_ranking *lists, uint64_t count, const engram_fusion_options *o, uint64_t k, engram_hit *best) {
    engram_hit all[IDS];
    uint64_t n = 0, found = 0;
    for (uint64_t id = 0; id < IDS; ++id) {
        double sum = 0.0;
        int64_t infinities = 0;
        uint64_t best_rank = UINT64_MAX;
        for (uint64_t l = 0; l < count; ++l) {
            int is_there;
            uint64_t rank = UINT64_MAX;
            const double part = model_part(&lists[l], o, id, &is_there, &rank);
            if (!is_there) continue;
            if (part - part == 0.0) sum += part;
            else infinities += part > 0.0 ? 1 : -1;
            if (rank < best_rank) best_rank = rank;
        }
        if (best_rank == UINT64_MAX) continue;
        if (best_rank == 1) sum += o->first_bonus;
        else if (best_rank <= 3) sum += o->podium_bonus;
        if (infinities != 0) sum = infinities > 0 ? INFINITY : -INFINITY;
        all[n++] = (engram_hit){id, (float)sum, 0};
    }
    for (uint64_t i = 0; i < n; ++i) {
        uint64_t rank = 0;
        for (uint64_t j = 0; j < n; ++j) rank += all[j].score > all[i].score || (all[j].score == all[i].score && j < i);
        if (rank < k) best[rank] = all[i], ++found;
    }
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    engram_ranking lists[LISTS];
    engram_hit *memory[LISTS];
    engram_fusion_options o = {sizeof o, 1 + take_below(&in, 3), take_double(&in), take_double(&in), take_double(&in)};
    const uint64_t count = take_below(&in, LISTS + 1), k = take_below(&in, IDS + 2);
    uint64_t total = 0, found = 0;
    int is_good = is_finite_double(o.constant) && o.constant >= 0.0 && is_finite_double(o.first_bonus) && is_finite_double(o.podium_bonus);
    for (uint64_t l = 0; l < count; ++l) {
        const uint64_t n = take_below(&in, HITS);
        memory[l] = fuzz_memory(n * sizeof **memory);
        for (uint64_t i = 0; i < n; ++i) memory[l][i] = (engram_hit){take_below(&in, IDS), take_float(&in), 0};
        lists[l] = (engram_ranking){memory[l], n, take_float(&in), 0};
        is_good &= lists[l].weight - lists[l].weight == 0.0f && lists[l].weight != 0.0f;
        total += n;
    }
    const uint64_t bytes = engram_fusion_scratch(total), given = bytes != 0 ? bytes - take_below(&in, 2) : 0;
    void *workspace = fuzz_memory(bytes);
    engram_hit *hits = fuzz_memory(k * sizeof *hits), best[IDS];
    const engram_status status = engram_rank_fusion(lists, count, &o, k, hits, &found, workspace, given);
    const engram_status expected = !is_good ? ENGRAM_ERROR_ARGUMENT : given < bytes ? ENGRAM_ERROR_MEMORY : ENGRAM_OK;
    fuzz_check(status == expected, "fusion says %s instead of %s", engram_status_name(status), engram_status_name(expected));
    if (status != ENGRAM_OK) fuzz_untouched(hits, k * sizeof *hits, "hits");
    if (status == ENGRAM_OK) {
        fuzz_check(found == model_fusion(lists, count, &o, k, best), "fusion keeps %d", (int)found);
        for (uint64_t i = 0; i < found; ++i)
            fuzz_check(hits[i].id == best[i].id && float_bits(hits[i].score) == float_bits(best[i].score),
                       "hit %d is %d %a, expected %d %a", (int)i, (int)hits[i].id, (double)hits[i].score, (int)best[i].id,
                       (double)best[i].score);
    }
    for (uint64_t l = 0; l < count; ++l) free(memory[l]);
    free(workspace), free(hits);
    return 0;
}

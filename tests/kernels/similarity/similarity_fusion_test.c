/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* engram_rank_fusion: against sums written out, and its refusals. */

#include "similarity_support.h"

enum { LISTS = 5, LONGEST = 60, IDS = 40 };

static double contribution(const engram_ranking *l, uint64_t rank, const engram_fusion_options *o) {
    const double w = (double)l->weight;
    if (o->method == ENGRAM_FUSION_RECIPROCAL) return w / (o->constant + (double)(rank + 1));
    const double s = (double)l->hits[rank].score;
    if (o->method == ENGRAM_FUSION_SCORE) return w * s;
    double low = INFINITY, high = -INFINITY;
    for (uint64_t i = 0; i < l->count; ++i) {
        if (l->hits[i].score != l->hits[i].score) continue;
        low = fmin(low, (double)l->hits[i].score), high = fmax(high, (double)l->hits[i].score);
    }
    return w * (high == low ? 1.0 : (s - low) / (high - low));
}

/* Per id, over the lists in order, at its first place in each. */
static uint64_t by_definition(const engram_ranking *lists, uint64_t n, const engram_fusion_options *o, uint64_t k,
                              engram_hit *out) {
    engram_hit all[IDS];
    uint64_t count = 0;
    for (uint64_t id = 0; id < IDS; ++id) {
        double sum = 0;
        uint64_t best = UINT64_MAX;
        for (uint64_t l = 0; l < n; ++l)
            for (uint64_t i = 0; i < lists[l].count; ++i) {
                const int is_nan = lists[l].hits[i].score != lists[l].hits[i].score;
                if (lists[l].hits[i].id != id || (is_nan && o->method != ENGRAM_FUSION_RECIPROCAL)) continue;
                sum += contribution(&lists[l], i, o);
                if (i < best) best = i;
                break;
            }
        if (best == UINT64_MAX) continue;
        sum += best == 0 ? o->first_bonus : best <= 2 ? o->podium_bonus : 0.0;
        all[count++] = (engram_hit){id, (float)sum, 0};
    }
    for (uint64_t found = 0; found < k && found < count; ++found) {
        uint64_t best = found;
        for (uint64_t i = found + 1; i < count; ++i)
            if (all[i].score > all[best].score || (all[i].score == all[best].score && all[i].id < all[best].id)) best = i;
        const engram_hit t = all[best];
        all[best] = all[found], all[found] = t;
        out[found] = t;
    }
    return count < k ? count : k;
}

static void equals_the_definition(void **state) {
    (void)state;
    rng r = rng_seeded("fusion");
    static engram_hit hits[LISTS][LONGEST];
    static uint64_t workspace[LISTS * LONGEST * 4];
    for (int round = 0; round < 3000; ++round) {
        engram_ranking lists[LISTS];
        const uint64_t n = rng_below(&r, LISTS + 1);
        uint64_t total = 0;
        for (uint64_t l = 0; l < n; ++l) {
            const uint64_t count = rng_below(&r, LONGEST);
            for (uint64_t i = 0; i < count; ++i)
                hits[l][i] = (engram_hit){rng_below(&r, IDS), rng_below(&r, 20) == 0 ? NAN : rng_float(&r, -1, 1), 0};
            lists[l] = (engram_ranking){count != 0 ? hits[l] : NULL, count, rng_float(&r, -0.5f, 2), 0};
            total += count;
        }
        const engram_fusion_options o = {sizeof o, (engram_fusion)(1 + round % 3), (double)rng_below(&r, 61),
                                         round % 4 == 0 ? 0.05 : 0.0, round % 4 == 0 ? 0.02 : 0.0};
        const uint64_t k = rng_below(&r, IDS + 5);
        engram_hit fused[IDS + 5], expected[IDS + 5];
        uint64_t found = 99;
        assert_int_equal(engram_rank_fusion(lists, n, &o, k, fused, &found, workspace, engram_fusion_scratch(total)),
                         ENGRAM_OK);
        assert_int_equal(found, by_definition(lists, n, &o, k, expected));
        assert_same_hits(fused, expected, found, "fusion");
    }
}

/* The paper's formula with k = 60 and unit weights is the default. */
static void default_is_reciprocal_rank_60(void **state) {
    (void)state;
    const engram_hit a[] = {{7, 0, 0}, {8, 0, 0}}, b[] = {{8, 0, 0}, {9, 0, 0}, {7, 0, 0}};
    const engram_ranking lists[] = {{a, 2, 1, 0}, {b, 3, 1, 0}};
    uint64_t workspace[20], found;
    engram_hit out[3];
    assert_int_equal(engram_rank_fusion(lists, 2, NULL, 3, out, &found, workspace, sizeof workspace), ENGRAM_OK);
    assert_true(found == 3 && out[0].id == 8 && out[1].id == 7 && out[2].id == 9);
    assert_true(out[0].score == (float)(1 / 62.0 + 1 / 61.0) && out[2].score == (float)(1 / 62.0));
}

static uint64_t fuse(engram_fusion method, const engram_ranking *lists, uint64_t n, engram_hit *out) {
    static uint64_t scratch[100];
    const engram_fusion_options o = {sizeof o, method, 60, 0, 0};
    uint64_t found = 99;
    assert_int_equal(engram_rank_fusion(lists, n, &o, 9, out, &found, scratch, sizeof scratch), ENGRAM_OK);
    return found;
}

#define FUSED(i, the_id, the_score) assert_true(out[i].id == (the_id) && out[i].score == (the_score))

/* min_max: finite hits survive an infinity, which stands beyond them on its side. */
static void infinities_lose_nothing(void **state) {
    (void)state;
    engram_hit out[9];
    const engram_hit below[3] = {{1, 0.875f, 0}, {2, 0.75f, 0}, {3, -INFINITY, 0}}, finite[3] = {{1, 1, 0}, {2, 0.5f, 0}, {3, 0, 0}};
    const engram_ranking first[2] = {{below, 3, 1, 0}, {finite, 3, 1, 0}};
    assert_int_equal(fuse(ENGRAM_FUSION_MIN_MAX, first, 2, out), 3);
    FUSED(0, 1, 2.0f), FUSED(1, 2, 1.0f), FUSED(2, 3, 0.0f);
    const engram_hit above[3] = {{9, INFINITY, 0}, {1, 0.875f, 0}, {2, 0.75f, 0}};
    assert_int_equal(fuse(ENGRAM_FUSION_MIN_MAX, (const engram_ranking[]){{above, 3, 1, 0}}, 1, out), 3);
    FUSED(0, 9, 1.0f), FUSED(1, 1, 0.5f), FUSED(2, 2, 0.0f);
    const engram_hit both[4] = {{4, INFINITY, 0}, {3, 3e38f, 0}, {2, 3e38f, 0}, {1, -INFINITY, 0}};
    assert_int_equal(fuse(ENGRAM_FUSION_MIN_MAX, (const engram_ranking[]){{both, 4, -2, 0}}, 1, out), 4);
    FUSED(0, 1, 0.0f), FUSED(1, 2, -1.0f), FUSED(2, 3, -1.0f), FUSED(3, 4, -2.0f);
    const engram_hit alone[2] = {{4, -INFINITY, 0}, {5, -INFINITY, 0}}, ends[2] = {{4, INFINITY, 0}, {5, -INFINITY, 0}};
    assert_int_equal(fuse(ENGRAM_FUSION_MIN_MAX, (const engram_ranking[]){{alone, 2, 1, 0}, {ends, 2, 1, 0}}, 2, out), 2);
    FUSED(0, 4, 2.0f), FUSED(1, 5, 1.0f);
}

/* score: an infinity outweighs what is finite; of opposite ones a pair is nothing, and nothing is lost. */
static void opposite_infinities_cancel(void **state) {
    (void)state;
    engram_hit out[9];
    const engram_hit up[3] = {{1, INFINITY, 0}, {2, INFINITY, 0}, {3, 5, 0}}, down[3] = {{3, 2, 0}, {2, -1, 0}, {1, -INFINITY, 0}};
    const engram_hit more[2] = {{1, 7, 0}, {4, -INFINITY, 0}};
    const engram_ranking lists[3] = {{up, 3, 1, 0}, {down, 3, 0.5f, 0}, {more, 2, 2, 0}};
    assert_int_equal(fuse(ENGRAM_FUSION_SCORE, lists, 3, out), 4);
    FUSED(0, 2, INFINITY), FUSED(1, 1, 14.0f), FUSED(2, 3, 6.0f), FUSED(3, 4, -INFINITY);
    const engram_ranking turned[2] = {{up, 3, 1, 0}, {up, 3, -1, 0}};
    assert_int_equal(fuse(ENGRAM_FUSION_SCORE, turned, 2, out), 3);
    FUSED(0, 1, 0.0f), FUSED(1, 2, 0.0f), FUSED(2, 3, 0.0f);
    assert_int_equal(fuse(ENGRAM_FUSION_RECIPROCAL, lists, 3, out), 4); /* looks at no score */
}

static void a_weight_of_zero_is_refused_by_name(void **state) {
    (void)state;
    const engram_hit list[] = {{1, INFINITY, 0}};
    const engram_ranking forgotten = {list, 1, 0.0f, 0};
    engram_hit hits[1];
    uint64_t found = 7, scratch[4];
    assert_int_equal(engram_rank_fusion(&forgotten, 1, NULL, 1, hits, &found, scratch, sizeof scratch), ENGRAM_ERROR_ARGUMENT);
    assert_non_null(strstr(engram_status_argument(), "weight"));
    assert_int_equal(found, 7);
}

/* Outputs among what is read: the counts and pointers of lists, and the rankings, as well as the hits. */
static void an_output_that_is_an_input_is_refused(void **state) {
    (void)state;
    engram_hit a[2] = {{1, 1, 0}, {2, 0.5f, 0}}, out[2];
    const engram_hit *lists[2] = {a, a};
    uint64_t counts[2] = {2, 2}, found, scratch[32];
    engram_ranking rankings[2] = {{a, 2, 1, 0}, {a, 2, 1, 0}};
#define MERGED(hits, found) engram_topk_merge(ENGRAM_METRIC_DOT, lists, counts, 2, 2, hits, found)
    assert_int_equal(MERGED(a, &found), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(MERGED(out, &counts[1]), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(MERGED(out, (uint64_t *)(void *)&lists[1]), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(MERGED(out, &a[1].id), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(MERGED(out, &out[1].id), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(MERGED((engram_hit *)(void *)((char *)out + 4), &found), ENGRAM_ERROR_ALIGNMENT);
    assert_int_equal(MERGED(out, &found), ENGRAM_OK);
#define FUSE(hits, found, memory) engram_rank_fusion(rankings, 2, NULL, 2, hits, found, memory, 128)
    assert_int_equal(FUSE(out, &rankings[1].count, scratch), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(FUSE((engram_hit *)(void *)rankings, &found, scratch), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(FUSE(out, &scratch[1], scratch), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(FUSE(out, &found, rankings), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(FUSE(out, &found, scratch), ENGRAM_OK);
    assert_true(counts[0] == 2 && counts[1] == 2 && rankings[1].count == 2 && a[1].id == 2);
}

static void refusals(void **state) {
    (void)state;
    engram_hit a[] = {{1, 1, 0}, {2, 0.5f, 0}}, out[2] = {{77, 7, 0}, {77, 7, 0}};
    const engram_ranking good = {a, 2, 1, 0};
    engram_ranking bad;
    engram_fusion_options o;
    const engram_fusion_options fine = {sizeof fine, ENGRAM_FUSION_RECIPROCAL, 60, 0, 0};
    uint64_t workspace[9] = {0}, found = 77;
#define REFUSED(status, lists, n, options, k, hits, found, workspace, bytes) \
    assert_int_equal(engram_rank_fusion(lists, n, options, k, hits, found, workspace, bytes), status)
    REFUSED(ENGRAM_ERROR_MEMORY, &good, 1, NULL, 2, out, &found, workspace, 63);
    REFUSED(ENGRAM_ERROR_ALIGNMENT, &good, 1, NULL, 2, out, &found, (char *)workspace + 4, 64);
    bad = good, bad.weight = NAN;
    REFUSED(ENGRAM_ERROR_ARGUMENT, &bad, 1, NULL, 2, out, &found, workspace, 64);
    o = fine, o.constant = -1;
    REFUSED(ENGRAM_ERROR_ARGUMENT, &good, 1, &o, 2, out, &found, workspace, 64);
    o = fine, o.first_bonus = INFINITY;
    REFUSED(ENGRAM_ERROR_ARGUMENT, &good, 1, &o, 2, out, &found, workspace, 64);
    assert_true(found == 77 && out[0].id == 77 && out[1].id == 77 && a[0].id == 1);
    /* A smaller struct has its defaults; no lists, no memory. */
    o = fine, o.size = 8;
    REFUSED(ENGRAM_OK, NULL, 0, &o, 0, NULL, &found, NULL, 0);
    assert_int_equal(found, 0);
    assert_true(engram_fusion_scratch(UINT64_MAX) == UINT64_MAX && engram_fusion_scratch(3) == 96);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_definition),
        cmocka_unit_test(default_is_reciprocal_rank_60),
        cmocka_unit_test(infinities_lose_nothing),
        cmocka_unit_test(opposite_infinities_cancel),
        cmocka_unit_test(a_weight_of_zero_is_refused_by_name),
        cmocka_unit_test(an_output_that_is_an_input_is_refused),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Candidates where the rows are elsewhere: read in their order and scored, they give the plain selection. */

#include "similarity_blocks.h"

static blocks w;

enum { BASE = 5 };

/* Reads candidates a few at a time until the next cannot matter; how many were read. */
static uint64_t read_and_score(rng *r, engram_metric metric, const engram_rows *query, const engram_hit *candidates,
                               uint64_t count, uint64_t k, engram_hit *hits, uint64_t *found) {
    static _Alignas(8) char vectors[MAX_ROWS * MAX_DIM * 4];
    const size_t bytes = w.rows.dim * element_bytes(w.rows.type);
    uint64_t at = 0;
    *found = 0;
    while (at < count) {
        if (*found == k && (k == 0 || (is_distance(metric) ? candidates[at].score > hits[k - 1].score
                                                           : candidates[at].score < hits[k - 1].score))) break;
        engram_rows some = w.rows;
        some.data = vectors;
        some.count = 1 + rng_below(r, 4);
        if (some.count > count - at) some.count = count - at;
        for (uint64_t i = 0; i < some.count; ++i)
            memcpy(vectors + i * bytes, (const char *)w.rows.data + (candidates[at + i].id - BASE) * bytes, bytes);
        assert_int_equal(engram_codes_rescore(metric, query, &some, candidates + at, k, hits, found), ENGRAM_OK);
        at += some.count;
    }
    return at;
}

static int reaches(engram_metric metric, float score, float bar) { return is_distance(metric) ? score <= bar : score >= bar; }

static void candidates_lead_to_the_plain_hits(void **state) {
    (void)state;
    rng r = rng_seeded("candidates");
    static const engram_type types[] = {ENGRAM_TYPE_F32, ENGRAM_TYPE_F32, ENGRAM_TYPE_F16, ENGRAM_TYPE_BF16};
    static engram_hit candidates[MAX_QUERIES * MAX_ROWS], first[MAX_QUERIES * MAX_ROWS], plain[MAX_QUERIES * 8];
    engram_codes_counts counts[MAX_QUERIES], of_first[MAX_QUERIES];
    engram_topk_counts expected[MAX_QUERIES];
    uint64_t rows = 0, kept = 0, read = 0, cut = 0, whole = 0;
    for (int round = 0; round < 1500; ++round) {
        const engram_type type = types[round % 4];
        const uint64_t k = rng_below(&r, 8), queries = 1 + rng_below(&r, 3);
        fill(&r, &w, (enum kind)(round / 4 % KINDS), type, 1 + rng_below(&r, MAX_ROWS), 1 + rng_below(&r, MAX_DIM), queries);
        if (round % 50 == 7) memset((void *)(uintptr_t)w.queries.data, 0, w.queries.dim * element_bytes(type)); /* no bounds */
        const engram_executor executor = {sizeof executor, 3, NULL, run_backwards};
        engram_topk_options o = some_options(&r, &w, &executor);
        o.multiply = o.add = NULL, o.id_base = BASE;
        /* As much scratch memory as is asked for, and marks behind it. */
        o.scratch_bytes = engram_topk_codes_scratch(w.rows.dim, queries, k, NULL, o.executor != NULL ? 3 : 1);
        assert_true(o.scratch_bytes + 64 <= sizeof w.scratch);
        memset((char *)w.scratch + o.scratch_bytes, 0x77, 64);
        const uint64_t room = rng_below(&r, 3) == 0 ? rng_below(&r, 20) : MAX_ROWS;
        const engram_codes *fine = type == ENGRAM_TYPE_F32 && round % 8 < 6 ? &w.fine : NULL;
        const engram_accuracy_options exact = {sizeof exact, ENGRAM_ACCURACY_EXACT, 0, 0};
        const engram_metric metric = (engram_metric)(1 + round % 3);
        assert_int_equal(engram_similarity_topk(metric, &w.queries, &w.rows, k, &o, plain, expected), ENGRAM_OK);
        int is_first = 1;
        for_each_level(level) {
            assert_int_equal(engram_codes_candidates(metric, &w.queries, w.codes, sizeof w.codes, fine, k, &exact, &o, room, candidates, counts), ENGRAM_OK);
            if (is_first) memcpy(first, candidates, sizeof first), memcpy(of_first, counts, sizeof counts);
            is_first = 0;
            assert_memory_equal(counts, of_first, queries * sizeof *counts);
            for (uint64_t m = 0; m < queries; ++m) assert_same_hits(candidates + m * room, first + m * room, counts[m].found, "levels");
        }
        for (size_t i = 0; i < 64; ++i) assert_int_equal(((const char *)w.scratch)[o.scratch_bytes + i], 0x77);
        for (uint64_t m = 0; m < queries; ++m) {
            const engram_hit *list = candidates + m * room;
            const uint64_t found = counts[m].found;
            assert_true(found <= room && counts[m].rescored >= found && counts[m].scored == expected[m].scored && counts[m].nan == 0);
            for (uint64_t i = 1; i < found; ++i) assert_true(reaches(metric, list[i - 1].score, list[i].score));
            engram_rows query = w.queries;
            query.count = 1, query.data = (const char *)w.queries.data + m * w.queries.dim * element_bytes(type);
            engram_hit hits[8];
            uint64_t n;
            const uint64_t taken = read_and_score(&r, metric, &query, list, found, k, hits, &n);
            const int is_cut = counts[m].rescored > found;
            uint64_t sure = 0;
            while (sure < n && (!is_cut || (found != 0 && hits[sure].score != list[found - 1].score &&
                                            reaches(metric, hits[sure].score, list[found - 1].score))) &&
                   ((o.flags & ENGRAM_TOPK_THRESHOLD) == 0 || reaches(metric, hits[sure].score, o.threshold))) ++sure;
            if (!is_cut) assert_int_equal(sure, expected[m].found);
            assert_same_hits(hits, plain + m * k, sure, is_cut ? "cut" : "whole");
            if (is_cut) ++cut;
            else ++whole;
            if (fine != NULL && !is_cut) rows += counts[m].scored, kept += found, read += taken;
        }
    }
    print_message("with finer codes: %llu rows, %llu candidates, %llu read; %llu lists whole, %llu cut\n", (unsigned long long)rows,
                  (unsigned long long)kept, (unsigned long long)read, (unsigned long long)whole, (unsigned long long)cut);
    assert_true(kept < rows / 2 && read <= kept && cut > 100 && whole > 1000);
}

static void refusals(void **state) {
    (void)state;
    rng r = rng_seeded("refusals");
    fill(&r, &w, UNIFORM, ENGRAM_TYPE_F32, 70, 40, 2);
    engram_hit list[8], hits[4] = {{0, 0, 0}};
    engram_codes_counts counts[2];
    uint64_t found = 0;
    engram_topk_options o = {.size = sizeof o, .scratch = w.scratch, .scratch_bytes = sizeof w.scratch};
    const engram_accuracy_options fixed = {sizeof fixed, ENGRAM_ACCURACY_FIXED, 0, 9};
#define ASK(...) engram_codes_candidates(ENGRAM_METRIC_DOT, &w.queries, w.codes, sizeof w.codes, &w.fine, __VA_ARGS__)
    assert_int_equal(ASK(4, NULL, &o, 4, list, counts), ENGRAM_OK);
    assert_int_equal(ASK(4, &fixed, &o, 4, list, counts), ENGRAM_ERROR_ARGUMENT);
    assert_int_equal(ASK(4, NULL, &o, 4, NULL, counts), ENGRAM_ERROR_NULL);
    assert_int_equal(ASK(4, NULL, &o, 4, list, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(ASK(4, NULL, &o, UINT64_MAX, list, counts), ENGRAM_ERROR_OVERFLOW);
    assert_int_equal(ASK(4, NULL, NULL, 4, list, counts), ENGRAM_ERROR_NULL); /* no scratch memory */
    assert_int_equal(ASK(4, NULL, &o, 4, (engram_hit *)w.codes, counts), ENGRAM_ERROR_OVERLAP);
    o.add = w.add;
    assert_int_equal(ASK(4, NULL, &o, 4, list, counts), ENGRAM_ERROR_ARGUMENT);
    o.add = NULL, o.multiply = w.multiply;
    assert_int_equal(ASK(4, NULL, &o, 4, list, counts), ENGRAM_ERROR_ARGUMENT);
    engram_codes other = w.fine;
    o.multiply = NULL, other.count = 69;
    assert_int_equal(engram_codes_candidates(ENGRAM_METRIC_DOT, &w.queries, w.codes, sizeof w.codes, &other, 4, NULL, &o, 4, list, counts), ENGRAM_ERROR_ARGUMENT);
    engram_rows queries = w.queries;
    queries.dim = 39;
    assert_int_equal(engram_codes_candidates(ENGRAM_METRIC_DOT, &queries, w.codes, sizeof w.codes, NULL, 4, NULL, &o, 4, list, counts), ENGRAM_ERROR_ARGUMENT);

    engram_rows query = w.queries, vectors = w.rows;
    vectors.count = 4;
    assert_int_equal(engram_codes_rescore(ENGRAM_METRIC_DOT, &query, &vectors, list, 4, hits, &found), ENGRAM_ERROR_ARGUMENT); /* two */
    query.count = 1, found = 5;
    assert_int_equal(engram_codes_rescore(ENGRAM_METRIC_DOT, &query, &vectors, list, 4, hits, &found), ENGRAM_ERROR_ARGUMENT);
    found = 0;
    assert_int_equal(engram_codes_rescore(ENGRAM_METRIC_DOT, &query, &vectors, NULL, 4, hits, &found), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_codes_rescore(ENGRAM_METRIC_DOT, &query, &vectors, list, 4, list, &found), ENGRAM_ERROR_OVERLAP);
    assert_int_equal(engram_codes_rescore(ENGRAM_METRIC_HAMMING, &query, &vectors, list, 4, hits, &found), ENGRAM_ERROR_METRIC);
    vectors.dim = 39;
    assert_int_equal(engram_codes_rescore(ENGRAM_METRIC_DOT, &query, &vectors, list, 4, hits, &found), ENGRAM_ERROR_ARGUMENT);
    assert_true(found == 0 && hits[0].id == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(candidates_lead_to_the_plain_hits),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

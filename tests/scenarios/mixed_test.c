/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Mixed execution: a whole answer on every level, with the same bits and within the error that is asked. */

#include <math.h>

#include "engram/compat.h"
#include "recovery.h"

enum { CANDIDATES = 1000, BEST = 50 };

/* The candidates of the requirement (independent), or 20 clusters of 50 with the query near one of them. */
static float *make_candidates(int clustered, float *query) {
    float *rows = room_for((size_t)CANDIDATES * DIM, sizeof *rows), base[DIM];
    for (uint32_t i = 0; i < CANDIDATES; ++i) {
        make_embedding(clustered ? 2000 + i / BEST : 2000 + i, base);
        if (clustered) make_similar(base, 0.02f, 9000 + i, base);
        memcpy(rows + (size_t)i * DIM, base, sizeof base);
    }
    make_embedding(clustered ? 2003 : 42, query);
    return rows;
}

typedef struct answer {
    uint32_t edges, active;
    engram_hit hits[BEST];
    float activation[CANDIDATES], left[CANDIDATES];
} answer;

/* Similarity, the best 50, edges between the similar among them, five iterations, decay by place. */
static void answer_query(const float *rows, const float *query, answer *a) {
    memset(a, 0, sizeof *a);
    const engram_rows queries = rows_of(query, 1), all = rows_of(rows, CANDIDATES);
    engram_topk_counts counts;
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &queries, &all, BEST, NULL, a->hits, &counts), ENGRAM_OK);
    assert_int_equal(counts.found, BEST);
    net n = net_of(CANDIDATES);
    for (uint32_t i = 0; i < BEST; ++i)
        for (uint32_t j = i + 1; j < BEST; ++j) {
            const engram_hit x = a->hits[i], y = a->hits[j];
            if (x.score > 0.7f && y.score > 0.7f) net_join(&n, (uint32_t)x.id, (uint32_t)y.id, sqrtf(x.score * y.score));
        }
    a->edges = (uint32_t)n.count;
    a->activation[a->hits[0].id] = 1.0f;
    net_spread(&n, 5, a->activation);
    uint64_t ages[CANDIDATES];
    for (uint32_t i = 0; i < CANDIDATES; ++i) {
        ages[i] = i * 7200u;
        a->active += a->activation[i] > 0;
    }
    decay_by(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, a->activation, ages, CANDIDATES, a->left);
    net_free(&n);
}

static void independent_candidates(void **state) {
    (void)state;
    float query[DIM], *rows = make_candidates(0, query);
    answer *first = room_for(1, sizeof *first), *again = room_for(1, sizeof *again);
    answer_query(rows, query, first);
    double highest = -1;
    for (uint32_t i = 0; i < CANDIDATES; ++i) highest = fmax(highest, cosine_exact(query, rows + (size_t)i * DIM, DIM));
    for_each_level(level) {
        answer_query(rows, query, again);
        assert_memory_equal(first, again, sizeof *first);
    }
    tell("1,000 independent candidates: edges above 0.7", "some; bound below says none", "%u", first->edges);
    tell("1,000 independent candidates: highest, in double", "bound", "%.3f", highest);
    assert_true(highest < 0.7);
    assert_int_equal(first->edges, 0);
    free(first);
    free(again);
    free(rows);
}

static void clustered_candidates(void **state) {
    (void)state;
    float query[DIM], *rows = make_candidates(1, query);
    answer *first = room_for(1, sizeof *first), *again = room_for(1, sizeof *again);
    answer_query(rows, query, first);
    unsigned levels = 0, right = 0;
    for_each_level(level) {
        answer_query(rows, query, again);
        assert_memory_equal(first, again, sizeof *first);
        ++levels;
    }
    for (uint32_t i = 0; i < BEST; ++i) right += first->hits[i].id / BEST == 3;
    tell("1,000 clustered candidates: right ones of the best 50", "no figure", "%u", right);
    tell("1,000 clustered candidates: edges, active nodes", "no figure", "%u, %u", first->edges, first->active);
    tell("1,000 clustered candidates: levels that differ", "none beyond 1e-6", "none of %u, in any bit", levels);
    assert_true(first->edges > 0 && first->active > 1);
    free(first);
    free(again);
    free(rows);
}

static void large_scale(void **state) {
    (void)state;
    enum { ROWS = 10000, NODES = 1000 };
    float *rows = room_for((size_t)ROWS * DIM, sizeof *rows), *first = room_for(ROWS + 2 * NODES, sizeof *first);
    float *again = room_for(ROWS + 2 * NODES, sizeof *again), query[DIM];
    for (uint32_t i = 0; i < ROWS; ++i) make_embedding(100000 + i, rows + (size_t)i * DIM);
    make_embedding(42, query);
    net n = net_random(NODES, 0.01, 12345);
    uint64_t ages[NODES];
    for (uint32_t i = 0; i < NODES; ++i) ages[i] = i * 600u;
    for_each_level(level) {
        float *out = level == ENGRAM_LEVEL_SCALAR ? first : again;
        memset(out, 0, (ROWS + 2 * NODES) * sizeof *out);
        score_rows(query, rows, ROWS, out);
        out[ROWS] = 1.0f;
        net_spread(&n, 10, out + ROWS);
        decay_by(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, out + ROWS, ages, NODES, out + ROWS + NODES);
        if (out == again) assert_same_bits(again, first, ROWS + 2 * NODES, "%s", engram_level_name(level));
    }
    double exact[NODES] = {1.0}, worst[3] = {0};
    net_spread_exact(&n, 10, exact);
    for (uint32_t i = 0; i < ROWS; ++i)
        worst[0] = fmax(worst[0], fabs((double)first[i] - cosine_exact(query, rows + (size_t)i * DIM, DIM)));
    for (uint32_t i = 0; i < NODES; ++i) {
        const double spread = (double)first[ROWS + i], left = (double)first[ROWS + NODES + i];
        if (exact[i] > 0) worst[1] = fmax(worst[1], fabs(spread - exact[i]) / exact[i]);
        worst[2] = fmax(worst[2], fabs(left - spread * exp(-(double)ages[i] / 86400)));
    }
    tell("10,000 x 768, 1,000 nodes x 10, 1,000 ages: errors", "<= 1e-6, 1e-5 relative, 1e-6", "%.2g, %.2g, %.2g", worst[0],
         worst[1], worst[2]);
    assert_true(worst[0] <= 1e-6 && worst[1] <= 1e-5 && worst[2] <= 1e-6);
    net_free(&n);
    free(rows);
    free(first);
    free(again);
}

/* The drop-in symbols beside the calls that replace them, on data that both answer. */
static void drop_in_beside_the_new_calls(void **state) {
    (void)state;
    float query[DIM], *rows = make_candidates(0, query), *old = room_for(CANDIDATES, sizeof *old);
    float *new_scores = room_for(CANDIDATES, sizeof *new_scores), old_left[CANDIDATES], new_left[CANDIDATES];
    uint64_t ages[CANDIDATES];
    for (uint32_t i = 0; i < CANDIDATES; ++i) ages[i] = i * 7200u, old_left[i] = 0.9f;
    for_each_level(level) {
        engram_vector_similarity(query, rows, old, DIM, CANDIDATES);
        score_rows(query, rows, CANDIDATES, new_scores);
        assert_same_bits(old, new_scores, CANDIDATES, "similarity on %s", engram_level_name(level));
        for (uint32_t i = 0; i < CANDIDATES; ++i) old_left[i] = new_left[i] = 0.9f;
        engram_apply_decay(old_left, ages, CANDIDATES);
        decay_by(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, new_left, ages, CANDIDATES, new_left);
        assert_same_bits(old_left, new_left, CANDIDATES, "decay on %s", engram_level_name(level));
    }
    tell("drop-in symbols beside the new calls", "within 1e-6", "equal in all bits");
    free(rows);
    free(old);
    free(new_scores);
}

/* The profile run of the requirement: 1,000 candidates, 1,000 nodes with p = 0.05 and 5 iterations, 10,000 decays; 10
 * rounds to warm up, 100 measured. Times of a thread's processor, as they were under whatever else ran. */
static void profile_run(void **state) {
    (void)state;
    enum { NODES = 1000, MEMORIES = 10000 };
    const int rounds = getenv("ENGRAM_SCENARIO_SLOW") != NULL ? 3 : 100;
    float query[DIM], *rows = make_candidates(0, query), scores[CANDIDATES], first[CANDIDATES + NODES];
    float *strengths = room_for(MEMORIES, sizeof *strengths), *left = room_for(2 * MEMORIES, sizeof *left);
    uint64_t *ages = room_for(MEMORIES, sizeof *ages);
    net n = net_random(NODES, 0.05, 12345);
    engram_graph *graph = NULL;
    engram_workspace *workspace = NULL;
    assert_int_equal(engram_graph_create_from_edges(NODES, n.edges, n.count, NULL, NULL, &graph, NULL), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(NODES, NULL, &workspace), ENGRAM_OK);
    const engram_spread_options rule = rule_of(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, 5);
    rng r = {4};
    for (uint32_t i = 0; i < MEMORIES; ++i) strengths[i] = rng_float(&r, 0, 1), ages[i] = rng_below(&r, 1000000);
    double times[3] = {0};
    for (int round = -10; round < rounds; ++round) {
        float activation[NODES] = {1.0f};
        const double begin = thread_ms();
        score_rows(query, rows, CANDIDATES, scores);
        const double scored = thread_ms();
        assert_int_equal(engram_spread_dense(graph, &rule, workspace, NULL, activation, NULL), ENGRAM_OK);
        const double spread = thread_ms();
        decay_by(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, strengths, ages, MEMORIES, left);
        const double decayed = thread_ms();
        if (round >= 0) times[0] += scored - begin, times[1] += spread - scored, times[2] += decayed - spread;
        if (round == -10) {
            memcpy(first, scores, sizeof scores);
            memcpy(first + CANDIDATES, activation, sizeof activation);
            memcpy(left + MEMORIES, left, MEMORIES * sizeof *left);
        }
        assert_same_bits(scores, first, CANDIDATES, "round %d: scores", round);
        assert_same_bits(activation, first + CANDIDATES, NODES, "round %d: spreading", round);
        assert_same_bits(left, left + MEMORIES, MEMORIES, "round %d: decay", round);
    }
    const double sum = times[0] + times[1] + times[2];
    tell("profile run: 1,000 x 768, us and share", "no figure", "%.0f us, %.0f %%", 1e3 * times[0] / rounds, 100 * times[0] / sum);
    tell("profile run: 50,000 edges x 5, us and share", "no figure", "%.0f us, %.0f %%", 1e3 * times[1] / rounds,
         100 * times[1] / sum);
    tell("profile run: 10,000 decays, us and share", "no figure", "%.0f us, %.0f %%", 1e3 * times[2] / rounds,
         100 * times[2] / sum);
    tell("profile run: rounds that differ", "none", "none of %d", rounds + 10);
    engram_workspace_destroy(&workspace);
    engram_graph_destroy(&graph);
    net_free(&n);
    free(rows);
    free(strengths);
    free(left);
    free(ages);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_candidates),
        cmocka_unit_test(clustered_candidates),
        cmocka_unit_test(large_scale),
        cmocka_unit_test(drop_in_beside_the_new_calls),
        cmocka_unit_test(profile_run),
    };
    return cmocka_run_group_tests_name("scenario_mixed", tests, workload_remember, NULL);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a call counts for: once, with its items and the bytes of input they are; an error in the slot of its status. */

#include "engram/engram.h"
#include "metrics/metrics.h"
#include "support/check.h"
#include "support/counts.h"
#include "support/decay_calls.h"

static int is_on; /* built with metrics */

static engram_path_metrics counted(int family) {
    const engram_families families = 1u << family;
    assert_int_equal(path_of(ENGRAM_FAMILY_ALL & ~families, ENGRAM_LEVEL_AUTO).calls, 0);
    const engram_path_metrics path = path_of(families, engram_level_active(families));
    engram_metrics_reset();
    return path;
}

static void expect(int family, uint64_t calls, uint64_t items, uint64_t bytes) {
    const engram_path_metrics path = counted(family);
    assert_int_equal(path.calls, is_on ? calls : 0);
    assert_int_equal(path.items, is_on ? items : 0);
    assert_int_equal(path.bytes, is_on ? bytes : 0);
}

enum { N = 50, DIM = 4 };
static float values[N * DIM], out[N];
static uint64_t ages[N];

static int set_up(void **state) {
    (void)state;
    for (size_t i = 0; i < N * DIM; ++i) values[i] = 1.0f + (float)(i % 5);
    for (size_t i = 0; i < N; ++i) ages[i] = 1000 * i;
    const engram_curve curve = {.size = sizeof curve, .form = ENGRAM_CURVE_HYPERBOLIC, .scale = 9.0};
    engram_decay_apply(&curve, values, ages, 1, out);
    is_on = path_of(ENGRAM_FAMILY_DECAY, ENGRAM_LEVEL_AUTO).calls != 0;
    engram_metrics_reset();
    return 0;
}

static void similarity(void **state) {
    (void)state;
    const engram_rows rows = {.size = sizeof rows, .type = ENGRAM_TYPE_F32, .data = values, .count = N, .dim = DIM};
    engram_rows queries = rows;
    queries.count = 3;
    engram_hit hits[3 * 5];
    engram_topk_counts counts[3];
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &queries, &rows, 5, NULL, hits, counts), ENGRAM_OK);
    expect(0, 1, 3 * N, 3 * N * DIM * 4);
    const engram_topk_options some = {.size = sizeof some, .flags = ENGRAM_TOPK_RANGE, .first = 10, .count = 7};
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &queries, &rows, 5, &some, hits, counts), ENGRAM_OK);
    expect(0, 1, 3 * 7, 3 * 7 * DIM * 4);
    /* Through codes: all of those, and the rows that are read as well. */
    int8_t data[N * DIM];
    float scales[N], errors[N], norms[N];
    for (engram_code_kind kind = ENGRAM_CODES_I8; kind <= ENGRAM_CODES_SIGNS; ++kind) {
        const engram_codes codes = {sizeof codes, kind, data, N, 0, DIM, scales, errors, norms};
        assert_int_equal(engram_codes_build(&rows, 0, N, &codes), ENGRAM_OK);
        expect(0, 1, N, N * DIM * 4);
        assert_int_equal(engram_similarity_topk_codes(ENGRAM_METRIC_DOT, &queries, &rows, &codes, 2, NULL, hits, counts), ENGRAM_OK);
        const uint64_t read = counts[0].rescored + counts[1].rescored + counts[2].rescored;
        assert_true(read >= 3 * 2);
        expect(0, 1, 3 * N, (kind == ENGRAM_CODES_I8 ? 3 * N * DIM : 3 * N * 1) + read * DIM * 4);
    }
    const uint32_t ids[3] = {1, 40, 2};
    assert_int_equal(engram_similarity_many(ENGRAM_METRIC_DOT, values, &rows, 5, 9, out), ENGRAM_OK);
    expect(0, 1, 9, 9 * DIM * 4);
    assert_int_equal(engram_similarity_gather(ENGRAM_METRIC_DOT, values, &rows, ENGRAM_IDS_U32, ids, 3, out), ENGRAM_OK);
    expect(0, 1, 3, 3 * DIM * 4);
    float block[3 * N];
    assert_int_equal(engram_similarity_block(ENGRAM_METRIC_DOT, &queries, &rows, 0, NULL, block), ENGRAM_OK);
    expect(0, 1, 3 * N, N * DIM * 4);
    assert_int_equal(engram_rows_convert(&queries, ENGRAM_TYPE_F16, block, 0, NULL), ENGRAM_OK);
    expect(0, 1, 3, 3 * DIM * 4);
    float bits_out[2];
    const engram_rows bits = {.size = sizeof bits, .type = ENGRAM_TYPE_BITS, .data = values, .count = 2, .dim = 24};
    assert_int_equal(engram_similarity_many(ENGRAM_METRIC_HAMMING, values, &bits, 0, 2, bits_out), ENGRAM_OK);
    expect(0, 1, 2, 2 * 3);
    float score;
    assert_int_equal(engram_similarity_pair(ENGRAM_METRIC_DOT, ENGRAM_TYPE_F32, values, values, DIM, &score), ENGRAM_OK);
    expect(0, 1, 1, 2 * DIM * 4);
    assert_true(engram_dot_f32(values, values, DIM) == score); /* has no status and counts nothing */
    expect(0, 0, 0, 0);
}

static void activation(void **state) {
    (void)state;
    const uint64_t offsets[] = {0, 2, 3, 4};
    const uint32_t targets[] = {1, 2, 2, 0}, seed = 0;
    const float weights[] = {0.5f, 0.25f, 0.5f, 0.5f};
    const engram_csr csr = {.size = sizeof csr, .node_count = 3, .edge_count = 4, .offsets = offsets,
                            .targets = targets, .weights = weights};
    engram_graph *graph = NULL;
    engram_workspace *workspace = NULL;
    assert_int_equal(engram_graph_create(&csr, NULL, NULL, &graph), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(3, NULL, &workspace), ENGRAM_OK);
    expect(1, 0, 0, 0); /* building counts nothing */
    engram_spread_options options = {.size = sizeof options};
    assert_int_equal(engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &options), ENGRAM_OK);
    options.hops = 2;
    engram_activated found[3];
    uint64_t count;
    assert_int_equal(engram_spread_sparse(graph, &options, workspace, SEEDS(&seed, NULL, 1), found, 3, &count, NULL),
                     ENGRAM_OK);
    expect(1, 1, 2 + 4, (2 + 4) * 8); /* node 0 sends, then all three */
    engram_pagerank_info info = {.size = sizeof info};
    float ranks[3];
    assert_int_equal(engram_pagerank_power(graph, NULL, workspace, NULL, SEEDS(&seed, NULL, 1), ranks, &info), ENGRAM_OK);
    assert_true(info.edges >= 4);
    expect(1, 1, info.edges, info.edges * 8);
    assert_int_equal(engram_pagerank_push(graph, NULL, workspace, SEEDS(&seed, NULL, 1), found, 3, &count, &info), ENGRAM_OK);
    expect(1, 1, info.edges, info.edges * 8);
    float dense[3] = {1, 0, 0};
    assert_int_equal(engram_activation_spread(&csr, 5, dense), ENGRAM_OK);
    expect(1, 1, 4 * 5, 4 * 5 * 8);
    engram_graph_destroy(&graph);
    engram_workspace_destroy(&workspace);
}

static void decay(void **state) {
    (void)state;
    const engram_curve curve = {.size = sizeof curve, .form = ENGRAM_CURVE_HYPERBOLIC, .scale = 9.0};
    const engram_times times = {.size = sizeof times, .values = ages};
    engram_suppressed found[N];
    uint64_t at[N], row, left;
    uint64_t total = 0;
#define COUNTS(bytes, call)                  \
    do {                                     \
        assert_int_equal(call, ENGRAM_OK);   \
        expect(2, 1, N, N * (uint64_t)bytes); \
    } while (0)
    COUNTS(12, engram_decay_apply(&curve, values, ages, N, out)); /* once, though it ends in engram_decay_batch() */
    COUNTS(12, engram_decay_batch(&curve, &times, NULL, values, N, out, NULL));
    COUNTS(8, engram_decay_factors(&curve, &times, NULL, N, out, NULL));
    COUNTS(16, engram_decay_scores(&curve, &times, NULL, values, values, N, out, NULL));
    COUNTS(12, call_suppressed(&curve, &times, NULL, values, N, 0.5f, found, N, &total));
    COUNTS(4, engram_decay_ages_at(&curve, 0, NULL, values, N, 0.5f, at));
    COUNTS(12, engram_decay_next(&curve, &times, NULL, values, N, 0.5f, &row, &left));
    engram_fsrs fsrs = {.size = sizeof fsrs};
    assert_int_equal(engram_fsrs_default(ENGRAM_FSRS_6, &fsrs), ENGRAM_OK);
    expect(2, 0, 0, 0);
    float stabilities[N], difficulties[N];
    uint8_t grades[N];
    for (size_t i = 0; i < N; ++i) stabilities[i] = 3, difficulties[i] = 5, grades[i] = (uint8_t)(1 + i % 4);
    COUNTS(12, engram_fsrs_retrievability(&fsrs, &times, stabilities, N, out, NULL));
    COUNTS(4, engram_fsrs_interval(&fsrs, 0.9, 0, stabilities, N, out));
    COUNTS(17, call_review(&fsrs, &times, grades, stabilities, difficulties, N, stabilities, difficulties, NULL));
    const engram_bounds bounds = {0, 1};
    const uint32_t ids[N] = {0};
    COUNTS(8, engram_reinforce_saturating(values, NULL, N, 0.5f, bounds, out));
    COUNTS(8, engram_reinforce_spaced(values, values, N, 0.5f, 2, bounds, out));
    COUNTS(12, call_oja(values, ids, ids, N, values, 1, 0.5f, 0, bounds, out, NULL));
    uint64_t offsets[N + 1], many[N];
    for (size_t i = 0; i <= N; ++i) offsets[i] = i;
    for (size_t i = 0; i < N; ++i) many[i] = 3, at[i] = 1000000;
    const engram_times creations = {.size = sizeof creations, .values = at};
    COUNTS(8, engram_base_level_exact(offsets, N, &times, 0.5, out, NULL));
    COUNTS(24, engram_base_level_recent(offsets, N, &times, many, at, 0.5, out, NULL));
    COUNTS(16, engram_base_level_optimized(&creations, many, N, 0.5, out, NULL));
    COUNTS(4, engram_retrieval_probability(values, N, 0, 1, out));
    COUNTS(4, engram_retrieval_latency(values, N, 1, 1, out));
}

static void expect_error(engram_status got, engram_status wanted, int family) {
    assert_int_equal(got, wanted);
    assert_int_equal(errors_of(1u << family, wanted), is_on);
    assert_int_equal(errors_of(ENGRAM_FAMILY_ALL, ENGRAM_OK), is_on);
    engram_metrics_reset();
}

static void errors(void **state) {
    (void)state;
    const engram_rows good = {.size = sizeof good, .type = ENGRAM_TYPE_F32, .data = values, .count = 2, .dim = DIM};
    engram_rows bad = good;
#define MANY(metric, rows, to) engram_similarity_many(metric, values, rows, 0, 2, to)
    expect_error(MANY(ENGRAM_METRIC_COSINE, &good, NULL), ENGRAM_ERROR_NULL, 0);
    expect_error(MANY(99, &good, out), ENGRAM_ERROR_ENUM, 0);
    expect_error(MANY(ENGRAM_METRIC_HAMMING, &good, out), ENGRAM_ERROR_METRIC, 0);
    expect_error(MANY(ENGRAM_METRIC_COSINE, &good, values), ENGRAM_ERROR_OVERLAP, 0);
    bad.stride = 1;
    expect_error(MANY(ENGRAM_METRIC_COSINE, &bad, out), ENGRAM_ERROR_STRIDE, 0);
    bad.stride = 0, bad.size = 4;
    expect_error(MANY(ENGRAM_METRIC_COSINE, &bad, out), ENGRAM_ERROR_STRUCT, 0);
    bad.size = sizeof bad, bad.data = (const char *)values + 1;
    expect_error(MANY(ENGRAM_METRIC_COSINE, &bad, out), ENGRAM_ERROR_ALIGNMENT, 0);
    bad.data = values, bad.count = UINT64_MAX;
    expect_error(MANY(ENGRAM_METRIC_COSINE, &bad, out), ENGRAM_ERROR_OVERFLOW, 0);
    const uint64_t falling[] = {0, 1, 0};
    const engram_csr csr = {.size = sizeof csr, .node_count = 2, .edge_count = 0, .offsets = falling};
    expect_error(engram_activation_spread(&csr, 1, out), ENGRAM_ERROR_GRAPH, 1);
    const engram_times times = {.size = sizeof times, .values = ages};
    expect_error(engram_base_level_exact(falling, 2, &times, 0.5, out, NULL), ENGRAM_ERROR_OFFSETS, 2);
    expect_error(engram_base_level_exact(falling, 2, &times, 9.0, out, NULL), ENGRAM_ERROR_ARGUMENT, 2);
}

/* Each status of the library has a slot of its own and its name in the text. */
static void names(void **state) {
    (void)state;
    static char text[1 << 16];
    int known = 0;
    for (engram_status status = -1; status >= ENGRAM_ERROR_CHECK; --status) {
        static struct engram_snapshot m;
        memset(&m, 0, sizeof m);
        m.counts.errors[1][-status] = 7;
        struct engram_text writer = {text, sizeof text, 0};
        engram_metrics_write(&writer, &m);
        assert_int_equal(engram_text_end(&writer, NULL), ENGRAM_OK);
        char line[160];
        snprintf(line, sizeof line, "\nengram_kernel_errors_total{family=\"activation\",status=\"%s\"} 7\n",
                 engram_status_name(status));
        assert_non_null(strstr(text, line));
        known += strcmp(engram_status_name(status), "unknown status") != 0;
    }
    assert_int_equal(known, 18);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(similarity), cmocka_unit_test(activation), cmocka_unit_test(decay),
        cmocka_unit_test(errors),     cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Laws that scores obey bit by bit, whatever the data: on every level, in every metric and type. */

#include "differential/vectors.h"

enum { N = 37, M = 5, DIMS = 12 };
static const size_t dims[DIMS] = {0, 1, 7, 31, 32, 33, 63, 65, 100, 129, 384, 770};
/* Kinds with room for scaling, and kinds of which only equality is asked. */
static const enum kind kinds[] = {KIND_UNIFORM, KIND_INTEGERS, KIND_RELATED, KIND_SPARSE, KIND_SPECIAL, KIND_TINY, KIND_HUGE};
enum { PLAIN_KINDS = 4, ALL_KINDS = sizeof kinds / sizeof *kinds, BYTES = N * (DIM_MOST + 80) * 4 };

typedef struct data {
    combination c;
    size_t dim, row; /* bytes of a row */
    _Alignas(8) unsigned char queries[M * DIM_MOST * 4], rows[BYTES];
} data;

typedef void law(const data *d, engram_level level);

static data world;

/* Fills the world in every combination, size and kind, and asks the law about it. */
static void for_all(uint64_t seed, size_t kind_count, law *of) {
    for_each_level(level)
        for (size_t c = 0; c < COMBINATIONS; ++c)
            for (size_t d = 0; d < DIMS; ++d)
                for (size_t k = 0; k < kind_count; ++k) {
                    world.c = combinations[c], world.dim = dims[d], world.row = bytes_of_row(world.c.type, dims[d]);
                    for (size_t i = 0; i < M; ++i)
                        make_row(seed + d, kinds[k], world.c.type, i, world.dim, world.queries + i * world.row);
                    for (size_t i = 0; i < N; ++i)
                        make_row(seed + d, kinds[k], world.c.type, QUERIES_MOST + i, world.dim, world.rows + i * world.row);
                    of(&world, level);
                }
}

static engram_rows matrix(const data *d, const void *rows, uint64_t count, size_t dim) {
    return rows_of(d->c.type, rows, count, 0, dim, NULL);
}

/* Scores of the first query against rows of some dim. */
static void scores_of(const data *d, const void *query, const void *rows, uint64_t count, size_t dim, float *scores) {
    const engram_rows m = matrix(d, rows, count, dim);
    assert_int_equal(engram_similarity_many(d->c.metric, query, &m, 0, count, scores), ENGRAM_OK);
}

#define SAME(actual, expected, n, what)                                                                        \
    assert_same_bits(actual, expected, n, what ": metric %u type %u dim %zu %s", d->c.metric, d->c.type, d->dim, \
                     engram_level_name(level))

static void permuted(const data *d, engram_level level) {
    static unsigned char moved[BYTES];
    float plain[N], scores[N];
    for (size_t i = 0; i < N; ++i) memcpy(moved + i * d->row, d->rows + i * 5 % N * d->row, d->row);
    scores_of(d, d->queries, d->rows, N, d->dim, plain), scores_of(d, d->queries, moved, N, d->dim, scores);
    for (size_t i = 0; i < N; ++i) SAME(scores + i, plain + i * 5 % N, 1, "rows in another order");
}

static void padded(const data *d, engram_level level) {
    static _Alignas(8) unsigned char query[(DIM_MOST + 80) * 4], rows[BYTES];
    float plain[N], scores[N];
    scores_of(d, d->queries, d->rows, N, d->dim, plain);
    for (size_t more = 1; more < 72; more += 14) { /* a bit row keeps its last bits where they are */
        const size_t zeros = d->c.type == ENGRAM_TYPE_BITS ? 8 * more : more, dim = d->dim + zeros;
        const size_t row = bytes_of_row(d->c.type, dim);
        memset(query, 0, row), memcpy(query, d->queries, d->row);
        memset(rows, 0, N * row);
        for (size_t i = 0; i < N; ++i) memcpy(rows + i * row, d->rows + i * d->row, d->row);
        for (size_t b = d->dim; d->c.type == ENGRAM_TYPE_BITS && b < 8 * d->row; ++b) { /* noise past the end */
            query[b / 8] &= (unsigned char)~(1u << b % 8);
            for (size_t i = 0; i < N; ++i) rows[i * row + b / 8] &= (unsigned char)~(1u << b % 8);
        }
        scores_of(d, query, rows, N, dim, scores);
        SAME(scores, plain, N, "zeros behind");
    }
}

static void symmetric(const data *d, engram_level level) {
    for (size_t i = 0; i < N; ++i) {
        float there, back;
        assert_int_equal(engram_similarity_pair(d->c.metric, d->c.type, d->queries, d->rows + i * d->row, d->dim, &there), ENGRAM_OK);
        assert_int_equal(engram_similarity_pair(d->c.metric, d->c.type, d->rows + i * d->row, d->queries, d->dim, &back), ENGRAM_OK);
        SAME(&back, &there, 1, "pair turned round");
    }
}

/* Times powers of two: dot and L2 by just that, cosine not at all; the query negated: cosine and dot negated. */
static void scaled(const data *d, engram_level level) {
    static float query[DIM_MOST], rows[N * DIM_MOST];
    if (d->c.type != ENGRAM_TYPE_F32) return;
    float plain[N], scores[N], expected[N];
    scores_of(d, d->queries, d->rows, N, d->dim, plain);
    const int powers[] = {-40, -3, 1, 45};
    for (size_t p = 0; p < 4; ++p) {
        const bool cosine = d->c.metric == ENGRAM_METRIC_COSINE, l2 = d->c.metric == ENGRAM_METRIC_L2_SQUARED;
        const int a = cosine ? 2 * powers[p] : powers[p], b = l2 ? a : cosine ? -a : 3;
        for (size_t i = 0; i < d->dim; ++i) query[i] = ldexpf(((const float *)(const void *)d->queries)[i], a);
        for (size_t i = 0; i < N * d->dim; ++i) rows[i] = ldexpf(((const float *)(const void *)d->rows)[i], b);
        for (size_t i = 0; i < N; ++i) expected[i] = cosine ? plain[i] : ldexpf(plain[i], a + b);
        scores_of(d, query, rows, N, d->dim, scores);
        SAME(scores, expected, N, "times powers of two");
        if (l2) continue;
        for (size_t i = 0; i < d->dim; ++i) query[i] = -query[i];
        for (size_t i = 0; i < N; ++i) expected[i] = expected[i] == 0 ? 0 : -expected[i];
        scores_of(d, query, rows, N, d->dim, scores);
        for (size_t i = 0; i < N; ++i) scores[i] += 0.0f; /* either zero */
        SAME(scores, expected, N, "query negated");
    }
}

/* All ways to a score, and a selection of all rows. */
static void shaped(const data *d, engram_level level) {
    float plain[N], scores[M * N], one;
    engram_hit hits[N];
    engram_topk_counts counts;
    uint32_t ids[N];
    const engram_rows m = matrix(d, d->rows, N, d->dim), q = matrix(d, d->queries, M, d->dim), first = matrix(d, d->queries, 1, d->dim);
    scores_of(d, d->queries, d->rows, N, d->dim, plain);
    for (uint32_t i = 0; i < N; ++i) {
        ids[i] = N - 1 - i;
        assert_int_equal(engram_similarity_pair(d->c.metric, d->c.type, d->queries, d->rows + i * d->row, d->dim, &one), ENGRAM_OK);
        SAME(&one, plain + i, 1, "pair");
    }
    assert_int_equal(engram_similarity_gather(d->c.metric, d->queries, &m, ENGRAM_IDS_U32, ids, N, scores), ENGRAM_OK);
    for (size_t i = 0; i < N; ++i) SAME(scores + i, plain + N - 1 - i, 1, "gather");
    assert_int_equal(engram_similarity_block(d->c.metric, &q, &m, 0, NULL, scores), ENGRAM_OK);
    SAME(scores, plain, N, "block");
    assert_int_equal(engram_similarity_topk(d->c.metric, &first, &m, N, NULL, hits, &counts), ENGRAM_OK);
    assert_int_equal(counts.found + counts.nan, N);
    for (size_t i = 0; i < counts.found; ++i) SAME(&hits[i].score, plain + hits[i].id, 1, "top-k");
}

/* A selection over all rows is the merge of selections over parts, and is the same however it is cut into tasks. */
static void split(const data *d, engram_level level) {
    enum { K = 9, CUT = 13 };
    static uint64_t room[64 * (K * 2 + 4) * M];
    engram_hit whole[M * K], parts[2][K], merged[K], cut[M * K];
    engram_topk_counts counts[M], part_counts[M];
    float scores[M * N], again[M * N];
    const engram_rows m = matrix(d, d->rows, N, d->dim), q = matrix(d, d->queries, M, d->dim), first = matrix(d, d->queries, 1, d->dim);
    const engram_rows low = matrix(d, d->rows, CUT, d->dim), high = matrix(d, d->rows + CUT * d->row, N - CUT, d->dim);
    const engram_topk_options behind = {.size = sizeof behind, .id_base = CUT};
    assert_int_equal(engram_similarity_topk(d->c.metric, &q, &m, K, NULL, whole, counts), ENGRAM_OK);
    assert_int_equal(engram_similarity_topk(d->c.metric, &first, &low, K, NULL, parts[0], &part_counts[0]), ENGRAM_OK);
    assert_int_equal(engram_similarity_topk(d->c.metric, &first, &high, K, &behind, parts[1], &part_counts[1]), ENGRAM_OK);
    const engram_hit *const lists[] = {parts[0], parts[1]};
    const uint64_t lengths[] = {part_counts[0].found, part_counts[1].found};
    uint64_t found = 0;
    assert_int_equal(engram_topk_merge(d->c.metric, lists, lengths, 2, K, merged, &found), ENGRAM_OK);
    assert_int_equal(found, counts[0].found);
    assert_same_hits(merged, whole, found, "merge of parts");
    assert_int_equal(engram_similarity_block(d->c.metric, &q, &m, 0, NULL, scores), ENGRAM_OK);
    for (uint32_t tasks = 1; tasks <= 64; tasks += level == ENGRAM_LEVEL_SCALAR && d->dim > 100 ? 21 : 7) {
        const engram_executor executor = {sizeof executor, tasks, NULL, run_backwards};
        const engram_topk_options options = {.size = sizeof options, .executor = &executor, .scratch = room, .scratch_bytes = sizeof room};
        assert_int_equal(engram_similarity_block(d->c.metric, &q, &m, 0, &executor, again), ENGRAM_OK);
        SAME(again, scores, M * N, "block in tasks");
        assert_int_equal(engram_similarity_topk(d->c.metric, &q, &m, K, &options, cut, part_counts), ENGRAM_OK);
        for (size_t i = 0; i < M; ++i) {
            assert_memory_equal(&part_counts[i], &counts[i], sizeof counts[i]);
            assert_same_hits(cut + i * K, whole + i * K, counts[i].found, "top-k in tasks");
        }
    }
}

static void rows_in_another_order(void **state) { (void)state, for_all(1, ALL_KINDS, permuted); }
static void zeros_behind_do_nothing(void **state) { (void)state, for_all(2, ALL_KINDS, padded); }
static void pairs_turned_round(void **state) { (void)state, for_all(3, ALL_KINDS, symmetric); }
static void powers_of_two_and_signs(void **state) { (void)state, for_all(4, PLAIN_KINDS, scaled); }
static void one_score_in_every_shape(void **state) { (void)state, for_all(5, ALL_KINDS, shaped); }
static void parts_and_tasks_make_the_whole(void **state) { (void)state, for_all(6, 5, split); }

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_in_another_order),    cmocka_unit_test(zeros_behind_do_nothing),
        cmocka_unit_test(pairs_turned_round),       cmocka_unit_test(powers_of_two_and_signs),
        cmocka_unit_test(one_score_in_every_shape), cmocka_unit_test(parts_and_tasks_make_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

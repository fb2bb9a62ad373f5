/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Lists: places against a loop that is written to be read, the same for every level and number of tasks. */

#include "engram/lists.h"
#include "similarity_support.h"

enum { ROWS = 230, DIM = 37, LISTS = 11, K = 9, QUERIES = 5, TASKS = 4 };

typedef struct data {
    float rows[ROWS * DIM], centroids[LISTS * DIM], queries[QUERIES * DIM];
    uint16_t halves[ROWS * DIM], half_centroids[LISTS * DIM], half_queries[QUERIES * DIM];
    uint64_t scratch[16000];
    uint32_t homes[ROWS], seconds[ROWS], ids[2 * ROWS];
    uint64_t offsets[2 * LISTS + 1], placed;
} data;

/* Rows around a few centres, some of them odd. */
static void fill(rng *r, data *d) {
    rng_fill(r, d->centroids, LISTS * DIM, -1, 1);
    for (size_t i = 0; i < ROWS; ++i)
        for (size_t j = 0; j < DIM; ++j) d->rows[i * DIM + j] = d->centroids[i % 4 * DIM + j] + rng_float(r, -0.8f, 0.8f);
    for (size_t i = 0; i < QUERIES * DIM; ++i) d->queries[i] = d->rows[i * 7] + rng_float(r, -0.2f, 0.2f);
    memset(d->rows + 3 * DIM, 0, DIM * sizeof(float));
    d->rows[5 * DIM + 1] = NAN;
    d->rows[6 * DIM + 2] = INFINITY;
    memcpy(d->rows + 9 * DIM, d->rows + 8 * DIM, DIM * sizeof(float));
}

static engram_rows f32_rows(const float *values, uint64_t count) { return rows_of(ENGRAM_TYPE_F32, values, count, 0, DIM, NULL); }

static engram_lists_options with(data *d, const engram_executor *executor) {
    const engram_lists_options o = {.size = sizeof o, .executor = executor, .scratch = d->scratch, .scratch_bytes = sizeof d->scratch};
    return o;
}

/* How far row i is from a list, as the interface says it: 1 - cosine is far + 1. */
static float far_from(engram_metric near, const data *d, size_t i, size_t list) {
    float score;
    assert_int_equal(engram_similarity_pair(near, ENGRAM_TYPE_F32, d->rows + i * DIM, d->centroids + list * DIM, DIM, &score), ENGRAM_OK);
    const float far = near == ENGRAM_METRIC_COSINE ? -score : score;
    return far == far ? far : INFINITY;
}

/* The best list of row i after another, or LISTS. */
static size_t after(engram_metric near, const data *d, size_t i, size_t list) {
    size_t best = LISTS;
    const float bound = list == LISTS ? -INFINITY : far_from(near, d, i, list);
    for (size_t l = 0; l < LISTS; ++l) {
        const float far = far_from(near, d, i, l);
        if (list != LISTS && !(far > bound || (far == bound && l > list))) continue;
        if (best == LISTS || far < far_from(near, d, i, best)) best = l;
    }
    return best;
}

static void places_are_the_nearest(void **state) {
    (void)state;
    rng r = rng_seeded("places");
    static data d;
    uint64_t borders = 0;
    for (int round = 0; round < 12; ++round) {
        fill(&r, &d);
        const engram_metric metric = (engram_metric)(1 + round % 3);
        const engram_metric near = metric == ENGRAM_METRIC_COSINE ? metric : ENGRAM_METRIC_L2_SQUARED;
        const engram_rows rows = f32_rows(d.rows, ROWS), centroids = f32_rows(d.centroids, LISTS);
        const engram_executor executor = {sizeof executor, TASKS, NULL, run_backwards};
        for_each_level(level) {
            engram_lists_options o = with(&d, round & 1 ? &executor : NULL);
            o.border = round % 4 == 0 ? 0.0f : 1.0f + rng_float(&r, 0, 4);
            assert_int_equal(engram_lists_assign(metric, &rows, &centroids, &o, d.homes, d.seconds), ENGRAM_OK);
            for (size_t i = 0; i < ROWS; ++i) {
                const size_t home = after(near, &d, i, LISTS), next = after(near, &d, i, home);
                assert_int_equal(d.homes[i], home);
                const float base = near == ENGRAM_METRIC_COSINE ? 1.0f : 0.0f, limit = o.border * (base + far_from(near, &d, i, home));
                const float far = far_from(near, &d, i, next);
                const int is_near = o.border != 0.0f && far < INFINITY && base + far <= limit;
                assert_int_equal(d.seconds[i], is_near ? (uint32_t)next : ENGRAM_LISTS_NONE);
                borders += (uint64_t)is_near;
            }
        }
    }
    assert_true(borders > ROWS);
}

/* No row and list would both rather have each other, and no list has more than its cap. */
static void a_cap_is_settled(void **state) {
    (void)state;
    rng r = rng_seeded("cap");
    static data d;
    uint64_t moved = 0;
    for (int round = 0; round < 12; ++round) {
        fill(&r, &d);
        const engram_metric near = round & 1 ? ENGRAM_METRIC_COSINE : ENGRAM_METRIC_L2_SQUARED;
        const engram_rows rows = f32_rows(d.rows, ROWS), centroids = f32_rows(d.centroids, LISTS);
        const uint64_t cap = (ROWS + LISTS - 1) / LISTS + rng_below(&r, 20);
        static uint32_t first[ROWS];
        for (uint32_t tasks = 0; tasks <= TASKS; ++tasks) {
            const engram_executor executor = {sizeof executor, tasks, NULL, run_backwards};
            engram_lists_options o = with(&d, &executor);
            o.cap = cap;
            assert_int_equal(engram_lists_assign(near, &rows, &centroids, &o, d.homes, NULL), ENGRAM_OK);
            if (tasks == 0) memcpy(first, d.homes, sizeof first);
            assert_memory_equal(d.homes, first, sizeof first);
        }
        uint64_t sizes[LISTS] = {0};
        float farthest[LISTS];
        uint32_t last[LISTS];
        for (uint32_t i = 0; i < ROWS; ++i) {
            const size_t home = d.homes[i];
            const float far = far_from(near, &d, i, home);
            if (sizes[home]++ == 0 || far > farthest[home] || (far == farthest[home] && i > last[home]))
                farthest[home] = far, last[home] = i;
        }
        for (uint32_t i = 0; i < ROWS; ++i) {
            const float mine = far_from(near, &d, i, d.homes[i]);
            moved += d.homes[i] != after(near, &d, i, LISTS);
            for (uint32_t l = 0; l < LISTS; ++l) {
                assert_true(sizes[l] <= cap);
                const float far = far_from(near, &d, i, l);
                if (!(far < mine || (far == mine && l < d.homes[i]))) continue;
                assert_true(sizes[l] == cap && (far > farthest[l] || (far == farthest[l] && i > last[l])));
            }
        }
    }
    assert_true(moved > ROWS);
}

static double spread_of(engram_metric near, data *d) {
    double sum = 0;
    for (size_t i = 0; i < ROWS; ++i) {
        const float far = far_from(near, d, i, after(near, d, i, LISTS));
        if (far < INFINITY) sum += (double)far;
    }
    return sum;
}

static void learning_is_one_for_all(void **state) {
    (void)state;
    rng r = rng_seeded("learning");
    static data d;
    static float first[LISTS * DIM], wide[ROWS * DIM];
    for (int round = 0; round < 9; ++round) {
        const engram_metric metric = (engram_metric)(1 + round % 3);
        const engram_metric near = metric == ENGRAM_METRIC_COSINE ? metric : ENGRAM_METRIC_L2_SQUARED;
        const engram_type type = (engram_type)(ENGRAM_TYPE_F32 + round / 3);
        fill(&r, &d);
        engram_rows rows = f32_rows(d.rows, ROWS);
        if (type != ENGRAM_TYPE_F32) {
            assert_int_equal(engram_rows_convert(&rows, type, d.halves, 0, NULL), ENGRAM_OK);
            rows = rows_of(type, d.halves, ROWS, 0, DIM, NULL);
            assert_int_equal(engram_rows_convert(&rows, ENGRAM_TYPE_F32, wide, 0, NULL), ENGRAM_OK);
        }
        double spreads[2];
        for (int rounds = 0; rounds < 2; ++rounds) {
            int is_first = 1;
            for_each_level(level)
                for (uint32_t tasks = 0; tasks <= TASKS; tasks += 2) {
                    const engram_executor executor = {sizeof executor, tasks, NULL, run_backwards};
                    engram_lists_options o = with(&d, &executor);
                    o.rounds = rounds ? 12 : 1, o.seed = (uint64_t)round, o.sample = round & 1 ? 150 : 0;
                    assert_int_equal(engram_lists_learn(metric, &rows, LISTS, &o, d.centroids), ENGRAM_OK);
                    if (is_first) memcpy(first, d.centroids, sizeof first);
                    is_first = 0;
                    assert_same_bits(d.centroids, first, LISTS * DIM, "centroids");
                    if (type == ENGRAM_TYPE_F32) continue;
                    /* The rows widened first come to the same. */
                    const engram_rows widened = f32_rows(wide, ROWS);
                    assert_int_equal(engram_lists_learn(metric, &widened, LISTS, &o, d.centroids), ENGRAM_OK);
                    assert_same_bits(d.centroids, first, LISTS * DIM, "widened");
                }
            for (size_t i = 0; i < LISTS * DIM; ++i) assert_true(d.centroids[i] - d.centroids[i] == 0.0f);
            for (size_t l = 0; l < LISTS && near == ENGRAM_METRIC_COSINE; ++l) {
                double squares = 0;
                for (size_t j = 0; j < DIM; ++j) squares += (double)d.centroids[l * DIM + j] * (double)d.centroids[l * DIM + j];
                assert_true(fabs(squares - 1.0) < 1e-6);
            }
            if (type == ENGRAM_TYPE_F32) spreads[rounds] = spread_of(near, &d);
        }
        if (type == ENGRAM_TYPE_F32) assert_true(spreads[1] < spreads[0]);
    }
}

/* The mean of each list's rows, and lists that began without rows have some. */
static void centroids_are_means(void **state) {
    (void)state;
    static data d;
    rng r = rng_seeded("means");
    for (size_t i = 0; i < ROWS * DIM; ++i) d.rows[i] = (float)(i / DIM % LISTS) + rng_float(&r, -0.1f, 0.1f);
    const engram_rows rows = f32_rows(d.rows, ROWS), centroids = f32_rows(d.centroids, LISTS);
    engram_lists_options o = with(&d, NULL);
    o.rounds = 40;
    assert_int_equal(engram_lists_learn(ENGRAM_METRIC_L2_SQUARED, &rows, LISTS, &o, d.centroids), ENGRAM_OK);
    o.rounds = 0;
    assert_int_equal(engram_lists_assign(ENGRAM_METRIC_L2_SQUARED, &rows, &centroids, &o, d.homes, NULL), ENGRAM_OK);
    for (uint32_t l = 0; l < LISTS; ++l)
        for (size_t j = 0; j < DIM; ++j) {
            double sum = 0;
            uint64_t count = 0;
            for (size_t i = 0; i < ROWS; ++i)
                if (d.homes[i] == l) sum += (double)d.rows[i * DIM + j], ++count;
            assert_true(count > 0);
            assert_true(float_bits((float)(sum * (1.0 / (double)count))) == float_bits(d.centroids[l * DIM + j]));
        }
    /* Rows that are all the same fill no second list, and break nothing. */
    for (size_t i = 0; i < ROWS * DIM; ++i) d.rows[i] = 2.0f;
    assert_int_equal(engram_lists_learn(ENGRAM_METRIC_L2_SQUARED, &rows, LISTS, &o, d.centroids), ENGRAM_OK);
    for (size_t i = 0; i < LISTS * DIM; ++i) assert_true(d.centroids[i] == 2.0f);
}

static void make_lists(data *d, engram_metric metric, float border, uint64_t cap) {
    const engram_rows rows = f32_rows(d->rows, ROWS), centroids = f32_rows(d->centroids, LISTS);
    engram_lists_options o = with(d, NULL);
    assert_int_equal(engram_lists_learn(metric, &rows, LISTS, &o, d->centroids), ENGRAM_OK);
    o.border = border, o.cap = cap;
    assert_int_equal(engram_lists_assign(metric, &rows, &centroids, &o, d->homes, d->seconds), ENGRAM_OK);
    assert_int_equal(engram_lists_fill(d->homes, d->seconds, ROWS, LISTS, d->offsets, d->ids, 2 * ROWS, &d->placed), ENGRAM_OK);
}

static void lists_hold_their_rows(void **state) {
    (void)state;
    static data d;
    rng r = rng_seeded("fill");
    fill(&r, &d);
    make_lists(&d, ENGRAM_METRIC_COSINE, 1.2f, 40);
    assert_true(d.offsets[0] == 0 && d.offsets[2 * LISTS] == d.placed && d.placed > ROWS);
    uint64_t seen = 0;
    for (uint32_t part = 0; part < 2 * LISTS; ++part)
        for (uint64_t i = d.offsets[part]; i < d.offsets[part + 1]; ++i, ++seen) {
            assert_int_equal((part & 1 ? d.seconds : d.homes)[d.ids[i]], part / 2);
            assert_true(i == d.offsets[part] || d.ids[i - 1] < d.ids[i]);
        }
    assert_int_equal(seen, d.placed);
}

/* The selection over lists is the plain one over the rows in them, each once. */
static void selections_are_plain_ones(void **state) {
    (void)state;
    static data d;
    static int8_t codes[ROWS * DIM];
    static float scales[ROWS], errors[ROWS], norms[ROWS], add[ROWS];
    static uint64_t memory[4000];
    rng r = rng_seeded("selections");
    uint64_t fewer = 0;
    for (int round = 0; round < 40; ++round) {
        fill(&r, &d);
        const engram_metric metric = (engram_metric)(1 + round % 3);
        make_lists(&d, metric, round % 5 == 0 ? 0.0f : 1.3f, round & 1 ? 30 : 0);
        rng_fill(&r, add, ROWS, -1, 1);
        const engram_rows rows = f32_rows(d.rows, ROWS), queries = f32_rows(d.queries, QUERIES), centroids = f32_rows(d.centroids, LISTS);
        const engram_codes c = {sizeof c, ENGRAM_CODES_I8, codes, ROWS, 0, DIM, scales, errors, norms};
        assert_int_equal(engram_codes_build(&rows, 0, ROWS, &c), ENGRAM_OK);
        const engram_lists lists = {sizeof lists, 0, centroids, d.offsets, d.ids, d.placed, d.homes};
        const uint64_t probes = 1 + rng_below(&r, LISTS + 3);
        uint64_t filter[ROWS / 64 + 1];
        for (size_t i = 0; i < sizeof filter / 8; ++i) filter[i] = rng_next(&r) | rng_next(&r);
        const engram_executor executor = {sizeof executor, (uint32_t)rng_below(&r, TASKS), NULL, run_backwards};
        engram_topk_options o = {.size = sizeof o, .id_base = 3};
        if (round % 3 == 0) o.filter = filter, o.filter_bits = ROWS;
        if (round % 4 == 0) o.add = add;
        engram_topk_options with_memory = o;
        with_memory.executor = &executor, with_memory.scratch = memory, with_memory.scratch_bytes = sizeof memory;
        for_each_level(level)
            for (int coded = 0; coded < 2; ++coded) {
                engram_hit hits[QUERIES * K], expected[K], nearest[LISTS];
                engram_topk_counts counts[QUERIES], one, chosen;
                assert_int_equal(engram_lists_topk(metric, &queries, &rows, coded ? &c : NULL, &lists, probes, K, &with_memory, hits, counts), ENGRAM_OK);
                for (uint64_t m = 0; m < QUERIES; ++m) {
                    const engram_rows query = f32_rows(d.queries + m * DIM, 1);
                    assert_int_equal(engram_similarity_topk(metric, &query, &centroids, probes < LISTS ? probes : LISTS, NULL, nearest, &chosen), ENGRAM_OK);
                    uint32_t ids[ROWS];
                    uint64_t n = 0;
                    for (uint32_t i = 0; i < ROWS; ++i) {
                        int in = 0;
                        for (uint64_t p = 0; p < chosen.found; ++p) in |= nearest[p].id == d.homes[i] || nearest[p].id == d.seconds[i];
                        if (in) ids[n++] = i;
                    }
                    engram_topk_options listed = o;
                    listed.ids = ids, listed.id_type = ENGRAM_IDS_U32, listed.id_count = n;
                    assert_int_equal(engram_similarity_topk(metric, &query, &rows, K, &listed, expected, &one), ENGRAM_OK);
                    assert_true(counts[m].found == one.found && counts[m].scored == one.scored && counts[m].nan == one.nan);
                    assert_same_hits(hits + m * K, expected, one.found, "lists");
                    fewer += n < ROWS;
                }
            }
    }
    assert_true(fewer > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_the_nearest), cmocka_unit_test(a_cap_is_settled),
        cmocka_unit_test(learning_is_one_for_all), cmocka_unit_test(centroids_are_means),
        cmocka_unit_test(lists_hold_their_rows), cmocka_unit_test(selections_are_plain_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

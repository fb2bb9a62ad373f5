/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Each named rule against its authors' formula, in double precision and by matrices: W[s][t] is the sum of the weights
 * from s to t, which every formula here is linear or a maximum in; duplicates are avoided where it is not.
 */

#include "kernels/activation/model.h"

enum { MOST = 40 };
typedef struct matrix {
    uint32_t n;
    double w[MOST][MOST], conflict[MOST][MOST]; /* excitatory; type 1 */
} matrix;

typedef void formula(const matrix *m, double *a);

static double degree(const matrix *m, uint32_t s) {
    double d = 0.0;
    for (uint32_t t = 0; t < m->n; ++t) d += m->w[s][t] != 0.0;
    return d;
}

static void zig(const matrix *m, double *a) {
    for (int step = 0; step < 3; ++step) {
        double b[MOST], largest = 0.0;
        for (uint32_t t = 0; t < m->n; ++t) {
            b[t] = a[t];
            for (uint32_t s = 0; s < m->n; ++s) b[t] += a[s] * m->w[s][t];
            largest = fmax(largest, b[t]);
        }
        for (uint32_t t = 0; t < m->n; ++t) a[t] = largest > 1.0 ? b[t] / largest : b[t];
    }
}

static int descending(const void *x, const void *y) {
    return (*(const double *)x < *(const double *)y) - (*(const double *)x > *(const double *)y);
}

static uint32_t top(const matrix *m, const double *a, double *best) {
    uint32_t active = 0;
    for (uint32_t i = 0; i < m->n; ++i)
        if (a[i] > 0.0) best[active++] = a[i];
    qsort(best, active, sizeof *best, descending);
    return active < 7 ? active : 7;
}

static double squashed(double x, double gain, double centre, double gate) {
    return x < gate ? 0.0 : 1.0 / (1.0 + exp(-gain * (x - centre)));
}

/* floop: energy a S w delta / out-degree, the larger of it and of what was there; conflicts subtract, with a
 * denominator of their own; then the mean of the seven best inhibits all others. Dropped before the sigmoid, which
 * never gives 0. */
static void sproink(const matrix *m, double *a) {
    for (int step = 0; step < 3; ++step) {
        double b[MOST], taken[MOST] = {0};
        memcpy(b, a, sizeof b);
        for (uint32_t s = 0; s < m->n; ++s) {
            double conflicts = 0.0;
            for (uint32_t t = 0; t < m->n; ++t) conflicts += m->conflict[s][t] != 0.0;
            for (uint32_t t = 0; t < m->n && a[s] >= 0.01; ++t) {
                b[t] = fmax(b[t], m->w[s][t] != 0.0 ? a[s] * 0.85 * m->w[s][t] * 0.7 / degree(m, s) : 0.0);
                if (m->conflict[s][t] != 0.0) taken[t] += a[s] * 0.85 * m->conflict[s][t] * 0.7 / conflicts;
            }
        }
        for (uint32_t t = 0; t < m->n; ++t) a[t] = b[t] - taken[t] >= 0.01 ? b[t] - taken[t] : 0.0;
    }
    double best[MOST], mean = 0.0;
    const uint32_t count = top(m, a, best);
    for (uint32_t i = 0; i < count; ++i) mean += best[i] / count;
    for (uint32_t t = 0; t < m->n; ++t) {
        if (a[t] == 0.0) continue;
        const double less = a[t] >= best[count - 1] ? a[t] : fmax(0.0, a[t] - 0.15 * (mean - a[t]));
        a[t] = squashed(less, 10.0, 0.3, 0.01);
    }
}

static void synapse(const matrix *m, double *a) {
    for (int step = 0; step < 3; ++step) {
        double b[MOST];
        for (uint32_t t = 0; t < m->n; ++t) {
            b[t] = 0.5 * a[t];
            for (uint32_t s = 0; s < m->n; ++s)
                if (m->w[s][t] != 0.0) b[t] += 0.8 * m->w[s][t] * a[s] / degree(m, s);
        }
        memcpy(a, b, sizeof b);
    }
    double best[MOST], u[MOST];
    const uint32_t count = top(m, a, best);
    for (uint32_t t = 0; t < m->n; ++t) {
        double above = 0.0;
        for (uint32_t k = 0; k < count; ++k) above += best[k] > a[t] ? best[k] - a[t] : 0.0;
        u[t] = fmax(0.0, a[t] - 0.15 * above);
    }
    for (uint32_t t = 0; t < m->n; ++t) a[t] = squashed(u[t], 5.0, 0.0, 0.12);
}

static void zeph(const matrix *m, double *a) {
    for (int hop = 0; hop < 3; ++hop) {
        double b[MOST] = {0};
        for (uint32_t s = 0; s < m->n; ++s)
            for (uint32_t t = 0; t < m->n; ++t) {
                const double spread = a[s] * 0.85 * m->w[s][t];
                if (spread >= 0.1 && a[t] < 0.8) b[t] = fmin(1.0, b[t] + spread);
            }
        for (uint32_t t = 0; t < m->n; ++t) a[t] = fmax(a[t], b[t]); /* the cap of 50 is above MOST */
    }
}

/* Walks, each counted once: a node sends on what reached it in the hop before. Rescaled to at most 2 after each hop. */
static void shodh(const matrix *m, double *a) {
    double travel[MOST];
    memcpy(travel, a, sizeof travel);
    for (int hop = 0; hop < 4; ++hop) {
        double b[MOST] = {0}, largest = 0.0;
        for (uint32_t s = 0; s < m->n; ++s)
            for (uint32_t t = 0; t < m->n; ++t) b[t] += travel[s] * m->w[s][t] / sqrt(1.0 + degree(m, s));
        for (uint32_t t = 0; t < m->n; ++t) largest = fmax(largest, a[t] += b[t]);
        for (uint32_t t = 0; t < m->n; ++t) {
            if (largest > 2.0) a[t] *= 2.0 / largest;
            if (a[t] < 0.005) a[t] = 0.0;
            travel[t] = a[t] != 0.0 ? b[t] : 0.0;
        }
    }
}

static void spreadr(const matrix *m, double *a) {
    for (int step = 0; step < 10; ++step) {
        double b[MOST];
        for (uint32_t t = 0; t < m->n; ++t) b[t] = 0.5 * a[t];
        for (uint32_t s = 0; s < m->n; ++s) {
            double sum = 0.0;
            for (uint32_t t = 0; t < m->n; ++t) sum += m->w[s][t];
            for (uint32_t t = 0; t < m->n && sum > 0.0; ++t) b[t] += 0.5 * a[s] * m->w[s][t] / sum;
        }
        memcpy(a, b, sizeof b);
    }
}

/* A_i = sum of W_j (S - ln(fan_j / links_ji)), fan_j = 1 + links from j. */
static void actr(const matrix *m, double *a) {
    double b[MOST] = {0};
    for (uint32_t j = 0; j < m->n; ++j) {
        double fan = 1.0;
        for (uint32_t i = 0; i < m->n; ++i) fan += m->w[j][i];
        for (uint32_t i = 0; i < m->n; ++i)
            if (m->w[j][i] > 0.0) b[i] += a[j] * (1.6 - log(fan / m->w[j][i]));
    }
    memcpy(a, b, sizeof b);
}

static void compare(rng *r, engram_spread_preset_id preset, formula *by_hand, int conflicts, int whole) {
    uint32_t compared = 0, beside = 0;
    for (int run = 0; run < 300; ++run) {
        matrix m = {.n = 1 + (uint32_t)rng_below(r, MOST)};
        engram_edge list[MOST * MOST];
        uint64_t count = 0;
        const uint64_t sparse = 2 + rng_below(r, 8);
        for (uint32_t s = 0; s < m.n; ++s)
            for (uint32_t t = 0; t < m.n; ++t) {
                if (rng_below(r, sparse) != 0) continue;
                const float w = whole ? (float)(1 + rng_below(r, 3)) : rng_float(r, 0.05f, 1.0f);
                const int against = conflicts && rng_below(r, 6) == 0;
                *(against ? &m.conflict[s][t] : &m.w[s][t]) = (double)w;
                list[count++] = (engram_edge){s, t, w, (uint32_t)against};
            }
        float a[MOST] = {0};
        double expected[MOST] = {0};
        for (uint32_t i = 0, seeds = 1 + (uint32_t)rng_below(r, 4); i < seeds; ++i)
            a[rng_below(r, m.n)] = rng_float(r, 0.2f, 1.0f);
        for (uint32_t i = 0; i < m.n; ++i) expected[i] = (double)a[i];
        engram_spread_options o = {.size = sizeof o};
        assert_int_equal(engram_spread_preset(preset, &o), ENGRAM_OK);
        if (conflicts) o.suppressive_types = 2;
        engram_graph *graph = NULL;
        engram_workspace *w = NULL;
        assert_int_equal(engram_graph_create_from_edges(m.n, list, count, NULL, NULL, &graph, NULL), ENGRAM_OK);
        assert_int_equal(engram_workspace_create(m.n, NULL, &w), ENGRAM_OK);
        float start[MOST], first[MOST];
        memcpy(start, a, sizeof a);
        by_hand(&m, expected);
        for_each_level(level) {
            memcpy(a, start, sizeof a);
            assert_int_equal(engram_spread_dense(graph, &o, w, NULL, a, NULL), ENGRAM_OK);
            if (level == ENGRAM_LEVEL_SCALAR) memcpy(first, a, sizeof a);
            assert_same_bits(a, first, m.n, "%s", engram_level_name(level));
        }
        for (uint32_t i = 0; i < m.n; ++i) {
            const double error = fabs((double)a[i] - expected[i]),
                         bound = 1e-5 * fmax(fabs(expected[i]), whole ? 1.0 : 0.01);
            /* A value within rounding of a threshold may fall on either side of it: nothing to compare then. */
            if ((a[i] == 0.0f) != (expected[i] == 0.0) && !whole && ++beside) continue;
            if (!(error <= bound))
                print_error("preset %u run %d node %u: %.9g, expected %.9g\n", preset, run, i, (double)a[i],
                            expected[i]);
            assert_true(error <= bound);
            compared += expected[i] != 0.0;
        }
        engram_graph_destroy(&graph);
        engram_workspace_destroy(&w);
    }
    assert_true(compared > 200 && beside <= compared / 200);
}

#define PRESET(name, number, conflicts, whole) \
    static void name##_as_its_authors_meant(void **state) { \
        (void)state; \
        rng r = rng_seeded(#name); \
        compare(&r, number, name, conflicts, whole); \
    }
PRESET(zig, ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, 0, 0)
PRESET(sproink, ENGRAM_SPREAD_PRESET_SPROINK, 1, 0)
PRESET(synapse, ENGRAM_SPREAD_PRESET_SYNAPSE, 0, 0)
PRESET(zeph, ENGRAM_SPREAD_PRESET_ZEPH, 0, 0)
PRESET(shodh, ENGRAM_SPREAD_PRESET_SHODH, 0, 0)
PRESET(spreadr, ENGRAM_SPREAD_PRESET_SPREADR, 0, 0)
PRESET(actr, ENGRAM_SPREAD_PRESET_ACTR, 0, 1)

/* Small cases worked out by hand, not by a program. */
static void by_hand(void **state) {
    (void)state;
    const engram_edge fan[3] = {{0, 1, 1, 0}, {0, 2, 1, 0}, {0, 3, 2, 0}};
    engram_graph *graph = NULL;
    engram_workspace *w = NULL;
    engram_activated got[4];
    uint32_t seed = 0;
    uint64_t count;
    float one = 1.0f;
    assert_int_equal(engram_graph_create_from_edges(4, fan, 3, NULL, NULL, &graph, NULL), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(4, NULL, &w), ENGRAM_OK);
    engram_spread_options o = {.size = sizeof o};
    engram_spread_preset(ENGRAM_SPREAD_PRESET_ACTR, &o);
    assert_int_equal(engram_spread_sparse(graph, &o, w, SEEDS(&seed, &one, 1), got, 4, &count, NULL), ENGRAM_OK);
    /* fan 1 + 4: node 3 has 1.6 - ln(5/2) = 0.68371, nodes 1 and 2 have 1.6 - ln 5 = -0.00944. */
    assert_int_equal(count, 3);
    assert_true(got[0].id == 3 && fabs((double)got[0].activation - 0.683709268) < 1e-6);
    assert_true(got[1].id == 1 && got[2].id == 2 && fabs((double)got[1].activation + 0.009437912) < 1e-6);
    engram_spread_preset(ENGRAM_SPREAD_PRESET_SPREADR, &o);
    o.hops = 2;
    assert_int_equal(engram_spread_sparse(graph, &o, w, SEEDS(&seed, &one, 1), got, 4, &count, NULL), ENGRAM_OK);
    /* 1 -> 1/2, 1/4; node 3 gets half of each gift: 1/4, then 1/8 + half of 1/4. */
    assert_true(got[0].id == 0 && got[0].activation == 0.25f && got[1].id == 3 && got[1].activation == 0.25f);
    assert_true(got[2].id == 1 && got[2].activation == 0.125f && got[3].id == 2);
    engram_graph_destroy(&graph);
    engram_workspace_destroy(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zig_as_its_authors_meant),     cmocka_unit_test(sproink_as_its_authors_meant),
        cmocka_unit_test(synapse_as_its_authors_meant), cmocka_unit_test(zeph_as_its_authors_meant),
        cmocka_unit_test(shodh_as_its_authors_meant),   cmocka_unit_test(spreadr_as_its_authors_meant),
        cmocka_unit_test(actr_as_its_authors_meant),    cmocka_unit_test(by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

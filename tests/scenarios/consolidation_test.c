/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Consolidation: similar episodes are found, grouped and strengthened; what nothing supports fades. */

#include "scenario.h"
#include "support/decay_calls.h"

#include <math.h>

enum { MEMORIES = 12, WEEKS = 3, WEEK = 7 * 86400, SESSIONS = 5 };

/* All cosines of a set with itself, in one block. */
static void score_pairs(const float *rows, uint32_t count, float *scores) {
    const engram_rows all = rows_of(rows, count);
    assert_int_equal(engram_similarity_block(ENGRAM_METRIC_COSINE, &all, &all, 0, NULL, scores), ENGRAM_OK);
}

static net similar_pairs(const float *rows, uint32_t count, float least) {
    float *scores = room_for((size_t)count * count, sizeof *scores);
    score_pairs(rows, count, scores);
    net n = net_of(count);
    for (uint32_t i = 0; i < count; ++i)
        for (uint32_t j = i + 1; j < count; ++j) {
            assert_int_equal(float_bits(scores[i * count + j]), float_bits(scores[j * count + i]));
            if (scores[i * count + j] > least) net_join(&n, i, j, scores[i * count + j]);
        }
    for (uint32_t i = 0; i < count; ++i) assert_true(scores[i * count + i] == 1.0f);
    free(scores);
    return n;
}

/* The vectors of the requirement are independent: their cosines have a standard deviation of 1 / sqrt(768) = 0.036,
 * and an edge would need 8.3 of these. The highest of all pairs, in double, is the bound. */
static void weeks_as_the_requirement_has_them(void **state) {
    (void)state;
    float rows[MEMORIES * DIM];
    double highest = -1;
    for (uint32_t i = 0; i < MEMORIES; ++i) make_embedding(1000 + 1000 * (i / 4) + i % 4, rows + i * DIM);
    for (uint32_t i = 0; i < MEMORIES; ++i)
        for (uint32_t j = 0; j < i; ++j) highest = fmax(highest, cosine_exact(rows + i * DIM, rows + j * DIM, DIM));
    net n = similar_pairs(rows, MEMORIES, 0.3f);
    tell("independent weeks: pairs above 0.3", "some; bound below says none", "%zu", n.count / 2);
    tell("independent weeks: highest cosine, in double", "bound", "%.3f", highest);
    assert_true(highest < 0.3);
    assert_int_equal(n.count, 0);
    net_free(&n);
}

/* Corrected: a base for each week, its memories within a noise of 0.02. */
static void make_weeks(float *rows) {
    float base[DIM];
    for (uint32_t i = 0; i < MEMORIES; ++i) {
        make_embedding(1000 + 1000 * (i / 4), base);
        make_similar(base, 0.02f, 1000 + 1000 * (i / 4) + i, rows + i * DIM);
    }
}

static void weeks_with_a_base(void **state) {
    (void)state;
    float rows[MEMORIES * DIM];
    make_weeks(rows);
    net n = similar_pairs(rows, MEMORIES, 0.3f);
    unsigned within = 0;
    for (size_t e = 0; e < n.count; ++e) within += n.edges[e].source / 4 == n.edges[e].target / 4;
    tell("weeks with a base: pairs above 0.3", "3 weeks x 6 pairs", "%zu, %u within a week", n.count / 2, within / 2);
    assert_int_equal(n.count, 36);
    assert_int_equal(within, 36);
    net_free(&n);
}

static void study_sessions(void **state) {
    (void)state;
    float rows[MEMORIES * DIM], strengths[MEMORIES] = {0}, left[MEMORIES];
    uint64_t ages[MEMORIES];
    make_weeks(rows);
    net n = similar_pairs(rows, MEMORIES, 0.3f);
    for (uint32_t session = 0; session < SESSIONS; ++session) {
        float activation[MEMORIES] = {0};
        activation[3 * session % MEMORIES] = 1.0f;
        net_spread(&n, 3, activation);
        for (uint32_t i = 0; i < MEMORIES; ++i) strengths[i] += activation[i];
    }
    for (uint32_t i = 0; i < MEMORIES; ++i) ages[i] = (uint64_t)(WEEKS - i / 4) * WEEK;
    decay_by(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, strengths, ages, MEMORIES, left);
    float mean[WEEKS] = {0}, largest = 0;
    unsigned strong = 0;
    for (uint32_t i = 0; i < MEMORIES; ++i) mean[i / 4] += left[i] / 4, largest = fmaxf(largest, left[i]);
    for (uint32_t i = 0; i < MEMORIES; ++i) strong += left[i] > 0.5f * largest;
    tell("study sessions: mean of week 3 over that of week 1", "> 0.5", "%.3g", (double)mean[2] / (double)mean[0]);
    tell("study sessions: above half of the strongest", "at least one", "%u", strong);
    assert_true(mean[2] > 0.5f * mean[0]);
    assert_true(strong > 0);
    net_free(&n);
}

static void interfering_sets(void **state) {
    (void)state;
    enum { SET = 10 };
    float rows[2 * SET * DIM], base[DIM], activation[2 * SET] = {1.0f}, a = 0, b = 0;
    for (uint32_t i = 0; i < 2 * SET; ++i) {
        make_embedding(i < SET ? 1000 : 2000, base);
        make_similar(base, 0.05f, (i < SET ? 1000 : 2000) + i, rows + i * DIM);
    }
    net n = similar_pairs(rows, 2 * SET, 0.5f);
    net_spread(&n, 5, activation);
    for (uint32_t i = 0; i < SET; ++i) a += activation[i], b += activation[SET + i];
    tell("interfering sets: pairs above 0.5", "2 cliques of 45", "%zu", n.count / 2);
    tell("interfering sets: total of A, of B", "A > 2 B (simulated: 10.0, 0)", "%.2f, %.2f", (double)a, (double)b);
    assert_int_equal(n.count, 180);
    assert_true(a > 2 * b);
    net_free(&n);
}

enum { REHEARSAL_NODES = 20 };

/* By the plain rule a rehearsed node keeps its 1 while what it reaches gains in every hop, and all are divided by the
 * largest: whether it stays above half is up to the draw of the graph. The recurrence in double, over 1,000 draws. */
static double rehearsal_exact(uint64_t seed) {
    net n = net_random(REHEARSAL_NODES, 0.1, seed);
    double total[REHEARSAL_NODES] = {0}, largest = 0, least = INFINITY;
    for (uint32_t rehearsed = 0; rehearsed < 3; ++rehearsed) {
        double activation[REHEARSAL_NODES] = {0};
        activation[rehearsed] = 1;
        net_spread_exact(&n, 3, activation);
        for (uint32_t i = 0; i < REHEARSAL_NODES; ++i) total[i] += 10 * activation[i];
    }
    for (uint32_t i = 0; i < REHEARSAL_NODES; ++i) largest = fmax(largest, total[i]);
    for (uint32_t i = 0; i < 3; ++i) least = fmin(least, total[i]);
    net_free(&n);
    return least / largest;
}

static double rehearsal_by(const engram_spread_options *rule, uint64_t seed) {
    net n = net_random(REHEARSAL_NODES, 0.1, seed);
    float total[REHEARSAL_NODES] = {0}, largest = 0, least = INFINITY;
    for (int time = 0; time < 10; ++time)
        for (uint32_t rehearsed = 0; rehearsed < 3; ++rehearsed) {
            float activation[REHEARSAL_NODES] = {0};
            activation[rehearsed] = 1.0f;
            net_spread_by(&n, rule, activation);
            for (uint32_t i = 0; i < REHEARSAL_NODES; ++i) total[i] += activation[i];
        }
    for (uint32_t i = 0; i < REHEARSAL_NODES; ++i) largest = fmaxf(largest, total[i]);
    for (uint32_t i = 0; i < 3; ++i) least = fminf(least, total[i]);
    net_free(&n);
    return (double)(least / largest);
}

static void rehearsal_by_the_plain_rule(void **state) {
    (void)state;
    const engram_spread_options rule = rule_of(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, 3);
    const double measured = rehearsal_by(&rule, 4000), exact = rehearsal_exact(4000);
    unsigned reached = 0;
    for (uint64_t seed = 4000; seed < 5000; ++seed) reached += rehearsal_exact(seed) > 0.5;
    tell("rehearsal, plain rule: least rehearsed over largest", "> 0.5, see the bound", "%.3f", measured);
    tell("rehearsal, plain rule: the same in double", "bound for this graph", "%.3f", exact);
    tell("rehearsal, plain rule: graphs with > 0.5, in double", "bound: not a property of it", "%u of 1,000", reached);
    assert_true(fabs(measured - exact) <= 1e-5);
    assert_true(reached < 500);
}

/* Corrected: every walk counts once and fades by half with each hop. */
static void rehearsal_that_fades_by_hop(void **state) {
    (void)state;
    engram_spread_options rule = rule_of(ENGRAM_SPREAD_PRESET_PLAIN, 3);
    rule.senders = ENGRAM_SENDERS_ARRIVALS;
    rule.decay = ENGRAM_DECAY_PER_HOP;
    rule.hop_factor = 0.5f;
    const double measured = rehearsal_by(&rule, 4000);
    tell("rehearsal, half per hop: least rehearsed over largest", "> 0.5", "%.3f", measured);
    assert_true(measured > 0.5);
}

/* 1,000 memories in 50 groups; the ten nearest of each, edges above 0.7. */
enum { MANY = 1000, GROUP = 20, NEAREST = 10 };

static float *grouped_memories(void) {
    float *rows = room_for((size_t)MANY * DIM, sizeof *rows), base[DIM];
    for (uint32_t i = 0; i < MANY; ++i) {
        make_embedding(90000 + i / GROUP, base);
        make_similar(base, 0.02f, i, rows + (size_t)i * DIM);
    }
    return rows;
}

static net nearest_net(const float *rows, uint32_t count, float least) {
    engram_hit *hits = room_for((size_t)count * (NEAREST + 1), sizeof *hits);
    engram_topk_counts *counts = room_for(count, sizeof *counts);
    const engram_rows all = rows_of(rows, count);
    const engram_topk_options options = {.size = sizeof options, .flags = ENGRAM_TOPK_THRESHOLD, .threshold = least};
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &all, &all, NEAREST + 1, &options, hits, counts),
                     ENGRAM_OK);
    net n = net_of(count);
    for (uint32_t i = 0; i < count; ++i)
        for (uint64_t k = 0; k < counts[i].found; ++k) {
            const engram_hit hit = hits[i * (NEAREST + 1) + k];
            if (hit.id != i) net_arc(&n, i, (uint32_t)hit.id, hit.score);
        }
    free(hits);
    free(counts);
    return n;
}

static void thousand_memories(void **state) {
    (void)state;
    float *rows = grouped_memories(), query[DIM], *activation = room_for(MANY, sizeof *activation);
    net n = nearest_net(rows, MANY, 0.7f);
    make_similar(rows + 500 * (size_t)DIM, 0.02f, 5, query);
    const engram_rows queries = rows_of(query, 1), all = rows_of(rows, MANY);
    engram_hit hits[5];
    engram_topk_counts counts;
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &queries, &all, 5, NULL, hits, &counts), ENGRAM_OK);
    for (uint64_t i = 0; i < counts.found; ++i) activation[hits[i].id] = hits[i].score;
    net_spread(&n, 100, activation);
    unsigned active = 0, strays = 0;
    for (uint32_t i = 0; i < MANY; ++i) {
        active += activation[i] > 0;
        strays += activation[i] > 0 && i / GROUP != 500 / GROUP;
    }
    float strengths[5], left[5];
    uint64_t ages[5];
    for (uint32_t i = 0; i < 5; ++i) strengths[i] = 1.0f, ages[i] = (i + 1) * 3600u;
    decay_by(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, strengths, ages, 5, left);
    tell("1,000 memories: edges", "up to 10 of each", "%zu", n.count);
    tell("1,000 memories: active after 100 iterations", "more than 5, fewer than 1,000", "%u, %u of them in another group",
         active, strays);
    tell("1,000 memories: strengths after decay", "all below 1", "%.3f to %.3f", (double)left[4], (double)left[0]);
    assert_true(active > 5 && active < MANY);
    assert_int_equal(strays, 0);
    for (uint32_t i = 0; i < 5; ++i) assert_true(left[i] < 1.0f);
    net_free(&n);
    free(rows);
    free(activation);
}

static uint32_t find_root(uint32_t *parents, uint32_t i) {
    while (parents[i] != i) i = parents[i] = parents[parents[i]];
    return i;
}

/* A night: 600 episodes, 30 happened ten times each, 300 once. Found, grouped, strengthened; the rest fades below the
 * level at which it is let go. */
static void a_night(void **state) {
    (void)state;
    enum { EPISODES = 600, REPEATED = 300, TIMES = 10 };
    float *rows = room_for((size_t)EPISODES * DIM, sizeof *rows), base[DIM];
    float strengths[EPISODES], gains[EPISODES], after[EPISODES];
    uint64_t ages[EPISODES];
    uint32_t parents[EPISODES], sizes[EPISODES] = {0};
    for (uint32_t i = 0; i < EPISODES; ++i) {
        make_embedding(i < REPEATED ? 7000 + i / TIMES : 8000 + i, base);
        make_similar(base, 0.02f, 20000 + i, rows + (size_t)i * DIM);
        parents[i] = i;
        strengths[i] = 0.5f;
        ages[i] = 5 * 86400;
    }
    net n = nearest_net(rows, EPISODES, 0.7f);
    unsigned within = 0;
    for (size_t e = 0; e < n.count; ++e) {
        const uint32_t s = n.edges[e].source, t = n.edges[e].target;
        within += s < REPEATED && t < REPEATED && s / TIMES == t / TIMES;
        parents[find_root(parents, s)] = find_root(parents, t);
    }
    for (uint32_t i = 0; i < EPISODES; ++i) ++sizes[find_root(parents, i)];
    for (uint32_t i = 0; i < EPISODES; ++i) gains[i] = sizes[find_root(parents, i)] >= 3 ? 1.0f : 0.0f;
    unsigned groups = 0;
    for (uint32_t i = 0; i < EPISODES; ++i) groups += sizes[i] >= 3;
    decay_by(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, strengths, ages, EPISODES, after);
    assert_int_equal(engram_reinforce_saturating(after, gains, EPISODES, 0.5f, (engram_bounds){0, 1}, after), ENGRAM_OK);
    unsigned stronger = 0, faded = 0;
    for (uint32_t i = 0; i < EPISODES; ++i) stronger += after[i] > strengths[i], faded += after[i] < 0.05f;
    for (uint32_t i = 0; i < EPISODES; ++i) assert_true(i < REPEATED ? after[i] > strengths[i] : after[i] < 0.05f);
    tell("a night: groups of similar episodes", "30", "%u", groups);
    tell("a night: links within a group", "precision and recall 1", "precision %.3f, recall %.3f", within / (double)n.count,
         within / (double)(REPEATED * (TIMES - 1)));
    tell("a night: stronger, faded below 0.05", "300 and 300", "%u and %u", stronger, faded);
    assert_int_equal(groups, 30);
    assert_int_equal(within, n.count);
    assert_int_equal(n.count, REPEATED * (TIMES - 1));
    net_free(&n);
    free(rows);
}

/* Thirty nights of Hebbian links, decay and rehearsal: nothing leaves its bounds, what is used together ends linked,
 * what is not loses its link. */
static void thirty_nights(void **state) {
    (void)state;
    enum { NODES = 40, PAIRS = 39 };
    uint32_t sources[PAIRS], targets[PAIRS];
    float weights[PAIRS], activations[NODES];
    uint64_t ages[PAIRS];
    const engram_bounds bounds = {0.01f, 0.95f};
    for (uint32_t i = 0; i < PAIRS; ++i) sources[i] = i, targets[i] = i + 1, weights[i] = 0.5f, ages[i] = 86400;
    uint64_t updated = 0;
    for (int night = 0; night < 30; ++night) {
        for (uint32_t i = 0; i < NODES; ++i) activations[i] = i < 10 ? 0.9f : 0.0f;
        for (int recall = 0; recall < 20; ++recall)
            assert_int_equal(call_oja(weights, sources, targets, PAIRS, activations, NODES, 0.05f, 0.3f, bounds,
                                                  weights, &updated), ENGRAM_OK);
        decay_by(ENGRAM_CURVE_PRESET_MEM0, weights, ages, PAIRS, weights);
        for (uint32_t i = 0; i < PAIRS; ++i) assert_true(weights[i] >= 0.0f && weights[i] <= 0.95f);
    }
    float least_used = 1, most_idle = 0;
    for (uint32_t i = 0; i < PAIRS; ++i)
        if (i < 9) least_used = fminf(least_used, weights[i]);
        else most_idle = fmaxf(most_idle, weights[i]);
    tell("thirty nights: links used together, idle ones", "used stay, idle fade", "least %.3f, most %.3f", (double)least_used,
         (double)most_idle);
    assert_int_equal(updated, 9);
    /* Idle: 0.5 halved every 7 days for 30 days, nothing else. */
    assert_true(fabs((double)most_idle - 0.5 * exp2(-30.0 / 7)) <= 1e-5);
    assert_true(least_used > 0.5f);
}

static void spaced_rehearsal(void **state) {
    (void)state;
    float massed[1] = {0.3f}, spaced[1] = {0.3f};
    engram_curve curve = {.size = sizeof curve};
    assert_int_equal(engram_curve_preset(ENGRAM_CURVE_PRESET_MEM0, &curve), ENGRAM_OK);
    for (int i = 0; i < 5; ++i) {
        const uint64_t soon[1] = {60}, late[1] = {3 * 86400};
        const float one[1] = {1.0f};
        float retention[1];
        assert_int_equal(engram_decay_apply(&curve, one, soon, 1, retention), ENGRAM_OK);
        assert_int_equal(engram_reinforce_spaced(massed, retention, 1, 0.1f, 2.5f, (engram_bounds){0, 1}, massed), ENGRAM_OK);
        assert_int_equal(engram_decay_apply(&curve, one, late, 1, retention), ENGRAM_OK);
        assert_int_equal(engram_reinforce_spaced(spaced, retention, 1, 0.1f, 2.5f, (engram_bounds){0, 1}, spaced), ENGRAM_OK);
    }
    tell("five rehearsals, a minute or three days apart", "spaced is stronger", "%.3f, %.3f", (double)massed[0],
         (double)spaced[0]);
    assert_true(spaced[0] > massed[0] && massed[0] > 0.3f && spaced[0] < 1.0f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weeks_as_the_requirement_has_them),
        cmocka_unit_test(weeks_with_a_base),
        cmocka_unit_test(study_sessions),
        cmocka_unit_test(interfering_sets),
        cmocka_unit_test(rehearsal_by_the_plain_rule),
        cmocka_unit_test(rehearsal_that_fades_by_hop),
        cmocka_unit_test(thousand_memories),
        cmocka_unit_test(a_night),
        cmocka_unit_test(thirty_nights),
        cmocka_unit_test(spaced_rehearsal),
    };
    return cmocka_run_group_tests_name("scenario_consolidation", tests, NULL, NULL);
}

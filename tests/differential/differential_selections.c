/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Selections against a sort of all scores, merges and fusions against their formulas. */

#include "vectors.h"

/* ---- top-k: every option, drawn by the trial's seed ---- */

enum { DIM, ROWS, KIND, K, QUERIES, TASKS };
enum { CODED = 1, K_MOST = 160, HITS = QUERIES_MOST * K_MOST, WORKSPACE = 8 * (HITS * (int)sizeof(engram_hit) + 4096) };

static _Alignas(8) unsigned char query_data[QUERIES_MOST * DIM_MOST * 4], row_data[ROWS_MOST * DIM_MOST * 4];
static float row_scales[ROWS_MOST], multiply[ROWS_MOST], add[ROWS_MOST];
static uint64_t ids[ROWS_MOST], filter[2], workspace[WORKSPACE / 8];
static engram_rows queries, rows;
static engram_topk_options options;
static engram_executor executor;
static engram_hit hits[HITS];
static engram_topk_counts counts[QUERIES_MOST];
static engram_status status;

static void draw(const member *m, rng *r, uint64_t *d) {
    (void)m;
    draw_matrix(r, &d[DIM], &d[ROWS], &d[KIND]);
    if (rng_below(r, 4) == 0) d[ROWS] += rng_below(r, 40);
    if (d[ROWS] > ROWS_MOST) d[ROWS] = ROWS_MOST;
    if (rng_below(r, 3) == 0) d[KIND] = KIND_INTEGERS; /* ties */
    d[K] = rng_below(r, 4) == 0 ? d[ROWS] + rng_below(r, 20) : rng_below(r, 12);
    d[QUERIES] = 1 + rng_below(r, QUERIES_MOST), d[TASKS] = rng_below(r, 6);
}

static void make(const member *m, const trial *t) {
    const size_t dim = (size_t)t->dials[DIM], row = bytes_of_row(m->b, dim), n = (size_t)t->dials[ROWS];
    const uint64_t seed = t->seed;
    for (size_t i = 0; i < t->dials[QUERIES]; ++i) make_row(seed, (enum kind)t->dials[KIND], m->b, i, dim, query_data + i * row);
    for (size_t i = 0; i < n; ++i) {
        make_row(seed, (enum kind)t->dials[KIND], m->b, QUERIES_MOST + i, dim, row_data + i * row);
        row_scales[i] = kind_scale(seed, (enum kind)t->dials[KIND], i);
        multiply[i] = noise_below(seed, 9100, i, 9) == 0 ? bits_float(0x7FC00000) : noise_float(seed, 9100, i, -1, 2);
        add[i] = noise_below(seed, 9101, i, 9) == 0 ? (float)INFINITY : noise_float(seed, 9101, i, -1, 1);
    }
    for (int i = 0; i < 2; ++i) filter[i] = noise(seed, 9102, (uint64_t)i) | noise(seed, 9103, (uint64_t)i);
    rows = rows_of(m->b, row_data, n, 0, dim, noise_below(seed, 9104, 0, 2) != 0 ? row_scales : NULL);
    queries = rows_of(m->b, query_data, t->dials[QUERIES], 0, dim, NULL);
    options = (engram_topk_options){.size = sizeof options};
    const uint64_t bits = noise(seed, 9105, 0);
    if (bits % 4 == 0) options.flags |= ENGRAM_TOPK_THRESHOLD, options.threshold = noise_float(seed, 9106, 0, -1, 2);
    if (bits / 4 % 4 == 0) {
        options.flags |= ENGRAM_TOPK_RANGE;
        options.first = noise_below(seed, 9107, 0, n + 1);
        options.count = noise_below(seed, 9107, 1, n - options.first + 1);
    } else if (bits / 4 % 4 == 1) { /* every second row and a few more, each once, backwards */
        options.id_type = ENGRAM_IDS_U64, options.ids = ids;
        for (size_t i = n; i-- > 0;)
            if (i % 2 == 0 || noise_below(seed, 9108, i, 3) == 0) ids[options.id_count++] = i;
    }
    if (bits / 16 % 3 == 0) options.filter = filter, options.filter_bits = 128;
    if (bits / 64 % 3 == 0) options.multiply = multiply;
    if (bits / 256 % 3 == 0) options.add = add;
    if (bits / 1024 % 3 == 0) options.id_base = 1ull << 40;
    executor = (engram_executor){sizeof executor, (uint32_t)t->dials[TASKS], NULL, run_backwards};
    if (t->dials[TASKS] != 0) options.executor = &executor;
    if (bits / 4096 % 2 == 0) options.scratch = workspace, options.scratch_bytes = sizeof workspace;
}

static void run(const member *m, const trial *t, record *into) {
    static int8_t codes[ROWS_MOST * DIM_MOST];
    static float scales[ROWS_MOST], errors[ROWS_MOST], norms[ROWS_MOST];
    const uint64_t k = t->dials[K];
    memset(counts, 0, sizeof counts);
    if (m->c == CODED) {
        memset(codes, 0, sizeof codes);
        record_status(into, engram_codes_build(&rows, 0, rows.count, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, codes, rows.count, 0, rows.dim, scales, errors, norms}));
        record_put(into, codes, (size_t)(rows.count * rows.dim));
        record_put(into, errors, (size_t)rows.count * sizeof *errors);
        record_put(into, norms, (size_t)rows.count * sizeof *norms);
        const engram_codes coded = {sizeof coded, 0, codes, rows.count, 0, rows.dim, scales, errors, norms};
        status = engram_similarity_topk_codes(m->a, &queries, &rows, &coded, k, &options, hits, counts);
    } else {
        status = engram_similarity_topk(m->a, &queries, &rows, k, &options, hits, counts);
    }
    record_status(into, status);
    for (size_t q = 0; q < t->dials[QUERIES]; ++q) {
        record_put(into, &hits[q * k], (size_t)counts[q].found * sizeof *hits);
        record_put(into, &counts[q].found, 3 * sizeof(uint64_t)); /* rescored depends on how rows are cut */
    }
}

static bool lower_is_better;
static int by_rank(const void *left, const void *right) {
    const engram_hit *a = left, *b = right;
    if (a->score != b->score) return (a->score > b->score) != lower_is_better ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static size_t select_all(const member *m, const trial *t, const float *scores, engram_hit *all, engram_topk_counts *c) {
    size_t found = 0;
    *c = (engram_topk_counts){0};
    for (size_t i = 0; i < t->dials[ROWS]; ++i) {
        bool listed = options.ids == NULL;
        for (size_t j = 0; j < options.id_count; ++j) listed |= ids[j] == i;
        if ((options.flags & ENGRAM_TOPK_RANGE) != 0 && (i < options.first || i >= options.first + options.count)) continue;
        if (!listed || (options.filter != NULL && (filter[i / 64] >> i % 64 & 1) == 0)) continue;
        float s = scores[i];
        if (options.multiply != NULL && options.add != NULL) s = fmaf(s, multiply[i], add[i]);
        else if (options.multiply != NULL) s *= multiply[i];
        else if (options.add != NULL) s += add[i];
        ++c->scored;
        if (s != s) {
            ++c->nan;
            continue;
        }
        const bool distance = is_distance(m->a);
        if ((options.flags & ENGRAM_TOPK_THRESHOLD) != 0 && (distance ? s > options.threshold : s < options.threshold)) continue;
        all[found++] = (engram_hit){i + options.id_base, s, 0};
    }
    lower_is_better = is_distance(m->a);
    qsort(all, found, sizeof *all, by_rank);
    c->found = found < t->dials[K] ? found : t->dials[K];
    return found;
}

static void judge_hits(const engram_hit *got, const engram_hit *expected, size_t n, const char *what, verdict *v) {
    for (size_t i = 0; i < n; ++i) {
        ++v->judged;
        if (got[i].id != expected[i].id || float_bits(got[i].score) != float_bits(expected[i].score) || got[i].reserved != 0)
            judge_wrong(v, "%s: hit %zu is %llu (%a), expected %llu (%a)", what, i, (unsigned long long)got[i].id,
                        (double)got[i].score, (unsigned long long)expected[i].id, (double)expected[i].score);
    }
}

static void judge(const member *m, const trial *t, verdict *v) {
    static float scores[QUERIES_MOST * ROWS_MOST];
    engram_hit all[ROWS_MOST];
    if (status != ENGRAM_OK) judge_wrong(v, "status %s", engram_status_name(status));
    assert_int_equal(engram_similarity_block(m->a, &queries, &rows, 0, NULL, scores), ENGRAM_OK);
    for (size_t q = 0; q < t->dials[QUERIES]; ++q) {
        engram_topk_counts c;
        select_all(m, t, scores + q * rows.count, all, &c);
        if (counts[q].found != c.found || counts[q].scored != c.scored || counts[q].nan != c.nan)
            judge_wrong(v, "query %zu: found %llu, scored %llu, NaN %llu, expected %llu, %llu, %llu", q,
                        (unsigned long long)counts[q].found, (unsigned long long)counts[q].scored,
                        (unsigned long long)counts[q].nan, (unsigned long long)c.found, (unsigned long long)c.scored,
                        (unsigned long long)c.nan);
        judge_hits(&hits[q * t->dials[K]], all, (size_t)c.found, "top-k", v);
        ++v->judged;
    }
}

/* ---- merging and fusing lists of hits ---- */

enum { LISTS, LENGTH, LIST_K, IDS };
enum { LISTS_MOST = 8, LENGTH_MOST = 64, TOTAL_MOST = LISTS_MOST * LENGTH_MOST };

enum { WITH_INFINITIES = 2 }; /* of a member of fusion */
static engram_hit lists[LISTS_MOST][LENGTH_MOST], merged[TOTAL_MOST + 8];
static uint64_t lengths[LISTS_MOST], found;
static engram_ranking rankings[LISTS_MOST];
static engram_fusion_options fusion;

static void draw_lists(const member *m, rng *r, uint64_t *d) {
    (void)m;
    d[LISTS] = rng_below(r, LISTS_MOST + 1), d[LENGTH] = rng_below(r, LENGTH_MOST + 1);
    d[LIST_K] = rng_below(r, rng_below(r, 2) == 0 ? 12 : TOTAL_MOST), d[IDS] = 1 + rng_below(r, 200);
}

static void make_lists(const member *m, const trial *t) {
    for (size_t l = 0; l < t->dials[LISTS]; ++l) {
        const bool same = noise_below(t->seed, 9200, l, 8) == 0; /* max = min */
        lengths[l] = noise_below(t->seed, 9201, l, t->dials[LENGTH] + 1);
        for (size_t i = 0; i < lengths[l]; ++i) {
            const uint64_t x = noise(t->seed, 9202 + l, i);
            float score = x % 3 == 0 ? (float)(x / 16 % 5) : noise_float(t->seed, 9202 + l, i, -3, 3);
            if (m->c == 0 && x % 32 == 5) score = x % 64 == 5 ? (float)NAN : -(float)INFINITY;
            if (m->c == WITH_INFINITIES && x % 32 == 5) score = x % 64 == 5 ? (float)INFINITY : -(float)INFINITY;
            lists[l][i] = (engram_hit){noise_below(t->seed, 9212 + l, i, t->dials[IDS] + 1), same ? 0.25f : score, 0};
        }
        rankings[l] = (engram_ranking){lists[l], lengths[l], noise_float(t->seed, 9203, l, -0.5f, 2), 0};
    }
    fusion = (engram_fusion_options){sizeof fusion, m->a, 60, 0, 0};
    if (noise_below(t->seed, 9204, 0, 2) == 0) fusion.constant = (double)noise_float(t->seed, 9204, 1, 0, 100);
    if (noise_below(t->seed, 9204, 2, 2) == 0) fusion.first_bonus = 0.05, fusion.podium_bonus = 0.02;
}

static void run_merge(const member *m, const trial *t, record *into) {
    const engram_hit *pointers[LISTS_MOST];
    for (size_t l = 0; l < LISTS_MOST; ++l) pointers[l] = lists[l];
    found = 0;
    status = engram_topk_merge(m->a, pointers, lengths, t->dials[LISTS], t->dials[LIST_K], merged, &found);
    record_status(into, status);
    record_put(into, &found, sizeof found);
    record_put(into, merged, (size_t)found * sizeof *merged);
}

static void judge_merge(const member *m, const trial *t, verdict *v) {
    engram_hit all[TOTAL_MOST];
    size_t n = 0;
    for (size_t l = 0; l < t->dials[LISTS]; ++l)
        for (size_t i = 0; i < lengths[l]; ++i)
            if (lists[l][i].score == lists[l][i].score) all[n++] = lists[l][i];
    lower_is_better = is_distance(m->a);
    qsort(all, n, sizeof *all, by_rank);
    if (n > t->dials[LIST_K]) n = (size_t)t->dials[LIST_K];
    if (status != ENGRAM_OK || found != n)
        judge_wrong(v, "%s, %llu hits, expected %zu", engram_status_name(status), (unsigned long long)found, n);
    else judge_hits(merged, all, n, "merge", v);
}

static void run_fusion(const member *m, const trial *t, record *into) {
    (void)m;
    found = 0;
    status = engram_rank_fusion(rankings, t->dials[LISTS], &fusion, t->dials[LIST_K], merged, &found, workspace, sizeof workspace);
    record_status(into, status);
    record_put(into, &found, sizeof found);
    record_put(into, merged, (size_t)found * sizeof *merged);
}

/* A score within its list: an infinity is one step beyond the finite scores, or beside the only one. */
static long double place_in(size_t l, long double score) {
    long double low = INFINITY, high = -(long double)INFINITY, step;
    bool below = false, above = false;
    for (size_t i = 0; i < lengths[l]; ++i) {
        const long double s = (long double)lists[l][i].score;
        below |= s == -(long double)INFINITY, above |= s == (long double)INFINITY;
        if (isfinite(lists[l][i].score)) low = fminl(low, s), high = fmaxl(high, s);
    }
    if (low > high && below != above) return 1; /* all are one infinity */
    if (low > high) low = high = 0;
    step = high > low ? high - low : 1;
    if (!below && !above && low == high) return 1;
    const long double least = below ? low - step : low, most = above ? high + step : high;
    return (fminl(fmaxl(score, least), most) - least) / (most - least);
}

/* The fused score of an id in long double, and the sum of the magnitudes of its terms; false where it is in no list. */
static bool fused(const member *m, const trial *t, uint64_t id, long double *sum, double *magnitude) {
    uint64_t best = UINT64_MAX;
    *sum = 0, *magnitude = 0;
    int infinities = 0;
    for (size_t l = 0; l < t->dials[LISTS]; ++l) {
        for (size_t i = 0; i < lengths[l]; ++i) {
            if (lists[l][i].id != id) continue;
            const long double weight = (long double)rankings[l].weight, score = (long double)lists[l][i].score;
            const long double term = m->a == ENGRAM_FUSION_RECIPROCAL ? weight / ((long double)fusion.constant + i + 1)
                                     : m->a == ENGRAM_FUSION_SCORE    ? weight * score
                                                                      : weight * place_in(l, score);
            if (isinf(term)) infinities += term > 0 ? 1 : -1;
            else *sum += term, *magnitude += (double)fabsl(term);
            if (i < best) best = i;
            break; /* once, at its best rank */
        }
    }
    const double bonus = best == 0 ? fusion.first_bonus : best <= 2 ? fusion.podium_bonus : 0;
    *sum += (long double)bonus, *magnitude += bonus;
    if (infinities != 0) *sum = infinities > 0 ? (long double)INFINITY : -(long double)INFINITY;
    return best != UINT64_MAX;
}

static void judge_fusion(const member *m, const trial *t, verdict *v) {
    if (status != ENGRAM_OK) judge_wrong(v, "status %s", engram_status_name(status));
    size_t distinct = 0;
    for (uint64_t id = 0; id <= t->dials[IDS]; ++id) {
        long double sum;
        double magnitude;
        if (!fused(m, t, id, &sum, &magnitude)) continue;
        ++distinct;
        const double exact = (double)sum, bound = isinf(exact) ? 0 : 0.5 * ulp_at(exact) + 0x1p-45 * magnitude;
        bool returned = false;
        for (size_t i = 0; i < found; ++i)
            if (merged[i].id == id) {
                returned = true;
                if (isinf(exact)) judge_bits(v, merged[i].score, (float)exact, "fused", i);
                else judge_value(v, merged[i].score, exact, bound, ulp_at(exact), "fused", i);
            }
        if (!returned && found > 0 && exact > (double)merged[found - 1].score + 2 * bound)
            judge_wrong(v, "id %llu with %g is missing", (unsigned long long)id, exact);
    }
    if (found != (distinct < t->dials[LIST_K] ? distinct : t->dials[LIST_K]))
        judge_wrong(v, "%llu of %zu ids found", (unsigned long long)found, distinct);
    lower_is_better = false;
    for (size_t i = 1; i < found; ++i)
        if (by_rank(&merged[i - 1], &merged[i]) >= 0) judge_wrong(v, "fused hit %zu is out of order", i);
}

void add_selections(members *list) {
    static const char *const metrics[] = {"", "cosine", "dot", "l2", "hamming", "jaccard"};
    static const char *const types[] = {"", "f32", "f16", "bf16", "i8", "bits"};
    static const char *const fusions[] = {"", "reciprocal", "score", "min_max"};
    member like = {.promise = "equal to a sort of the scores", .dials = {"dim", "rows", "kind", "k", "queries", "tasks"},
                   .draw = draw, .make = make, .run = run, .judge = judge};
    for (int coded = 0; coded <= CODED; ++coded)
        for (size_t c = 0; c < COMBINATIONS; ++c) {
            if (coded && combinations[c].type != ENGRAM_TYPE_F32) continue;
            like.a = combinations[c].metric, like.b = combinations[c].type, like.c = (uint32_t)coded;
            member_add(list, &like, "%s/%s/%s", coded ? "topk_codes" : "topk", metrics[like.a], types[like.b]);
        }
    like = (member){.promise = "equal to a sort of the lists", .dials = {"lists", "length", "k", "ids"},
                    .draw = draw_lists, .make = make_lists, .run = run_merge, .judge = judge_merge};
    for (uint32_t metric = ENGRAM_METRIC_COSINE; metric <= ENGRAM_METRIC_JACCARD; ++metric)
        like.a = metric, member_add(list, &like, "merge/%s", metrics[metric]);
    like.promise = "half an ULP, and 2^-45 sum |terms|", like.run = run_fusion, like.judge = judge_fusion;
    like.c = 1;
    for (uint32_t method = ENGRAM_FUSION_RECIPROCAL; method <= ENGRAM_FUSION_MIN_MAX; ++method)
        like.a = method, member_add(list, &like, "fusion/%s", fusions[method]);
    like.c = WITH_INFINITIES;
    for (uint32_t method = ENGRAM_FUSION_RECIPROCAL; method <= ENGRAM_FUSION_MIN_MAX; ++method)
        like.a = method, member_add(list, &like, "fusion/%s/infinities", fusions[method]);
}

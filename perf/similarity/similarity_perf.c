/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "limits.h"
#include "shim.h"
#include "support/bench.h"

static const char usage[] =
    "similarity_perf [--op OP] [--type f32|f16|bf16|i8|bits] [--queries N] [--k N] [--level NAME] [--dim N] [--rows N]\n"
    "                [--iters N] [--seed N] [--check 0|1] [--json] [--data random|zero|sparse] and the flags of\n"
    "                perf/support/bench.h; zero: the query, sparse: one value in ten is not 0\n"
    "  cosine_many dot_many l2_many hamming_many jaccard_many   one query against --rows rows; items are rows\n"
    "  cosine_pair dot_pair      pairs of rows one call each, --rows of them in turn; items are pairs\n"
    "  cosine_gather dot_gather  one query against --rows rows in random order; items are rows\n"
    "  cosine_block dot_block    --queries queries against --rows rows; items are pairs\n"
    "  cosine_topk dot_topk      the best --k for --queries queries; items are rows times queries\n"
    "  cosine_codes dot_codes    the same through i8 codes (f32 only)\n"
    "  read                      the limit: a sum over the bytes of the rows; items are rows\n"
    "  fma                       the limit: independent fused multiply-adds; items are floating-point operations\n"
    "  cosine_shim dot_shim      a pair through the C calls beside the kernel itself; --iters rounds of 2000 calls\n"
    "  convert                   f32 rows to --type; items are rows\n";

typedef struct work {
    engram_metric metric;
    engram_rows rows, queries;
    engram_codes codes;
    uint64_t k, *ids;
    float *scores;
    engram_hit *hits;
    engram_topk_counts *counts;
    void *converted;
    engram_type target;
} work;

static void many(void *context) {
    work *w = context;
    engram_similarity_many(w->metric, w->queries.data, &w->rows, 0, w->rows.count, w->scores);
}

static void pair(void *context) {
    work *w = context;
    const float *rows = w->rows.data, *query = w->queries.data;
    for (uint64_t i = 0; i < w->rows.count; ++i)
        w->scores[i] = w->metric == ENGRAM_METRIC_COSINE ? engram_cosine_f32(query, rows + i * w->rows.dim, w->rows.dim)
                                                         : engram_dot_f32(query, rows + i * w->rows.dim, w->rows.dim);
}

static void gather(void *context) {
    work *w = context;
    engram_similarity_gather(w->metric, w->queries.data, &w->rows, ENGRAM_IDS_U64, w->ids, w->rows.count, w->scores);
}

static void block(void *context) {
    work *w = context;
    engram_similarity_block(w->metric, &w->queries, &w->rows, 0, NULL, w->scores);
}

static void topk(void *context) {
    work *w = context;
    engram_similarity_topk(w->metric, &w->queries, &w->rows, w->k, NULL, w->hits, w->counts);
}

static void topk_codes(void *context) {
    work *w = context;
    engram_similarity_topk_codes(w->metric, &w->queries, &w->rows, &w->codes, w->k, NULL, w->hits, w->counts);
}

static void convert(void *context) {
    work *w = context;
    engram_rows_convert(&w->rows, w->target, w->converted, 0, w->scores);
}

static void read_all(void *context) {
    work *w = context;
    w->scores[0] = limits_read(w->rows.data, w->rows.count * w->rows.stride);
}

static void shim(void *context) { pair(context); } /* what is checked; shim_report() does the timing */

static void fma_chains(void *context) { ((work *)context)->scores[0] = limits_fma(); }

static const struct operation {
    const char *name;
    engram_metric metric;
    void (*run)(void *);
} operations[] = {
    {"cosine_many", ENGRAM_METRIC_COSINE, many},     {"dot_many", ENGRAM_METRIC_DOT, many},
    {"l2_many", ENGRAM_METRIC_L2_SQUARED, many},     {"hamming_many", ENGRAM_METRIC_HAMMING, many},
    {"jaccard_many", ENGRAM_METRIC_JACCARD, many},   {"cosine_pair", ENGRAM_METRIC_COSINE, pair},
    {"dot_pair", ENGRAM_METRIC_DOT, pair},           {"cosine_gather", ENGRAM_METRIC_COSINE, gather},
    {"dot_gather", ENGRAM_METRIC_DOT, gather},       {"cosine_block", ENGRAM_METRIC_COSINE, block},
    {"dot_block", ENGRAM_METRIC_DOT, block},         {"cosine_topk", ENGRAM_METRIC_COSINE, topk},
    {"dot_topk", ENGRAM_METRIC_DOT, topk},           {"cosine_codes", ENGRAM_METRIC_COSINE, topk_codes},
    {"dot_codes", ENGRAM_METRIC_DOT, topk_codes},    {"read", ENGRAM_METRIC_DOT, read_all},
    {"fma", ENGRAM_METRIC_DOT, fma_chains},          {"convert", ENGRAM_METRIC_DOT, convert},
    {"cosine_shim", ENGRAM_METRIC_COSINE, shim},     {"dot_shim", ENGRAM_METRIC_DOT, shim},
};

static const char *const types[] = {"f32", "f16", "bf16", "i8", "bits"};

static void *buffer(uint64_t bytes) {
    void *p = aligned_alloc(64, (bytes + 127) / 64 * 64);
    if (p == NULL) exit(1);
    memset(p, 0, bytes); /* mapped before anything is timed */
    return p;
}

/* Random rows of a type, as conversions of f32 where there is one. */
static engram_rows matrix(engram_type type, uint64_t count, uint64_t dim, const char *values, uint64_t *seed) {
    const uint64_t row = type == ENGRAM_TYPE_F32 ? dim * 4 : type == ENGRAM_TYPE_I8 ? dim
                         : type == ENGRAM_TYPE_BITS ? (dim + 7) / 8 : dim * 2;
    char *data = buffer(row * count);
    float *f32 = buffer(dim * 4), scale;
    for (uint64_t i = 0; i < count; ++i) {
        for (uint64_t j = 0; j < dim; ++j) f32[j] = bench_uniform(seed, -1, 1);
        if (strcmp(values, "zero") == 0) memset(f32, 0, dim * 4);
        if (strcmp(values, "sparse") == 0)
            for (uint64_t j = 0; j < dim; ++j) f32[j] *= (float)(bench_random(seed) % 10 == 0);
        const engram_rows one = {sizeof one, ENGRAM_TYPE_F32, f32, 1, 0, dim, NULL};
        if (type == ENGRAM_TYPE_F32) memcpy(data + i * row, f32, row);
        else engram_rows_convert(&one, type, data + i * row, 0, &scale);
    }
    free(f32);
    return (engram_rows){sizeof(engram_rows), type, data, count, type == ENGRAM_TYPE_BITS ? row : dim, dim, NULL};
}

/* The work at the scalar level, kept for comparison. */
static int differs(const struct operation *op, work *w, uint64_t scores, uint64_t hits) {
    float *expected = buffer(scores * sizeof *expected);
    engram_hit *expected_hits = buffer(hits * sizeof *expected_hits);
    const engram_level chosen = engram_level_active(ENGRAM_FAMILY_SIMILARITY);
    engram_level_force(ENGRAM_FAMILY_SIMILARITY, ENGRAM_LEVEL_SCALAR);
    (op->run == topk_codes ? topk : op->run)(w);
    memcpy(expected, w->scores, scores * sizeof *expected);
    memcpy(expected_hits, w->hits, hits * sizeof *expected_hits);
    engram_level_force(ENGRAM_FAMILY_SIMILARITY, chosen);
    memset(w->scores, 0, scores * sizeof *expected);
    memset(w->hits, 0, hits * sizeof *expected_hits);
    op->run(w);
    const int result = memcmp(expected, w->scores, scores * sizeof *expected) != 0 ||
                       memcmp(expected_hits, w->hits, hits * sizeof *expected_hits) != 0;
    free(expected), free(expected_hits);
    return result;
}

/* Takes --queries and --k out of the arguments; the rest is common to all drivers. */
static int own_flags(int argc, char **argv, uint64_t *queries, uint64_t *k) {
    int kept = 1;
    for (int i = 1; i < argc; ++i) {
        uint64_t *target = strcmp(argv[i], "--queries") == 0 ? queries : strcmp(argv[i], "--k") == 0 ? k : NULL;
        if (target == NULL) argv[kept++] = argv[i];
        else if (++i < argc) *target = bench_number(argv[i - 1], argv[i], usage);
        else bench_die(argv[i - 1], NULL, usage);
    }
    return kept;
}

int main(int argc, char **argv) {
    bench_options o = {.family = "similarity", .op = "cosine_many", .type = "f32", .dim = 768, .rows = 1000, .iters = 500, .seed = 0x5EED, .check = 1};
    uint64_t queries = 1, k = 10;
    argc = own_flags(argc, argv, &queries, &k);
    o = bench_parse(argc, argv, o, usage);
    const struct operation *op = NULL;
    for (size_t i = 0; i < sizeof operations / sizeof *operations; ++i)
        if (strcmp(o.op, operations[i].name) == 0) op = &operations[i];
    if (op == NULL) bench_die("--op", o.op, usage);
    engram_type type = 0;
    for (engram_type i = 1; i <= 5; ++i)
        if (strcmp(o.type, types[i - 1]) == 0) type = i;
    if (type == 0) bench_die("--type", o.type, usage);
    if (queries == 0) bench_die("--queries", "0", usage);

    const int is_zero = strcmp(o.data, "zero") == 0;
    if (!is_zero && strcmp(o.data, "random") != 0 && strcmp(o.data, "sparse") != 0) bench_die("--data", o.data, usage);
    work w = {.metric = op->metric, .k = k, .target = type};
    const engram_type stored = op->run == convert || op->run == read_all ? ENGRAM_TYPE_F32 : type;
    uint64_t seed = o.seed;
    w.queries = matrix(stored, queries, o.dim, o.data, &seed);
    w.rows = matrix(stored, op->run == fma_chains ? 1 : o.rows, o.dim, is_zero ? "random" : o.data, &seed);
    const uint64_t scores = op->run == block ? queries * o.rows : o.rows, hits = queries * k;
    w.scores = buffer(scores * sizeof(float) + sizeof(float));
    w.hits = buffer(hits * sizeof(engram_hit));
    w.counts = buffer(queries * sizeof(engram_topk_counts));
    w.ids = buffer(o.rows * sizeof(uint64_t));
    for (uint64_t i = 0; i < o.rows; ++i) w.ids[i] = bench_random(&seed) % o.rows;
    if (op->run == convert) w.converted = buffer(o.rows * o.dim * 4);
    if (op->run == topk_codes) {
        int8_t *codes = buffer(o.rows * o.dim);
        float *per_row = buffer(o.rows * 3 * sizeof(float));
        engram_codes_build(&w.rows, 0, o.rows, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, codes, w.rows.count, 0, w.rows.dim, per_row, per_row + o.rows, per_row + 2 * o.rows});
        w.codes = (engram_codes){sizeof w.codes, 0, codes, o.rows, 0, o.dim, per_row, per_row + o.rows, per_row + 2 * o.rows};
    }
    if (o.check && op->run != read_all && op->run != fma_chains && differs(op, &w, scores, hits)) {
        fprintf(stderr, "differs from the scalar reference: not timed\n");
        return 1;
    }
    if (op->run == shim) {
        if (type != ENGRAM_TYPE_F32 || o.rows < 4) bench_die("--rows", "0 to 3, or a type other than f32", usage);
        shim_report(w.metric, w.queries.data, w.rows.data, o.dim, o.iters);
        return 0;
    }
    const uint64_t items = op->run == fma_chains                     ? limits_fma_operations()
                           : op->run == topk || op->run == topk_codes || op->run == block ? o.rows * queries
                                                                     : o.rows;
    double *ns = bench_samples(o.iters, op->run, &w);
    if (op->run == topk_codes) bench_count("rescored", w.counts[0].rescored);
    bench_report(&o, "similarity", items, ns);
    if (op->run == topk_codes && !o.json) printf("  rows rescored for query 0: %" PRIu64 "\n", w.counts[0].rescored);
    free(ns);
    return 0;
}

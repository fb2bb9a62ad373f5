/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Selections with every option, merged lists, fused rankings. */

#include <math.h>

#include "make_rows.h"

enum { ROWS = 70, DIM = 19 };

static void begin_topk(const char *name, unsigned metric, unsigned type, unsigned k) {
    begin("engram_similarity_topk", "%s", name);
    in_number("metric", "u32", metric);
    in_number("k", "u64", k);
    in_rows("queries", type, 2, DIM, 0);
    in_scales("queries", type, 2);
    in_rows("rows", type, ROWS, DIM, 0);
    in_scales("rows", type, ROWS);
}

static void types(void) {
    static const char *const names[5][5] = {
        {"cosine/f32", "cosine/f16", "cosine/bf16", "cosine/i8", NULL},
        {"dot/f32", "dot/f16", "dot/bf16", "dot/i8", NULL},
        {"l2/f32", "l2/f16", "l2/bf16", "l2/i8", NULL},
        {NULL, NULL, NULL, NULL, "hamming/bits"},
        {NULL, NULL, NULL, NULL, "jaccard/bits"},
    };
    for (unsigned metric = 1; metric <= 5; ++metric)
        for (unsigned type = 1; type <= 5; ++type)
            if (is_defined(metric, type)) {
                begin_topk(names[metric - 1][type - 1], metric, type, 6);
                record();
            }
}

static void options(void) {
    static const struct {
        const char *name;
        unsigned metric, k;
        const char *lines[4];
    } cases[] = {
        {"k/0", 1, 0, {NULL}},
        {"k/1", 1, 1, {NULL}},
        {"k/all", 3, ROWS, {NULL}},
        {"k/more_than_rows", 2, ROWS + 5, {NULL}},
        {"threshold/similarity", 1, 20, {"options.flags u32 1", "options.threshold f32 3e19999a"}},
        {"threshold/distance", 3, 20, {"options.flags u32 1", "options.threshold f32 41100000"}},
        {"threshold/none_pass", 1, 3, {"options.flags u32 1", "options.threshold f32 3f800000"}},
        {"refused/threshold_without_flag", 1, 3, {"options.threshold f32 3f800000"}},
        {"range", 1, 4, {"options.flags u32 2", "options.first u64 11", "options.count u64 30"}},
        {"range/empty", 1, 4, {"options.flags u32 2", "options.first u64 70", "options.count u64 0"}},
        {"ids/u32", 1, 4, {"options.id_type u32 1", "options.ids u32 66 3 12 40 41 5 0"}},
        {"ids/u64", 3, 4, {"options.id_type u32 2", "options.ids u64 66 3 12 40 41 5 0"}},
        {"filter", 1, 5, {"options.filter x64 0f0f0f0f0f0f0f0f 0000000000000015", "options.filter_bits u64 70"}},
        {"filter/none", 1, 5, {"options.filter x64 0000000000000000 ffffffffffffffc0", "options.filter_bits u64 128"}},
        {"filter_and_ids", 2, 5,
         {"options.filter x64 00000000ffffffff 0000000000000000", "options.filter_bits u64 70", "options.id_type u32 2",
          "options.ids u64 1 30 31 32 33 69"}},
        {"multiply", 1, 6, {"options.multiply f32 @uniform 900 70 00000000 40000000"}},
        {"multiply/negative", 3, 6, {"options.multiply f32 @uniform 901 70 bf800000 3f800000"}},
        {"add", 1, 6, {"options.add f32 @uniform 902 70 bf800000 3f800000"}},
        {"multiply_add", 1, 6,
         {"options.multiply f32 @uniform 903 70 00000000 40000000", "options.add f32 @uniform 904 70 bf800000 3f800000"}},
        {"bias/nan", 1, 70, {"options.multiply f32 @bits 905 70 ffffffff", "options.flags u32 1", "options.threshold f32 ff800000"}},
        {"bias/threshold", 1, 70,
         {"options.multiply f32 @uniform 906 70 00000000 40000000", "options.flags u32 1", "options.threshold f32 3dcccccd"}},
        {"ties", 1, 6, {"rows.data f32 @fill 1330 3f000000"}},
        {"ties/distance", 3, 6, {"rows.data f32 @fill 1330 3f000000"}},
        {"nan_rows", 1, 6, {"rows.data f32 @bits 907 1330 ffffffff"}},
        {"id_base", 1, 3, {"options.id_base u64 1000000000000"}},
        {"refused/range", 1, 3, {"options.flags u32 2", "options.first u64 60", "options.count u64 11"}},
        {"refused/id", 1, 3, {"options.id_type u32 1", "options.ids u32 3 70"}},
        {"refused/id_type", 1, 3, {"options.id_type u32 3", "options.ids u32 3 69"}},
        {"refused/filter_bits", 1, 3, {"options.filter x64 0 0", "options.filter_bits u64 69"}},
        {"refused/threshold", 1, 3, {"options.flags u32 1", "options.threshold f32 7fc00000"}},
        {"refused/flags", 1, 3, {"options.flags u32 4"}},
        {"refused/id_base", 1, 3, {"options.id_base u64 18446744073709551610"}},
        {"refused/size", 1, 3, {"options.size u32 4096"}},
        {"refused/ids_and_range", 1, 3,
         {"options.flags u32 2", "options.count u64 3", "options.id_type u32 1", "options.ids u32 3"}},
        {"refused/dims", 1, 3, {"queries.dim u64 18"}},
        {"refused/types", 1, 3, {"queries.type u32 2", "queries.data x16 @fill 38 3c00"}},
        {"refused/metric", 4, 3, {NULL}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        begin("engram_similarity_topk", "%s", cases[i].name);
        for (size_t l = 0; l < 4 && cases[i].lines[l] != NULL; ++l) in("%s", cases[i].lines[l]);
        in_number("metric", "u32", cases[i].metric);
        in_number("k", "u64", cases[i].k);
        in_rows("queries", ENGRAM_TYPE_F32, 2, DIM, 0);
        in_rows("rows", ENGRAM_TYPE_F32, ROWS, DIM, 0);
        record();
    }
}

static void through_codes(void) {
    static const char *const names[] = {"", "cosine", "dot", "l2"};
    for (unsigned metric = 1; metric <= 3; ++metric)
        for (int with_options = 0; with_options <= 1; ++with_options) {
            begin("engram_similarity_topk_codes", "%s%s", names[metric], with_options ? "/options" : "");
            in_number("metric", "u32", metric);
            in("k u64 5");
            in_rows("queries", ENGRAM_TYPE_F32, 3, 48, 0);
            in_rows("rows", ENGRAM_TYPE_F32, 130, 48, 0);
            if (with_options) {
                in("options.filter x64 fffffffffffffff7 ffff0fffffffffff 0000000000000003");
                in("options.filter_bits u64 130");
                in_uniform("options.multiply", 130, 0, 1);
            }
            record();
        }
}

/* Three lists with ties, an id in two lists, a NaN and an empty one. */
static void in_lists(void) {
    in("lists.counts u64 4 0 5 3");
    in("lists.id u64 9 2 40 7 3 2 8 11 9 1 9 30");
    in("lists.score f32 3f800000 3f000000 3e800000 bf800000 3f400000 3f000000 3f000000 7fc00000 3d800000 40000000 3f800000 "
       "c0000000");
}

/* Infinities of both signs among finite scores, for the same ids in one list and another. */
static void infinities(void) {
    for (unsigned method = 1; method <= 3; ++method) {
        begin("engram_rank_fusion", "infinities/method%u", method);
        in("lists.counts u64 4 3 2 1");
        in("lists.id u64 1 2 3 4 4 2 1 5 6 7");
        in("lists.score f32 7f800000 3f600000 3f400000 ff800000 7f800000 3f800000 ff800000 ff800000 ff800000 7f800000");
        in("lists.weights f32 3f800000 3f000000 c0000000 3f800000");
        in("k u64 9");
        in_number("options.method", "u32", method);
        in_f64("options.constant", 60.0);
        record();
    }
}

static void range_without_flag(void) {
    begin("engram_similarity_topk", "refused/range_without_flag");
    in("metric u32 1");
    in("queries.type u32 1");
    in("queries.data f32 3f800000");
    in("queries.count u64 1");
    in("queries.dim u64 1");
    in("rows.type u32 1");
    in("rows.data f32 3f800000 3f000000");
    in("rows.count u64 2");
    in("rows.dim u64 1");
    in("k u64 1");
    in("options.count u64 1");
    record();
}

static void lists(void) {
    for (unsigned metric = 1; metric <= 5; ++metric)
        for (unsigned k = 0; k <= 20; k += 5) {
            if (metric != 1 && metric != 3 && k != 5) continue;
            begin("engram_topk_merge", "metric%u/k%u", metric, k);
            in_number("metric", "u32", metric);
            in_lists();
            in_number("k", "u64", k);
            record();
        }
    begin("engram_topk_merge", "refused/metric");
    in("metric u32 6");
    in_lists();
    in("k u64 3");
    record();
    begin("engram_rank_fusion", "defaults");
    in_lists();
    in("lists.weights f32 3f800000 3f800000 3f800000 3f800000");
    in("k u64 12");
    record();
    for (unsigned method = 0; method <= 4; ++method)
        for (unsigned variant = 0; variant < 3; ++variant) {
            if ((method == 0 || method == 4) && variant > 0) continue;
            begin("engram_rank_fusion", "method%u/variant%u", method, variant);
            in_lists();
            in("lists.weights f32 %s", variant == 1 ? "3f333333 3f800000 bf000000 3fcccccd" : "3f800000 3f800000 3f800000 3f800000");
            in("k u64 %u", variant == 2 ? 3 : 12);
            in_number("options.method", "u32", method);
            in_f64("options.constant", variant == 1 ? 0.5 : 60.0);
            if (variant == 1) {
                in_f64("options.first_bonus", 0.05);
                in_f64("options.podium_bonus", 0.02);
            }
            record();
        }
    static const char *const bad[] = {"options.constant f64 bff0000000000000", "options.first_bonus f64 7ff8000000000000",
                                      "lists.weights f32 3f800000 7f800000 3f800000 3f800000",
                                      "lists.weights f32 3f800000 00000000 3f800000 3f800000"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
        begin("engram_rank_fusion", "refused/%zu", i);
        in("%s", bad[i]);
        in_lists();
        in("lists.weights f32 3f800000 3f800000 3f800000 3f800000");
        in("k u64 3");
        in("options.method u32 1");
        record();
    }
}

void make_selection(void) {
    types();
    options();
    through_codes();
    lists();
    infinities();
    range_without_flag();
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Scores, conversions, codes. */

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "make_rows.h"

static const char *const metric_names[] = {"", "cosine", "dot", "l2", "hamming", "jaccard"};
static const char *const type_names[] = {"", "f32", "f16", "bf16", "i8", "bits"};

/* Elements of a type by recipe: f16 and bf16 of magnitude below 2, i8 and bits over their whole range. */
void in_elements(const char *name, unsigned type, size_t rows, size_t dim) {
    const uint64_t s = type == ENGRAM_TYPE_F32 ? 0 : next_seed();
    if (type == ENGRAM_TYPE_F32) in_uniform(name, rows * dim, -1, 1);
    else if (type == ENGRAM_TYPE_I8) in("%s i8 @bits %" PRIu64 " %zu ff", name, s, rows * dim);
    else if (type == ENGRAM_TYPE_BITS) in("%s x8 @bits %" PRIu64 " %zu ff", name, s, rows * ((dim + 7) / 8));
    else in("%s x16 @bits %" PRIu64 " %zu bfff", name, s, rows * dim);
}

void in_rows(const char *prefix, unsigned type, size_t rows, size_t dim, size_t stride) {
    in_number(dotted(prefix, "type"), "u32", type);
    const size_t unit = type == ENGRAM_TYPE_BITS ? 8 : 1;
    in_elements(dotted(prefix, "data"), type, rows, stride == 0 ? dim : stride * unit);
    in_number(dotted(prefix, "count"), "u64", rows);
    if (stride != 0) in_number(dotted(prefix, "stride"), "u64", stride);
    in_number(dotted(prefix, "dim"), "u64", dim);
}

bool is_defined(unsigned metric, unsigned type) { return (metric >= ENGRAM_METRIC_HAMMING) == (type == ENGRAM_TYPE_BITS); }

static void pairs(void) {
    static const size_t dims[] = {0, 1, 7, 31, 32, 33, 65, 100};
    for (unsigned metric = 1; metric <= 5; ++metric)
        for (unsigned type = 1; type <= 5; ++type)
            for (size_t d = 0; d < sizeof dims / sizeof dims[0]; ++d) {
                if (!is_defined(metric, type) && d != 1) continue; /* one refusal is enough */
                begin("engram_similarity_pair", "%s/%s/dim%zu", metric_names[metric], type_names[type], dims[d]);
                in_number("metric", "u32", metric);
                in_number("type", "u32", type);
                in_elements("a", type, 1, dims[d]);
                in_elements("b", type, 1, dims[d]);
                in_number("dim", "u64", dims[d]);
                record();
            }
}

static void special(const char *name, const float *a, const float *b, size_t dim) {
    static const char *const calls[] = {"engram_cosine_f32", "engram_dot_f32", "engram_l2_squared_f32"};
    for (unsigned metric = 1; metric <= 3; ++metric)
        for (int is_plain = 0; is_plain <= 1; ++is_plain) {
            begin(is_plain ? calls[metric - 1] : "engram_similarity_pair", "%s/%s", metric_names[metric], name);
            if (!is_plain) in_number("metric", "u32", metric);
            if (!is_plain) in_number("type", "u32", ENGRAM_TYPE_F32);
            in_f32s("a", a, dim);
            in_f32s("b", b, dim);
            in_number("dim", "u64", dim);
            record();
        }
}

/* Values where an implementation may part from the definition: zeros, limits, cancellation, NaN with a payload. */
static void specials(void) {
    const float nan = bits_float(0xFFC12345u), tiny = bits_float(1), huge = FLT_MAX;
    special("zeros", (float[]){0, -0.0f, 0}, (float[]){1, 2, 3}, 3);
    special("both_zero", (float[]){0, -0.0f}, (float[]){-0.0f, 0}, 2);
    special("self", (float[]){0.1f, -0.7f, 3e7f}, (float[]){0.1f, -0.7f, 3e7f}, 3);
    special("opposite", (float[]){0.1f, -0.7f, 3e7f}, (float[]){-0.1f, 0.7f, -3e7f}, 3);
    special("nan", (float[]){1, nan, 2}, (float[]){1, 1, 1}, 3);
    special("infinity", (float[]){INFINITY, 1}, (float[]){1, 1}, 2);
    special("infinities_cancel", (float[]){INFINITY, INFINITY}, (float[]){INFINITY, -INFINITY}, 2);
    special("denormal", (float[]){tiny, -tiny, 4 * tiny}, (float[]){tiny, tiny, 9 * tiny}, 3);
    special("denormal_and_one", (float[]){tiny, 1}, (float[]){1, tiny}, 2);
    special("largest", (float[]){huge, -huge, huge}, (float[]){huge, huge, -huge}, 3);
    special("largest_and_smallest", (float[]){huge, tiny}, (float[]){tiny, huge}, 2);
    special("square_overflows", (float[]){3e25f, 1e19f}, (float[]){-2e25f, 1e-19f}, 2);
    special("square_underflows", (float[]){3e-25f, 1e-22f}, (float[]){-2e-25f, 1e-23f}, 2);
    float a[64], b[64];
    for (size_t i = 0; i < 64; ++i) { /* 1e8, 1, -1e8, 1: the order of the sum shows */
        a[i] = i % 2 == 1 ? 1.0f : i % 4 == 0 ? 1e8f : -1e8f;
        b[i] = 1;
    }
    special("cancellation", a, b, 64);
    for (unsigned metric = 1; metric <= 3; ++metric) {
        begin("engram_similarity_pair", "%s/any_bits", metric_names[metric]);
        in_number("metric", "u32", metric);
        in_number("type", "u32", ENGRAM_TYPE_F32);
        in("a f32 @bits %" PRIu64 " 96 bfffffff", next_seed());
        in("b f32 @bits %" PRIu64 " 96 bfffffff", next_seed());
        in("dim u64 96");
        record();
    }
    static const struct {
        const char *name;
        unsigned type;
        const char *a, *b;
    } narrow[] = {{"f16_infinity", ENGRAM_TYPE_F16, "7c00 3c00", "3c00 3c00"},
                  {"f16_nan", ENGRAM_TYPE_F16, "7e01 3c00", "3c00 3c00"},
                  {"f16_denormal", ENGRAM_TYPE_F16, "0001 8003", "0002 03ff"},
                  {"bf16_infinity", ENGRAM_TYPE_BF16, "ff80 3f80", "3f80 3f80"},
                  {"bf16_nan", ENGRAM_TYPE_BF16, "7f81 3f80", "3f80 3f80"},
                  {"bf16_denormal", ENGRAM_TYPE_BF16, "0001 8003", "0002 007f"},
                  {"bf16_largest", ENGRAM_TYPE_BF16, "7f7f 7f7f", "7f7f ff7f"}};
    for (size_t i = 0; i < sizeof narrow / sizeof narrow[0]; ++i)
        for (unsigned metric = 1; metric <= 3; ++metric) {
            begin("engram_similarity_pair", "%s/%s", metric_names[metric], narrow[i].name);
            in_number("metric", "u32", metric);
            in_number("type", "u32", narrow[i].type);
            in("a x16 %s", narrow[i].a);
            in("b x16 %s", narrow[i].b);
            in("dim u64 2");
            record();
        }
    for (unsigned metric = 1; metric <= 3; ++metric) {
        begin("engram_similarity_pair", "%s/i8_extremes", metric_names[metric]);
        in_number("metric", "u32", metric);
        in("type u32 4");
        in("a i8 @fill 200 -128");
        in("b i8 @fill 200 %d", metric == 3 ? 127 : -128);
        in("dim u64 200");
        record();
    }
    for (unsigned metric = 4; metric <= 5; ++metric)
        for (int is_empty = 0; is_empty <= 1; ++is_empty) {
            begin("engram_similarity_pair", "%s/%s", metric_names[metric], is_empty ? "empty_sets" : "tail_ignored");
            in_number("metric", "u32", metric);
            in("type u32 5");
            in(is_empty ? "a x8 00 f8" : "a x8 a5 fd");
            in(is_empty ? "b x8 00 08" : "b x8 33 0e");
            in("dim u64 11");
            record();
        }
    static const uint32_t unknown[][2] = {{0, 1}, {6, 1}, {1, 0}, {1, 6}};
    for (size_t i = 0; i < 4; ++i) {
        begin("engram_similarity_pair", "refused/metric%u_type%u", unknown[i][0], unknown[i][1]);
        in_number("metric", "u32", unknown[i][0]);
        in_number("type", "u32", unknown[i][1]);
        in("a f32 3f800000");
        in("b f32 3f800000");
        in("dim u64 1");
        record();
    }
}

/* Scales of i8 rows, whose product with the codes no float rounds away. */
void in_scales(const char *prefix, unsigned type, size_t count) {
    if (type == ENGRAM_TYPE_I8) in_uniform(dotted(prefix, "scales"), count, 0.001f, 0.1f);
}

static void batches(void) {
    for (unsigned metric = 1; metric <= 5; ++metric)
        for (unsigned type = 1; type <= 5; ++type) {
            if (!is_defined(metric, type)) continue;
            const size_t dim = type == ENGRAM_TYPE_BITS ? 77 : 37, stride = type == ENGRAM_TYPE_BITS ? 11 : 40;
            begin("engram_similarity_many", "%s/%s", metric_names[metric], type_names[type]);
            in_number("metric", "u32", metric);
            in_elements("query", type, 1, dim);
            in_rows("rows", type, 19, dim, stride);
            in_scales("rows", type, 19);
            in("first u64 2");
            in("count u64 17");
            record();
            begin("engram_similarity_gather", "%s/%s", metric_names[metric], type_names[type]);
            in_number("metric", "u32", metric);
            in_elements("query", type, 1, dim);
            in_rows("rows", type, 19, dim, 0);
            in_scales("rows", type, 19);
            in("id_type u32 %u", 1 + metric % 2);
            in("ids %s 18 0 3 3 11 7 18 1", metric % 2 == 0 ? "u32" : "u64");
            record();
            begin("engram_similarity_block", "%s/%s", metric_names[metric], type_names[type]);
            in_number("metric", "u32", metric);
            in_rows("queries", type, 5, dim, 0);
            in_scales("queries", type, 5);
            in_rows("rows", type, 11, dim, stride);
            in_scales("rows", type, 11);
            if (metric != 2) in("score_stride u64 13");
            record();
        }
    static const struct {
        const char *name, *line;
    } bad[] = {{"range", "first u64 3"}, {"stride", "rows.stride u64 4"}, {"size", "rows.size u32 4096"},
               {"scales", "rows.scales f32 3f800000 3f800000 3f800000"}, {"null_query", "query f32 null"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
        begin("engram_similarity_many", "refused/%s", bad[i].name);
        in("metric u32 1");
        in("%s", bad[i].line); /* before the usual line of that name, which gives way */
        in_uniform("query", 5, -1, 1);
        in_rows("rows", ENGRAM_TYPE_F32, 3, 5, 0);
        in("count u64 1");
        record();
    }
    begin("engram_similarity_gather", "refused/id");
    in("metric u32 1");
    in_uniform("query", 5, -1, 1);
    in_rows("rows", ENGRAM_TYPE_F32, 3, 5, 0);
    in("id_type u32 1");
    in("ids u32 0 3");
    record();
    for (int i = 0; i < 2; ++i) {
        begin("engram_similarity_many", i == 0 ? "no_rows" : "no_elements");
        in("metric u32 1");
        in("rows.type u32 1");
        in("rows.count u64 %d", i * 2);
        in("rows.dim u64 %d", (1 - i) * 8);
        in("count u64 %d", i * 2);
        record();
    }
}

/* Scales of zeros and of NaN, those that are refused, and those with which the terms of a distance cancel. */
static void scales(void) {
    for (unsigned metric = 1; metric <= 3; ++metric)
        for (unsigned variant = 0; variant < 3; ++variant) {
            static const char *const names[] = {"odd_scales", "refused/negative_scale", "refused/infinite_scale"};
            begin("engram_similarity_many", "%s/i8/%s", metric_names[metric], names[variant]);
            in_number("metric", "u32", metric);
            in("query i8 3 -4 5");
            in("rows.type u32 4");
            in("rows.data i8 1 2 3 1 2 3 1 2 3 1 2 3 0 0 0 0 0 0");
            in("rows.count u64 6");
            in("rows.dim u64 3");
            in("rows.scales f32 3f000000 %s 7fc00001 00000001 3f800000 7fc00000",
               variant == 0 ? "00000000" : variant == 1 ? "bf000000" : "7f800000");
            in("count u64 6");
            record();
        }
    begin("engram_similarity_block", "l2/i8/cancelling");
    in("metric u32 3");
    in("queries.type u32 4");
    in("queries.data i8 60 -30 17 5");
    in("queries.count u64 1");
    in("queries.dim u64 4");
    in("queries.scales f32 3fd55556");
    in("rows.type u32 4");
    in("rows.data i8 120 -60 34 10 120 -60 34 10 121 -60 34 10 -60 30 -17 -5");
    in("rows.count u64 4");
    in("rows.dim u64 4");
    in("rows.scales f32 3f555556 3f555557 3f555556 3fd55557");
    record();
    begin("engram_rows_convert", "i8_odd_scales_to_f32");
    in("rows.type u32 4");
    in("rows.data i8 1 -2 1 -2 1 -2");
    in("rows.count u64 3");
    in("rows.dim u64 2");
    in("rows.scales f32 3f000000 00000000 7fc00001");
    in("type u32 1");
    record();
}

static void convert(const char *name, unsigned from, unsigned to, const char *data, size_t rows, size_t dim) {
    begin("engram_rows_convert", "%s", name);
    in_number("rows.type", "u32", from);
    in("rows.data %s", data);
    in_number("rows.count", "u64", rows);
    in_number("rows.dim", "u64", dim);
    in_number("type", "u32", to);
}

static void conversions(void) {
    convert("f16_all_to_f32", 2, 1, "x16 @ramp 65536 0 1", 16, 4096);
    record();
    convert("bf16_all_to_f32", 3, 1, "x16 @ramp 65536 0 1", 16, 4096);
    record();
    /* Every exponent and 2^16 - 1 steps of the mantissa between: step 0x10001 visits ties and both neighbours. */
    convert("f32_sweep_to_f16", 1, 2, "f32 @ramp 65536 0 10001", 16, 4096);
    record();
    convert("f32_sweep_to_bf16", 1, 3, "f32 @ramp 65536 0 10001", 16, 4096);
    record();
    convert("f32_random_to_f16", 1, 2, "f32 @bits 77 16384 ffffffff", 4, 4096);
    record();
    convert("f32_ties_to_f16", 1, 2,
            "f32 3f801000 3f803000 3f801001 477fefff 477ff000 33000000 33000001 33800000 387fe000 ffc00001 ff800000 80000000",
            3, 4);
    record();
    convert("f32_ties_to_bf16", 1, 3,
            "f32 3f808000 3f818000 3f808001 7f7f7fff 7f7f8000 00008000 00008001 80018000 7f800001 ff800000 80000000 00000000",
            3, 4);
    record();
    convert("f32_to_i8", 1, 4, "f32 @uniform 78 70 c0400000 40400000", 5, 14);
    record();
    convert("f32_special_to_i8", 1, 4,
            "f32 00000000 80000000 00000000 7fc00001 3f800000 40000000 7f800000 3f800000 00000000 00000001 00000003 80000002 "
            "7f7fffff ff7fffff 3f800000",
            5, 3);
    record();
    convert("f32_ties_to_i8", 1, 4, "f32 42fe0000 3f000000 3fc00000 c0200000 c2fd0000 bf000000", 1, 6);
    in("out_stride u64 9");
    record();
    convert("f32_to_bits", 1, 5, "f32 @uniform 79 44 bf800000 3f800000", 4, 11);
    in("out_stride u64 3");
    record();
    convert("f32_special_to_bits", 1, 5, "f32 00000000 80000000 7fc00000 ffc00000 00000001 80000001 7f800000 ff800000", 1, 8);
    record();
    begin("engram_rows_convert", "i8_to_f32");
    in_rows("rows", ENGRAM_TYPE_I8, 4, 13, 0);
    in_scales("rows", ENGRAM_TYPE_I8, 4);
    in("type u32 1");
    record();
    convert("refused/f16_to_bf16", 2, 3, "x16 3c00", 1, 1);
    record();
    convert("refused/type", 1, 9, "f32 3f800000", 1, 1);
    record();
}

static void codes(bool signs) {
    begin("engram_codes_build", signs ? "signs/uniform" : "uniform");
    if (signs) in("kind u32 1");
    in_rows("rows", ENGRAM_TYPE_F32, 6, 33, 0);
    in("first u64 1");
    in("count u64 5");
    in("stride u64 33");
    record();
    begin("engram_codes_build", signs ? "signs/special_rows" : "special_rows"); /* zeros, NaN, infinity, tiny, huge, denormal */
    if (signs) in("kind u32 1");
    in("rows.type u32 1");
    in("rows.data f32 00000000 80000000 7fc00000 3f800000 ff800000 3f800000 0d000000 0c000000 7f000000 7f7fffff 00000001 00000003");
    in("rows.count u64 6");
    in("rows.dim u64 2");
    in("count u64 6");
    record();
}

void make_signs(void) { codes(true); }

void make_similarity(void) {
    pairs();
    specials();
    batches();
    conversions();
    codes(false);
    scales();
}

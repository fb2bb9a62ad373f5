// SPDX-License-Identifier: MIT OR Apache-2.0
// Codes in blocks: engram/codes.h.

#include "abi/counted.hpp"
#include "abi/similarity_codes.hpp"
#include "abi/similarity_options.hpp"
#include "check/check.h"
#include "engram/codes.h"
#include "kernels/similarity/codes_blocks.hpp"

namespace {

// The vectors of these calls are apart from those of the family: they are checked at the first use of these.
constinit bool is_met = false; // atomic
template <typename Done, typename Call> engram_status counted(Done done, Call call) {
    if (ENGRAM_UNLIKELY(!__atomic_load_n(&is_met, __ATOMIC_ACQUIRE))) {
        engram_met(engram_similarity_family);
        engram_part_meet(&engram_codes_checked);
        __atomic_store_n(&is_met, true, __ATOMIC_RELEASE);
    }
    return engram_counted(engram_similarity_family, done, call);
}

constexpr const char *dim_rule = "rows.dim: from 1 to 65536";

engram_status check_float_type(engram_type type, const char *name) {
    ENGRAM_REFUSE(check_type(type, name));
    ENGRAM_REQUIRE(engram_type_is_float(type), ENGRAM_ERROR_METRIC, name);
    return ENGRAM_OK;
}

engram_status check_dim(uint64_t dim, const char *rule) {
    ENGRAM_REQUIRE(dim >= 1 && dim <= ENGRAM_CODES_MAX_DIM, ENGRAM_ERROR_ARGUMENT, rule);
    return ENGRAM_OK;
}

// Codes that are only read are not written through this, either.
engram_status read_blocks(const void *codes, uint64_t bytes, struct engram_code_blocks &out) {
    ENGRAM_REQUIRE(codes != nullptr, ENGRAM_ERROR_NULL, "codes");
    ENGRAM_REQUIRE(engram_is_aligned(codes, 64), ENGRAM_ERROR_ALIGNMENT, "codes: aligned to 64");
    ENGRAM_REQUIRE(engram_codes_header_read(const_cast<void *>(codes), bytes, &out), ENGRAM_ERROR_ARGUMENT,
                   "codes: begun with engram_codes_begin(), and whole");
    return ENGRAM_OK;
}

// Queries, rows and their data are floats of the type and dim of the codes.
engram_status check_blocks_of(const struct engram_code_blocks &blocks, const matrix &m) {
    ENGRAM_REQUIRE(m.rows.type == blocks.type, ENGRAM_ERROR_ARGUMENT, "rows.type: that of the codes");
    ENGRAM_REQUIRE(m.rows.dim == blocks.dim, ENGRAM_ERROR_ARGUMENT, "rows.dim: that of the codes");
    return ENGRAM_OK;
}

engram_status read_accuracy(const engram_accuracy_options *given, uint64_t k, engram_accuracy_options &out) {
    memset(&out, 0, sizeof out);
    if (given != nullptr)
        ENGRAM_REFUSE(engram_read_struct(&out, sizeof out, alignof(engram_accuracy_options), 8, given, "accuracy.size"));
    ENGRAM_REQUIRE(out.accuracy <= ENGRAM_ACCURACY_FIXED, ENGRAM_ERROR_ENUM, "accuracy.accuracy");
    const bool is_near = out.accuracy == ENGRAM_ACCURACY_NEAR, is_fixed = out.accuracy == ENGRAM_ACCURACY_FIXED;
    ENGRAM_REQUIRE(out.probability == 0.0 || (is_near && out.probability > 0.0 && out.probability < 1.0), ENGRAM_ERROR_ARGUMENT,
                   "accuracy.probability: near: above 0 and below 1, or 0 for 1e-9; else 0");
    ENGRAM_REQUIRE(is_fixed ? out.candidates >= k : out.candidates == 0, ENGRAM_ERROR_ARGUMENT,
                   "accuracy.candidates: fixed: k or more; else 0");
    return ENGRAM_OK;
}

// The rows to which the codes belong: the first and the last tell.
engram_status check_rows_of(const struct engram_code_blocks &blocks, const matrix &m, void *scratch) {
    ENGRAM_REQUIRE(m.rows.count == blocks.count, ENGRAM_ERROR_ARGUMENT, "codes: of as many rows as rows.count");
    if (blocks.count == 0) return ENGRAM_OK;
    auto *floats = static_cast<float *>(scratch);
    const uint64_t ends[] = {0, blocks.count - 1};
    for (const uint64_t row : ends)
        ENGRAM_REQUIRE(engram_codes_row_matches(engram_similarity_active(), &m.rows, row, &blocks, floats), ENGRAM_ERROR_ARGUMENT,
                       "codes: of these rows");
    return ENGRAM_OK;
}

engram_status check_bound_metric(engram_metric metric) {
    ENGRAM_REQUIRE(ENGRAM_METRIC_INDEX(metric) < ENGRAM_METRIC_COUNT, ENGRAM_ERROR_ENUM, "metric");
    ENGRAM_REQUIRE(ENGRAM_METRIC_INDEX(metric) < ENGRAM_NUMBER_METRIC_COUNT, ENGRAM_ERROR_METRIC, "metric: cosine, dot or L2");
    return ENGRAM_OK;
}

// What has been checked; the options are there already.
void fill_job(struct engram_cascade_job &job, engram_metric metric, const matrix &q, const matrix &m, const engram_codes *fine,
              uint64_t k, const engram_accuracy_options &a) {
    job.topk.ops = engram_similarity_active();
    job.topk.metric = metric;
    job.topk.queries = q.rows;
    job.topk.rows = m.rows;
    job.topk.codes = fine;
    job.topk.k = k;
    job.accuracy = a.accuracy;
    const double miss = (a.probability > 0.0 ? a.probability : 1e-9) / static_cast<double>(k != 0 ? k : 1);
    job.reach = a.accuracy == ENGRAM_ACCURACY_EXACT ? 1.0
              : a.accuracy == ENGRAM_ACCURACY_FIXED ? 0.0
                                                    : engram_codes_reach(miss, m.rows.dim);
}

// Ids need no bounds: through the finer codes, or in full.
void select_listed(const struct engram_cascade_job &job, engram_hit *hits, engram_codes_counts *counts) {
    auto *plain = reinterpret_cast<engram_topk_counts *>(counts);
    engram_topk_run(&job.topk, hits, plain);
    for (uint64_t i = job.topk.queries.count; i-- > 0;) {
        const engram_topk_counts c = plain[i];
        counts[i] = {c.found, c.scored, c.nan, c.scored, c.rescored};
    }
}

} // namespace

engram_status engram_rotate(const engram_rows *rows, uint64_t seed, float *out) {
    matrix m;
    const auto work = [&] { return engram_work{m.rows.count, m.bytes}; };
    return counted(work, [&]() -> engram_status {
        ENGRAM_REFUSE(check_shape(rows, rows_names, m));
        ENGRAM_REFUSE(check_float_type(m.rows.type, "rows.type: f32, f16 or bf16"));
        ENGRAM_REFUSE(check_dim(m.rows.dim, dim_rule));
        ENGRAM_REFUSE(check_data(m));
        uint64_t floats;
        ENGRAM_REQUIRE(!__builtin_mul_overflow(m.rows.count, m.rows.dim, &floats), ENGRAM_ERROR_OVERFLOW, "rows.count");
        const engram_piece made = array_of(out, floats, "out");
        ENGRAM_REFUSE(engram_check_piece(made));
        ENGRAM_REFUSE(check_apart_from(made, m));
        engram_rotate_run(engram_similarity_active(), &m.rows, seed, out);
        return ENGRAM_OK;
    });
}

uint64_t engram_codes_bytes(uint64_t dim, uint64_t rows) {
    uint64_t bytes;
    if (dim == 0 || dim > ENGRAM_CODES_MAX_DIM ||
        __builtin_mul_overflow(rows / 32 + (rows % 32 != 0), uint64_t{engram_codes_block_bytes(dim)}, &bytes))
        return UINT64_MAX;
    return __builtin_add_overflow(bytes, sizeof(engram_codes_header), &bytes) ? UINT64_MAX : bytes;
}

engram_status engram_codes_begin(const engram_codes_shape *shape, void *codes, uint64_t bytes) {
    return engram_checked([&]() -> engram_status {
        engram_codes_shape s;
        ENGRAM_REQUIRE(shape != nullptr, ENGRAM_ERROR_NULL, "shape");
        memset(&s, 0, sizeof s);
        ENGRAM_REFUSE(engram_read_struct(&s, sizeof s, alignof(engram_codes_shape), 24, shape, "shape.size"));
        ENGRAM_REFUSE(check_float_type(s.type, "shape.type: f32, f16 or bf16"));
        ENGRAM_REFUSE(check_dim(s.dim, "shape.dim: from 1 to 65536"));
        ENGRAM_REQUIRE(codes != nullptr, ENGRAM_ERROR_NULL, "codes");
        ENGRAM_REQUIRE(engram_is_aligned(codes, 64), ENGRAM_ERROR_ALIGNMENT, "codes: aligned to 64");
        ENGRAM_REQUIRE(bytes >= sizeof(engram_codes_header), ENGRAM_ERROR_MEMORY, "bytes: engram_codes_bytes() or more");
        engram_codes_header_write(codes, s.type, s.dim, s.seed, 0);
        return ENGRAM_OK;
    }());
}

engram_status engram_codes_describe(const void *codes, uint64_t bytes, engram_codes_shape *shape) {
    return engram_checked([&]() -> engram_status {
        struct engram_code_blocks blocks;
        ENGRAM_REFUSE(read_blocks(codes, bytes, blocks));
        ENGRAM_REQUIRE(shape != nullptr, ENGRAM_ERROR_NULL, "shape");
        ENGRAM_REFUSE(engram_check_out_struct(shape, sizeof *shape, alignof(engram_codes_shape), 24, "shape.size"));
        const engram_codes_shape s = {sizeof s, blocks.type, blocks.dim, blocks.seed, blocks.count, sizeof(engram_codes_header),
                                      blocks.block_bytes};
        engram_write_struct(shape, &s);
        return ENGRAM_OK;
    }());
}

uint64_t engram_codes_encode_scratch(uint64_t dim, uint32_t task_count) {
    const uint64_t tasks = task_count > 1 ? task_count : 1;
    return dim == 0 || dim > ENGRAM_CODES_MAX_DIM ? UINT64_MAX : tasks * ((dim + 15) / 16 * 64);
}

engram_status engram_codes_encode(const engram_rows *rows, uint64_t at, const engram_executor *executor, void *scratch,
                                  uint64_t scratch_bytes, void *codes, uint64_t bytes) {
    matrix m;
    const auto work = [&] { return engram_work{m.rows.count, m.bytes}; };
    return counted(work, [&]() -> engram_status {
        struct engram_code_blocks blocks;
        ENGRAM_REFUSE(check_shape(rows, rows_names, m));
        ENGRAM_REFUSE(read_blocks(codes, bytes, blocks));
        ENGRAM_REFUSE(check_blocks_of(blocks, m));
        ENGRAM_REFUSE(check_data(m));
        ENGRAM_REQUIRE(at <= blocks.count, ENGRAM_ERROR_ARGUMENT, "at: up to the rows that have codes");
        uint64_t end;
        ENGRAM_REQUIRE(!__builtin_add_overflow(at, m.rows.count, &end), ENGRAM_ERROR_OVERFLOW, "rows.count");
        ENGRAM_REQUIRE(engram_codes_bytes(blocks.dim, end) <= bytes, ENGRAM_ERROR_MEMORY, "bytes: engram_codes_bytes() or more");
        ENGRAM_REFUSE(engram_check_executor(executor));
        const uint64_t needed = engram_codes_encode_scratch(blocks.dim, executor != nullptr ? executor->task_count : 1);
        ENGRAM_REFUSE(engram_check_scratch(scratch, scratch_bytes, needed, "scratch: engram_codes_encode_scratch()"));
        const engram_piece outs[] = {{codes, bytes, 1, "codes"}, {scratch, scratch_bytes, 1, "scratch"}};
        const engram_piece read[] = {data_of(m)};
        ENGRAM_REFUSE(engram_check_all_apart(outs, 2, read, 1));
        if (m.rows.count != 0)
            engram_codes_encode_run(engram_similarity_active(), &m.rows, at, &blocks, executor, static_cast<float *>(scratch));
        return ENGRAM_OK;
    });
}

uint64_t engram_topk_codes_scratch(uint64_t dim, uint64_t query_count, uint64_t k, const engram_accuracy_options *accuracy,
                                   uint32_t task_count) {
    engram_accuracy_options a;
    if (read_accuracy(accuracy, 0, a) != ENGRAM_OK || dim == 0) return UINT64_MAX;
    return engram_cascade_scratch_bytes(dim, query_count, k, a.accuracy, a.candidates, task_count);
}

engram_status engram_topk_codes(engram_metric metric, const engram_rows *queries, const engram_rows *rows, const void *codes,
                                uint64_t codes_bytes, const engram_codes *fine, uint64_t k,
                                const engram_accuracy_options *accuracy, const engram_topk_options *options, engram_hit *hits,
                                engram_codes_counts *counts) {
    matrix q, m;
    code_matrix c;
    struct engram_cascade_job job;
    const auto work = [&] {
        engram_work done = {0, 0};
        const uint64_t row = engram_row_bytes(m.rows.type, m.rows.dim), fine_row = fine != nullptr ? code_bytes_of(c.codes) : 0;
        for (uint64_t i = 0; i < q.rows.count; ++i) {
            done.items += counts[i].scored;
            done.bytes += counts[i].scored * job.blocks.block_bytes / 32 + counts[i].survived * fine_row + counts[i].rescored * row;
        }
        return done;
    };
    return counted(work, [&]() -> engram_status {
        ENGRAM_REFUSE(check_shape(queries, queries_names, q));
        ENGRAM_REFUSE(check_shape(rows, rows_names, m));
        ENGRAM_REFUSE(check_bound_metric(metric));
        ENGRAM_REFUSE(check_match(q, m));
        ENGRAM_REFUSE(read_blocks(codes, codes_bytes, job.blocks));
        ENGRAM_REFUSE(check_blocks_of(job.blocks, m));
        if (fine != nullptr) ENGRAM_REFUSE(check_codes(fine, m, c));
        engram_accuracy_options a;
        ENGRAM_REFUSE(read_accuracy(accuracy, k, a));
        ENGRAM_REFUSE(check_options(options, m.rows.count, job.topk));
        const engram_topk_options &o = job.topk.options;
        const uint64_t n = q.rows.count;
        if (n == 0) return ENGRAM_OK;
        uint64_t kept = 0;
        ENGRAM_REQUIRE(!__builtin_mul_overflow(n, k, &kept) && engram_bytes_fit(kept, sizeof *hits), ENGRAM_ERROR_OVERFLOW,
                       "k");
        ENGRAM_REQUIRE(engram_bytes_fit(n, sizeof *counts), ENGRAM_ERROR_OVERFLOW, "queries.count");
        ENGRAM_REFUSE(check_data(q));
        ENGRAM_REFUSE(check_data(m));
        const uint64_t needed = engram_cascade_scratch_bytes(m.rows.dim, n, k, a.accuracy, a.candidates,
                                                             o.executor != nullptr ? o.executor->task_count : 1);
        ENGRAM_REFUSE(engram_check_scratch(o.scratch, o.scratch_bytes, needed, "options.scratch: engram_topk_codes_scratch()"));
        const option_pieces of_options = pieces_of(o, m.rows.count);
        const engram_piece outs[] = {array_of(counts, n, "counts"), array_of(hits, kept, "hits"), of_options.piece[option_inputs]};
        ENGRAM_REFUSE(engram_check_piece(outs[0]));
        ENGRAM_REFUSE(engram_check_piece(outs[1]));
        const engram_piece read[] = {data_of(q), data_of(m), {codes, codes_bytes, 1, "codes"}};
        ENGRAM_REFUSE(engram_check_all_apart(outs, 3, read, 3));
        ENGRAM_REFUSE(engram_check_all_apart(outs, 3, of_options.piece, option_inputs));
        if (fine != nullptr) ENGRAM_REFUSE(engram_check_all_apart(outs, 3, pieces_of(c).piece, 4));
        ENGRAM_REFUSE(check_rows_of(job.blocks, m, o.scratch));
        fill_job(job, metric, q, m, fine != nullptr ? &c.codes : nullptr, k, a);
        job.candidates = a.candidates;
        job.collects = false;
        if (o.ids != nullptr) select_listed(job, hits, counts);
        else engram_cascade_run(&job, hits, counts);
        return ENGRAM_OK;
    });
}

engram_status engram_codes_candidates(engram_metric metric, const engram_rows *queries, const void *codes, uint64_t codes_bytes,
                                      const engram_codes *fine, uint64_t k, const engram_accuracy_options *accuracy,
                                      const engram_topk_options *options, uint64_t room, engram_hit *candidates,
                                      engram_codes_counts *counts) {
    matrix q, m;
    code_matrix c;
    struct engram_cascade_job job;
    const auto work = [&] {
        engram_work done = {0, 0};
        for (uint64_t i = 0; i < q.rows.count; ++i) {
            done.items += counts[i].scored;
            done.bytes += counts[i].scored * job.blocks.block_bytes / 32 +
                          (fine != nullptr ? counts[i].survived * code_bytes_of(c.codes) : 0);
        }
        return done;
    };
    return counted(work, [&]() -> engram_status {
        ENGRAM_REFUSE(check_shape(queries, queries_names, q));
        ENGRAM_REFUSE(check_bound_metric(metric));
        ENGRAM_REFUSE(read_blocks(codes, codes_bytes, job.blocks));
        ENGRAM_REQUIRE(q.rows.type == job.blocks.type, ENGRAM_ERROR_ARGUMENT, "queries.type: that of the codes");
        ENGRAM_REQUIRE(q.rows.dim == job.blocks.dim, ENGRAM_ERROR_ARGUMENT, "queries.dim: that of the codes");
        const engram_rows elsewhere = {sizeof elsewhere, job.blocks.type, nullptr, job.blocks.count, job.blocks.dim,
                                       job.blocks.dim, nullptr};
        m = {elsewhere, 0, &rows_names};
        if (fine != nullptr) ENGRAM_REFUSE(check_codes(fine, m, c));
        engram_accuracy_options a;
        ENGRAM_REFUSE(read_accuracy(accuracy, k, a));
        ENGRAM_REQUIRE(a.accuracy != ENGRAM_ACCURACY_FIXED, ENGRAM_ERROR_ARGUMENT, "accuracy.accuracy: near or exact; room is fixed");
        ENGRAM_REFUSE(check_options(options, m.rows.count, job.topk));
        const engram_topk_options &o = job.topk.options;
        ENGRAM_REQUIRE(o.ids == nullptr, ENGRAM_ERROR_ARGUMENT, "options.ids: null");
        ENGRAM_REQUIRE(o.multiply == nullptr, ENGRAM_ERROR_ARGUMENT, "options.multiply: null");
        ENGRAM_REQUIRE(o.add == nullptr, ENGRAM_ERROR_ARGUMENT, "options.add: null");
        const uint64_t n = q.rows.count;
        if (n == 0) return ENGRAM_OK;
        uint64_t kept = 0;
        ENGRAM_REQUIRE(!__builtin_mul_overflow(n, room, &kept) && engram_bytes_fit(kept, sizeof *candidates), ENGRAM_ERROR_OVERFLOW,
                       "room");
        ENGRAM_REQUIRE(engram_bytes_fit(n, sizeof *counts), ENGRAM_ERROR_OVERFLOW, "queries.count");
        ENGRAM_REFUSE(check_data(q));
        const uint64_t needed = engram_topk_codes_scratch(m.rows.dim, n, k, nullptr, o.executor != nullptr ? o.executor->task_count : 1);
        ENGRAM_REFUSE(engram_check_scratch(o.scratch, o.scratch_bytes, needed, "options.scratch: engram_topk_codes_scratch()"));
        const option_pieces of_options = pieces_of(o, m.rows.count);
        const engram_piece outs[] = {array_of(counts, n, "counts"), array_of(candidates, kept, "candidates"),
                                     of_options.piece[option_inputs]};
        ENGRAM_REFUSE(engram_check_piece(outs[0]));
        ENGRAM_REFUSE(engram_check_piece(outs[1]));
        const engram_piece read[] = {data_of(q), {codes, codes_bytes, 1, "codes"}};
        ENGRAM_REFUSE(engram_check_all_apart(outs, 3, read, 2));
        ENGRAM_REFUSE(engram_check_all_apart(outs, 3, of_options.piece, option_inputs));
        if (fine != nullptr) ENGRAM_REFUSE(engram_check_all_apart(outs, 3, pieces_of(c).piece, 4));
        fill_job(job, metric, q, m, fine != nullptr ? &c.codes : nullptr, k, a);
        job.candidates = room;
        job.collects = true;
        engram_cascade_run(&job, candidates, counts);
        return ENGRAM_OK;
    });
}

engram_status engram_codes_rescore(engram_metric metric, const engram_rows *query, const engram_rows *vectors,
                                   const engram_hit *candidates, uint64_t k, engram_hit *hits, uint64_t *found) {
    matrix q, m;
    const auto work = [&] { return engram_work{m.rows.count, m.bytes}; };
    return counted(work, [&]() -> engram_status {
        ENGRAM_REFUSE(check_shape(query, queries_names, q));
        ENGRAM_REFUSE(check_shape(vectors, rows_names, m));
        ENGRAM_REFUSE(check_bound_metric(metric));
        ENGRAM_REFUSE(check_float_type(m.rows.type, "vectors.type: f32, f16 or bf16"));
        ENGRAM_REFUSE(check_match(q, m));
        ENGRAM_REQUIRE(q.rows.count == 1, ENGRAM_ERROR_ARGUMENT, "query.count: 1");
        ENGRAM_REFUSE(check_data(q));
        ENGRAM_REFUSE(check_data(m));
        const engram_piece outs[] = {array_of(hits, k, "hits"), array_of(found, 1, "found")};
        const engram_piece read[] = {data_of(q), data_of(m), array_of(candidates, m.rows.count, "candidates")};
        for (const engram_piece &piece : outs) ENGRAM_REFUSE(engram_check_piece(piece));
        ENGRAM_REFUSE(engram_check_piece(read[2]));
        ENGRAM_REFUSE(engram_check_all_apart(outs, 2, read, 3));
        ENGRAM_REQUIRE(*found <= k, ENGRAM_ERROR_ARGUMENT, "found: at most k");
        *found = engram_codes_rescore_run(engram_similarity_active(), metric, &q.rows, &m.rows, candidates, k, hits, *found);
        return ENGRAM_OK;
    });
}

// SPDX-License-Identifier: MIT OR Apache-2.0
// The making half of engram/lists.h.

#include "engram/lists.h"

#include "abi/counted.hpp"
#include "abi/similarity_check.hpp"
#include "kernels/similarity/lists.h"

namespace {

constexpr matrix_names centroids_names = ENGRAM_MATRIX_NAMES("centroids");
constexpr uint64_t place_bytes = 24; // home, next, order, sample; far, next_far

uint32_t tasks_of(const engram_executor *executor) {
    return executor != nullptr && executor->task_count > 1 ? executor->task_count : 1;
}

// The metrics that have means, as what is near.
engram_status check_near(engram_metric metric, engram_metric &near) {
    ENGRAM_REQUIRE(ENGRAM_METRIC_INDEX(metric) < ENGRAM_METRIC_COUNT, ENGRAM_ERROR_ENUM, "metric");
    ENGRAM_REQUIRE(ENGRAM_METRIC_INDEX(metric) < ENGRAM_NUMBER_METRIC_COUNT, ENGRAM_ERROR_METRIC, "metric");
    near = metric == ENGRAM_METRIC_COSINE ? ENGRAM_METRIC_COSINE : ENGRAM_METRIC_L2_SQUARED;
    return ENGRAM_OK;
}

engram_status check_float_rows(const engram_rows *rows, matrix &m) {
    ENGRAM_REFUSE(check_shape(rows, rows_names, m));
    ENGRAM_REQUIRE(engram_type_is_float(m.rows.type), ENGRAM_ERROR_METRIC, "rows.type: f32, f16 or bf16");
    ENGRAM_REQUIRE(m.rows.count < UINT32_MAX, ENGRAM_ERROR_ARGUMENT, "rows.count: below 2^32 - 1");
    return check_data(m);
}

engram_status check_list_options(const engram_lists_options *options, engram_lists_options &o) {
    memset(&o, 0, sizeof o);
    if (options != nullptr)
        ENGRAM_REFUSE(engram_read_struct(&o, sizeof o, alignof(engram_lists_options), 8, options, "options.size"));
    ENGRAM_REQUIRE(o.reserved == 0, ENGRAM_ERROR_ARGUMENT, "options.reserved: 0");
    return engram_check_executor(o.executor);
}

// What both calls need of the scratch memory, cut for so many places.
engram_status cut_scratch(const engram_lists_options &o, uint64_t count, uint64_t lists, struct engram_places &p,
                          uint32_t *&sample) {
    const uint64_t needed = engram_lists_scratch(count, p.rows.dim, lists, tasks_of(o.executor));
    ENGRAM_REQUIRE(needed != UINT64_MAX, ENGRAM_ERROR_OVERFLOW, "options.executor.task_count");
    ENGRAM_REFUSE(engram_check_scratch(o.scratch, o.scratch_bytes, needed, "options.scratch"));
    char *at = static_cast<char *>(o.scratch);
    p.offsets = reinterpret_cast<uint64_t *>(at);
    at += (lists + 1) * sizeof(uint64_t);
    p.tasks = at;
    at += tasks_of(o.executor) * ENGRAM_LISTS_TASK_BYTES * p.rows.dim;
    auto *words = reinterpret_cast<uint32_t *>(at);
    p.home = words, p.next = words + count, p.order = words + 2 * count, sample = words + 3 * count;
    p.far = reinterpret_cast<float *>(words + 4 * count), p.next_far = p.far + count;
    return ENGRAM_OK;
}

engram_piece scratch_of(const engram_lists_options &o) {
    return {o.scratch, o.scratch != nullptr ? o.scratch_bytes : 0, 1, "options.scratch"};
}

engram_status check_learn_options(const engram_lists_options &o, uint64_t lists, uint64_t rows, uint64_t &sample) {
    ENGRAM_REQUIRE(o.cap == 0, ENGRAM_ERROR_ARGUMENT, "options.cap: 0, of the call that assigns");
    ENGRAM_REQUIRE(o.border == 0.0f, ENGRAM_ERROR_ARGUMENT, "options.border: 0, of the call that assigns");
    ENGRAM_REQUIRE(lists >= 1 && lists <= rows, ENGRAM_ERROR_ARGUMENT, "lists: 1 to rows.count");
    ENGRAM_REQUIRE(o.sample == 0 || o.sample >= lists, ENGRAM_ERROR_ARGUMENT, "options.sample: lists or more, or 0");
    sample = o.sample != 0 ? o.sample : 64 * lists;
    if (sample > rows) sample = rows;
    return ENGRAM_OK;
}

engram_status check_assign_options(const engram_lists_options &o, uint64_t lists, uint64_t rows) {
    ENGRAM_REQUIRE(o.rounds == 0, ENGRAM_ERROR_ARGUMENT, "options.rounds: 0, of the call that learns");
    ENGRAM_REQUIRE(o.sample == 0, ENGRAM_ERROR_ARGUMENT, "options.sample: 0, of the call that learns");
    ENGRAM_REQUIRE(o.seed == 0, ENGRAM_ERROR_ARGUMENT, "options.seed: 0, of the call that learns");
    ENGRAM_REQUIRE(o.border == 0.0f || (o.border >= 1.0f && o.border <= FLT_MAX), ENGRAM_ERROR_ARGUMENT,
                   "options.border: 1 or more and finite, or 0");
    ENGRAM_REQUIRE(lists >= 1 && lists < UINT32_MAX, ENGRAM_ERROR_ARGUMENT, "centroids.count: 1 to 2^32 - 2");
    ENGRAM_REQUIRE(o.cap == 0 || o.cap >= rows / lists + (rows % lists != 0), ENGRAM_ERROR_ARGUMENT,
                   "options.cap: room for all rows, or 0");
    return ENGRAM_OK;
}

// The next place of each row, where it is near enough.
void place_seconds(const struct engram_places &p, float border, uint32_t *seconds) {
    const float base = p.near == ENGRAM_METRIC_COSINE ? 1.0f : 0.0f; // far is -cosine then
    for (uint64_t i = 0; i < p.count; ++i) {
        const bool is_near = border != 0.0f && p.next_far[i] <= FLT_MAX && base + p.next_far[i] <= border * (base + p.far[i]);
        seconds[i] = is_near ? p.next[i] : ENGRAM_LISTS_NONE;
    }
}

engram_work scored(uint64_t rows, uint64_t lists, const matrix &m) {
    return {rows * lists, rows * engram_row_bytes(m.rows.type, m.rows.dim)};
}

} // namespace

uint64_t engram_lists_scratch(uint64_t rows, uint64_t dim, uint64_t lists, uint32_t task_count) {
    uint64_t of_rows, of_lists, of_tasks, sum;
    if (__builtin_mul_overflow(rows, place_bytes, &of_rows) || lists == UINT64_MAX ||
        __builtin_mul_overflow(lists + 1, uint64_t{8}, &of_lists) ||
        __builtin_mul_overflow(dim, uint64_t{ENGRAM_LISTS_TASK_BYTES} * (task_count > 1 ? task_count : 1), &of_tasks) ||
        __builtin_add_overflow(of_rows, of_lists, &sum) || __builtin_add_overflow(sum, of_tasks, &sum))
        return UINT64_MAX;
    return sum;
}

engram_status engram_lists_learn(engram_metric metric, const engram_rows *rows, uint64_t lists,
                                 const engram_lists_options *options, float *centroids) {
    matrix m;
    engram_lists_options o;
    uint64_t count = 0;
    return engram_counted(engram_similarity_family, [&] { return scored(count, lists, m); }, [&]() -> engram_status {
        struct engram_places p = {};
        ENGRAM_REFUSE(check_near(metric, p.near));
        ENGRAM_REFUSE(check_float_rows(rows, m));
        ENGRAM_REFUSE(check_list_options(options, o));
        ENGRAM_REFUSE(check_learn_options(o, lists, m.rows.count, count));
        ENGRAM_REQUIRE(m.rows.dim == 0 || engram_bytes_fit(lists, m.rows.dim * sizeof(float)), ENGRAM_ERROR_OVERFLOW, "lists");
        p.ops = engram_similarity_active();
        p.rows = m.rows;
        p.executor = o.executor;
        p.count = count;
        uint32_t *sample;
        ENGRAM_REFUSE(cut_scratch(o, count, lists, p, sample));
        const engram_piece outs[] = {{centroids, lists * m.rows.dim, sizeof(float), "centroids"}, scratch_of(o)};
        ENGRAM_REFUSE(engram_check_piece(outs[0]));
        for (const engram_piece &out : outs) ENGRAM_REFUSE(check_apart_from(out, m));
        ENGRAM_REFUSE(engram_check_apart(outs[0], outs[1]));
        p.sample = sample;
        p.centroids = {sizeof(engram_rows), ENGRAM_TYPE_F32, centroids, lists, m.rows.dim, m.rows.dim, nullptr};
        engram_lists_learn_run(&p, sample, o.seed, o.rounds != 0 ? o.rounds : 10, centroids);
        return ENGRAM_OK;
    });
}

engram_status engram_lists_assign(engram_metric metric, const engram_rows *rows, const engram_rows *centroids,
                                  const engram_lists_options *options, uint32_t *homes, uint32_t *seconds) {
    matrix m, c;
    return engram_counted(engram_similarity_family, [&] { return scored(m.rows.count, c.rows.count, m); }, [&]() -> engram_status {
        struct engram_places p = {};
        engram_lists_options o;
        ENGRAM_REFUSE(check_near(metric, p.near));
        ENGRAM_REFUSE(check_float_rows(rows, m));
        ENGRAM_REFUSE(check_shape(centroids, centroids_names, c));
        ENGRAM_REQUIRE(c.rows.type == ENGRAM_TYPE_F32, ENGRAM_ERROR_ARGUMENT, "centroids.type: f32");
        ENGRAM_REQUIRE(c.rows.dim == m.rows.dim, ENGRAM_ERROR_ARGUMENT, "centroids.dim: that of the rows");
        ENGRAM_REFUSE(check_list_options(options, o));
        ENGRAM_REFUSE(check_assign_options(o, c.rows.count, m.rows.count));
        const uint64_t count = m.rows.count;
        if (count == 0) return ENGRAM_OK;
        ENGRAM_REFUSE(check_data(c));
        p.ops = engram_similarity_active();
        p.rows = m.rows;
        p.centroids = c.rows;
        p.executor = o.executor;
        p.count = count;
        uint32_t *unused;
        ENGRAM_REFUSE(cut_scratch(o, count, c.rows.count, p, unused));
        const engram_piece outs[] = {{homes, count, sizeof *homes, "homes"}, {seconds, count, sizeof *seconds, "seconds"},
                                     scratch_of(o)};
        ENGRAM_REFUSE(engram_check_piece(outs[0]));
        ENGRAM_REFUSE((o.border != 0.0f ? engram_check_piece : engram_check_optional)(outs[1]));
        for (const engram_piece &out : outs) {
            if (out.memory == nullptr) continue;
            ENGRAM_REFUSE(check_apart_from(out, m));
            ENGRAM_REFUSE(check_apart_from(out, c));
        }
        ENGRAM_REFUSE(engram_check_all_apart(outs, 3, nullptr, 0));
        p.home = homes;
        engram_places_assign(&p, o.cap);
        if (seconds != nullptr) place_seconds(p, o.border, seconds);
        return ENGRAM_OK;
    });
}

engram_status engram_lists_fill(const uint32_t *homes, const uint32_t *seconds, uint64_t count, uint64_t lists,
                                uint64_t *offsets, uint32_t *ids, uint64_t id_count, uint64_t *placed) {
    return engram_counted(engram_similarity_family, [] { return engram_work{0, 0}; }, [&]() -> engram_status {
        const engram_piece ins[] = {{homes, count, sizeof *homes, "homes"}, {seconds, count, sizeof *seconds, "seconds"}};
        const engram_piece outs[] = {{offsets, 2 * lists + 1, sizeof *offsets, "offsets"},
                                     {ids, id_count, sizeof *ids, "ids"},
                                     array_of(placed, 1, "placed")};
        ENGRAM_REFUSE(engram_check_piece(ins[0]));
        ENGRAM_REFUSE(engram_check_optional(ins[1]));
        for (const engram_piece &out : outs) ENGRAM_REFUSE(engram_check_piece(out));
        ENGRAM_REQUIRE(count < UINT32_MAX, ENGRAM_ERROR_ARGUMENT, "count: below 2^32 - 1");
        ENGRAM_REQUIRE(lists < UINT32_MAX, ENGRAM_ERROR_ARGUMENT, "lists: below 2^32 - 1");
        ENGRAM_REFUSE(engram_check_all_apart(outs, 3, ins, 2));
        uint64_t places = count;
        for (uint64_t i = 0; i < count; ++i) {
            ENGRAM_REQUIRE(homes[i] < lists, ENGRAM_ERROR_ARGUMENT, "homes: below lists");
            if (seconds == nullptr || seconds[i] == ENGRAM_LISTS_NONE) continue;
            ENGRAM_REQUIRE(seconds[i] < lists, ENGRAM_ERROR_ARGUMENT, "seconds: below lists, or none");
            ENGRAM_REQUIRE(seconds[i] != homes[i], ENGRAM_ERROR_ARGUMENT, "seconds: another list than the home");
            ++places;
        }
        ENGRAM_REQUIRE(places <= id_count, ENGRAM_ERROR_ARGUMENT, "id_count: as many as there are places");
        engram_lists_fill_run(homes, seconds, count, lists, offsets, ids);
        *placed = places;
        return ENGRAM_OK;
    });
}

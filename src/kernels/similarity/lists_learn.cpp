// SPDX-License-Identifier: MIT OR Apache-2.0
// Centroids by k-means over a seeded sample.

#include <float.h>

#include "kernels/similarity/lists.h"
#include "kernels/similarity/score.h"

namespace {

// splitmix64 (Steele, Lea and Flood, 2014).
struct random_numbers {
    uint64_t state;

    uint64_t next() {
        uint64_t x = state += 0x9E3779B97F4A7C15u;
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
        x = (x ^ x >> 27) * 0x94D049BB133111EBu;
        return x ^ x >> 31;
    }
    // limit below 2^32: the upper half of a product of 32 and 32 bits.
    uint64_t below(uint64_t limit) { return (next() >> 32) * limit >> 32; }
};

// `wanted` of `count`, ascending, each set of so many equally likely (Knuth, algorithm S); take(i) for each.
template <class Take>
void draw(random_numbers &random, uint64_t count, uint64_t wanted, const Take &take) {
    for (uint64_t i = 0; wanted != 0; ++i)
        if (random.below(count - i) < wanted) {
            take(i);
            --wanted;
        }
}

const float *row_of(const struct engram_places *p, uint64_t place, float *widened) {
    const uint64_t row = p->sample[place];
    if (p->rows.type == ENGRAM_TYPE_F32) return static_cast<const float *>(p->rows.data) + row * p->rows.stride;
    const auto *from = static_cast<const uint16_t *>(p->rows.data) + row * p->rows.stride;
    (p->rows.type == ENGRAM_TYPE_F16 ? p->ops->f16_to_f32 : p->ops->bf16_to_f32)(from, p->rows.dim, widened);
    return widened;
}

// Adds a row, with cosine at length 1; whether it counts.
bool add_row(const struct engram_places *p, const float *row, double *sum) {
    const uint64_t dim = p->rows.dim;
    const struct engram_scan s = {row, row, dim, dim, 1.0f, nullptr, ENGRAM_COSINE_SCALED, 1};
    float squared;
    p->ops->scan[ENGRAM_TYPE_INDEX(ENGRAM_TYPE_F32)][ENGRAM_METRIC_INDEX(ENGRAM_METRIC_DOT)](&s, nullptr, 0, 1, &squared);
    const bool is_cosine = p->near == ENGRAM_METRIC_COSINE;
    if (!(is_cosine ? engram_norm_is_plain(squared) != 0 : squared <= ENGRAM_NORM_MOST)) return false;
    const double weight = is_cosine ? engram_inverse_norm(squared) : 1.0;
    for (uint64_t j = 0; j < dim; ++j) sum[j] += static_cast<double>(row[j]) * weight;
    return true;
}

// The centroid of a sum of so many rows. Sums that cancel have no direction: the centroid stays what it was.
void settle(const struct engram_places *p, const double *sum, uint64_t rows, float *centroid) {
    const uint64_t dim = p->rows.dim;
    double scale = 1.0 / static_cast<double>(rows);
    if (p->near == ENGRAM_METRIC_COSINE) {
        double squares = 0.0;
        for (uint64_t j = 0; j < dim; ++j) squares += sum[j] * sum[j];
        if (!(squares > 0.0)) return;
        scale = 1.0 / __builtin_sqrt(squares);
    }
    for (uint64_t j = 0; j < dim; ++j) centroid[j] = static_cast<float>(sum[j] * scale);
}

// A centroid where a row is; where that pulls none, zeros.
void begin_at(const struct engram_places *p, uint64_t place, float *centroid) {
    const uint64_t dim = p->rows.dim;
    auto *sum = reinterpret_cast<double *>(p->tasks);
    for (uint64_t j = 0; j < dim; ++j) sum[j] = 0.0, centroid[j] = 0.0f;
    if (add_row(p, row_of(p, place, reinterpret_cast<float *>(sum + dim)), sum)) settle(p, sum, 1, centroid);
}

struct means_context {
    const struct engram_places *p;
    float *centroids;
    uint32_t tasks;
};

void means_task(void *context, uint32_t task) {
    const auto *c = static_cast<const means_context *>(context);
    const struct engram_places *p = c->p;
    if (task >= c->tasks) return;
    const uint64_t dim = p->rows.dim, lists = p->centroids.count, end = engram_share(lists, task + 1, c->tasks);
    auto *sum = reinterpret_cast<double *>(p->tasks + task * ENGRAM_LISTS_TASK_BYTES * dim);
    auto *widened = reinterpret_cast<float *>(sum + dim);
    for (uint64_t list = engram_share(lists, task, c->tasks); list < end; ++list) {
        uint64_t rows = 0;
        for (uint64_t j = 0; j < dim; ++j) sum[j] = 0.0;
        for (uint64_t i = p->offsets[list]; i < p->offsets[list + 1]; ++i)
            rows += add_row(p, row_of(p, p->order[i], widened), sum) ? 1 : 0;
        if (rows != 0) settle(p, sum, rows, c->centroids + list * dim);
    }
}

// A list that no row is near takes the row that is farthest from its own, where any is away from it.
void refill(const struct engram_places *p, float *centroids) {
    const uint64_t dim = p->rows.dim;
    const float at_it = p->near == ENGRAM_METRIC_COSINE ? -1.0f : 0.0f;
    for (uint64_t list = 0; list < p->centroids.count; ++list) {
        if (p->offsets[list] != p->offsets[list + 1]) continue;
        float most = at_it;
        uint64_t farthest = p->count;
        for (uint64_t i = 0; i < p->count; ++i)
            if (p->far[i] > most && p->far[i] <= FLT_MAX) farthest = i, most = p->far[i];
        if (farthest == p->count) return;
        p->far[farthest] = at_it; // no second list gets it
        begin_at(p, farthest, centroids + list * dim);
    }
}

} // namespace

void engram_lists_learn_run(const struct engram_places *p, uint32_t *sample, uint64_t seed, uint32_t rounds, float *centroids) {
    const uint64_t dim = p->rows.dim, lists = p->centroids.count;
    random_numbers random = {seed};
    uint64_t drawn = 0;
    draw(random, p->rows.count, p->count, [&](uint64_t row) { sample[drawn++] = static_cast<uint32_t>(row); });
    drawn = 0;
    draw(random, p->count, lists, [&](uint64_t place) { begin_at(p, place, centroids + drawn++ * dim); });
    const uint32_t tasks = p->executor != nullptr && p->executor->task_count > 1 ? p->executor->task_count : 1;
    means_context c = {p, centroids, tasks};
    for (uint32_t round = 0; round < rounds; ++round) {
        engram_places_begin(p);
        engram_places_advance(p, nullptr, p->count);
        engram_places_group(p);
        if (tasks == 1) means_task(&c, 0);
        else p->executor->run(p->executor->context, tasks, means_task, &c);
        refill(p, centroids);
    }
}

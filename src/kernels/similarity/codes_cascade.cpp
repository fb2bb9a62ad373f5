// SPDX-License-Identifier: MIT OR Apache-2.0
// Selection through codes in blocks: bounds of all rows from a bit an element, limits of the survivors from finer codes,
// scores of what is left.
//
// A row goes by its key, the worse of its score and its bound, both biased. No key is better than its bound, so a row whose
// bound does not reach the k best keys so far is not among the k best keys: what is left out changes nothing, whatever the
// order. Where bounds are proven the key is the score. Hits carry the key as their score until the end, the score in reserved.

#include "base/bits.hpp"
#include "kernels/similarity/codes_collect.hpp"

namespace {

void score_rows(const part &p, const lane &l, const uint64_t *ids, size_t count, float *scores) {
    const struct engram_topk_job &job = p.topk();
    const struct engram_scan s = engram_scan_of(&job.queries, l.query, &job.rows);
    job.ops->scan[ENGRAM_TYPE_INDEX(job.rows.type)][ENGRAM_METRIC_INDEX(job.metric)](&s, ids, 0, count, scores);
    if (p.is_biased()) job.ops->bias(job.options.multiply, job.options.add, ids, 0, count, scores);
}

float key_of(const part &p, const lane &l, float score, float bound) {
    return p.job->accuracy == ENGRAM_ACCURACY_NEAR && is_worse(l.selection.ascending != 0, bound, score) ? bound : score;
}

void offer(const part &p, lane &l, uint64_t row, float score, float bound) {
    const uint64_t id = p.topk().options.id_base + row;
    const float key = key_of(p, l, score, bound);
    if (is_worse(l.selection.ascending != 0, key, bar_of(p, l))) return;
    engram_selection_offer(&l.selection, id, key, engram_bits_f32(score));
}

// Rows that are left are scored, a few at a time.
void score_pending(const part &p, lane &l, size_t count) {
    for (size_t from = 0; from < count; from += scored_rows) {
        const size_t n = count - from < scored_rows ? count - from : scored_rows;
        float scores[scored_rows];
        score_rows(p, l, l.ids + from, n, scores);
        l.counts.rescored += n;
        for (size_t i = 0; i < n; ++i) {
            if (scores[i] != scores[i]) ++l.counts.nan;
            else offer(p, l, l.ids[from + i], scores[i], l.bounds[from + i]);
        }
    }
}

void take_pending(const part &p, lane &l) {
    const bool ascending = l.selection.ascending != 0;
    const float bar = bar_of(p, l);
    size_t count = 0;
    for (size_t i = 0; i < l.pending; ++i)
        if (!is_worse(ascending, l.bounds[i], bar)) l.ids[count] = l.ids[i], l.bounds[count++] = l.bounds[i];
    l.pending = 0;
    if (p.job->collects) return collect_pending(p, l, count);
    if (l.fine_codes != nullptr && count != 0) {
        struct engram_chunk chunk;
        chunk.ids = l.ids, chunk.first = 0, chunk.count = count;
        double limits[pending_rows];
        engram_code_limits_of(&p.topk(), &l.fine, l.fine_codes, &chunk, limits);
        const size_t all = count;
        count = 0;
        for (size_t i = 0; i < all; ++i) {
            if (ascending ? limits[i] > static_cast<double>(bar) : limits[i] < static_cast<double>(bar)) continue;
            l.ids[count] = l.ids[i], l.bounds[count++] = l.bounds[i];
        }
    }
    score_pending(p, l, count);
}

void survive(const part &p, lane &l, uint64_t row, float bound) {
    ++l.counts.survived;
    if (p.is_fixed()) {
        const float key = bound == bound ? bound : -worst(l.selection.ascending != 0);
        engram_selection_offer(&l.selection, row, key, 0);
        return;
    }
    prefetch_survivor(p, l, row);
    l.ids[l.pending] = row;
    l.bounds[l.pending] = bound;
    if (++l.pending == pending_rows) take_pending(p, l);
}

void take_blocks(const part &p, lane &l, uint64_t block, size_t count, const float *bounds, const uint32_t *masks) {
    const bool ascending = l.selection.ascending != 0;
    for (size_t b = 0; b < count; ++b) {
        const uint32_t in = admitted(p, block + b);
        l.counts.scored += engram::count_bits(in);
        for (uint32_t left = in & masks[b]; left != 0; left &= left - 1) {
            const auto r = static_cast<uint32_t>(__builtin_ctz(left));
            const uint64_t row = (block + b) * 32 + r;
            float bound = bounds[32 * b + r];
            if (p.is_biased()) {
                bound = biased_bound(p, l, row, bound);
                if (is_worse(ascending, bound, bar_of(p, l))) continue;
            }
            survive(p, l, row, bound);
        }
    }
}

// Keys of rows with these bounds, NaN for those that have none; for candidates what they have at worst.
void keys_of_rows(const part &p, lane &l, const uint64_t *ids, const float *bounds, size_t count, float *keys) {
    if (p.job->collects) {
        ends of[scored_rows];
        ends_of_rows(p, l, ids, bounds, count, of);
        for (size_t i = 0; i < count; ++i) keys[i] = of[i].least;
        return;
    }
    score_rows(p, l, ids, count, keys);
    l.counts.rescored += count;
    for (size_t i = 0; i < count; ++i)
        if (keys[i] == keys[i]) keys[i] = key_of(p, l, keys[i], bounds[i]);
}

// The k-th best key of the rows that look best among the first: all that is worse need not be looked at.
void find_floor(const part &p, lane &l) {
    const uint64_t k = p.topk().k, first = p.begin / 32, last = (p.end + 31) / 32;
    if (k == 0 || k > sample_best / 2 || last - first < 64 || p.is_fixed() || (p.job->collects && l.fine_codes == nullptr)) return;
    engram_hit best[sample_best];
    struct engram_selection looks = {best, 2 * k + 44 < sample_best ? 2 * k + 44 : sample_best, 0, l.selection.ascending};
    float bounds[32 * most_blocks];
    uint32_t masks[most_blocks];
    for (uint64_t b = first; b < last && b < first + sample_blocks; b += most_blocks) {
        const size_t n = last - b < most_blocks ? static_cast<size_t>(last - b) : most_blocks;
        bound_blocks(p, l, b, n, bounds, masks);
        for (size_t i = 0; i < n; ++i)
            for (uint32_t left = admitted(p, b + i); left != 0; left &= left - 1) {
                const auto r = static_cast<uint32_t>(__builtin_ctz(left));
                const uint64_t row = (b + i) * 32 + r;
                const float bound = p.is_biased() ? biased_bound(p, l, row, bounds[32 * i + r]) : bounds[32 * i + r];
                if (bound == bound) engram_selection_offer(&looks, row, bound, 0);
            }
    }
    engram_hit keys[sample_best / 2];
    struct engram_selection kept = {keys, k, 0, l.selection.ascending};
    for (uint64_t from = 0; from < looks.found; from += scored_rows) {
        const size_t n = looks.found - from < scored_rows ? static_cast<size_t>(looks.found - from) : scored_rows;
        uint64_t ids[scored_rows];
        float keys_here[scored_rows], looks_here[scored_rows];
        for (size_t i = 0; i < n; ++i) ids[i] = best[from + i].id, looks_here[i] = best[from + i].score;
        keys_of_rows(p, l, ids, looks_here, n, keys_here);
        for (size_t i = 0; i < n; ++i)
            if (keys_here[i] == keys_here[i]) engram_selection_offer(&kept, ids[i], keys_here[i], 0);
    }
    if (kept.found == k) l.floor = keys[0].score;
}

// Fixed: the candidates become the selection.
void score_candidates(const part &p, lane &l, engram_hit *hits) {
    const struct engram_selection chosen = l.selection;
    l.selection = {hits, p.topk().k, 0, chosen.ascending};
    for (uint64_t from = 0; from < chosen.found; from += pending_rows) {
        const size_t n = chosen.found - from < pending_rows ? static_cast<size_t>(chosen.found - from) : pending_rows;
        for (size_t i = 0; i < n; ++i) l.ids[i] = chosen.hits[from + i].id, l.bounds[i] = chosen.hits[from + i].score;
        for (size_t i = 0; i < n; ++i) prefetch_survivor(p, l, l.ids[i]);
        l.floor = engram_topk_bound(&p.topk());
        score_pending(p, l, n);
    }
}

void begin_lane(const part &p, lane &l, size_t i, uint64_t query, engram_hit *hits) {
    const struct engram_topk_job &job = p.topk();
    const bool ascending = engram_metric_is_distance(job.metric);
    l.query = query;
    l.selection = {hits, job.k, 0, ascending};
    l.counts = {0, 0, 0, 0, 0};
    l.floor = worst(ascending);
    l.pending = 0;
    l.fine_codes = nullptr;
    l.dropped = 0;
    l.best_dropped = worst(ascending);
    const auto *vector = static_cast<const char *>(job.queries.data) + query * job.queries.stride * engram_unit_bytes(job.queries.type, 1);
    l.has_bounds = engram_codes_query(job.ops, job.metric, vector, &p.job->blocks, p.job->reach, p.turned,
                                      p.tables + i * engram_codes_tables_bytes(job.rows.dim), &l.block) != 0;
    if (l.has_bounds && job.codes != nullptr && !p.is_fixed()) {
        int8_t *d = p.fine_codes + i * job.rows.dim;
        if (engram_code_query_of(&job, query, d, &l.fine)) l.fine_codes = d;
    }
    if (p.job->collects) {
        l.selection = {hits, p.job->candidates, 0, ascending};
        l.lows = {p.candidates + i * job.k, job.k, 0, ascending};
    }
    if (l.has_bounds && p.is_fixed()) l.selection = {p.candidates + i * p.job->candidates, p.job->candidates, 0, ascending};
    else if (l.has_bounds) find_floor(p, l);
}

// A query that has no bounds knows nothing of any row.
void collect_all(const part &p, lane &l) {
    for (uint64_t block = p.begin / 32; block * 32 < p.end; ++block)
        for (uint32_t left = admitted(p, block); left != 0; left &= left - 1) {
            ++l.counts.scored, ++l.counts.survived;
            keep_candidate(p, l, block * 32 + static_cast<uint32_t>(__builtin_ctz(left)), -worst(l.selection.ascending != 0));
        }
}

void end_lane(const part &p, lane &l, engram_hit *hits) {
    if (p.job->collects) {
        if (!l.has_bounds) collect_all(p, l);
        else take_pending(p, l);
        end_candidates(p, l);
    } else if (!l.has_bounds) {
        engram_topk_counts counts = {0, 0, 0, 0};
        engram_scan_select(&p.topk(), l.query, p.begin, p.end, &l.selection, &counts);
        l.counts = {0, counts.scored, counts.nan, counts.scored, counts.rescored};
        for (uint64_t i = 0; i < l.selection.found; ++i) l.selection.hits[i].reserved = engram_bits_f32(l.selection.hits[i].score);
    } else if (p.is_fixed()) {
        score_candidates(p, l, hits);
    } else {
        take_pending(p, l);
    }
    l.counts.found = l.selection.found;
}

// Queries [query, query + count) over the part; hits are left in the order of a heap, with keys.
void select_part(const part &p, uint64_t query, uint64_t count, engram_hit *hits, engram_codes_counts *counts) {
    const uint64_t first = p.begin / 32, last = p.end / 32 + (p.end % 32 != 0);
    const uint64_t room = p.job->collects ? p.job->candidates : p.topk().k;
    const auto hits_of = [=](uint64_t m) { return hits != nullptr ? hits + m * room : nullptr; };
    for (uint64_t done = 0; done < count; done += group) {
        const uint64_t here = count - done < group ? count - done : group;
        for (uint64_t i = 0; i < here; ++i) begin_lane(p, p.lanes[i], i, query + done + i, hits_of(done + i));
        const uint64_t fitting = chunk_bytes / p.job->blocks.block_bytes + 1, step = fitting < most_blocks ? fitting : most_blocks;
        float bounds[32 * most_blocks];
        uint32_t masks[most_blocks];
        for (uint64_t b = first; b < last && p.begin < p.end; b += step) {
            const size_t n = static_cast<size_t>(last - b < step ? last - b : step);
            for (uint64_t i = 0; i < here; ++i) {
                if (!p.lanes[i].has_bounds) continue;
                bound_blocks(p, p.lanes[i], b, n, bounds, masks);
                take_blocks(p, p.lanes[i], b, n, bounds, masks);
            }
        }
        for (uint64_t i = 0; i < here; ++i) {
            end_lane(p, p.lanes[i], hits_of(done + i));
            counts[done + i] = p.lanes[i].counts;
        }
    }
}

// Best first by score, which takes its place back.
void finish(struct engram_selection *s) {
    for (uint64_t i = 0; i < s->found; ++i) {
        s->hits[i].score = engram_f32_bits(s->hits[i].reserved);
        s->hits[i].reserved = 0;
    }
    heap_sort(s->hits, s->found, engram_selection_order(s));
}

// Memory of one task, and of the lists of all where tasks share the rows of a query.
constexpr uint64_t line_up(uint64_t bytes) { return (bytes + 63) / 64 * 64; }
struct memory_shape {
    uint64_t lanes, tables, fine_codes, turned, candidates;
    uint64_t task() const { return lanes + tables + fine_codes + turned + candidates; }
};
memory_shape shape_of(uint64_t dim, uint64_t queries, uint64_t candidates) {
    const uint64_t n = queries < group ? queries : group;
    return {line_up(n * sizeof(lane)), line_up(n * engram_codes_tables_bytes(dim)), line_up(n * dim), line_up(2 * dim * sizeof(float)),
            line_up(n * candidates * sizeof(engram_hit))};
}

struct cascade_context {
    const struct engram_cascade_job *job;
    uint32_t tasks;
    bool by_rows;
    engram_hit *hits;
    engram_codes_counts *counts;
    char *memory;
    memory_shape shape;
};

void cascade_task(void *context, uint32_t task) {
    const auto *c = static_cast<const cascade_context *>(context);
    if (task >= c->tasks) return;
    const struct engram_topk_job &job = c->job->topk;
    char *at = c->memory + task * c->shape.task();
    const auto next = [&](uint64_t bytes) {
        char *here = at;
        at += bytes;
        return here;
    };
    part p = {c->job, job.first, job.first + job.count, nullptr, nullptr, nullptr, nullptr, nullptr};
    p.lanes = reinterpret_cast<lane *>(next(c->shape.lanes));
    p.tables = reinterpret_cast<uint8_t *>(next(c->shape.tables));
    p.fine_codes = reinterpret_cast<int8_t *>(next(c->shape.fine_codes));
    p.turned = reinterpret_cast<float *>(next(c->shape.turned));
    p.candidates = reinterpret_cast<engram_hit *>(next(c->shape.candidates));
    const uint64_t n = job.queries.count;
    uint64_t from = 0, to = n;
    if (c->by_rows) {
        // Whole blocks, so that no two tasks read one.
        const uint64_t first = p.begin / 32, blocks = (p.end + 31) / 32 - first, end = p.end;
        const uint64_t low = (first + engram_share(blocks, task, c->tasks)) * 32;
        const uint64_t high = (first + engram_share(blocks, task + 1, c->tasks)) * 32;
        p.begin = low > p.begin ? low : p.begin;
        p.end = high < end ? high : end;
        if (p.begin > p.end) p.begin = p.end;
        select_part(p, 0, n, c->hits != nullptr ? c->hits + task * n * job.k : nullptr, c->counts + task * n);
        return;
    }
    from = engram_share(n, task, c->tasks), to = engram_share(n, task + 1, c->tasks);
    const uint64_t room = c->job->collects ? c->job->candidates : job.k;
    if (from != to) select_part(p, from, to - from, c->hits != nullptr ? c->hits + from * room : nullptr, c->counts + from);
}

// The lists of all tasks of one query become one.
void merge(const cascade_context &c, uint64_t query, engram_hit *hits, engram_codes_counts *counts) {
    const struct engram_topk_job &job = c.job->topk;
    const uint64_t n = job.queries.count;
    struct engram_selection s = {hits, job.k, 0, engram_metric_is_distance(job.metric)};
    engram_codes_counts sum = {0, 0, 0, 0, 0};
    for (uint32_t t = 0; t < c.tasks; ++t) {
        const engram_codes_counts &of_task = c.counts[t * n + query];
        for (uint64_t i = 0; i < of_task.found; ++i) {
            const engram_hit &hit = c.hits[(t * n + query) * job.k + i];
            engram_selection_offer(&s, hit.id, hit.score, hit.reserved);
        }
        sum.scored += of_task.scored, sum.nan += of_task.nan;
        sum.survived += of_task.survived, sum.rescored += of_task.rescored;
    }
    sum.found = s.found;
    *counts = sum;
}

} // namespace

uint64_t engram_cascade_scratch_bytes(uint64_t dim, uint64_t query_count, uint64_t k, engram_accuracy accuracy,
                                      uint64_t candidates, uint32_t task_count) {
    const uint64_t tasks = task_count > 1 ? task_count : 1, n = query_count < group ? query_count : group;
    uint64_t bytes, lists = 0;
    if (candidates < k) candidates = k; // the lows of a call for candidates
    if (dim > ENGRAM_CODES_MAX_DIM || __builtin_mul_overflow(n * sizeof(engram_hit), candidates, &bytes) || bytes > UINT64_MAX / 4)
        return UINT64_MAX;
    if (__builtin_mul_overflow(shape_of(dim, query_count, candidates).task(), tasks, &bytes)) return UINT64_MAX;
    if (tasks > 1 && accuracy != ENGRAM_ACCURACY_FIXED &&
        (__builtin_mul_overflow(k, sizeof(engram_hit), &lists) ||
         __builtin_add_overflow(lists, sizeof(engram_codes_counts), &lists) || __builtin_mul_overflow(lists, query_count, &lists) ||
         __builtin_mul_overflow(lists, tasks, &lists)))
        return UINT64_MAX;
    return __builtin_add_overflow(bytes, lists, &bytes) ? UINT64_MAX : bytes;
}

void engram_cascade_run(const struct engram_cascade_job *job, engram_hit *hits, engram_codes_counts *counts) {
    const struct engram_topk_job &topk = job->topk;
    const engram_executor *executor = topk.options.executor;
    const uint32_t tasks = executor != nullptr && executor->task_count > 1 ? executor->task_count : 1;
    const uint64_t n = topk.queries.count;
    // A list of candidates of all rows needs all rows; the others are merged.
    const bool by_rows = tasks > 1 && job->accuracy != ENGRAM_ACCURACY_FIXED && !job->collects;
    cascade_context c = {job, tasks, by_rows, hits, counts, static_cast<char *>(topk.options.scratch),
                         shape_of(topk.rows.dim, n, job->collects ? topk.k : job->candidates)};
    if (c.by_rows) {
        c.hits = reinterpret_cast<engram_hit *>(c.memory + tasks * c.shape.task());
        c.counts = reinterpret_cast<engram_codes_counts *>(c.hits + tasks * n * topk.k);
    }
    if (tasks == 1) cascade_task(&c, 0);
    else executor->run(executor->context, tasks, cascade_task, &c);
    for (uint64_t m = 0; m < n && !job->collects; ++m) {
        engram_hit *of_query = hits != nullptr ? hits + m * topk.k : nullptr;
        if (c.by_rows) merge(c, m, of_query, counts + m);
        struct engram_selection s = {of_query, topk.k, counts[m].found, engram_metric_is_distance(topk.metric)};
        finish(&s);
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
#include "kernels/activation/shape.h"

#include "base/heap.hpp"
#include "kernels/activation/keys.hpp"
#include "kernels/activation/maths.hpp"

namespace {

uint32_t node_at(struct engram_nodes nodes, uint64_t i) {
    return nodes.list != nullptr ? nodes.list[i] : static_cast<uint32_t>(i);
}

// Calls body(value) for each node with a value; 0 stands for none.
template <typename Body> void for_each_active(struct engram_nodes nodes, float *values, Body body) {
    for (uint64_t i = 0; i < nodes.count; ++i) {
        float &v = values[node_at(nodes, i)];
        if (v != 0.0f) body(v);
    }
}

constexpr uint32_t most_winners = 256;

// The most largest values, descending. NaN is none.
uint32_t winners_of(struct engram_nodes nodes, float *values, uint32_t most, float *winners) {
    uint32_t count = 0;
    for_each_active(nodes, values, [&](float &v) {
        if (v != v || (count == most && !(v > winners[count - 1]))) return;
        uint32_t at = count < most ? count++ : count - 1;
        for (; at > 0 && winners[at - 1] < v; --at) winners[at] = winners[at - 1];
        winners[at] = v;
    });
    return count;
}

// Which of two nodes ranks lower: NaN lowest, then the smaller value, then the larger id.
bool ranks_lower(const float *values, uint32_t a, uint32_t b) {
    const float x = values[a], y = values[b];
    if (x != x || y != y) return x != x && (y == y || a > b);
    return x != y ? x < y : a > b;
}

void insertion_sort(uint64_t *keys, uint64_t count) {
    for (uint64_t i = 1; i < count; ++i) {
        const uint64_t key = keys[i];
        uint64_t at = i;
        for (; at > 0 && keys[at - 1] > key; --at) keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

// Splits around a median of three without branches on the data; how many are below the pivot. Keys differ.
uint64_t split(uint64_t *keys, uint64_t count) {
    const uint64_t a = keys[0], b = keys[count / 2], c = keys[count - 1];
    const uint64_t low = a < b ? a : b, high = a < b ? b : a;
    const uint64_t pivot = c < low ? low : c > high ? high : c;
    uint64_t below = 0;
    for (uint64_t i = 0; i < count; ++i) {
        const uint64_t key = keys[i];
        keys[i] = keys[below];
        keys[below] = key;
        below += key < pivot;
    }
    return below;
}

// The first wanted of the sorted order, sorted. Where the splits go wrong, the heap sort bounds the work.
void sort_first(uint64_t *keys, uint64_t count, uint64_t wanted, int depth) {
    while (count > 24 && wanted != 0) {
        if (depth-- == 0) {
            heap_sort(keys, static_cast<size_t>(count), [](uint64_t a, uint64_t b) { return a < b; });
            return;
        }
        const uint64_t below = split(keys, count);
        sort_first(keys, below, wanted, depth);
        if (wanted <= below) return;
        // The pivot is the least of the rest: its own place is not fixed by the split.
        keys += below;
        count -= below;
        wanted -= below;
        if (below == 0) {
            uint64_t least = 0;
            for (uint64_t i = 1; i < count; ++i) least = keys[i] < keys[least] ? i : least;
            const uint64_t key = keys[least];
            keys[least] = keys[0];
            keys[0] = key;
            ++keys, --count, --wanted;
        }
    }
    if (wanted != 0) insertion_sort(keys, count);
}

} // namespace

void engram_shape_inhibit(const engram_spread_options *o, struct engram_nodes nodes, float *values) {
    if (o->inhibition != ENGRAM_INHIBIT_TOP_SUM && o->inhibition != ENGRAM_INHIBIT_TOP_MEAN) return;
    float winners[most_winners];
    const uint32_t count = winners_of(nodes, values, o->inhibition_count, winners);
    if (count == 0) return;
    const double strength = static_cast<double>(o->inhibition_strength);
    double sum = 0.0;
    for (uint32_t i = 0; i < count; ++i) sum += static_cast<double>(winners[i]);
    const double mean = sum / static_cast<double>(count);
    const float last = winners[count - 1];
    // Ties with the last winner: as many of them win as there are places, lowest ids first.
    uint32_t ties = 0;
    for (uint32_t i = 0; i < count; ++i) ties += winners[i] == last;
    for_each_active(nodes, values, [&](float &v) {
        const double x = static_cast<double>(v);
        double less;
        if (o->inhibition == ENGRAM_INHIBIT_TOP_SUM) {
            double above = 0.0;
            for (uint32_t i = 0; i < count && winners[i] > v; ++i) above += static_cast<double>(winners[i]) - x;
            if (above == 0.0) return;
            less = x - strength * above;
        } else {
            if (v > last) return;
            if (v == last && ties != 0) {
                --ties;
                return;
            }
            if (!(mean > x)) return;
            less = x - strength * (mean - x);
        }
        v = less > 0.0 ? static_cast<float>(less) : less == less ? 0.0f : v;
    });
}

void engram_shape_squash(const struct engram_activation_ops *table, const engram_spread_options *o,
                         struct engram_nodes nodes, float *values) {
    const float most = o->limit;
    switch (o->squash) {
    case ENGRAM_SQUASH_CLAMP:
        for_each_active(nodes, values, [=](float &v) { v = v > most ? most : v < -most ? -most : v; });
        return;
    case ENGRAM_SQUASH_DIVIDE: {
        if (nodes.list == nullptr) {
            table->limit(values, static_cast<size_t>(nodes.count), most);
            return;
        }
        float largest = 0.0f;
        for_each_active(nodes, values, [&](float &v) { largest = v > largest ? v : largest; });
        if (!(largest > most)) return;
        const float divisor = largest / most;
        for_each_active(nodes, values, [=](float &v) { v = v / divisor; });
        return;
    }
    case ENGRAM_SQUASH_SIGMOID: {
        const double gain = static_cast<double>(o->sigmoid_gain), centre = static_cast<double>(o->sigmoid_centre);
        for_each_active(nodes, values, [=](float &v) {
            v = static_cast<float>(1.0 / (1.0 + exp_f64(-gain * (static_cast<double>(v) - centre))));
        });
        return;
    }
    default: return;
    }
}

void engram_shape_threshold(float least, struct engram_nodes nodes, float *values) {
    if (least == 0.0f) return;
    for_each_active(nodes, values, [=](float &v) {
        if (__builtin_fabsf(v) < least) v = 0.0f;
    });
}

int engram_shape_cap(uint32_t cap, struct engram_nodes nodes, float *values, uint32_t *heap) {
    if (cap == 0 || nodes.count <= cap) return 0;
    // The lowest of the best is in front.
    const auto front = [=](uint32_t a, uint32_t b) { return ranks_lower(values, b, a); };
    uint32_t held = 0;
    for (uint64_t i = 0; i < nodes.count; ++i) {
        const uint32_t v = node_at(nodes, i);
        if (values[v] == 0.0f) continue;
        if (held < cap) {
            heap[held++] = v;
            if (held == cap) make_heap(heap, held, front);
        } else if (ranks_lower(values, heap[0], v)) {
            heap[0] = v;
            sift_down(heap, 0, held, front);
        }
    }
    if (held < cap) return 0;
    const uint32_t lowest = heap[0];
    int dropped = 0;
    for (uint64_t i = 0; i < nodes.count; ++i) {
        const uint32_t v = node_at(nodes, i);
        if (values[v] == 0.0f || v == lowest || !ranks_lower(values, v, lowest)) continue;
        values[v] = 0.0f;
        dropped = 1;
    }
    return dropped;
}

struct engram_selected engram_shape_select(const struct engram_activation_ops *table, struct engram_nodes nodes,
                                           const float *values, uint64_t *keys, engram_activated *results,
                                           uint64_t capacity) {
    struct engram_selected s = {0, 0, 0};
    if (nodes.list == nullptr && capacity <= ENGRAM_BEST_CAPACITY) {
        s = table->best(values, static_cast<uint32_t>(nodes.count), keys, static_cast<uint32_t>(capacity));
    } else {
        for (uint64_t i = 0; i < nodes.count; ++i) {
            const uint32_t id = node_at(nodes, i);
            const float v = values[id];
            keys[s.active] = key_of(v, id);
            s.active += v != 0.0f && v == v;
            s.nan_count += v != v;
        }
        s.written = static_cast<uint32_t>(s.active < capacity ? s.active : capacity);
        sort_first(keys, s.active, s.written, 2 * (64 - __builtin_clzll(s.active | 1)));
    }
    for (uint32_t i = 0; i < s.written; ++i)
        results[i] = {static_cast<uint32_t>(keys[i]), activation_of(keys[i]), 0, ENGRAM_NO_NODE, ENGRAM_NO_NODE};
    return s;
}

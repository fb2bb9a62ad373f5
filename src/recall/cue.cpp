// SPDX-License-Identifier: MIT OR Apache-2.0
#include "base/utf8.hpp"
#include "recall/recall.hpp"

namespace engram {

namespace {

constexpr uint64_t most_hits = 1000000;
constexpr uint64_t most_text = 1u << 20;

bool is_within(float x, float low, float high) { return x >= low && x <= high; }

engram_status check_weights(const engram_recall_weights &w, fault &f) {
    const struct {
        float value, most;
        const char *which;
    } fields[] = {{w.similarity, 1000.0f, "weights.similarity"}, {w.lexical, 1000.0f, "weights.lexical"},
                  {w.activation, 1000.0f, "weights.activation"}, {w.retention, 1.0f, "weights.retention"},
                  {w.importance, 1.0f, "weights.importance"},    {w.recency, 1.0f, "weights.recency"}};
    for (const auto &field : fields)
        if (!is_within(field.value, 0.0f, field.most))
            return f.refuse(ENGRAM_ERROR_ARGUMENT, field.which, "%s must be from 0 to %g", field.which,
                            static_cast<double>(field.most));
    if (w.importance != 0.0f && w.importance != 1.0f)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "weights.importance", "weights.importance must be 0 or 1");
    if (w.similarity == 0.0f && w.lexical == 0.0f && w.activation == 0.0f)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.weights",
                        "all weights of what finds memories are 0: nothing could be found");
    return ENGRAM_OK;
}

} // namespace

engram_status cue::check(const store &s, const engram_recall_options &o, fault &f) {
    const auto refuse = [&](engram_status status, const char *which, const char *what) {
        return f.refuse(status, which, "%s", what);
    };
    given = o;
    if ((o.flags & ~uint32_t{ENGRAM_RECALL_EXPLAIN | ENGRAM_RECALL_NO_TEXTS}) != 0)
        return refuse(ENGRAM_ERROR_ARGUMENT, "options.flags",
                      "options.flags has a bit that this version does not know");
    if (o.k > most_hits) return refuse(ENGRAM_ERROR_ARGUMENT, "options.k", "options.k must be at most 1000000");
    if (given.k == 0) given.k = 10;
    if (o.hops > 8) return refuse(ENGRAM_ERROR_ARGUMENT, "options.hops", "options.hops must be at most 8");
    if (given.hops == 0) given.hops = 2;
    if (o.candidates != 0 && (o.candidates < given.k || o.candidates > 4 * most_hits))
        return refuse(ENGRAM_ERROR_ARGUMENT, "options.candidates", "options.candidates must be from k to 4000000");
    if (given.candidates == 0) given.candidates = 4 * given.k > 64 ? 4 * given.k : 64;
    if (given.recency_ns == 0) given.recency_ns = 7 * uint64_t{86400} * 1000000000u;
    if (o.metric > ENGRAM_METRIC_L2_SQUARED)
        return refuse(ENGRAM_ERROR_METRIC, "options.metric", "vectors are compared by cosine, dot or squared L2");
    if (o.weights != nullptr) {
        if (o.weights->size != sizeof weights)
            return refuse(ENGRAM_ERROR_STRUCT, "options.weights",
                          "weights have a size that this version does not know: set its size field to sizeof");
        weights = *o.weights;
        const engram_status status = check_weights(weights, f);
        if (status != ENGRAM_OK) return status;
    } else {
        weights = {sizeof weights, 1.0f, 1.0f, 0.5f, 0.25f, 1.0f, 0.0f};
    }
    if (o.text.data == nullptr && o.text.bytes != 0) return f.null("options.text");
    if (o.text.bytes >= most_text)
        return refuse(ENGRAM_ERROR_TEXT, "options.text", "options.text must be below 2^20 bytes");
    if (utf8_valid_bytes(o.text.data, o.text.bytes) != o.text.bytes)
        return refuse(ENGRAM_ERROR_TEXT, "options.text", "options.text is not UTF-8, or has a zero byte");
    if (o.seeds == nullptr && o.seed_count != 0) return f.null("options.seeds");
    if (o.seed_keys == nullptr && o.seed_key_count != 0) return f.null("options.seed_keys");
    for (uint64_t i = 0; i < o.seed_key_count; ++i) {
        const engram_status status = text_check(o.seed_keys[i], 4096, "options.seed_keys", f);
        if (status == ENGRAM_OK) continue;
        f.index = i;
        return status;
    }
    if (o.text.data == nullptr && o.vector == nullptr && o.seed_count == 0 && o.seed_key_count == 0)
        return refuse(ENGRAM_ERROR_ARGUMENT, "options", "there is no cue: give a text, a vector or seeds");
    if (o.vector != nullptr) {
        const engram_status status = vector_check(s, *o.vector, "options.vector", 0, memory, &vector, f);
        if (status != ENGRAM_OK) {
            f.index = UINT64_MAX;
            return status;
        }
        has_vector = true;
        metric = o.metric != 0 ? o.metric : vector.of->metric;
    }
    if (!seeds.append(o.seeds, o.seed_count)) return f.no_memory();
    if (o.filter == nullptr) return ENGRAM_OK;
    if (o.filter->size != sizeof(engram_filter))
        return refuse(ENGRAM_ERROR_STRUCT, "options.filter",
                      "filter has a size that this version does not know: set its size field to sizeof");
    return only.check(o.filter, f);
}

} // namespace engram

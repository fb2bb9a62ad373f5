// SPDX-License-Identifier: MIT OR Apache-2.0
#include "base/utf8.hpp"
#include "recall/recall.hpp"

namespace engram {

namespace {

constexpr uint64_t most_hits = 1000000;
constexpr uint64_t most_text = 1u << 20;
constexpr uint64_t most_shaped = 1000;

bool is_within(float x, float low, float high) { return x >= low && x <= high; }

} // namespace

engram_status cue::check_weights(fault &f) {
    if (given.weights == nullptr) {
        weights = {sizeof weights, 1.0f, 1.0f, 1.0f, 2.0f, 0.25f, 1.0f, 0.0f};
        return ENGRAM_OK;
    }
    if (given.weights->size != sizeof weights)
        return f.refuse(ENGRAM_ERROR_STRUCT, "options.weights",
                        "weights have a size that this version does not know: set its size field to sizeof");
    weights = *given.weights;
    const struct {
        float value;
        const char *which;
    } fields[] = {{weights.similarity, "weights.similarity"}, {weights.lexical, "weights.lexical"},
                  {weights.activation, "weights.activation"}, {weights.length, "weights.length"}, {weights.retention, "weights.retention"},
                  {weights.importance, "weights.importance"}, {weights.recency, "weights.recency"}};
    for (const auto &field : fields)
        if (!is_within(field.value, 0.0f, 1000.0f))
            return f.refuse(ENGRAM_ERROR_ARGUMENT, field.which, "%s must be from 0 to 1000", field.which);
    if (weights.similarity == 0.0f && weights.lexical == 0.0f && weights.activation == 0.0f && weights.recency == 0.0f)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.weights",
                        "all weights of what finds memories are 0: nothing could be found");
    return ENGRAM_OK;
}

engram_status cue::check_activation(fault &f) {
    const auto refuse = [&](const char *which, const char *what) {
        return f.refuse(ENGRAM_ERROR_ARGUMENT, which, "%s", what);
    };
    if (given.activation != nullptr) {
        if (given.activation->size != sizeof activation)
            return f.refuse(ENGRAM_ERROR_STRUCT, "options.activation",
                            "activation has a size that this version does not know: set its size field to sizeof");
        activation = *given.activation;
    }
    if (activation.method > ENGRAM_RECALL_PAGERANK)
        return f.refuse(ENGRAM_ERROR_ENUM, "activation.method", "activation spreads by steps or by PageRank");
    if (activation.method == 0) activation.method = ENGRAM_RECALL_STEPS;
    if ((activation.flags & ~uint32_t{ENGRAM_RECALL_FORWARD | ENGRAM_RECALL_BACKWARD}) != 0)
        return refuse("activation.flags", "activation.flags has a bit that this version does not know");
    if (activation.method == ENGRAM_RECALL_PAGERANK) {
        if (activation.flags != 0)
            return refuse("activation.flags", "PageRank follows links both ways: leave activation.flags 0");
        if (activation.hops != 0) return refuse("activation.hops", "PageRank has no hops: leave activation.hops 0");
        if (activation.step != 0.0f)
            return refuse("activation.step", "PageRank has no steps: set activation.damping instead");
        if (!is_within(activation.damping, 0.0f, 0.999f))
            return refuse("activation.damping", "activation.damping must be above 0 and at most 0.999");
        if (activation.damping == 0.0f) activation.damping = 0.5f;
    } else {
        if (activation.hops > 8) return refuse("activation.hops", "activation.hops must be at most 8");
        if (activation.hops == 0) activation.hops = 2;
        if (!is_within(activation.step, 0.0f, 1.0f))
            return refuse("activation.step", "activation.step must be above 0 and at most 1");
        if (activation.step == 0.0f) activation.step = 0.7f;
        if (activation.damping != 0.0f)
            return refuse("activation.damping", "only PageRank has a damping: set activation.step instead");
    }
    if (activation.edges == 0) activation.edges = 200000;
    return ENGRAM_OK;
}

engram_status cue::check_shape(const store &s, fault &f) {
    if (given.replay != nullptr) {
        then = *given.replay;
        if (then.journal == 0)
            return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.replay",
                            "options.replay is of an answer that cannot be given again: its journal is 0");
        if (given.now != 0 && given.now != then.now)
            return f.refuse(ENGRAM_ERROR_ARGUMENT, "options.now",
                            "options.now is not that of options.replay: leave it 0");
    }
    if (given.shape == nullptr) return ENGRAM_OK;
    if (given.shape->size != sizeof shape)
        return f.refuse(ENGRAM_ERROR_STRUCT, "options.shape",
                        "shape has a size that this version does not know: set its size field to sizeof");
    shape = *given.shape;
    const auto refuse = [&](const char *which, const char *what) {
        return f.refuse(ENGRAM_ERROR_ARGUMENT, which, "%s", what);
    };
    if (!is_within(shape.diversity, 0.0f, 1.0f))
        return refuse("shape.diversity", "shape.diversity must be from 0 to 1");
    if (given.k > most_shaped) return refuse("options.shape", "with a shape, options.k must be at most 1000");
    const bool has_model = shape.model.data != nullptr || shape.model.bytes != 0;
    if (shape.diversity == 0.0f && has_model)
        return refuse("shape.model", "shape.model tells likeness, which only a diversity asks for");
    if (shape.diversity != 0.0f) {
        if (has_model) {
            const engram_status status = text_check(shape.model, 255, "shape.model", f);
            if (status != ENGRAM_OK) return status;
        }
        alike_by = !has_model && has_vector ? vector.of : s.find_model(shape.model);
        if (alike_by == nullptr)
            return f.refuse(ENGRAM_ERROR_MODEL, has_model ? "shape.model" : "shape.diversity",
                            has_model ? "the space has no model of that name"
                                      : "the space has no vectors, which a diversity compares");
    }
    if (shape.group.data == nullptr && shape.group.bytes == 0)
        return shape.per_group == 0 ? engram_status{ENGRAM_OK}
                                    : refuse("shape.per_group", "shape.per_group goes with shape.group");
    if (shape.per_group == 0) shape.per_group = 1;
    return text_check(shape.group, 1024, "shape.group", f);
}

engram_status cue::check(const store &s, const engram_recall_options &o, fault &f) {
    const auto refuse = [&](engram_status status, const char *which, const char *what) {
        return f.refuse(status, which, "%s", what);
    };
    given = o;
    if ((o.flags & ~uint32_t{ENGRAM_RECALL_EXPLAIN | ENGRAM_RECALL_NO_TEXTS | ENGRAM_RECALL_FORMS}) != 0)
        return refuse(ENGRAM_ERROR_ARGUMENT, "options.flags",
                      "options.flags has a bit that this version does not know");
    if (o.k > most_hits) return refuse(ENGRAM_ERROR_ARGUMENT, "options.k", "options.k must be at most 1000000");
    if (given.k == 0) given.k = 10;
    if (o.fusion > ENGRAM_RECALL_RANKS)
        return refuse(ENGRAM_ERROR_ENUM, "options.fusion", "legs are fused by their sum or by ranks");
    if (o.left_out > most_shaped)
        return refuse(ENGRAM_ERROR_ARGUMENT, "options.left_out", "options.left_out must be at most 1000");
    if (!is_within(o.min_z, 0.0f, 1e6f))
        return refuse(ENGRAM_ERROR_ARGUMENT, "options.min_z", "options.min_z must be from 0 to 1e6");
    if (o.postings > most_postings)
        return refuse(ENGRAM_ERROR_ARGUMENT, "options.postings", "options.postings must be at most 2^40");
    if (given.postings == 0) given.postings = 20000;
    if (o.candidates != 0 && (o.candidates < given.k || o.candidates > 4 * most_hits))
        return refuse(ENGRAM_ERROR_ARGUMENT, "options.candidates", "options.candidates must be from k to 4000000");
    if (given.candidates == 0) given.candidates = 4 * given.k > 64 ? 4 * given.k : 64;
    if (given.recency_ns == 0) given.recency_ns = 7 * uint64_t{86400} * 1000000000u;
    if (o.metric > ENGRAM_METRIC_L2_SQUARED)
        return refuse(ENGRAM_ERROR_METRIC, "options.metric", "vectors are compared by cosine, dot or squared L2");
    engram_status status = check_weights(f);
    if (status == ENGRAM_OK) status = check_activation(f);
    if (status != ENGRAM_OK) return status;
    if (o.text.data == nullptr && o.text.bytes != 0) return f.null("options.text");
    if (o.text.bytes >= most_text)
        return refuse(ENGRAM_ERROR_TEXT, "options.text", "options.text must be below 2^20 bytes");
    if (utf8_valid_bytes(o.text.data, o.text.bytes) != o.text.bytes)
        return refuse(ENGRAM_ERROR_TEXT, "options.text", "options.text is not UTF-8, or has a zero byte");
    if (o.seeds == nullptr && o.seed_count != 0) return f.null("options.seeds");
    if (o.seed_keys == nullptr && o.seed_key_count != 0) return f.null("options.seed_keys");
    for (uint64_t i = 0; i < o.seed_key_count; ++i) {
        status = text_check(o.seed_keys[i], 4096, "options.seed_keys", f);
        if (status == ENGRAM_OK) continue;
        f.index = i;
        return status;
    }
    if (o.text.data == nullptr && o.vector == nullptr && o.seed_count == 0 && o.seed_key_count == 0 && !wants_newest())
        return refuse(ENGRAM_ERROR_ARGUMENT, "options",
                      "there is no cue: give a text, a vector, seeds or a weight of recency");
    if (o.vector != nullptr) {
        status = vector_check(s, *o.vector, "options.vector", 0, memory, &vector, f);
        if (status != ENGRAM_OK) {
            f.index = UINT64_MAX;
            return status;
        }
        has_vector = true;
        metric = o.metric != 0 ? o.metric : vector.of->metric;
    }
    status = check_shape(s, f);
    if (status != ENGRAM_OK) return status;
    if (!seeds.append(o.seeds, o.seed_count)) return f.no_memory();
    if (o.filter == nullptr) return ENGRAM_OK;
    if (o.filter->size != sizeof(engram_filter))
        return refuse(ENGRAM_ERROR_STRUCT, "options.filter",
                      "filter has a size that this version does not know: set its size field to sizeof");
    return only.check(o.filter, f);
}

} // namespace engram

// SPDX-License-Identifier: MIT OR Apache-2.0
// A cue that is kept: everything that its options point to, copied.
#include "recall/recall.hpp"

namespace engram {

namespace {

struct copier {
    block &memory;
    bool has_room = true;

    template <class T> const T *list(const T *from, uint64_t count) {
        if (from == nullptr) return nullptr;
        uint64_t bytes;
        T *const made = __builtin_mul_overflow(count, static_cast<uint64_t>(sizeof(T)), &bytes)
                            ? nullptr
                            : static_cast<T *>(memory.take(bytes));
        has_room = has_room && made != nullptr;
        if (made != nullptr && bytes != 0) memcpy(made, from, static_cast<size_t>(bytes));
        return made;
    }
    engram_text text(engram_text from) {
        if (from.data == nullptr) return {};
        const char *const made = memory.copy(from.data, from.bytes);
        has_room = has_room && made != nullptr;
        return {made, from.bytes};
    }
    const engram_text *texts(const engram_text *from, uint64_t count) {
        engram_text *const made = const_cast<engram_text *>(list(from, count));
        for (uint64_t i = 0; made != nullptr && i < count; ++i) made[i] = text(from[i]);
        return made;
    }
    const engram_vector *vector(const engram_vector *from) {
        engram_vector *const made = const_cast<engram_vector *>(list(from, 1));
        if (made == nullptr) return nullptr;
        const engram_type type = from->type != 0 ? from->type : engram_type{ENGRAM_TYPE_F32};
        const uint64_t bytes = from->dim * (type == ENGRAM_TYPE_F32 ? 4 : type == ENGRAM_TYPE_I8 ? 1 : 2);
        made->model = text(from->model);
        made->data = list(static_cast<const uint8_t *>(from->data), bytes);
        return made;
    }
    const engram_filter *filter(const engram_filter *from) {
        engram_filter *const made = const_cast<engram_filter *>(list(from, 1));
        if (made == nullptr) return nullptr;
        made->kinds = texts(from->kinds, from->kind_count);
        made->tags = texts(from->tags, from->tag_count);
        made->ids = list(from->ids, from->id_count);
        made->keys = texts(from->keys, from->key_count);
        made->exclude = list(from->exclude, from->exclude_count);
        made->where = text(from->where);
        engram_parameter *const values = const_cast<engram_parameter *>(list(from->parameters, from->parameter_count));
        for (uint64_t i = 0; values != nullptr && i < from->parameter_count; ++i)
            values[i].name = text(from->parameters[i].name), values[i].text = text(from->parameters[i].text);
        made->parameters = values;
        return made;
    }
};

} // namespace

engram_status copy_options(const engram_recall_options &from, block &memory, engram_recall_options *to, fault &f) {
    copier copy = {memory};
    *to = from;
    to->text = copy.text(from.text);
    to->vector = copy.vector(from.vector);
    to->seeds = copy.list(from.seeds, from.seed_count);
    to->seed_keys = copy.texts(from.seed_keys, from.seed_key_count);
    to->filter = copy.filter(from.filter);
    to->weights = copy.list(from.weights, 1);
    to->activation = copy.list(from.activation, 1);
    engram_recall_shape *const shape = const_cast<engram_recall_shape *>(copy.list(from.shape, 1));
    if (shape != nullptr) shape->group = copy.text(from.shape->group), shape->model = copy.text(from.shape->model);
    to->shape = shape;
    to->replay = copy.list(from.replay, 1);
    return copy.has_room ? engram_status{ENGRAM_OK} : f.no_memory();
}

} // namespace engram

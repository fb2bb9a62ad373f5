// SPDX-License-Identifier: MIT OR Apache-2.0
// What is given to be remembered, checked at the door and brought into the form in which it is stored.
#include "base/bits.hpp"
#include "base/heap.hpp"
#include "base/utf8.hpp"
#include "engram/similarity.h"
#include "store/operations.hpp"
#include "store/tags.hpp"

namespace engram {

namespace {

constexpr uint32_t known_fields = 2 * ENGRAM_MEMORY_VECTORS - 1;

engram_status text_fits(engram_text given, uint64_t most, const char *which, fault &f) {
    if (given.data == nullptr && given.bytes != 0) return f.null(which);
    if (given.bytes > most)
        return f.refuse(ENGRAM_ERROR_TEXT, which, "%s has %llu bytes: at most %llu are possible", which,
                        static_cast<unsigned long long>(given.bytes), static_cast<unsigned long long>(most));
    const uint64_t valid = utf8_valid_bytes(given.data, given.bytes);
    if (valid == given.bytes) return ENGRAM_OK;
    return f.refuse(ENGRAM_ERROR_TEXT, which,
                    given.data[valid] == '\0' ? "%s has a zero byte at %llu: texts go without"
                                              : "%s is not UTF-8 from byte %llu on",
                    which, static_cast<unsigned long long>(valid));
}

// Present and not empty, or not there at all.
engram_status optional_text(engram_text given, uint64_t most, const char *which, fault &f) {
    return given.data == nullptr && given.bytes == 0 ? ENGRAM_OK : text_check(given, most, which, f);
}

bool is_less(const engram_text &a, const engram_text &b) {
    const int order = memcmp(a.data, b.data, static_cast<size_t>(a.bytes < b.bytes ? a.bytes : b.bytes));
    return order != 0 ? order < 0 : a.bytes < b.bytes;
}

// The tags as a JSON array, in the order of their bytes, each once.
engram_status write_tags(const engram_memory &given, memory_input *input, fault &f) {
    engram_text *const sorted = input->memory.take_zeroed<engram_text>(given.tag_count);
    if (sorted == nullptr) return f.no_memory();
    memcpy(sorted, given.tags, static_cast<size_t>(given.tag_count) * sizeof *sorted);
    heap_sort(sorted, given.tag_count, is_less);
    uint64_t room = 2;
    for (uint64_t i = 0; i < given.tag_count; ++i) room += 6 * sorted[i].bytes + 3;
    char *const json = static_cast<char *>(input->memory.take(room));
    if (json == nullptr) return f.no_memory();
    uint64_t at = 0;
    for (uint64_t i = 0; i < given.tag_count; ++i) {
        if (i != 0 && !is_less(sorted[i - 1], sorted[i])) continue;
        json[at] = at == 0 ? '[' : ',';
        json[at + 1] = '"';
        at += 2;
        at += tag_escape(sorted[i], json + at);
        json[at++] = '"';
    }
    json[at++] = ']';
    input->tags = {json, at};
    return ENGRAM_OK;
}

// The first element that is NaN or infinite, or dim.
uint64_t first_not_finite(engram_type type, const void *data, uint64_t dim) {
    if (type == ENGRAM_TYPE_I8) return dim;
    for (uint64_t i = 0; i < dim; ++i) {
        uint32_t bits = 0, exponent = 0x7F800000u;
        if (type == ENGRAM_TYPE_F32) memcpy(&bits, static_cast<const char *>(data) + 4 * i, 4);
        else
            memcpy(&bits, static_cast<const char *>(data) + 2 * i, 2),
                exponent = type == ENGRAM_TYPE_F16 ? 0x7C00u : 0x7F80u;
        uint16_t half;
        if (type != ENGRAM_TYPE_F32) memcpy(&half, static_cast<const char *>(data) + 2 * i, 2), bits = half;
        if ((bits & exponent) == exponent) return i;
    }
    return dim;
}

engram_status number_check(const engram_memory &g, uint32_t bit, bool is_zero, bool is_right, const char *which,
                           const char *range, fault &f) {
    if ((g.fields & bit) == 0) {
        if (is_zero) return ENGRAM_OK;
        return f.refuse(ENGRAM_ERROR_ARGUMENT, which, "%s is set without its bit in memory.fields: set the bit, or 0",
                        which);
    }
    return is_right ? ENGRAM_OK : f.refuse(ENGRAM_ERROR_ARGUMENT, which, "%s must be %s", which, range);
}

} // namespace

engram_status text_check(engram_text given, uint64_t most, const char *which, fault &f) {
    if (given.bytes == 0) return f.refuse(ENGRAM_ERROR_TEXT, which, "%s is empty", which);
    return text_fits(given, most, which, f);
}

engram_status vector_check(const store &s, const engram_vector &given, const char *which, uint64_t index, block &memory,
                           vector_input *made, fault &f) {
    const auto refuse = [&](engram_status status, const char *what) {
        return f.refuse_item(status, which, index, "%s", what);
    };
    if (given.model.data == nullptr && given.model.bytes != 0) return f.null(which);
    const model *const m = s.find_model(given.model);
    if (m == nullptr)
        return refuse(ENGRAM_ERROR_MODEL, s.models.count == 0
                                              ? "the space has no model of vectors: it was made without one"
                                              : "the space has no model of that name");
    const engram_type type = given.type != 0 ? given.type : engram_type{ENGRAM_TYPE_F32};
    if (type > ENGRAM_TYPE_I8) return refuse(ENGRAM_ERROR_ENUM, "the type is none that vectors are stored in");
    if (type != ENGRAM_TYPE_F32 && type != m->type)
        return refuse(ENGRAM_ERROR_MODEL, "the vector must be of f32 or of the type of its model");
    if (given.dim != m->dim)
        return f.refuse_item(ENGRAM_ERROR_MODEL, which, index, "the vector has %llu dimensions, its model %llu",
                             static_cast<unsigned long long>(given.dim), static_cast<unsigned long long>(m->dim));
    if (given.data == nullptr) return refuse(ENGRAM_ERROR_NULL, "the vector's data is null");
    const uint64_t width = type == ENGRAM_TYPE_F32 ? 4 : type == ENGRAM_TYPE_I8 ? 1 : 2;
    if (reinterpret_cast<uintptr_t>(given.data) % width != 0)
        return refuse(ENGRAM_ERROR_ALIGNMENT, "the vector is not aligned for its elements");
    float scale = given.scale;
    if (type == ENGRAM_TYPE_I8) {
        if (scale == 0.0f) scale = 1.0f;
        if (!(scale > 0.0f) || scale - scale != 0.0f)
            return refuse(ENGRAM_ERROR_ARGUMENT, "the scale of an i8 vector must be finite and above 0");
    } else if (!(scale == 0.0f)) {
        return refuse(ENGRAM_ERROR_ARGUMENT, "only an i8 vector has a scale");
    }
    uint64_t bad = first_not_finite(type, given.data, m->dim);
    if (bad != m->dim)
        return f.refuse_item(ENGRAM_ERROR_ARGUMENT, which, index, "element %llu of the vector is NaN or infinite",
                             static_cast<unsigned long long>(bad));
    void *const kept = memory.take(m->bytes());
    if (kept == nullptr) return f.no_memory();
    if (type == m->type) {
        memcpy(kept, given.data, static_cast<size_t>(m->bytes()));
    } else {
        const engram_rows row = {sizeof row, type, given.data, 1, 0, m->dim, nullptr};
        const engram_status status =
            engram_rows_convert(&row, m->type, kept, 0, m->type == ENGRAM_TYPE_I8 ? &scale : nullptr);
        if (status != ENGRAM_OK) return refuse(status, "the vector cannot be converted to the type of its model");
        bad = first_not_finite(m->type, kept, m->dim);
        if (bad != m->dim)
            return f.refuse_item(ENGRAM_ERROR_ARGUMENT, which, index,
                                 "element %llu of the vector is too large for the type of its model",
                                 static_cast<unsigned long long>(bad));
        if (m->type == ENGRAM_TYPE_I8 && scale == 0.0f) scale = 1.0f; // all zeros, whatever the scale
    }
    *made = {m, kept, m->type == ENGRAM_TYPE_I8 ? scale : 0.0f};
    return ENGRAM_OK;
}

engram_status input_check(const store &s, const engram_memory &g, bool is_update, memory_input *input, fault &f) {
    const auto is_finite = [](float x) { return x - x == 0.0f; };
    if ((g.fields & ~known_fields) != 0)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "memory.fields",
                        "memory.fields has a bit that this version does not know");
    if (is_update && g.fields == 0)
        return f.refuse(ENGRAM_ERROR_ARGUMENT, "memory.fields", "memory.fields is 0: nothing would change");
    const struct {
        uint32_t bit;
        bool is_there;
        const char *which;
    } texts[] = {{ENGRAM_MEMORY_KEY, g.key.data != nullptr, "memory.key"},
                 {ENGRAM_MEMORY_TEXT, g.text.data != nullptr, "memory.text"},
                 {ENGRAM_MEMORY_KIND, g.kind.data != nullptr, "memory.kind"},
                 {ENGRAM_MEMORY_TAGS, g.tag_count != 0, "memory.tags"},
                 {ENGRAM_MEMORY_METADATA, g.metadata.data != nullptr, "memory.metadata"},
                 {ENGRAM_MEMORY_VECTORS, g.vector_count != 0, "memory.vectors"}};
    for (const auto &t : texts)
        if (is_update && t.is_there && (g.fields & t.bit) == 0)
            return f.refuse(ENGRAM_ERROR_ARGUMENT, t.which,
                            "%s is given without its bit in memory.fields: set the bit, or leave it out", t.which);
    engram_status status = optional_text(g.key, 4096, "memory.key", f);
    if (status == ENGRAM_OK) status = text_fits(g.text, (1u << 29) - 1, "memory.text", f);
    if (status == ENGRAM_OK) status = optional_text(g.kind, 255, "memory.kind", f);
    if (status == ENGRAM_OK) status = optional_text(g.metadata, (1u << 24) - 1, "memory.metadata", f);
    const char *const in_range = "finite and within its range";
    if (status == ENGRAM_OK)
        status = number_check(g, ENGRAM_MEMORY_CREATED, g.created == 0, true, "memory.created", in_range, f);
    if (status == ENGRAM_OK)
        status = number_check(g, ENGRAM_MEMORY_VALID_FROM, g.valid_from == 0, true, "memory.valid_from", in_range, f);
    if (status == ENGRAM_OK)
        status = number_check(g, ENGRAM_MEMORY_VALID_TO, g.valid_to == 0, true, "memory.valid_to", in_range, f);
    if (status == ENGRAM_OK)
        status = number_check(g, ENGRAM_MEMORY_IMPORTANCE, g.importance == 0.0f,
                              is_finite(g.importance) && g.importance >= 0.0f && g.importance <= 1000.0f,
                              "memory.importance", "from 0 to 1000", f);
    if (status == ENGRAM_OK)
        status = number_check(g, ENGRAM_MEMORY_STRENGTH, g.strength == 0.0f,
                              is_finite(g.strength) && g.strength >= 0.0f && g.strength <= 1.0f, "memory.strength",
                              "from 0 to 1", f);
    const uint32_t both = ENGRAM_MEMORY_VALID_FROM | ENGRAM_MEMORY_VALID_TO;
    if (status == ENGRAM_OK && (g.fields & both) == both && g.valid_to <= g.valid_from)
        status = f.refuse(ENGRAM_ERROR_ARGUMENT, "memory.valid_to", "memory.valid_to must be after memory.valid_from");
    if (status == ENGRAM_OK && g.tag_count > 1024)
        status = f.refuse(ENGRAM_ERROR_ARGUMENT, "memory.tag_count", "a memory has at most 1024 tags");
    if (status == ENGRAM_OK && g.tag_count != 0 && g.tags == nullptr) status = f.null("memory.tags");
    for (uint64_t i = 0; status == ENGRAM_OK && i < g.tag_count; ++i) {
        status = text_check(g.tags[i], 255, "memory.tags", f);
        if (status != ENGRAM_OK) f.index = i;
    }
    if (status == ENGRAM_OK && g.vector_count > 63)
        status = f.refuse(ENGRAM_ERROR_ARGUMENT, "memory.vector_count", "a memory has at most 63 vectors");
    if (status == ENGRAM_OK && g.vector_count != 0 && g.vectors == nullptr) status = f.null("memory.vectors");
    for (uint64_t i = 0; status == ENGRAM_OK && i < g.vector_count; ++i) {
        vector_input v{};
        status = vector_check(s, g.vectors[i], "memory.vectors", i, input->memory, &v, f);
        for (const vector_input &other : input->vectors)
            if (status == ENGRAM_OK && other.of == v.of)
                status = f.refuse_item(ENGRAM_ERROR_ARGUMENT, "memory.vectors", i,
                                       "a memory has one vector of each model: this model has been given before");
        if (status == ENGRAM_OK) turn_elements(v.data, v.of->bytes(), element_bytes(v.of->type));
        if (status == ENGRAM_OK && !input->vectors.push(v)) status = f.no_memory();
    }
    if (status == ENGRAM_OK && !is_update && g.key.data == nullptr && g.text.bytes == 0 && g.vector_count == 0)
        status =
            f.refuse(ENGRAM_ERROR_ARGUMENT, "memory", "there is nothing to remember: give a text, a vector or a key");
    if (status == ENGRAM_OK && g.tag_count != 0) status = write_tags(g, input, f);
    if (status != ENGRAM_OK) return status;
    input->fields = g.fields;
    input->key = g.key, input->kind = g.kind, input->metadata = g.metadata;
    input->text = {g.text.data != nullptr ? g.text.data : "", g.text.bytes};
    input->created = g.created, input->valid_from = g.valid_from, input->valid_to = g.valid_to;
    input->importance = (g.fields & ENGRAM_MEMORY_IMPORTANCE) != 0 ? g.importance : 1.0f;
    input->strength = g.strength;
    return ENGRAM_OK;
}

} // namespace engram

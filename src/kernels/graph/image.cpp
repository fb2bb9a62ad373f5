// SPDX-License-Identifier: MIT OR Apache-2.0
// Images: words of 64 bits, little-endian. A header of 8 words; the offsets of the rows; a word for each edge, target below,
// the bits of the weight above; the types, where there are any that are not 0, padded with 0 to a whole word.

#include <cstring>

#include "base/fma.h"
#include "kernels/graph/graph.h"

namespace {

constexpr uint64_t magic = 0x0A6870617267451A; // 1A "Egraph" 0A
constexpr uint32_t version = 1;
constexpr uint32_t has_types = 1; // the flags that there are
constexpr uint64_t header_words = 8, word = 8;

enum header : uint32_t { at_magic, at_version, at_nodes, at_edges, at_bytes, at_content, at_reserved, at_header };

// Each step is a bijection of the sum and of the word: words that differ in one place never have the same sum.
uint64_t summed(uint64_t sum, uint64_t w) {
    sum = (sum ^ w) * 0x9E3779B97F4A7C15u;
    return sum ^ sum >> 32;
}

uint64_t little_endian(uint64_t w) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w;
}

struct writer {
    explicit writer(void *image) : at(static_cast<uint8_t *>(image)) {}
    void put(uint64_t w) {
        sum = summed(sum, w);
        w = little_endian(w);
        std::memcpy(at, &w, word);
        at += word;
    }
    uint64_t sum = 1;

    uint8_t *at;
};

struct reader {
    explicit reader(const void *image) : at(static_cast<const uint8_t *>(image)) {}
    uint64_t take() {
        uint64_t w;
        std::memcpy(&w, at, word);
        at += word;
        w = little_endian(w);
        sum = summed(sum, w);
        return w;
    }
    uint64_t sum = 1;

    const uint8_t *at;
};

uint64_t type_words(uint64_t edges) { return edges / word + (edges % word != 0); }

uint64_t bytes_of(uint64_t nodes, uint64_t edges, bool typed) {
    return word * (header_words + nodes + 1 + edges + (typed ? type_words(edges) : 0));
}

template <typename Each> void for_each_row(const struct engram_graph *graph, Each each) {
    for (uint32_t s = 0; s < graph->node_count; ++s) each(engram_row_of(graph, s));
}

// Equal graphs have equal images: types that are all 0 are not written.
bool is_typed(const struct engram_graph *graph) {
    uint8_t any = 0;
    if (graph->types != nullptr || graph->changes != nullptr)
        for_each_row(graph, [&](const struct engram_row &row) {
            for (uint64_t i = 0; row.types != nullptr && i < row.count; ++i) any |= row.types[i];
        });
    return any != 0;
}

void put_types(writer &out, const struct engram_graph *graph) {
    uint64_t w = 0, filled = 0;
    for_each_row(graph, [&](const struct engram_row &row) {
        for (uint64_t i = 0; i < row.count; ++i) {
            w |= uint64_t{row.types != nullptr ? row.types[i] : uint8_t{0}} << (8 * filled);
            if (++filled != word) continue;
            out.put(w);
            w = filled = 0;
        }
    });
    if (filled != 0) out.put(w);
}

uint64_t put_content(void *content, const struct engram_graph *graph, bool typed) {
    writer out(content);
    uint64_t offset = 0;
    out.put(0);
    for_each_row(graph, [&](const struct engram_row &row) { out.put(offset += row.count); });
    for_each_row(graph, [&](const struct engram_row &row) {
        for (uint64_t i = 0; i < row.count; ++i)
            out.put(row.arcs[i].node | uint64_t{engram_bits_f32(row.arcs[i].weight)} << 32);
    });
    if (typed) put_types(out, graph);
    return out.sum;
}

// What the header must say before anything that it says is believed.
const char *header_fault(const uint64_t *h, uint64_t header_sum, uint64_t bytes) {
    if (h[at_magic] != magic) return "these bytes are not the image of a graph";
    if (static_cast<uint32_t>(h[at_version]) != version) return "the image has a version that is not known here";
    if (h[at_header] != header_sum) return "the header of the image is damaged";
    if (h[at_version] >> 32 > has_types || h[at_reserved] != 0) return "the image has a flag that is not known here";
    if (h[at_nodes] > UINT32_MAX) return "the image has more nodes than there are ids";
    const bool typed = h[at_version] >> 32 != 0;
    if (h[at_bytes] != bytes || h[at_edges] > bytes / word || bytes_of(h[at_nodes], h[at_edges], typed) != bytes)
        return "the image is cut off, or longer than its header says";
    return nullptr;
}

// The content into rows. A graph has one image: types are written where one is not 0, and 0 after the last.
const char *take_content(const uint8_t *content, const uint64_t *h, uint64_t *offsets, uint32_t *targets, float *weights,
                         uint8_t *types) {
    reader in(content);
    const uint64_t nodes = h[at_nodes], edges = h[at_edges];
    for (uint64_t i = 0; i <= nodes; ++i) offsets[i] = in.take();
    for (uint64_t e = 0; e < edges; ++e) {
        const uint64_t arc = in.take();
        targets[e] = static_cast<uint32_t>(arc);
        weights[e] = engram_f32_bits(static_cast<uint32_t>(arc >> 32));
    }
    uint64_t any = 0, eight = 0;
    for (uint64_t e = 0; types != nullptr && e < edges; ++e, eight >>= 8) {
        if (e % word == 0) any |= eight = in.take();
        types[e] = static_cast<uint8_t>(eight);
    }
    if (in.sum != h[at_content]) return "the content of the image is damaged";
    if (types != nullptr && (any == 0 || eight != 0)) return "the types of the image are not as they are written";
    return nullptr;
}

} // namespace

uint64_t engram_image_bytes(const struct engram_graph *graph) {
    return bytes_of(graph->node_count, graph->edge_count, is_typed(graph));
}

void engram_image_write(const struct engram_graph *graph, void *image) {
    const bool typed = is_typed(graph);
    uint64_t h[header_words] = {};
    h[at_magic] = magic;
    h[at_version] = version | uint64_t{typed} << 32;
    h[at_nodes] = graph->node_count;
    h[at_edges] = graph->edge_count;
    h[at_bytes] = bytes_of(graph->node_count, graph->edge_count, typed);
    h[at_content] = put_content(static_cast<uint8_t *>(image) + word * header_words, graph, typed);
    writer out(image);
    for (uint32_t i = 0; i < at_header; ++i) out.put(h[i]);
    out.put(out.sum);
}

engram_status engram_image_read(const void *image, uint64_t bytes, int no_pull, const engram_allocator *allocator,
                                struct engram_graph **graph, const char **fault) {
    const auto refuse = [=](const char *text) {
        *fault = text;
        return ENGRAM_ERROR_GRAPH;
    };
    if (bytes < word * header_words) return refuse("the image is shorter than its header");
    reader in(image);
    uint64_t h[header_words], sum = 0;
    for (uint32_t i = 0; i < header_words; ++i) {
        sum = in.sum;
        h[i] = in.take();
    }
    const char *text = header_fault(h, sum, bytes);
    if (text != nullptr) return refuse(text);
    const uint64_t nodes = h[at_nodes], edges = h[at_edges], taken = (nodes + 1) * 8 + edges * 9;
    auto *offsets = static_cast<uint64_t *>(engram_take(allocator, taken));
    if (offsets == nullptr) return ENGRAM_ERROR_MEMORY;
    auto *targets = reinterpret_cast<uint32_t *>(offsets + nodes + 1);
    auto *weights = reinterpret_cast<float *>(targets + edges);
    auto *types = h[at_version] >> 32 != 0 ? reinterpret_cast<uint8_t *>(weights + edges) : nullptr;
    const engram_csr csr = {
        .size = sizeof csr, .node_count = static_cast<uint32_t>(nodes), .edge_count = edges, .offsets = offsets,
        .targets = targets, .weights = weights, .types = types, .offset_type = ENGRAM_OFFSETS_U64, .reserved = 0,
    };
    text = take_content(static_cast<const uint8_t *>(image) + word * header_words, h, offsets, targets, weights, types);
    if (text == nullptr) text = engram_csr_first_fault(&csr).text;
    const engram_status status = text != nullptr ? refuse(text) : engram_graph_build(&csr, no_pull, allocator, graph);
    engram_give(allocator, offsets, taken);
    return status;
}

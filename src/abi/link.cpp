// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/link.h"

#include "abi/space.hpp"
#include "store/listing.hpp"

using namespace engram;

namespace {

constexpr engram_text default_type = {"related", 7};

void read_link(writing_call &k, const engram_link_input *given, bool has_weight, engram_link_input *known) {
    k.read(given, known, "link", false);
    if (!k.is_well()) return;
    if (!has_weight || known->weight == 0.0f) known->weight = 1.0f;
    if (!(known->weight > 0.0f && known->weight <= 1000.0f))
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "link.weight", "link.weight must be above 0 and at most 1000");
    if (known->type.data == nullptr && known->type.bytes == 0) known->type = default_type;
    if (k.is_well()) k.status = text_check(known->type, 255, "link.type", k.f);
}

} // namespace

engram_status engram_link(engram_space *space, const engram_link_input *given, const engram_write_options *options,
                          engram_error_detail *error) {
    writing_call k(space, options, error);
    engram_link_input known{};
    read_link(k, given, true, &known);
    k.run([&](transaction &t) { return link(t, known.source, known.target, known.type, known.weight, k.f); });
    return k.end();
}

engram_status engram_unlink(engram_space *space, const engram_link_input *given, const engram_write_options *options,
                            engram_error_detail *error) {
    writing_call k(space, options, error);
    engram_link_input known{};
    read_link(k, given, false, &known);
    k.run([&](transaction &t) { return unlink(t, known.source, known.target, known.type, k.f); });
    return k.end();
}

engram_status engram_links_of(engram_space *space, uint64_t id, engram_direction direction, engram_links **links,
                              engram_error_detail *error) {
    reading_call k(space, error);
    k.need(links, "links");
    if (k.is_well() && (direction == 0 || direction > ENGRAM_DIRECTION_BOTH))
        k.status = k.f.refuse(ENGRAM_ERROR_ENUM, "direction", "direction is none that this version knows");
    if (k.begin()) k.status = list_links(k.c(), id, direction, links, k.f);
    return k.end();
}

void engram_links_free(engram_links **links) {
    if (links == nullptr) return;
    if (*links != nullptr) {
        // The links are the first thing in what owns them.
        owned_links *const owner = reinterpret_cast<owned_links *>(*links);
        owner->~owned_links();
        heap_give(owner);
    }
    *links = nullptr;
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What graphs tell of their edges, changes by index, and images. */

#include "make_graph.h"

#include <stdio.h>

/* Parallel edges of source 0, a row that goes, one that comes back to what it was, a new node. */
static void in_changes(void) {
    in("changes.node_count u32 8");
    in("changes.what u8 0 4 3 2 0 4 0");
    in("changes.source u32 0 0 0 5 3 3 7");
    in("changes.target u32 1 0 0 4 3 0 0");
    in("changes.weight f32 3f800000 00000000 3e800000 00000000 3f000000 00000000 3f4ccccd");
    in("changes.type u32 0 0 0 0 1 0 2");
    in("changes.index u64 0 1 2 0 0 1 0");
}

static void by_index(void) {
    static const struct {
        const char *name;
        unsigned source, index;
    } cases[] = {{"first", 0, 0}, {"last", 0, 3}, {"refused/index", 0, 4}, {"refused/source", 6, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i)
        for (unsigned what = 3; what <= 4; ++what) {
            begin(what == 3 ? "engram_overlay_reweight_at" : "engram_overlay_delete_at", "%s", cases[i].name);
            in_edges();
            in("changes.node_count u32 6");
            in("changes.what u8 %u", what);
            in("changes.source u32 %u", cases[i].source);
            in("changes.target u32 0");
            in("changes.weight f32 3e800000");
            in("changes.index u64 %u", cases[i].index);
            record();
        }
}

static void reading(void) {
    for (unsigned changed = 0; changed <= 1; ++changed) {
        const char *const name = changed ? "changed" : "prepared";
        for (unsigned node = 0; node <= (changed ? 8u : 6u); ++node)
            for (unsigned into = 0; into <= 1; ++into) {
                begin(into ? "engram_graph_incoming" : "engram_graph_outgoing", "%s/%u", name, node);
                in_edges();
                if (changed) in_changes();
                in("node u32 %u", node);
                record();
            }
        static const unsigned ranges[][2] = {{0, 6}, {2, 3}, {6, 0}, {5, 4}};
        for (size_t i = 0; i < sizeof ranges / sizeof *ranges; ++i) {
            begin("engram_graph_edges", "%s/%u_%u", name, ranges[i][0], ranges[i][1]);
            in_edges();
            if (changed) in_changes();
            in("first u32 %u", ranges[i][0]);
            in("node_count u64 %u", ranges[i][1]);
            record();
        }
        begin("engram_graph_changes", "%s", name);
        in_edges();
        if (changed) in_changes();
        record();
        begin("engram_graph_image_write", "%s", name);
        in_edges();
        if (changed) in_changes();
        record();
    }
}

/* The image of an edge 0 to 1 of weight 0.5 and one of -2 back, with types or without; whole, and damaged at a byte. */
static void image(bool is_typed, size_t damaged, const char *name) {
    engram_edge edges[] = {{0, 1, 0.5f, is_typed ? 3 : 0}, {1, 0, -2.0f, 0}};
    engram_graph *graph = NULL;
    unsigned char bytes[256];
    uint64_t count = 0;
    if (engram_graph_create_from_edges(2, edges, 2, NULL, NULL, &graph, NULL) != ENGRAM_OK ||
        engram_graph_image_write(graph, bytes, sizeof bytes, &count) != ENGRAM_OK)
        conformance_stop("no image");
    engram_graph_destroy(&graph);
    if (damaged < count) bytes[damaged] ^= 1u;
    char text[1024];
    int used = snprintf(text, sizeof text, "image x8");
    for (uint64_t i = 0; i < count; ++i) used += snprintf(text + used, sizeof text - (size_t)used, " %02x", bytes[i]);
    begin("engram_graph_create_from_image", "%s", name);
    in("%s", text);
    record();
}

void make_reading(void) {
    by_index();
    reading();
    image(false, SIZE_MAX, "untyped");
    image(true, SIZE_MAX, "typed");
    image(true, 0, "refused/magic");
    image(true, 8, "refused/version");
    image(true, 20, "refused/header");
    image(true, 100, "refused/content");
    begin("engram_graph_create_from_image", "refused/short");
    in("image x8 1a 45");
    record();
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "faults/story.h"

#include <pthread.h>

#include "engram/compat.h"
#include "faults/fault.h"
#include "support/child.h"

static int refused;
static int is_ok(engram_status status) {
    child_check(status == ENGRAM_OK || status == ENGRAM_ERROR_MEMORY);
    refused += status != ENGRAM_OK;
    return status == ENGRAM_OK;
}

/* The caller's allocator: fails by plan, and knows what is out. */
static int64_t hook_blocks, hook_bytes;
static void *take(void *context, size_t bytes, size_t align) {
    (void)context;
    if (fault_hook_fails()) return NULL;
    void *memory = NULL;
    if (posix_memalign(&memory, align, bytes) != 0) return NULL;
    ++hook_blocks, hook_bytes += (int64_t)bytes;
    return memory;
}
static void give(void *context, void *memory, size_t bytes, size_t align) {
    (void)context, (void)align;
    --hook_blocks, hook_bytes -= (int64_t)bytes;
    free(memory);
}
static const engram_allocator hooks = {sizeof hooks, 0, NULL, take, give};

/* The drop-in kernel takes scratch from the thread's arena: little of it, more than a pool, much more. */
enum { MOST_NODES = 300000 };
static float values[MOST_NODES];
static void scratch(size_t nodes) {
    static const float weight[1] = {0.5f};
    static const uint32_t target[1] = {1};
    memset(values, 0, nodes * sizeof *values);
    values[0] = 0.5f;
    engram_spread_activation(target, weight, values, nodes, 1, 1);
    const int answered = is_ok(engram_last_status());
    child_check(values[0] == 0.5f && values[1] == (answered ? 0.25f : 0.0f));
}

static void fill(engram_arena *arena) {
    for (int i = 0; i < 12; ++i) {
        void *out = &out;
        const size_t bytes = i % 3 == 0 ? 3 << 20 : i % 3 == 1 ? 300 << 10 : 1 << 12;
        if (is_ok(engram_arena_allocate(arena, bytes, 64, &out))) memset(out, 0x5A, bytes);
        else child_check(out == &out);
    }
}

static void arenas(const engram_allocator *allocator, uint64_t bytes, uint32_t huge) {
    engram_arena_options o = {.size = sizeof o};
    child_check(engram_arena_options_get(&o) == ENGRAM_OK);
    o.bytes = bytes, o.huge_pages = huge, o.allocator = allocator, o.overflow = ENGRAM_ARENA_FALLBACK;
    engram_arena *arena = NULL;
    if (!is_ok(engram_arena_create(&o, &arena))) {
        child_check(arena == NULL);
        return;
    }
    fill(arena);
    child_check(engram_arena_reset(arena) == ENGRAM_OK);
    fill(arena);
    child_check(engram_arena_destroy(&arena) == ENGRAM_OK && arena == NULL);
}

/* A ring with chords, by CSR. From about 70,000 nodes on a workspace for it is large enough for huge pages. */
typedef struct ring {
    uint64_t *offsets;
    uint32_t *targets;
    float *weights;
    engram_csr view;
} ring;

static ring ring_new(uint32_t nodes) {
    ring r = {malloc((nodes + 1) * sizeof(uint64_t)), malloc(2 * nodes * sizeof(uint32_t)), malloc(2 * nodes * sizeof(float)),
              {.size = sizeof(engram_csr), .node_count = nodes, .edge_count = 2 * (uint64_t)nodes}};
    child_check(r.offsets != NULL && r.targets != NULL && r.weights != NULL);
    for (uint32_t v = 0; v < nodes; ++v) {
        r.offsets[v] = 2 * (uint64_t)v;
        r.targets[2 * v] = (v + 1) % nodes, r.targets[2 * v + 1] = (v + 7) % nodes;
        r.weights[2 * v] = 0.5f, r.weights[2 * v + 1] = 0.25f;
    }
    r.offsets[nodes] = 2 * (uint64_t)nodes;
    r.view.offsets = r.offsets, r.view.targets = r.targets, r.view.weights = r.weights;
    return r;
}

static void ring_free(ring *r) { free(r->offsets), free(r->targets), free(r->weights); }

/* One hop from node 0 reaches 1 and 7, on whatever the graph is made of. */
static void spread(const engram_graph *graph, uint32_t nodes, const engram_allocator *allocator) {
    engram_workspace *workspace = NULL;
    if (!is_ok(engram_workspace_create(nodes, allocator, &workspace))) {
        child_check(workspace == NULL);
        return;
    }
    engram_spread_options o = {.size = sizeof o};
    child_check(engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &o) == ENGRAM_OK);
    o.hops = 1;
    const uint32_t seed = 0;
    const float value = 1.0f;
    engram_activated found[8];
    uint64_t count = 0;
    child_check(engram_spread_sparse(graph, &o, workspace, SEEDS(&seed, &value, 1), found, 8, &count, NULL) == ENGRAM_OK);
    int seen = 0;
    for (uint64_t i = 0; i < count; ++i) seen += found[i].id == 1 || found[i].id == 7;
    child_check(seen == 2);
    engram_workspace_destroy(&workspace);
}

/* Changes while states of the overlay are kept: each has to be copied where it differs, and none may notice the next. */
static void snapshots(engram_overlay *overlay, uint32_t nodes) {
    engram_graph *kept[6] = {NULL};
    uint64_t edges[6] = {0};
    for (uint32_t i = 0; i < 6; ++i) {
        const engram_edge edge = {i % 2 ? 2 : 100 + i, 3, 0.125f, 0};
        is_ok(engram_overlay_append(overlay, &edge));
        is_ok(engram_overlay_reweight_at(overlay, 4, 0, 0.5f + (float)i));
        is_ok(i < 4 ? engram_overlay_delete_at(overlay, 60 + i, 0) : engram_overlay_grow(overlay, nodes * 20 * i));
        if (!is_ok(engram_overlay_snapshot(overlay, &kept[i]))) child_check(kept[i] == NULL);
        else child_check(engram_graph_edges(kept[i], 0, nodes, NULL, 0, &edges[i]) == ENGRAM_OK);
    }
    for (uint32_t i = 0; i < 6; ++i) {
        engram_graph_info info = {.size = sizeof info};
        child_check(kept[i] == NULL || (engram_graph_describe(kept[i], &info) == ENGRAM_OK && info.edge_count == edges[i]));
        engram_graph_destroy(&kept[i]);
    }
}

static void images(const engram_graph *graph, uint32_t nodes, const engram_allocator *allocator) {
    uint64_t bytes = 0;
    child_check(engram_graph_image_size(graph, &bytes) == ENGRAM_OK);
    void *image = malloc(bytes);
    engram_graph *read = NULL;
    child_check(image != NULL && engram_graph_image_write(graph, image, bytes, NULL) == ENGRAM_OK);
    if (is_ok(engram_graph_create_from_image(image, bytes, NULL, allocator, &read, NULL))) spread(read, nodes, allocator);
    else child_check(read == NULL);
    engram_graph_destroy(&read);
    free(image);
}

static void overlays(const engram_graph *graph, uint32_t nodes, const engram_allocator *allocator) {
    engram_overlay *overlay = NULL;
    if (!is_ok(engram_overlay_create(graph, nodes + 1, allocator, &overlay))) {
        child_check(overlay == NULL);
        return;
    }
    for (uint32_t v = 2; v < 50; ++v) /* more changed rows than the first room, one row above its own */
        for (int copy = 0; copy < (v == 2 ? 20 : 1); ++copy) {
            const engram_edge edge = {v, nodes, 0.125f, 0};
            is_ok(engram_overlay_append(overlay, &edge));
        }
    const engram_edge first = {0, 1, 0.75f, 0};
    is_ok(engram_overlay_reweight(overlay, &first));
    spread(engram_overlay_view(overlay), nodes + 1, allocator);
    engram_graph *compact = NULL;
    if (is_ok(engram_overlay_compact(overlay, NULL, allocator, &compact))) spread(compact, nodes + 1, allocator);
    else child_check(compact == NULL);
    engram_graph_destroy(&compact);
    snapshots(overlay, nodes);
    engram_overlay_destroy(&overlay);
}

static void graphs(uint32_t nodes, const engram_allocator *allocator) {
    ring r = ring_new(nodes);
    uint64_t bytes = 0;
    is_ok(engram_graph_size(&r.view, NULL, allocator, &bytes));
    engram_graph *graph = NULL;
    if (is_ok(engram_graph_create(&r.view, NULL, allocator, &graph))) {
        spread(graph, nodes, allocator);
        overlays(graph, nodes, allocator);
        images(graph, nodes, allocator);
    } else {
        child_check(graph == NULL);
    }
    engram_graph_destroy(&graph);

    engram_edge *edges = malloc(2 * nodes * sizeof *edges);
    child_check(edges != NULL);
    for (uint32_t e = 0; e < 2 * nodes; ++e) edges[e] = (engram_edge){e / 2, r.targets[e], r.weights[e], e % 2};
    const engram_graph_options summed = {.size = sizeof summed, .duplicates = ENGRAM_DUPLICATES_SUM};
    if (is_ok(engram_graph_create_from_edges(nodes, edges, 2 * nodes, &summed, allocator, &graph, NULL)))
        spread(graph, nodes, allocator);
    else child_check(graph == NULL);
    engram_graph_destroy(&graph);
    free(edges);
    ring_free(&r);
}

static void *thread(void *unused) {
    (void)unused;
    scratch(1000);
    scratch(MOST_NODES);
    engram_arena *mine = NULL;
    if (is_ok(engram_arena_thread(&mine))) fill(mine);
    else child_check(mine == NULL);
    return NULL; /* its end gives back arena and counts */
}

int story_run(void) {
    refused = 0;
    scratch(1000);
    scratch(MOST_NODES);
    arenas(NULL, 1 << 16, 0);
    arenas(NULL, 5 << 20, 1);
    arenas(&hooks, 1 << 20, 0);
    /* The thread's arena takes over a larger pool at its next reset, then the first one again. */
    engram_configure_arena(4, 2);
    engram_reset_arenas();
    scratch(MOST_NODES);
    engram_configure_arena(1, 2);
    engram_reset_arenas();
    graphs(200, &hooks);
    graphs(72000, NULL);
    child_check(engram_self_check(ENGRAM_FAMILY_ALL, NULL) == ENGRAM_OK); /* no memory is no wrong level */
    pthread_t other;
    child_check(pthread_create(&other, NULL, thread, NULL) == 0);
    pthread_join(other, NULL);
    /* What asks for nothing answers always. */
    float score = 0, strength[1] = {1.0f};
    const float vector[4] = {1, 0, 0, 0};
    const uint64_t age[1] = {86400};
    engram_vector_similarity(vector, vector, &score, 4, 1);
    child_check(engram_last_status() == ENGRAM_OK && score == 1.0f);
    engram_apply_decay(strength, age, 1);
    child_check(engram_last_status() == ENGRAM_OK && float_bits(strength[0]) == 0x3EBC5AB2);
    engram_metrics metrics = {.size = sizeof metrics};
    child_check(engram_metrics_get(&metrics) == ENGRAM_OK);
    engram_deinit_thread_arena();
    child_check(hook_blocks == 0 && hook_bytes == 0);
    return refused;
}

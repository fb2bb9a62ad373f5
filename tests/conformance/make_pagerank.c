/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Graphs and their faults, overlays, personalised PageRank, the one-off spread. */

#include <inttypes.h>

#include "make_graph.h"

/* Faults, one for each rule of a view; the first fault is the one that is named. */
static void faults(void) {
    static const struct {
        const char *name;
        const char *lines[3];
    } cases[] = {
        {"right", {"graph.offset_type u32 0"}},
        {"u32", {"graph.offset_type u32 1", "graph.offsets u32 0 2 2 5"}},
        {"offset_type", {"graph.offset_type u32 2"}},
        {"size", {"graph.size u32 4096"}},
        {"first_offset", {"graph.offsets u64 1 2 2 5"}},
        {"falling_offset", {"graph.offsets u64 0 3 2 5"}},
        {"last_offset", {"graph.offsets u64 0 2 2 4"}},
        {"target", {"graph.targets u32 1 2 0 3 1"}},
        {"weight_nan", {"graph.weights f32 3f800000 3f800000 3f800000 3f800000 7fc00000"}},
        {"weight_infinite", {"graph.weights f32 3f800000 ff800000 3f800000 3f800000 7fc00000"}},
        {"type", {"graph.types u8 0 63 64 1 2"}},
        {"empty", {"graph.node_count u32 0", "graph.edge_count u64 0", "graph.offsets u64 0"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        begin("engram_csr_validate", "%s", cases[i].name);
        for (size_t l = 0; l < 3 && cases[i].lines[l] != NULL; ++l) in("%s", cases[i].lines[l]);
        in("graph.node_count u32 3");
        in("graph.edge_count u64 5");
        in("graph.offsets u64 0 2 2 5");
        in("graph.targets u32 1 2 0 2 1");
        in("graph.weights f32 3f800000 3f000000 3f800000 bf800000 3e800000");
        record();
    }
}

void in_edges(void) {
    in("edges.node_count u32 6");
    in("edges.source u32 4 0 2 0 4 0 2 5 0 3");
    in("edges.target u32 1 2 2 1 0 2 3 4 2 3");
    in("edges.weight f32 3f000000 3f333333 3e99999a bf000000 3f19999a 3dcccccd 3f800000 3ecccccd 3e4ccccd 3f4ccccd");
    in("edges.type u32 0 1 0 0 2 1 0 0 2 0");
}

static void edge_lists(void) {
    for (unsigned duplicates = 0; duplicates <= 3; ++duplicates) {
        begin("engram_graph_create_from_edges", "duplicates/%u", duplicates);
        in("graph_options.duplicates u32 %u", duplicates);
        in_edges();
        record();
        if (duplicates > 1) continue;
        for (int is_dense = 0; is_dense <= 1; ++is_dense) {
            begin(is_dense ? "engram_spread_dense" : "engram_spread_sparse", "edges/duplicates%u", duplicates);
            in("graph_options.duplicates u32 %u", duplicates);
            in_edges();
            if (is_dense) in("activations f32 3f800000 00000000 3f000000 00000000 3e800000 3e4ccccd");
            else in("seeds u32 0 5");
            if (!is_dense) in("capacity u32 6");
            record();
        }
    }
    begin("engram_graph_create_from_edges", "duplicates/none_to_reject");
    in("graph_options.duplicates u32 2");
    in("edges.node_count u32 3");
    in("edges.source u32 0 0 2");
    in("edges.target u32 1 1 2");
    in("edges.weight f32 3f800000 3f800000 3f800000");
    in("edges.type u32 0 1 0");
    record();
    static const char *const bad[] = {"edges.source u32 4 0 6 0 4 0 2 5 0 3", "edges.target u32 1 2 2 1 0 2 3 4 6 3",
                                      "edges.type u32 0 1 0 0 64 1 0 0 2 0"};
    for (size_t i = 0; i < 3; ++i) {
        begin("engram_graph_create_from_edges", "refused/%zu", i);
        in("%s", bad[i]);
        in_edges();
        record();
    }
}

static void overlays(void) {
    static const struct {
        const char *name, *call;
        const char *lines[6];
    } cases[] = {
        {"append", "engram_overlay_append",
         {"changes.what u8 0 0 0", "changes.source u32 0 7 5", "changes.target u32 7 1 5", "changes.weight f32 3f000000 3f800000 bf000000",
          "changes.type u32 0 3 1", "changes.node_count u32 8"}},
        {"reweight", "engram_overlay_reweight",
         {"changes.what u8 1 1", "changes.source u32 0 2", "changes.target u32 2 3", "changes.weight f32 3f800000 3e800000",
          "changes.type u32 1 0", "changes.node_count u32 6"}},
        {"delete", "engram_overlay_delete",
         {"changes.what u8 2 0 2", "changes.source u32 0 0 4", "changes.target u32 2 2 0", "changes.weight f32 00000000 3e800000 00000000",
          "changes.type u32 1 1 2", "changes.node_count u32 6"}},
        {"append_refused", "engram_overlay_append",
         {"changes.what u8 0", "changes.source u32 0", "changes.target u32 6", "changes.weight f32 3f000000", "changes.type u32 0",
          "changes.node_count u32 6"}},
        {"reweight_refused", "engram_overlay_reweight",
         {"changes.what u8 1", "changes.source u32 1", "changes.target u32 0", "changes.weight f32 3f000000", "changes.type u32 0",
          "changes.node_count u32 6"}},
        {"delete_refused", "engram_overlay_delete",
         {"changes.what u8 2", "changes.source u32 0", "changes.target u32 2", "changes.weight f32 3f000000", "changes.type u32 5",
          "changes.node_count u32 6"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        begin(cases[i].call, "%s", cases[i].name);
        in_edges();
        for (size_t l = 0; l < 6; ++l) in("%s", cases[i].lines[l]);
        record();
        if (i >= 3) continue;
        for (int is_dense = 0; is_dense <= 1; ++is_dense) {
            begin(is_dense ? "engram_spread_dense" : "engram_spread_sparse", "overlay/%s", cases[i].name);
            in_edges();
            for (size_t l = 0; l < 6; ++l) in("%s", cases[i].lines[l]);
            if (is_dense) in("activations f32 @fill %d 3f000000", i == 0 ? 8 : 6);
            else in("seeds u32 0 5");
            if (!is_dense) in("capacity u32 8");
            record();
        }
    }
}

static void pagerank(void) {
    static const struct {
        const char *name;
        const char *lines[4];
    } cases[] = {
        {"defaults", {NULL}},
        {"damping/0", {"options.damping f32 00000000", "options.max_iterations u32 10"}},
        {"damping/0.5", {"options.damping f32 3f000000", "options.max_iterations u32 100"}},
        {"damping/0.99", {"options.damping f32 3f7d70a4", "options.max_iterations u32 1000"}},
        {"iterations/2", {"options.max_iterations u32 2", "options.damping f32 3f59999a"}},
        {"tolerance", {"options.tolerance f32 3c23d70a", "options.damping f32 3f59999a"}},
        {"epsilon", {"options.epsilon f32 3c23d70a", "options.damping f32 3f59999a"}},
        {"edge_budget", {"options.edge_budget u64 40", "options.damping f32 3f59999a"}},
        {"one_seed", {"seeds u32 5", "values f32 null"}},
        {"seed_without_edges", {"seeds u32 2 8", "values f32 40400000 3f800000"}},
        {"refused/damping", {"options.damping f32 3f800000"}},
        {"refused/tolerance", {"options.tolerance f32 bf800000", "options.epsilon f32 bf800000"}},
        {"refused/seed", {"seeds u32 21", "values f32 null"}},
        {"refused/negative_value", {"seeds u32 2 8", "values f32 bf800000 3f800000"}},
        {"refused/no_seed", {"seeds u32", "values f32"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i)
        for (int is_push = 0; is_push <= 1; ++is_push) {
            begin(is_push ? "engram_pagerank_push" : "engram_pagerank_power", "%s", cases[i].name);
            bool has_options = false;
            for (size_t l = 0; l < 4 && cases[i].lines[l] != NULL; ++l) {
                in("%s", cases[i].lines[l]);
                has_options |= cases[i].lines[l][0] == 'o';
            }
            in_graph(false, false);
            in_seeds();
            if (has_options) { /* the defaults, for the fields that are not looked at here */
                in("options.max_iterations u32 100");
                in("options.damping f32 3f59999a");
                in("options.tolerance f32 358637bd");
                in("options.epsilon f32 358637bd");
            }
            if (is_push) in("capacity u32 21");
            record();
        }
    for (int is_push = 0; is_push <= 1; ++is_push) {
        begin(is_push ? "engram_pagerank_push" : "engram_pagerank_power", "refused/negative_weight");
        in_graph(false, true);
        in_seeds();
        if (is_push) in("capacity u32 21");
        record();
        begin(is_push ? "engram_pagerank_push" : "engram_pagerank_power", "large");
        in_large_graph(200);
        in_seeds();
        if (is_push) in("capacity u32 50");
        record();
    }
}

static void in_ranking(const char *const *lines) {
    for (size_t l = 0; l < 4 && lines[l] != NULL; ++l) in("%s", lines[l]);
}

/* Leaves that point to one hub, which points to nobody: a sum as long as there are leaves. */
static void in_star(unsigned leaves) {
    in("graph.node_count u32 %u", leaves + 1);
    in("graph.edge_count u64 %u", leaves);
    in("graph.offset_type u32 1");
    char text[4096];
    int used = snprintf(text, sizeof text, "graph.offsets u32");
    for (unsigned v = 0; v <= leaves + 1; ++v)
        used += snprintf(text + used, sizeof text - (size_t)used, " %u", v < leaves ? v : leaves);
    in("%s", text);
    in("graph.targets u32 @fill %u %u", leaves, leaves);
    in("graph.weights f32 @fill %u 3dcccccd", leaves);
}

/* What came later than the vectors above, whose seeds stay as they are. */
static void rankings(void) {
    static const struct {
        const char *name;
        const char *lines[4];
    } cases[] = {
        {"dangling/seeds", {"options.dangling u32 0", "options.epsilon f32 3c23d70a"}},
        {"dangling/all", {"options.dangling u32 1"}},
        {"settle/3", {"options.settle u64 3", "options.tolerance f32 2b8cbccc"}},
        {"residuals", {"options.residual_capacity u64 8", "options.epsilon f32 3c23d70a"}},
        {"repeated_seed", {"seeds u32 @fill 1000 5", "values f32 @fill 1000 3dcccccd"}},
        {"refused/dangling", {"options.dangling u32 2"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i)
        for (int is_push = 0; is_push <= 1; ++is_push) {
            begin(is_push ? "engram_pagerank_push" : "engram_pagerank_power", "%s", cases[i].name);
            in_ranking(cases[i].lines);
            in_graph(false, false);
            in_seeds();
            if (is_push) in("capacity u32 21");
            record();
        }
    for (int is_push = 0; is_push <= 1; ++is_push) {
        begin(is_push ? "engram_pagerank_push" : "engram_pagerank_power", "star");
        in_star(200);
        in("options.damping f32 3f7fbe77");
        in("options.max_iterations u32 1000");
        in("options.epsilon f32 38d1b717");
        in("seeds u32 @ramp 200 0 1");
        in("values f32 null");
        if (is_push) in("capacity u32 201");
        record();
    }
}

static void one_off(void) {
    static const char *const activations[] = {"@uniform 960 21 00000000 3f800000", "@uniform 961 21 bf800000 3f800000",
                                              "@fill 21 00000000", "@bits 962 21 ffffffff"};
    for (unsigned a = 0; a < 4; ++a)
        for (unsigned steps = 0; steps <= 3; ++steps) {
            begin("engram_activation_spread", "activations%u/steps%u", a, steps);
            in_graph(false, a == 1);
            in("activations f32 %s", activations[a]);
            in("steps u32 %u", steps);
            record();
        }
    begin("engram_activation_spread", "large");
    in_large_graph(200);
    in_uniform("activations", 200, 0, 1);
    in("steps u32 3");
    record();
    begin("engram_activation_spread", "refused/target");
    in("graph.targets u32 @fill 60 21");
    in_graph(false, false);
    in("activations f32 @fill 21 3f800000");
    in("steps u32 1");
    record();
}

void make_pagerank(void) {
    faults();
    edge_lists();
    overlays();
    pagerank();
    one_off();
    rankings();
    make_reading();
}

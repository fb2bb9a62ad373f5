/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Graphs, and spreading with every option alone and with options mixed. */

#include <inttypes.h>

#include "make_graph.h"

/* 21 nodes, 60 edges, with duplicates, self loops, nodes without edges and five types. */
enum { NODES = 21, EDGES = 60 };

void in_graph(bool is_typed, bool is_signed) {
    in("graph.node_count u32 %d", NODES);
    in("graph.edge_count u64 %d", EDGES);
    in("graph.offsets u64 0 4 9 9 12 13 20 24 26 26 31 34 38 39 43 47 50 51 51 55 58 60");
    in("graph.targets u32 @below %" PRIu64 " %d %d", next_seed(), EDGES, NODES);
    in_uniform("graph.weights", EDGES, is_signed ? -0.5f : 0.0f, 1);
    if (is_typed) in("graph.types u8 @below %" PRIu64 " %d 5", next_seed(), EDGES);
}

void in_seeds(void) {
    in("seeds u32 3 14 0 3");
    in("values f32 3f800000 3f000000 3f19999a 3e4ccccd");
}

/* A graph of `nodes` with 6 edges each, large enough for layouts by target; no line of the file is long. */
void in_large_graph(unsigned nodes) {
    in("graph.node_count u32 %u", nodes);
    in("graph.edge_count u64 %u", 6 * nodes);
    in("graph.offset_type u32 1");
    in("graph.offsets u32 @ramp %u 0 6", nodes + 1);
    in("graph.targets u32 @below %" PRIu64 " %u %u", next_seed(), 6 * nodes, nodes);
    in_uniform("graph.weights", 6 * nodes, 0, 0.4f);
}

/* One case each for sparse and for dense spreading; dense takes no EXPLAIN and no DROP_SEEDS. */
static void both(const char *name, bool is_typed, const char *const *lines, size_t count) {
    for (int is_dense = 0; is_dense <= 1; ++is_dense) {
        begin(is_dense ? "engram_spread_dense" : "engram_spread_sparse", "%s", name);
        for (size_t i = 0; i < count && lines[i] != NULL; ++i) in("%s", lines[i]);
        in_graph(is_typed, is_typed);
        in("options.preset u32 0");
        if (is_dense) {
            in_uniform("activations", NODES, -0.25f, 1);
        } else {
            in("options.flags u32 1");
            in_seeds();
            in("capacity u32 %d", NODES);
        }
        record();
    }
}

static void one_by_one(void) {
    static const struct {
        const char *name;
        bool is_typed;
        const char *lines[5];
    } cases[] = {
        {"plain", false, {NULL}},
        {"merge/clamped_sum", true, {"options.merge u32 1", "options.limit f32 3f4ccccd"}},
        {"merge/max", true, {"options.merge u32 2"}},
        {"merge/probabilistic", false, {"options.merge u32 3"}},
        {"retain/replace", true, {"options.retain u32 1"}},
        {"retain/retention", true, {"options.retain u32 2", "options.retention f32 3ecccccd"}},
        {"retain/max", true, {"options.retain u32 3"}},
        {"retain/max_merge_max", true, {"options.retain u32 3", "options.merge u32 2"}},
        {"senders/arrivals", true, {"options.senders u32 1"}},
        {"senders/arrivals_replace", true, {"options.senders u32 1", "options.retain u32 1"}},
        {"decay/per_hop", true, {"options.decay u32 1", "options.hop_factor f32 3f333333"}},
        {"decay/from_source", true, {"options.decay u32 2", "options.decay_table f32 3f800000 3f000000 3e4ccccd"}},
        {"decay/table_ends", true, {"options.decay u32 2", "options.decay_table f32 3f400000 3f000000", "options.hops u32 4"}},
        {"normaliser/out_degree", true, {"options.normaliser u32 1"}},
        {"normaliser/sqrt_degree", true, {"options.normaliser u32 2"}},
        {"normaliser/sqrt_one_degree", true, {"options.normaliser u32 3"}},
        {"normaliser/weight_sum", true, {"options.normaliser u32 4"}},
        {"normaliser/fan", true, {"options.normaliser u32 5", "options.fan_strength f32 3fcccccd", "options.fan_base f32 3f800000"}},
        {"inhibition/ceiling", true, {"options.inhibition u32 1", "options.ceiling f32 3f000000"}},
        {"inhibition/top_sum", true,
         {"options.inhibition u32 2", "options.inhibition_count u32 3", "options.inhibition_strength f32 3e19999a"}},
        {"inhibition/top_mean", true,
         {"options.inhibition u32 3", "options.inhibition_count u32 4", "options.inhibition_strength f32 3f000000"}},
        {"inhibition/each", true,
         {"options.inhibition u32 3", "options.inhibition_count u32 4", "options.inhibition_strength f32 3e99999a",
          "options.flags u32 2"}},
        {"squash/clamp", true, {"options.squash u32 1", "options.limit f32 3f000000"}},
        {"squash/divide", true, {"options.squash u32 2", "options.limit f32 3f800000"}},
        {"squash/sigmoid", true, {"options.squash u32 3", "options.sigmoid_gain f32 41200000", "options.sigmoid_centre f32 3e99999a"}},
        {"squash/each", true, {"options.squash u32 2", "options.limit f32 3f000000", "options.flags u32 4"}},
        {"convergence/l1", false, {"options.convergence u32 1", "options.tolerance f32 3dcccccd", "options.hops u32 40",
                                   "options.retain u32 1", "options.gain f32 3e800000"}},
        {"convergence/largest", false, {"options.convergence u32 2", "options.tolerance f32 3c23d70a", "options.hops u32 40",
                                        "options.retain u32 1", "options.gain f32 3e800000"}},
        {"convergence/never", true, {"options.convergence u32 1", "options.tolerance f32 00800000", "options.hops u32 3"}},
        {"hops/0", true, {"options.hops u32 0"}},
        {"hops/1", true, {"options.hops u32 1"}},
        {"hops/9", true, {"options.hops u32 9"}},
        {"node_cap", true, {"options.node_cap u32 5"}},
        {"refractory", true, {"options.refractory_hops u32 2", "options.hops u32 5"}},
        {"edge_budget", true, {"options.edge_budget u64 14"}},
        {"edge_budget/1", true, {"options.edge_budget u64 1"}},
        {"type_mask", true, {"options.type_mask u64 21"}},
        {"suppressive", true, {"options.suppressive_types u64 6"}},
        {"suppressive/masked", true, {"options.suppressive_types u64 6", "options.type_mask u64 13", "options.normaliser u32 1"}},
        {"gain", true, {"options.gain f32 3f59999a"}},
        {"edge_threshold", true, {"options.edge_threshold f32 3e19999a"}},
        {"node_threshold", true, {"options.node_threshold f32 3e99999a"}},
        {"node_threshold/arrivals", true, {"options.node_threshold f32 3e99999a", "options.senders u32 1"}},
        {"gate", true, {"options.gate f32 3f000000"}},
        {"type_factors", true, {"options.type_factors f32 @uniform 950 64 00000000 3fc00000"}},
        {"node_factors", true, {"options.node_factors f32 @uniform 951 21 00000000 3fc00000"}},
        {"no_pull", true, {"graph_options.no_pull u32 1"}},
        {"refused/merge", false, {"options.merge u32 4"}},
        {"refused/retain", false, {"options.retain u32 4"}},
        {"refused/senders", false, {"options.senders u32 2"}},
        {"refused/decay", false, {"options.decay u32 3"}},
        {"refused/normaliser", false, {"options.normaliser u32 6"}},
        {"refused/inhibition", false, {"options.inhibition u32 4"}},
        {"refused/squash", false, {"options.squash u32 4"}},
        {"refused/convergence", false, {"options.convergence u32 3"}},
        {"refused/flags", false, {"options.flags u32 16"}},
        {"refused/edge_threshold", false, {"options.edge_threshold f32 bf800000"}},
        {"refused/gain", false, {"options.gain f32 7fc00000"}},
        {"refused/size", false, {"options.size u32 4096"}},
        {"refused/preset", false, {"options.preset u32 99"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) both(cases[i].name, cases[i].is_typed, cases[i].lines, 5);
    static const char *const flags[] = {"options.flags u32 0", "options.flags u32 8", "options.flags u32 9"};
    for (size_t i = 0; i < 3; ++i) {
        begin("engram_spread_sparse", "flags/%zu", i);
        in("%s", flags[i]);
        in_graph(true, false);
        in("options.preset u32 0");
        in_seeds();
        in("capacity u32 %d", i == 0 ? 4 : NODES);
        record();
    }
    for (unsigned p = 0; p <= 8; ++p) {
        begin("engram_spread_preset", "%u", p);
        in_number("preset", "u32", p);
        record();
        if (p == 8) continue;
        char name[32];
        const char *line[1] = {name};
        snprintf(name, sizeof name, "options.preset u32 %u", p);
        for (int is_dense = 0; is_dense <= 1; ++is_dense) {
            begin(is_dense ? "engram_spread_dense" : "engram_spread_sparse", "preset/%u", p);
            in("%s", line[0]);
            in_graph(false, false);
            if (is_dense) in_uniform("activations", NODES, 0, 1);
            else {
                in_seeds();
                in("capacity u32 %d", NODES);
            }
            record();
        }
    }
}

static void mixed(void) {
    for (unsigned i = 0; i < 80; ++i) {
        const bool is_dense = i % 2 == 1;
        begin(is_dense ? "engram_spread_dense" : "engram_spread_sparse", "mixed/%u", i);
        const bool is_typed = draw(2) == 1, is_signed = draw(2) == 1; /* in this order, with every compiler */
        in_graph(is_typed, is_signed);
        in("options.preset u32 0");
        in("options.merge u32 %d", (int)draw(4));
        in("options.retain u32 %d", (int)draw(4));
        in("options.senders u32 %d", (int)draw(2));
        const unsigned decay = (unsigned)draw(3);
        in("options.decay u32 %u", decay);
        if (decay == ENGRAM_DECAY_FROM_SOURCE) in("options.decay_table f32 3f800000 3f4ccccd 3f19999a 3ecccccd");
        in("options.normaliser u32 %d", (int)draw(6));
        const unsigned inhibition = (unsigned)draw(4), squash = (unsigned)draw(4);
        in("options.inhibition u32 %u", inhibition);
        in("options.squash u32 %u", squash);
        in("options.convergence u32 %d", (int)draw(3));
        /* Flags go with what they are about. */
        const unsigned each = (inhibition >= ENGRAM_INHIBIT_TOP_SUM ? 2 : 0) | (squash != ENGRAM_SQUASH_NONE ? 4 : 0);
        in("options.flags u32 %u", (unsigned)draw(16) & (each | (is_dense ? 0 : 9)));
        in("options.hops u32 %d", (int)draw(6));
        if (draw(3) == 0) in("options.node_cap u32 %d", 1 + (int)draw(12));
        if (draw(3) == 0) in("options.refractory_hops u32 %d", 1 + (int)draw(3));
        in("options.inhibition_count u32 %d", 1 + (int)draw(8));
        if (draw(3) == 0) in("options.edge_budget u64 %d", 1 + (int)draw(80));
        if (draw(3) == 0) {
            const unsigned mask = (unsigned)draw(32);
            if (mask != 0) in("options.type_mask u64 %u", mask);
        }
        if (draw(3) == 0) in("options.suppressive_types u64 %d", (int)draw(32));
        in_uniform("options.gain", 1, 0.25f, 1);
        in_uniform("options.hop_factor", 1, 0.25f, 1);
        in_uniform("options.retention", 1, 0, 1);
        if (draw(3) == 0) in_uniform("options.edge_threshold", 1, 0, 0.2f);
        if (draw(3) == 0) in_uniform("options.node_threshold", 1, 0, 0.2f);
        if (draw(3) == 0) in_uniform("options.gate", 1, 0, 0.3f);
        in_uniform("options.limit", 1, 0.5f, 2);
        in_uniform("options.ceiling", 1, 0.5f, 1);
        in_uniform("options.inhibition_strength", 1, 0, 0.5f);
        in_uniform("options.tolerance", 1, 0.001f, 0.1f);
        if (draw(3) == 0) in_uniform("options.type_factors", 64, 0, 1.5f);
        if (draw(3) == 0) in_uniform("options.node_factors", NODES, 0, 1.5f);
        if (is_dense) in_uniform("activations", NODES, 0, 1);
        else {
            in_seeds();
            in("capacity u32 %d", 1 + (int)draw(NODES));
        }
        record();
    }
}

static void seeds_and_values(void) {
    static const struct {
        const char *name;
        const char *lines[3];
    } cases[] = {
        {"seeds/no_values", {"seeds u32 5 9 5", "values f32 null"}},
        {"seeds/none", {"seeds u32", "values f32"}},
        {"seeds/zero_value", {"seeds u32 5 9", "values f32 80000000 00000000"}},
        {"seeds/cancel", {"seeds u32 5 5", "values f32 3f800000 bf800000"}},
        {"seeds/overflow", {"seeds u32 5 0", "values f32 7f7fffff 7f7fffff", "options.hops u32 9"}},
        {"seeds/denormal", {"seeds u32 5 0", "values f32 00000001 00000007"}},
        {"capacity/0", {"capacity u32 0"}},
        {"capacity/2", {"capacity u32 2"}},
        {"refused/seed", {"seeds u32 3 21", "values f32 3f800000 3f800000"}},
        {"refused/value_nan", {"seeds u32 3 2", "values f32 3f800000 7fc00000"}},
        {"refused/value_infinite", {"seeds u32 3 2", "values f32 ff800000 3f800000"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        begin("engram_spread_sparse", "%s", cases[i].name);
        for (size_t l = 0; l < 3 && cases[i].lines[l] != NULL; ++l) in("%s", cases[i].lines[l]);
        in_graph(false, false);
        in_seeds();
        in("options.preset u32 0");
        in("capacity u32 %d", NODES);
        record();
    }
    for (unsigned p = 0; p < 4; ++p) { /* preset 3 has fans and a sigmoid; these graphs use the layout by target */
        begin("engram_spread_dense", "large/%u", p);
        in_large_graph(200);
        in("options.preset u32 %u", p);
        in_uniform("activations", 200, 0, 1);
        record();
        begin("engram_spread_sparse", "large/%u", p);
        in_large_graph(200);
        in("options.preset u32 %u", p);
        in("options.flags u32 1");
        in_seeds();
        in("capacity u32 60");
        record();
    }
}

void make_activation(void) {
    one_by_one();
    mixed();
    seeds_and_values();
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_ACTIVATION_FIXTURE_H
#define ENGRAM_TESTS_ACTIVATION_FIXTURE_H

/* A graph, prepared, with a workspace, a rule, and room for all results. */

#include "kernels/activation/model.h"

typedef struct fixture {
    model_graph g;
    engram_graph *graph;
    engram_workspace *w;
    engram_spread_options o;
    engram_activated *results;
    uint64_t count;
    engram_spread_info info;
} fixture;

static inline fixture set_up(model_graph g, engram_spread_preset_id preset) {
    fixture f = {.g = g, .o = {.size = sizeof f.o}, .info = {.size = sizeof f.info}};
    assert_int_equal(engram_graph_create(&g.csr, NULL, NULL, &f.graph), ENGRAM_OK);
    assert_int_equal(engram_workspace_create(g.nodes, NULL, &f.w), ENGRAM_OK);
    assert_int_equal(engram_spread_preset(preset, &f.o), ENGRAM_OK);
    f.results = calloc(g.nodes + 1, sizeof *f.results);
    assert_non_null(f.results);
    return f;
}

static inline void tear_down(fixture *f) {
    engram_graph_destroy(&f->graph);
    engram_workspace_destroy(&f->w);
    free(f->results);
    model_graph_free(f->g);
}

static inline void spread(fixture *f, const uint32_t *seeds, const float *values, uint32_t n) {
    assert_int_equal(
        engram_spread_sparse(f->graph, &f->o, f->w, SEEDS(seeds, values, n), f->results, f->g.nodes, &f->count, &f->info),
        ENGRAM_OK);
}

#endif

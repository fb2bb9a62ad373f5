/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Spreading, from and to lists and arrays, and personalised PageRank. */

#include <stdlib.h>
#include <string.h>

#include "play_graph.h"

/* A preset, then the fields that the vector names, one by one. */
static engram_status read_options(const vector *v, engram_spread_options *o) {
    o->size = sizeof *o;
    const engram_status status = engram_spread_preset((engram_spread_preset_id)vector_number(v, "options.preset"), o);
    if (status != ENGRAM_OK) return status;
#define NUMBER(field, type) \
    if (vector_has(v, "options." #field)) o->field = (type)vector_number(v, "options." #field)
#define REAL(field) \
    if (vector_has(v, "options." #field)) o->field = vector_f32(v, "options." #field)
    NUMBER(size, uint32_t);
    NUMBER(merge, uint32_t);
    NUMBER(retain, uint32_t);
    NUMBER(senders, uint32_t);
    NUMBER(decay, uint32_t);
    NUMBER(normaliser, uint32_t);
    NUMBER(inhibition, uint32_t);
    NUMBER(squash, uint32_t);
    NUMBER(convergence, uint32_t);
    NUMBER(flags, uint32_t);
    NUMBER(hops, uint32_t);
    NUMBER(node_cap, uint32_t);
    NUMBER(refractory_hops, uint32_t);
    NUMBER(inhibition_count, uint32_t);
    NUMBER(edge_budget, uint64_t);
    NUMBER(type_mask, uint64_t);
    NUMBER(suppressive_types, uint64_t);
    REAL(gain);
    REAL(hop_factor);
    REAL(retention);
    REAL(edge_threshold);
    REAL(node_threshold);
    REAL(gate);
    REAL(limit);
    REAL(ceiling);
    REAL(inhibition_strength);
    REAL(sigmoid_gain);
    REAL(sigmoid_centre);
    REAL(fan_strength);
    REAL(fan_base);
    REAL(tolerance);
#undef NUMBER
#undef REAL
    if (vector_has(v, "options.decay_table")) {
        o->decay_table = vector_get(v, "options.decay_table");
        o->decay_count = (uint32_t)vector_count(v, "options.decay_table");
    }
    o->type_factors = vector_get(v, "options.type_factors");
    o->node_factors = vector_get(v, "options.node_factors");
    return ENGRAM_OK;
}

static void preset(vector *v) {
    engram_spread_options o = {.size = sizeof o};
    if (!vector_outcome(v, engram_spread_preset((engram_spread_preset_id)vector_number(v, "preset"), &o))) return;
#define FIELD(field, kind) vector_emit(v, "options." #field, kind, &o.field, 1)
    FIELD(merge, "u32");
    FIELD(retain, "u32");
    FIELD(senders, "u32");
    FIELD(decay, "u32");
    FIELD(normaliser, "u32");
    FIELD(inhibition, "u32");
    FIELD(squash, "u32");
    FIELD(convergence, "u32");
    FIELD(flags, "u32");
    FIELD(hops, "u32");
    FIELD(node_cap, "u32");
    FIELD(refractory_hops, "u32");
    FIELD(inhibition_count, "u32");
    FIELD(edge_budget, "u64");
    FIELD(type_mask, "x64");
    FIELD(suppressive_types, "x64");
    FIELD(gain, "f32");
    FIELD(hop_factor, "f32");
    FIELD(retention, "f32");
    FIELD(edge_threshold, "f32");
    FIELD(node_threshold, "f32");
    FIELD(gate, "f32");
    FIELD(limit, "f32");
    FIELD(ceiling, "f32");
    FIELD(inhibition_strength, "f32");
    FIELD(sigmoid_gain, "f32");
    FIELD(sigmoid_centre, "f32");
    FIELD(fan_strength, "f32");
    FIELD(fan_base, "f32");
    FIELD(tolerance, "f32");
#undef FIELD
}

/* A list of results as columns. */
static void emit_results(vector *v, const engram_activated *results, uint64_t count, bool explained) {
    uint32_t *column = calloc((size_t)count + 1, sizeof *column);
    if (column == NULL) conformance_stop("no memory");
#define COLUMN(field, kind)                                                                        \
    do {                                                                                           \
        for (uint64_t i = 0; i < count; ++i) memcpy(&column[i], &results[i].field, sizeof *column); \
        vector_emit(v, "results." #field, kind, column, count);                                    \
    } while (0)
    COLUMN(id, "u32");
    COLUMN(activation, "f32");
    if (explained) {
        COLUMN(hop, "u32");
        COLUMN(predecessor, "u32");
        COLUMN(seed, "u32");
    }
#undef COLUMN
    free(column);
}

static void emit_info(vector *v, const engram_spread_info *info) {
    vector_emit_number(v, "info.hops", "u32", info->hops);
    vector_emit_number(v, "info.edges", "u64", info->edges);
    vector_emit_number(v, "info.active", "u64", info->active);
    vector_emit_number(v, "info.nan_count", "u64", info->nan_count);
    vector_emit_number(v, "info.truncated", "u32", info->truncated);
    vector_emit_number(v, "info.capped", "u32", info->capped);
    vector_emit_number(v, "info.converged", "u32", info->converged);
    vector_emit_f64(v, "info.change", info->change);
}

/* The graph and a workspace for it; a vector whose graph cannot be built is a fault of the files. */
static graph_of open_all(const vector *v, engram_workspace **workspace) {
    graph_of g = open_graph(v);
    engram_graph_info info = {.size = sizeof info};
    if (g.status != ENGRAM_OK || engram_graph_describe(g.view, &info) != ENGRAM_OK ||
        engram_workspace_create(info.node_count, NULL, workspace) != ENGRAM_OK)
        conformance_stop("%s: no graph", v->name);
    return g;
}

static engram_seeds read_seeds(const vector *v) {
    return (engram_seeds){.size = sizeof(engram_seeds), .count = vector_count(v, "seeds"), .ids = vector_get(v, "seeds"),
                          .values = vector_get(v, "values")};
}

static void sparse(vector *v) {
    engram_workspace *workspace = NULL;
    graph_of g = open_all(v, &workspace);
    engram_spread_options options;
    const engram_status read = read_options(v, &options);
    const engram_seeds seeds = read_seeds(v);
    const uint64_t capacity = vector_number(v, "capacity");
    engram_activated *results = vector_fresh(v, capacity * sizeof *results);
    uint64_t *count = vector_fresh(v, sizeof *count);
    engram_spread_info info = {.size = sizeof info};
    const engram_status status =
        read != ENGRAM_OK ? read
                          : engram_spread_sparse(g.view, vector_has(v, "options") ? &options : NULL, workspace,
                                                 &seeds, results, capacity, count, &info);
    if (vector_outcome(v, status)) {
        emit_results(v, results, *count, (options.flags & ENGRAM_SPREAD_EXPLAIN) != 0);
        emit_info(v, &info);
    }
    engram_workspace_destroy(&workspace);
    close_graph(&g);
}

/* An array that is input and output: on an error it must be what it was. */
static float *in_place(vector *v, const char *name, size_t *count) {
    *count = vector_count(v, name);
    float *data = malloc(*count * sizeof *data + (*count == 0));
    if (data == NULL) conformance_stop("no memory");
    if (*count > 0) memcpy(data, vector_get(v, name), *count * sizeof *data);
    return data;
}

static bool in_place_outcome(vector *v, const char *name, const float *data, size_t count, engram_status status) {
    const bool is_right = vector_outcome(v, status);
    if (is_right) vector_emit(v, name, "f32", data, count);
    else if (count > 0 && memcmp(data, vector_get(v, name), count * sizeof *data) != 0)
        vector_differs(v, "%s was written before the error", name);
    return is_right;
}

static void dense(vector *v) {
    engram_workspace *workspace = NULL;
    graph_of g = open_all(v, &workspace);
    engram_spread_options options;
    engram_status status = read_options(v, &options);
    size_t count;
    float *activations = in_place(v, "activations", &count);
    engram_spread_info info = {.size = sizeof info};
    if (status == ENGRAM_OK)
        status = engram_spread_dense(g.view, vector_has(v, "options") ? &options : NULL, workspace, v->executor,
                                     activations, &info);
    if (in_place_outcome(v, "activations", activations, count, status)) emit_info(v, &info);
    free(activations);
    engram_workspace_destroy(&workspace);
    close_graph(&g);
}

static engram_pagerank_options read_pagerank(const vector *v) {
    return (engram_pagerank_options){.size = vector_size(v, "options.size", sizeof(engram_pagerank_options)),
                                     .max_iterations = (uint32_t)vector_number(v, "options.max_iterations"),
                                     .damping = vector_f32(v, "options.damping"),
                                     .tolerance = vector_f32(v, "options.tolerance"),
                                     .epsilon = vector_f32(v, "options.epsilon"),
                                     .dangling = (engram_dangling)vector_number(v, "options.dangling"),
                                     .settle = vector_number(v, "options.settle"),
                                     .edge_budget = vector_number(v, "options.edge_budget")};
}

static void emit_pagerank(vector *v, const engram_pagerank_info *info) {
    vector_emit_number(v, "info.iterations", "u32", info->iterations);
    vector_emit_number(v, "info.edges", "u64", info->edges);
    vector_emit_number(v, "info.pushes", "u64", info->pushes);
    vector_emit_number(v, "info.active", "u64", info->active);
    vector_emit_number(v, "info.truncated", "u32", info->truncated);
    if (vector_has(v, "options.settle")) vector_emit_number(v, "info.settled", "u32", info->settled);
    vector_emit_f64(v, "info.error", info->error);
}

static void emit_residuals(vector *v, const engram_activated *residuals, uint64_t capacity, const engram_pagerank_info *info) {
    uint32_t ids[64];
    float values[64];
    const uint64_t count = info->residuals < capacity ? info->residuals : capacity;
    if (count > 64) conformance_stop("more residuals than are looked at");
    for (uint64_t i = 0; i < count; ++i) ids[i] = residuals[i].id, values[i] = residuals[i].activation;
    vector_emit(v, "residuals.id", "u32", ids, count);
    vector_emit(v, "residuals.activation", "f32", values, count);
    vector_emit_number(v, "info.residuals", "u64", info->residuals);
    vector_emit_f64(v, "info.waiting", info->waiting);
}

static void power(vector *v) {
    engram_workspace *workspace = NULL;
    graph_of g = open_all(v, &workspace);
    const engram_pagerank_options options = read_pagerank(v);
    const engram_seeds seeds = read_seeds(v);
    engram_graph_info size = {.size = sizeof size};
    engram_pagerank_info info = {.size = sizeof info};
    engram_graph_describe(g.view, &size);
    float *ranks = vector_fresh(v, size.node_count * sizeof *ranks);
    const engram_status status = engram_pagerank_power(
        g.view, vector_has(v, "options") ? &options : NULL, workspace, v->executor, &seeds, ranks, &info);
    if (vector_outcome(v, status)) {
        vector_emit(v, "ranks", "f32", ranks, size.node_count);
        emit_pagerank(v, &info);
    }
    engram_workspace_destroy(&workspace);
    close_graph(&g);
}

static void push(vector *v) {
    engram_workspace *workspace = NULL;
    graph_of g = open_all(v, &workspace);
    engram_pagerank_options options = read_pagerank(v);
    const engram_seeds seeds = read_seeds(v);
    const uint64_t capacity = vector_number(v, "capacity");
    engram_activated *results = vector_fresh(v, capacity * sizeof *results);
    uint64_t *count = vector_fresh(v, sizeof *count);
    options.residual_capacity = vector_number(v, "options.residual_capacity");
    engram_activated *residuals = vector_fresh(v, options.residual_capacity * sizeof *residuals);
    options.residuals = residuals;
    engram_pagerank_info info = {.size = sizeof info};
    const engram_status status = engram_pagerank_push(
        g.view, vector_has(v, "options") ? &options : NULL, workspace, &seeds, results, capacity, count, &info);
    if (vector_outcome(v, status)) {
        emit_results(v, results, (uint32_t)*count, false);
        emit_pagerank(v, &info);
        if (options.residual_capacity != 0) emit_residuals(v, residuals, options.residual_capacity, &info);
    }
    engram_workspace_destroy(&workspace);
    close_graph(&g);
}

static void one_off(vector *v) {
    const engram_csr csr = read_csr(v);
    size_t count;
    float *activations = in_place(v, "activations", &count);
    const engram_status status = engram_activation_spread(&csr, (uint32_t)vector_number(v, "steps"), activations);
    in_place_outcome(v, "activations", activations, count, status);
    free(activations);
}

const player spread_players[] = {{"engram_spread_preset", preset},
                                 {"engram_spread_sparse", sparse},
                                 {"engram_spread_dense", dense},
                                 {"engram_pagerank_power", power},
                                 {"engram_pagerank_push", push},
                                 {"engram_activation_spread", one_off},
                                 {NULL, NULL}};

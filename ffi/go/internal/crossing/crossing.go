// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build cgo && !purego

// Package crossing makes the C calls in a loop in C, for the benchmarks that show what the way from Go costs. Nothing
// but benchmarks imports it.
package crossing

/*
#include <string.h>
#include "engram/engram.h"

static engram_status loop_similarity(uint64_t times, const float *query, const float *data, uint64_t count, uint64_t dim,
                                     float *scores) {
    engram_rows rows;
    memset(&rows, 0, sizeof rows);
    rows.size = sizeof rows, rows.type = ENGRAM_TYPE_F32, rows.data = data, rows.count = count, rows.dim = dim;
    engram_status status = ENGRAM_OK;
    for (uint64_t i = 0; i < times; ++i)
        status |= engram_similarity_many(ENGRAM_METRIC_COSINE, query, &rows, 0, count, scores);
    return status;
}

static engram_status loop_decay(uint64_t times, double tau, const float *strengths, const uint64_t *ages, uint64_t count,
                                float *out) {
    engram_curve curve;
    memset(&curve, 0, sizeof curve);
    curve.size = sizeof curve, curve.form = ENGRAM_CURVE_EXPONENTIAL_TAU, curve.scale = tau;
    engram_status status = ENGRAM_OK;
    for (uint64_t i = 0; i < times; ++i) status |= engram_decay_apply(&curve, strengths, ages, count, out);
    return status;
}

static engram_status loop_spread(uint64_t times, uint32_t nodes, uint64_t edges, const uint64_t *offsets,
                                 const uint32_t *targets, const float *weights, float *activations) {
    engram_csr graph;
    memset(&graph, 0, sizeof graph);
    graph.size = sizeof graph, graph.node_count = nodes, graph.edge_count = edges;
    graph.offsets = offsets, graph.targets = targets, graph.weights = weights;
    engram_status status = ENGRAM_OK;
    for (uint64_t i = 0; i < times; ++i) status |= engram_activation_spread(&graph, 1, activations);
    return status;
}

static engram_status sparse_create(uint32_t nodes, uint64_t edges, const uint64_t *offsets, const uint32_t *targets,
                                   const float *weights, engram_graph **graph, engram_workspace **workspace) {
    engram_csr csr;
    memset(&csr, 0, sizeof csr);
    csr.size = sizeof csr, csr.node_count = nodes, csr.edge_count = edges;
    csr.offsets = offsets, csr.targets = targets, csr.weights = weights;
    const engram_status status = engram_graph_create(&csr, NULL, NULL, graph);
    return status != ENGRAM_OK ? status : engram_workspace_create(nodes, NULL, workspace);
}

static engram_status loop_sparse(uint64_t times, uint32_t nodes, uint64_t edges, const uint64_t *offsets,
                                 const uint32_t *targets, const float *weights, uint32_t seed,
                                 engram_activated *results, uint32_t capacity) {
    engram_graph *graph = NULL;
    engram_workspace *workspace = NULL;
    engram_status status = sparse_create(nodes, edges, offsets, targets, weights, &graph, &workspace);
    uint64_t count;
    const engram_seeds one = {sizeof one, 0, 1, &seed, NULL};
    engram_spread_info info;
    memset(&info, 0, sizeof info);
    info.size = sizeof info;
    for (uint64_t i = 0; i < times && status == ENGRAM_OK; ++i)
        status = engram_spread_sparse(graph, NULL, workspace, &one, results, capacity, &count, &info);
    engram_workspace_destroy(&workspace);
    engram_graph_destroy(&graph);
    return status;
}
*/
import "C"

import "unsafe"

func floats(s []float32) *C.float { return (*C.float)(unsafe.Pointer(&s[0])) }

func must(status C.engram_status) {
	if status != 0 {
		panic(C.GoString(C.engram_status_text(status)))
	}
}

// Similarity scores a query against len(scores) rows, times times, in C.
func Similarity(times int, query, data, scores []float32) {
	must(C.loop_similarity(C.uint64_t(times), floats(query), floats(data), C.uint64_t(len(scores)),
		C.uint64_t(len(query)), floats(scores)))
}

// Decay decays strengths under a tau, times times, in C.
func Decay(times int, tau float64, strengths []float32, ages []uint64, out []float32) {
	must(C.loop_decay(C.uint64_t(times), C.double(tau), floats(strengths), (*C.uint64_t)(unsafe.Pointer(&ages[0])),
		C.uint64_t(len(strengths)), floats(out)))
}

// Spread takes one step on a graph, times times, in C.
func Spread(times int, offsets []uint64, targets []uint32, weights, activations []float32) {
	must(C.loop_spread(C.uint64_t(times), C.uint32_t(len(activations)), C.uint64_t(len(targets)),
		(*C.uint64_t)(unsafe.Pointer(&offsets[0])), (*C.uint32_t)(unsafe.Pointer(&targets[0])), floats(weights),
		floats(activations)))
}

// Sparse spreads from one seed by the plain rule, times times, in C. Graph and workspace are made once.
func Sparse(times int, offsets []uint64, targets []uint32, weights []float32, seed uint32, capacity int) {
	results := make([]C.engram_activated, capacity)
	must(C.loop_sparse(C.uint64_t(times), C.uint32_t(len(offsets)-1), C.uint64_t(len(targets)),
		(*C.uint64_t)(unsafe.Pointer(&offsets[0])), (*C.uint32_t)(unsafe.Pointer(&targets[0])), floats(weights),
		C.uint32_t(seed), &results[0], C.uint32_t(capacity)))
}

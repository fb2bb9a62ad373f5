// SPDX-License-Identifier: MIT OR Apache-2.0
// The dense step of activation_perf by Eigen and by SuiteSparse:GraphBLAS, on the same graphs: 10 hops of sum, keep and
// divide by the largest, and GraphBLAS from one seed. Usage: peers uniform|power|rmat NODES DEGREE ITERS

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include <Eigen/Sparse>
// Debian's 7.4 declares its functions for C only; the standard headers it includes are included above.
extern "C" {
#include <GraphBLAS.h>
}

#include "activation/graphs.h"

// Processor time of this thread, as the drivers' _vs_ operations take.
static double now() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return double(t.tv_sec) * 1e9 + double(t.tv_nsec);
}

template <typename Body> static double median(int iters, Body body) {
    std::vector<double> ns;
    for (int i = 0; i < iters + 2; ++i) {
        const double begin = now();
        body();
        if (i >= 2) ns.push_back(now() - begin);
    }
    std::sort(ns.begin(), ns.end());
    return ns[ns.size() / 2];
}

int main(int argc, char **argv) {
    if (argc != 5) return fprintf(stderr, "usage: peers uniform|power|rmat NODES DEGREE ITERS\n"), 2;
    const perf_graph g = perf_graph_new(argv[1], uint32_t(atoi(argv[2])), uint32_t(atoi(argv[3])), 0x5EED);
    const int iters = atoi(argv[4]), hops = 10;
    const double items = double(g.edges) * hops;

    std::vector<Eigen::Triplet<float>> entries;
    std::vector<GrB_Index> rows, columns;
    std::vector<float> values;
    for (uint32_t s = 0; s < g.nodes; ++s)
        for (uint64_t e = g.offsets[s]; e < g.offsets[s + 1]; ++e) {
            entries.emplace_back(int(g.targets[e]), int(s), g.weights[e]);
            rows.push_back(s), columns.push_back(g.targets[e]), values.push_back(g.weights[e]);
        }
    Eigen::SparseMatrix<float, Eigen::ColMajor> push(g.nodes, g.nodes);
    push.setFromTriplets(entries.begin(), entries.end());
    const Eigen::SparseMatrix<float, Eigen::RowMajor> pull(push);
    const Eigen::VectorXf start = Eigen::VectorXf::Constant(g.nodes, 0.5f);
    Eigen::VectorXf a(g.nodes), b(g.nodes);
    const auto eigen = [&](const auto &matrix) {
        a = start;
        for (int hop = 0; hop < hops; ++hop) {
            b = a;
            b.noalias() += matrix * a;
            const float m = b.maxCoeff();
            if (m > 1.0f) b /= m;
            a.swap(b);
        }
    };
    printf("%s %u nodes: Eigen push %.4f ns per edge\n", argv[1], g.nodes, median(iters, [&] { eigen(push); }) / items);
    printf("%s %u nodes: Eigen pull %.4f ns per edge\n", argv[1], g.nodes, median(iters, [&] { eigen(pull); }) / items);

    GrB_init(GrB_NONBLOCKING);
    GxB_Global_Option_set(GxB_GLOBAL_NTHREADS, 1);
    GrB_Matrix m;
    GrB_Vector v, next;
    GrB_Matrix_new(&m, GrB_FP32, g.nodes, g.nodes);
    GrB_Matrix_build_FP32(m, rows.data(), columns.data(), values.data(), g.edges, GrB_PLUS_FP32);
    GrB_Vector_new(&v, GrB_FP32, g.nodes), GrB_Vector_new(&next, GrB_FP32, g.nodes);
    const auto graphblas = [&](bool transposed) {
        GrB_Vector_assign_FP32(v, NULL, NULL, 0.5f, GrB_ALL, g.nodes, NULL);
        for (int hop = 0; hop < hops; ++hop) {
            GrB_Vector_assign(next, NULL, NULL, v, GrB_ALL, g.nodes, NULL);
            if (transposed) GrB_mxv(next, NULL, GrB_PLUS_FP32, GrB_PLUS_TIMES_SEMIRING_FP32, m, v, GrB_DESC_T0);
            else GrB_vxm(next, NULL, GrB_PLUS_FP32, GrB_PLUS_TIMES_SEMIRING_FP32, v, m, NULL);
            float largest = 0.0f;
            GrB_Vector_reduce_FP32(&largest, NULL, GrB_MAX_MONOID_FP32, next, NULL);
            if (largest > 1.0f) GrB_Vector_apply_BinaryOp2nd_FP32(next, NULL, NULL, GrB_DIV_FP32, next, largest, NULL);
            std::swap(v, next);
        }
        GrB_Vector_wait(v, GrB_MATERIALIZE);
    };
    printf("%s %u nodes: GraphBLAS vxm %.4f ns per edge\n", argv[1], g.nodes, median(iters, [&] { graphblas(false); }) / items);
    printf("%s %u nodes: GraphBLAS mxv of the transpose %.4f ns per edge\n", argv[1], g.nodes, median(iters, [&] { graphblas(true); }) / items);
    uint64_t random = 1;
    printf("%s %u nodes: GraphBLAS one seed, 3 hops %.0f ns per call\n", argv[1], g.nodes, median(iters * 3, [&] {
        GrB_Vector_clear(v);
        GrB_Vector_setElement_FP32(v, 1.0f, perf_random(&random) % g.nodes);
        for (int hop = 0; hop < 3; ++hop) GrB_vxm(v, NULL, GrB_PLUS_FP32, GrB_PLUS_TIMES_SEMIRING_FP32, v, m, NULL);
        GrB_Vector_wait(v, GrB_MATERIALIZE);
    }));
    GrB_finalize();
    perf_graph_free(g);
}

// SPDX-License-Identifier: MIT OR Apache-2.0
// This library beside what others do, on the graphs of activation_perf, sample by sample in turn in one process:
//   dense  10 hops of sum, keep and divide by the largest: ns per edge
//   seed   one seed, 3 hops (41 seeds in turn): ns per call; ours also sorts the ten best
//   build  the prepared graph beside one plain hop
// Plain loops are compiled for this processor, with fused steps where the compiler finds them. Usage:
// peers uniform|power|rmat|wordnet NODES DEGREE ROUNDS

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include <Eigen/Sparse>
// Debian's 7.4 declares its functions for C only; the standard headers it includes are included above.
extern "C" {
#include <GraphBLAS.h>
}

#include "activation/graphs.h"
#include "engram/engram.h"

namespace {

constexpr int hops = 10, seed_hops = 3, seed_count = 41;

// Processor time of this thread, as the drivers' _vs_ operations take.
double now() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return double(t.tv_sec) * 1e9 + double(t.tv_nsec);
}

struct contender {
    const char *name;
    std::function<void()> run;
};

const bool as_json = getenv("ENGRAM_PEER_JSON") != nullptr;
const char *graph_name = "";

// One line with all samples in the unit: perf/peers reads it.
void print_samples(const char *what, const char *unit, double items, const std::vector<contender> &all,
                   const std::vector<std::vector<double>> &ns) {
    printf("{\"work\":\"%s, %s\",\"unit\":\"%s\",\"contenders\":[", what, graph_name, unit);
    for (size_t i = 0; i < all.size(); ++i) {
        printf("%s[\"%s\",[", i > 0 ? "," : "", all[i].name);
        for (size_t k = 0; k < ns[i].size(); ++k) printf("%s%.6g", k > 0 ? "," : "", ns[i][k] / items);
        printf("]]");
    }
    puts("]}");
}

// Each in turn, so that noise meets all; medians, the first as the measure.
void compare(const char *what, const char *unit, double items, int rounds, const std::vector<contender> &all) {
    std::vector<std::vector<double>> ns(all.size());
    for (int round = -1; round < rounds; ++round)
        for (size_t i = 0; i < all.size(); ++i) {
            const double begin = now();
            all[i].run();
            if (round >= 0) ns[i].push_back(now() - begin);
        }
    std::vector<double> median;
    for (auto &samples : ns) {
        std::sort(samples.begin(), samples.end());
        median.push_back(samples[samples.size() / 2] / items);
    }
    if (as_json) return print_samples(what, unit, items, all, ns);
    size_t best = 1;
    for (size_t i = 0; i < all.size(); ++i) {
        printf("  %-6s%-24s%12.3f %s%8.2f times ours\n", what, all[i].name, median[i], unit, median[i] / median[0]);
        if (i > 0 && median[i] < median[best]) best = i;
    }
    printf("  %-6sours is %.2f times as fast as the best peer, %s\n", what, median[best] / median[0], all[best].name);
}

void check(engram_status status) {
    if (status == ENGRAM_OK) return;
    fprintf(stderr, "%s\n", engram_status_text(status));
    exit(1);
}

// The rules differ in rounding alone.
void same(const char *name, const float *a, const float *b, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i)
        if (!(std::fabs(a[i] - b[i]) <= 1e-4f * std::fabs(b[i]) + 1e-6f)) {
            fprintf(stderr, "%s: node %u has %g, not %g: not timed\n", name, i, double(a[i]), double(b[i]));
            exit(1);
        }
}

template <typename Vector> void divide(Vector &v, uint32_t count) {
    float m = 0.0f;
    for (uint32_t i = 0; i < count; ++i) m = v[i] > m ? v[i] : m;
    if (!(m > 1.0f)) return;
    for (uint32_t i = 0; i < count; ++i) v[i] /= m;
}

void plain_push(const perf_graph &g, const float *current, float *next) {
    for (uint32_t s = 0; s < g.nodes; ++s) {
        const float value = current[s];
        if (value == 0.0f) continue;
        for (uint64_t e = g.offsets[s]; e < g.offsets[s + 1]; ++e) next[g.targets[e]] += value * g.weights[e];
    }
}

// Rows by target.
perf_graph transposed(const perf_graph &g) {
    perf_graph t = {g.nodes, g.edges, (uint64_t *)perf_take((g.nodes + 1) * sizeof(uint64_t)),
                    (uint32_t *)perf_take(g.edges * 4), (float *)perf_take(g.edges * 4)};
    std::fill(t.offsets, t.offsets + g.nodes + 1, 0);
    for (uint64_t e = 0; e < g.edges; ++e) ++t.offsets[g.targets[e] + 1];
    for (uint32_t i = 0; i < g.nodes; ++i) t.offsets[i + 1] += t.offsets[i];
    std::vector<uint64_t> next(t.offsets, t.offsets + g.nodes);
    for (uint32_t s = 0; s < g.nodes; ++s)
        for (uint64_t e = g.offsets[s]; e < g.offsets[s + 1]; ++e) {
            const uint64_t at = next[g.targets[e]]++;
            t.targets[at] = s, t.weights[at] = g.weights[e];
        }
    return t;
}

void plain_pull(const perf_graph &by_target, const float *current, float *next) {
    for (uint32_t t = 0; t < by_target.nodes; ++t) {
        float v = current[t];
        for (uint64_t e = by_target.offsets[t]; e < by_target.offsets[t + 1]; ++e)
            v += current[by_target.targets[e]] * by_target.weights[e];
        next[t] = v;
    }
}

struct ours {
    engram_csr csr = {};
    engram_graph *graph = nullptr;
    engram_workspace *workspace = nullptr;
    engram_spread_options dense = {}, sparse = {};
    explicit ours(const perf_graph &g) {
        csr = {sizeof csr, g.nodes, g.edges, g.offsets, g.targets, g.weights, nullptr, ENGRAM_OFFSETS_U64, 0};
        check(engram_graph_create(&csr, nullptr, nullptr, &graph));
        check(engram_workspace_create(g.nodes, nullptr, &workspace));
        dense.size = sparse.size = sizeof dense;
        check(engram_spread_preset(ENGRAM_SPREAD_PRESET_ENGRAM_ZIG, &dense));
        check(engram_spread_preset(ENGRAM_SPREAD_PRESET_PLAIN, &sparse));
        dense.hops = hops, sparse.hops = seed_hops;
    }
};

} // namespace

int main(int argc, char **argv) {
    if (argc != 5 || !perf_is_graph(argv[1]))
        return fprintf(stderr, "usage: peers uniform|power|rmat|wordnet NODES DEGREE ROUNDS\n"), 2;
    const perf_graph g = perf_graph_new(argv[1], uint32_t(atoi(argv[2])), uint32_t(atoi(argv[3])), 0x5EED);
    const int rounds = atoi(argv[4]);
    const uint32_t n = g.nodes;
    graph_name = argv[1];
    if (!as_json) printf("%s: %u nodes, %" PRIu64 " edges; %s\n", argv[1], n, g.edges,
           engram_level_name(engram_level_active(ENGRAM_FAMILY_ACTIVATION)));
    ours engram(g);
    const perf_graph by_target = transposed(g);

    std::vector<Eigen::Triplet<float>> entries;
    std::vector<GrB_Index> rows, columns;
    for (uint32_t s = 0; s < n; ++s)
        for (uint64_t e = g.offsets[s]; e < g.offsets[s + 1]; ++e) {
            entries.emplace_back(int(g.targets[e]), int(s), g.weights[e]);
            rows.push_back(s), columns.push_back(g.targets[e]);
        }
    Eigen::SparseMatrix<float, Eigen::ColMajor> push(n, n);
    push.setFromTriplets(entries.begin(), entries.end());
    const Eigen::SparseMatrix<float, Eigen::RowMajor> pull(push);
    entries = {};
    GrB_init(GrB_NONBLOCKING);
    GxB_Global_Option_set(GxB_GLOBAL_NTHREADS, 1);
    GrB_Matrix m;
    GrB_Vector v, next;
    GrB_Matrix_new(&m, GrB_FP32, n, n);
    GrB_Matrix_build_FP32(m, rows.data(), columns.data(), g.weights, g.edges, GrB_PLUS_FP32);
    GrB_Vector_new(&v, GrB_FP32, n), GrB_Vector_new(&next, GrB_FP32, n);
    rows = {}, columns = {};

    std::vector<float> a(n), b(n);
    Eigen::VectorXf x(n), y(n);
    const auto run_ours = [&] {
        std::fill(a.begin(), a.end(), 0.5f);
        check(engram_spread_dense(engram.graph, &engram.dense, engram.workspace, nullptr, a.data(), nullptr));
    };
    const auto run_push = [&] {
        std::fill(a.begin(), a.end(), 0.5f);
        for (int hop = 0; hop < hops; ++hop) {
            b = a;
            plain_push(g, b.data(), a.data());
            divide(a, n);
        }
    };
    const auto run_pull = [&] {
        std::fill(a.begin(), a.end(), 0.5f);
        for (int hop = 0; hop < hops; ++hop) {
            plain_pull(by_target, a.data(), b.data());
            divide(b, n);
            a.swap(b);
        }
    };
    const auto eigen = [&](const auto &matrix) {
        x.setConstant(0.5f);
        for (int hop = 0; hop < hops; ++hop) {
            y = x;
            y.noalias() += matrix * x;
            const float most = y.maxCoeff();
            if (most > 1.0f) y /= most;
            x.swap(y);
        }
    };
    const auto graphblas = [&](bool by_rows) {
        GrB_Vector_assign_FP32(v, NULL, NULL, 0.5f, GrB_ALL, n, NULL);
        for (int hop = 0; hop < hops; ++hop) {
            GrB_Vector_assign(next, NULL, NULL, v, GrB_ALL, n, NULL);
            if (by_rows) GrB_mxv(next, NULL, GrB_PLUS_FP32, GrB_PLUS_TIMES_SEMIRING_FP32, m, v, GrB_DESC_T0);
            else GrB_vxm(next, NULL, GrB_PLUS_FP32, GrB_PLUS_TIMES_SEMIRING_FP32, v, m, NULL);
            float largest = 0.0f;
            GrB_Vector_reduce_FP32(&largest, NULL, GrB_MAX_MONOID_FP32, next, NULL);
            if (largest > 1.0f) GrB_Vector_apply_BinaryOp2nd_FP32(next, NULL, NULL, GrB_DIV_FP32, next, largest, NULL);
            std::swap(v, next);
        }
        GrB_Vector_wait(v, GrB_MATERIALIZE);
    };
    run_push();
    const std::vector<float> expected = a;
    run_ours(), same("ours", a.data(), expected.data(), n);
    run_pull(), same("plain pull", a.data(), expected.data(), n);
    eigen(push), same("Eigen push", x.data(), expected.data(), n);
    eigen(pull), same("Eigen pull", x.data(), expected.data(), n);
    for (const bool by_rows : {false, true}) {
        graphblas(by_rows);
        for (uint32_t i = 0; i < n; ++i) GrB_Vector_extractElement_FP32(&b[i], v, i);
        same("GraphBLAS", b.data(), expected.data(), n);
    }
    compare("dense", "ns per edge", double(g.edges) * hops, rounds,
            {{"ours", run_ours}, {"plain push", run_push}, {"plain pull", run_pull},
             {"Eigen, by source", [&] { eigen(push); }}, {"Eigen, by target", [&] { eigen(pull); }},
             {"GraphBLAS vxm", [&] { graphblas(false); }}, {"GraphBLAS mxv", [&] { graphblas(true); }}});

    std::vector<uint32_t> seeds;
    for (uint64_t random = 1; seeds.size() < seed_count;) {
        const auto s = uint32_t(perf_random(&random) % n);
        if (g.offsets[s + 1] != g.offsets[s]) seeds.push_back(s);
    }
    engram_activated best[10];
    compare("seed", "ns per call", seed_count, std::max(rounds, 3),
            {{"ours", [&] {
                  uint64_t count;
                  for (const uint32_t s : seeds) {
                      const engram_seeds one = {sizeof one, 0, 1, &s, nullptr};
                      check(engram_spread_sparse(engram.graph, &engram.sparse, engram.workspace, &one, best, 10, &count,
                                                 nullptr));
                  }
              }},
             {"plain push, zeros skipped", [&] {
                  for (const uint32_t s : seeds) {
                      std::fill(a.begin(), a.end(), 0.0f);
                      a[s] = 1.0f;
                      for (int hop = 0; hop < seed_hops; ++hop) {
                          b = a;
                          plain_push(g, b.data(), a.data());
                      }
                  }
              }},
             {"GraphBLAS vxm", [&] {
                  for (const uint32_t s : seeds) {
                      GrB_Vector_clear(v);
                      GrB_Vector_setElement_FP32(v, 1.0f, s);
                      for (int hop = 0; hop < seed_hops; ++hop)
                          GrB_vxm(v, NULL, GrB_PLUS_FP32, GrB_PLUS_TIMES_SEMIRING_FP32, v, m, NULL);
                      GrB_Vector_wait(v, GrB_MATERIALIZE);
                  }
              }}});

    compare("build", "ns per edge", double(g.edges), std::min(rounds, 5),
            {{"ours, by source and target", [&] {
                  engram_graph *graph = nullptr;
                  check(engram_graph_create(&engram.csr, nullptr, nullptr, &graph));
                  engram_graph_destroy(&graph);
              }},
             {"one plain hop", [&] {
                  b = a;
                  plain_push(g, b.data(), a.data());
                  divide(a, n);
              }}});
    GrB_finalize();
}

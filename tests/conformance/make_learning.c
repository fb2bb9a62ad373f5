/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Base-level activation, spaced repetition and reinforcement. */

#include <inttypes.h>

#include "make.h"

static void in_presentations(void) {
    in("offsets u64 0 5 5 6 9 10 16");
    in("rows u64 6");
    in("times.values u64 10 3600 86400 604800 2592000 0 1 86400 86400 18446744073709551615 5 4 3 2 1 0");
}

static void base_levels(void) {
    static const double decays[] = {0.5, 0.25, 0.9, 1.0, 2.0};
    for (size_t d = 0; d < 5; ++d)
        for (unsigned unit = 0; unit <= 3; unit += 3) {
            begin("engram_base_level_exact", "decay%zu/unit%u", d, unit);
            in_number("times.unit", "u32", unit);
            in_presentations();
            in_f64("decay", decays[d]);
            record();
            if (d > 2) continue;
            begin("engram_base_level_recent", "decay%zu/unit%u", d, unit);
            in_number("times.unit", "u32", unit);
            in_presentations();
            in("counts u64 20 3 1 2 4000000000 6");
            in("creations u64 5184000 604800 0 100000 18446744073709551615 5");
            in_f64("decay", decays[d]);
            record();
            begin("engram_base_level_optimized", "decay%zu/unit%u", d, unit);
            in_number("creations.unit", "u32", unit);
            in("creations.values u64 0 1 3600 86400 31536000 18446744073709551615");
            in("counts u64 1 0 7 100 18446744073709551615 3");
            in("rows u64 6");
            in_f64("decay", decays[d]);
            record();
        }
    begin("engram_base_level_exact", "stamps");
    in("times.kind u32 1");
    in("times.now u64 1000000");
    in_presentations();
    in_f64("decay", 0.5);
    record();
    static const char *const bad[] = {"offsets u64 1 5 5 6 9 10 16", "offsets u64 0 5 4 6 9 10 16",
                                      "decay f64 0000000000000000", "times.unit u32 4"};
    for (size_t i = 0; i < 4; ++i) {
        begin("engram_base_level_exact", "refused/%zu", i);
        in("%s", bad[i]);
        in_presentations();
        in_f64("decay", 0.5);
        record();
    }
    begin("engram_base_level_recent", "refused/decay");
    in_presentations();
    in("counts u64 20 3 1 2 4 6");
    in("creations u64 @fill 6 5184000");
    in_f64("decay", 1.0);
    record();
}

static void retrievals(void) {
    static const double pairs[][2] = {{0, 0.25}, {-0.5, 1.0}, {1.5, 0.4}, {0x1p-20, 0x1p-20}, {0, 0}, {1.0, 1.0}};
    for (size_t i = 0; i < 6; ++i)
        for (int is_latency = 0; is_latency <= 1; ++is_latency) {
            begin(is_latency ? "engram_retrieval_latency" : "engram_retrieval_probability", "parameters%zu", i);
            in("levels f32 00000000 80000000 3f800000 bf800000 40a00000 c0a00000 42c80000 c2c80000 7f800000 ff800000 7fc00000 "
               "00000001 3e800000 be99999a 40490fdb c1200000 41a00000 477fe000");
            in_f64(is_latency ? "factor" : "threshold", pairs[i][0]);
            in_f64(is_latency ? "exponent" : "noise", pairs[i][1]);
            record();
        }
}

/* The published default weights, as the fsrs crate has them, cut to what a version reads. */
static void in_fsrs(unsigned version) {
    static const double weights[] = {0.212,  1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001,  1.8722, 0.1666, 0.796,
                                     1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542};
    char text[512];
    size_t used = 0;
    for (size_t i = 0; i < (version == 45 ? 17 : version == 50 ? 19 : 21); ++i) {
        union {
            double value;
            uint64_t bits;
        } w = {weights[i]};
        used += (size_t)snprintf(text + used, sizeof text - used, " %016" PRIx64, w.bits);
    }
    in_number("fsrs.version", "u32", version);
    in("fsrs.weights f64%s", text);
}

static void fsrs(void) {
    static const unsigned versions[] = {45, 50, 60};
    for (size_t i = 0; i < 3; ++i) {
        begin("engram_fsrs_default", "%u", versions[i]);
        in_number("version", "u32", versions[i]);
        record();
        begin("engram_fsrs_retrievability", "%u", versions[i]);
        in_fsrs(versions[i]);
        in("times.values u64 0 1 3600 86399 86400 86401 864000 8640000 31536000 3153600000 18446744073709551615 86400");
        in("stabilities f32 3f800000 3a83126f 40000000 3f800000 3f800000 41200000 42c80000 470ea000 3dcccccd 41f00000 3f800000 7f7fffff");
        record();
        static const double retentions[] = {0.9, 0.5, 0.99, 0.01};
        for (size_t r = 0; r < 4; ++r) {
            begin("engram_fsrs_interval", "%u/retention%zu", versions[i], r);
            in_fsrs(versions[i]);
            in_f64("retention", retentions[r]);
            in("stabilities f32 3f800000 3a83126f 40000000 41200000 42c80000 470ea000 3dcccccd 41f00000");
            record();
        }
        for (unsigned grade = 0; grade <= 4; ++grade) {
            begin("engram_fsrs_review", "%u/grade%u", versions[i], grade);
            in_fsrs(versions[i]);
            in("times.values u64 0 1 3600 86399 86400 86401 864000 8640000 31536000 18446744073709551615");
            in("grades u8 @fill 10 %u", grade);
            in("stabilities f32 00000000 3a83126f 40000000 3f800000 3f800000 41200000 42c80000 470ea000 3dcccccd 7f7fffff");
            in("difficulties f32 40a00000 3f800000 41200000 40000000 40e00000 40400000 41700000 c0a00000 40c00000 40a00000");
            record();
        }
    }
    begin("engram_fsrs_review", "mixed");
    in_fsrs(60);
    in("times.unit u32 1");
    in("times.kind u32 1");
    in("times.now u64 100000000000");
    in("times.values u64 @below %" PRIu64 " 40 100100000000", next_seed());
    in("grades u8 @below %" PRIu64 " 40 5", next_seed());
    in_uniform("stabilities", 40, 0, 300);
    in_uniform("difficulties", 40, 1, 10);
    record();
    begin("engram_fsrs_default", "refused/version");
    in("version u32 46");
    record();
    begin("engram_fsrs_migrate", "17");
    in("weights f64 @ramp 17 3fe0000000000000 0010000000000");
    record();
    begin("engram_fsrs_migrate", "19");
    in("weights f64 @ramp 19 3fe0000000000000 0010000000000");
    record();
    begin("engram_fsrs_migrate", "21");
    in("weights f64 @ramp 21 3fe0000000000000 0010000000000");
    record();
    begin("engram_fsrs_migrate", "refused/18");
    in("weights f64 @ramp 18 3fe0000000000000 0010000000000");
    record();
    static const char *const bad[] = {"grades u8 1 5", "stabilities f32 3f800000 bf800000", "difficulties f32 7fc00000 3f800000",
                                      "fsrs.size u32 4096"};
    for (size_t i = 0; i < 4; ++i) {
        begin("engram_fsrs_review", "refused/%zu", i);
        in("%s", bad[i]);
        in_fsrs(60);
        in("times.values u64 86400 864000");
        in("grades u8 3 3");
        in("stabilities f32 3f800000 3f800000");
        in("difficulties f32 40a00000 40a00000");
        record();
    }
    static const struct {
        const char *name;
        double longest;
    } limits[] = {{"longest", 365.0}, {"longest/default", 0.0}, {"refused/longest", -1.0}};
    for (size_t i = 0; i < 3; ++i) {
        begin("engram_fsrs_interval", "%s", limits[i].name);
        in_fsrs(60);
        in_f64("retention", 0.5);
        in_f64("longest", limits[i].longest);
        in("stabilities f32 00000000 3f800000 41200000 42c80000 470ea000");
        record();
    }
    begin("engram_fsrs_retrievability", "new");
    in_fsrs(60);
    in("times.values u64 0 86400 18446744073709551615 86400");
    in("stabilities f32 00000000 00000000 80000000 3f800000");
    record();
    begin("engram_fsrs_interval", "refused/retention");
    in_fsrs(60);
    in_f64("retention", 1.0);
    in("stabilities f32 3f800000");
    record();
}

static void in_weights(void) {
    in("weights f32 00000000 80000000 3f000000 3f800000 bf800000 40000000 7fc00000 7f800000 3e99999a 00000001 3f7fffff 3dcccccd");
}

static void in_bounds(unsigned variant) {
    in_f32("bounds.low", variant == 0 ? 0.0f : 0.01f);
    in_f32("bounds.high", variant == 0 ? 1.0f : 0.95f);
}

static void reinforcement(void) {
    static const float rates[] = {0.1f, 0, 1, 0.18f};
    for (unsigned i = 0; i < 8; ++i) {
        begin("engram_reinforce_saturating", "%u", i);
        in_weights();
        if (i < 4) in_uniform("gains", 12, 0, i == 3 ? 20 : 2);
        in_f32("rate", rates[i % 4]);
        in_bounds(i % 2);
        record();
        begin("engram_reinforce_spaced", "%u", i);
        in_weights();
        in_uniform("retentions", 12, 0, 1);
        in_f32("rate", rates[i % 4]);
        in_f32("spacing", i < 4 ? 2.5f : i == 4 ? 1.0f : 1000.0f);
        in_bounds(i % 2);
        record();
        begin("engram_reinforce_oja", "%u", i);
        in_weights();
        in("sources u32 @below %" PRIu64 " 12 7", next_seed());
        in("targets u32 @below %" PRIu64 " 12 7", next_seed());
        in("activations f32 00000000 3f800000 3f000000 3e99999a 7fc00000 bf400000 3f333333");
        in_f32("rate", rates[i % 4]);
        in_f32("threshold", i < 4 ? 0.3f : -1.0f);
        in_bounds(i % 2);
        record();
    }
    static const char *const bad[] = {"rate f32 bf800000", "rate f32 7fc00000", "bounds.low f32 40000000", "bounds.high f32 7f800000"};
    for (size_t i = 0; i < 4; ++i) {
        begin("engram_reinforce_saturating", "refused/%zu", i);
        in("%s", bad[i]);
        in_weights();
        in_f32("rate", 0.1f);
        in_bounds(0);
        record();
    }
    begin("engram_reinforce_spaced", "refused/spacing");
    in_weights();
    in("retentions f32 @fill 12 3f000000");
    in_f32("rate", 0.1f);
    in_f32("spacing", 0.5f);
    in_bounds(0);
    record();
    begin("engram_reinforce_oja", "refused/index");
    in_weights();
    in("sources u32 @fill 12 3");
    in("targets u32 @ramp 12 0 1");
    in("activations f32 @fill 11 3f800000");
    in_f32("rate", 0.1f);
    in_f32("threshold", 0.3f);
    in_bounds(0);
    record();
}

void make_learning(void) {
    base_levels();
    retrievals();
    fsrs();
    reinforcement();
}

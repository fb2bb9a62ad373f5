// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Four registers of doubles that go through every operation together; include the f64 header of the level first. A long
// polynomial is a chain in which each step waits for the last: four chains in lockstep keep the units busy, where one
// after the other fills the scheduler with waiting instructions (measured on Zen 4: 7 to 18 % of the exponential).

namespace {

constexpr size_t wide_parts = 4;
constexpr size_t wide_rows = wide_parts * f64_lanes;

struct f64w {
    f64v part[wide_parts];
};

#define ENGRAM_EACH_PART for (size_t j = 0; j < wide_parts; ++j)

ENGRAM_INLINE f64w wide_set(double x) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_set(x);
    return y;
}
ENGRAM_INLINE f64w wide_from_u64(const uint64_t *p) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_from_u64(p + j * f64_lanes);
    return y;
}
// How many of the n rows that are left fall into the register that begins with row `first`.
ENGRAM_INLINE size_t wide_share(size_t n, size_t first, size_t lanes) {
    return n <= first ? 0 : n - first < lanes ? n - first : lanes;
}
ENGRAM_INLINE f64w wide_from_u64_part(const uint64_t *p, size_t n) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_from_u64_part(p + j * f64_lanes, wide_share(n, j * f64_lanes, f64_lanes));
    return y;
}
ENGRAM_INLINE f64w wide_since(const uint64_t *p, uint64_t now, uint64_t &later) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_since(p + j * f64_lanes, now, later);
    return y;
}
ENGRAM_INLINE f64w wide_load_f64(const double *p) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_load(p + j * f64_lanes);
    return y;
}
ENGRAM_INLINE f64w wide_load_f32(const float *p) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_load_f32(p + j * f64_lanes);
    return y;
}
ENGRAM_INLINE f64w wide_load_u32(const uint32_t *p) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_load_u32(p + j * f64_lanes);
    return y;
}
ENGRAM_INLINE void wide_store_f64(double *p, const f64w &x) {
    ENGRAM_EACH_PART f64_store(p + j * f64_lanes, x.part[j]);
}
ENGRAM_INLINE f64w f64_add(const f64w &a, const f64w &b) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_add(a.part[j], b.part[j]);
    return y;
}
ENGRAM_INLINE f64w f64_sub(const f64w &a, const f64w &b) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_sub(a.part[j], b.part[j]);
    return y;
}
ENGRAM_INLINE f64w f64_mul(const f64w &a, const f64w &b) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_mul(a.part[j], b.part[j]);
    return y;
}
ENGRAM_INLINE f64w f64_div(const f64w &a, const f64w &b) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_div(a.part[j], b.part[j]);
    return y;
}
ENGRAM_INLINE f64w f64_min(const f64w &a, const f64w &b) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_min(a.part[j], b.part[j]);
    return y;
}
ENGRAM_INLINE f64w f64_max(const f64w &a, const f64w &b) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_max(a.part[j], b.part[j]);
    return y;
}
ENGRAM_INLINE f64w f64_fma(const f64w &a, const f64w &b, const f64w &c) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_fma(a.part[j], b.part[j], c.part[j]);
    return y;
}
ENGRAM_INLINE f64w f64_floor(const f64w &x) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_floor(x.part[j]);
    return y;
}
ENGRAM_INLINE f64w f64_clamp_power(const f64w &x) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_clamp_power(x.part[j]);
    return y;
}
ENGRAM_INLINE f64w f64_times_power(const f64w &p, const f64w &n) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_times_power(p.part[j], n.part[j]);
    return y;
}
ENGRAM_INLINE f64w f64_select_less(const f64w &a, const f64w &b, const f64w &yes, const f64w &no) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_select_less(a.part[j], b.part[j], yes.part[j], no.part[j]);
    return y;
}
template <uint64_t split> ENGRAM_INLINE f64w f64_split(const f64w &x, f64w &e) {
    f64w y;
    ENGRAM_EACH_PART y.part[j] = f64_split<split>(x.part[j], e.part[j]);
    return y;
}

// Rounded to floats: two registers.
ENGRAM_INLINE f32v wide_low(const f64w &x) { return f32_from_f64(x.part[0], x.part[1]); }
ENGRAM_INLINE f32v wide_high(const f64w &x) { return f32_from_f64(x.part[2], x.part[3]); }

} // namespace

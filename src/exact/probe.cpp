// SPDX-License-Identifier: MIT OR Apache-2.0
// Run by src/exact/meson.build: what a compiler must not do to a sum, a quotient or a constant. Prints what it did.
#include <cstdio>

static int faults = 0;
static void expect(bool fact, const char *fault) {
    if (fact) return;
    std::puts(fault);
    ++faults;
}

int main() {
    volatile float one = 1.0f, small = 0x1p-30f, three = 3.0f, least = 0x1p-149f, zero = 0.0f, step = 1.0f + 0x1p-12f;
    const float a = one, b = small, c = step;

    expect((a + b) - a == 0.0f, "sums are rearranged");
    float sum = 0.0f;
    for (int i = 0; i < 64; ++i) sum += i == 0 ? a : b * three; // in order, each is lost
    expect(sum == 1.0f, "sums are rearranged");
    expect(c * c - (1.0f + 0x1p-11f) == 0.0f, "products and sums are fused");
    volatile float five = 5.0f, minus = -0.0f;
    expect(five * a / 3.0f == 0x1.aaaaaap+0f, "quotients are multiplied by reciprocals");
    expect(least * a == 0x1p-149f && least * a > 0.0f, "denormals are flushed");
    const float nothing = zero / zero;
    expect(nothing != nothing && !(nothing < a) && !(nothing >= a), "NaN is left out");
    expect(1.0f / (minus + 0.0f) > 0.0f && 1.0f / (0.0f - zero) > 0.0f, "signs of zeros are lost");
    volatile double tenth = 0.1;
    expect(tenth * 10.0 - 1.0 == 0.0 && tenth != 0x1.99999ap-4, "constants lose their precision");
    return faults;
}

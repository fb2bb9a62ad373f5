// SPDX-License-Identifier: MIT OR Apache-2.0
// The peer: a plain loop that g++ -Ofast turns into calls of glibc's vectorised expf, and the bare memory pattern.
#include <cmath>
#include <cstddef>
#include <cstdint>

extern "C" void peer_libmvec(float *strengths, const uint64_t *ages, size_t count) {
    for (size_t i = 0; i < count; ++i) strengths[i] *= std::exp(-static_cast<float>(ages[i]) / 86400.0f);
}

extern "C" void peer_pattern(float *strengths, const uint64_t *ages, size_t count) {
    for (size_t i = 0; i < count; ++i) strengths[i] *= static_cast<float>(ages[i]);
}

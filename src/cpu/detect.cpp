// SPDX-License-Identifier: MIT OR Apache-2.0
#include "cpu/detect.h"

#include "engram/cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>

namespace {

struct leaf {
    uint32_t eax, ebx, ecx, edx;
};

leaf cpuid(uint32_t function, uint32_t sub) {
    leaf x{};
    __get_cpuid_count(function, sub, &x.eax, &x.ebx, &x.ecx, &x.edx);
    return x;
}

// XCR0 tells which registers the system saves: a processor bit alone is not permission. Only valid with OSXSAVE.
uint64_t xcr0() {
    uint32_t low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (static_cast<uint64_t>(high) << 32) | low;
}

constexpr bool has(uint32_t word, uint32_t bits) { return (word & bits) == bits; }
constexpr uint32_t bit(unsigned n) { return 1u << n; }

} // namespace

struct engram_cpu engram_cpu_detect(void) {
    struct engram_cpu cpu = {bit(ENGRAM_LEVEL_SCALAR), bit(ENGRAM_LEVEL_SCALAR)};
    const leaf one = cpuid(1, 0);
    if (!has(one.ecx, bit(27))) return cpu; // OSXSAVE
    const uint64_t saved = xcr0();
    const leaf seven = cpuid(7, 0);
    const leaf extended = cpuid(0x80000001u, 0);

    // x86-64-v3: FMA 12, POPCNT 23, AVX 28, F16C 29; BMI1 3, AVX2 5, BMI2 8; LZCNT 5. XCR0: XMM 1, YMM 2.
    const bool v3 = has(one.ecx, bit(12) | bit(23) | bit(28) | bit(29)) && has(seven.ebx, bit(3) | bit(5) | bit(8)) &&
                    has(extended.ecx, bit(5)) && (saved & 0x6) == 0x6;
    if (!v3) return cpu;
    cpu.can |= bit(ENGRAM_LEVEL_AVX2);

    // F 16, DQ 17, BW 30, VL 31 in EBX; VNNI 11, VPOPCNTDQ 14 in ECX. XCR0: opmask 5, ZMM 6 and 7. Asking for VNNI and
    // VPOPCNTDQ also leaves out the first AVX-512 generation, which lowers its clock for wide registers.
    if (has(seven.ebx, bit(16) | bit(17) | bit(30) | bit(31)) && has(seven.ecx, bit(11) | bit(14)) &&
        (saved & 0xE6) == 0xE6)
        cpu.can |= bit(ENGRAM_LEVEL_AVX512);
    cpu.should = cpu.can;
    return cpu;
}

#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>

struct engram_cpu engram_cpu_detect(void) {
    constexpr unsigned long asimd = 1ul << 1; // HWCAP_ASIMD
    uint32_t can = 1u << ENGRAM_LEVEL_SCALAR;
    if (getauxval(AT_HWCAP) & asimd) can |= 1u << ENGRAM_LEVEL_NEON;
    return {can, can};
}

#else

struct engram_cpu engram_cpu_detect(void) {
    return {1u << ENGRAM_LEVEL_SCALAR, 1u << ENGRAM_LEVEL_SCALAR};
}

#endif

// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What the shims of curves, base levels and FSRS check alike, and how their calls are counted and reported.

#include "abi/arguments.h"
#include "abi/counted.hpp"
#include "engram/decay.h"
#include "kernels/decay/plan.h"

namespace {

constexpr float largest_float = 0x1.fffffep127f;

// The names under which a call knows its times.
struct times_names {
    const char *whole, *unit, *kind, *values, *now, *reserved;
};
constexpr times_names of_times = {"times", "times.unit", "times.kind: ENGRAM_TIMES_AGES or ENGRAM_TIMES_STAMPS",
                                  "times.values", "times.now: 0 with ENGRAM_TIMES_AGES", "times.reserved: 0"};

// Checks the times and takes them over, complete.
inline engram_status check_times(const engram_times *given, uint64_t count, const times_names &names, engram_times &times) {
    ENGRAM_REQUIRE(given != nullptr, ENGRAM_ERROR_NULL, names.whole);
    times = {};
    ENGRAM_REFUSE(engram_read_struct(&times, sizeof times, alignof(engram_times), offsetof(engram_times, kind), given,
                                     names.whole));
    ENGRAM_REQUIRE(times.unit <= ENGRAM_TIME_NANOSECONDS, ENGRAM_ERROR_ENUM, names.unit);
    ENGRAM_REQUIRE(times.kind <= ENGRAM_TIMES_STAMPS, ENGRAM_ERROR_ENUM, names.kind);
    ENGRAM_REQUIRE(times.reserved == 0, ENGRAM_ERROR_ARGUMENT, names.reserved);
    ENGRAM_REQUIRE(times.kind == ENGRAM_TIMES_STAMPS || times.now == 0, ENGRAM_ERROR_ARGUMENT, names.now);
    return engram_check_piece({times.values, count, sizeof *times.values, names.values});
}

// A struct that a call fills in, whose fields are of eight bytes at most, as a piece of words.
template <typename Struct> struct engram_piece piece_of(const Struct *given, const char *name) {
    static_assert(sizeof *given % sizeof(uint64_t) == 0 && alignof(Struct) == alignof(uint64_t));
    return {given, sizeof *given / sizeof(uint64_t), sizeof(uint64_t), name};
}
template <typename Struct> engram_status check_filled(const Struct *given, const char *name, const char *size) {
    ENGRAM_REFUSE(engram_check_piece(piece_of(given, name)));
    return engram_check_out_struct(given, sizeof *given, alignof(Struct), sizeof *given, size);
}

// Counts a call over as many rows as there are at its end, and fills in its report, after an error too.
template <typename Call>
engram_status reported(engram_decay_report *report, const uint64_t &count, uint64_t row_bytes, Call call) {
    const auto work = [&] { return engram_work{count, count * row_bytes}; };
    return engram_counted(engram_decay_family, work, [&]() -> engram_status {
        if (report != nullptr) ENGRAM_REFUSE(check_filled(report, "report", "report.size"));
        engram_decay_report met = {};
        met.bad_row = UINT64_MAX;
        const engram_status status = call(met);
        if (report != nullptr) report->skewed = met.skewed, report->bad_row = met.bad_row;
        return status;
    });
}

} // namespace

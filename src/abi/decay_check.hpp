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

// The same for a call whose rows have one time each: into its job.
inline engram_status check_row_times(const engram_times *given, uint64_t count, struct engram_decay_job &job,
                                     engram_times &times) {
    ENGRAM_REFUSE(check_times(given, count, of_times, times));
    job.times = times.values, job.is_stamps = times.kind, job.now = times.now;
    return ENGRAM_OK;
}

// The arrays of a job.
struct job_pieces {
    struct engram_piece all[7];
};
inline job_pieces pieces_of(const struct engram_decay_job &job, uint64_t count) {
    return {{{job.times, count, sizeof *job.times, "times.values"},
             {job.strengths, count, sizeof *job.strengths, "strengths"},
             {job.scores, count, sizeof *job.scores, "scores"},
             {job.scales, count, sizeof *job.scales, "options.scales"},
             {job.exponents, count, sizeof *job.exponents, "options.exponents"},
             {job.accesses, count, sizeof *job.accesses, "options.accesses"},
             {job.pins, count / 64 + (count % 64 != 0), sizeof *job.pins, "options.pins"}}};
}

// Those that are there are whole and aligned.
inline engram_status check_inputs(const struct engram_decay_job &job, uint64_t count) {
    const job_pieces pieces = pieces_of(job, count);
    for (const struct engram_piece &piece : pieces.all) ENGRAM_REFUSE(engram_check_optional(piece));
    return ENGRAM_OK;
}

// An output is there and apart from all of them; it may be one of them, `same`, as a whole.
inline engram_status check_output(struct engram_piece out, const struct engram_decay_job &job, uint64_t count,
                                  const void *same) {
    ENGRAM_REFUSE(engram_check_piece(out));
    const job_pieces pieces = pieces_of(job, count);
    for (const struct engram_piece &piece : pieces.all)
        if (piece.memory != same || same != out.memory) ENGRAM_REFUSE(engram_check_apart(out, piece));
    return ENGRAM_OK;
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

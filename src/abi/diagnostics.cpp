// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/diagnostics.h"

#include "abi/arguments.h"
#include "abi/snapshot.h"
#include "base/log.h"
#include "diagnostics/report.h"

namespace {

engram_status write(engram_format format, char *buffer, size_t capacity, size_t *needed) {
    ENGRAM_REQUIRE(format == ENGRAM_FORMAT_TEXT || format == ENGRAM_FORMAT_JSON, ENGRAM_ERROR_ENUM,
                   "format: an ENGRAM_FORMAT_ value");
    ENGRAM_REQUIRE(buffer != nullptr || capacity == 0, ENGRAM_ERROR_NULL, "buffer");
    struct engram_snapshot now;
    engram_snapshot_take(&now);
    engram_text text = {buffer, capacity, 0};
    engram_report_write(&text, format == ENGRAM_FORMAT_JSON, &now);
    return engram_text_end(&text, needed);
}

engram_status estimate(const engram_capacity_plan *plan, engram_capacity *capacity) {
    ENGRAM_REQUIRE(plan != nullptr, ENGRAM_ERROR_NULL, "plan");
    ENGRAM_REQUIRE(capacity != nullptr, ENGRAM_ERROR_NULL, "capacity");
    engram_capacity_plan complete = {};
    ENGRAM_REFUSE(engram_read_struct(&complete, sizeof complete, alignof(engram_capacity_plan),
                                     offsetof(engram_capacity_plan, rows), plan, "plan.size"));
    ENGRAM_REFUSE(engram_check_out_struct(capacity, sizeof *capacity, alignof(engram_capacity), sizeof capacity->size,
                                          "capacity.size"));
    engram_capacity found = {};
    ENGRAM_REFUSE(engram_capacity_compute(&complete, &found));
    engram_write_struct(capacity, &found);
    return ENGRAM_OK;
}

} // namespace

void engram_log_set(engram_log *log, void *context) { engram_log_sink_set(log, context); }

engram_status engram_diagnostics_write(engram_format format, char *buffer, size_t capacity, size_t *needed) {
    return engram_checked(write(format, buffer, capacity, needed));
}

engram_status engram_capacity_estimate(const engram_capacity_plan *plan, engram_capacity *capacity) {
    return engram_checked(estimate(plan, capacity));
}

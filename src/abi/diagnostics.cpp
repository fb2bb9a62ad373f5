// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/diagnostics.h"

#include <cstring>

#include "abi/snapshot.h"
#include "base/check.h"
#include "base/log.h"
#include "check/check.h"
#include "diagnostics/report.h"
#include "engram/cpu.h"

void engram_log_set(engram_log *log, void *context) { engram_log_sink_set(log, context); }

engram_status engram_self_check(engram_families families, engram_self_check_result *result) {
    if (families == 0 || (families & ~static_cast<engram_families>(ENGRAM_FAMILY_ALL)) != 0) return ENGRAM_ERROR_ENUM;
    const uint32_t size = result != nullptr ? result->size : sizeof *result;
    if (!engram_size_is_known(size, sizeof size, sizeof *result, alignof(engram_self_check_result))) return ENGRAM_ERROR_STRUCT;
    engram_self_check_result found = {};
    const engram_status status = engram_self_check_families(families, &found);
    if (result == nullptr || status == ENGRAM_ERROR_BUSY) return status;
    std::memcpy(result, &found, size);
    result->size = size;
    return status;
}

engram_status engram_diagnostics_write(engram_format format, char *buffer, size_t capacity, size_t *needed) {
    if (format != ENGRAM_FORMAT_TEXT && format != ENGRAM_FORMAT_JSON) return ENGRAM_ERROR_ENUM;
    if (buffer == nullptr && capacity != 0) return ENGRAM_ERROR_NULL;
    const engram_metrics now = engram_metrics_snapshot();
    engram_text text = {buffer, capacity, 0};
    engram_report_write(&text, format == ENGRAM_FORMAT_JSON, &now);
    return engram_text_end(&text, needed);
}

engram_status engram_capacity_estimate(const engram_capacity_plan *plan, engram_capacity *capacity) {
    if (plan == nullptr || capacity == nullptr) return ENGRAM_ERROR_NULL;
    const uint32_t size = capacity->size;
    if (!engram_size_is_known(plan->size, offsetof(engram_capacity_plan, rows), sizeof *plan, alignof(engram_capacity_plan)) ||
        !engram_size_is_known(size, sizeof size, sizeof *capacity, alignof(engram_capacity)))
        return ENGRAM_ERROR_STRUCT;
    engram_capacity_plan complete = {};
    std::memcpy(&complete, plan, plan->size);
    engram_capacity found = {};
    const engram_status status = engram_capacity_compute(&complete, &found);
    if (status != ENGRAM_OK) return status;
    std::memcpy(capacity, &found, size);
    capacity->size = size;
    return ENGRAM_OK;
}

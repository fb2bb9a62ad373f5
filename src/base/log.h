/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_BASE_LOG_H
#define ENGRAM_BASE_LOG_H

/* Rare events, told to the caller's function if there is one. Never on a hot path. C-clean. */

#include <stdint.h>

#include "base/attributes.h"

ENGRAM_INTERNAL_BEGIN

typedef void engram_log_sink(void *context, uint32_t event, const char *message);

void engram_log_sink_set(engram_log_sink *sink, void *context);

/* Passes the parts, joined, to the sink. Null parts are left out; an over-long message is cut. */
void engram_log_event(uint32_t event, const char *a, const char *b, const char *c, const char *d);

ENGRAM_INTERNAL_END

#endif

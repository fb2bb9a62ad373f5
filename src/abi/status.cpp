// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/common.h"

#include "base/refusal.h"
#include "base/status.h"

const char *engram_status_text(engram_status status) { return engram_status_text_of(status); }
const char *engram_status_name(engram_status status) { return engram_status_name_of(status); }
const char *engram_status_argument(void) { return engram_refused_argument(); }

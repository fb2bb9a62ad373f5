// SPDX-License-Identifier: MIT OR Apache-2.0
#include "abi/last_status.h"

__thread engram_status engram_last = ENGRAM_OK;

engram_status engram_last_status(void) { return engram_last; }

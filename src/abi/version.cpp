// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/version.h"

const char *engram_version(void) { return ENGRAM_VERSION_STRING; }

uint32_t engram_api_version(void) { return ENGRAM_API_VERSION; }

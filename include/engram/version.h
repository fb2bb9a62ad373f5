/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_VERSION_H
#define ENGRAM_VERSION_H

#include "engram/common.h"

/* Version of the product, as in the release notes. */
#define ENGRAM_VERSION_MAJOR 0
#define ENGRAM_VERSION_MINOR 1
#define ENGRAM_VERSION_PATCH 0
#define ENGRAM_VERSION_STRING "0.1.0"

/* Version of the C interface: grows by one in each release that adds a function, a constant or a field. */
#define ENGRAM_API_VERSION 1

ENGRAM_BEGIN

/* The product version of the linked library, such as "0.1.0". Compare with ENGRAM_VERSION_STRING. Since: 0.1.0 */
ENGRAM_API const char *engram_version(void);

/* The interface version of the linked library. Compare with ENGRAM_API_VERSION. Since: 0.1.0 */
ENGRAM_API uint32_t engram_api_version(void);

ENGRAM_END

#endif

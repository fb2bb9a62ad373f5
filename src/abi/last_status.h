/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ABI_LAST_STATUS_H
#define ENGRAM_ABI_LAST_STATUS_H

/* Puts engram_last_status() back after drop-in calls that the user did not make. C-clean. */

#include "base/attributes.h"
#include "engram/common.h"

ENGRAM_INTERNAL_BEGIN
void engram_last_status_set(engram_status status);
ENGRAM_INTERNAL_END

#endif

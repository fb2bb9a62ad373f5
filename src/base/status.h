/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_BASE_STATUS_H
#define ENGRAM_BASE_STATUS_H

/* Name and sentence of every status, for reports below the shims. C-clean. */

#include "base/attributes.h"
#include "engram/common.h"

ENGRAM_INTERNAL_BEGIN

const char *engram_status_name_of(engram_status status);
const char *engram_status_text_of(engram_status status);
int engram_status_is_known(engram_status status);

ENGRAM_INTERNAL_END

#endif

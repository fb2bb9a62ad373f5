/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_BASE_REFUSAL_H
#define ENGRAM_BASE_REFUSAL_H

/* Which argument the last refused call of a thread has named. C-clean. */

#include <stdint.h>

#include "base/attributes.h"

ENGRAM_INTERNAL_BEGIN

/* Remembers the argument, a static text, and for which status. Out of line: refusals are rare. */
void engram_refusal_note(int32_t status, const char *argument);

/* At the end of a refused call: one that has named nothing must not leave the name of an earlier one. Returns the status. */
int32_t engram_refused(int32_t status);

/* Null where the last refusal named none. */
const char *engram_refused_argument(void);

ENGRAM_INTERNAL_END

/* The end of a call that is not counted; engram_counted() ends the others like this. */
ENGRAM_INLINE int32_t engram_checked(int32_t status) { return ENGRAM_LIKELY(status == 0) ? status : engram_refused(status); }

/* The status, which a compiler sees to be none that lets a check go on. */
ENGRAM_INLINE int32_t engram_refuse(int32_t status, const char *argument) {
    engram_refusal_note(status, argument);
    return status;
}

#endif

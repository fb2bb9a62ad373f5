/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ABI_LAST_STATUS_H
#define ENGRAM_ABI_LAST_STATUS_H

/* The outcome of the last drop-in call of a thread. __thread and not thread_local: the latter may come with a wrapper
 * function, which would be a weak symbol. C-clean. */

#include "engram/compat.h"

ENGRAM_BEGIN
extern __thread engram_status engram_last;
ENGRAM_END

#endif

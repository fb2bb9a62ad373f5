/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_BASE_LOCK_H
#define ENGRAM_BASE_LOCK_H

/* The one lock of the library, for what happens once per thread or by an operator's hand; sections are short and never
 * nest. A fork waits for it, so that a child never inherits it taken. C-clean. */

#include "base/attributes.h"

ENGRAM_INTERNAL_BEGIN

void engram_lock(void);
void engram_unlock(void);

/* Calls child() in the child of every fork, once the lock is free there. */
void engram_lock_at_fork(void (*child)(void));

/* For a lock of the caller's own, inside which the one here may be taken: calls take() before every fork, while the one
 * here is free, and release() after it on both sides. */
void engram_lock_across_fork(void (*take)(void), void (*release)(void));

ENGRAM_INTERNAL_END

#endif

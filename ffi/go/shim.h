/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_GO_SHIM_H
#define ENGRAM_GO_SHIM_H

/*
 * The calls as Go makes them: every buffer is an argument of its own, and structs are put together in these functions,
 * on the C stack. So no Go memory ever holds a pointer that C reads, cgo pins the arguments for the length of the call by
 * itself, and nothing has to be allocated or pinned by hand.
 */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engram/compat.h"
#include "engram/engram.h"

/*
 * The outcome of a call and what it refused. engram_status_argument() is of the thread, which a goroutine may have left by
 * its next call into C, so it is asked here.
 */
typedef struct go_outcome {
    engram_status status;
    const char *argument; /* static text; null: nothing was refused, or nothing that has a name */
} go_outcome;

static inline go_outcome go_told(engram_status status) {
    go_outcome outcome = {status, NULL};
    if (status != ENGRAM_OK) outcome.argument = engram_status_argument();
    return outcome;
}

#include "shim_activation.h"
#include "shim_compat.h"
#include "shim_decay.h"
#include "shim_diagnostics.h"
#include "shim_read.h"
#include "shim_similarity.h"

#endif

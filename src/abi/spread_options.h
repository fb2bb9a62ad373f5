/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_ABI_SPREAD_OPTIONS_H
#define ENGRAM_ABI_SPREAD_OPTIONS_H

#include "abi/arguments.h"
#include "engram/activation.h"

ENGRAM_INTERNAL_BEGIN

/* Everything about the options of a spread on this graph, null for PLAIN; *known is the complete struct. */
engram_status engram_check_spread_options(const engram_graph *graph, const engram_spread_options *given,
                                          engram_spread_options *known);

ENGRAM_INTERNAL_END

#endif

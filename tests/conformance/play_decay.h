/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_CONFORMANCE_PLAY_DECAY_H
#define ENGRAM_TESTS_CONFORMANCE_PLAY_DECAY_H

#include "play.h"

engram_times read_times(const vector *v, const char *prefix);
void emit_report(vector *v, const engram_decay_report *report);

#endif

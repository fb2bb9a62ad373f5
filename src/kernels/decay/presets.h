/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_KERNELS_DECAY_PRESETS_H
#define ENGRAM_KERNELS_DECAY_PRESETS_H

/* Curves of known systems. C-clean. */

#include "base/attributes.h"
#include "engram/decay.h"

ENGRAM_INTERNAL_BEGIN
void engram_decay_preset(engram_curve_preset_id preset, engram_curve *curve);
ENGRAM_INTERNAL_END

#endif

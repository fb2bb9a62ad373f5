/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Base-level activation, spaced repetition and reinforcement. */

#include "play_decay.h"

const player learning_players[] = {{NULL, NULL}};

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_FAULT_STORY_H
#define ENGRAM_TESTS_FAULT_STORY_H

/*
 * One run through everything in the library that asks for memory or for a place in the system. Every step must give
 * ENGRAM_OK and the right answer, or ENGRAM_ERROR_MEMORY and nothing changed; anything else ends the process with
 * exit code 1. Returns the number of steps that were refused.
 */
int story_run(void);

#endif

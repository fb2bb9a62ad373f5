/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_CONFORMANCE_PLAY_H
#define ENGRAM_TESTS_CONFORMANCE_PLAY_H

/* Players: each takes the inputs of a vector, makes the one call it names, and hands over the outcome. */

#include "vector.h"

typedef struct player {
    const char *call;
    void (*play)(vector *v);
} player;

/* The tables of the families; each ends with a null call. */
extern const player similarity_players[], selection_players[], graph_players[], spread_players[], decay_players[],
    learning_players[], compat_players[];

/* Plays v by the player of v->call; a call that has none ends the program. */
void play(vector *v);

/* Structs that several players read. Pointers inside belong to the vector; `there` is false for a null pointer. */
engram_rows read_rows(const vector *v, const char *prefix);

/* A field of the struct `prefix`: "rows" and "dim" make "rows.dim". Static memory, good until the next but three. */
const char *dotted(const char *prefix, const char *name);

#endif

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "play.h"

#include <string.h>

const char *dotted(const char *prefix, const char *name) {
    static char rooms[4][2 * NAME_ROOM];
    static unsigned turn;
    char *room = rooms[turn++ % 4];
    snprintf(room, sizeof rooms[0], "%s.%s", prefix, name);
    return room;
}

void play(vector *v) {
    const player *const tables[] = {similarity_players, selection_players, graph_players, spread_players,
                                    decay_players,      learning_players,  compat_players};
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; ++t)
        for (const player *p = tables[t]; p->call != NULL; ++p)
            if (strcmp(p->call, v->call) == 0) {
                p->play(v);
                vector_finish(v);
                return;
            }
    conformance_stop("no player for %s", v->call);
}

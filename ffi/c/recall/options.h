/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_OPTIONS_H
#define RECALL_OPTIONS_H

#include "base.h"

struct options {
    const char *wordnet; /* null: not given */
    const char *file;    /* null: not given */
    uint32_t length;     /* of each list */
    uint32_t days;
    bool json, no_times, keep, prompt, once, help, version;
    char *cue; /* the words of the command line, or null */
};

bool options_read(struct options *options, int count, char **arguments, struct fault *fault);
void options_free(struct options *options);

extern const char options_help[];

#endif

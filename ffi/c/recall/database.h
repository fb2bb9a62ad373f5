/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_DATABASE_H
#define RECALL_DATABASE_H

/* The files of WordNet: found, read into memory, and given to the parser. */

#include "wordnet.h"

#define DATABASE_FILES 13

struct database {
    struct wordnet net;
    char *buffers[DATABASE_FILES];
    double ms; /* what loading took */
};

/* Where WordNet is: the option, else the environment variable WNSEARCHDIR, else the folder of the Debian package. */
const char *database_directory(const char *option);

bool database_load(struct database *database, const char *directory, struct fault *fault);
void database_free(struct database *database);

#endif

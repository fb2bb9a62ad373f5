/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#define _POSIX_C_SOURCE 200809L

#include "database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE_LIMIT ((size_t)1 << 30)

enum { DATA_FILES = 0, INDEX_FILES = 4, EXCEPTION_FILES = 8, COUNT_FILE = 12 };

static const char *const file_names[DATABASE_FILES] = {
    "data.noun",  "data.verb",  "data.adj",  "data.adv",  "index.noun", "index.verb", "index.adj",
    "index.adv",  "noun.exc",   "verb.exc",  "adj.exc",   "adv.exc",    "cntlist.rev",
};

const char *database_directory(const char *option)
{
    if (option)
        return option;
    const char *variable = getenv("WNSEARCHDIR");
    return variable && *variable ? variable : "/usr/share/wordnet";
}

static bool fault_open(struct fault *fault, const char *path, int error)
{
    if (error == ENOENT || error == ENOTDIR)
        return fault_set(fault, "WordNet is missing: there is no %s. Install it with \"apt-get install wordnet-base\", "
                                "or name its folder with --wordnet.",
                         path);
    return fault_set(fault, "%s, line 1: the file cannot be read (%s).", path, strerror(error));
}

/* Reads to the end whatever the size was said to be: the file may change meanwhile. */
static bool read_all(int file, const char *path, char **buffer, struct span *bytes, struct fault *fault)
{
    struct stat status;
    size_t room = 0, size = 0;
    const size_t expected =
        fstat(file, &status) == 0 && status.st_size > 0 && (uintmax_t)status.st_size < SIZE_LIMIT
            ? (size_t)status.st_size + 1
            : 4096;
    for (;;) {
        char *moved = grow(*buffer, &room, size == 0 ? expected : size + 1, 1);
        if (!moved)
            return fault_memory(fault);
        *buffer = moved;
        const ssize_t got = read(file, *buffer + size, room - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fault_open(fault, path, errno);
        if (got == 0)
            break;
        size += (size_t)got;
        if (size > SIZE_LIMIT)
            return fault_set(fault, "%s, line 1: the file is above 1 GiB; that is not WordNet.", path);
    }
    *bytes = (struct span){*buffer, size};
    return true;
}

static bool read_file(const char *path, char **buffer, struct span *bytes, struct fault *fault)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return fault_open(fault, path, errno);
    const bool read = read_all(file, path, buffer, bytes, fault);
    close(file);
    return read;
}

static bool parse(struct wordnet *net, char *const paths[DATABASE_FILES], const struct span bytes[DATABASE_FILES],
                  struct fault *fault)
{
    const char *data_names[PART_COUNT], *index_names[PART_COUNT];
    for (int part = 0; part < PART_COUNT; ++part) {
        data_names[part] = paths[DATA_FILES + part];
        index_names[part] = paths[INDEX_FILES + part];
    }
    for (int part = 0; part < PART_COUNT; ++part)
        if (!wordnet_read_data(net, (enum part)part, data_names[part], bytes[DATA_FILES + part], fault))
            return false;
    if (!wordnet_link(net, data_names, fault))
        return false;
    for (int part = 0; part < PART_COUNT; ++part)
        if (!wordnet_read_index(net, (enum part)part, index_names[part], bytes[INDEX_FILES + part], fault))
            return false;
    if (!wordnet_index_lemmas(net, index_names, fault) ||
        !wordnet_read_counts(net, paths[COUNT_FILE], bytes[COUNT_FILE], fault))
        return false;
    for (int part = 0; part < PART_COUNT; ++part)
        if (!wordnet_read_exceptions(net, (enum part)part, paths[EXCEPTION_FILES + part],
                                     bytes[EXCEPTION_FILES + part], fault))
            return false;
    return true;
}

static bool load(struct database *database, const char *directory, char *paths[DATABASE_FILES], struct fault *fault)
{
    struct span bytes[DATABASE_FILES];
    for (int i = 0; i < DATABASE_FILES; ++i) {
        const size_t room = strlen(directory) + strlen(file_names[i]) + 2;
        paths[i] = malloc(room);
        if (!paths[i])
            return fault_memory(fault);
        (void)snprintf(paths[i], room, "%s/%s", directory, file_names[i]);
        if (!read_file(paths[i], &database->buffers[i], &bytes[i], fault))
            return false;
    }
    return parse(&database->net, paths, bytes, fault);
}

bool database_load(struct database *database, const char *directory, struct fault *fault)
{
    const double start = now_ms();
    char *paths[DATABASE_FILES] = {NULL};
    memset(database, 0, sizeof *database);
    const bool loaded = load(database, directory, paths, fault);
    for (int i = 0; i < DATABASE_FILES; ++i)
        free(paths[i]);
    if (!loaded)
        database_free(database);
    database->ms = now_ms() - start;
    return loaded;
}

void database_free(struct database *database)
{
    wordnet_free(&database->net);
    for (int i = 0; i < DATABASE_FILES; ++i) {
        free(database->buffers[i]);
        database->buffers[i] = NULL;
    }
}

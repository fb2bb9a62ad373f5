/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PERF_WORDNET_H
#define ENGRAM_PERF_WORDNET_H

/*
 * The pointers of WordNet 3.0 as edges: a real graph, with the communities and hubs of one. Nodes are synsets, in the
 * order of data.noun, data.verb, data.adj and data.adv as wndb(5) describes them. The folder is WNSEARCHDIR, or where
 * Debian's wordnet-base puts it. C and C++; included by graphs.h.
 */

typedef struct perf_synsets { /* offsets in the files, ascending within each: their names */
    uint32_t *offset, first[5], count;
} perf_synsets;

static inline FILE *perf_wordnet_file(int part) {
    static const char *const names[4] = {"noun", "verb", "adj", "adv"};
    const char *folder = getenv("WNSEARCHDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/data.%s", folder != NULL ? folder : "/usr/share/wordnet", names[part]);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fprintf(stderr, "%s is missing: install wordnet-base, or set WNSEARCHDIR\n", path);
        exit(1);
    }
    return file;
}

static inline uint32_t perf_synset_at(const perf_synsets *s, char part, uint32_t offset) {
    const int p = part == 'n' ? 0 : part == 'v' ? 1 : part == 'r' ? 3 : 2;
    uint32_t low = s->first[p], high = s->first[p + 1];
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (s->offset[middle] < offset) low = middle + 1;
        else high = middle;
    }
    if (low == s->first[p + 1] || s->offset[low] != offset) {
        fprintf(stderr, "WordNet: a pointer to synset %u, which is not there\n", offset);
        exit(1);
    }
    return low;
}

/* A line: offset, lexicographer's file, part, number of words in hexadecimal, each with its id, number of pointers in
 * decimal, each of four fields. */
static inline char *perf_wordnet_field(char **rest) {
    char *field = *rest;
    while (**rest != ' ' && **rest != '\0') ++*rest;
    if (**rest == ' ') *(*rest)++ = '\0';
    return field;
}

/* Calls read(context, synset, part, offset) for each pointer of each synset; with null, only finds the synsets. */
static inline void perf_wordnet_read(perf_synsets *s, void (*read)(void *, uint32_t, char, uint32_t), void *context) {
    static char line[1 << 16];
    uint32_t id = 0;
    for (int part = 0; part < 4; ++part) {
        FILE *file = perf_wordnet_file(part);
        if (read == NULL) s->first[part] = id;
        while (fgets(line, sizeof line, file) != NULL) {
            if (line[0] == ' ') continue; /* the licence */
            char *rest = line;
            const uint32_t own = (uint32_t)strtoul(perf_wordnet_field(&rest), NULL, 10);
            if (read == NULL) s->offset[id] = own;
            perf_wordnet_field(&rest), perf_wordnet_field(&rest);
            for (unsigned long words = strtoul(perf_wordnet_field(&rest), NULL, 16); words > 0; --words)
                perf_wordnet_field(&rest), perf_wordnet_field(&rest);
            for (unsigned long pointers = strtoul(perf_wordnet_field(&rest), NULL, 10); pointers > 0; --pointers) {
                perf_wordnet_field(&rest);
                const uint32_t offset = (uint32_t)strtoul(perf_wordnet_field(&rest), NULL, 10);
                const char to = *perf_wordnet_field(&rest);
                perf_wordnet_field(&rest);
                if (read != NULL) read(context, id, to, offset);
            }
            ++id;
        }
        fclose(file);
    }
    s->first[4] = s->count = id;
}

typedef struct perf_pointers {
    const perf_synsets *synsets;
    uint32_t *from, *to;
    uint64_t count;
} perf_pointers;

static inline void perf_wordnet_keep(void *context, uint32_t from, char part, uint32_t offset) {
    perf_pointers *p = (perf_pointers *)context;
    p->from[p->count] = from;
    p->to[p->count++] = perf_synset_at(p->synsets, part, offset);
}

/* from and to get the ends of the edges returned; both are to be freed. */
static inline uint64_t perf_wordnet_edges(uint32_t *nodes, uint32_t **from, uint32_t **to) {
    enum { ROOM = 1 << 20 }; /* WordNet 3.0 has 117,659 synsets and 377,592 pointers */
    perf_synsets synsets;
    synsets.offset = (uint32_t *)perf_take(ROOM * sizeof(uint32_t));
    *from = (uint32_t *)perf_take(ROOM * sizeof(uint32_t)), *to = (uint32_t *)perf_take(ROOM * sizeof(uint32_t));
    perf_wordnet_read(&synsets, NULL, NULL);
    perf_pointers pointers = {&synsets, *from, *to, 0};
    perf_wordnet_read(&synsets, perf_wordnet_keep, &pointers);
    *nodes = synsets.count;
    free(synsets.offset);
    return pointers.count;
}

#endif

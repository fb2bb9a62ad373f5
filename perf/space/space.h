/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_PERF_SPACE_H
#define ENGRAM_PERF_SPACE_H

/* What the files of this driver share: the rows, the bare SQLite beside us, the other processes, the report. */

#include <sqlite3.h>

#include "engram/memory.h"
#include "engram/recall.h"
#include "support/bench.h"

enum { DIM = 768, TEXT_BYTES = 80, KEY_BYTES = 16, BATCH = 1000, VECTOR_BYTES = 2 * DIM };

/* The moment at which everything is remembered and recalled, so that retention is the same for all rows. */
static const int64_t moment = INT64_C(1790000000000000000);

void must(engram_status status, const char *what);
void fail(const char *sentence);
extern engram_error_detail why;

/* rows.c: row i is the same in every process. */
typedef struct row {
    char key[KEY_BYTES + 1], text[TEXT_BYTES + 1];
    uint16_t vector[DIM]; /* f16 */
} row;
void row_make(uint64_t i, row *r);
engram_vector row_vector(const uint16_t *elements);
uint64_t row_remember(engram_space *space, engram_batch *batch, const row *r, int with_key);
engram_space *space_at(const char *path, uint32_t flags, engram_sync sync);
void space_leave(engram_space **space);

/* bare.c: SQLite with the page size, log, cache and sync of a space, one table, and an index of its keys. */
typedef struct bare {
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *insert, *by_key, *index; /* index: null without an index of words */
} bare;
bare bare_open(const char *path, const char *synchronous);
void bare_index_words(bare *b); /* from now on: FTS5 as a space has it */
/* Rows in one transaction, with keys. */
void bare_insert_batch(bare *b, const row *rows, uint64_t count);
void bare_insert(bare *b, const row *r, int with_key);
void bare_step(bare *b, sqlite3_stmt *s);
uint64_t bare_get(bare *b, const char *key); /* the bytes of its text */
uint64_t bare_scan(const char *space, void *vectors, uint64_t capacity);
void bare_close(bare *b);

/* others.c: other processes, this program run again. */
typedef struct other {
    int pid, channel;
} other;
int other_main(int argc, char **argv); /* -1: this process is not one of them */
other writer_start(const char *space, int core);
void writer_batch(other *w); /* BATCH more memories, committed when this returns */
void writer_go(other *w);    /* writes one by one until told to stop */
void writer_stop(other *w);
void writer_end(other *w);
typedef struct residence {
    uint64_t described, grown, rows;
} residence;
residence residence_of(const char *space); /* in a process that does nothing else */

/* report.c: samples in ns, and a line for each piece of work. */
typedef struct samples {
    const char *name;
    double *values;
    uint64_t count, capacity;
} samples;
void samples_add(samples *s, double value);
void report(const char *name, const char *work, const char *unit, uint64_t rows, samples *contenders, int count);

/* What is measured, and on what: remembering.c, recalling.c. */
typedef struct state {
    uint64_t rows;
    int core, other_core; /* ours; the one of a process beside us, the same where there is no other */
    char folder[4000], space[4096], bare_file[4096], words_file[4096];
    uint16_t *vectors; /* of all rows, for the kernel */
    engram_space *loaded;
} state;
static inline double since(uint64_t begin) { return (double)(bench_now() - begin); }
void state_path(const state *s, const char *name, char *path, size_t bytes);
void remember_full(state *s);
void remember_interval(state *s);
void load(state *s, int is_wanted);
void file(state *s);
void open_all(state *s);
void get(state *s);
void recall(state *s);
void where(state *s);
void recall_beside_writer(state *s);
void resident(state *s);
void follow(state *s);
void recall_whole(state *s);

#endif

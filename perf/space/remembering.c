/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "space.h"

/* A fresh file each; one row at a time, now ours first, now theirs. */
static void remember_one(state *s, const char *name, engram_sync sync, const char *synchronous, uint64_t count) {
    char ours[4096], theirs[4096], file[64];
    snprintf(file, sizeof file, "%s.engram", name), state_path(s, file, ours, sizeof ours);
    snprintf(file, sizeof file, "%s.db", name), state_path(s, file, theirs, sizeof theirs);
    engram_space *space = space_at(ours, ENGRAM_SPACE_CREATE, sync);
    bare b = bare_open(theirs, synchronous);
    samples taken[] = {{.name = "engram"}, {.name = "bare insert"}};
    row r;
    for (uint64_t i = 0; i < count + count / 10; ++i) {
        row_make(i, &r);
        for (uint64_t turn = 0; turn < 2; ++turn) {
            const int is_ours = (i + turn) % 2 == 0;
            const uint64_t begin = bench_now();
            if (is_ours) row_remember(space, NULL, &r, 0);
            else bare_insert(&b, &r, 0);
            const double ns = since(begin);
            if (i >= count / 10) samples_add(&taken[is_ours ? 0 : 1], ns);
        }
    }
    space_leave(&space), bare_close(&b);
    report(name, "remember one", "ns", count, taken, 2);
}
void remember_full(state *s) { remember_one(s, "remember_full", ENGRAM_SYNC_FULL, "FULL", 500); }
void remember_interval(state *s) { remember_one(s, "remember_interval", ENGRAM_SYNC_INTERVAL, "NORMAL", 3000); }

/* Both files of all rows, in batches; what the other work looks at, so it is made in any case. */
void load(state *s, int is_wanted) {
    engram_space *space = space_at(s->space, ENGRAM_SPACE_CREATE, ENGRAM_SYNC_FULL);
    bare b = bare_open(s->bare_file, "FULL"), with_words = {0};
    if (is_wanted) with_words = bare_open(s->words_file, "FULL"), bare_index_words(&with_words);
    samples taken[] = {{.name = "engram"}, {.name = "bare load"}, {.name = "bare load with an index of words"}};
    const uint64_t turns = is_wanted ? 3 : 2;
    row *r = malloc(BATCH * sizeof *r);
    s->vectors = malloc(s->rows * VECTOR_BYTES);
    if (r == NULL || s->vectors == NULL) exit(1);
    for (uint64_t at = 0; at < s->rows; at += BATCH) {
        const uint64_t n = s->rows - at < BATCH ? s->rows - at : BATCH;
        for (uint64_t i = 0; i < n; ++i) {
            row_make(at + i, &r[i]);
            memcpy(s->vectors + (at + i) * DIM, r[i].vector, VECTOR_BYTES);
        }
        for (uint64_t turn = 0; turn < turns; ++turn) {
            const uint64_t whose = (at / BATCH + turn) % turns;
            const uint64_t begin = bench_now();
            if (whose == 0) {
                engram_batch *batch = NULL;
                must(engram_batch_begin(space, NULL, &batch, &why), "batch");
                for (uint64_t i = 0; i < n; ++i)
                    if (row_remember(space, batch, &r[i], 1) != at + i + 1) fail("ids are not in order");
                must(engram_batch_commit(space, &batch, &why), "commit");
            } else bare_insert_batch(whose == 1 ? &b : &with_words, r, n);
            samples_add(&taken[whose], since(begin) / (double)n);
        }
    }
    free(r), space_leave(&space), bare_close(&b);
    if (is_wanted) bare_close(&with_words), remove(s->words_file);
    if (is_wanted) report("load", "remember in batches of 1,000, with a key", "ns per row", s->rows, taken, 3);
    else free(taken[0].values), free(taken[1].values);
}

static double bytes_of(const char *path) {
    FILE *f = fopen(path, "rb");
    if (f == NULL || fseek(f, 0, SEEK_END) != 0) exit(1);
    const long bytes = ftell(f);
    fclose(f);
    return (double)bytes;
}
void file(state *s) {
    samples taken[] = {{.name = "engram"}, {.name = "limit: the vectors"}, {.name = "bare file"}};
    samples_add(&taken[0], bytes_of(s->space) / (double)s->rows);
    samples_add(&taken[1], VECTOR_BYTES);
    samples_add(&taken[2], bytes_of(s->bare_file) / (double)s->rows);
    report("file", "bytes of the file", "bytes per row", s->rows, taken, 3);
}

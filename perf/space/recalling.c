/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "space.h"

void open_all(state *s) {
    samples taken[] = {{.name = "engram"},
                       {.name = "limit: bare scan of the vectors"},
                       {.name = "limit: bare scan into fresh memory"}};
    void *vectors = malloc(s->rows * VECTOR_BYTES);
    if (vectors == NULL) exit(1);
    memset(vectors, 1, s->rows * VECTOR_BYTES); /* its pages are there: they are no part of a scan */
    for (int i = 0; i < 12; ++i) { /* the first two warm up */
        uint64_t begin = bench_now();
        engram_space *space = space_at(s->space, ENGRAM_SPACE_LOAD, ENGRAM_SYNC_FULL);
        const double ours = since(begin);
        space_leave(&space);
        begin = bench_now();
        if (bare_scan(s->space, vectors, s->rows) != s->rows) fail("the scan does not find all vectors");
        const double scan = since(begin);
        begin = bench_now();
        void *fresh = malloc(s->rows * VECTOR_BYTES);
        if (fresh == NULL || bare_scan(s->space, fresh, s->rows) != s->rows) fail("the scan does not find all vectors");
        const double into_fresh = since(begin);
        free(fresh);
        if (i >= 2) samples_add(&taken[0], ours), samples_add(&taken[1], scan), samples_add(&taken[2], into_fresh);
    }
    free(vectors);
    report("open", "open, all loaded", "ns", s->rows, taken, 3);
}

static engram_space *loaded(state *s) {
    if (s->loaded == NULL) s->loaded = space_at(s->space, ENGRAM_SPACE_LOAD, ENGRAM_SYNC_FULL);
    return s->loaded;
}

void get(state *s) {
    engram_space *space = loaded(s);
    bare b = bare_open(s->bare_file, "FULL");
    samples taken[] = {{.name = "engram"}, {.name = "bare statement"}};
    const uint64_t hot = s->rows < 1000 ? s->rows : 1000; /* keys, asked for in turn */
    char key[KEY_BYTES + 1];
    for (uint64_t i = 0; i < 6 * hot; ++i) {
        snprintf(key, sizeof key, "memory%010" PRIu64, i % hot * (s->rows / hot));
        for (uint64_t turn = 0; turn < 2; ++turn) {
            const int is_ours = (i + turn) % 2 == 0;
            uint64_t bytes;
            const uint64_t begin = bench_now();
            if (is_ours) {
                engram_listing *found = NULL;
                must(engram_get_key(space, (engram_text){key, KEY_BYTES}, 0, &found, &why), "get");
                bytes = found->records[0]->text.bytes;
                engram_listing_free(&found);
            } else bytes = bare_get(&b, key);
            const double ns = since(begin);
            if (bytes != TEXT_BYTES) fail("a key is not there");
            if (i >= hot) samples_add(&taken[is_ours ? 0 : 1], ns);
        }
    }
    bare_close(&b);
    report("get", "get by key, warm", "ns", s->rows, taken, 2);
}

static double recall_once(engram_space *space, const uint16_t *cue, const engram_filter *filter, uint64_t *ids) {
    const engram_vector vector = row_vector(cue);
    engram_recall_weights weights = {.size = sizeof weights, .similarity = 1, .retention = 0.25f, .importance = 1};
    const engram_recall_options options = {
        .size = sizeof options, .k = 10, .vector = &vector, .weights = &weights, .filter = filter, .now = moment};
    engram_answer *answer = NULL;
    const uint64_t begin = bench_now();
    must(engram_recall(space, &options, &answer, &why), "recall");
    const double ns = since(begin);
    for (uint64_t i = 0; ids != NULL && i < 10; ++i) ids[i] = i < answer->count ? answer->hits[i]->id : 0;
    engram_answer_free(&answer);
    return ns;
}

static engram_rows rows_of(const uint16_t *vectors, uint64_t count) {
    const engram_rows rows = {.size = sizeof rows, .type = ENGRAM_TYPE_F16, .data = vectors, .count = count, .dim = DIM};
    return rows;
}

/* The hits must be those of the kernel before a time counts. */
void recall(state *s) {
    engram_space *space = loaded(s);
    samples taken[] = {{.name = "engram"}, {.name = "limit: engram_similarity_topk"}};
    const engram_rows rows = rows_of(s->vectors, s->rows);
    row cue;
    for (uint64_t i = 0; i < 220; ++i) {
        row_make((UINT64_C(1) << 41) + i, &cue);
        const engram_rows query = rows_of(cue.vector, 1);
        engram_hit hits[10];
        engram_topk_counts counts;
        uint64_t ids[10];
        double ours = 0, kernel = 0;
        for (uint64_t turn = 0; turn < 2; ++turn) {
            if ((i + turn) % 2 == 0) ours = recall_once(space, cue.vector, NULL, ids);
            else {
                const uint64_t begin = bench_now();
                must(engram_similarity_topk(ENGRAM_METRIC_COSINE, &query, &rows, 10, NULL, hits, &counts), "topk");
                kernel = since(begin);
            }
        }
        for (uint64_t h = 0; h < counts.found; ++h)
            if (ids[h] != hits[h].id + 1) fail("recall differs from the kernel: not timed");
        if (i >= 20) samples_add(&taken[0], ours), samples_add(&taken[1], kernel);
    }
    report("recall", "recall, the best 10 for a vector", "ns", s->rows, taken, 2);
}

/* An expression that admits all rows but a few, so that both scan alike: of which nothing is kept, then all. */
void where(state *s) {
    engram_space *space = loaded(s);
    samples first[] = {{.name = "engram, first use"}, {.name = "engram, no filter"}};
    samples again[] = {{.name = "engram, used before"}, {.name = "engram, no filter"}};
    row cue;
    for (uint64_t i = 0; i < 60; ++i) {
        row_make((UINT64_C(1) << 43) + i, &cue);
        const engram_parameter value = {.kind = ENGRAM_VALUE_INTEGER, .integer = (int64_t)(i / 10)};
        const engram_filter filter = {.size = sizeof filter,
                                      .where = {"key GLOB 'memory*' AND id > ?", 29},
                                      .parameters = &value,
                                      .parameter_count = 1};
        double ours = 0, plain = 0;
        for (uint64_t turn = 0; turn < 2; ++turn) {
            if ((i + turn) % 2 == 0) ours = recall_once(space, cue.vector, &filter, NULL);
            else plain = recall_once(space, cue.vector, NULL, NULL);
        }
        samples_add(i % 10 == 0 ? &first[0] : &again[0], ours);
        samples_add(i % 10 == 0 ? &first[1] : &again[1], plain);
    }
    report("where", "recall under an expression, used before", "ns", s->rows, again, 2);
    report("where_first", "recall under an expression, first use", "ns", s->rows, first, 2);
}

/* In blocks, now alone, now beside it, in the order A B B A: the space grows meanwhile. */
void recall_beside_writer(state *s) {
    engram_space *space = loaded(s);
    other writer = writer_start(s->space, s->other_core);
    samples taken[] = {{.name = "engram beside a writer"}, {.name = "limit: engram alone"}};
    row cue;
    for (uint64_t block = 0; block < 12; ++block) {
        const int is_beside = block % 4 == 1 || block % 4 == 2;
        if (is_beside) writer_go(&writer);
        for (uint64_t i = 0; i < 51; ++i) {
            row_make((UINT64_C(1) << 42) + i, &cue);
            const double ns = recall_once(space, cue.vector, NULL, NULL);
            if (i > 0) samples_add(&taken[is_beside ? 0 : 1], ns);
        }
        writer_stop(&writer);
    }
    writer_end(&writer);
    report("recall_beside_writer", "recall while another process writes", "ns", s->rows, taken, 2);
}

void resident(state *s) {
    samples taken[] = {{.name = "engram, as described"}, {.name = "limit: growth of the process"}};
    for (int i = 0; i < 3; ++i) {
        const residence r = residence_of(s->space);
        if (r.rows == 0) fail("nothing is resident");
        samples_add(&taken[0], (double)r.described / (double)r.rows);
        samples_add(&taken[1], (double)r.grown / (double)r.rows);
    }
    report("resident", "resident memory", "bytes per row", s->rows, taken, 2);
}

/* A recall of one admitted memory scores next to nothing: what it takes after others were written is following them. */
void follow(state *s) {
    engram_space *space = loaded(s);
    other writer = writer_start(s->space, s->other_core);
    samples taken[] = {{.name = "engram"}, {.name = "limit: the same recall, nothing new"}};
    const uint64_t one = 1;
    const engram_filter filter = {.size = sizeof filter, .flags = ENGRAM_FILTER_IDS, .ids = &one, .id_count = 1};
    for (int i = 0; i < 16; ++i) {
        writer_batch(&writer);
        const double first = recall_once(space, s->vectors, &filter, NULL);
        const double second = recall_once(space, s->vectors, &filter, NULL);
        if (i > 0) samples_add(&taken[0], first), samples_add(&taken[1], second);
    }
    writer_end(&writer);
    report("follow", "follow 1,000 memories of another process", "ns", s->rows, taken, 2);
}

/* Each memory is linked to the one after it, as the turns of a conversation are. */
static void link_all(engram_space *space, uint64_t rows) {
    for (uint64_t i = 1; i < rows;) {
        engram_batch *batch = NULL;
        must(engram_batch_begin(space, NULL, &batch, &why), "batch");
        const engram_write_options within = {.size = sizeof within, .now = moment, .batch = batch};
        for (uint64_t end = i + BATCH; i < rows && i < end; ++i) {
            const engram_link_input link = {.size = sizeof link, .source = i, .target = i + 1, .type = {"next", 4}};
            must(engram_link(space, &link, &within, &why), "link");
        }
        must(engram_batch_commit(space, &batch, &why), "commit");
    }
}

/* Every leg at once: a vector, the first six words of a text that is like the others, and activation over links. */
void recall_whole(state *s) {
    engram_space *space = loaded(s);
    link_all(space, s->rows);
    samples taken[] = {{.name = "engram"}, {.name = "limit: the vector alone"}, {.name = "words alone"}};
    row cue;
    for (uint64_t i = 0; i < 520; ++i) {
        row_make((UINT64_C(1) << 43) + i, &cue);
        const engram_vector vector = row_vector(cue.vector);
        uint64_t bytes = 0;
        for (int words = 0; words < 6 && bytes < TEXT_BYTES; ++bytes) words += cue.text[bytes] == ' ';
        const engram_recall_options options[] = {
            {.size = sizeof *options, .k = 10, .vector = &vector, .text = {cue.text, bytes}, .now = moment},
            {.size = sizeof *options, .k = 10, .vector = &vector, .now = moment},
            {.size = sizeof *options, .k = 10, .text = {cue.text, bytes}, .now = moment}};
        for (uint64_t turn = 0; turn < 3; ++turn) {
            const uint64_t which = (i + turn) % 3;
            engram_answer *answer = NULL;
            const uint64_t begin = bench_now();
            must(engram_recall(space, &options[which], &answer, &why), "recall");
            const double ns = since(begin);
            if (answer->count != 10) fail("a recall finds too little");
            engram_answer_free(&answer);
            if (i >= 20) samples_add(&taken[which], ns);
        }
    }
    report("recall_whole", "recall by vector, words and links", "ns", s->rows, taken, 3);
}

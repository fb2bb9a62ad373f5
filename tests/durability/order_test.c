/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What eight processes did and saw is one order, that of the journal, and it fits the clock on the wall.
 *     order_test [OPERATIONS]     of each process, 400 unless told
 */

#include <sqlite3.h>
#include <sys/mman.h>
#include <time.h>

#include "durability/processes.h"

enum { PROCESSES = 8, KEYS = 12, MOST = 200000 };

enum kind { WRITE, WRITE_TWO, FORGET, READ_ONE, READ_ALL, RECALL };

/* One operation of a process, as it saw it. */
struct event {
    enum kind kind;
    uint32_t process, serial;
    uint64_t began, ended;          /* on the clock that all processes share */
    uint64_t number;                /* of the journal: seen by a reader; a writer's is looked up afterwards */
    uint64_t id, found;             /* of what is forgotten; memories seen; 0: none */
    uint32_t key, second;
    uint64_t values[KEYS];          /* seen: process << 32 | serial + 1, 0 for none */
};

static struct event *events; /* shared */
static uint64_t each = 400;

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint32_t key_of(engram_text text) {
    unsigned key = KEYS;
    char copy[16] = "";
    child_check(text.bytes < sizeof copy);
    memcpy(copy, text.data, (size_t)text.bytes);
    child_check(sscanf(copy, "key %u", &key) == 1 && key < KEYS);
    return key;
}

static uint64_t value_of(engram_text text) {
    unsigned process = 0, serial = 0;
    char copy[32] = "";
    child_check(text.bytes < sizeof copy);
    memcpy(copy, text.data, (size_t)text.bytes);
    child_check(sscanf(copy, "by %u as %u", &process, &serial) == 2);
    return (uint64_t)process << 32 | (serial + 1);
}

static void read_all(engram_space *space, struct event *e) {
    engram_listing *listing = NULL;
    child_check(engram_iterate(space, NULL, 0, 1000, 0, &listing, NULL) == ENGRAM_OK);
    e->number = listing->journal, e->found = listing->count;
    for (uint64_t i = 0; i < listing->count; ++i) e->values[key_of(listing->records[i]->key)] = value_of(listing->records[i]->text);
    engram_listing_free(&listing);
}

static void do_one(engram_space *space, struct event *e, rng *random) {
    e->key = (uint32_t)rng_below(random, KEYS);
    e->second = (e->key + 1 + (uint32_t)rng_below(random, KEYS - 1)) % KEYS;
    engram_listing *one = NULL;
    engram_status status = ENGRAM_OK;
    switch (e->kind) {
    case WRITE: child_check(write_one(space, e->process, e->serial, e->key, NULL) == ENGRAM_OK); break;
    case WRITE_TWO: {
        engram_batch *batch = NULL;
        child_check(engram_batch_begin(space, NULL, &batch, NULL) == ENGRAM_OK);
        child_check(write_one(space, e->process, e->serial, e->key, batch) == ENGRAM_OK);
        child_check(write_one(space, e->process, e->serial, e->second, batch) == ENGRAM_OK);
        child_check(engram_batch_commit(space, &batch, NULL) == ENGRAM_OK);
        break;
    }
    case FORGET:
        if (engram_find_key(space, text_of(key_name(e->key)), &e->id, NULL) != ENGRAM_OK) e->id = 0;
        e->began = now_ns();
        if (e->id != 0 && engram_forget(space, e->id, NULL, NULL) != ENGRAM_OK) e->id = 0;
        break;
    case READ_ONE:
        status = engram_get_key(space, text_of(key_name(e->key)), 0, &one, NULL);
        child_check(status == ENGRAM_OK || status == ENGRAM_ERROR_NOT_FOUND);
        if (status != ENGRAM_OK) break;
        e->number = one->journal, e->found = 1, e->values[e->key] = value_of(one->records[0]->text);
        engram_listing_free(&one);
        break;
    case READ_ALL: read_all(space, e); break;
    case RECALL: {
        const engram_recall_options cue = {.size = sizeof cue, .text = text_of("by as"), .k = KEYS, .now = 1};
        engram_answer *answer = NULL;
        child_check(engram_recall(space, &cue, &answer, NULL) == ENGRAM_OK);
        e->number = answer->journal, e->found = answer->admitted;
        engram_answer_free(&answer);
        break;
    }
    }
}

static void play(uint32_t me, uint64_t seed) {
    rng random = {seed + me};
    engram_space *space = open_it(60000000000u);
    for (uint64_t i = 0; i < each; ++i) {
        struct event *const e = &events[me * each + i];
        static const enum kind kinds[] = {WRITE, WRITE, WRITE_TWO, FORGET, READ_ONE, READ_ONE, READ_ALL, READ_ALL, RECALL};
        *e = (struct event){.kind = kinds[rng_below(&random, sizeof kinds / sizeof *kinds)], .process = me, .serial = (uint32_t)i};
        e->began = now_ns();
        do_one(space, e, &random);
        e->ended = now_ns();
        if (rng_below(&random, 100) != 0) continue;
        child_check(engram_space_close(&space, NULL) == ENGRAM_OK);
        space = open_it(60000000000u);
    }
    child_check(engram_space_close(&space, NULL) == ENGRAM_OK);
}

/* The order of the journal, from the tables: value by value, and what was forgotten. */
struct change {
    uint64_t number, value;
};
static struct change *history[KEYS];
static size_t lengths[KEYS];
static uint64_t last_number;

static struct event *event_of(uint64_t value) { return &events[(value >> 32) * each + (uint32_t)value - 1]; }

static void read_order(void) {
    for (int k = 0; k < KEYS; ++k) {
        history[k] = calloc(PROCESSES * each + 1, 2 * sizeof *history[k]);
        assert_non_null(history[k]);
        lengths[k] = 0;
    }
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    /* Births, and deaths that are not those of a version replaced. */
    const char *const query =
        "SELECT born AS number, key, text, 0, 0 FROM memory UNION ALL SELECT a.died, a.key, '', 1, a.id FROM memory a WHERE a.died IS NOT NULL AND "
        "NOT EXISTS (SELECT 1 FROM memory b WHERE b.id = a.id AND b.born = a.died) ORDER BY 1";
    assert_int_equal(sqlite3_prepare_v2(db, query, -1, &s, NULL), SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW) {
        const uint32_t key = key_of((engram_text){(const char *)sqlite3_column_text(s, 1), (uint64_t)sqlite3_column_bytes(s, 1)});
        const uint64_t number = (uint64_t)sqlite3_column_int64(s, 0);
        struct change change = {number, 0};
        if (sqlite3_column_int(s, 3) == 0) {
            change.value = value_of((engram_text){(const char *)sqlite3_column_text(s, 2), (uint64_t)sqlite3_column_bytes(s, 2)});
            struct event *const e = event_of(change.value);
            if (number > e->number) e->number = number; /* the second of a batch ends it */
        } else {
            for (uint64_t i = 0; i < PROCESSES * each; ++i)
                if (events[i].kind == FORGET && events[i].id == (uint64_t)sqlite3_column_int64(s, 4)) events[i].number = number;
        }
        history[key][lengths[key]++] = change;
        last_number = number;
    }
    sqlite3_finalize(s);
    sqlite3_close(db);
}

static uint64_t value_at(uint32_t key, uint64_t number) {
    size_t low = 0, high = lengths[key];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (history[key][middle].number <= number) low = middle + 1;
        else high = middle;
    }
    return low != 0 ? history[key][low - 1].value : 0;
}

static int by_began(const void *a, const void *b) {
    const struct event *const *x = a, *const *y = b;
    return (*x)->began < (*y)->began ? -1 : (*x)->began > (*y)->began;
}
static int by_ended(const void *a, const void *b) {
    const struct event *const *x = a, *const *y = b;
    return (*x)->ended < (*y)->ended ? -1 : (*x)->ended > (*y)->ended;
}

static int is_write(const struct event *e) { return e->kind <= WRITE_TWO || (e->kind == FORGET && e->id != 0); }
static int has_number(const struct event *e) { return is_write(e) || (e->kind >= READ_ONE && e->number != 0); }

/* Whether the key had no value at some moment from lower to upper. */
static int was_absent(uint32_t key, uint64_t lower, uint64_t upper) {
    if (value_at(key, lower) == 0) return 1;
    for (size_t i = 0; i < lengths[key]; ++i)
        if (history[key][i].number > lower && history[key][i].number <= upper && history[key][i].value == 0) return 1;
    return 0;
}

static void check_one(const struct event *e, uint64_t lower, uint64_t upper) {
    if (is_write(e)) assert_true(e->number > lower);
    else if (e->number != 0) assert_true(e->number >= lower && e->number <= upper);
    if (e->kind == READ_ONE && e->found != 0) assert_true(e->values[e->key] == value_at(e->key, e->number));
    if (e->kind == READ_ONE && e->found == 0) assert_true(was_absent(e->key, lower, upper));
    uint64_t alive = 0;
    for (uint32_t k = 0; k < KEYS && e->kind >= READ_ALL; ++k) {
        const uint64_t value = value_at(k, e->number);
        if (e->kind == READ_ALL) assert_true(e->values[k] == value);
        alive += value != 0;
    }
    if (e->kind >= READ_ALL) assert_int_equal(e->found, alive);
}

/*
 * Linearisable with the journal as the witness: every reader saw the state after its number, and an operation that began
 * after another had ended has no smaller number.
 */
static void one_order(void **state) {
    (void)state;
    path = path_of("order.engram");
    events = mmap(NULL, MOST * sizeof *events, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(events != MAP_FAILED && PROCESSES * each <= MOST);
    rng random = rng_seeded("one_order");
    const uint64_t seed = rng_next(&random);
    fflush(NULL);
    pid_t children[PROCESSES];
    for (uint32_t i = 0; i < PROCESSES; ++i) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            play(i, seed);
            child_leave(0);
        }
    }
    for (uint32_t i = 0; i < PROCESSES; ++i) {
        int status = 1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    read_order();
    const size_t count = PROCESSES * each;
    struct event **const begun = malloc(count * sizeof(struct event *)), **const ended = malloc(count * sizeof(struct event *));
    assert_true(begun != NULL && ended != NULL);
    for (size_t i = 0; i < count; ++i) begun[i] = ended[i] = &events[i];
    qsort(begun, count, sizeof *begun, by_began), qsort(ended, count, sizeof *ended, by_ended);
    /* upper[i]: no operation that began after begun[i] has a smaller number */
    uint64_t *const upper = malloc((count + 1) * sizeof *upper);
    assert_non_null(upper);
    upper[count] = last_number;
    for (size_t i = count; i-- != 0;) {
        const uint64_t own = !has_number(begun[i]) ? UINT64_MAX : is_write(begun[i]) ? begun[i]->number - 1 : begun[i]->number;
        upper[i] = own < upper[i + 1] ? own : upper[i + 1];
    }
    uint64_t lower = 0, overlaps = 0;
    size_t over = 0;
    for (size_t i = 0; i < count; ++i) {
        const struct event *const e = begun[i];
        for (; over < count && ended[over]->ended < e->began; ++over)
            if (has_number(ended[over]) && ended[over]->number > lower) lower = ended[over]->number;
        size_t after = i + 1;
        while (after < count && begun[after]->began <= e->ended) ++after;
        overlaps += after - i - 1;
        check_one(e, lower, upper[after]);
    }
    print_message("%d processes, %zu operations, %llu entries of the journal, %llu pairs at the same time: one order\n", PROCESSES, count,
                  (unsigned long long)last_number, (unsigned long long)overlaps);
    assert_true(overlaps > count / 4);
    for (int k = 0; k < KEYS; ++k) free(history[k]);
    free(begun), free(ended), free(upper);
    munmap(events, MOST * sizeof *events);
}

int main(int count, char **arguments) {
    if (count > 1) each = strtoull(arguments[1], NULL, 10);
    place_in_memory();
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_order)};
    return cmocka_run_group_tests(tests, NULL, group_end);
}

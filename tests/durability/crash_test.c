/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Loss of power at any moment of scripted histories. All that a history asked of the disk is recorded; then states that
 * the disk may have been left in are made and opened. Each must hold a prefix of the history, with all that had been
 * promised to be safe, and take further operations. Power is lost during recovery too.
 *     crash_test [STATES]     distinct states to open, 2,000 unless told
 */

#include "durability/disk.h"
#include "durability/past.h"
#include "durability/vfs.h"
#include "space/model.h"

struct history {
    const char *name;
    engram_sync sync;
    uint32_t sessions, steps; /* operations, or batches, of each session */
    uint32_t batch;           /* operations of a batch, at most; 0: none */
    uint64_t long_bytes;      /* not 0: memories of so many bytes instead of the model's operations */
    uint32_t share;           /* of all states, in hundredths */
    uint64_t interval_ns;
};

/* The last reaches the size of log at which the engine copies it into the file by itself. */
static const struct history histories[] = {
    {"full", ENGRAM_SYNC_FULL, 4, 14, 0, 0, 40, 0},
    {"batches", ENGRAM_SYNC_FULL, 3, 6, 9, 0, 20, 0},
    {"interval", ENGRAM_SYNC_INTERVAL, 3, 14, 0, 0, 20, 1},
    {"none", ENGRAM_SYNC_NONE, 3, 14, 0, 0, 19, 0},
    {"long log", ENGRAM_SYNC_FULL, 1, 24, 0, 900000, 1, 0},
};

static struct past past;
static struct record record;
static uint64_t states, recovered_twice, went_on;
static uint64_t wanted = 2000;

/* Metadata are not cut into words, so that a long log costs little time. */
static void remember_long(engram_space *space, uint32_t number, uint64_t bytes) {
    char *const json = malloc((size_t)bytes);
    assert_non_null(json);
    memset(json, 'a' + (int)number, (size_t)bytes);
    memcpy(json, "{\"n\":\"", 6);
    memcpy(json + bytes - 2, "\"}", 2);
    const engram_memory memory = {.size = sizeof memory, .text = text_of("river"), .metadata = {json, bytes}};
    const engram_write_options how = {.size = sizeof how, .now = INT64_C(1700000000000000000) + number};
    must(engram_remember(space, &memory, &how, NULL, &why));
    free(json);
}

static void note(engram_space *space) {
    if (past_note(&past, space)) record_done(past.at[past.count - 1].journal);
}

static void play(const struct history *h, const char *path) {
    past.count = 0;
    record_begin(&record, path);
    struct model *const model = model_new(7);
    for (uint32_t session = 0; session < h->sessions; ++session) {
        engram_error_detail said;
        engram_space *space = past_open(path, h->sync, ENGRAM_SPACE_CREATE, h->interval_ns, &said);
        assert_non_null(space);
        note(space);
        for (uint32_t i = 0; i < h->steps; ++i) {
            engram_batch *batch = NULL;
            if (h->batch != 0) must(engram_batch_begin(space, NULL, &batch, &why));
            if (h->long_bytes != 0) remember_long(space, i, h->long_bytes);
            else
                for (uint32_t k = batch != NULL ? 1 + model_random(model, h->batch) : 1; k != 0; --k) model_step(model, space, batch);
            if (batch != NULL) must(engram_batch_commit(space, &batch, &why));
            if (h->long_bytes == 0) model_compare(model, space);
            note(space);
        }
        space_end(&space);
    }
    record_begin(NULL, NULL);
    model_free(model);
}

/* Power is lost again while the state is opened and closed for the first time. */
static void lose_power_again(const struct disk *disk, const char *path, enum disk_survivors which, uint64_t grain,
                             rng before, uint64_t lower, uint64_t upper) {
    rng random = before;
    (void)disk_write(disk, which, grain, &random, path);
    struct disk second;
    disk_begin(&second, path);
    struct record again;
    record_begin(&again, path);
    uint64_t journal = 0;
    const int is_right = past_look(&past, path, lower, upper, 0, &journal);
    record_begin(NULL, NULL);
    for (size_t i = 0; is_right && i < again.count; ++i) {
        disk_follow(&second, &again.events[i]);
        if (!disk_is_dirty(&second) || rng_below(&random, again.count) >= 3) continue;
        const enum disk_survivors then = (enum disk_survivors)rng_below(&random, DISK_CHOICES);
        (void)disk_write(&second, then, 4096, &random, path);
        uint64_t found = 0;
        if (past_look(&past, path, lower != 0 ? journal : 0, journal, 0, &found)) ++recovered_twice;
        else print_error("  during recovery, event %zu of %zu, choice %d\n", i, again.count, (int)then);
    }
    record_free(&again);
    disk_end(&second);
}

/* Hashes of states that were opened, so that none counts twice. */
static uint64_t seen[1 << 17];
static int is_new(uint64_t hash) {
    hash += hash == 0;
    size_t at = (size_t)(hash >> 20) % (sizeof seen / sizeof *seen);
    while (seen[at] != 0 && seen[at] != hash) at = (at + 1) % (sizeof seen / sizeof *seen);
    const int is_first = seen[at] == 0;
    seen[at] = hash;
    return is_first;
}

static const struct {
    enum disk_survivors which;
    uint64_t grain;
} choices[] = {{DISK_NOTHING, 4096}, {DISK_ALL, 4096},  {DISK_TORN, 512},        {DISK_HALF, 512},         {DISK_MOST, 4096}, {DISK_LAST, 512},
               {DISK_HALF, 4096},    {DISK_FEW, 512},   {DISK_ALL_BUT_ONE, 512}, {DISK_ALL_BUT_ONE, 4096}, {DISK_MOST, 512},  {DISK_FEW, 4096},
               {DISK_TORN, 4096},    {DISK_HALF, 4096}, {DISK_HALF, 512},        {DISK_MOST, 512}};
enum { CHOICES = sizeof choices / sizeof *choices };

/* One pass over a history: at each moment at which something is not synced, some states. */
static uint64_t lose_power(const struct history *h, const char *path, uint64_t want, uint64_t moments,
                           rng *random) {
    struct disk disk;
    disk_begin(&disk, NULL);
    uint64_t opened = 0, done = 0, safe = 0;
    for (size_t i = 0; i < record.count; ++i) {
        const struct record_event *const event = &record.events[i];
        disk_follow(&disk, event);
        if (event->kind == RECORD_DONE) done = event->at;
        if (h->sync == ENGRAM_SYNC_FULL ? event->kind == RECORD_DONE : event->kind == RECORD_SYNC && event->name == 1) safe = done;
        if (!disk_is_dirty(&disk)) continue;
        /* As many states at each moment, drawn where there are more moments than states. */
        uint64_t here = want / moments;
        here += rng_below(random, moments) < want % moments;
        for (uint64_t k = 0; k < here; ++k) {
            const size_t c = (size_t)(here < CHOICES ? rng_below(random, CHOICES) : k % CHOICES);
            const rng before = *random;
            const uint64_t hash = disk_write(&disk, choices[c].which, choices[c].grain, random, path);
            if (!is_new(hash ^ (done * 0x9E3779B97F4A7C15u) ^ (uint64_t)(h - histories) << 60)) continue;
            ++opened;
            const uint64_t upper = past_next(&past, done);
            const int goes_on = opened % 8 == 0;
            uint64_t journal = 0;
            went_on += (uint64_t)goes_on;
            if (!past_look(&past, path, safe, upper, goes_on, &journal))
                print_error("  history '%s', event %zu of %zu (%d), choice %zu\n", h->name, i, record.count, (int)event->kind, c);
            else if (opened % 10 == 0)
                lose_power_again(&disk, path, choices[c].which, choices[c].grain, before, safe, upper);
        }
    }
    disk_end(&disk);
    return opened;
}

static uint64_t moments_of(void) {
    struct disk disk;
    disk_begin(&disk, NULL);
    uint64_t moments = 0;
    for (size_t i = 0; i < record.count; ++i) {
        disk_follow(&disk, &record.events[i]);
        moments += (uint64_t)disk_is_dirty(&disk);
    }
    disk_end(&disk);
    return moments;
}

/* Writes to the file itself while the space was open: checkpoints that the engine made. */
static uint64_t copied_of(void) {
    size_t last = record.count;
    while (last != 0 && record.events[last - 1].kind != RECORD_DONE) --last;
    uint64_t copied = 0;
    for (size_t i = 0; i < last; ++i) copied += record.events[i].kind == RECORD_WRITE && record.events[i].name == 0;
    return copied;
}

static void every_state_is_a_prefix(void **state) {
    (void)state;
    rng random = rng_seeded("every_state_is_a_prefix");
    for (size_t i = 0; i < sizeof histories / sizeof *histories; ++i) {
        const struct history *const h = &histories[i];
        char name[32];
        snprintf(name, sizeof name, "story%zu.engram", i);
        play(h, path_of(name));
        snprintf(name, sizeof name, "state%zu.engram", i);
        const char *const path = path_of(name);
        const uint64_t want = wanted * h->share / 100, moments = moments_of();
        uint64_t opened = 0;
        for (int pass = 0; pass < 40 && opened < want; ++pass) opened += lose_power(h, path, want - opened, moments, &random);
        print_message("history '%s': %zu operations, %zu events, %llu moments with unsynced changes, %llu distinct states\n", h->name,
                      past.count, record.count, (unsigned long long)moments, (unsigned long long)opened);
        if (h->long_bytes != 0) assert_true(copied_of() > 500);
        states += opened;
        assert_true(opened >= want);
        record_free(&record);
    }
    print_message("crash states: %llu opened, %llu of them written to again, %llu more after a crash during recovery, %llu violations\n",
                  (unsigned long long)states, (unsigned long long)went_on, (unsigned long long)recovered_twice, (unsigned long long)past.violations);
    assert_int_equal(past.violations, 0);
    assert_true(went_on != 0 && recovered_twice != 0);
}

int main(int count, char **arguments) {
    if (count > 1) wanted = strtoull(arguments[1], NULL, 10);
    place_in_memory();
    vfs_install();
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_state_is_a_prefix)};
    return cmocka_run_group_tests(tests, NULL, group_end);
}

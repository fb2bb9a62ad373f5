/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Bits that flip and files that end too early. A small space, as it lies when it is closed and with a log beside it, is
 * damaged in one place and opened: no call crashes or hangs, and no text or vector comes back that was not remembered.
 *     damage_test [all | FLIPS]     all: every bit of headers and one of every byte; otherwise a sample of so many, 500 unless told
 */

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "durability/past.h"
#include "durability/vfs.h"
#include "engram/safety.h"
#include "space/model.h"

enum { MOST_BYTES = 1 << 20, STEPS = 40 };

struct image {
    unsigned char data[MOST_BYTES];
    size_t bytes;
};

static struct image file, file_while_open, log_file; /* the whole ones; the log is beside the second */
static struct past past;
static struct contents contents; /* of all moments */
static const char *path;

static struct totals {
    uint64_t damaged, refused, dead, unread, shorter, missing, changed; /* by what reading says */
    uint64_t checked[4], silent; /* by the level of a check that finds it, 0 for dead space; what none finds */
} totals;

static void image_read(struct image *image, const char *name) {
    FILE *from = fopen(name, "rb");
    image->bytes = from != NULL ? fread(image->data, 1, sizeof image->data, from) : 0;
    if (from != NULL) fclose(from);
    assert_true(image->bytes < sizeof image->data);
}

static void image_write(const char *name, const unsigned char *data, size_t bytes) {
    const int to = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    assert_true(to >= 0 && write(to, data, bytes) == (ssize_t)bytes && ftruncate(to, (off_t)bytes) == 0);
    close(to);
}

static const char *beside(const char *end) {
    static char names[4][600];
    static unsigned next;
    char *const name = names[next++ % 4];
    snprintf(name, sizeof names[0], "%s%s", path, end);
    return name;
}

static void put(const struct image *database, const struct image *log) {
    unlink(beside("-shm")), unlink(beside("-journal"));
    image_write(path, database->data, database->bytes);
    if (log->bytes != 0) image_write(beside("-wal"), log->data, log->bytes);
    else unlink(beside("-wal"));
}

/* Everything that SQLite finds in the tables, as one number; 0 where it does not find its way. */
static uint64_t dump(void) {
    sqlite3 *db = NULL;
    uint64_t hash = 1;
    int is_whole = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK;
    static const char *const queries[] = {"PRAGMA integrity_check", "PRAGMA application_id", "PRAGMA user_version", "SELECT * FROM sqlite_schema",
        "SELECT * FROM space", "SELECT * FROM model", "SELECT * FROM link_type", "SELECT * FROM memory", "SELECT * FROM vector",
        "SELECT * FROM strength", "SELECT * FROM link", "SELECT * FROM journal", "SELECT * FROM words_data", "SELECT * FROM words_idx",
        "SELECT * FROM words_docsize", "SELECT * FROM words_config"};
    for (size_t i = 0; is_whole && i < sizeof queries / sizeof *queries; ++i) {
        sqlite3_stmt *s = NULL;
        int code = sqlite3_prepare_v2(db, queries[i], -1, &s, NULL);
        while (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
            for (int c = 0; c < sqlite3_column_count(s); ++c) {
                const int type = sqlite3_column_type(s, c);
                const unsigned char *const data = type == SQLITE_NULL ? NULL : sqlite3_column_blob(s, c);
                const int bytes = type == SQLITE_NULL ? 0 : sqlite3_column_bytes(s, c);
                hash = (hash ^ (uint64_t)(unsigned)(type * 1000003 + bytes)) * 0x9E3779B97F4A7C15u;
                for (int k = 0; k < bytes; ++k) hash = (hash ^ data[k]) * 0x100000001B3u;
            }
            code = SQLITE_OK;
        }
        sqlite3_finalize(s);
        is_whole = code == SQLITE_DONE;
    }
    sqlite3_close(db);
    return is_whole ? hash : 0;
}

static uint64_t page_bytes(void) { return (uint64_t)file.data[16] << 8 | file.data[17]; }
/* Whether a check of the file finds something. */
static int finds(uint32_t level) {
    const engram_check_options options = {.size = sizeof options, .level = level, .path = text_of(path)};
    engram_report *report = NULL;
    engram_error_detail said = {.size = sizeof said};
    const engram_status status = engram_check(NULL, &options, &report, &said);
    if (status != ENGRAM_OK) {
        if (said.sentence[0] == '\0') fail_msg("a check without a sentence");
        return 1;
    }
    const int is_found = report->found != 0;
    for (uint64_t i = 0; i < report->count; ++i)
        if (report->findings[i]->place.bytes == 0 || report->findings[i]->sentence.bytes == 0) fail_msg("a finding without a place or a sentence");
    engram_report_free(&report);
    return is_found;
}

/* A flip is found by level 2, or by level 3, or nothing in any table or index is other than it was. */
static void check(uint64_t whole, const char *what, size_t at) {
    for (uint32_t level = 2; level <= 3; ++level)
        if (finds(level)) {
            ++totals.checked[level];
            return;
        }
    if (dump() == whole) ++totals.checked[0];
    else if (++totals.silent <= 10) print_error("%s %zu: no check finds it\n", what, at);
}

static const struct reading *known(const struct reading *now) {
    for (size_t i = 0; i < past.count; ++i)
        if (past.at[i].all == now->all) return &past.at[i];
    return NULL;
}

/* Looks at what has been damaged; `whole` is dump() of the undamaged files. */
static void look(uint64_t whole, int writes, const char *what, size_t at) {
    alarm(60); /* a hang is the end of the test */
    ++totals.damaged;
    engram_error_detail said;
    engram_space *space = past_open(path, ENGRAM_SYNC_NONE, 0, 0, &said);
    struct reading now;
    engram_status status = said.status;
    if (space != NULL) {
        status = read_everything(space, &now, &said);
        if (!contents_agree(space, &contents)) {
            if (++totals.changed <= 10) print_error("%s %zu: a text or vector that was never remembered\n", what, at);
        }
        if (writes) {
            const engram_memory memory = {.size = sizeof memory, .text = text_of("onto the damage")};
            uint64_t id = 0;
            (void)engram_remember(space, &memory, NULL, &id, NULL);
            (void)engram_forget(space, 3, NULL, NULL);
        }
        (void)engram_space_close(&space, NULL);
    }
    if (space == NULL && status != ENGRAM_OK) {
        ++totals.refused;
        if (said.sentence[0] == '\0' || said.status != status) fail_msg("%s %zu: no sentence", what, at);
        return;
    }
    const struct reading *const then = known(&now);
    if (then != NULL && then->journal != past.at[past.count - 1].journal) ++totals.shorter;
    else if (then == NULL) ++totals.missing;
    else if (writes || dump() != whole) ++totals.unread;
    else ++totals.dead;
}

static void begin(void) { totals = (struct totals){0}; }
static void end(const char *what) {
    print_message("%s: %llu damaged: %llu refused, %llu an older state, %llu something missing, %llu not read, %llu in dead space, "
                  "%llu changed texts or vectors\n", what, (unsigned long long)totals.damaged, (unsigned long long)totals.refused,
                  (unsigned long long)totals.shorter, (unsigned long long)totals.missing, (unsigned long long)totals.unread,
                  (unsigned long long)totals.dead, (unsigned long long)totals.changed);
    assert_int_equal(totals.changed, 0);
    assert_true(totals.refused != 0);
}
static void end_of_checks(void) {
    print_message("checks: %llu found by level 2, %llu by level 3 alone, %llu in dead space, %llu by none\n",
                  (unsigned long long)totals.checked[2], (unsigned long long)totals.checked[3], (unsigned long long)totals.checked[0],
                  (unsigned long long)totals.silent);
    assert_int_equal(totals.silent, 0);
}

static int make(void **state) {
    (void)state;
    path = strdup(path_of("damaged.engram"));
    struct model *const model = model_new(5);
    engram_error_detail said;
    engram_space *space = past_open(path, ENGRAM_SYNC_NONE, ENGRAM_SPACE_CREATE, 0, &said);
    assert_non_null(space);
    for (int i = 0; i < STEPS; ++i) {
        if (i == STEPS - 8) { /* the file has the others, the log these */
            space_end(&space);
            space = past_open(path, ENGRAM_SYNC_NONE, 0, 0, &said);
            assert_non_null(space);
        }
        model_step(model, space, NULL);
        (void)past_note(&past, space);
        static struct contents now;
        contents_read(space, &now);
        contents_add(&contents, &now);
    }
    model_free(model);
    image_read(&file_while_open, path), image_read(&log_file, beside("-wal"));
    space_end(&space); /* takes the log into the file */
    image_read(&file, path);
    return 0;
}

static int is_all;
static uint64_t sample = 500;

/* Every bit of the headers of the file and its pages, and of every other byte one by chance; or a sample of them. */
static void flip(struct image *image, const struct image *log, uint64_t header, rng *random, uint64_t share) {
    put(&file, log);
    const uint64_t whole = dump();
    assert_true(whole != 0);
    for (size_t at = 0; at < image->bytes; ++at) {
        const int is_header = at < 100 || at % header < 12;
        for (uint32_t bit = 0; bit < (is_header ? 8u : 1u); ++bit) {
            if (!is_all && rng_below(random, is_header ? 1 + share / 16 : share) != 0) continue;
            const unsigned char mask = (unsigned char)(1u << (is_header ? bit : (uint32_t)rng_below(random, 8)));
            image->data[at] ^= mask;
            put(&file, log);
            if (image == &file) check(whole, "byte", at);
            put(&file, log);
            look(whole, at % 8 == 7, "byte", at);
            image->data[at] ^= mask;
        }
    }
}

static void flips_in_the_file(void **state) {
    (void)state;
    rng random = rng_seeded("flips_in_the_file");
    static struct image none;
    begin();
    flip(&file, &none, page_bytes(), &random, file.bytes / sample);
    end("bits of the file");
    end_of_checks();
    begin();
    for (size_t bytes = 0; bytes < file.bytes; bytes += 512 * (is_all ? 1 : 1 + file.bytes / 512 / 60)) {
        const size_t all = file.bytes;
        file.bytes = bytes;
        put(&file, &none);
        look(0, 0, "end", bytes);
        file.bytes = all;
    }
    end("the file ends early");
}

static void flips_in_the_log(void **state) {
    (void)state;
    rng random = rng_seeded("flips_in_the_log");
    file = file_while_open;
    begin();
    flip(&log_file, &log_file, page_bytes() + 24, &random, log_file.bytes / sample);
    print_message("bits of the log: %llu damaged: %llu refused, %llu an older state, %llu in dead space, %llu changed texts or vectors\n",
                  (unsigned long long)totals.damaged, (unsigned long long)totals.refused, (unsigned long long)totals.shorter,
                  (unsigned long long)(totals.dead + totals.unread), (unsigned long long)totals.changed);
    assert_int_equal(totals.changed + totals.missing, 0);
    begin();
    const size_t all = log_file.bytes;
    for (size_t bytes = 512; bytes < all; bytes += 512 * (is_all ? 1 : 1 + all / 512 / 60)) {
        log_file.bytes = bytes;
        put(&file, &log_file);
        look(0, 0, "end", bytes);
    }
    log_file.bytes = all;
    print_message("the log ends early: %llu times, %llu an older state, %llu refused\n", (unsigned long long)totals.damaged,
                  (unsigned long long)totals.shorter, (unsigned long long)totals.refused);
    assert_int_equal(totals.changed + totals.missing, 0);
}

int main(int count, char **arguments) {
    is_all = count > 1 && strcmp(arguments[1], "all") == 0;
    if (count > 1 && !is_all) sample = strtoull(arguments[1], NULL, 10);
    place_in_memory();
    vfs_install();
    const struct CMUnitTest tests[] = {cmocka_unit_test(flips_in_the_file), cmocka_unit_test(flips_in_the_log)};
    return cmocka_run_group_tests(tests, make, group_end);
}

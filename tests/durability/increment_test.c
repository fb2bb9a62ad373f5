/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Backups that are not what was written: a bit flips in one, or it ends early. Restoring says so and leaves no file, or what
 * it makes is the space to the last bit.
 *     increment_test [all]     all: one bit of every byte, and every length; otherwise a sample
 */

#include "durability/past.h"
#include "engram/safety.h"
#include "space/model.h"

enum { SOURCES = 2, MOST_BYTES = 1 << 20 };

struct stream {
    unsigned char data[MOST_BYTES];
    uint64_t bytes, at;
};
static struct stream streams[SOURCES]; /* all of it up to a moment, and what came after */
static struct past past;

static int stream_write(void *context, const void *data, uint64_t bytes) {
    struct stream *const s = context;
    if (s->bytes + bytes > sizeof s->data) return 1;
    memcpy(s->data + s->bytes, data, (size_t)bytes);
    s->bytes += bytes;
    return 0;
}

static int64_t stream_read(void *context, void *data, uint64_t bytes) {
    struct stream *const s = context;
    const uint64_t given = bytes < s->bytes - s->at ? bytes : s->bytes - s->at;
    memcpy(data, s->data + s->at, (size_t)given);
    s->at += given;
    return (int64_t)given;
}

static int make(void **state) {
    (void)state;
    engram_error_detail said;
    engram_space *space = past_open(path_of("source.engram"), ENGRAM_SYNC_NONE, ENGRAM_SPACE_CREATE, 0, &said);
    assert_non_null(space);
    struct model *const model = model_new(5);
    uint64_t since = 0;
    for (int i = 0; i < SOURCES; ++i) {
        for (int k = 0; k < 25; ++k) model_step(model, space, NULL);
        const engram_backup_options options = {
            .size = sizeof options, .flags = ENGRAM_BACKUP_INCREMENT, .since = since, .write = stream_write, .write_context = &streams[i]};
        engram_backup_info info = {.size = sizeof info};
        must(engram_backup(space, &options, &info, &why));
        since = info.journal;
    }
    past_note(&past, space);
    model_free(model);
    space_end(&space);
    return 0;
}

static engram_status restore(engram_error_detail *said) {
    engram_source sources[SOURCES];
    for (int i = 0; i < SOURCES; ++i) {
        streams[i].at = 0;
        sources[i] = (engram_source){.size = sizeof sources[i], .read = stream_read, .context = &streams[i]};
    }
    const engram_restore_options options = {
        .size = sizeof options, .sources = sources, .source_count = SOURCES, .into = text_of(path_of("restored.engram"))};
    return engram_restore(&options, NULL, said);
}

static uint64_t tried, refused, whole;

static void try_one(const char *what, int source, uint64_t at) {
    engram_error_detail said = {.size = sizeof said};
    const engram_status status = restore(&said);
    ++tried;
    if (status != ENGRAM_OK) {
        ++refused;
        if (said.sentence[0] == '\0') fail_msg("%s %llu of source %d: no sentence", what, (unsigned long long)at, source);
        if (access(path_of("restored.engram"), F_OK) == 0) fail_msg("%s %llu of source %d: refused, and there is a file", what, (unsigned long long)at, source);
        return;
    }
    ++whole;
    uint64_t journal = 0;
    const uint64_t last = past.at[0].journal;
    if (!past_look(&past, path_of("restored.engram"), last, last, 0, &journal))
        print_error("  %s %llu of source %d\n", what, (unsigned long long)at, source);
    const char *const ends[] = {"restored.engram", "restored.engram-wal", "restored.engram-shm"};
    for (int i = 0; i < 3; ++i) unlink(path_of(ends[i]));
}

static int is_all;

static void what_is_restored_is_what_was_written(void **state) {
    (void)state;
    try_one("nothing", 0, 0);
    assert_int_equal(whole, 1);
    rng random = rng_seeded("what_is_restored_is_what_was_written");
    for (int source = 0; source < SOURCES; ++source) {
        struct stream *const s = &streams[source];
        const uint64_t step = is_all ? 1 : 1 + s->bytes / 60, all = s->bytes;
        for (uint64_t at = 0; at < all; at += at < 64 && !is_all ? 4 : step) {
            const unsigned char mask = (unsigned char)(1u << rng_below(&random, 8));
            s->data[at] ^= mask;
            try_one("byte", source, at);
            s->data[at] ^= mask;
        }
        for (uint64_t bytes = 0; bytes < all; bytes += step) {
            s->bytes = bytes;
            try_one("end", source, bytes);
        }
        s->bytes = all;
    }
    print_message("backups: %llu and %llu bytes, %llu damaged: %llu refused, %llu made the same space, %llu another\n",
                  (unsigned long long)streams[0].bytes, (unsigned long long)streams[1].bytes, (unsigned long long)tried - 1,
                  (unsigned long long)refused, (unsigned long long)whole - 1 - past.violations, (unsigned long long)past.violations);
    assert_int_equal(past.violations, 0);
    assert_true(refused != 0);
}

int main(int count, char **arguments) {
    is_all = count > 1 && strcmp(arguments[1], "all") == 0;
    place_in_memory();
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_restored_is_what_was_written)};
    return cmocka_run_group_tests(tests, make, group_end);
}

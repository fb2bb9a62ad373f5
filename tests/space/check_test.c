/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A check finds what was done to a file behind the engine's back, names its place, and changes nothing itself. */

#include <sqlite3.h>

#include "space/furnished.h"

static void a_sound_space_has_no_findings(void **state) {
    (void)state;
    engram_space *space = furnished("sound.engram");
    const engram_space_info info = describe(space);
    for (uint32_t level = 1; level <= 3; ++level) {
        const engram_check_options options = {.size = sizeof options, .level = level};
        engram_report *report = NULL;
        must(engram_check(space, &options, &report, &why));
        for (uint64_t i = 0; i < report->count; ++i) print_error("%s\n", report->findings[i]->sentence.data);
        assert_int_equal(report->found, 0);
        assert_true(report->digest == info.digest && report->journal == info.journal && report->level == level);
        assert_true(level == 1 ? report->rows < 30 : report->rows > 300);
        assert_true(report->bytes == info.file_bytes);
        engram_report_free(&report);
        assert_null(report);
    }
    space_end(&space);
    run_command("cp '%s' '%s'", path_of("sound.engram"), path_of("before"));
    engram_report *report = check_path(path_of("sound.engram"), 3);
    assert_int_equal(report->found, 0);
    engram_report_free(&report);
    run_command("cmp '%s' '%s'", path_of("sound.engram"), path_of("before"));

    space = furnished(NULL);
    const engram_check_options options = {.size = sizeof options, .level = 3};
    must(engram_check(space, &options, &report, &why));
    assert_int_equal(report->found, 0);
    assert_true(report->rows > 300 && report->bytes > 0);
    engram_report_free(&report);
    space_end(&space);
}

static const struct damage {
    const char *sql, *place; /* the place of the first finding */
    engram_part part;
    uint32_t level; /* the lowest that finds it */
} damages[] = {
    {"UPDATE space SET value = 'plain' WHERE name = 'words'", "space: words", ENGRAM_PART_SETTINGS, 1},
    {"UPDATE space SET value = value + 1 WHERE name = 'created'", "space: created", ENGRAM_PART_SETTINGS, 1},
    {"DELETE FROM space WHERE name = 'identity'", "space: identity", ENGRAM_PART_SETTINGS, 1},
    {"UPDATE model SET dim = 4 WHERE number = 1", "space: model", ENGRAM_PART_SETTINGS, 1},
    {"UPDATE model SET name = 'another' WHERE number = 1", "space: model", ENGRAM_PART_SETTINGS, 1},
    {"UPDATE link_type SET name = 'breaks' WHERE number = 1", "link_type 1", ENGRAM_PART_SETTINGS, 1},
    {"UPDATE journal SET versions = NULL WHERE number = (SELECT max(number) FROM journal)", "journal: the last entry",
     ENGRAM_PART_JOURNAL, 1},
    {"DROP INDEX link_target", "the schema: link_target", ENGRAM_PART_FILE, 1},
    {"UPDATE journal SET time = time + 1 WHERE number = 3", "journal 3", ENGRAM_PART_JOURNAL, 2},
    {"UPDATE journal SET subject = 9 WHERE number = 3", "journal 3", ENGRAM_PART_JOURNAL, 2},
    {"UPDATE journal SET body = x'01' WHERE number = 3", "journal 3", ENGRAM_PART_JOURNAL, 2},
    {"UPDATE journal SET salt = NULL WHERE number = 3", "journal 3", ENGRAM_PART_JOURNAL, 2},
    {"UPDATE journal SET chain = chain + 1 WHERE number = 3", "journal 3", ENGRAM_PART_JOURNAL, 2},
    {"DELETE FROM journal WHERE number = 3", "journal 4", ENGRAM_PART_JOURNAL, 2},
    {"UPDATE memory SET text = 'the blue kettle boilt' WHERE version = 1", "version 1", ENGRAM_PART_MEMORY, 2},
    {"UPDATE memory SET importance = 2 WHERE version = 2", "version 2", ENGRAM_PART_MEMORY, 2},
    {"UPDATE memory SET died = NULL WHERE version = 4", "version 4", ENGRAM_PART_MEMORY, 2},
    {"DELETE FROM memory WHERE version = 30", "memories", ENGRAM_PART_STATE, 2},
    {"UPDATE vector SET data = x'0000803F00000040' WHERE number = 128", "vector 128", ENGRAM_PART_VECTOR, 2},
    {"UPDATE vector SET number = 193 WHERE number = 65", "vector 193", ENGRAM_PART_VECTOR, 2},
    {"DELETE FROM vector WHERE number = 128", "version 2", ENGRAM_PART_VECTOR, 2},
    {"DELETE FROM vector WHERE number = 65", "digest", ENGRAM_PART_STATE, 2},
    {"UPDATE strength SET uses = 7", "strength 2", ENGRAM_PART_STRENGTH, 2},
    {"DELETE FROM strength", "digest", ENGRAM_PART_STATE, 2},
    {"INSERT INTO backup(number, name, since, journal, time, checksum) VALUES(1, 'b', 0, 2, 0, 0)", "backup 1",
     ENGRAM_PART_SETTINGS, 2},
    {"UPDATE link SET weight = 9 WHERE number = 1", "link 1", ENGRAM_PART_LINK, 2},
    {"DELETE FROM link WHERE number = 1", "links", ENGRAM_PART_STATE, 2},
    {"INSERT INTO words(words, rowid, text) VALUES('delete', 1, 'the blue kettle boils')", "words of version 1",
     ENGRAM_PART_WORDS, 3},
    {"INSERT INTO words(rowid, text) VALUES(12, 'more')", "words of version 12", ENGRAM_PART_WORDS, 3},
    {"INSERT INTO words(rowid, text) VALUES(100000, 'more')", "words of version 100000", ENGRAM_PART_WORDS, 3},
    {"DELETE FROM words_data WHERE id > 1000", "words: the index", ENGRAM_PART_WORDS, 3},
    {"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT sum(rootpage) FROM sqlite_schema WHERE name IN "
     "('link_source', 'link_target')) - rootpage WHERE name IN ('link_source', 'link_target')",
     "pages and indexes", ENGRAM_PART_FILE, 3},
};

static void damage_is_found_by_name(void **state) {
    (void)state;
    engram_space *space = furnished("whole.engram");
    space_end(&space);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; ++i) {
        const struct damage *d = &damages[i];
        run_command("cp '%s' '%s'", path_of("whole.engram"), path_of("damaged.engram"));
        sqlite3 *db = NULL;
        assert_int_equal(sqlite3_open(path_of("damaged.engram"), &db), SQLITE_OK);
        char *said = NULL;
        if (sqlite3_exec(db, d->sql, NULL, NULL, &said) != SQLITE_OK) fail_msg("%s: %s", d->sql, said);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
        for (uint32_t level = 1; level <= 3; ++level) {
            engram_report *report = check_path(path_of("damaged.engram"), level);
            const int is_found = report->found != 0;
            if (is_found != (level >= d->level) ||
                (is_found && (report->findings[0]->part != d->part || !text_is(report->findings[0]->place, d->place)))) {
                print_error("%s, level %u: %llu findings\n", d->sql, level, (unsigned long long)report->found);
                for (uint64_t k = 0; k < report->count; ++k)
                    print_error("  %.*s: %.*s\n", (int)report->findings[k]->place.bytes, report->findings[k]->place.data,
                                (int)report->findings[k]->sentence.bytes, report->findings[k]->sentence.data);
                fail();
            }
            engram_report_free(&report);
        }
    }
}

static void what_is_no_database_is_a_finding(void **state) {
    (void)state;
    FILE *file = fopen(path_of("no.engram"), "wb");
    assert_non_null(file);
    for (int i = 0; i < 40000; ++i) assert_int_not_equal(fputc(i % 251, file), EOF);
    assert_int_equal(fclose(file), 0);
    engram_report *report = check_path(path_of("no.engram"), 2);
    assert_int_equal(report->found, 1);
    assert_int_equal(report->findings[0]->part, ENGRAM_PART_FILE);
    assert_int_equal(report->journal, 0);
    engram_report_free(&report);

    engram_space *space = furnished("cut.engram");
    space_end(&space);
    assert_int_equal(truncate(path_of("cut.engram"), 5 * 16384), 0);
    report = check_path(path_of("cut.engram"), 3);
    assert_true(report->found > 0);
    engram_report_free(&report);
}

static void more_findings_than_wanted_are_counted(void **state) {
    (void)state;
    engram_space *space = furnished("many.engram");
    space_end(&space);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path_of("many.engram"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE memory SET checksum = checksum + 1", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    const engram_check_options options = {
        .size = sizeof options, .level = 2, .path = text_of(path_of("many.engram")), .most = 3};
    engram_report *report = NULL;
    must(engram_check(NULL, &options, &report, &why));
    assert_int_equal(report->count, 3);
    assert_true(report->found > 150);
    engram_report_free(&report);
}

static int told;
static uint64_t last_done;
static int go_on(void *context, uint64_t done, uint64_t total) {
    assert_true(done <= total && done >= last_done);
    last_done = done;
    ++told;
    return context != NULL && told >= *(int *)context;
}

static void progress_is_told_and_may_end_it(void **state) {
    (void)state;
    engram_space *space = space_new("long.engram", 0);
    engram_batch *batch = NULL;
    must(engram_batch_begin(space, NULL, &batch, &why));
    const engram_write_options within = {.size = sizeof within, .batch = batch};
    const engram_memory memory = {.size = sizeof memory, .text = text_of("one of many")};
    for (int i = 0; i < 10000; ++i) must(engram_remember(space, &memory, &within, NULL, &why));
    must(engram_batch_commit(space, &batch, &why));
    engram_check_options options = {.size = sizeof options, .level = 3, .progress = go_on};
    engram_report *report = NULL;
    must(engram_check(space, &options, &report, &why));
    assert_true(told >= 4);
    engram_report_free(&report);
    int most = 2;
    told = 0, last_done = 0;
    options.context = &most;
    must_refuse(engram_check(space, &options, &report, &why), ENGRAM_ERROR_INTERRUPTED, NULL);
    assert_null(report);
    assert_int_equal(told, 2);
    space_end(&space);
}

static void bad_input_is_refused_by_name(void **state) {
    (void)state;
    engram_space *space = space_new("args.engram", 0);
    engram_report *report = NULL;
    engram_check_options options = {.size = sizeof options, .level = 4};
    must_refuse(engram_check(space, &options, NULL, &why), ENGRAM_ERROR_NULL, "report");
    must_refuse(engram_check(NULL, NULL, &report, &why), ENGRAM_ERROR_NULL, "options");
    must_refuse(engram_check(space, &options, &report, &why), ENGRAM_ERROR_ARGUMENT, "options.level");
    options.level = 0;
    must_refuse(engram_check(NULL, &options, &report, &why), ENGRAM_ERROR_NULL, "options.path");
    options.path = text_of(path_of("args.engram"));
    must_refuse(engram_check(space, &options, &report, &why), ENGRAM_ERROR_ARGUMENT, "options.path");
    options.path = text_of("");
    must_refuse(engram_check(NULL, &options, &report, &why), ENGRAM_ERROR_TEXT, "options.path");
    options.path = text_of(path_of("nowhere.engram"));
    must_refuse(engram_check(NULL, &options, &report, &why), ENGRAM_ERROR_NOT_FOUND, "options.path");
    options.path = text_of(folder());
    must_refuse(engram_check(NULL, &options, &report, &why), ENGRAM_ERROR_FORMAT, "path");
    options.size = 3;
    must_refuse(engram_check(NULL, &options, &report, &why), ENGRAM_ERROR_STRUCT, "options");
    assert_null(report);
    engram_report_free(NULL);
    engram_report_free(&report);
    space_end(&space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_space_has_no_findings),
        cmocka_unit_test(damage_is_found_by_name),
        cmocka_unit_test(what_is_no_database_is_a_finding),
        cmocka_unit_test(more_findings_than_wanted_are_counted),
        cmocka_unit_test(progress_is_told_and_may_end_it),
        cmocka_unit_test(bad_input_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What no filter in SQL may be: each refused by name, in every call that takes one, and nothing changed. */

#include <math.h>

#include "space/support.h"

static engram_space *hostile;

static void refuse_with(engram_text where, const engram_parameter *values, uint64_t count, engram_status status,
                        const char *which, const char *words) {
    const engram_filter filter = {
        .size = sizeof filter, .where = where, .parameters = values, .parameter_count = count};
    uint64_t counted = 77;
    engram_error_detail detail = {.size = sizeof detail};
    const engram_status status_got = engram_count(hostile, &filter, &counted, &detail);
    if (status_got != status || strcmp(detail.argument, which) != 0 ||
        (words != NULL && strstr(detail.sentence, words) == NULL)) {
        print_error("%.200s: %s, argument '%s': %s\n", where.data, engram_status_name(status_got), detail.argument,
                    detail.sentence);
        fail();
    }
    assert_int_equal(counted, 77);
    engram_listing *listing = NULL;
    must_refuse(engram_iterate(hostile, &filter, 0, 5, 0, &listing, &why), status, which);
    const engram_recall_options cue = {.size = sizeof cue, .text = text_of("kept"), .filter = &filter};
    engram_answer *answer = NULL;
    must_refuse(engram_recall(hostile, &cue, &answer, &why), status, which);
    assert_true(listing == NULL && answer == NULL);
}

static void what_no_filter_may_be(void **state) {
    (void)state;
    hostile = space_new("hostile.engram", 0);
    remember_key(hostile, "kept", "kept as it is");
    const engram_space_info before = describe(hostile);
    const struct {
        const char *where, *words;
    } cases[] = {
        {"id IN (SELECT id FROM memory)", "SELECT"},
        {"EXISTS (select 1)", "EXISTS"},
        {"1 UNION SELECT 1", "SELECT"},
        {"(VALUES (1))", "VALUES"},
        {"id IN (WITH t AS (VALUES (1)) SELECT 1)", "WITH"},
        {"id IN memory", "IN without a list"},
        {"id IN json_each('[1]')", "IN without a list"},
        {"id NOT IN main.strength", "IN without a list"},
        {"random() > 0", "random"},
        {"load_extension('x')", "load_extension"},
        {"zeroblob(1000000000) IS NULL", "zeroblob"},
        {"randomblob(10) IS NULL", "randomblob"},
        {"printf('%1000000000d', 1) IS NULL", "printf"},
        {"hex(zeroblob(99999999))", NULL},
        {"replace(text, 'a', text) IS NULL", "replace"},
        {"readfile('/etc/passwd') IS NULL", NULL},
        {"date('now') > ''", "date"},
        {"created > strftime('%s')", "strftime"},
        {"current_timestamp > ''", NULL},
        {"sqlite_version() > ''", "sqlite_version"},
        {"last_insert_rowid()", "last_insert_rowid"},
        {"changes()", "changes"},
        {"count(*) > 0", NULL},
        {"max(id) > 0", NULL},
        {"sum(id) OVER ()", "OVER"},
        {"count(*) FILTER (WHERE 1)", "FILTER"},
        {"RAISE(ABORT, 'x')", "RAISE"},
        {"fts5(?)", NULL},
        {"engram_score(memory)", NULL},
        {"text MATCH 'x'", NULL},
        {"text REGEXP 'x'", NULL},
        {"1 -- a comment", "comment"},
        {"1 /* a comment */", "comment"},
        {"1 /*", "comment"},
        {"1; DROP TABLE memory", "semicolon"},
        {"1;", "semicolon"},
        {"1) OR (1", "not opened"},
        {")(", "not opened"},
        {"(1", "not closed"},
        {"'it", "quote"},
        {"\"it", "quote"},
        {"[it", "quote"},
        {"`it", "quote"},
        {"ATTACH 'x' AS y", NULL},
        {"PRAGMA writable_schema", NULL},
        {"DELETE FROM memory", NULL},
        {"1 LIMIT 1", NULL},
        {"1 ORDER BY 1", NULL},
        {"1 GROUP BY 1", NULL},
        {"   \n\t ", "blank"},
        {"died IS NULL", "died"},
        {"checksum = 1", "checksum"},
        {"memory.text_sum = 1", "text_sum"},
        {"vectors", "vectors"},
        {"strength.strength > 0", NULL},
        {"words.text = ''", NULL},
        {"journal.number = 1", NULL},
        {"nothing = 1", "nothing"},
        {"\"nothing\" = 1", "nothing"},
        {"text COLLATE nothing = ''", "nothing"},
        {"json_extract(text, '$.x') = 1", "JSON"},
        {"metadata ->> :path", ":path"},
        {"id = ?", "?1"},
        {"id = ?2", NULL},
        {"id = ?9999", "too high"},
        {"id = ?999", NULL},
        {"id = :", "without a name"},
        {"id = $1x", "without a name"},
        {"id > :engram_after", "engram_"},
        {"id = = 1", NULL},
        {"x'0g'", NULL},
        {"1 2", NULL},
        {"CASE WHEN 1 THEN", NULL},
        {"(1, 2)", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        const char *const which =
            strchr(cases[i].where, '?') != NULL || strstr(cases[i].where, ":path") != NULL ? NULL : "filter.where";
        const engram_text where = text_of(cases[i].where);
        if (which != NULL) refuse_with(where, NULL, 0, ENGRAM_ERROR_ARGUMENT, which, cases[i].words);
        else {
            const engram_filter filter = {.size = sizeof filter, .where = where};
            uint64_t counted = 77;
            engram_error_detail detail = {.size = sizeof detail};
            assert_int_equal(engram_count(hostile, &filter, &counted, &detail), ENGRAM_ERROR_ARGUMENT);
            assert_true(counted == 77 && (cases[i].words == NULL || strstr(detail.sentence, cases[i].words) != NULL));
        }
    }
    assert_true(describe(hostile).digest == before.digest && describe(hostile).journal == before.journal);
    space_end(&hostile);
}

static void too_long_too_deep_or_no_text(void **state) {
    (void)state;
    hostile = space_new("deep.engram", 0);
    remember_key(hostile, "kept", "kept as it is");
    static char large[1000001];
    memset(large, ' ', sizeof large);
    large[0] = '1';
    refuse_with((engram_text){large, 1000000}, NULL, 0, ENGRAM_ERROR_TEXT, "filter.where", NULL);
    refuse_with((engram_text){large, 16385}, NULL, 0, ENGRAM_ERROR_TEXT, "filter.where", NULL);
    refuse_with((engram_text){"1\0OR 1", 6}, NULL, 0, ENGRAM_ERROR_TEXT, "filter.where", NULL);
    refuse_with((engram_text){"'\xFF'", 3}, NULL, 0, ENGRAM_ERROR_TEXT, "filter.where", NULL);
    refuse_with((engram_text){"1", 0}, NULL, 0, ENGRAM_ERROR_TEXT, "filter.where", NULL);
    refuse_with((engram_text){NULL, 4}, NULL, 0, ENGRAM_ERROR_NULL, "filter.where", NULL);
    const char *const nested[] = {"(", "NOT ", "- ", "~", "abs(", "CASE WHEN 1 THEN ", "1 + (", "id = 1 OR ", "1 || "};
    for (size_t n = 0; n < sizeof nested / sizeof *nested; ++n) {
        const size_t bytes = strlen(nested[n]);
        size_t used = 0;
        while (used + bytes < 8000) memcpy(large + used, nested[n], bytes), used += bytes;
        large[used++] = '1';
        for (size_t i = 0; i < 8000 / bytes && strchr(nested[n], '(') != NULL && used < 16000; ++i) large[used++] = ')';
        refuse_with((engram_text){large, used}, NULL, 0, ENGRAM_ERROR_ARGUMENT, "filter.where", NULL);
    }
    /* What is just within. */
    memset(large, ' ', sizeof large);
    memset(large, '(', 64);
    large[64] = '1';
    memset(large + 65, ')', 64);
    const engram_filter filter = {.size = sizeof filter, .where = {large, 16384}};
    uint64_t count = 0;
    must(engram_count(hostile, &filter, &count, &why));
    assert_int_equal(count, 1);
    space_end(&hostile);
}

static void values_of_parameters(void **state) {
    (void)state;
    hostile = space_new("values.engram", 0);
    remember_key(hostile, "kept", "kept as it is");
    const engram_text where = text_of("key = :key");
    const engram_parameter good = {.name = text_of("key"), .kind = ENGRAM_VALUE_TEXT, .text = text_of("kept")};
    engram_parameter two[] = {good, good};
    refuse_with(where, two, 2, ENGRAM_ERROR_ARGUMENT, "filter.parameters", "second value");
    two[1].name = text_of("other");
    refuse_with(where, two, 2, ENGRAM_ERROR_ARGUMENT, "filter.parameters", "no parameter");
    refuse_with(where, NULL, 1, ENGRAM_ERROR_NULL, "filter.parameters", NULL);
    refuse_with(where, two, 257, ENGRAM_ERROR_ARGUMENT, "filter.parameter_count", NULL);
    refuse_with((engram_text){NULL, 0}, &good, 1, ENGRAM_ERROR_ARGUMENT, "filter.parameters", "without filter.where");
    const engram_parameter wrong[] = {
        {.name = text_of("key"), .kind = 4},
        {.name = text_of("key"), .reserved = 1},
        {.name = text_of("key"), .integer = 1},
        {.name = text_of("key"), .kind = ENGRAM_VALUE_INTEGER, .real = 1},
        {.name = text_of("key"), .kind = ENGRAM_VALUE_REAL, .real = INFINITY},
        {.name = text_of("key"), .kind = ENGRAM_VALUE_REAL, .text = text_of("x")},
        {.name = text_of("key"), .kind = ENGRAM_VALUE_TEXT, .text = {"a\0b", 3}},
        {.name = text_of("key"), .kind = ENGRAM_VALUE_TEXT, .text = {NULL, 3}},
        {.name = {"\xFF", 1}, .kind = ENGRAM_VALUE_NULL},
        {.name = {"k", 0}},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
        const engram_filter filter = {
            .size = sizeof filter, .where = where, .parameters = &wrong[i], .parameter_count = 1};
        uint64_t count = 77;
        engram_error_detail detail = {.size = sizeof detail};
        assert_true(engram_count(hostile, &filter, &count, &detail) != ENGRAM_OK);
        assert_true(count == 77 && strcmp(detail.argument, "filter.parameters") == 0 && detail.sentence[0] != '\0');
    }
    const struct {
        const char *where;
        engram_parameter value;
        uint64_t count;
    } fine[] = {{"key = :key", good, 1},
                {"key = ?", {.kind = ENGRAM_VALUE_TEXT, .text = text_of("kept")}, 1},
                {"key = ?1 AND ?1 = 'kept'", {.kind = ENGRAM_VALUE_TEXT, .text = text_of("kept")}, 1},
                {"key = ?", {.kind = ENGRAM_VALUE_TEXT}, 0},
                {"importance = ?", {.kind = ENGRAM_VALUE_REAL, .real = 1}, 1},
                {"? IS NULL", {.kind = ENGRAM_VALUE_NULL}, 1},
                {"text = ?", {.kind = ENGRAM_VALUE_TEXT, .text = text_of("' OR 1 --")}, 0}};
    for (size_t i = 0; i < sizeof fine / sizeof *fine; ++i) {
        const engram_filter filter = {
            .size = sizeof filter, .where = text_of(fine[i].where), .parameters = &fine[i].value, .parameter_count = 1};
        for (int round = 0; round < 2; ++round) {
            uint64_t count = 77;
            must(engram_count(hostile, &filter, &count, &why));
            assert_int_equal(count, fine[i].count);
        }
    }
    space_end(&hostile);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_no_filter_may_be),
        cmocka_unit_test(too_long_too_deep_or_no_text),
        cmocka_unit_test(values_of_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}

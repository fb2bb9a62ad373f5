/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What is erased is in no byte of any file, and everything else is as it was. */

#include <dirent.h>

#include "space/furnished.h"

/* How often the words stand in the files of a space, whatever the case of letters. */
static unsigned times_in_files(const char *name, const char *words) {
    static const char *const endings[] = {"", "-wal", "-shm"};
    const size_t length = strlen(words);
    unsigned found = 0;
    for (size_t i = 0; i < 3; ++i) {
        char path[600];
        snprintf(path, sizeof path, "%s%s", path_of(name), endings[i]);
        FILE *file = fopen(path, "rb");
        if (file == NULL) continue;
        char *bytes = NULL;
        size_t count = 0, got = 0;
        do {
            bytes = realloc(bytes, count + 65536);
            assert_non_null(bytes);
            count += got = fread(bytes + count, 1, 65536, file);
        } while (got != 0);
        fclose(file);
        for (size_t k = 0; k + length <= count; ++k) found += memcmp(bytes + k, words, length) == 0;
        free(bytes);
    }
    return found;
}

static engram_receipt *erase_ids(engram_space *space, const uint64_t *ids, uint64_t count, uint32_t flags) {
    engram_receipt *receipt = NULL;
    must(engram_erase(space, ids, count, flags, NULL, &receipt, &why));
    return receipt;
}

static void must_be_sound(engram_space *space) {
    const engram_check_options options = {.size = sizeof options, .level = 3};
    engram_report *report = NULL;
    must(engram_check(space, &options, &report, &why));
    for (uint64_t i = 0; i < report->count; ++i)
        print_error("%s: %s\n", report->findings[i]->place.data, report->findings[i]->sentence.data);
    assert_int_equal(report->found, 0);
    engram_report_free(&report);
}

/* Words that stand in nothing else, and whose stems are themselves. */
static const char *const secrets[] = {"xylozwq", "qvortrek", "zzkindzz", "zztagzz", "zzmetazz", "zzkeyzz"};
static const float secret_elements[2] = {0.123456f, 0.654321f};

static uint64_t remember_secret(engram_space *space, int change) {
    const engram_text tag = text_of("zztagzz");
    const engram_vector vector = {.data = secret_elements, .dim = 2};
    char text[4000], *at = text;
    at += snprintf(at, 200, "the xylozwq and the qvortrek %d ", change);
    for (int i = 0; i < 100; ++i) at += snprintf(at, 40, "xylozwq of the qvortrek ");
    const engram_memory memory = {.size = sizeof memory,
                                  .fields = ENGRAM_MEMORY_STRENGTH,
                                  .key = text_of("zzkeyzz"),
                                  .text = text_of(text),
                                  .kind = text_of("zzkindzz"),
                                  .tags = &tag,
                                  .tag_count = 1,
                                  .metadata = text_of("{\"zzmetazz\": 1}"),
                                  .vectors = &vector,
                                  .vector_count = 1,
                                  .strength = 0.7f};
    uint64_t id = 0;
    must(engram_remember(space, &memory, NULL, &id, &why));
    return id;
}

static unsigned secrets_in(const char *name) {
    unsigned found = 0;
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; ++i) found += times_in_files(name, secrets[i]);
    char elements[9] = {0};
    memcpy(elements, secret_elements, 8);
    return found + times_in_files(name, elements);
}

static void nothing_is_left_in_any_file(void **state) {
    (void)state;
    engram_space *space = furnished("erase.engram"), *other = space_again("erase.engram");
    const engram_recall_options cue = {.size = sizeof cue, .text = text_of("xylozwq kettle"), .k = 5};
    uint64_t id = 0;
    for (int round = 0; round < 3; ++round) {
        id = remember_secret(space, round);
        for (int i = 0; i < 60; ++i) remember_text(space, "between the versions lie others, of some length, so that pages are split");
        link_two(space, id, tea, "makes", 0.5f);
        must(engram_reinforce(space, &id, 1, 0.5f, NULL, &why));
    }
    engram_answer *answer = NULL;
    must(engram_recall(other, &cue, &answer, &why)); /* it has the memory, and will follow */
    int is_recalled = 0;
    for (uint64_t i = 0; i < answer->count; ++i) is_recalled = is_recalled || answer->hits[i]->id == id;
    assert_true(is_recalled);
    engram_answer_free(&answer);
    const engram_backup_options to = {.size = sizeof to, .path = text_of(path_of("holds.engram"))};
    engram_backup_info backup = {.size = sizeof backup};
    must(engram_backup(space, &to, &backup, &why));
    assert_true(secrets_in("erase.engram") > 10 && secrets_in("holds.engram") > 10);
    const engram_space_info before = describe(space);

    engram_receipt *receipt = erase_ids(space, &id, 1, ENGRAM_ERASE_DRY_RUN);
    assert_int_equal(receipt->erased[0]->versions, 3);
    engram_receipt_free(&receipt);
    assert_true(describe(space).digest == before.digest && describe(space).journal == before.journal);

    receipt = erase_ids(space, &id, 1, 0);
    const engram_space_info after = describe(space);
    assert_int_equal(receipt->count, 1);
    const engram_erased first = *receipt->erased[0];
    if (first.entries != 3 || first.vectors != 3)
        print_error("versions %d, vectors %d, links %d, entries %d\n", (int)first.versions, (int)first.vectors, (int)first.links, (int)first.entries);
    assert_true(first.id == id && first.is_again == 0 && first.versions == 3 && first.vectors == 3 && first.entries == 3);
    assert_true(first.links >= 1 && first.journal == after.journal && receipt->remains == 0);
    assert_true(receipt->digest_before == before.digest && receipt->digest == after.digest);
    assert_int_equal(receipt->backup_count, 1);
    assert_true(text_is(receipt->backups[0]->name, path_of("holds.engram")) && receipt->backups[0]->journal == backup.journal);
    engram_receipt_free(&receipt);
    assert_null(receipt);
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; ++i)
        if (times_in_files("erase.engram", secrets[i]) != 0) fail_msg("%s is still there", secrets[i]);
    assert_int_equal(secrets_in("erase.engram"), 0);
    assert_int_equal(after.memories, before.memories - 1);
    must_be_sound(space);

    must_refuse(engram_get(other, id, 0, &(engram_listing *){NULL}, &why), ENGRAM_ERROR_NOT_FOUND, "id");
    must(engram_recall(other, &cue, &answer, &why));
    for (uint64_t i = 0; i < answer->count; ++i) assert_int_not_equal(answer->hits[i]->id, id);
    assert_true(answer->count > 0);
    engram_answer_free(&answer);

    /* Asked twice, the receipt is the same, and nothing is written. */
    receipt = erase_ids(other, &id, 1, 0);
    const engram_erased again = *receipt->erased[0];
    assert_true(again.is_again == 1 && again.versions == 3 && again.vectors == 3 && again.links == first.links);
    assert_true(again.journal == first.journal && again.time == first.time && again.entries == first.entries);
    assert_true(describe(space).journal == after.journal);
    engram_receipt_free(&receipt);
    space_end(&other);
    space_end(&space);
    assert_int_equal(secrets_in("erase.engram"), 0);
}

static void what_is_left_for_later_is_said_and_done(void **state) {
    (void)state;
    engram_space *space = furnished("later.engram");
    const uint64_t id = remember_secret(space, 1);
    must(engram_forget(space, id, NULL, &why));
    for (int i = 0; i < 150; ++i) remember_text(space, "more, so that the words of it are in the index");
    const engram_space_info before = describe(space);
    engram_receipt *receipt = erase_ids(space, &id, 1, ENGRAM_ERASE_LATER);
    assert_int_equal(receipt->remains, ENGRAM_REMAINS_WORDS | ENGRAM_REMAINS_PAGES);
    assert_true(receipt->digest == before.digest && receipt->erased[0]->versions == 1);
    engram_receipt_free(&receipt);
    must_be_sound(space);
    receipt = erase_ids(space, NULL, 0, 0);
    assert_true(receipt->remains == 0 && receipt->count == 0);
    engram_receipt_free(&receipt);
    assert_int_equal(secrets_in("later.engram"), 0);
    must_be_sound(space);
    space_end(&space);
}

static void many_at_once_or_none(void **state) {
    (void)state;
    engram_space *space = furnished(NULL);
    const engram_space_info before = describe(space);
    const uint64_t wrong[] = {kettle, tea, 100000}, twice[] = {tea, tea}, right[] = {kettle, tea};
    engram_receipt *receipt = NULL;
    must_refuse(engram_erase(space, wrong, 3, 0, NULL, &receipt, &why), ENGRAM_ERROR_NOT_FOUND, "ids");
    must_refuse(engram_erase(space, twice, 2, 0, NULL, &receipt, &why), ENGRAM_ERROR_ARGUMENT, "ids");
    must_refuse(engram_erase(space, NULL, 2, 0, NULL, &receipt, &why), ENGRAM_ERROR_NULL, "ids");
    must_refuse(engram_erase(space, right, 2, 8, NULL, &receipt, &why), ENGRAM_ERROR_ARGUMENT, "flags");
    must_refuse(engram_erase(space, right, 2, 0, NULL, NULL, &why), ENGRAM_ERROR_NULL, "receipt");
    engram_batch *batch = NULL;
    must(engram_batch_begin(space, NULL, &batch, &why));
    const engram_write_options within = {.size = sizeof within, .batch = batch};
    must_refuse(engram_erase(space, right, 2, 0, &within, &receipt, &why), ENGRAM_ERROR_ARGUMENT, "options.batch");
    engram_batch_cancel(space, &batch);
    assert_null(receipt);
    assert_true(describe(space).digest == before.digest && describe(space).journal == before.journal);
    receipt = erase_ids(space, right, 2, 0);
    assert_int_equal(receipt->count, 2);
    assert_true(receipt->erased[0]->id == kettle && receipt->erased[0]->versions == 2 && receipt->erased[1]->links == 1);
    engram_receipt_free(&receipt);
    assert_int_equal(describe(space).links, 0);
    must_be_sound(space);
    remember_key(space, "kettle", "the key is free again");
    space_end(&space);
}

/* Increments that come after it erase too. */
static void a_restored_copy_has_it_no_longer(void **state) {
    (void)state;
    engram_space *space = furnished("source.engram");
    const uint64_t id = remember_secret(space, 1);
    const engram_backup_options full = {.size = sizeof full, .path = text_of(path_of("source-full.engram"))};
    engram_backup_info info = {.size = sizeof info};
    must(engram_backup(space, &full, &info, &why));
    engram_receipt *receipt = erase_ids(space, &id, 1, 0);
    engram_receipt_free(&receipt);
    const engram_backup_options more = {.size = sizeof more,
                                        .flags = ENGRAM_BACKUP_INCREMENT,
                                        .since = info.journal,
                                        .path = text_of(path_of("source.increment"))};
    must(engram_backup(space, &more, &info, &why));
    const engram_source sources[] = {{.size = sizeof sources[0], .path = text_of(path_of("source-full.engram"))},
                                     {.size = sizeof sources[0], .path = text_of(path_of("source.increment"))}};
    const engram_restore_options how = {
        .size = sizeof how, .sources = sources, .source_count = 2, .into = text_of(path_of("source-again.engram"))};
    must(engram_restore(&how, &info, &why));
    assert_true(info.digest == describe(space).digest);
    assert_int_equal(secrets_in("source-again.engram"), 0);
    space_end(&space);
    space = space_again("source-again.engram");
    must_be_sound(space);
    space_end(&space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left_in_any_file),
        cmocka_unit_test(what_is_left_for_later_is_said_and_done),
        cmocka_unit_test(many_at_once_or_none),
        cmocka_unit_test(a_restored_copy_has_it_no_longer),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}

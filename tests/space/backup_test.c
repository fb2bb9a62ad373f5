/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A backup holds what the space held at its moment; what is restored is equal to it, or is refused. */

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include "space/furnished.h"
#include "support/child.h"

static engram_backup_info full(engram_space *space, const char *name) {
    const engram_backup_options options = {.size = sizeof options, .path = text_of(path_of(name))};
    engram_backup_info info = {.size = sizeof info};
    must(engram_backup(space, &options, &info, &why));
    return info;
}
static engram_backup_info increment(engram_space *space, const char *name, uint64_t since) {
    const engram_backup_options options = {
        .size = sizeof options, .flags = ENGRAM_BACKUP_INCREMENT, .since = since, .path = text_of(path_of(name))};
    engram_backup_info info = {.size = sizeof info};
    must(engram_backup(space, &options, &info, &why));
    return info;
}

enum { MOST = 4 };
static engram_status restore(const char *into, engram_backup_info *info, engram_error_detail *error, const char *const *names) {
    engram_source sources[MOST] = {{0}};
    uint64_t count = 0;
    for (; names[count] != NULL; ++count)
        sources[count] = (engram_source){.size = sizeof sources[0], .path = text_of(path_of(names[count]))};
    const engram_restore_options options = {
        .size = sizeof options, .sources = sources, .source_count = count, .into = text_of(path_of(into))};
    return engram_restore(&options, info, error);
}
#define RESTORE(into, info, error, ...) restore(into, info, error, (const char *const[]){__VA_ARGS__, NULL})

/* Nothing that was not finished stays behind. */
static void no_remains(void) { run_command("! ls '%s' | grep -q 'partial'", folder()); }

static void must_be_equal(engram_space *one, const char *name) {
    engram_report *report = check_path(path_of(name), 3);
    for (uint64_t i = 0; i < report->count; ++i)
        print_error("%s: %s\n", report->findings[i]->place.data, report->findings[i]->sentence.data);
    assert_int_equal(report->found, 0);
    engram_report_free(&report);
    engram_space *two = space_again(name);
    const engram_space_info a = describe(one), b = describe(two);
    assert_true(a.digest == b.digest && a.journal == b.journal && a.memories == b.memories && a.links == b.links);
    engram_answer *left = NULL, *right = NULL;
    const engram_recall_options cue = {.size = sizeof cue, .text = text_of("kettle tea filler 7"), .k = 10, .now = 1};
    must(engram_recall(one, &cue, &left, &why));
    must(engram_recall(two, &cue, &right, &why));
    assert_true(left->count == right->count && left->count > 0);
    for (uint64_t i = 0; i < left->count; ++i) {
        assert_int_equal(left->hits[i]->id, right->hits[i]->id);
        assert_true(left->hits[i]->score == right->hits[i]->score);
    }
    engram_answer_free(&left);
    engram_answer_free(&right);
    remember_text(two, "it goes on");
    space_end(&two);
}

static void a_full_backup_is_a_space(void **state) {
    (void)state;
    engram_space *space = furnished("one.engram");
    const engram_space_info is = describe(space);
    const engram_backup_info info = full(space, "full.engram");
    assert_true(info.digest == is.digest && info.journal == is.journal && info.memories == is.memories && info.since == 0);
    struct stat about;
    assert_int_equal(stat(path_of("full.engram"), &about), 0);
    assert_int_equal(info.bytes, about.st_size);
    engram_backup_info restored = {.size = sizeof restored};
    must(RESTORE("again.engram", &restored, &why, "full.engram"));
    assert_true(restored.digest == is.digest && restored.journal == is.journal);
    must_be_equal(space, "again.engram");
    must_be_equal(space, "full.engram");
    space_end(&space);
    /* Of a space in memory, and of one that is restored from while it is open. */
    space = furnished(NULL);
    full(space, "memory.engram");
    must_be_equal(space, "memory.engram");
    space_end(&space);
    space = space_again("one.engram");
    must(RESTORE("live.engram", NULL, &why, "one.engram"));
    remember_text(space, "its locks are as they were");
    space_end(&space);
    no_remains();
}

static void change(engram_space *space) {
    engram_memory memory = {.size = sizeof memory,
                            .fields = ENGRAM_MEMORY_STRENGTH,
                            .key = text_of("kettle"),
                            .text = text_of("the kettle is red now"),
                            .strength = 0.75f};
    must(engram_remember(space, &memory, NULL, NULL, &why));
    const uint64_t used[] = {cup, tea};
    must(engram_reinforce(space, used, 2, 0.25f, NULL, &why));
    const engram_link_input link = {.size = sizeof link, .source = tea, .target = cup, .type = text_of("fills")};
    must(engram_unlink(space, &link, NULL, &why));
    link_two(space, cup, kettle, "stands by", 1.5f);
    /* The key goes from one memory to another: the old holder ends before the new one begins. */
    memory = (engram_memory){.size = sizeof memory, .fields = ENGRAM_MEMORY_KEY};
    must(engram_update(space, kettle, &memory, NULL, &why));
    memory.key = text_of("kettle");
    must(engram_update(space, cup, &memory, NULL, &why));
}

static void increments_follow_each_other(void **state) {
    (void)state;
    engram_space *space = furnished("long.engram");
    const engram_backup_info first = full(space, "0.engram");
    change(space);
    const engram_backup_info second = increment(space, "1.increment", first.journal);
    assert_true(second.since == first.journal && second.journal > first.journal && second.bytes < 8192);
    must(engram_forget(space, tea, NULL, &why));
    for (int i = 0; i < 200; ++i) remember_text(space, "filler 7 of the second increment");
    const engram_backup_info third = increment(space, "2.increment", second.journal);
    const engram_backup_info none = increment(space, "3.increment", third.journal);
    assert_true(none.since == none.journal);
    engram_backup_info info = {.size = sizeof info};
    must(RESTORE("all.engram", &info, &why, "0.engram", "1.increment", "2.increment", "3.increment"));
    assert_true(info.digest == third.digest && info.journal == third.journal);
    must_be_equal(space, "all.engram");
    must(RESTORE("half.engram", &info, &why, "0.engram", "1.increment"));
    assert_true(info.digest == second.digest);
    increment(space, "0.increment", 0);
    must(RESTORE("rows.engram", &info, &why, "0.increment"));
    assert_true(info.digest == third.digest);
    must_be_equal(space, "rows.engram");

    must_refuse(RESTORE("no.engram", NULL, &why, "0.engram", "2.increment"), ENGRAM_ERROR_ARGUMENT, "options.sources");
    must_refuse(RESTORE("no.engram", NULL, &why, "0.engram", "2.increment", "1.increment"), ENGRAM_ERROR_ARGUMENT, "options.sources");
    must_refuse(RESTORE("no.engram", NULL, &why, "0.engram", "1.increment", "1.increment"), ENGRAM_ERROR_ARGUMENT, "options.sources");
    must_refuse(RESTORE("no.engram", NULL, &why, "1.increment"), ENGRAM_ERROR_ARGUMENT, "options.sources");
    must_refuse(RESTORE("no.engram", NULL, &why, "0.engram", "0.engram"), ENGRAM_ERROR_FORMAT, "options.sources");
    /* Two histories that began as one. */
    engram_space *other = space_again("half.engram");
    remember_text(other, "another way to go on");
    space_end(&other);
    must_refuse(RESTORE("no.engram", NULL, &why, "half.engram", "2.increment"), ENGRAM_ERROR_ARGUMENT, "options.sources");
    other = furnished("other.engram");
    full(other, "other-full.engram");
    space_end(&other);
    must_refuse(RESTORE("no.engram", NULL, &why, "other-full.engram", "1.increment"), ENGRAM_ERROR_ARGUMENT, "options.sources");
    assert_int_not_equal(access(path_of("no.engram"), F_OK), 0);
    space_end(&space);
    no_remains();
}

/* Bytes that a caller keeps, turned over as if they were secret. */
static struct {
    unsigned char *data;
    uint64_t count, at;
} kept;
static int keep(void *context, const void *data, uint64_t bytes) {
    (void)context;
    kept.data = realloc(kept.data, (size_t)(kept.count + bytes));
    if (kept.data == NULL) return 1;
    for (uint64_t i = 0; i < bytes; ++i) kept.data[kept.count++] = ((const unsigned char *)data)[i] ^ 0x5A;
    return 0;
}
static int64_t give(void *context, void *data, uint64_t bytes) {
    const uint64_t piece = *(uint64_t *)context;
    uint64_t got = 0;
    while (got < bytes && got < piece && kept.at < kept.count) ((unsigned char *)data)[got++] = kept.data[kept.at++] ^ 0x5A;
    return (int64_t)got;
}
static int refuse(void *context, const void *data, uint64_t bytes) {
    (void)context, (void)data;
    return bytes > 100;
}
static int64_t fail_to_read(void *context, void *data, uint64_t bytes) {
    (void)context, (void)data, (void)bytes;
    return -1;
}

static void bytes_go_through_the_caller(void **state) {
    (void)state;
    engram_space *space = furnished("through.engram");
    engram_backup_options to = {.size = sizeof to, .write = keep};
    engram_backup_info info = {.size = sizeof info};
    must(engram_backup(space, &to, &info, &why));
    assert_int_equal(info.bytes, kept.count);
    const uint64_t pieces[] = {UINT64_MAX, 1000, 7};
    for (size_t i = 0; i < 3; ++i) {
        uint64_t piece = pieces[i];
        char name[32];
        snprintf(name, sizeof name, "through-%zu.engram", i);
        const engram_source from = {.size = sizeof from, .read = give, .context = &piece};
        const engram_restore_options options = {
            .size = sizeof options, .sources = &from, .source_count = 1, .into = text_of(path_of(name))};
        kept.at = 0;
        must(engram_restore(&options, NULL, &why));
        must_be_equal(space, name);
    }
    /* A full backup of pages, byte by byte. */
    full(space, "pages.engram");
    FILE *file = fopen(path_of("pages.engram"), "rb");
    assert_non_null(file);
    kept.count = 0;
    char buffer[4096];
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, file)) != 0;) assert_int_equal(keep(NULL, buffer, got), 0);
    fclose(file);
    uint64_t piece = 5000;
    engram_source from = {.size = sizeof from, .read = give, .context = &piece};
    engram_restore_options options = {
        .size = sizeof options, .sources = &from, .source_count = 1, .into = text_of(path_of("bytes.engram"))};
    kept.at = 0;
    must(engram_restore(&options, NULL, &why));
    must_be_equal(space, "bytes.engram");

    to.write = refuse;
    must_refuse(engram_backup(space, &to, NULL, &why), ENGRAM_ERROR_IO, "options.write");
    from.read = fail_to_read;
    options.into = text_of(path_of("none.engram"));
    must_refuse(engram_restore(&options, NULL, &why), ENGRAM_ERROR_IO, "options.sources");
    space_end(&space);
    free(kept.data);
    no_remains();
}

/* A bit of every byte of an increment changed, and every seventh length of it: refused. */
static void damaged_increments_are_refused(void **state) {
    (void)state;
    engram_space *space = space_new("small.engram", 0);
    const uint64_t a = remember_text(space, "one"), b = remember_text(space, "two");
    full(space, "small-full.engram");
    link_two(space, a, b, "leads to", 1.0f);
    remember_text(space, "three");
    increment(space, "small.increment", describe(space).journal - 2);
    space_end(&space);
    FILE *file = fopen(path_of("small.increment"), "rb");
    unsigned char bytes[4096];
    const size_t count = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_true(count > 300 && count < sizeof bytes);
    for (size_t i = 0; i < 2 * count; i += i < count ? 1 : 7) {
        const int is_cut = i >= count;
        file = fopen(path_of("bad.increment"), "wb");
        const unsigned char was = bytes[i % count];
        if (!is_cut) bytes[i] ^= (unsigned char)(1u << (i % 8));
        assert_int_equal(fwrite(bytes, 1, is_cut ? i - count : count, file), is_cut ? i - count : count);
        bytes[i % count] = was;
        fclose(file);
        engram_error_detail why = {.size = sizeof why};
        const engram_status status = RESTORE("bad.engram", NULL, &why, "small-full.engram", "bad.increment");
        if (status != ENGRAM_ERROR_DAMAGED && status != ENGRAM_ERROR_FORMAT)
            fail_msg("byte %zu, cut %d: %s: %s", i % count, is_cut, engram_status_name(status), why.sentence);
        assert_int_equal(why.index, 1);
        assert_int_not_equal(access(path_of("bad.engram"), F_OK), 0);
    }
    no_remains();
}

static void places_are_refused_by_name(void **state) {
    (void)state;
    engram_space *space = space_new("places.engram", 0);
    remember_text(space, "here");
    engram_backup_options options = {.size = sizeof options, .path = text_of(path_of("places.engram"))};
    must_refuse(engram_backup(space, &options, NULL, &why), ENGRAM_ERROR_EXISTS, "options.path");
    options.path = text_of(path_of("places.engram-wal"));
    must_refuse(engram_backup(space, &options, NULL, &why), ENGRAM_ERROR_EXISTS, "options.path");
    options.path = text_of(path_of("no folder/b.engram"));
    must_refuse(engram_backup(space, &options, NULL, &why), ENGRAM_ERROR_IO, "options.path");
    options.path = text_of("");
    must_refuse(engram_backup(space, &options, NULL, &why), ENGRAM_ERROR_TEXT, "options.path");
    options.path = (engram_text){NULL, 0};
    must_refuse(engram_backup(space, &options, NULL, &why), ENGRAM_ERROR_NULL, "options.path");
    options.path = text_of(path_of("b.engram"));
    options.since = 1;
    must_refuse(engram_backup(space, &options, NULL, &why), ENGRAM_ERROR_ARGUMENT, "options.since");
    options.flags = ENGRAM_BACKUP_INCREMENT;
    options.since = 1000;
    must_refuse(engram_backup(space, &options, NULL, &why), ENGRAM_ERROR_ARGUMENT, "options.since");
    options.flags = 8;
    must_refuse(engram_backup(space, &options, NULL, &why), ENGRAM_ERROR_ARGUMENT, "options.flags");
    options.flags = 0, options.since = 0, options.write = refuse;
    must_refuse(engram_backup(space, &options, NULL, &why), ENGRAM_ERROR_ARGUMENT, "options.write");
    must_refuse(engram_backup(space, NULL, NULL, &why), ENGRAM_ERROR_NULL, "options");
    full(space, "b.engram");

    must_refuse(RESTORE("places.engram", NULL, &why, "b.engram"), ENGRAM_ERROR_EXISTS, "options.into");
    must_refuse(RESTORE("c.engram", NULL, &why, "missing.engram"), ENGRAM_ERROR_NOT_FOUND, "options.sources");
    must_refuse(RESTORE("no folder/c.engram", NULL, &why, "b.engram"), ENGRAM_ERROR_IO, "options.into");
    /* The log of a file that is gone would be played into the new one. */
    run_command("echo old > '%s'", path_of("c.engram-wal"));
    must_refuse(RESTORE("c.engram", NULL, &why, "b.engram"), ENGRAM_ERROR_EXISTS, "options.into");
    run_command("rm '%s'; echo hello, this is no backup > '%s'", path_of("c.engram-wal"), path_of("hello"));
    must_refuse(RESTORE("c.engram", NULL, &why, "hello"), ENGRAM_ERROR_FORMAT, "options.sources");
    engram_restore_options none = {.size = sizeof none, .into = text_of(path_of("c.engram"))};
    must_refuse(engram_restore(&none, NULL, &why), ENGRAM_ERROR_ARGUMENT, "options.sources");
    must_refuse(engram_restore(NULL, NULL, &why), ENGRAM_ERROR_NULL, "options");
    space_end(&space);
    no_remains();
}

static void on_a_full_disk(const void *argument) {
    (void)argument;
    const struct rlimit limit = {100000, 100000};
    signal(SIGXFSZ, SIG_IGN);
    child_check(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    const engram_space_options reading = {.size = sizeof reading, .flags = ENGRAM_SPACE_READ_ONLY};
    engram_space *space = NULL;
    child_check(engram_space_open(text_of(path_of("disk.engram")), &reading, &space, NULL) == ENGRAM_OK);
    engram_error_detail why = {.size = sizeof why};
    const engram_backup_options options = {.size = sizeof options, .path = text_of(path_of("disk-full.engram"))};
    const engram_status status = engram_backup(space, &options, NULL, &why);
    child_check(status == ENGRAM_ERROR_FULL || status == ENGRAM_ERROR_IO);
    const engram_backup_options rows = {
        .size = sizeof rows, .flags = ENGRAM_BACKUP_INCREMENT, .path = text_of(path_of("disk-rows.increment"))};
    child_check(engram_backup(space, &rows, NULL, &why) == ENGRAM_ERROR_FULL);
    child_check(access(path_of("disk-full.engram"), F_OK) != 0 && access(path_of("disk-rows.increment"), F_OK) != 0);
    uint64_t count = 0;
    child_check(engram_count(space, NULL, &count, NULL) == ENGRAM_OK && count > 100);
    (void)engram_space_close(&space, NULL);
}

static void a_full_disk_leaves_nothing_behind(void **state) {
    (void)state;
    engram_space *space = furnished("disk.engram");
    char text[3000];
    for (int i = 0; i < 100; ++i) {
        for (size_t k = 0; k + 1 < sizeof text; ++k) text[k] = (char)('a' + (k * 7 + (size_t)i) % 26);
        text[sizeof text - 1] = '\0';
        remember_text(space, text);
    }
    space_end(&space);
    const child_end end = child_run(on_a_full_disk, NULL);
    if (end.exit_code != 0) fail_msg("child: %d: %s", end.exit_code, end.said);
    no_remains();
}

static int stop_writing;
static void *write_on(void *argument) {
    engram_space *space = space_again(argument);
    while (!__atomic_load_n(&stop_writing, __ATOMIC_RELAXED)) remember_text(space, "written meanwhile");
    space_end(&space);
    return NULL;
}

static void others_write_meanwhile(void **state) {
    (void)state;
    engram_space *space = furnished("busy.engram");
    pthread_t thread;
    static char name[] = "busy.engram";
    stop_writing = 0;
    assert_int_equal(pthread_create(&thread, NULL, write_on, name), 0);
    uint64_t since = 0;
    for (int i = 0; i < 5; ++i) {
        char made[32];
        snprintf(made, sizeof made, "busy-%d.engram", i);
        const engram_backup_info info = full(space, made);
        engram_report *report = check_path(path_of(made), 3);
        assert_int_equal(report->found, 0);
        assert_true(report->digest == info.digest && report->journal == info.journal);
        engram_report_free(&report);
        snprintf(made, sizeof made, "busy-%d.increment", i);
        const engram_backup_info more = increment(space, made, since);
        assert_true(more.journal >= info.journal);
        since = more.journal;
    }
    __atomic_store_n(&stop_writing, 1, __ATOMIC_RELAXED);
    assert_int_equal(pthread_join(thread, NULL), 0);
    engram_backup_info info = {.size = sizeof info};
    must(RESTORE("busy-again.engram", &info, &why, "busy-0.increment", "busy-1.increment", "busy-2.increment", "busy-3.increment"));
    assert_true(info.journal <= since);
    space_end(&space);
    no_remains();
}

static int told;
static int stop_at_once(void *context, uint64_t done, uint64_t total) {
    (void)context;
    assert_true(done <= total);
    return ++told == 1;
}

static void progress_may_end_it(void **state) {
    (void)state;
    engram_space *space = space_new("slow.engram", 0);
    engram_batch *batch = NULL;
    must(engram_batch_begin(space, NULL, &batch, &why));
    const engram_write_options within = {.size = sizeof within, .batch = batch};
    char text[600];
    memset(text, 'y', sizeof text);
    const engram_memory memory = {.size = sizeof memory, .text = {text, sizeof text}};
    for (int i = 0; i < 9000; ++i) must(engram_remember(space, &memory, &within, NULL, &why));
    must(engram_batch_commit(space, &batch, &why));
    engram_backup_options options = {.size = sizeof options, .path = text_of(path_of("slow-full.engram")), .progress = stop_at_once};
    must_refuse(engram_backup(space, &options, NULL, &why), ENGRAM_ERROR_INTERRUPTED, NULL);
    told = 0;
    options.flags = ENGRAM_BACKUP_INCREMENT;
    must_refuse(engram_backup(space, &options, NULL, &why), ENGRAM_ERROR_INTERRUPTED, NULL);
    full(space, "slow-full.engram");
    const engram_source from = {.size = sizeof from, .path = text_of(path_of("slow-full.engram"))};
    const engram_restore_options again = {.size = sizeof again, .sources = &from, .source_count = 1,
                                          .into = text_of(path_of("slow-again.engram")), .progress = stop_at_once};
    told = 0;
    must_refuse(engram_restore(&again, NULL, &why), ENGRAM_ERROR_INTERRUPTED, NULL);
    space_end(&space);
    no_remains();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_backup_is_a_space),
        cmocka_unit_test(increments_follow_each_other),
        cmocka_unit_test(bytes_go_through_the_caller),
        cmocka_unit_test(damaged_increments_are_refused),
        cmocka_unit_test(places_are_refused_by_name),
        cmocka_unit_test(a_full_disk_leaves_nothing_behind),
        cmocka_unit_test(others_write_meanwhile),
        cmocka_unit_test(progress_may_end_it),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}

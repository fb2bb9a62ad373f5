/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A disk that takes no more: the operation that meets it is refused, the handle only reads from then on, and everything that was
 * acknowledged is there when it is opened again. A limit on the size of files stands for the disk. */

#include <signal.h>
#include <sys/resource.h>

#include "space/support.h"
#include "support/child.h"

static const char *path;

static void until_full(const void *argument) {
    const int batch_size = *(const int *)argument;
    const struct rlimit limit = {3u << 20, 3u << 20};
    signal(SIGXFSZ, SIG_IGN);
    child_check(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    const engram_space_options options = {.size = sizeof options, .flags = ENGRAM_SPACE_CREATE};
    engram_space *space = NULL;
    child_check(engram_space_open(text_of(path), &options, &space, NULL) == ENGRAM_OK);
    static char text[20000];
    memset(text, 'x', sizeof text);
    const engram_memory memory = {.size = sizeof memory, .text = {text, sizeof text}};
    engram_error_detail why = {.size = sizeof why};
    uint64_t acknowledged = 0;
    engram_status status = ENGRAM_OK;
    while (status == ENGRAM_OK) {
        engram_batch *batch = NULL;
        engram_write_options within = {.size = sizeof within};
        if (batch_size > 1) status = engram_batch_begin(space, NULL, &batch, &why);
        within.batch = batch;
        for (int i = 0; status == ENGRAM_OK && i < batch_size; ++i)
            status = engram_remember(space, &memory, &within, NULL, &why);
        if (batch != NULL) {
            const engram_status committed = engram_batch_commit(space, &batch, &why);
            child_check((committed == ENGRAM_OK) == (status == ENGRAM_OK) || status == ENGRAM_OK);
            if (status == ENGRAM_OK) status = committed;
        }
        if (status == ENGRAM_OK) acknowledged += (uint64_t)batch_size;
        child_check(acknowledged < 100000);
    }
    child_check(status == ENGRAM_ERROR_IO || status == ENGRAM_ERROR_FULL);
    child_check(why.sqlite_code != 0 && why.sentence[0] != '\0');
    child_check(engram_remember(space, &memory, NULL, NULL, &why) == ENGRAM_ERROR_READ_ONLY);
    child_check(strstr(why.sentence, "open it again") != NULL);
    uint64_t count = 0;
    child_check(engram_count(space, NULL, &count, NULL) == ENGRAM_OK && count == acknowledged);
    engram_space_info info = {.size = sizeof info};
    child_check(engram_space_describe(space, &info, NULL) == ENGRAM_OK && info.read_only == 1);
    FILE *note = fopen("/proc/self/fd/2", "w");
    child_check(note != NULL &&
                fprintf(note, "%llu %llu", (unsigned long long)acknowledged, (unsigned long long)info.digest) > 0 &&
                fclose(note) == 0);
    (void)engram_space_close(&space, NULL);
}

static void nothing_acknowledged_is_lost(void **state) {
    (void)state;
    const int sizes[] = {1, 7};
    for (size_t i = 0; i < 2; ++i) {
        path = path_of(i == 0 ? "single.engram" : "batches.engram");
        const child_end end = child_run(until_full, &sizes[i]);
        unsigned long long acknowledged = 0, digest = 0;
        if (end.exit_code != 0 || sscanf(end.said, "%llu %llu", &acknowledged, &digest) != 2) {
            print_error("child: exit code %d, signal %d: %s\n", end.exit_code, end.signal, end.said);
            fail();
        }
        assert_true(acknowledged > 10);
        engram_space *space = NULL;
        must(engram_space_open(text_of(path), NULL, &space, &why));
        const engram_space_info info = describe(space);
        assert_int_equal(info.memories, acknowledged);
        assert_true(info.digest == digest);
        remember_text(space, "there is room again");
        space_end(&space);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_acknowledged_is_lost)};
    return cmocka_run_group_tests(tests, NULL, group_end);
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A process that ends at any of its calls to the system, as kill -9 ends it, before the call or in the middle of a write.
 * What it had been told is done is there, for one that opens the space afterwards and for one that had it open all along.
 *     kill_test [all]     all: at every call; otherwise at every fifth, those of making and closing included
 */

#include <sys/mman.h>

#include "durability/past.h"
#include "durability/vfs.h"
#include "space/model.h"
#include "support/child.h"

static const char *path;
static struct past past;
static uint64_t *acknowledged; /* number of the journal; shared with the child */

/* What the child does; with `notes`, everything is kept after each operation. */
static void story(int notes) {
    struct model *const model = model_new(11);
    for (int session = 0; session < 2; ++session) {
        engram_error_detail said;
        engram_space *space = past_open(path, ENGRAM_SYNC_FULL, ENGRAM_SPACE_CREATE, 0, &said);
        if (space == NULL) fail_msg("%s", said.sentence);
        __atomic_store_n(acknowledged, describe(space).journal, __ATOMIC_SEQ_CST);
        if (notes) past_note(&past, space);
        for (int i = 0; i < 10; ++i) {
            engram_batch *batch = NULL;
            if (i % 4 == 3) must(engram_batch_begin(space, NULL, &batch, &why));
            for (int k = batch != NULL ? 6 : 1; k != 0; --k) model_step(model, space, batch);
            if (batch != NULL) must(engram_batch_commit(space, &batch, &why));
            __atomic_store_n(acknowledged, describe(space).journal, __ATOMIC_SEQ_CST);
            if (notes) past_note(&past, space);
        }
        space_end(&space);
    }
    model_free(model);
}

static void remove_files(void) {
    const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char name[600];
    for (size_t i = 0; i < 4; ++i) snprintf(name, sizeof name, "%s%s", path, ends[i]), unlink(name);
}

/* The child ends at call `number`; another handle is open meanwhile where `beside` says so. */
static int try_one(uint64_t number, enum vfs_fault fault, int beside) {
    remove_files();
    *acknowledged = 0;
    engram_error_detail said;
    if (beside) {
        engram_space *made = past_open(path, ENGRAM_SYNC_FULL, ENGRAM_SPACE_CREATE, 0, &said);
        space_end(&made);
    }
    const struct vfs_plan plan = {VFS_ANY, fault, number, 0};
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        folder_path[0] = '\0'; /* not the child's to remove, should it fail */
        vfs_begin(&plan);
        story(0);
        _exit(vfs_met() != 0 ? 2 : 3); /* it went on, or never came there */
    }
    /* One that has the space open, and looks now and then. */
    engram_space *watcher = beside ? past_open(path, ENGRAM_SYNC_FULL, 0, 0, &said) : NULL;
    int status = 0;
    for (;;) {
        if (watcher != NULL) (void)describe(watcher);
        if (waitpid(child, &status, WNOHANG) == child) break;
        usleep(200);
    }
    if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 3))
        fail_msg("call %llu, fault %d: status %d of the child", (unsigned long long)number, (int)fault, status);
    const int was_met = WEXITSTATUS(status) == 0;
    if (watcher != NULL) {
        struct reading now;
        assert_int_equal(read_everything(watcher, &now, &said), ENGRAM_OK);
        assert_true(now.journal >= *acknowledged && now.journal <= past_next(&past, *acknowledged));
        remember_text(watcher, "and it goes on"); /* the lock that the dead one held is free */
        space_end(&watcher);
        return was_met;
    }
    uint64_t journal;
    (void)past_look(&past, path, *acknowledged, past_next(&past, *acknowledged), number % 4 == 0, &journal);
    return was_met;
}

static int is_all;

static void killed_at_every_call(void **state) {
    (void)state;
    acknowledged = mmap(NULL, sizeof *acknowledged, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(acknowledged != MAP_FAILED);
    path = path_of("killed.engram");
    story(1);
    remove_files();
    vfs_begin(NULL);
    story(0);
    const uint64_t calls = vfs_count(VFS_ANY);
    uint64_t kills = 0;
    for (uint64_t n = 1; n <= calls; n += is_all ? 1 : 5) {
        for (int k = 0; k < 3; ++k) {
            if (!is_all && k != (int)(n / 5 % 3)) continue;
            assert_true(try_one(n, k == 1 ? VFS_FAULT_HALF : VFS_FAULT_END, k == 2) || k == 2);
            ++kills;
        }
    }
    print_message("kills: %llu, at %s of %llu calls, %llu violations\n", (unsigned long long)kills, is_all ? "every one" : "every fifth",
                  (unsigned long long)calls, (unsigned long long)past.violations);
    assert_int_equal(past.violations, 0);
}

int main(int count, char **arguments) {
    is_all = count > 1 && strcmp(arguments[1], "all") == 0;
    place_in_memory();
    vfs_install();
    const struct CMUnitTest tests[] = {cmocka_unit_test(killed_at_every_call)};
    return cmocka_run_group_tests(tests, NULL, group_end);
}

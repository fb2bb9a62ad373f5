/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Every call to the system fails, once and for ever: the engine's call that meets it says what happened and has changed
 * nothing, or did without; what had been acknowledged is there, for the next handle and after a loss of power as well.
 *     fault_test [all]     all: every call in every way; otherwise every call in one
 */

#include <errno.h>
#include <sys/file.h>

#include "durability/disk.h"
#include "durability/reading.h"
#include "durability/vfs.h"

enum { DIM = 4, LONG_BYTES = 3000000 };

static const float elements[DIM] = {1, 2, 3, 4};
static const engram_vector vector = {.data = elements, .dim = DIM};
static const engram_write_options at_noon = {.size = sizeof at_noon, .now = INT64_C(1700000000000000000)};
static const char *path;
static uint64_t patience_ns = 1000000; /* to wait for a lock */

static engram_status open_with(uint32_t flags, engram_space **space, engram_error_detail *why) {
    const engram_model model = {.size = sizeof model, .type = ENGRAM_TYPE_F32, .dim = DIM};
    const engram_space_options options = {.size = sizeof options,
                                          .flags = flags,
                                          .busy_ns = patience_ns,
                                          .models = &model,
                                          .model_count = 1,
                                          .now = at_noon.now};
    return engram_space_open(text_of(path), &options, space, why);
}

/* The steps: each one call, or several of which the first refusal counts. */
typedef engram_status step(engram_space **space, engram_error_detail *why);

static engram_status make(engram_space **space, engram_error_detail *why) { return open_with(ENGRAM_SPACE_CREATE, space, why); }
static engram_status open_one(engram_space **space, engram_error_detail *why) { return open_with(0, space, why); }
static engram_status open_and_load(engram_space **space, engram_error_detail *why) { return open_with(ENGRAM_SPACE_LOAD, space, why); }
static engram_status open_to_read(engram_space **space, engram_error_detail *why) {
    return open_with(ENGRAM_SPACE_READ_ONLY, space, why);
}
static engram_status remember_text_with(engram_space *space, const char *key, const char *text, engram_batch *batch, engram_error_detail *why) {
    const engram_memory memory = {
        .size = sizeof memory, .key = text_of(key), .text = text_of(text), .vectors = &vector, .vector_count = 1};
    engram_write_options how = at_noon;
    how.batch = batch;
    return engram_remember(space, &memory, &how, NULL, why);
}
static engram_status remember(engram_space **space, engram_error_detail *why) {
    return remember_text_with(*space, NULL, "another text of a river", NULL, why);
}
static engram_status replace(engram_space **space, engram_error_detail *why) {
    return remember_text_with(*space, "key 3", "other words for it", NULL, why);
}
static engram_status update(engram_space **space, engram_error_detail *why) {
    const engram_memory memory = {.size = sizeof memory, .fields = ENGRAM_MEMORY_KIND, .kind = text_of("kind")};
    return engram_update(*space, 2, &memory, &at_noon, why);
}
static engram_status link_one(engram_space **space, engram_error_detail *why) {
    const engram_link_input link = {.size = sizeof link, .source = 5, .target = 2, .type = text_of("new type")};
    return engram_link(*space, &link, &at_noon, why);
}
static engram_status unlink_one(engram_space **space, engram_error_detail *why) {
    const engram_link_input link = {.size = sizeof link, .source = 1, .target = 2, .type = text_of("type")};
    return engram_unlink(*space, &link, &at_noon, why);
}
static engram_status reinforce(engram_space **space, engram_error_detail *why) {
    const uint64_t ids[] = {2, 4};
    return engram_reinforce(*space, ids, 2, 0.25f, &at_noon, why);
}
static engram_status forget(engram_space **space, engram_error_detail *why) { return engram_forget(*space, 2, &at_noon, why); }
static engram_status batch_of(engram_space *space, uint64_t count, engram_error_detail *why) {
    engram_batch *batch = NULL;
    engram_status status = engram_batch_begin(space, NULL, &batch, why);
    for (uint64_t i = 0; status == ENGRAM_OK && i < count; ++i) status = remember_text_with(space, NULL, "of a batch", batch, why);
    if (status == ENGRAM_OK) return engram_batch_commit(space, &batch, why);
    engram_batch_cancel(space, &batch);
    return status;
}
/* So many texts that the index of words is written with them. */
static engram_status batch(engram_space **space, engram_error_detail *why) { return batch_of(*space, 140, why); }
static engram_status remember_and_copy(engram_space **space, engram_error_detail *why) {
    static char json[LONG_BYTES];
    memset(json, 'x', sizeof json);
    memcpy(json, "{\"n\":\"", 6), memcpy(json + sizeof json - 2, "\"}", 2);
    const engram_memory memory = {.size = sizeof memory, .text = text_of("long"), .metadata = {json, sizeof json}};
    return engram_remember(*space, &memory, &at_noon, NULL, why);
}
static engram_status read_all(engram_space **space, engram_error_detail *why) {
    struct reading ignored;
    return read_everything(*space, &ignored, why);
}
static engram_status close_it(engram_space **space, engram_error_detail *why) { return engram_space_close(space, why); }

enum { OPENS = 1, MAKES = 2, WRITES = 4, HAS_LONG_LOG = 8 };
static const struct {
    const char *name;
    step *run;
    int how;
} steps[] = {
    {"make", make, OPENS | MAKES},
    {"open", open_one, OPENS},
    {"open and load", open_and_load, OPENS},
    {"open to read", open_to_read, OPENS},
    {"remember", remember, WRITES},
    {"replace", replace, WRITES},
    {"update", update, WRITES},
    {"link", link_one, WRITES},
    {"unlink", unlink_one, WRITES},
    {"reinforce", reinforce, WRITES},
    {"forget", forget, WRITES},
    {"batch", batch, WRITES},
    {"remember and copy the log", remember_and_copy, WRITES | HAS_LONG_LOG},
    {"read all", read_all, 0},
    {"close", close_it, 0},
};
enum { STEPS = sizeof steps / sizeof *steps };

/* Ways in which a kind of call fails, and what the engine has to say of it. */
static const struct way {
    enum vfs_call call;
    enum vfs_fault fault;
    engram_status status, other; /* 0: no other */
} ways[] = {
    {VFS_OPEN, VFS_FAULT_EIO, ENGRAM_ERROR_IO, 0},       {VFS_READ, VFS_FAULT_EIO, ENGRAM_ERROR_IO, 0},
    {VFS_WRITE, VFS_FAULT_EIO, ENGRAM_ERROR_IO, 0},      {VFS_WRITE, VFS_FAULT_FULL, ENGRAM_ERROR_FULL, 0},
    {VFS_WRITE, VFS_FAULT_SHORT, ENGRAM_ERROR_FULL, 0},  {VFS_SYNC, VFS_FAULT_EIO, ENGRAM_ERROR_IO, 0},
    {VFS_SYNC, VFS_FAULT_FULL, ENGRAM_ERROR_FULL, ENGRAM_ERROR_IO},    {VFS_TRUNCATE, VFS_FAULT_EIO, ENGRAM_ERROR_IO, 0},
    {VFS_SIZE, VFS_FAULT_EIO, ENGRAM_ERROR_IO, 0},       {VFS_LOCK, VFS_FAULT_EIO, ENGRAM_ERROR_IO, 0},
    {VFS_LOCK, VFS_FAULT_BUSY, ENGRAM_ERROR_LOCKED, 0},  {VFS_SHARED, VFS_FAULT_EIO, ENGRAM_ERROR_IO, 0},
    {VFS_SHARED, VFS_FAULT_FULL, ENGRAM_ERROR_FULL, ENGRAM_ERROR_IO},  {VFS_SHARED, VFS_FAULT_BUSY, ENGRAM_ERROR_LOCKED, 0},
    {VFS_DELETE, VFS_FAULT_EIO, ENGRAM_ERROR_IO, 0},     {VFS_ACCESS, VFS_FAULT_EIO, ENGRAM_ERROR_IO, 0},
    {VFS_READ, VFS_FAULT_SHORT, ENGRAM_ERROR_DAMAGED, 0},
};
enum { WAYS = sizeof ways / sizeof *ways };

static struct totals {
    uint64_t calls, cases, refused, in_doubt;
} totals[VFS_CALLS];
static uint64_t wrong;

struct setting {
    struct disk base;      /* the files before the step */
    struct reading before, after;
};

static void restore(const struct setting *setting) {
    rng unused = {0};
    (void)disk_write(&setting->base, DISK_NOTHING, 4096, &unused, path);
}

static struct reading read_again(uint32_t flags, engram_error_detail *why, engram_status *status) {
    struct reading now = {0};
    engram_space *space = NULL;
    why->size = sizeof *why;
    *status = open_with(flags, &space, why);
    if (*status != ENGRAM_OK) return now;
    *status = read_everything(space, &now, why);
    space_end(&space);
    return now;
}

static void complain(const char *what, size_t s, const struct vfs_plan *plan, engram_status status, const engram_error_detail *why) {
    if (++wrong > 20) return;
    print_error("%s: %s %llu fails (%d, %s): %s; %s: %s\n", steps[s].name, vfs_call_name(plan->call), (unsigned long long)plan->number,
                (int)plan->fault, plan->is_for_ever ? "for ever" : "once", what, engram_status_name(status), why->sentence);
}

/* What a new handle finds has to be the state before or after; only after where the step succeeded. */
static void look_again(size_t s, const struct vfs_plan *plan, const struct setting *setting, engram_status status, const char *when) {
    engram_error_detail why;
    engram_status opened;
    const struct reading now = read_again(steps[s].how & MAKES ? ENGRAM_SPACE_CREATE : 0, &why, &opened);
    if (opened != ENGRAM_OK) {
        complain(when, s, plan, opened, &why);
        return;
    }
    const int is_after = now.all == setting->after.all;
    if (!is_after && (status == ENGRAM_OK || now.all != setting->before.all)) {
        snprintf(why.sentence, sizeof why.sentence, "entry %llu, from %llu to %llu were possible", (unsigned long long)now.journal,
                 (unsigned long long)setting->before.journal, (unsigned long long)setting->after.journal);
        complain(when, s, plan, status, &why);
    }
    if (is_after && status != ENGRAM_OK && (steps[s].how & WRITES)) ++totals[plan->call].in_doubt;
}

/* A handle that refused to write says so, and goes on reading; the others go on writing. */
static void look_at_handle(size_t s, const struct vfs_plan *plan, engram_space *space, const struct setting *setting, engram_status status) {
    engram_error_detail why = {.size = sizeof why};
    struct reading now;
    const engram_status read = read_everything(space, &now, &why);
    if (read != ENGRAM_OK) complain("the handle does not read any more", s, plan, read, &why);
    else if (now.all != (status == ENGRAM_OK ? setting->after.all : setting->before.all))
        complain("the handle shows another state", s, plan, status, &why);
    const int is_read_only = describe(space).read_only == 1;
    const engram_status written = remember(&space, &why);
    if (is_read_only ? written != ENGRAM_ERROR_READ_ONLY || strstr(why.sentence, "open it again") == NULL : written != ENGRAM_OK)
        complain(is_read_only ? "written by a handle that only reads" : "the handle does not write any more", s, plan, written, &why);
}

/* One case. Whether the step met the fault. */
static int try_one(size_t s, const struct vfs_plan *plan, const struct way *way, const struct setting *setting) {
    engram_error_detail said = {.size = sizeof said};
    restore(setting);
    struct disk disk;
    struct record record;
    const int loses_power = (plan->call == VFS_SYNC || plan->call == VFS_WRITE) && !(steps[s].how & HAS_LONG_LOG);
    if (loses_power) {
        disk_begin(&disk, path);
        record_begin(&record, path);
    }
    engram_space *space = NULL;
    if (!(steps[s].how & OPENS)) must(open_with(0, &space, &why));
    vfs_begin(plan);
    const engram_status status = steps[s].run(&space, &said);
    const uint64_t met = vfs_met();
    vfs_begin(NULL);
    record_begin(NULL, NULL);
    if (met != 0) {
        struct totals *const t = &totals[plan->call];
        ++t->cases;
        t->refused += status != ENGRAM_OK;
        const int is_expected = status == ENGRAM_OK || status == way->status || (way->other != 0 && status == way->other);
        if (!is_expected) complain("another status", s, plan, status, &said);
        else if (status != ENGRAM_OK && (said.status != status || said.sentence[0] == '\0')) complain("no sentence", s, plan, status, &said);
        if ((steps[s].how & OPENS) && (status == ENGRAM_OK) != (space != NULL)) complain("a handle", s, plan, status, &said);
        if (loses_power) {
            for (size_t i = 0; i < record.count; ++i) disk_follow(&disk, &record.events[i]);
        }
        if (space != NULL && (steps[s].how & WRITES) && !(steps[s].how & HAS_LONG_LOG)) {
            /* the handle is looked at on the side: what it writes is not part of the step */
            look_at_handle(s, plan, space, setting, status);
            (void)engram_space_close(&space, NULL);
            restore(setting);
            must(open_with(0, &space, &why));
            vfs_begin(plan);
            assert_int_equal(steps[s].run(&space, &said), status);
            vfs_begin(NULL);
        }
        (void)engram_space_close(&space, NULL);
        look_again(s, plan, setting, status, "after the fault");
        if (loses_power) {
            rng unused = {0};
            (void)disk_write(&disk, DISK_NOTHING, 4096, &unused, path);
            look_again(s, plan, setting, steps[s].how & WRITES ? status : ENGRAM_ERROR_IO, "after the fault and a loss of power");
        }
    } else {
        if (status != ENGRAM_OK) complain("refused without a fault", s, plan, status, &said);
        (void)engram_space_close(&space, NULL);
    }
    if (loses_power) {
        disk_end(&disk);
        record_free(&record);
    }
    return met != 0;
}

static void prepare(size_t s, struct setting *setting) {
    engram_error_detail said = {.size = sizeof said};
    const char *const names[] = {"", "-wal", "-journal", "-shm"};
    char name[1100];
    for (size_t i = 0; i < 4; ++i) snprintf(name, sizeof name, "%s%s", path, names[i]), unlink(name);
    *setting = (struct setting){0};
    if (!(steps[s].how & MAKES)) {
        engram_space *space = NULL;
        must(open_with(ENGRAM_SPACE_CREATE, &space, &why));
        char key[16];
        for (int i = 0; i < 6; ++i) {
            snprintf(key, sizeof key, "key %d", i);
            must(remember_text_with(space, key, "text of a kettle by the river", NULL, &why));
        }
        const engram_link_input link = {.size = sizeof link, .source = 1, .target = 2, .type = text_of("type")};
        must(engram_link(space, &link, &at_noon, &why));
        for (int i = 0; (steps[s].how & HAS_LONG_LOG) && i < 5; ++i) must(remember_and_copy(&space, &why));
        assert_int_equal(read_everything(space, &setting->before, &said), ENGRAM_OK);
        disk_begin(&setting->base, path); /* with what lies in the log */
        assert_true(setting->base.named[1] >= 0);
        space_end(&space);
    } else {
        disk_begin(&setting->base, NULL);
    }
    restore(setting);
    engram_space *space = NULL;
    if (!(steps[s].how & OPENS)) must(open_with(0, &space, &why));
    must(steps[s].run(&space, &why));
    if (space != NULL) space_end(&space);
    engram_status status;
    setting->after = read_again(0, &said, &status);
    assert_int_equal(status, ENGRAM_OK);
}

/* The linker puts this in the place of the C library's (--wrap): the engine's own lock. */
int __real_flock(int file, int how);
int __wrap_flock(int file, int how);
static int flock_error, flock_times;
int __wrap_flock(int file, int how) {
    if ((how & LOCK_EX) == 0 || flock_times == 0) return __real_flock(file, how);
    --flock_times;
    errno = flock_error;
    return -1;
}

/* A system that gives no locks is told from a writer that has one; a signal in between is neither. */
static void locks_are_refused(void **state) {
    (void)state;
    path = path_of("locks.engram");
    engram_space *space = NULL;
    patience_ns = 200000000;
    must(open_with(ENGRAM_SPACE_CREATE, &space, &why));
    patience_ns = 1000000;
    engram_error_detail said = {.size = sizeof said};
    flock_error = ENOLCK, flock_times = 1000;
    assert_int_equal(remember(&space, &said), ENGRAM_ERROR_IO);
    assert_int_equal(said.system_code, ENOLCK);
    assert_true(strstr(said.sentence, "lock") != NULL && strstr(said.sentence, "another writer") == NULL);
    assert_int_equal(flock_times, 999); /* at once, not when the patience is over */
    flock_error = EINTR, flock_times = 2;
    must(remember(&space, &why));
    assert_int_equal(flock_times, 0);
    flock_error = EWOULDBLOCK, flock_times = 1000000;
    assert_int_equal(remember(&space, &said), ENGRAM_ERROR_LOCKED);
    flock_times = 0;
    must(remember(&space, &why));
    space_end(&space);
}

static int is_all;

static void every_call_fails(void **state) {
    (void)state;
    path = path_of("faults.engram");
    uint64_t drawn = 0;
    for (size_t s = 0; s < STEPS; ++s) {
        static struct setting setting;
        prepare(s, &setting);
        uint64_t cases = 0;
        for (enum vfs_call call = 0; call < VFS_CALLS; ++call) {
            const struct way *fit[4];
            size_t fits = 0;
            for (size_t w = 0; w < WAYS; ++w)
                if (ways[w].call == call) fit[fits++] = &ways[w];
            int goes_on = 1;
            for (uint64_t n = 1; goes_on; n += steps[s].how & HAS_LONG_LOG ? (is_all ? 47 : 97) : 1) {
                for (size_t k = 0; goes_on && k < 2 * fits; ++k) {
                    /* every call in one way, and that a different one for its neighbours */
                    if (!is_all && k != drawn % (2 * fits)) continue;
                    const struct vfs_plan plan = {call, fit[k / 2]->fault, n, (int)(k % 2)};
                    goes_on = try_one(s, &plan, fit[k / 2], &setting);
                    cases += (uint64_t)goes_on;
                }
                ++drawn;
                totals[call].calls += (uint64_t)goes_on;
            }
        }
        disk_end(&setting.base);
        print_message("%s: %llu cases\n", steps[s].name, (unsigned long long)cases);
    }
    uint64_t all = 0;
    for (enum vfs_call call = 0; call < VFS_CALLS; ++call) {
        const struct totals *const t = &totals[call];
        print_message("%-8s %5llu calls, all failed, %6llu cases: %6llu refused, of these %llu there all the same\n", vfs_call_name(call),
                      (unsigned long long)t->calls, (unsigned long long)t->cases, (unsigned long long)t->refused, (unsigned long long)t->in_doubt);
        assert_true(t->calls != 0);
        all += t->cases;
    }
    print_message("faults: %llu cases, %llu wrong\n", (unsigned long long)all, (unsigned long long)wrong);
    assert_int_equal(wrong, 0);
}

int main(int count, char **arguments) {
    is_all = count > 1 && strcmp(arguments[1], "all") == 0;
    place_in_memory();
    vfs_install();
    const struct CMUnitTest tests[] = {cmocka_unit_test(locks_are_refused), cmocka_unit_test(every_call_fails)};
    return cmocka_run_group_tests(tests, NULL, group_end);
}

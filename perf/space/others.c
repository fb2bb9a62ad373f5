/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "space.h"

/* A byte each way: 'b' a batch, 'g' go, 's' stop; each is answered when it is done. End of file ends the writer. */
static void say(int channel, char c) {
    if (write(channel, &c, 1) != 1) fail("the other process is gone");
}
static char hear(int channel) {
    char c = 0;
    return read(channel, &c, 1) == 1 ? c : 0;
}
static void ask(other *w, char c) {
    say(w->channel, c);
    if (hear(w->channel) != c) fail("the writing process failed");
}

static int writer_main(const char *path) {
    engram_space *space = space_at(path, 0, ENGRAM_SYNC_FULL);
    uint64_t next = UINT64_C(1) << 40; /* rows that nobody else writes */
    row r;
    int is_going = 0;
    for (char c;;) {
        struct pollfd asked = {.fd = STDIN_FILENO, .events = POLLIN};
        if (is_going && poll(&asked, 1, 0) == 0) {
            row_make(next++, &r), row_remember(space, NULL, &r, 0);
            continue;
        }
        if ((c = hear(STDIN_FILENO)) == 0) break;
        if (c == 'b') {
            engram_batch *batch = NULL;
            must(engram_batch_begin(space, NULL, &batch, &why), "batch");
            for (int i = 0; i < BATCH; ++i) row_make(next++, &r), row_remember(space, batch, &r, 0);
            must(engram_batch_commit(space, &batch, &why), "commit");
        }
        is_going = c == 'g';
        say(STDIN_FILENO, c);
    }
    space_leave(&space);
    return 0;
}

static uint64_t resident_now(void) {
    unsigned long long total = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f == NULL || fscanf(f, "%llu %llu", &total, &resident) != 2) exit(1);
    fclose(f);
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* What a handle takes without the resident part is there before; its cache is kept small, being not asked for. */
static int residence_main(const char *path) {
    engram_space_options options = {.size = sizeof options, .flags = ENGRAM_SPACE_READ_ONLY, .cache_bytes = 1 << 18};
    const engram_text file = {path, strlen(path)};
    engram_space *first = NULL, *loaded = NULL;
    engram_space_info info = {.size = sizeof info};
    must(engram_space_open(file, &options, &first, &why), "open");
    must(engram_space_describe(first, &info, &why), "describe");
    const uint64_t before = resident_now();
    options.flags |= ENGRAM_SPACE_LOAD;
    must(engram_space_open(file, &options, &loaded, &why), "load");
    const uint64_t after = resident_now();
    must(engram_space_describe(loaded, &info, &why), "describe");
    const residence r = {info.resident_bytes, after - before, info.resident_rows};
    const int is_said = write(STDIN_FILENO, &r, sizeof r) == (ssize_t)sizeof r;
    space_leave(&first), space_leave(&loaded);
    return is_said ? 0 : 1;
}

int other_main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "--writer") == 0) return writer_main(argv[2]);
    if (argc == 3 && strcmp(argv[1], "--residence") == 0) return residence_main(argv[2]);
    return -1;
}

/* The channel is the standard input of the other, both ways. */
static other start(const char *role, const char *space, int core) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) exit(1);
    other o = {.pid = fork(), .channel = ends[0]};
    if (o.pid == 0) {
        cpu_set_t cores;
        CPU_ZERO(&cores);
        CPU_SET((unsigned)core, &cores);
        sched_setaffinity(0, sizeof cores, &cores);
        dup2(ends[1], STDIN_FILENO);
        execl("/proc/self/exe", "space_perf", role, space, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    if (o.pid < 0) exit(1);
    return o;
}

static void end(other *o) {
    int how = 0;
    close(o->channel);
    if (waitpid(o->pid, &how, 0) != o->pid || how != 0) fail("the other process failed");
}

other writer_start(const char *space, int core) { return start("--writer", space, core); }
void writer_batch(other *w) { ask(w, 'b'); }
void writer_go(other *w) { ask(w, 'g'); }
void writer_stop(other *w) { ask(w, 's'); }
void writer_end(other *w) { end(w); }

residence residence_of(const char *space) {
    residence r = {0};
    other o = start("--residence", space, sched_getcpu());
    if (recv(o.channel, &r, sizeof r, MSG_WAITALL) != (ssize_t)sizeof r) r = (residence){0};
    end(&o);
    return r;
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <sched.h>
#include <unistd.h>

#include "space.h"

static const char usage[] =
    "space_perf [--rows N] [--only NAME] [--into FOLDER]\n"
    "  A space of N memories (20000) of 768 dimensions in f16, texts of 80 bytes, beside bare SQLite or a limit in\n"
    "  the same run, taken in turn; a line of JSON for each piece of work. Its files are made in FOLDER (.) and removed.\n"
    "  remember_full remember_interval load file open resident get recall where recall_beside_writer follow\n"
    "  recall_whole\n";

void state_path(const state *s, const char *name, char *path, size_t bytes) {
    snprintf(path, bytes, "%s/%s", s->folder, name);
}

/* In this order: the last ones add memories. */
static const struct {
    const char *name;
    void (*run)(state *);
    int needs_rows;
} works[] = {{"remember_full", remember_full, 0},
             {"remember_interval", remember_interval, 0},
             {"load", NULL, 1},
             {"file", file, 1},
             {"open", open_all, 1},
             {"resident", resident, 1},
             {"get", get, 1},
             {"recall", recall, 1},
             {"where", where, 1},
             {"recall_beside_writer", recall_beside_writer, 1},
             {"follow", follow, 1},
             {"recall_whole", recall_whole, 1}};

static void take_cores(state *s) {
    cpu_set_t allowed, mine;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) exit(1);
    s->core = s->other_core = -1;
    for (int c = 0; c < CPU_SETSIZE; ++c)
        if (CPU_ISSET((unsigned)c, &allowed)) {
            if (s->other_core < 0) s->other_core = c;
            s->core = c;
        }
    CPU_ZERO(&mine);
    CPU_SET((unsigned)s->core, &mine);
    sched_setaffinity(0, sizeof mine, &mine);
}

static char made[4000]; /* the folder to remove */
static void clean(void) {
    char command[4096];
    if (made[0] != '\0') snprintf(command, sizeof command, "rm -rf '%s'", made), (void)!system(command);
}

int main(int argc, char **argv) {
    const int ended = other_main(argc, argv);
    if (ended >= 0) return ended;
    state s = {.rows = 20000};
    const char *only = NULL, *into = ".";
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--help") == 0) return fputs(usage, stdout), 0;
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (value == NULL) bench_die(argv[i], value, usage);
        else if (strcmp(argv[i], "--rows") == 0) s.rows = bench_number(argv[i], value, usage);
        else if (strcmp(argv[i], "--only") == 0) only = value;
        else if (strcmp(argv[i], "--into") == 0) into = value;
        else bench_die(argv[i], value, usage);
    }
    if (s.rows < 10 || s.rows > UINT64_C(100000000)) bench_die("--rows", "below 10 or above 100000000", usage);
    const size_t count = sizeof works / sizeof *works;
    size_t named = 0;
    while (only != NULL && named < count && strcmp(works[named].name, only) != 0) ++named;
    if (named == count) bench_die("--only", only, usage);
    const int length = snprintf(s.folder, sizeof s.folder, "%s/space_perf_XXXXXX", into);
    if (length >= 400 || strchr(into, '\'') != NULL) bench_die("--into", into, usage);
    if (mkdtemp(s.folder) == NULL) bench_die("--into", into, usage);
    memcpy(made, s.folder, sizeof made), atexit(clean);
    state_path(&s, "rows.engram", s.space, sizeof s.space), state_path(&s, "rows.db", s.bare_file, sizeof s.bare_file);
    state_path(&s, "words.db", s.words_file, sizeof s.words_file);
    take_cores(&s);
    int has_rows = 0;
    for (size_t i = 0; i < count; ++i) {
        if (only != NULL && i != named) continue;
        if (works[i].needs_rows && !has_rows) load(&s, only == NULL || works[i].run == NULL), has_rows = 1;
        if (works[i].run != NULL) works[i].run(&s);
    }
    if (s.loaded != NULL) space_leave(&s.loaded);
    free(s.vectors);
    return 0;
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <ctype.h>
#include <sys/utsname.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "support/bench.h"

#ifdef __clang__
#define COMPILER "clang"
#define COMPILER_MAJOR __clang_major__
#define COMPILER_MINOR __clang_minor__
#define COMPILER_PATCH __clang_patchlevel__
#else
#define COMPILER "gcc"
#define COMPILER_MAJOR __GNUC__
#define COMPILER_MINOR __GNUC_MINOR__
#define COMPILER_PATCH __GNUC_PATCHLEVEL__
#endif

/* The value of the first of these fields in /proc/cpuinfo, ready to stand in quotes; the architecture where it has none. */
static void field(const char *const *names, char *value, size_t room) {
    char line[512];
    FILE *file = fopen("/proc/cpuinfo", "r");
    value[0] = '\0';
    while (file != NULL && value[0] == '\0' && fgets(line, sizeof line, file) != NULL)
        for (size_t i = 0; names[i] != NULL && value[0] == '\0'; ++i) {
            const char *colon = strchr(line, ':');
            if (colon == NULL || strncmp(line, names[i], strlen(names[i])) != 0) continue;
            size_t n = 0;
            for (const char *c = colon + 2; *c != '\n' && *c != '\0' && n + 1 < room; ++c)
                if (isprint((unsigned char)*c) && *c != '"' && *c != '\\') value[n++] = *c;
            value[n] = '\0';
        }
    if (file != NULL) fclose(file);
}

void bench_machine_print(void) {
    static const char *const model[] = {"model name", "CPU part", "uarch", NULL};
    static const char *const family[] = {"cpu family", "CPU implementer", NULL};
    static const char *const number[] = {"model\t", "CPU variant", NULL};
    static const char *const stepping[] = {"stepping", "CPU revision", NULL};
    char name[128], numbers[3][32];
    field(model, name, sizeof name);
    field(family, numbers[0], sizeof numbers[0]);
    field(number, numbers[1], sizeof numbers[1]);
    field(stepping, numbers[2], sizeof numbers[2]);
    struct utsname system = {0};
    uname(&system);
    const char *libc = "another";
#ifdef __GLIBC__
    libc = gnu_get_libc_version();
#endif
    printf("\"machine\":{\"cpu\":\"%s (%s, %s, %s)\",\"cores\":%ld,\"kernel\":\"%s %s\",\"arch\":\"%s\"},"
           "\"compiler\":\"%s %d.%d.%d\",\"libc\":\"%s\",\"library\":\"%s\"",
           name, numbers[0], numbers[1], numbers[2], sysconf(_SC_NPROCESSORS_ONLN), system.sysname, system.release,
           system.machine, COMPILER, COMPILER_MAJOR, COMPILER_MINOR, COMPILER_PATCH, libc, engram_version());
}

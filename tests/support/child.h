/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_CHILD_H
#define ENGRAM_TESTS_CHILD_H

/*
 * Runs a test body in a forked process, because the environment is read once per process and because some bodies end
 * theirs. The parent must not have made the first use that the body is about. In a child, child_check() takes the
 * place of cmocka's assertions, whose longjmp would run the rest of the suite twice.
 */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/check.h"

/* A build that counts lines (tests/coverage/run) has this function: counts are written at exit(), not at _exit(). */
extern void __gcov_dump(void) __attribute__((weak));
static inline _Noreturn void child_leave(int code) {
    if (__gcov_dump != NULL) __gcov_dump();
    _exit(code);
}

#define child_check(condition)                                                     \
    do {                                                                           \
        if (!(condition)) {                                                        \
            dprintf(STDERR_FILENO, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            child_leave(1);                                                        \
        }                                                                          \
    } while (0)

typedef struct child_end {
    int exit_code;   /* -1 when a signal ended it */
    int signal;      /* 0 when it exited */
    char said[1024]; /* the begin of what it wrote to standard error */
} child_end;

typedef void child_body(const void *argument);

static inline child_end child_run(child_body *body, const void *argument) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        dup2(ends[1], STDERR_FILENO);
        close(ends[1]);
        /* cmocka's handlers would resume the suite in the child. */
        const int deadly[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS};
        for (size_t i = 0; i < sizeof deadly / sizeof *deadly; ++i) signal(deadly[i], SIG_DFL);
        body(argument);
        child_leave(0);
    }
    close(ends[1]);
    child_end end = {-1, 0, ""};
    size_t used = 0;
    for (;;) {
        char scrap[256];
        const ssize_t got = read(ends[0], scrap, sizeof scrap);
        if (got <= 0) break;
        for (ssize_t i = 0; i < got && used < sizeof end.said - 1; ++i) end.said[used++] = scrap[i];
    }
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFEXITED(status)) end.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
    return end;
}

/* Fails with what the child said unless it ended with exit code 0. */
static inline void child_must_pass(child_body *body, const void *argument) {
    const child_end end = child_run(body, argument);
    if (end.exit_code != 0 || end.signal != 0) {
        print_error("child: exit code %d, signal %d: %s\n", end.exit_code, end.signal, end.said);
        fail();
    }
}

#endif

// SPDX-License-Identifier: MIT OR Apache-2.0
// What the arena asks of a POSIX system.

#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

#include "arena/arena.h"

void *engram_os_map(size_t bytes) {
    void *pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? nullptr : pages;
}

void engram_os_unmap(void *pages, size_t bytes) { munmap(pages, bytes); }

void engram_os_panic(const char *line) {
    // The process ends either way; an unwritable standard error changes nothing.
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line, std::strlen(line));
    std::abort();
}

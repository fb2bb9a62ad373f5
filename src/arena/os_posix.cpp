// SPDX-License-Identifier: MIT OR Apache-2.0
// What the arena asks of a POSIX system.

#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

#include "arena/pool.h"

namespace {
constexpr size_t huge_page = size_t{2} << 20;
}

void *engram_os_map(size_t bytes, int huge) {
    const bool wants_huge = huge != 0 && bytes >= huge_page;
    // A huge page has to begin at a multiple of its size: map more, give the ends back.
    const size_t mapped = wants_huge ? bytes + huge_page : bytes;
    void *pages = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return nullptr;
    if (!wants_huge) return pages;
    auto *first = static_cast<char *>(pages);
    const size_t before = -reinterpret_cast<uintptr_t>(first) & (huge_page - 1);
    const size_t length = (bytes + 4095) & ~size_t{4095};
    if (before != 0) munmap(first, before);
    if (mapped - before > length) munmap(first + before + length, mapped - before - length);
#ifdef MADV_HUGEPAGE
    madvise(first + before, length, MADV_HUGEPAGE); // a wish: without it small pages serve
#endif
    return first + before;
}

void engram_os_unmap(void *pages, size_t bytes) { munmap(pages, bytes); }

void engram_os_panic(const char *line) {
    // The process ends either way; an unwritable standard error changes nothing.
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line, std::strlen(line));
    std::abort();
}

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "guarded_heap.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#undef malloc
#undef calloc
#undef realloc
#undef free

enum heap_place heap_place;
size_t heap_shift;

/* Few buffers live at a time; a table finds the pages of each. */
enum { LIVE_MOST = 4096 };
static struct block {
    char *pages;
    size_t mapped, bytes;
    void *data;
} blocks[LIVE_MOST];
static size_t live;

static size_t find(const void *data) {
    for (size_t i = live; i-- > 0;)
        if (blocks[i].data == data) return i;
    fputs("a buffer that is not the heap's\n", stderr);
    abort();
}

void *guarded_malloc(size_t bytes) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), room = bytes + 64;
    struct block b = {NULL, (room + page - 1) / page * page + 2 * page, bytes, NULL};
    if (heap_place == HEAP_PLAIN) return malloc(bytes);
    if (live == LIVE_MOST) abort();
    if (heap_place == HEAP_SHIFT) { /* no guards here; `mapped` 0 says so */
        b.mapped = 0;
        b.pages = aligned_alloc(64, (bytes + 127) / 64 * 64);
        if (b.pages == NULL) abort();
        b.data = b.pages + heap_shift;
        blocks[live++] = b;
        return b.data;
    }
    b.pages = mmap(NULL, b.mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (b.pages == MAP_FAILED || mprotect(b.pages, page, PROT_NONE) != 0 ||
        mprotect(b.pages + b.mapped - page, page, PROT_NONE) != 0)
        abort();
    /* One byte stands for an array of nothing, which may be of any type. */
    if (bytes == 1) bytes = 8;
    b.data = heap_place == HEAP_END ? b.pages + b.mapped - page - bytes : b.pages + page;
    blocks[live++] = b;
    return b.data;
}

void *guarded_calloc(size_t count, size_t bytes) {
    return heap_place == HEAP_PLAIN ? calloc(count, bytes) : guarded_malloc(count * bytes); /* fresh pages are zero */
}

void guarded_free(void *memory) {
    if (memory == NULL) return;
    if (heap_place == HEAP_PLAIN) {
        free(memory);
        return;
    }
    const size_t i = find(memory);
    if (blocks[i].mapped == 0) free(blocks[i].pages);
    else munmap(blocks[i].pages, blocks[i].mapped);
    blocks[i] = blocks[--live];
}

void *guarded_realloc(void *old, size_t bytes) {
    if (heap_place == HEAP_PLAIN) return realloc(old, bytes);
    void *memory = guarded_malloc(bytes);
    if (old == NULL) return memory;
    const size_t kept = blocks[find(old)].bytes;
    memcpy(memory, old, kept < bytes ? kept : bytes);
    guarded_free(old);
    return memory;
}

void guarded_protect(void *memory) {
    if (memory == NULL || heap_place == HEAP_PLAIN) return;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const struct block *b = &blocks[find(memory)];
    if (b->mapped != 0 && mprotect(b->pages + page, b->mapped - 2 * page, PROT_READ) != 0) abort();
}

// SPDX-License-Identifier: MIT OR Apache-2.0
#include "base/status.h"

namespace {

struct entry {
    engram_status status;
    const char *name;
    const char *text;
};

constexpr entry entries[] = {
    {ENGRAM_OK, "ENGRAM_OK", "success"},
    {ENGRAM_ERROR_NULL, "ENGRAM_ERROR_NULL",
     "a pointer is null although its count is not 0: pass the buffer, or a count of 0"},
    {ENGRAM_ERROR_OVERFLOW, "ENGRAM_ERROR_OVERFLOW",
     "the sizes multiply to more than the address space holds: check counts, dimensions and strides"},
    {ENGRAM_ERROR_ARGUMENT, "ENGRAM_ERROR_ARGUMENT",
     "a number is outside its documented range: see the function's comment in its header"},
    {ENGRAM_ERROR_OVERLAP, "ENGRAM_ERROR_OVERLAP",
     "an output overlaps an input: give the output memory of its own"},
    {ENGRAM_ERROR_STRIDE, "ENGRAM_ERROR_STRIDE",
     "the stride is smaller than a row: it counts elements from one row to the next, 0 stands for the dimension"},
    {ENGRAM_ERROR_MEMORY, "ENGRAM_ERROR_MEMORY",
     "no scratch memory: raise ENGRAM_ARENA_SIZE, or set ENGRAM_ARENA_OVERFLOW to fallback"},
    {ENGRAM_ERROR_GRAPH, "ENGRAM_ERROR_GRAPH",
     "the graph, or its image, is inconsistent, or the call takes none like it: engram_status_argument() names the fault"},
    {ENGRAM_ERROR_LEVEL, "ENGRAM_ERROR_LEVEL",
     "this machine or this build lacks the instruction-set level: engram_levels_supported() lists those it has"},
    {ENGRAM_ERROR_STRUCT, "ENGRAM_ERROR_STRUCT",
     "a struct has an unknown size: set its size field to sizeof the struct"},
    {ENGRAM_ERROR_ENUM, "ENGRAM_ERROR_ENUM",
     "an enumeration has a value that this version does not know: compare engram_api_version() with the header"},
    {ENGRAM_ERROR_METRIC, "ENGRAM_ERROR_METRIC",
     "not defined for this element type: cosine, dot and l2 take f32, f16, bf16, i8; hamming and jaccard take bits; "
     "conversions have f32 on one side"},
    {ENGRAM_ERROR_ALIGNMENT, "ENGRAM_ERROR_ALIGNMENT",
     "a pointer is not aligned for its element type: address and element size must divide"},
    {ENGRAM_ERROR_BUFFER, "ENGRAM_ERROR_BUFFER",
     "the buffer is too small for the text: allocate the size that was returned and call again"},
    {ENGRAM_ERROR_MARK, "ENGRAM_ERROR_MARK",
     "the mark has ended or belongs to another arena: rewind marks once, innermost first, before the next reset"},
    {ENGRAM_ERROR_HANDLE, "ENGRAM_ERROR_HANDLE",
     "the handle has been destroyed or belongs to another thread: ask engram_arena_thread() on the thread that uses it"},
    {ENGRAM_ERROR_BUSY, "ENGRAM_ERROR_BUSY",
     "the arena is in the middle of a call: do not use it from its allocator hook or from a signal handler"},
    {ENGRAM_ERROR_CHECK, "ENGRAM_ERROR_CHECK",
     "the self-check found a level that computes wrongly and disabled it: report the output of engram-info"},
    {ENGRAM_ERROR_OFFSETS, "ENGRAM_ERROR_OFFSETS",
     "the offsets of ragged rows must begin with 0 and never decrease: row i is [offsets[i], offsets[i + 1])"},
    {ENGRAM_ERROR_NOT_FOUND, "ENGRAM_ERROR_NOT_FOUND",
     "nothing of that name is there: the detail says what was looked for"},
    {ENGRAM_ERROR_EXISTS, "ENGRAM_ERROR_EXISTS",
     "it is there already: choose another name, or open or update what is there"},
    {ENGRAM_ERROR_FORMAT, "ENGRAM_ERROR_FORMAT",
     "the file is not a space that this version knows: the detail says what it is instead"},
    {ENGRAM_ERROR_DAMAGED, "ENGRAM_ERROR_DAMAGED",
     "the file is damaged: the detail names the place; restore it from a backup, or let the engine check and repair it"},
    {ENGRAM_ERROR_READ_ONLY, "ENGRAM_ERROR_READ_ONLY",
     "the space can only be read: open it without ENGRAM_SPACE_READ_ONLY, or close and open it again after a failed sync"},
    {ENGRAM_ERROR_FULL, "ENGRAM_ERROR_FULL",
     "the disk is full: make room and open the space again; what was acknowledged is kept"},
    {ENGRAM_ERROR_IO, "ENGRAM_ERROR_IO",
     "the system refused to open, read, write or sync the file: the detail has the system's reason"},
    {ENGRAM_ERROR_LOCKED, "ENGRAM_ERROR_LOCKED",
     "another writer holds the space: call again, or allow a longer busy_ns"},
    {ENGRAM_ERROR_INTERRUPTED, "ENGRAM_ERROR_INTERRUPTED",
     "the call was interrupted: nothing was changed, call again if it is still wanted"},
    {ENGRAM_ERROR_DEADLINE, "ENGRAM_ERROR_DEADLINE",
     "the deadline passed before there was an answer: allow more nanoseconds"},
    {ENGRAM_ERROR_TEXT, "ENGRAM_ERROR_TEXT",
     "a text is not what it may be: UTF-8 without zero bytes, within the length of its field"},
    {ENGRAM_ERROR_MODEL, "ENGRAM_ERROR_MODEL",
     "the space has no such model, or the vector is not of its dimension and type: engram_space_model() lists them"},
    {ENGRAM_ERROR_FORKED, "ENGRAM_ERROR_FORKED",
     "the handle was opened before fork(): open the file again in the child"},
    {ENGRAM_ERROR_STORE, "ENGRAM_ERROR_STORE",
     "the store reported what was not foreseen: the detail has SQLite's code and sentence"},
};

const entry *find(engram_status status) {
    for (const entry &e : entries)
        if (e.status == status) return &e;
    return nullptr;
}

} // namespace

const char *engram_status_text_of(engram_status status) {
    const entry *e = find(status);
    return e != nullptr ? e->text : "not a status of this library";
}

const char *engram_status_name_of(engram_status status) {
    const entry *e = find(status);
    return e != nullptr ? e->name : "unknown status";
}

int engram_status_is_known(engram_status status) { return find(status) != nullptr; }

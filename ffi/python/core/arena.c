/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "arguments.h"
#include "error.h"
#include "functions.h"

#include "engram/arena.h"

static const choice strategies[] = {{"panic", ENGRAM_ARENA_PANIC},
                                    {"error_return", ENGRAM_ARENA_ERROR_RETURN},
                                    {"fallback", ENGRAM_ARENA_FALLBACK},
                                    {NULL, 0}};

static PyObject *arena_stats(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    engram_arena_usage u = {.size = sizeof u};
    if (check_status(engram_arena_usage_total(&u), "arena_stats") != 0) return NULL;
    return Py_BuildValue("{s:I,s:K,s:K,s:K,s:K,s:K,s:K,s:K}", "arenas", (unsigned)u.arenas, "capacity",
                         (unsigned long long)u.capacity, "used", (unsigned long long)u.used, "high_water",
                         (unsigned long long)u.high_water, "resets", (unsigned long long)u.resets, "overflows",
                         (unsigned long long)u.overflows, "fallbacks", (unsigned long long)u.fallbacks, "fallback_bytes",
                         (unsigned long long)u.fallback_bytes);
}

static PyObject *arena_options(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    engram_arena_options o = {.size = sizeof o};
    if (check_status(engram_arena_options_get(&o), "arena_options") != 0) return NULL;
    return Py_BuildValue("{s:K,s:s,s:O,s:O}", "bytes", (unsigned long long)o.bytes, "overflow",
                         o.overflow <= ENGRAM_ARENA_FALLBACK ? strategies[o.overflow].name : "unknown", "zero_on_reset",
                         o.zero_on_reset ? Py_True : Py_False, "huge_pages", o.huge_pages ? Py_True : Py_False);
}

static PyObject *arena_configure(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    (void)self;
    SIGNATURE("arena_configure", 0, 0, "bytes", "overflow", "zero_on_reset", "huge_pages");
    PyObject *v[4];
    engram_arena_options o = {.size = sizeof o};
    if (sort_arguments(&sig, args, count, keywords, v) != 0 ||
        check_status(engram_arena_options_get(&o), "arena_configure") != 0 || number_u64(v[0], "bytes", &o.bytes) != 0 ||
        choose(v[1], "overflow", strategies, &o.overflow) != 0 || flag(v[2], &o.zero_on_reset) != 0 ||
        flag(v[3], &o.huge_pages) != 0 || check_status(engram_arena_configure(&o), "arena_configure") != 0)
        return NULL;
    return Py_NewRef(Py_None);
}

PyMethodDef arena_functions[] = {
    {"arena_stats", arena_stats, METH_NOARGS,
     "arena_stats($module, /)\n--\n\n"
     "Scratch memory of all threads: arenas, capacity, used, high_water (bytes), resets, overflows, fallbacks and\n"
     "fallback_bytes, as a dict."},
    {"arena_options", arena_options, METH_NOARGS,
     "arena_options($module, /)\n--\n\n"
     "The configuration of scratch memory: bytes, overflow, zero_on_reset and huge_pages, as a dict."},
    FUNCTION(arena_configure,
             "arena_configure($module, /, *, bytes=None, overflow=None, zero_on_reset=None, huge_pages=None)\n--\n\n"
             "Changes what is given. overflow: 'panic' ends the process when scratch runs out, 'error_return' raises\n"
             "EngramMemoryError, 'fallback' takes system memory.\n"),
    {NULL, NULL, 0, NULL},
};

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_COMMON_H
#define ENGRAM_COMMON_H

/* What every other header needs: linkage, the export macro, status codes, and the hooks a caller may pass in. */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define ENGRAM_BEGIN extern "C" {
#define ENGRAM_END }
#else
#define ENGRAM_BEGIN
#define ENGRAM_END
#endif

/* Define ENGRAM_API before including any header to fold the archive into a shared library of your own. */
#ifndef ENGRAM_API
#if defined(__GNUC__)
#define ENGRAM_API __attribute__((visibility("default")))
#else
#define ENGRAM_API
#endif
#endif

ENGRAM_BEGIN

/*
 * Outcome of a call that can fail. 0 is success, negative values are errors, and a value never changes its meaning.
 * On any error the outputs are untouched unless the function says otherwise. Since: 0.1.0
 */
typedef int32_t engram_status;
enum {
    ENGRAM_OK = 0,
    ENGRAM_ERROR_NULL = -1,     /* a pointer is null although its count is not 0 */
    ENGRAM_ERROR_OVERFLOW = -2, /* a size product does not fit the address space */
    ENGRAM_ERROR_ARGUMENT = -3, /* a number is outside its documented range */
    ENGRAM_ERROR_OVERLAP = -4,  /* an output overlaps an input in a way the function does not allow */
    ENGRAM_ERROR_STRIDE = -5,   /* a stride is smaller than the row it steps over */
    ENGRAM_ERROR_MEMORY = -6,   /* scratch memory ran out and the overflow strategy forbids more */
    ENGRAM_ERROR_GRAPH = -7,    /* a CSR graph is inconsistent */
    ENGRAM_ERROR_LEVEL = -8,    /* this machine or this build lacks the instruction-set level */
    ENGRAM_ERROR_STRUCT = -9,   /* an option struct has a size this version does not know */
    ENGRAM_ERROR_ENUM = -10     /* an enumeration has a value this version does not know */
};

/*
 * A sentence for people: what is wrong with the call and what to do. Static text, never null, also for a value
 * that is no status. Since: 0.1.0
 */
ENGRAM_API const char *engram_status_text(engram_status status);

/*
 * The name of the constant, such as "ENGRAM_ERROR_NULL"; "unknown status" for a value that is none. Since: 0.1.0
 */
ENGRAM_API const char *engram_status_name(engram_status status);

ENGRAM_END

#endif

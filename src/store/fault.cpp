// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/fault.hpp"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

namespace engram {

namespace {

void copy_text(char *to, size_t room, const char *from) {
    size_t used = strlen(from);
    if (used >= room) used = room - 1;
    memcpy(to, from, used);
    to[used] = '\0';
}

// What was refused first stays: true where this is it.
__attribute__((format(printf, 4, 0))) bool keep(fault &f, engram_status what, const char *which, const char *format,
                                                va_list arguments) {
    if (f.status != ENGRAM_OK) return false;
    f.status = what;
    if (which != nullptr) copy_text(f.argument, sizeof f.argument, which);
    vsnprintf(f.sentence, sizeof f.sentence, format, arguments);
    return true;
}

} // namespace

engram_status fault::refuse(engram_status what, const char *which, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    keep(*this, what, which, format, arguments);
    va_end(arguments);
    return status;
}

engram_status fault::refuse_item(engram_status what, const char *which, uint64_t i, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (keep(*this, what, which, format, arguments)) index = i;
    va_end(arguments);
    return status;
}

void fault::at(const char *format, ...) {
    if (place[0] != '\0') return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(place, sizeof place, format, arguments);
    va_end(arguments);
}

engram_status check_detail(const engram_error_detail *given) {
    return given == nullptr || given->size == sizeof *given ? ENGRAM_OK : ENGRAM_ERROR_STRUCT;
}

engram_status tell(const fault &f, engram_status status, engram_error_detail *given) {
    if (status == ENGRAM_OK || given == nullptr) return status;
    engram_error_detail all{};
    all.size = sizeof all;
    all.status = status;
    all.sqlite_code = f.sqlite_code;
    all.system_code = f.system_code;
    all.index = f.index;
    copy_text(all.argument, sizeof all.argument, f.argument);
    copy_text(all.place, sizeof all.place, f.place);
    copy_text(all.sentence, sizeof all.sentence, f.sentence[0] != '\0' ? f.sentence : engram_status_text(status));
    memcpy(given, &all, sizeof all);
    return status;
}

} // namespace engram

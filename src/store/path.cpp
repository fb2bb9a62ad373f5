// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/path.hpp"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/allocation.hpp"

namespace engram {

engram_status path_given(engram_text path, const char *which, fault &f) {
    if (path.data == nullptr) return f.null(which);
    if (path.bytes == 0) return f.refuse(ENGRAM_ERROR_TEXT, which, "the path is empty");
    if (path.bytes > 4096) return f.refuse(ENGRAM_ERROR_TEXT, which, "the path has more than 4096 bytes");
    return memchr(path.data, 0, static_cast<size_t>(path.bytes)) == nullptr
               ? ENGRAM_OK
               : f.refuse(ENGRAM_ERROR_TEXT, which, "the path has a zero byte");
}

char *path_for_sqlite(engram_text file) {
    const uint64_t lead = file.data[0] == '/' ? 0 : 2;
    char *const path = static_cast<char *>(heap_take(lead + file.bytes + 1));
    if (path == nullptr) return nullptr;
    memcpy(path, "./", static_cast<size_t>(lead));
    memcpy(path + lead, file.data, static_cast<size_t>(file.bytes));
    path[lead + file.bytes] = '\0';
    return path;
}

char *path_in_memory() {
    static uint64_t count; // atomic
    char *const path = static_cast<char *>(heap_take(80));
    if (path != nullptr)
        snprintf(path, 80, "file:/engram-%ld-%llu?vfs=memdb", static_cast<long>(getpid()),
                 static_cast<unsigned long long>(__atomic_add_fetch(&count, uint64_t{1}, __ATOMIC_RELAXED)));
    return path;
}

engram_status path_check(const char *path, fault &f) {
    const sqlite3_vfs *const vfs = sqlite3_vfs_find(nullptr);
    // SQLite makes the path a complete one and adds the names of its log to it.
    const int most = vfs != nullptr ? vfs->mxPathname : 512;
    const size_t bytes = strlen(path);
    if (bytes + 8 <= static_cast<size_t>(most)) return ENGRAM_OK;
    return f.refuse(ENGRAM_ERROR_TEXT, "path",
                    "the path has %llu bytes: SQLite takes %d here, the name of the log included; use a shorter one",
                    static_cast<unsigned long long>(bytes), most);
}

engram_status path_look(const char *path, there *what, fault &f) {
    struct stat about;
    if (stat(path, &about) != 0) {
        f.system_code = errno;
        if (errno == ENOENT) {
            *what = there::nothing;
            f.system_code = 0;
            return ENGRAM_OK;
        }
        const char *const reason = errno == EACCES         ? "a folder on the way may not be entered"
                                   : errno == ENAMETOOLONG ? "its name is too long for the system"
                                   : errno == ENOTDIR      ? "what should be a folder on the way is a file"
                                                           : "the system does not say what is there";
        return f.refuse(ENGRAM_ERROR_IO, "path", "the file cannot be looked at: %s (errno %d)", reason, errno);
    }
    if (S_ISDIR(about.st_mode)) return f.refuse(ENGRAM_ERROR_FORMAT, "path", "the path is a folder: name a file in it");
    if (!S_ISREG(about.st_mode)) return f.refuse(ENGRAM_ERROR_FORMAT, "path", "the path is no regular file");
    *what = about.st_size == 0 ? there::empty : there::file;
    return ENGRAM_OK;
}

} // namespace engram

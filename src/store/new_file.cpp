// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/new_file.hpp"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/allocation.hpp"
#include "store/path.hpp"

namespace engram {

namespace {

constexpr const char *logs[] = {"-wal", "-shm", "-journal"};

bool is_there(const char *path) {
    struct stat about;
    return lstat(path, &about) == 0;
}

uint64_t bytes_of(const char *path, const char *ending) {
    char name[4200];
    struct stat about;
    snprintf(name, sizeof name, "%s%s", path, ending);
    return lstat(name, &about) == 0 ? static_cast<uint64_t>(about.st_size) : 0;
}

void remove_with_logs(const char *path) {
    unlink(path);
    for (const char *ending : logs) {
        char name[4200];
        snprintf(name, sizeof name, "%s%s", path, ending);
        unlink(name);
    }
}

// Of the folder that holds a path.
void folder_of(const char *path, char *folder, size_t room) {
    const char *const slash = strrchr(path, '/');
    const size_t length = slash == nullptr ? 0 : slash == path ? 1 : static_cast<size_t>(slash - path);
    if (length == 0) snprintf(folder, room, ".");
    else snprintf(folder, room, "%.*s", static_cast<int>(length), path);
}

} // namespace

engram_status new_file::refused(int code, const char *doing, fault &f) const {
    f.system_code = code;
    if (code == ENOSPC || code == EDQUOT || code == EFBIG)
        return f.refuse(ENGRAM_ERROR_FULL, argument, "the disk is full: make room where %s is to be, and call again", path);
    if (code == EEXIST)
        return f.refuse(ENGRAM_ERROR_EXISTS, argument, "%s is there already: name one that is not", path);
    return f.refuse(ENGRAM_ERROR_IO, argument, "%s: the system refused %s (errno %d)", path, doing, code);
}

engram_status new_file::begin(engram_text name, const char *which, fault &f) {
    argument = which;
    engram_status status = path_given(name, which, f);
    if (status != ENGRAM_OK) return status;
    path = path_for_sqlite(name);
    partial = path != nullptr ? static_cast<char *>(heap_take(strlen(path) + sizeof ".partial")) : nullptr;
    if (partial == nullptr) return f.no_memory();
    snprintf(partial, strlen(path) + sizeof ".partial", "%s.partial", path);
    status = path_check(partial, f);
    if (status != ENGRAM_OK) return status;
    if (is_there(path)) return refused(EEXIST, "", f);
    // Who only read a file leaves an empty log behind.
    for (const char *ending : logs)
        if (bytes_of(path, ending) != 0 && strcmp(ending, "-shm") != 0)
            return f.refuse(ENGRAM_ERROR_EXISTS, which,
                            "%s%s is there, left by a file that is not: move it away first, or it would change the new one",
                            path, ending);
    char folder[4200];
    folder_of(path, folder, sizeof folder);
    struct stat about;
    if (stat(folder, &about) != 0 || !S_ISDIR(about.st_mode)) {
        f.system_code = errno;
        return f.refuse(ENGRAM_ERROR_IO, which, "there is no folder %s: make it first", folder);
    }
    remove_with_logs(partial); // of one that did not end
    return ENGRAM_OK;
}

engram_status new_file::create(fault &f) {
    file = ::open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return file >= 0 ? ENGRAM_OK : refused(errno, "to make it", f);
}

engram_status new_file::write(const void *data, uint64_t bytes, fault &f) {
    const char *at = static_cast<const char *>(data);
    while (bytes != 0) {
        const ssize_t done = ::write(file, at, static_cast<size_t>(bytes));
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return refused(done == 0 ? ENOSPC : errno, "to write it", f);
        at += done, bytes -= static_cast<uint64_t>(done);
    }
    return ENGRAM_OK;
}

engram_status new_file::pause(fault &f) {
    const int open = file;
    file = -1;
    return ::close(open) == 0 ? engram_status{ENGRAM_OK} : refused(errno, "to close it", f);
}

engram_status new_file::finish(fault &f) {
    if (file < 0) file = ::open(partial, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fsync(file) != 0) return refused(errno, "to sync it", f);
    const engram_status status = pause(f);
    if (status != ENGRAM_OK) return status;
    // A link is never made over a file; where the system knows none, the name is looked at first.
    if (link(partial, path) != 0) {
        if (errno == EEXIST || errno == ENOSPC || errno == EDQUOT) return refused(errno, "", f);
        if (is_there(path)) return refused(EEXIST, "", f);
        if (rename(partial, path) != 0) return refused(errno, "to give it its name", f);
    }
    unlink(partial);
    char folder[4200];
    folder_of(path, folder, sizeof folder);
    const int open_folder = ::open(folder, O_RDONLY | O_CLOEXEC);
    const bool is_synced = open_folder >= 0 && (fsync(open_folder) == 0 || errno == EINVAL);
    const int code = errno;
    if (open_folder >= 0) ::close(open_folder);
    return is_synced ? ENGRAM_OK : refused(code, "to sync its folder", f);
}

new_file::~new_file() {
    if (file >= 0) ::close(file);
    if (partial != nullptr) remove_with_logs(partial);
    heap_give(partial);
    heap_give(path);
}

} // namespace engram

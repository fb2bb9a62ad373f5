/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "durability/vfs.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "durability/record.h"

/* A file of ours, and behind it that of the system's VFS. */
struct file {
    sqlite3_file base;
    sqlite3_file *real;
    uint32_t name;
    int is_recorded, syncs_folder;
};

static sqlite3_vfs *system_vfs;
static struct vfs_plan plan;
static uint64_t counts[VFS_CALLS + 1], met;
static int last_error; /* what a refused call left for xGetLastError */

const char *vfs_call_name(enum vfs_call call) {
    static const char *const names[VFS_CALLS + 1] = {"open", "read",   "write",  "sync",   "truncate", "size",
                                                     "lock", "shared", "delete", "access", "any"};
    return names[call];
}

void vfs_begin(const struct vfs_plan *wanted) {
    memset(counts, 0, sizeof counts);
    plan = wanted != NULL ? *wanted : (struct vfs_plan){0};
    met = 0;
    last_error = 0;
}

uint64_t vfs_count(enum vfs_call call) { return counts[call]; }
uint64_t vfs_met(void) { return met; }

/* Whether this call meets the plan's fault. */
static int meets(enum vfs_call call) {
    const uint64_t of_kind = __atomic_add_fetch(&counts[call], 1, __ATOMIC_RELAXED);
    const uint64_t of_any = __atomic_add_fetch(&counts[VFS_ANY], 1, __ATOMIC_RELAXED);
    if (plan.number == 0 || (plan.call != VFS_ANY && plan.call != call)) return 0;
    const uint64_t at = plan.call == VFS_ANY ? of_any : of_kind;
    if (plan.is_for_ever ? at < plan.number : at != plan.number) return 0;
    ++met;
    if (plan.fault == VFS_FAULT_END) _exit(0);
    last_error = plan.fault == VFS_FAULT_EIO ? EIO : plan.fault == VFS_FAULT_BUSY ? EAGAIN : ENOSPC;
    return 1;
}

/* What SQLite's own VFS says where the system refuses such a call. */
static int refusal(int code) { return plan.fault == VFS_FAULT_FULL && code == SQLITE_IOERR_WRITE ? SQLITE_FULL : code; }

static struct file *of(sqlite3_file *f) { return (struct file *)f; }

static int file_close(sqlite3_file *f) {
    struct file *const file = of(f);
    const int code = file->real->pMethods != NULL ? file->real->pMethods->xClose(file->real) : SQLITE_OK;
    f->pMethods = NULL;
    return code;
}

static int file_read(sqlite3_file *f, void *to, int bytes, sqlite3_int64 at) {
    sqlite3_file *const real = of(f)->real;
    if (!meets(VFS_READ)) return real->pMethods->xRead(real, to, bytes, at);
    if (plan.fault == VFS_FAULT_HALF) _exit(0);
    if (plan.fault != VFS_FAULT_SHORT) return SQLITE_IOERR_READ;
    memset(to, 0, (size_t)bytes);
    (void)real->pMethods->xRead(real, to, bytes / 2, at);
    return SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *f, const void *from, int bytes, sqlite3_int64 at) {
    struct file *const file = of(f);
    if (meets(VFS_WRITE)) {
        if (plan.fault == VFS_FAULT_SHORT || plan.fault == VFS_FAULT_HALF) {
            (void)file->real->pMethods->xWrite(file->real, from, bytes / 2, at);
            if (file->is_recorded) record_add(RECORD_WRITE, file->name, (uint64_t)at, from, (uint64_t)bytes / 2);
            if (plan.fault == VFS_FAULT_HALF) _exit(0);
            return SQLITE_FULL;
        }
        return refusal(SQLITE_IOERR_WRITE);
    }
    const int code = file->real->pMethods->xWrite(file->real, from, bytes, at);
    if (code == SQLITE_OK && file->is_recorded) record_add(RECORD_WRITE, file->name, (uint64_t)at, from, (uint64_t)bytes);
    return code;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 bytes) {
    struct file *const file = of(f);
    if (meets(VFS_TRUNCATE)) {
        if (plan.fault == VFS_FAULT_HALF) _exit(0);
        return SQLITE_IOERR_TRUNCATE;
    }
    const int code = file->real->pMethods->xTruncate(file->real, bytes);
    if (code == SQLITE_OK && file->is_recorded) record_add(RECORD_CUT, file->name, (uint64_t)bytes, NULL, 0);
    return code;
}

static int file_sync(sqlite3_file *f, int flags) {
    struct file *const file = of(f);
    if (meets(VFS_SYNC)) {
        if (plan.fault == VFS_FAULT_HALF) _exit(0);
        return SQLITE_IOERR_FSYNC;
    }
    const int code = file->real->pMethods->xSync(file->real, flags);
    if (code == SQLITE_OK && file->is_recorded) {
        record_add(RECORD_SYNC, file->name, 0, NULL, 0);
        if (file->syncs_folder) record_add(RECORD_FOLDER, 0, 0, NULL, 0);
        file->syncs_folder = 0;
    }
    return code;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *bytes) {
    sqlite3_file *const real = of(f)->real;
    if (!meets(VFS_SIZE)) return real->pMethods->xFileSize(real, bytes);
    if (plan.fault == VFS_FAULT_HALF) _exit(0);
    return SQLITE_IOERR_FSTAT;
}

static int file_lock(sqlite3_file *f, int level) {
    sqlite3_file *const real = of(f)->real;
    if (!meets(VFS_LOCK)) return real->pMethods->xLock(real, level);
    if (plan.fault == VFS_FAULT_HALF) _exit(0);
    return plan.fault == VFS_FAULT_BUSY ? SQLITE_BUSY : SQLITE_IOERR_LOCK;
}

/* Giving back does not fail: SQLite has no answer to it but to go on. */
static int file_unlock(sqlite3_file *f, int level) { return of(f)->real->pMethods->xUnlock(of(f)->real, level); }

static int file_check_lock(sqlite3_file *f, int *is_taken) {
    sqlite3_file *const real = of(f)->real;
    if (!meets(VFS_LOCK)) return real->pMethods->xCheckReservedLock(real, is_taken);
    if (plan.fault == VFS_FAULT_HALF) _exit(0);
    if (plan.fault != VFS_FAULT_BUSY) return SQLITE_IOERR_CHECKRESERVEDLOCK;
    *is_taken = 1;
    return SQLITE_OK;
}

static int file_control(sqlite3_file *f, int what, void *argument) {
    return of(f)->real->pMethods->xFileControl(of(f)->real, what, argument);
}
static int file_sector(sqlite3_file *f) { return of(f)->real->pMethods->xSectorSize(of(f)->real); }
static int file_device(sqlite3_file *f) { return of(f)->real->pMethods->xDeviceCharacteristics(of(f)->real); }

static int shared_map(sqlite3_file *f, int page, int bytes, int may_grow, void volatile **to) {
    sqlite3_file *const real = of(f)->real;
    if (!meets(VFS_SHARED)) return real->pMethods->xShmMap(real, page, bytes, may_grow, to);
    if (plan.fault == VFS_FAULT_HALF) _exit(0);
    *to = NULL;
    return plan.fault == VFS_FAULT_BUSY ? SQLITE_BUSY : plan.fault == VFS_FAULT_EIO ? SQLITE_IOERR_SHMMAP : SQLITE_IOERR_SHMSIZE;
}

static int shared_lock(sqlite3_file *f, int offset, int count, int flags) {
    sqlite3_file *const real = of(f)->real;
    if ((flags & SQLITE_SHM_UNLOCK) != 0 || !meets(VFS_SHARED)) return real->pMethods->xShmLock(real, offset, count, flags);
    if (plan.fault == VFS_FAULT_HALF) _exit(0);
    return plan.fault == VFS_FAULT_BUSY ? SQLITE_BUSY : SQLITE_IOERR_SHMLOCK;
}

static void shared_barrier(sqlite3_file *f) { of(f)->real->pMethods->xShmBarrier(of(f)->real); }
static int shared_unmap(sqlite3_file *f, int removes) { return of(f)->real->pMethods->xShmUnmap(of(f)->real, removes); }

static const sqlite3_io_methods methods = {2,           file_close,  file_read,    file_write,   file_truncate,
                                           file_sync,   file_size,   file_lock,    file_unlock,  file_check_lock,
                                           file_control, file_sector, file_device, shared_map,  shared_lock,
                                           shared_barrier, shared_unmap, NULL, NULL};

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out_flags) {
    (void)vfs;
    struct file *const file = of(f);
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(file + 1);
    file->real->pMethods = NULL;
    if (meets(VFS_OPEN)) {
        if (plan.fault == VFS_FAULT_HALF) _exit(0);
        return SQLITE_CANTOPEN;
    }
    file->is_recorded = record_wants(path, &file->name);
    const int is_new = file->is_recorded && access(path, F_OK) != 0;
    const int code = system_vfs->xOpen(system_vfs, path, file->real, flags, out_flags);
    if (file->real->pMethods != NULL) f->pMethods = &methods;
    if (code != SQLITE_OK || !is_new) return code;
    record_add(RECORD_MAKE, file->name, 0, NULL, 0);
    /* SQLite's VFS for Unix syncs the folder with the first sync of a log that it has made. */
    file->syncs_folder = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int syncs) {
    (void)vfs;
    if (meets(VFS_DELETE)) {
        if (plan.fault == VFS_FAULT_HALF) _exit(0);
        return SQLITE_IOERR_DELETE;
    }
    const int code = system_vfs->xDelete(system_vfs, path, syncs);
    uint32_t name = 0;
    if (code == SQLITE_OK && record_wants(path, &name)) {
        record_add(RECORD_REMOVE, name, 0, NULL, 0);
        if (syncs) record_add(RECORD_FOLDER, 0, 0, NULL, 0);
    }
    return code;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    (void)vfs;
    if (!meets(VFS_ACCESS)) return system_vfs->xAccess(system_vfs, path, flags, result);
    if (plan.fault == VFS_FAULT_HALF) _exit(0);
    return SQLITE_IOERR_ACCESS;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int room, char *to) {
    (void)vfs;
    return system_vfs->xFullPathname(system_vfs, path, room, to);
}

static int vfs_last_error(sqlite3_vfs *vfs, int room, char *to) {
    (void)vfs;
    const int own = last_error;
    return own != 0 ? own : system_vfs->xGetLastError(system_vfs, room, to);
}

/* SQLite waits in between where it tries again: not for a lock of the plan's. */
static int vfs_sleep(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    return plan.number != 0 && plan.fault == VFS_FAULT_BUSY ? 0 : system_vfs->xSleep(system_vfs, microseconds);
}

void vfs_install(void) {
    static sqlite3_vfs own;
    system_vfs = sqlite3_vfs_find(NULL);
    if (system_vfs == NULL) abort();
    own = *system_vfs;
    own.zName = "faults";
    own.pNext = NULL;
    own.szOsFile = (int)sizeof(struct file) + system_vfs->szOsFile;
    own.xOpen = vfs_open;
    own.xDelete = vfs_delete;
    own.xAccess = vfs_access;
    own.xFullPathname = vfs_full_path;
    own.xGetLastError = vfs_last_error;
    own.xSleep = vfs_sleep;
    if (sqlite3_vfs_register(&own, 1) != SQLITE_OK) abort();
}

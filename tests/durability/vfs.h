/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ENGRAM_TESTS_DURABILITY_VFS_H
#define ENGRAM_TESTS_DURABILITY_VFS_H

/*
 * SQLite's default way to the system in a test program: every call that the system may refuse is counted, and a plan
 * says which of them is refused, or is the last of the process. What is written and synced can be recorded (record.h).
 */

#include <stdint.h>

enum vfs_call {
    VFS_OPEN,
    VFS_READ,
    VFS_WRITE,
    VFS_SYNC,
    VFS_TRUNCATE,
    VFS_SIZE,
    VFS_LOCK,   /* of the database: taking, and asking for the reserved one */
    VFS_SHARED, /* memory shared by processes: mapping it, and its locks */
    VFS_DELETE,
    VFS_ACCESS,
    VFS_CALLS,
    VFS_ANY = VFS_CALLS
};
const char *vfs_call_name(enum vfs_call call);

enum vfs_fault {
    VFS_FAULT_EIO,   /* the call fails, nothing is done */
    VFS_FAULT_FULL,  /* it fails for lack of room, nothing is done */
    VFS_FAULT_SHORT, /* half of it is done: a read ends early, a write finds no more room */
    VFS_FAULT_BUSY,  /* a lock that another holds */
    VFS_FAULT_END,   /* the process ends before the call, as kill -9 ends it */
    VFS_FAULT_HALF,  /* the process ends in the middle of it */
    VFS_FAULTS
};

struct vfs_plan {
    enum vfs_call call;   /* of this kind; VFS_ANY: of any */
    enum vfs_fault fault;
    uint64_t number;      /* the call that meets it, from 1; 0: none does */
    int is_for_ever;      /* all later ones of the kind meet it as well */
};

/* Before the first use of SQLite. */
void vfs_install(void);
/* Begins counting at 0 with a plan; null: without. */
void vfs_begin(const struct vfs_plan *plan);
/* Calls of a kind since vfs_begin(). */
uint64_t vfs_count(enum vfs_call call);
/* How many met the fault. */
uint64_t vfs_met(void);

#endif

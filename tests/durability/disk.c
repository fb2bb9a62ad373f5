/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "durability/disk.h"

#include <fcntl.h>
#include <unistd.h>

static void file_reach(struct disk_file *file, uint64_t bytes) {
    if (bytes > file->room) {
        uint64_t room = file->room != 0 ? file->room : 1 << 16;
        while (room < bytes) room *= 2;
        file->data = realloc(file->data, (size_t)room);
        assert_non_null(file->data);
        memset(file->data + file->room, 0, (size_t)(room - file->room));
        file->room = room;
    }
    if (bytes > file->bytes) file->bytes = bytes;
}

static void file_put(struct disk_file *file, uint64_t at, const unsigned char *data, uint64_t bytes) {
    file_reach(file, at + bytes);
    memcpy(file->data + at, data, (size_t)bytes);
}

static void file_cut(struct disk_file *file, uint64_t bytes) {
    file_reach(file, bytes);
    memset(file->data + bytes, 0, (size_t)(file->room - bytes));
    file->bytes = bytes;
}

static uint32_t file_new(struct disk *disk) {
    assert_true(disk->count < DISK_FILES);
    return disk->count++;
}

void disk_begin(struct disk *disk, const char *path) {
    *disk = (struct disk){0};
    for (uint32_t i = 0; i < RECORD_NAMES; ++i) {
        disk->named[i] = -1;
        char name[1100];
        snprintf(name, sizeof name, "%s%s", path != NULL ? path : "", record_name(i));
        FILE *file = path != NULL ? fopen(name, "rb") : NULL;
        if (file == NULL) continue;
        disk->named[i] = (int)file_new(disk);
        static unsigned char part[1 << 16];
        uint64_t at = 0;
        for (size_t got; (got = fread(part, 1, sizeof part, file)) != 0; at += got)
            file_put(&disk->files[disk->named[i]], at, part, got);
        fclose(file);
    }
    memcpy(disk->named_now, disk->named, sizeof disk->named);
}

void disk_end(struct disk *disk) {
    for (uint32_t i = 0; i < disk->count; ++i) free(disk->files[i].data);
    free(disk->pending);
}

int disk_is_dirty(const struct disk *disk) { return disk->pending_count != 0 || disk->name_count != 0; }

static void apply(struct disk_file *file, const struct record_event *event) {
    if (event->kind == RECORD_CUT) file_cut(file, event->at);
    else file_put(file, event->at, event->data, event->bytes);
}

static void name_apply(int *named, const struct disk_change *change) {
    named[change->event->name] = change->event->kind == RECORD_MAKE ? (int)change->file : -1;
}

void disk_follow(struct disk *disk, const struct record_event *event) {
    const int now = disk->named_now[event->name];
    switch (event->kind) {
    case RECORD_MAKE:
    case RECORD_REMOVE:
        assert_true(disk->name_count < sizeof disk->names / sizeof *disk->names);
        disk->names[disk->name_count] = (struct disk_change){event, event->kind == RECORD_MAKE ? file_new(disk) : 0};
        name_apply(disk->named_now, &disk->names[disk->name_count++]);
        break;
    case RECORD_WRITE:
    case RECORD_CUT:
        assert_true(now >= 0);
        if (disk->pending_count == disk->pending_room) {
            disk->pending_room = disk->pending_room != 0 ? 2 * disk->pending_room : 256;
            disk->pending = realloc(disk->pending, disk->pending_room * sizeof *disk->pending);
            assert_non_null(disk->pending);
        }
        disk->pending[disk->pending_count++] = (struct disk_change){event, (uint32_t)now};
        break;
    case RECORD_SYNC: {
        size_t kept = 0;
        for (size_t i = 0; i < disk->pending_count; ++i)
            if ((int)disk->pending[i].file == now) apply(&disk->files[now], disk->pending[i].event);
            else disk->pending[kept++] = disk->pending[i];
        disk->pending_count = kept;
        ++disk->epoch;
        break;
    }
    case RECORD_FOLDER:
        for (size_t i = 0; i < disk->name_count; ++i) name_apply(disk->named, &disk->names[i]);
        disk->name_count = 0;
        ++disk->epoch;
        break;
    case RECORD_DONE: break;
    }
}

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

static int survives(enum disk_survivors which, uint64_t unit, uint64_t left_out, int is_last, rng *random) {
    switch (which) {
    case DISK_NOTHING: return 0;
    case DISK_ALL:
    case DISK_TORN: return 1;
    case DISK_LAST: return is_last;
    case DISK_ALL_BUT_ONE: return unit != left_out;
    case DISK_FEW: return rng_below(random, 8) == 0;
    case DISK_HALF: return rng_below(random, 2) == 0;
    default: return rng_below(random, 8) != 0;
    }
}

static uint64_t units_of(const struct record_event *event, uint64_t grain) {
    return event->kind == RECORD_CUT || event->bytes == 0 ? 1 : (event->at + event->bytes - 1) / grain - event->at / grain + 1;
}

/* Changes to one file, those that survive, on top of what is synced. */
static uint64_t put_pending(const struct disk *disk, enum disk_survivors which, uint64_t grain, rng *random,
                            struct disk_file *images, uint64_t hash) {
    uint64_t all = 0, unit = 0;
    for (size_t i = 0; i < disk->pending_count; ++i) all += units_of(disk->pending[i].event, grain);
    const uint64_t left_out = all != 0 ? rng_below(random, all) : 0;
    for (size_t i = 0; i < disk->pending_count; ++i) {
        const struct record_event *const event = disk->pending[i].event;
        struct disk_file *const image = &images[disk->pending[i].file];
        const int is_last = i + 1 == disk->pending_count;
        if (which == DISK_TORN && is_last && event->kind == RECORD_WRITE) {
            const uint64_t part = rng_below(random, event->bytes);
            file_put(image, event->at, event->data, part);
            return mix(hash, part + 2);
        }
        for (uint64_t k = 0, from = event->at, end = event->at + event->bytes; k < units_of(event, grain); ++k, ++unit) {
            const uint64_t border = (from / grain + 1) * grain, to = border < end ? border : end;
            const int stays = survives(which, unit, left_out, is_last, random);
            if (stays && event->kind == RECORD_CUT) file_cut(image, event->at);
            else if (stays) file_put(image, from, event->data + (from - event->at), to - from);
            hash = mix(hash, (uint64_t)stays);
            from = to;
        }
    }
    return hash;
}

static void image_write(const char *path, const struct disk_file *image) {
    const int to = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    assert_true(to >= 0);
    for (uint64_t at = 0; at < image->bytes;) {
        const ssize_t put = write(to, image->data + at, (size_t)(image->bytes - at));
        assert_true(put > 0);
        at += (uint64_t)put;
    }
    assert_int_equal(ftruncate(to, (off_t)image->bytes), 0);
    close(to);
}

uint64_t disk_write(const struct disk *disk, enum disk_survivors which, uint64_t grain, rng *random, const char *path) {
    uint64_t hash = mix(grain, disk->epoch);
    int named[RECORD_NAMES];
    memcpy(named, disk->named, sizeof named);
    const size_t names = which == DISK_NOTHING ? 0
                         : which == DISK_ALL || which == DISK_TORN || which == DISK_ALL_BUT_ONE
                             ? disk->name_count
                             : (size_t)rng_below(random, disk->name_count + 1);
    for (size_t i = 0; i < names; ++i) name_apply(named, &disk->names[i]);
    hash = mix(hash, names);
    /* What is synced stays as it is: only files with changes on their way are copied. */
    struct disk_file images[DISK_FILES];
    int is_copied[DISK_FILES] = {0};
    memcpy(images, disk->files, sizeof images);
    for (size_t i = 0; i < disk->pending_count; ++i) {
        const uint32_t file = disk->pending[i].file;
        if (is_copied[file]) continue;
        is_copied[file] = 1;
        images[file] = (struct disk_file){0};
        if (disk->files[file].bytes != 0) file_put(&images[file], 0, disk->files[file].data, disk->files[file].bytes);
    }
    hash = put_pending(disk, which, grain, random, images, hash);
    char name[1100];
    for (uint32_t i = 0; i < RECORD_NAMES; ++i) {
        snprintf(name, sizeof name, "%s%s", path, record_name(i));
        if (named[i] >= 0) image_write(name, &images[named[i]]);
        else unlink(name);
    }
    snprintf(name, sizeof name, "%s-shm", path);
    unlink(name); /* it says nothing after a loss of power */
    for (uint32_t i = 0; i < disk->count; ++i)
        if (is_copied[i]) free(images[i].data);
    return hash;
}

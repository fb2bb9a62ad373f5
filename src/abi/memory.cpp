// SPDX-License-Identifier: MIT OR Apache-2.0
#include "engram/memory.h"

#include <new>

#include "abi/space.hpp"
#include "store/listing.hpp"

using namespace engram;

namespace {

constexpr uint64_t most_listed = 1000000;

void end_batch(engram_batch **batch) {
    engram_batch::end(*batch);
    *batch = nullptr;
}

void check_flags(call &k, uint32_t flags) {
    if (k.is_well() && (flags & ~uint32_t{ENGRAM_READ_VECTORS}) != 0)
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "flags", "flags has a bit that this version does not know");
}

void read_filter(call &k, const engram_filter *given, filter *only) {
    engram_filter known{};
    k.read(given, &known, "filter", true);
    if (k.is_well()) k.status = only->check(given != nullptr ? &known : nullptr, k.f);
}

} // namespace

engram_status engram_remember(engram_space *space, const engram_memory *memory, const engram_write_options *options,
                              uint64_t *id, engram_error_detail *error) {
    writing_call k(space, options, error);
    engram_memory given{};
    k.read(memory, &given, "memory", false);
    memory_input input;
    if (k.is_well()) k.status = input_check(space->file, given, false, &input, k.f);
    uint64_t made = 0;
    k.run([&](transaction &t) { return remember(t, input, &made, k.f); });
    if (k.is_well() && id != nullptr) *id = made;
    return k.end();
}

engram_status engram_update(engram_space *space, uint64_t id, const engram_memory *memory,
                            const engram_write_options *options, engram_error_detail *error) {
    writing_call k(space, options, error);
    engram_memory given{};
    k.read(memory, &given, "memory", false);
    memory_input input;
    if (k.is_well()) k.status = input_check(space->file, given, true, &input, k.f);
    k.run([&](transaction &t) { return update(t, id, input, k.f); });
    return k.end();
}

engram_status engram_reinforce(engram_space *space, const uint64_t *ids, uint64_t id_count, float rate,
                               const engram_write_options *options, engram_error_detail *error) {
    writing_call k(space, options, error);
    if (id_count != 0) k.need(ids, "ids");
    if (k.is_well() && id_count == 0) return k.end();
    k.run([&](transaction &t) { return reinforce(t, ids, id_count, rate, k.f); });
    return k.end();
}

engram_status engram_forget(engram_space *space, uint64_t id, const engram_write_options *options,
                            engram_error_detail *error) {
    writing_call k(space, options, error);
    k.run([&](transaction &t) { return forget(t, id, k.f); });
    return k.end();
}

engram_status engram_batch_begin(engram_space *space, const engram_write_options *options, engram_batch **batch,
                                 engram_error_detail *error) {
    writing_call k(space, options, error);
    k.need(batch, "batch");
    if (k.is_well() && k.options.batch != nullptr)
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "options.batch",
                              "a batch is not begun within another: options.batch must be null");
    if (!k.is_well()) return k.end();
    void *const room = heap_take(sizeof(engram_batch));
    if (room == nullptr) {
        k.status = k.f.no_memory();
        return k.end();
    }
    engram_batch *made = new (room) engram_batch(*space, k.options.now);
    store &s = space->file;
    k.status =
        made->work.begin(watch::lasting(k.options.busy_ns != 0 ? k.options.busy_ns : s.busy_ns, &s.interruptions), k.f);
    if (k.is_well()) {
        __atomic_store_n(&space->batch, made, __ATOMIC_RELAXED);
        *batch = made;
    } else {
        end_batch(&made);
    }
    return k.end();
}

engram_status engram_batch_commit(engram_space *space, engram_batch **batch, engram_error_detail *error) {
    call k(space, error);
    k.need(batch, "batch");
    if (k.is_well()) k.need(*batch, "batch");
    if (k.is_well() && &(*batch)->work.s != &space->file)
        k.status = k.f.refuse(ENGRAM_ERROR_HANDLE, "batch", "the batch is of another space");
    if (!k.is_well()) return k.end();
    (*batch)->work.limit = watch::lasting(space->file.busy_ns, &space->file.interruptions);
    k.status = (*batch)->work.commit(k.f);
    end_batch(batch);
    return k.end();
}

void engram_batch_cancel(engram_space *space, engram_batch **batch) {
    if (space == nullptr || batch == nullptr || *batch == nullptr) return;
    fault f;
    if (space->file.check_process(f) == ENGRAM_OK) end_batch(batch);
}

void engram_listing_free(engram_listing **listing) {
    if (listing == nullptr) return;
    // The listing is the first thing in what owns it.
    listing_builder::listing_free(reinterpret_cast<owned_listing *>(*listing));
    *listing = nullptr;
}

engram_status engram_get(engram_space *space, uint64_t id, uint32_t flags, engram_listing **listing,
                         engram_error_detail *error) {
    reading_call k(space, error);
    k.need(listing, "listing");
    check_flags(k, flags);
    if (k.begin()) k.status = list_ids(k.file(), k.c(), &id, 1, (flags & ENGRAM_READ_VECTORS) != 0, true, listing, k.f);
    return k.end();
}

engram_status engram_get_key(engram_space *space, engram_text key, uint32_t flags, engram_listing **listing,
                             engram_error_detail *error) {
    reading_call k(space, error);
    k.need(listing, "listing");
    check_flags(k, flags);
    if (k.is_well()) k.status = text_check(key, 4096, "key", k.f);
    if (k.begin()) k.status = list_key(k.file(), k.c(), key, (flags & ENGRAM_READ_VECTORS) != 0, listing, k.f);
    return k.end();
}

engram_status engram_get_many(engram_space *space, const uint64_t *ids, uint64_t count, uint32_t flags,
                              engram_listing **listing, engram_error_detail *error) {
    reading_call k(space, error);
    k.need(listing, "listing");
    if (count != 0) k.need(ids, "ids");
    check_flags(k, flags);
    if (k.is_well() && count > static_cast<uint64_t>(PTRDIFF_MAX) / sizeof(engram_record))
        k.status = k.f.refuse(ENGRAM_ERROR_OVERFLOW, "count", "that many records do not fit the address space");
    if (k.begin())
        k.status = list_ids(k.file(), k.c(), ids, count, (flags & ENGRAM_READ_VECTORS) != 0, false, listing, k.f);
    return k.end();
}

engram_status engram_find_key(engram_space *space, engram_text key, uint64_t *id, engram_error_detail *error) {
    reading_call k(space, error);
    k.need(id, "id");
    if (k.is_well()) k.status = text_check(key, 4096, "key", k.f);
    if (!k.begin()) return k.end();
    uint64_t found = 0;
    reading at(k.c());
    k.status = at.begin(k.f);
    if (k.is_well()) k.status = key_find(k.c(), key, &found, k.f);
    if (k.is_well()) *id = found;
    return k.end();
}

engram_status engram_iterate(engram_space *space, const engram_filter *wanted, uint64_t after, uint64_t limit,
                             uint32_t flags, engram_listing **listing, engram_error_detail *error) {
    reading_call k(space, error);
    k.need(listing, "listing");
    check_flags(k, flags);
    if (k.is_well() && (limit == 0 || limit > most_listed))
        k.status = k.f.refuse(ENGRAM_ERROR_ARGUMENT, "limit", "limit must be from 1 to 1000000");
    filter only;
    read_filter(k, wanted, &only);
    if (k.begin())
        k.status = list_from(k.file(), k.c(), only, after, limit, (flags & ENGRAM_READ_VECTORS) != 0, listing, k.f);
    return k.end();
}

engram_status engram_count(engram_space *space, const engram_filter *wanted, uint64_t *count,
                           engram_error_detail *error) {
    reading_call k(space, error);
    k.need(count, "count");
    filter only;
    read_filter(k, wanted, &only);
    if (k.begin()) k.status = count_memories(k.file(), k.c(), only, count, k.f);
    return k.end();
}

// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_ABI_SPACE_HPP
#define ENGRAM_ABI_SPACE_HPP

// What every call on a space begins and ends with.

#include "space/space.hpp"
#include "store/fault.hpp"

namespace engram {

// Copies a caller's struct, complete with what it is too old to have.
template <class T> bool read_struct(const T *given, T *known) {
    if (given->size != sizeof(T)) return false;
    *known = *given;
    return true;
}

// A call: its words, its handle looked at, its time.
struct call {
    fault f;
    engram_error_detail *error;
    engram_status status;

    call(const engram_space *space, engram_error_detail *told) : error(told), status(check_detail(told)) {
        if (status != ENGRAM_OK) {
            error = nullptr;
            return;
        }
        status = space == nullptr ? f.null("space") : space->file.check_process(f);
    }
    bool is_well() const { return status == ENGRAM_OK; }
    void need(const void *pointer, const char *which) {
        if (is_well() && pointer == nullptr) status = f.null(which);
    }
    // Reads a struct, which may be null where `defaults` are.
    template <class T> void read(const T *given, T *known, const char *which, bool may_be_null) {
        if (!is_well() || (given == nullptr && may_be_null)) return;
        if (given == nullptr) status = f.null(which);
        else if (!read_struct(given, known))
            status = f.refuse(ENGRAM_ERROR_STRUCT, which,
                              "%s has a size that this version does not know: set its size field to sizeof", which);
    }
    engram_status end() { return tell(f, status, error); }
};

// A reading call: a connection for as long as it lasts.
struct reading_call : call {
    engram_space *space;
    watch w{};
    lease leased;

    reading_call(engram_space *in, engram_error_detail *told) : call(in, told), space(in) {}
    // Once the arguments are known to be right.
    bool begin() {
        if (!is_well()) return false;
        w = watch::lasting(file().busy_ns, &file().interruptions);
        status = leased.take(file(), w, f);
        return is_well();
    }
    store &file() { return space->file; }
    connection &c() { return *leased.c; }
};

// A writing call: in a transaction of its own, or in that of a batch.
struct writing_call : call {
    engram_space *space;
    engram_write_options options{};

    writing_call(engram_space *in, const engram_write_options *given, engram_error_detail *told)
        : call(in, told), space(in) {
        read(given, &options, "options", true);
        if (is_well() && options.flags != 0)
            status = f.refuse(ENGRAM_ERROR_ARGUMENT, "options.flags",
                              "options.flags has a bit that this version does not know");
        if (is_well() && options.batch != nullptr && &options.batch->work.s != &space->file)
            status = f.refuse(ENGRAM_ERROR_HANDLE, "options.batch", "the batch is of another space");
    }
    // Runs the operation and, where it is one by itself, commits it.
    template <class Operation> void run(Operation operation, bool commits = true) {
        if (!is_well()) return;
        store &s = space->file;
        const watch w = watch::lasting(options.busy_ns != 0 ? options.busy_ns : s.busy_ns, &s.interruptions);
        if (options.batch != nullptr) {
            transaction &t = options.batch->work;
            status = t.enter(options.now != 0 ? options.now : options.batch->now, w, f);
            if (is_well()) status = operation(t);
            return;
        }
        transaction t(s);
        status = t.begin(w, f);
        if (is_well()) status = t.enter(options.now, w, f);
        if (is_well()) status = operation(t);
        if (is_well() && commits) status = t.commit(f);
    }
};

} // namespace engram

#endif

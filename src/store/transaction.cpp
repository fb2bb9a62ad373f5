// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/transaction.hpp"

namespace engram {

namespace {

constexpr uint64_t checkpoint_pages = 2000; // of log: 16 or 32 MB
constexpr uint64_t waiting_texts = 128;

engram_status read_only(const store &s, fault &f) {
    if (s.then != nullptr)
        return f.refuse(ENGRAM_ERROR_READ_ONLY, "space",
                        "the space shows a moment of the past, which does not change: write to the one it was taken from");
    if (s.why == ENGRAM_OK)
        return f.refuse(ENGRAM_ERROR_READ_ONLY, "space",
                        "the space was opened to be read only: open it without ENGRAM_SPACE_READ_ONLY");
    return f.refuse(ENGRAM_ERROR_READ_ONLY, "space",
                    "the space is read-only since a write failed (%s): nothing that was acknowledged "
                    "is lost; mend the cause, then close and open it again",
                    engram_status_name(s.why));
}

// Whether a failure leaves it open what of the log has reached the disk.
bool is_grave(engram_status status) {
    return status == ENGRAM_ERROR_IO || status == ENGRAM_ERROR_FULL || status == ENGRAM_ERROR_DAMAGED;
}

} // namespace

engram_status transaction::begin(const watch &w, fault &f) {
    if (s.is_read_only()) return read_only(s, f);
    engram_status status = s.door.take(w, f);
    if (status != ENGRAM_OK) return status;
    limit = w;
    s.writer.clock = &limit;
    if (s.is_read_only()) { // since it was waited for
        leave();
        return read_only(s, f);
    }
    // Under `interval` the commits in between are not synced, and the first one after it takes the others with it.
    is_syncing = s.sync == ENGRAM_SYNC_INTERVAL && s.has_unsynced && clock_running() - s.synced >= s.interval_ns;
    if (is_syncing) status = s.writer.run("PRAGMA synchronous = FULL", f);
    if (status == ENGRAM_OK) {
        query q(s.writer, sql::begin_write, f);
        status = q.finish();
        is_open = status == ENGRAM_OK;
    }
    if (status == ENGRAM_OK) status = head_read(s.writer, &was, f);
    if (status == ENGRAM_OK) {
        now = was;
        doomed = ENGRAM_OK;
        pending = {};
        has_long_text = false;
        return ENGRAM_OK;
    }
    if (is_open) cancel();
    else leave();
    return status;
}

engram_status transaction::enter(int64_t at, const watch &w, fault &f) {
    if (doomed != ENGRAM_OK)
        return f.refuse(doomed, "options.batch",
                        "an operation of the batch failed before: end the batch and do its work again");
    limit = w;
    time = at != 0 ? at : clock_utc();
    return ENGRAM_OK;
}

engram_status transaction::append(const head *with, fault &f) {
    uint64_t salt;
    sqlite3_randomness(sizeof salt, &salt);
    const uint64_t digest = entry_digest(salt, pending_body.data, pending_body.count);
    now.chain = entry_chain(now.chain, pending, digest);
    query q(s.writer, sql::add_entry, f);
    q.bind(1, pending.number)
        .bind(2, pending.time)
        .bind(3, int64_t{static_cast<uint32_t>(pending.what)})
        .bind(4, pending.subject);
    q.bind_blob(5, pending_body.data, pending_body.count).bind(6, salt).bind(7, digest).bind(8, now.chain);
    if (with != nullptr)
        q.bind(9, with->state)
            .bind(10, with->memories)
            .bind(11, with->links)
            .bind(12, with->versions)
            .bind(13, with->indexed);
    return q.finish();
}

engram_status transaction::settle(engram_status written, operation what, uint64_t subject, const body_writer &body,
                                  fault &f) {
    if (written == ENGRAM_OK && !body.is_whole) written = f.no_memory();
    if (written == ENGRAM_OK && pending.number != 0) written = append(nullptr, f);
    if (written == ENGRAM_OK) {
        ++now.number;
        if (time > now.time) now.time = time;
        pending = {now.number, now.time, what, subject};
        pending_body.clear();
        if (!pending_body.append(body.bytes.data, body.bytes.count)) written = f.no_memory();
    }
    if (written != ENGRAM_OK) {
        doomed = written;
        if (is_grave(written)) s.close_to_writes(written);
    }
    return written;
}

engram_status transaction::commit(fault &f) {
    if (!is_open) return f.refuse(ENGRAM_ERROR_HANDLE, "batch", "the batch has ended");
    if (doomed != ENGRAM_OK) {
        const engram_status status = doomed;
        cancel();
        return f.refuse(status, "batch", "an operation of the batch failed, so none of it was made: do its work again");
    }
    if (pending.number == 0) { // nothing was done
        cancel();
        return ENGRAM_OK;
    }
    const engram_status status = finish(f);
    if (status != ENGRAM_OK) {
        // Before the gate opens: the next writer must not commit onto a log of which nobody knows what is on the disk.
        if (is_grave(status)) s.close_to_writes(status);
        cancel();
        return status;
    }
    is_open = false;
    if (s.sync == ENGRAM_SYNC_INTERVAL) {
        if (is_syncing || !s.has_unsynced) s.synced = clock_running();
        s.has_unsynced = !is_syncing;
    }
    // A checkpoint that fails has lost nothing: the log has everything, and the next one finds out what is wrong.
    if (s.is_file() && s.writer.wal_pages >= s.checkpoint_at) {
        int log = 0, copied = 0;
        sqlite3_wal_checkpoint_v2(s.writer.db, nullptr, SQLITE_CHECKPOINT_PASSIVE, &log, &copied);
        s.checkpoint_at = checkpoint_pages + (copied < log ? static_cast<uint64_t>(log) : 0);
    }
    leave();
    return ENGRAM_OK;
}

// Texts go into the index of words by the hundred: one by one they would double what a commit writes. Recall reads
// those that wait.
engram_status transaction::index_words(fault &f) {
    if (now.versions - now.indexed < waiting_texts && !has_long_text) return ENGRAM_OK;
    query q(s.writer, sql::index_words, f);
    const engram_status status = q.bind(1, now.indexed).finish();
    now.indexed = now.versions;
    return status;
}

engram_status transaction::finish(fault &f) {
    engram_status status = index_words(f);
    if (status == ENGRAM_OK) status = append(&now, f);
    if (status == ENGRAM_OK) {
        query q(s.writer, sql::clear_head, f);
        status = q.bind(1, was.number).finish();
    }
    if (status != ENGRAM_OK) return status;
    query q(s.writer, sql::commit, f);
    return q.finish();
}

void transaction::cancel() {
    if (!is_open) return;
    s.writer.clock = nullptr; // giving up is not interrupted
    sqlite3_exec(s.writer.db, "ROLLBACK", nullptr, nullptr, nullptr);
    is_open = false;
    leave();
}

void transaction::leave() {
    if (is_syncing) {
        is_syncing = false;
        fault ignored;
        s.writer.run("PRAGMA synchronous = NORMAL", ignored);
    }
    s.writer.clock = nullptr;
    s.door.give();
}

} // namespace engram

// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/stream.hpp"

#include <errno.h>
#include <unistd.h>

#include "store/checksum.hpp"

namespace engram {

namespace {

constexpr uint64_t head_bytes = 12;
constexpr uint64_t most_bytes = uint64_t{3} << 30; // of a block: the longest row there can be

void put_number(uint8_t *to, uint64_t value, int count) {
    for (int i = 0; i < count; ++i) to[i] = static_cast<uint8_t>(value >> (8 * i));
}
uint64_t get_number(const uint8_t *from, int count) {
    uint64_t value = 0;
    for (int i = 0; i < count; ++i) value |= uint64_t{from[i]} << (8 * i);
    return value;
}

uint64_t block_sum(uint64_t before, const void *data, uint64_t count) {
    hasher h(hash_block);
    h.number(before);
    h.bytes(data, count);
    return h.value();
}

} // namespace

engram_status sink::put(const void *data, uint64_t count, fault &f) {
    bytes += count;
    if (file != nullptr) return file->write(data, count, f);
    if (write(context, data, count) == 0) return ENGRAM_OK;
    return f.refuse(ENGRAM_ERROR_IO, "options.write", "options.write refused what it was given");
}

source::~source() {
    if (file >= 0) ::close(file);
}

engram_status source::some(void *data, uint64_t count, uint64_t *got, fault &f) {
    int64_t done;
    do done = read != nullptr ? read(context, data, count) : ::read(file, data, static_cast<size_t>(count));
    while (read == nullptr && done < 0 && errno == EINTR);
    *got = static_cast<uint64_t>(done);
    if (done >= 0 && *got <= count) return ENGRAM_OK;
    f.system_code = read == nullptr ? errno : 0;
    return f.refuse(ENGRAM_ERROR_IO, "options.sources", "%s cannot be read", name);
}

engram_status source::get(void *data, uint64_t count, bool *is_end, fault &f) {
    char *at = static_cast<char *>(data);
    uint64_t left = count;
    *is_end = false;
    while (left != 0) {
        uint64_t got = 0;
        const engram_status status = some(at, left, &got, f);
        if (status != ENGRAM_OK) return status;
        if (got == 0) break;
        at += got, left -= got;
    }
    *is_end = left == count && count != 0;
    if (left == 0 || *is_end) return ENGRAM_OK;
    return f.refuse(ENGRAM_ERROR_DAMAGED, "options.sources", "%s ends in the middle: get it from where it was written", name);
}

void row_writer::number(uint64_t value) {
    do {
        is_whole = buffer.push(static_cast<uint8_t>((value & 127u) | (value > 127u ? 128u : 0u))) && is_whole;
        value >>= 7;
    } while (value != 0);
}

void row_writer::integer(int64_t value) {
    number(SQLITE_INTEGER);
    number(static_cast<uint64_t>(value));
}

void row_writer::bytes(uint8_t type, const void *data, uint64_t count) {
    number(type);
    number(count);
    is_whole = buffer.append(static_cast<const uint8_t *>(data), count) && is_whole;
}

void row_writer::column(const query &q, int at) {
    switch (sqlite3_column_type(q.s, at)) {
    case SQLITE_INTEGER: return integer(q.integer(at));
    case SQLITE_FLOAT: {
        uint8_t bits[8];
        put_number(bits, engram_bits_f64(q.real(at)), 8);
        number(SQLITE_FLOAT);
        is_whole = buffer.append(bits, 8) && is_whole;
        return;
    }
    case SQLITE_TEXT: return bytes(SQLITE_TEXT, q.text(at).data, q.text(at).bytes);
    case SQLITE_BLOB: return bytes(SQLITE_BLOB, q.blob(at).data, q.blob(at).bytes);
    default: return number(SQLITE_NULL);
    }
}

engram_status row_writer::flush(fault &f) {
    if (!is_whole) return f.no_memory();
    if (buffer.count > most_bytes)
        return f.refuse(ENGRAM_ERROR_OVERFLOW, nullptr, "a row has more bytes than an increment takes");
    uint8_t head[head_bytes];
    last_sum = block_sum(last_sum, buffer.data, buffer.count);
    put_number(head, buffer.count, 4);
    put_number(head + 4, last_sum, 8);
    engram_status status = to.put(head, head_bytes, f);
    if (status == ENGRAM_OK && buffer.count != 0) status = to.put(buffer.data, buffer.count, f);
    buffer.clear();
    return status;
}

engram_status row_writer::end(fault &f) {
    engram_status status = buffer.count != 0 || !is_whole ? flush(f) : ENGRAM_OK;
    return status == ENGRAM_OK ? flush(f) : status;
}

engram_status row_reader::damaged(fault &f) const {
    return f.refuse(ENGRAM_ERROR_DAMAGED, "options.sources", "%s is damaged: get it from where it was written", from.name);
}

engram_status row_reader::refill(bool *has, fault &f) {
    uint8_t head[head_bytes];
    bool is_end = false;
    engram_status status = from.get(head, head_bytes, &is_end, f);
    if (status != ENGRAM_OK) return status;
    if (is_end)
        return f.refuse(ENGRAM_ERROR_DAMAGED, "options.sources", "%s ends in the middle: get it from where it was written",
                        from.name);
    const uint64_t length = get_number(head, 4);
    if (length > most_bytes) return damaged(f);
    block.clear();
    at = 0;
    // Piece by piece, so that a length that is not true costs no memory.
    while (block.count < length) {
        const uint64_t piece = length - block.count < 1u << 20 ? length - block.count : 1u << 20;
        uint8_t *const room = block.extend(piece);
        if (room == nullptr) return f.no_memory();
        status = from.get(room, piece, &is_end, f);
        if (status != ENGRAM_OK) return status;
        if (is_end) return damaged(f);
    }
    last_sum = block_sum(last_sum, block.data, length);
    if (last_sum != get_number(head + 4, 8)) return damaged(f);
    *has = length != 0;
    uint8_t beyond;
    if (length != 0) return ENGRAM_OK;
    status = from.get(&beyond, 1, &is_end, f);
    return status == ENGRAM_OK && !is_end ? damaged(f) : status;
}

bool row_reader::number(uint64_t *value) {
    *value = 0;
    for (uint32_t shift = 0; shift < 64 && at < block.count; shift += 7) {
        const uint8_t byte = block[at++];
        *value |= uint64_t{byte & 127u} << shift;
        if ((byte & 128u) == 0) return true;
    }
    return false;
}

engram_status row_reader::next(bool *has, fault &f) {
    *has = true;
    if (at == block.count) {
        const engram_status status = refill(has, f);
        if (status != ENGRAM_OK || !*has) return status;
    }
    uint64_t which = 0, count = 0;
    if (!number(&which) || !number(&count) || count > most_columns || which > UINT32_MAX) return damaged(f);
    table = static_cast<uint32_t>(which), columns = static_cast<uint32_t>(count);
    for (uint32_t i = 0; i < columns; ++i) {
        value &v = values[i];
        v = {};
        uint64_t type = 0, n = 0;
        if (!number(&type)) return damaged(f);
        v.type = static_cast<uint8_t>(type);
        switch (type) {
        case SQLITE_INTEGER:
            if (!number(&n)) return damaged(f);
            v.integer = static_cast<int64_t>(n);
            break;
        case SQLITE_FLOAT:
            if (block.count - at < 8) return damaged(f);
            v.real = engram_f64_bits(get_number(&block[at], 8));
            at += 8;
            break;
        case SQLITE_TEXT:
        case SQLITE_BLOB:
            if (!number(&n) || n > block.count - at) return damaged(f);
            v.bytes = {reinterpret_cast<const char *>(block.data + at), n};
            at += n;
            break;
        case SQLITE_NULL: break;
        default: return damaged(f);
        }
    }
    return ENGRAM_OK;
}

} // namespace engram

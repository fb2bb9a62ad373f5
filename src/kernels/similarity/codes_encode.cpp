// SPDX-License-Identifier: MIT OR Apache-2.0
// Codes of rows in blocks: header, signs and factors.

#include <float.h>

#include "base/fma.h"
#include "kernels/similarity/codes_blocks.hpp"
#include "kernels/similarity/rotation.hpp"
#include "kernels/similarity/traits.hpp"

namespace {

constexpr char magic[8] = {'E', 'n', 'g', 'C', 'o', 'd', 'e', '1'};

uint64_t check_of(const struct engram_codes_header &h) {
    uint64_t words[7], sum = 0;
    static_assert(sizeof words == offsetof(engram_codes_header, check));
    memcpy(words, &h, sizeof words);
    for (const uint64_t word : words) {
        sum = (sum ^ word) * 0xBF58476D1CE4E5B9u;
        sum ^= sum >> 29;
    }
    return sum;
}

// What the codes of a row are told by: the length of the rest is an upper bound.
struct row_factors {
    float f, length, norm;
};
constexpr row_factors unknown_row = {0.0f, __builtin_inff(), 1.0f};

// With y = R x / |x| and n elements: |f s - y|^2 = f^2 n - 2 f sum|y| + |y|^2, for the f that is stored. The sums err by less
// than 2^-36 of at most 4 n, which 2^-18 above the root covers for 65,536 elements; rounding to float is within 2^-22.
row_factors factors_of(const struct engram_similarity_ops *ops, const float *turned, size_t dim, double squares) {
    const struct engram_vector_sums s = ops->vector_sums(turned, dim);
    const double norm = __builtin_sqrt(squares), n = static_cast<double>(dim);
    const double magnitudes = s.magnitudes / norm, unit = s.squares / squares;
    const float f = static_cast<float>(unit / magnitudes);
    const double g = static_cast<double>(f), rest = g * g * n - 2.0 * g * magnitudes + unit;
    const double length = __builtin_sqrt(rest > 0.0 ? rest : 0.0);
    return {f, static_cast<float>((length + 0x1p-18) * (1.0 + 0x1p-22)), static_cast<float>(norm)};
}

const void *row_at(const engram_rows *rows, uint64_t i) {
    return static_cast<const char *>(rows->data) + i * rows->stride * engram_unit_bytes(rows->type, 1);
}

// Turns the row; false where it has no codes.
bool turn_row(const struct engram_similarity_ops *ops, const engram_rows *rows, uint64_t i, uint64_t seed, float *y,
              row_factors *factors) {
    const auto dim = static_cast<size_t>(rows->dim);
    engram_codes_widen(ops, rows->type, row_at(rows, i), dim, y);
    const double squares = ops->vector_sums(y, dim).squares;
    *factors = unknown_row;
    if (!engram_codes_is_plain(squares)) return false;
    ops->rotate(y, dim, seed);
    *factors = factors_of(ops, y, dim, squares);
    return true;
}

// The signs of a turned row, two groups a byte; none of a row that is not known.
struct sign_bits {
    uint8_t bytes[ENGRAM_CODES_MAX_DIM / 8];

    uint32_t group(size_t g) const { return bytes[g / 2] >> (g % 2 * 4) & 15u; }
};
void signs_of(const struct engram_similarity_ops *ops, const float *y, size_t dim, size_t groups, bool is_known, sign_bits *bits) {
    memset(bits->bytes, 0, groups / 2);
    if (is_known) ops->f32_to_bits(y, dim, bits->bytes);
}

void encode_row(const struct engram_similarity_ops *ops, const engram_rows *rows, uint64_t i, uint64_t row,
                const struct engram_code_blocks *c, float *y) {
    row_factors factors;
    const bool is_known = turn_row(ops, rows, i, c->seed, y, &factors);
    sign_bits bits;
    signs_of(ops, y, rows->dim, c->groups, is_known, &bits);
    uint8_t *block = c->blocks + row / 32 * c->block_bytes;
    const size_t r = row % 32, shift = r < 16 ? 0 : 4;
    for (size_t g = 0; g < c->groups; ++g) {
        uint8_t &pair = block[16 * g + r % 16];
        pair = static_cast<uint8_t>((pair & ~(15u << shift)) | bits.group(g) << shift);
    }
    auto *of_block = reinterpret_cast<struct engram_block_factors *>(block + 16 * c->groups);
    of_block->f[r] = factors.f;
    of_block->length[r] = factors.length;
    of_block->norm[r] = factors.norm;
}

struct encode_context {
    const struct engram_similarity_ops *ops;
    const engram_rows *rows;
    uint64_t at;
    const struct engram_code_blocks *codes;
    float *scratch;
    uint32_t tasks;
};

// Whole blocks, so that no two tasks write to one.
void encode_task(void *context, uint32_t task) {
    const auto *c = static_cast<const encode_context *>(context);
    if (task >= c->tasks) return;
    const uint64_t end_row = c->at + c->rows->count, from = c->at / 32, blocks = (end_row + 31) / 32 - from;
    float *y = c->scratch + task * ((c->rows->dim + 15) / 16 * 16);
    for (uint64_t b = from + engram_share(blocks, task, c->tasks), end = from + engram_share(blocks, task + 1, c->tasks); b < end;
         ++b) {
        const uint64_t first = b * 32 > c->at ? b * 32 : c->at, last = b * 32 + 32 < end_row ? b * 32 + 32 : end_row;
        if (b * 32 >= c->codes->count) memset(c->codes->blocks + b * c->codes->block_bytes, 0, c->codes->block_bytes);
        for (uint64_t row = first; row < last; ++row) encode_row(c->ops, c->rows, row - c->at, row, c->codes, y);
    }
}

} // namespace

void engram_codes_header_write(void *codes, engram_type type, uint64_t dim, uint64_t seed, uint64_t count) {
    struct engram_codes_header h = {{}, 1, type, dim, seed, count, {0, 0}, 0};
    memcpy(h.magic, magic, sizeof magic);
    h.check = check_of(h);
    memcpy(codes, &h, sizeof h);
}

int engram_codes_header_read(void *codes, uint64_t bytes, struct engram_code_blocks *out) {
    struct engram_codes_header h;
    if (bytes < sizeof h) return 0;
    memcpy(&h, codes, sizeof h);
    if (memcmp(h.magic, magic, sizeof magic) != 0 || h.check != check_of(h) || h.kind != 1) return 0;
    if (h.dim == 0 || h.dim > ENGRAM_CODES_MAX_DIM || ENGRAM_TYPE_INDEX(h.type) >= ENGRAM_FLOAT_TYPE_COUNT) return 0;
    *out = {static_cast<uint8_t *>(codes) + sizeof h, engram_codes_groups(h.dim), engram_codes_block_bytes(h.dim), h.type,
            h.dim, h.seed, h.count};
    return h.count / 32 + (h.count % 32 != 0) <= (bytes - sizeof h) / out->block_bytes;
}

void engram_codes_widen(const struct engram_similarity_ops *ops, engram_type type, const void *row, size_t dim, float *out) {
    if (type == ENGRAM_TYPE_F32) memcpy(out, row, dim * sizeof *out);
    else (type == ENGRAM_TYPE_F16 ? ops->f16_to_f32 : ops->bf16_to_f32)(static_cast<const uint16_t *>(row), dim, out);
}

void engram_rotate_run(const struct engram_similarity_ops *ops, const engram_rows *rows, uint64_t seed, float *out) {
    const auto dim = static_cast<size_t>(rows->dim);
    for (uint64_t i = 0; i < rows->count; ++i, out += dim) {
        engram_codes_widen(ops, rows->type, row_at(rows, i), dim, out);
        bool is_finite = true;
        for (size_t j = 0; j < dim; ++j) is_finite &= __builtin_fabsf(out[j]) <= FLT_MAX;
        ops->rotate(out, dim, seed);
        for (size_t j = 0; !is_finite && j < dim; ++j) out[j] = engram_f32_bits(ENGRAM_NAN_BITS);
    }
}

void engram_codes_encode_run(const struct engram_similarity_ops *ops, const engram_rows *rows, uint64_t at,
                             const struct engram_code_blocks *codes, const engram_executor *executor, float *scratch) {
    encode_context c = {ops, rows, at, codes, scratch, executor != nullptr && executor->task_count > 1 ? executor->task_count : 1};
    if (c.tasks == 1) encode_task(&c, 0);
    else executor->run(executor->context, c.tasks, encode_task, &c);
    const uint64_t end = at + rows->count;
    if (end > codes->count)
        engram_codes_header_write(codes->blocks - sizeof(struct engram_codes_header), codes->type, codes->dim, codes->seed, end);
}

int engram_codes_row_matches(const struct engram_similarity_ops *ops, const engram_rows *rows, uint64_t row,
                             const struct engram_code_blocks *c, float *scratch) {
    row_factors factors;
    const bool is_known = turn_row(ops, rows, row, c->seed, scratch, &factors);
    const uint8_t *block = c->blocks + row / 32 * c->block_bytes;
    const size_t r = row % 32, shift = r < 16 ? 0 : 4;
    const auto *held = reinterpret_cast<const struct engram_block_factors *>(block + 16 * c->groups);
    const float values[3] = {held->f[r], held->length[r], held->norm[r]};
    bool is_same = memcmp(values, &factors, sizeof values) == 0;
    sign_bits bits;
    signs_of(ops, scratch, rows->dim, c->groups, is_known, &bits);
    for (size_t g = 0; g < c->groups; ++g) is_same &= (block[16 * g + r % 16] >> shift & 15u) == bits.group(g);
    return is_same;
}

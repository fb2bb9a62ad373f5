// SPDX-License-Identifier: MIT OR Apache-2.0
// Codes of rows: engram/similarity.h.

#include "abi/similarity_codes.hpp"

#include "abi/counted.hpp"
#include "kernels/similarity/topk.h"

engram_status engram_codes_build(const engram_rows *rows, uint64_t first, uint64_t count, const engram_codes *codes) {
    matrix m;
    code_matrix c;
    const auto work = [&] { return engram_work{count, count * m.rows.dim * sizeof(float)}; };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        ENGRAM_REFUSE(check_shape(rows, rows_names, m));
        ENGRAM_REFUSE(check_codes(codes, m, c));
        ENGRAM_REFUSE(check_range(first, count, m.rows.count, "first: up to rows.count", "count: up to rows.count - first"));
        ENGRAM_REFUSE(check_data(m));
        const code_pieces made = pieces_of(c);
        const engram_piece read[] = {data_of(m)};
        ENGRAM_REFUSE(engram_check_all_apart(made.piece, 4, read, 1));
        engram_codes_run(engram_similarity_active(), &m.rows, first, count, &c.codes);
        return ENGRAM_OK;
    });
}

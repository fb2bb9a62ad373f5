// SPDX-License-Identifier: MIT OR Apache-2.0
// Codes of rows: engram/similarity.h.

#include "abi/similarity_codes.hpp"

#include "abi/counted.hpp"

engram_status engram_codes_build(const engram_rows *rows, uint64_t first, uint64_t count, const engram_codes *codes) {
    const auto work = [&] { return engram_work{count, count * rows->dim * sizeof(float)}; };
    return engram_counted(engram_similarity_family, work, [&]() -> engram_status {
        engram_matrix m;
        engram_codes c = {};
        uint64_t code_bytes = 0;
        ENGRAM_REFUSE(engram_check_shape(rows, &m));
        ENGRAM_REFUSE(engram_check_codes(codes, m, &c, &code_bytes));
        ENGRAM_REQUIRE(first <= m.rows.count, ENGRAM_ERROR_ARGUMENT, "first: a row, or the number of rows");
        ENGRAM_REQUIRE(count <= m.rows.count - first, ENGRAM_ERROR_ARGUMENT, "count: at most the rows from first on");
        if (count == 0) return ENGRAM_OK;
        ENGRAM_REFUSE(engram_check_data(&m));
        const uint64_t per_row = c.count * sizeof(float);
        const struct {
            const void *at;
            uint64_t bytes;
            const char *name;
        } outputs[] = {{c.data, code_bytes, "codes.data"}, {c.scales, per_row, "codes.scales"},
                       {c.errors, per_row, "codes.errors"}, {c.norms, per_row, "codes.norms"}};
        for (size_t i = 0; i < 4; ++i) {
            ENGRAM_REQUIRE(!engram_overlaps_matrix(outputs[i].at, outputs[i].bytes, &m), ENGRAM_ERROR_OVERLAP, outputs[i].name);
            for (size_t j = 0; j < i; ++j)
                ENGRAM_REQUIRE(!engram_overlap(outputs[i].at, outputs[i].bytes, outputs[j].at, outputs[j].bytes),
                               ENGRAM_ERROR_OVERLAP, outputs[i].name);
        }
        engram_codes_run(engram_similarity_active(), &m.rows, first, count, &c);
        return ENGRAM_OK;
    });
}

// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_ROWS_HPP
#define ENGRAM_STORE_ROWS_HPP

// Rows as they stand in the tables, their checksums, and what each adds to the digest of the state.

#include "store/connection.hpp"

namespace engram {

constexpr float strength_when_new = 0.5f;

// A version of a memory. Its texts are views of what it was read from.
struct memory_row {
    uint64_t version, id;
    engram_text key, kind, tags, text, metadata; // tags: a JSON array, sorted
    int64_t created, valid_from, valid_to;
    bool has_from, has_to;
    float importance;
    uint64_t vectors; // the version whose rows of `vector` are its; 0: none
    uint64_t born, died; // died 0: alive
    uint64_t text_sum; // of text and metadata

    uint64_t texts() const;   // what text_sum has to be
    uint64_t content() const; // what it adds to the state
    uint64_t sum() const;     // what its checksum has to be
};

// From a query with ENGRAM_MEMORY_HEAD, on a row; the others with ENGRAM_MEMORY_COLUMNS. ENGRAM_ERROR_DAMAGED where a
// checksum disagrees.
engram_status memory_read_head(query &q, memory_row *row);
engram_status memory_read(query &q, memory_row *row);
// The version of a memory that is alive; q keeps the row.
engram_status memory_find(query &q, uint64_t id, memory_row *row, bool *has);
// row.text_sum must be right.
engram_status memory_add(connection &c, const memory_row &row, fault &f);
engram_status memory_end(connection &c, memory_row row, uint64_t died, fault &f);

// A vector is numbered by the version it came with and its model.
inline uint64_t vector_number(uint64_t version, uint32_t model) { return version * 64 + model; }
uint64_t vector_sum(uint64_t number, float scale, const void *data, uint64_t bytes);
// What a vector adds to the state.
uint64_t vector_item(uint64_t id, uint64_t number, uint64_t sum);
// The same of all vectors of a memory.
engram_status vector_items(connection &c, uint64_t id, uint64_t version, uint64_t *sum, fault &f);

struct strength_row {
    float strength;
    int64_t used;
    uint64_t uses;

    uint64_t item(uint64_t id) const; // its checksum, and what it adds to the state
};
// *has says whether there is a row: without, strength_when_new, used when created, never reinforced.
engram_status strength_find(connection &c, uint64_t id, strength_row *row, bool *has, fault &f);
engram_status strength_read(query &q, int first_column, uint64_t id, strength_row *row);
engram_status strength_set(connection &c, uint64_t id, const strength_row &row, fault &f);

constexpr uint32_t most_link_types = 32; // so that a type and its way back fit the 64 bits of a type mask

struct link_row {
    uint64_t number, source, target;
    uint32_t type;
    float weight;
    int64_t created;
    uint64_t born, died;

    uint64_t item() const; // what it adds to the state
    uint64_t sum() const;
};
// A setting of the space, of any type that SQLite has; the value is column `at` of the row that q is on.
uint64_t setting_sum(engram_text name, const query &q, int at);
uint64_t setting_sum(engram_text name, int64_t value);
uint64_t setting_sum(engram_text name, double value);
uint64_t setting_sum(engram_text name, engram_text value, bool is_blob);
uint64_t model_sum(uint64_t number, engram_text name, uint64_t type, uint64_t metric, uint64_t dim);
uint64_t link_type_sum(uint64_t number, engram_text name);
// From number, name, checksum. The name is a view.
engram_status link_type_read(query &q, uint32_t *number, engram_text *name);

// From number, source, target, type, weight, created, born, died, checksum.
engram_status link_read(query &q, link_row *row);
// The link of a type between two memories that is alive.
engram_status link_find(connection &c, uint64_t source, uint64_t target, int64_t type, link_row *row, bool *has,
                        fault &f);
engram_status link_add(connection &c, const link_row &row, fault &f);
// The highest number of a link; 0 for none.
engram_status link_last(connection &c, uint64_t *number, fault &f);
engram_status link_end(connection &c, link_row row, uint64_t died, fault &f);

} // namespace engram

#endif

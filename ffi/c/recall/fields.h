/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RECALL_FIELDS_H
#define RECALL_FIELDS_H

/* Lines and the fields in them, taken from a buffer that may end anywhere. */

#include "base.h"

struct lines {
    const char *at, *end;
    uint32_t number; /* of the line last returned, from 1 */
};

enum line_result { LINE_READ, LINE_END, LINE_CUT };

/* LINE_CUT: the last line has no line feed, which every file of WordNet has: bytes are missing. */
enum line_result next_line(struct lines *lines, struct span *line);

/* The next field between spaces, removed from the front of `rest`. */
bool next_field(struct span *rest, struct span *field);

/* A number of nothing but digits of the base, not above the limit; also as the next field. */
bool parse_number(struct span digits, uint32_t base, uint32_t limit, uint32_t *value);
bool next_number(struct span *rest, uint32_t base, uint32_t limit, uint32_t *value);

#endif

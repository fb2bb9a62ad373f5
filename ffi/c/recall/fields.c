/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fields.h"

#include <string.h>

enum line_result next_line(struct lines *lines, struct span *line)
{
    if (lines->at == lines->end)
        return LINE_END;
    ++lines->number;
    const char *feed = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
    if (!feed)
        return LINE_CUT;
    *line = (struct span){lines->at, (size_t)(feed - lines->at)};
    if (line->size > 0 && line->text[line->size - 1] == '\r')
        --line->size;
    lines->at = feed + 1;
    return LINE_READ;
}

bool next_field(struct span *rest, struct span *field)
{
    size_t from = 0;
    while (from < rest->size && rest->text[from] == ' ')
        ++from;
    size_t to = from;
    while (to < rest->size && rest->text[to] != ' ')
        ++to;
    *field = (struct span){rest->text + from, to - from};
    rest->text += to;
    rest->size -= to;
    return field->size > 0;
}

bool parse_number(struct span digits, uint32_t base, uint32_t limit, uint32_t *value)
{
    uint64_t number = 0;
    for (size_t i = 0; i < digits.size; ++i) {
        const char c = to_lower(digits.text[i]);
        uint32_t digit = base;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a') + 10;
        if (digit >= base)
            return false;
        number = number * base + digit;
        if (number > limit)
            return false;
    }
    *value = (uint32_t)number;
    return digits.size > 0;
}

bool next_number(struct span *rest, uint32_t base, uint32_t limit, uint32_t *value)
{
    struct span field;
    return next_field(rest, &field) && parse_number(field, base, limit, value);
}

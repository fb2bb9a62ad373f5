// SPDX-License-Identifier: MIT OR Apache-2.0
// What may stand in a condition. The form is looked at here: quotes and parentheses closed, no comment, nothing that
// begins another statement or another query. What names mean is told by SQLite's authoriser.
#include <string.h>

#include "store/operations.hpp"
#include "store/where.hpp"

namespace engram {

namespace {

constexpr const char *which = "filter.where";

// Words that begin a query, or belong to one.
constexpr const char *query_words[] = {"select", "values", "with", "exists", "over", "filter", "raise"};

// Columns that stay as they are for the life of a version.
constexpr const char *columns[] = {"version", "id",  "created", "valid_from", "valid_to", "importance",
                                   "born",    "key", "kind",    "tags",       "text",     "metadata"};

// What needs no clock, no chance, no connection and little memory.
constexpr const char *functions[] = {
    "->",           "->>",       "abs",        "coalesce", "glob",
    "ifnull",       "iif",       "instr",      "json",     "length",
    "like",         "lower",     "ltrim",      "max",      "json_array_length",
    "json_extract", "json_type", "json_valid", "min",      "nullif",
    "round",        "rtrim",     "sign",       "substr",   "substring",
    "trim",         "typeof",    "upper",      "unicode",
};

template <uint32_t Count> bool is_among(const char *const (&list)[Count], const char *name, uint64_t bytes) {
    for (const char *known : list) {
        bool is_same = strlen(known) == bytes;
        for (uint64_t i = 0; is_same && i < bytes; ++i) {
            const char c = name[i];
            is_same = (c >= 'A' && c <= 'Z' ? c + 32 : c) == known[i];
        }
        if (is_same) return true;
    }
    return false;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

struct reader {
    engram_text text;
    fault &f;
    uint64_t at = 0;

    char here(uint64_t ahead = 0) const { return at + ahead < text.bytes ? text.data[at + ahead] : '\0'; }
    engram_status refuse(const char *what) { return f.refuse(ENGRAM_ERROR_ARGUMENT, which, "filter.where %s", what); }

    // From a quote to the one that closes it; a doubled one stands for itself.
    engram_status pass_quoted() {
        const char open = here(), close = open == '[' ? ']' : open;
        for (++at; at < text.bytes; ++at) {
            if (here() != close) continue;
            if (open == '[' || here(1) != close) {
                ++at;
                return ENGRAM_OK;
            }
            ++at;
        }
        return refuse("has a quote that is not closed");
    }
    engram_text pass_word() {
        const uint64_t begin = at;
        while (is_letter(here()) || is_digit(here()) || here() == '$') ++at;
        return {text.data + begin, at - begin};
    }
    void pass_blanks() {
        while (is_blank(here())) ++at;
    }
    engram_status pass_name() {
        const engram_text word = pass_word();
        if (is_among(query_words, word.data, word.bytes))
            return f.refuse(ENGRAM_ERROR_ARGUMENT, which,
                            "filter.where has the word %.*s: an expression over one memory has no queries in it",
                            static_cast<int>(word.bytes), word.data);
        constexpr const char *in[] = {"in"};
        if (!is_among(in, word.data, word.bytes)) return ENGRAM_OK;
        pass_blanks();
        return here() == '(' ? engram_status{ENGRAM_OK}
                             : refuse("has IN without a list in parentheses: tables are not for it");
    }
    engram_status pass_parameter() {
        const char sign = here();
        const uint64_t begin = ++at;
        while (sign == '?' ? is_digit(here()) : is_letter(here()) || is_digit(here())) ++at;
        const engram_text name = {text.data + begin, at - begin};
        if (sign != '?' && (name.bytes == 0 || is_digit(*name.data)))
            return refuse("has a sign of a parameter without a name after it");
        if (name.bytes > 255 || (sign == '?' && name.bytes > 3))
            return refuse("has a parameter of too high a number, or too long a name");
        if (name.bytes >= 7 && memcmp(name.data, "engram_", 7) == 0)
            return refuse("has a parameter whose name begins with engram_: choose another");
        return ENGRAM_OK;
    }
    engram_status read() {
        uint32_t depth = 0;
        engram_status status = ENGRAM_OK;
        bool has_any = false;
        while (status == ENGRAM_OK) {
            pass_blanks();
            if (at >= text.bytes) break;
            has_any = true;
            const char c = here();
            if (c == ';') return refuse("has a semicolon: it is one expression");
            if ((c == '-' && here(1) == '-') || (c == '/' && here(1) == '*'))
                return refuse("has a comment: leave it out, or write a space between two signs");
            if (c == '\'' || c == '"' || c == '`' || c == '[') status = pass_quoted();
            else if (c == '?' || c == ':' || c == '@' || c == '$') status = pass_parameter();
            else if (is_letter(c)) status = pass_name();
            else {
                if (c == '(' && ++depth > most_nesting) return refuse("has parentheses more than 64 deep");
                if (c == ')' && depth-- == 0) return refuse("closes a parenthesis that was not opened");
                ++at;
            }
        }
        if (status != ENGRAM_OK) return status;
        if (!has_any) return refuse("is blank: give an expression, or none");
        return depth == 0 ? engram_status{ENGRAM_OK} : refuse("has a parenthesis that is not closed");
    }
};

// One value of a list, and the part of the key that it makes.
engram_status check_value(const engram_parameter &p, uint64_t i, array<char> &key, fault &f) {
    constexpr const char *name = "filter.parameters";
    const auto refuse = [&](engram_status status, const char *what) {
        return f.refuse_item(status, name, i, "filter.parameters[%llu] %s", static_cast<unsigned long long>(i), what);
    };
    if (p.kind > ENGRAM_VALUE_TEXT) return refuse(ENGRAM_ERROR_ENUM, "has a kind that this version does not know");
    if (p.reserved != 0)
        return refuse(ENGRAM_ERROR_ARGUMENT, "has a reserved that is not 0: set the struct to zero first");
    if (p.kind != ENGRAM_VALUE_INTEGER && p.integer != 0)
        return refuse(ENGRAM_ERROR_ARGUMENT, "has an integer and is of another kind");
    if (p.kind != ENGRAM_VALUE_REAL && p.real != 0.0)
        return refuse(ENGRAM_ERROR_ARGUMENT, "has a real and is of another kind");
    if (p.real - p.real != 0.0) return refuse(ENGRAM_ERROR_ARGUMENT, "is NaN or infinite");
    if (p.kind != ENGRAM_VALUE_TEXT && p.text.bytes != 0)
        return refuse(ENGRAM_ERROR_ARGUMENT, "has a text and is of another kind");
    engram_status status = ENGRAM_OK;
    if (p.name.data != nullptr || p.name.bytes != 0) status = text_check(p.name, 255, name, f);
    if (status == ENGRAM_OK && p.text.bytes != 0) status = text_check(p.text, 65536, name, f);
    if (status != ENGRAM_OK) {
        f.index = i;
        return status;
    }
    const uint64_t numbers[] = {p.kind, p.name.bytes, p.text.bytes, static_cast<uint64_t>(p.integer)};
    const bool has_room = key.append(reinterpret_cast<const char *>(numbers), sizeof numbers) &&
                          key.append(reinterpret_cast<const char *>(&p.real), sizeof p.real) &&
                          key.append(p.name.data, p.name.bytes) && key.append(p.text.data, p.text.bytes);
    return has_room ? engram_status{ENGRAM_OK} : f.no_memory();
}

} // namespace

engram_status where_clause::check(engram_text expression, const engram_parameter *values, uint64_t count, fault &f) {
    if (values == nullptr && count != 0) return f.null("filter.parameters");
    if (expression.data == nullptr && expression.bytes == 0)
        return count == 0 ? engram_status{ENGRAM_OK}
                          : f.refuse(ENGRAM_ERROR_ARGUMENT, "filter.parameters",
                                     "filter.parameters are given without filter.where, which would have them");
    engram_status status = text_check(expression, most_where, which, f);
    if (status == ENGRAM_OK && count > most_parameters)
        status =
            f.refuse(ENGRAM_ERROR_ARGUMENT, "filter.parameter_count", "filter.parameter_count must be at most 256");
    if (status == ENGRAM_OK) status = reader{expression, f}.read();
    if (status != ENGRAM_OK) return status;
    if (!key.append(reinterpret_cast<const char *>(&expression.bytes), sizeof expression.bytes) ||
        !key.append(expression.data, expression.bytes))
        return f.no_memory();
    for (uint64_t i = 0; i < count; ++i) {
        status = check_value(values[i], i, key, f);
        if (status != ENGRAM_OK) return status;
    }
    text = expression, parameters = values, parameter_count = count;
    return ENGRAM_OK;
}

int where_guard::authorise(int action, const char *first, const char *second, const char *third) {
    const auto refuse = [&](const char *what, const char *name) {
        f.refuse(ENGRAM_ERROR_ARGUMENT, which, "filter.where %s%.100s", what, name != nullptr ? name : "");
        return SQLITE_DENY;
    };
    switch (action) {
    case SQLITE_SELECT: return ++selects == 1 ? SQLITE_OK : refuse("has a query in it", "");
    case SQLITE_READ:
        if (first == nullptr || strcmp(first, "memory") != 0 || third == nullptr || strcmp(third, "main") != 0)
            return refuse("looks at a table that is not the memories: ", first);
        if (second == nullptr || *second == '\0' || is_among(columns, second, strlen(second))) return SQLITE_OK;
        return refuse("may look at version, id, created, valid_from, valid_to, importance, born, key, kind, tags, text "
                      "and metadata, not at ",
                      second);
    case SQLITE_FUNCTION:
        if (second != nullptr && is_among(functions, second, strlen(second))) return SQLITE_OK;
        return refuse("calls a function that is not among those allowed: ", second);
    default: return refuse("does more than look at memories", "");
    }
}

} // namespace engram

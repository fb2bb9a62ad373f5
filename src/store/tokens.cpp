// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/tokens.hpp"

namespace engram {

namespace {

int add_token(void *context, int, const char *token, int bytes, int, int) {
    token_list &list = *static_cast<token_list *>(context);
    const bool has_room = list.bytes.append(token, static_cast<uint64_t>(bytes)) &&
                          list.ends.push(static_cast<uint32_t>(list.bytes.count));
    return has_room ? SQLITE_OK : SQLITE_NOMEM;
}

bool is_same(engram_text a, engram_text b) {
    return a.bytes == b.bytes && memcmp(a.data, b.data, static_cast<size_t>(a.bytes)) == 0;
}

bool begins_with(engram_text a, engram_text b) {
    return a.bytes >= b.bytes && memcmp(a.data, b.data, static_cast<size_t>(b.bytes)) == 0;
}

} // namespace

engram_status tokens_of(const word_tools &tools, engram_text text, bool is_query, token_list *list, fault &f) {
    const int how = is_query ? FTS5_TOKENIZE_QUERY : FTS5_TOKENIZE_DOCUMENT;
    const int code =
        tools.methods.xTokenize(tools.tokenizer, list, how, text.data, static_cast<int>(text.bytes), add_token);
    if (code == SQLITE_OK) return ENGRAM_OK;
    return code == SQLITE_NOMEM
               ? f.no_memory()
               : f.refuse(ENGRAM_ERROR_STORE, nullptr, "a text could not be cut into words (%s)", sqlite3_errstr(code));
}

places places_in(const token_list &text, const token_list &phrase, bool is_prefix) {
    const uint64_t whole = is_prefix ? phrase.count() - 1 : phrase.count();
    places found;
    for (uint64_t i = 0; phrase.count() != 0 && i + phrase.count() <= text.count(); ++i) {
        uint64_t k = 0;
        while (k < whole && is_same(text.at(i + k), phrase.at(k))) ++k;
        if (k == whole && (!is_prefix || begins_with(text.at(i + k), phrase.at(k))))
            found.add(static_cast<uint32_t>(i));
    }
    return found;
}

} // namespace engram

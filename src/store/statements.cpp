// SPDX-License-Identifier: MIT OR Apache-2.0
#include "store/statements.hpp"

namespace engram {

const char *sql_text(sql which) {
    static constexpr const char *texts[] = {
#define ENGRAM_TEXT(name, text) text,
        ENGRAM_STATEMENTS(ENGRAM_TEXT)
#undef ENGRAM_TEXT
    };
    return texts[static_cast<uint32_t>(which)];
}

} // namespace engram

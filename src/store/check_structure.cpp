// SPDX-License-Identifier: MIT OR Apache-2.0
// The third level: pages and indexes, and that rows belong together.
#include "store/check.hpp"

namespace engram {

namespace {

struct question {
    sql which;
    engram_part part;
    const char *row, *sentence;
};
// Each answers with the numbers of rows that should not be.
constexpr question questions[] = {
    {sql::links_without_ends, ENGRAM_PART_LINK, "link", "an end of the link is no memory"},
    {sql::uses_of_nothing, ENGRAM_PART_STRENGTH, "strength", "the strength is of a memory that is not there"},
    {sql::living_twice, ENGRAM_PART_MEMORY, "memory", "the memory has two versions that are alive"},
};

} // namespace

engram_status checker::structure() {
    engram_status status = ENGRAM_OK;
    {
        query q(c, sql::pages_and_indexes, f);
        for (bool has = false; status == ENGRAM_OK;) {
            status = q.step(&has);
            if (status != ENGRAM_OK || !has) break;
            const engram_text said = q.text(0);
            if (said.bytes == 2 && memcmp(said.data, "ok", 2) == 0) continue;
            char sentence[256];
            const size_t length = said.bytes < sizeof sentence - 1 ? static_cast<size_t>(said.bytes) : sizeof sentence - 1;
            if (said.data != nullptr) memcpy(sentence, said.data, length);
            sentence[said.data != nullptr ? length : 0] = '\0';
            status = find(ENGRAM_PART_FILE, 0, sentence, "pages and indexes");
        }
        status = note(ENGRAM_PART_FILE, 0, status);
    }
    for (const question &one : questions) {
        if (status != ENGRAM_OK) break;
        query q(c, one.which, f);
        for (bool has = false; status == ENGRAM_OK;) {
            status = q.step(&has);
            if (status != ENGRAM_OK || !has) break;
            status = find(one.part, q.natural(0), one.sentence, "%s %llu", one.row,
                          static_cast<unsigned long long>(q.natural(0)));
        }
        status = note(one.part, 0, status);
    }
    return status == ENGRAM_OK ? told.step(last.versions, f) : status;
}

} // namespace engram

// SPDX-License-Identifier: MIT OR Apache-2.0
// The levels of a check, its findings, and the first level: header, tables, settings, the last entry.
#include "store/check.hpp"

#include <stdarg.h>
#include <stdio.h>

#include "store/path.hpp"
#include "store/schema.hpp"
#include "store/settings.hpp"
#include "store/words.hpp"

namespace engram {

engram_status checker::find(engram_part part, uint64_t number, const char *sentence, const char *place, ...) {
    ++out.report.found;
    if (out.list.count == most) return ENGRAM_OK;
    char text[sizeof(engram_error_detail::place)];
    va_list arguments;
    va_start(arguments, place);
    vsnprintf(text, sizeof text, place, arguments);
    va_end(arguments);
    engram_finding *const made = out.memory.take_zeroed<engram_finding>(1);
    if (made == nullptr) return f.no_memory();
    const engram_text at = {out.memory.copy(text, strlen(text)), strlen(text)};
    const engram_text said = {out.memory.copy(sentence, strlen(sentence)), strlen(sentence)};
    *made = {sizeof *made, part, number, at, said};
    return at.data != nullptr && said.data != nullptr && out.list.push(made) ? ENGRAM_OK : f.no_memory();
}

engram_status checker::note(engram_part part, uint64_t number, engram_status status) {
    if (status != ENGRAM_ERROR_DAMAGED && status != ENGRAM_ERROR_FORMAT && status != ENGRAM_ERROR_IO) return status;
    char sentence[sizeof f.sentence], place[sizeof f.place];
    memcpy(sentence, f.sentence, sizeof sentence);
    memcpy(place, f.place, sizeof place);
    f.clear();
    return find(part, number, sentence, "%s", place[0] != '\0' ? place : "the file");
}

engram_status check_open(connection &c, const char *path, checker &k, bool *is_open) {
    *is_open = false;
    there what = there::nothing;
    engram_status status = path_check(path, k.f);
    if (status == ENGRAM_OK) status = path_look(path, &what, k.f);
    if (status != ENGRAM_OK) return status;
    if (what == there::nothing)
        return k.f.refuse(ENGRAM_ERROR_NOT_FOUND, "options.path", "there is no such file: name the one to check");
    if (what == there::empty)
        return k.f.refuse(ENGRAM_ERROR_FORMAT, "options.path", "the file is not a space: it is empty");
    status = c.open(path, SQLITE_OPEN_READONLY, 16u << 20, k.f);
    found kind = found::nothing;
    if (status == ENGRAM_OK) status = schema_look(c, &kind, k.f);
    // A header that SQLite does not know is damage as likely as a file of another kind: the finding says both.
    if (status == ENGRAM_ERROR_FORMAT && k.f.sqlite_code == 0) return status;
    if (status != ENGRAM_OK) return k.note(ENGRAM_PART_FILE, 0, status);
    if (kind != found::space) {
        k.f.at("the first page");
        return k.find(ENGRAM_PART_FILE, 0, "the header names no format that this version writes", "the first page");
    }
    *is_open = true;
    return ENGRAM_OK;
}

engram_status checker::schema_is_as_made() {
    uint64_t sum = 0;
    engram_status status = schema_sum(c, &sum, f);
    bool has = false;
    query q(c, sql::setting, f);
    constexpr engram_text name = {"schema", 6};
    if (status == ENGRAM_OK) status = q.bind(1, name).step(&has);
    // A setting that does not fit its own checksum is found as one.
    if (status == ENGRAM_OK && (!has || (q.natural(0) != sum && setting_sum(name, q, 0) == q.natural(1)))) {
        f.at("the schema");
        return find(ENGRAM_PART_FILE, 0, "the schema is not what was written when the space was made", "the schema");
    }
    return note(ENGRAM_PART_FILE, 0, status);
}

engram_status checker::settings() {
    engram_status status = note(ENGRAM_PART_FILE, 0, schema_check(c, f));
    if (status != ENGRAM_OK || out.report.found != 0) return status;
    status = schema_is_as_made();
    if (status != ENGRAM_OK || out.report.found != 0) return status;
    store known;
    status = settings_read(c, known, f);
    if (status == ENGRAM_OK) words = known.words;
    status = note(ENGRAM_PART_SETTINGS, 0, status);
    if (status == ENGRAM_OK) status = note(ENGRAM_PART_SETTINGS, 0, models_read(c, known, f));
    model_count = known.models.count;
    if (status != ENGRAM_OK) return status;
    {
        query q(c, sql::all_settings, f);
        for (bool has = false; status == ENGRAM_OK;) {
            status = q.step(&has);
            if (status != ENGRAM_OK || !has) break;
            const engram_text name = q.text(0);
            if (setting_sum(name, q, 1) == q.natural(2)) ++out.report.rows;
            else
                status = find(ENGRAM_PART_SETTINGS, 0, "the setting is not what was written", "space: %.*s",
                              static_cast<int>(name.bytes), name.data != nullptr ? name.data : "");
        }
        status = note(ENGRAM_PART_SETTINGS, 0, status);
    }
    if (status != ENGRAM_OK) return status;
    {
        query q(c, sql::link_types, f);
        for (bool has = false; status == ENGRAM_OK;) {
            status = q.step(&has);
            if (status != ENGRAM_OK || !has) break;
            uint32_t number = 0;
            engram_text name{};
            status = link_type_read(q, &number, &name);
            if (status == ENGRAM_OK) ++out.report.rows;
            status = note(ENGRAM_PART_SETTINGS, q.natural(0), status);
        }
        status = note(ENGRAM_PART_SETTINGS, 0, status);
    }
    if (status != ENGRAM_OK) return status;
    status = head_read(c, &last, f);
    has_last = status == ENGRAM_OK;
    if (has_last) out.report.journal = last.number, out.report.digest = last.state;
    return note(ENGRAM_PART_JOURNAL, 0, status);
}

engram_status checker::run(uint32_t level) {
    reading moment(c);
    engram_status status = moment.begin(f);
    const bool begins = status == ENGRAM_OK;
    status = note(ENGRAM_PART_FILE, 0, status);
    if (status != ENGRAM_OK || !begins) return status;
    status = note(ENGRAM_PART_FILE, 0, file_bytes(c, &out.report.bytes, f));
    if (status == ENGRAM_OK) status = settings();
    // Without the tables there is nothing to look at.
    bool has_tables = true;
    for (const engram_finding *one : out.list) has_tables = has_tables && one->part != ENGRAM_PART_FILE;
    if (status != ENGRAM_OK || !has_tables) return status;
    told.total = last.versions * (1 + model_count) + last.number + last.links + last.memories;
    if (level >= 3) told.total += 2 * last.versions;
    if (level >= 2) status = rows();
    if (status == ENGRAM_OK && level >= 3) status = structure();
    if (status == ENGRAM_OK && level >= 3) status = index_of_words();
    return status;
}

} // namespace engram

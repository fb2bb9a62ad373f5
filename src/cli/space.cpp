// SPDX-License-Identifier: MIT OR Apache-2.0
// Opening, closing, and the failures that the engine tells.

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

bool is_number(const std::string &text) {
    return !text.empty() && text.size() <= 19 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool exists(engram_space *space, uint64_t id) {
    engram_listing *found = nullptr;
    engram_error_detail detail = {};
    detail.size = sizeof detail;
    const engram_status status = engram_get(space, id, 0, &found, &detail);
    engram_listing_free(&found);
    if (status != ENGRAM_OK && status != ENGRAM_ERROR_NOT_FOUND) must([&](engram_error_detail *d) { *d = detail; return status; });
    return status == ENGRAM_OK;
}

} // namespace

failure::failure(exit_code exit, const std::string &sentence, const engram_error_detail *given)
    : std::runtime_error(sentence), code(exit), detail{} {
    if (given != nullptr) detail = *given;
}

failure misuse(const std::string &option, const std::string &sentence) {
    return {wrong_usage, option + ": " + sentence};
}

space open(const std::string &file, access access, uint32_t flags) {
    engram_space_options options = {};
    options.size = sizeof options;
    options.flags = flags | (access == access::read ? uint32_t{ENGRAM_SPACE_READ_ONLY} : 0u);
    engram_space *opened = nullptr;
    try {
        must([&](engram_error_detail *detail) {
            return engram_space_open(text_of(file), &options, &opened, detail);
        });
    } catch (const failure &refusal) {
        // The flags that the library's sentence names are not those of the program. A file that is not there is no empty answer.
        std::error_code none;
        const bool is_to_be_made =
            refusal.detail.status == ENGRAM_ERROR_NOT_FOUND || std::filesystem::file_size(file, none) == 0;
        throw failure(refused, is_to_be_made ? file + " is no space yet: 'engram init' makes one there" : file + ": " + refusal.what(),
                      &refusal.detail);
    }
    return space(opened);
}

void close(space &open) {
    engram_space *handle = open.release();
    must([&](engram_error_detail *detail) { return engram_space_close(&handle, detail); });
}

uint64_t resolve(engram_space *from, const std::string &name) {
    constexpr std::string_view prefix = "key:";
    std::string_view key = name;
    if (key.substr(0, prefix.size()) == prefix) {
        key.remove_prefix(prefix.size());
    } else if (is_number(name)) {
        const uint64_t id = std::stoull(name);
        if (id != 0 && id <= uint64_t{INT64_MAX} && exists(from, id)) return id;
    }
    uint64_t id = 0;
    engram_error_detail detail = {};
    detail.size = sizeof detail;
    const engram_status status = engram_find_key(from, text_of(key), &id, &detail);
    if (status == ENGRAM_ERROR_NOT_FOUND) throw failure(nothing_found, "no memory has the id or key '" + name + "'", &detail);
    if (status == ENGRAM_ERROR_TEXT) throw misuse("ID|KEY", detail.sentence);
    must([&](engram_error_detail *d) { *d = detail; return status; });
    return id;
}

CLI::App &add_verb(CLI::App &program, const char *name, const char *what, common &options) {
    CLI::App &verb = *program.add_subcommand(name, what);
    verb.add_option("FILE", options.file, "the space")->required()->type_name("");
    verb.add_flag("--json", options.as_json, "one JSON document instead of text");
    return verb;
}

} // namespace engram::cli

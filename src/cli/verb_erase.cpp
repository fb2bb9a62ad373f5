// SPDX-License-Identifier: MIT OR Apache-2.0
// engram erase: the bytes of memories, and a receipt. It cannot be undone, so it asks.

#include <algorithm>
#include <fstream>
#include <iostream>

#include "cli/backups.hpp"
#include "engram/safety.h"

namespace engram::cli {

namespace {

struct options : common {
    std::vector<std::string> names;
    std::string receipt;
    bool is_dry = false, is_later = false, is_sure = false;
};

struct receipt_closer {
    void operator()(engram_receipt *receipt) const { engram_receipt_free(&receipt); }
};

// Digits are an id, of a forgotten or erased memory too.
uint64_t any_id(engram_space *space, const std::string &name) {
    const bool is_number = !name.empty() && name.size() <= 19 && name.find_first_not_of("0123456789") == name.npos;
    return is_number ? std::stoull(name) : resolve(space, name);
}

json receipt_json(const engram_receipt &receipt, const std::string &file) {
    json document = {{"file", file},
                     {"erased", json::array()},
                     {"digest_before", hexadecimal(receipt.digest_before)},
                     {"digest", hexadecimal(receipt.digest)},
                     {"remains", json::array()},
                     {"backups", json::array()}};
    for (uint64_t i = 0; i < receipt.count; ++i) {
        const engram_erased &one = *receipt.erased[i];
        document["erased"].push_back({{"id", one.id},
                                      {"again", one.is_again != 0},
                                      {"versions", one.versions},
                                      {"vectors", one.vectors},
                                      {"links", one.links},
                                      {"entries", one.entries},
                                      {"journal", one.journal},
                                      {"time", time_text(one.time)}});
    }
    const std::pair<uint32_t, const char *> places[] = {
        {ENGRAM_REMAINS_WORDS, "words"}, {ENGRAM_REMAINS_PAGES, "pages"}, {ENGRAM_REMAINS_LOG, "log"}};
    for (const auto &[bit, name] : places)
        if ((receipt.remains & bit) != 0) document["remains"].push_back(name);
    for (uint64_t i = 0; i < receipt.backup_count; ++i) {
        const engram_known_backup &one = *receipt.backups[i];
        document["backups"].push_back({{"name", std::string(view_of(one.name))},
                                       {"since", one.since},
                                       {"journal", one.journal},
                                       {"time", time_text(one.time)}});
    }
    return document;
}

void show(const json &document, bool is_dry) {
    for (const json &one : document["erased"])
        std::cout << (is_dry ? "would erase " : one["again"].get<bool>() ? "erased before: " : "erased ") << one["id"] << ": "
                  << one["versions"] << " versions, " << one["vectors"] << " vectors, " << one["links"] << " links, "
                  << one["entries"] << " entries of the journal\n";
    for (const json &one : document["backups"]) std::cout << "still held by backup " << one["name"].get<std::string>() << '\n';
    for (const json &one : document["remains"]) std::cout << "bytes may remain in: " << one.get<std::string>() << '\n';
}

exit_code run(const options &o) {
    space space = open(o.file, access::write);
    std::vector<uint64_t> ids;
    for (const std::string &name : o.names) {
        const uint64_t id = any_id(space.get(), name);
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    if (!o.is_dry) confirm("erase " + std::to_string(ids.size()) + " memories for good?", o.is_sure);
    // Before anything is gone: a receipt that cannot be written is no receipt.
    std::ofstream out;
    if (!o.receipt.empty()) out.open(o.receipt, std::ios::trunc);
    if (!o.receipt.empty() && !out.good()) throw failure(refused, o.receipt + " cannot be written: nothing was erased");
    engram_receipt *made = nullptr;
    const uint32_t flags = (o.is_dry ? uint32_t{ENGRAM_ERASE_DRY_RUN} : 0u) | (o.is_later ? uint32_t{ENGRAM_ERASE_LATER} : 0u);
    must([&](engram_error_detail *detail) {
        return engram_erase(space.get(), ids.data(), ids.size(), flags, nullptr, &made, detail);
    });
    const std::unique_ptr<engram_receipt, receipt_closer> receipt(made);
    const json document = receipt_json(*receipt, o.file);
    close(space);
    if (out.is_open()) out << document.dump(2) << std::endl;
    if (out.is_open() && !out.good()) throw failure(refused, o.receipt + " could not be written: asked again, the receipt is the same");
    if (o.as_json) print(document);
    else show(document, o.is_dry);
    return good;
}

} // namespace

void declare_erase(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "erase", "erase the bytes of memories, forgotten ones too, with a receipt", *o);
    verb.add_option("ID|KEY", o->names, "which memories; none: only what --later left")->type_name("");
    verb.add_option("--receipt", o->receipt, "write what was erased, and what still holds it, to this file")->type_name("OUT");
    verb.add_flag("--later", o->is_later, "leave what takes long: a call without memories does it");
    verb.add_flag("--dry-run", o->is_dry, "only say what would go");
    verb.add_flag("--yes", o->is_sure, "erase without asking");
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

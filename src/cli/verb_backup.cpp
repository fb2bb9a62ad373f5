// SPDX-License-Identifier: MIT OR Apache-2.0
// engram backup: a space as of now, into a file or a folder of backups; and which of those are kept.

#include <chrono>
#include <ctime>
#include <filesystem>
#include <iostream>

#include "cli/backups.hpp"
#include "cli/progress.hpp"
#include "engram/safety.h"

namespace engram::cli {

namespace {

namespace fs = std::filesystem;

struct options : common {
    std::string to, keep;
    std::optional<uint64_t> since;
    bool is_dry = false, is_sure = false;
};

json info_json(const engram_backup_info &info, const std::string &path) {
    return {{"backup", path},
            {"since", info.since},
            {"journal", info.journal},
            {"time", time_text(info.time)},
            {"memories", info.memories},
            {"digest", hexadecimal(info.digest)},
            {"bytes", info.bytes}};
}

// Those in the folder that are kept no longer, this backup counted among them.
std::vector<backup_file> beyond(const options &o, const std::string &made) {
    if (o.keep.empty()) return {};
    const fs::path folder = fs::path(o.to);
    std::vector<backup_file> all = backups_in(folder, fs::path(o.file).stem().string());
    if (o.is_dry) all.push_back(*read_backup_name(fs::path(made), fs::path(o.file).stem().string()));
    return not_kept(std::move(all), read_keep(o.keep));
}

// A space notes its backups, for the receipts of erasing. One that may only be read is copied all the same.
space open_to_note(const std::string &file) {
    try {
        return open(file, access::write);
    } catch (const failure &) {
        return open(file, access::read);
    }
}

exit_code run(const options &o) {
    std::error_code none;
    const bool is_folder = fs::is_directory(o.to, none);
    if (!o.keep.empty() && !is_folder) throw misuse("--keep", "goes with a folder of backups, and " + o.to + " is none");
    if (!o.keep.empty()) read_keep(o.keep);
    const std::string path = is_folder ? backup_name(o.to, fs::path(o.file).stem().string(), o.since.has_value()) : o.to;
    json document = {{"backup", path}};
    engram_backup_info info = {};
    info.size = sizeof info;
    if (!o.is_dry) {
        const space space = open_to_note(o.file);
        progress progress("copying");
        engram_backup_options how = {};
        how.size = sizeof how;
        how.flags = o.since ? uint32_t{ENGRAM_BACKUP_INCREMENT} : 0u;
        how.since = o.since.value_or(0);
        how.path = text_of(path);
        how.progress = progress.function();
        how.context = &progress;
        must_do([&](engram_error_detail *detail) { return engram_backup(space.get(), &how, &info, detail); });
        progress.end();
        document = info_json(info, path);
    }
    const std::vector<backup_file> gone = beyond(o, path);
    document["removed"] = json::array();
    if (!gone.empty() && !o.is_dry) confirm("remove " + std::to_string(gone.size()) + " backups that are kept no longer?", o.is_sure);
    for (const backup_file &one : gone) {
        if (!o.is_dry && !fs::remove(one.path, none)) throw failure(refused, one.path.string() + " could not be removed");
        document["removed"].push_back(one.path.string());
    }
    if (o.is_dry) document["dry_run"] = true;
    if (o.as_json) {
        print(document);
        return good;
    }
    if (o.is_dry) std::cout << "would write " << path << '\n';
    else
        std::cout << path << ": " << (o.since ? "entries " + std::to_string(info.since + 1) + " to " : "up to entry ") << info.journal
                  << ", " << info.bytes << " bytes, digest " << hexadecimal(info.digest) << '\n';
    for (const json &one : document["removed"])
        std::cout << (o.is_dry ? "would remove " : "removed ") << one.get<std::string>() << '\n';
    return good;
}

} // namespace

void declare_backup(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "backup", "write a backup while others go on, in full or since an entry of the journal", *o);
    verb.add_option("DEST", o->to, "a file that is not there, or a folder that is")->required()->type_name("");
    verb.add_option("--since", o->since, "only what came after this entry of the journal: an increment")->type_name("NUMBER")->check(CLI::Range(uint64_t{0}, uint64_t{INT64_MAX}));
    verb.add_option("--keep", o->keep, "of the folder, keep one full backup of each of so many days, weeks and months")->type_name("DAYS,WEEKS,MONTHS");
    verb.add_flag("--dry-run", o->is_dry, "say what would be written and removed");
    verb.add_flag("--yes", o->is_sure, "remove without asking");
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

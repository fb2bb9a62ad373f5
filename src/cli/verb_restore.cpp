// SPDX-License-Identifier: MIT OR Apache-2.0
// engram restore: a space out of a full backup and increments, in a new file, as of the end or of a moment before.

#include <filesystem>
#include <iostream>

#include "cli/progress.hpp"
#include "engram/history.h"
#include "engram/safety.h"

namespace engram::cli {

namespace {

struct options : common {
    std::vector<std::string> sources;
    std::string at;
    std::optional<uint64_t> number;
};

// Removed with what SQLite puts beside it, whatever happens.
struct temporary {
    std::string path;
    ~temporary() {
        std::error_code none;
        for (const char *end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end, none);
    }
};

engram_backup_info restore(const options &o, const std::string &into) {
    std::vector<engram_source> sources;
    for (const std::string &path : o.sources) sources.push_back({sizeof(engram_source), 0, text_of(path), nullptr, nullptr});
    progress progress("restoring");
    engram_restore_options how = {};
    how.size = sizeof how;
    how.sources = sources.data();
    how.source_count = sources.size();
    how.into = text_of(into);
    how.progress = progress.function();
    how.context = &progress;
    engram_backup_info info = {};
    info.size = sizeof info;
    must_do([&](engram_error_detail *detail) { return engram_restore(&how, &info, detail); });
    progress.end();
    return info;
}

// The whole first, which is verified; of that the moment.
engram_backup_info restore_to_moment(const options &o) {
    engram_moment moment = {};
    moment.size = sizeof moment;
    moment.flags = o.number ? uint32_t{ENGRAM_MOMENT_NUMBER} : uint32_t{ENGRAM_MOMENT_TIME};
    moment.number = o.number.value_or(0);
    if (!o.number) moment.time = time_of("--at", o.at);
    std::error_code none;
    if (std::filesystem::exists(o.file, none)) throw failure(refused, o.file + " is there already: restore into a new file");
    const temporary whole = {o.file + ".restoring"};
    engram_backup_info info = restore(o, whole.path);
    const space from = open(whole.path, access::read);
    must_do([&](engram_error_detail *detail) { return engram_fork(from.get(), &moment, text_of(o.file), detail); });
    const space made = open(o.file, access::read);
    engram_space_info now = {};
    now.size = sizeof now;
    must([&](engram_error_detail *detail) { return engram_space_describe(made.get(), &now, detail); });
    info.journal = now.journal, info.time = now.changed, info.memories = now.memories, info.digest = now.digest;
    info.bytes = now.file_bytes;
    return info;
}

exit_code run(const options &o) {
    const engram_backup_info info = o.number || !o.at.empty() ? restore_to_moment(o) : restore(o, o.file);
    if (o.as_json)
        print({{"restored", o.file},
               {"journal", info.journal},
               {"time", time_text(info.time)},
               {"memories", info.memories},
               {"digest", hexadecimal(info.digest)},
               {"bytes", info.bytes}});
    else
        std::cout << o.file << ": up to entry " << info.journal << " of " << time_text(info.time) << ", " << info.memories
                  << " memories, digest " << hexadecimal(info.digest) << '\n';
    return good;
}

} // namespace

void declare_restore(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = *program.add_subcommand("restore", "make a space out of a backup and increments, verified, in a new file");
    verb.add_option("BACKUP", o->sources, "a full backup, then increments in their order")->required()->type_name("");
    verb.add_option("--into", o->file, "a file that is not there")->required()->type_name("FILE");
    CLI::Option *const at = verb.add_option("--at", o->at, "only what was known by this time")->type_name("TIME");
    verb.add_option("--number", o->number, "only up to this entry of the journal")->type_name("N")->excludes(at);
    verb.add_flag("--json", o->as_json, "one JSON document instead of text");
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

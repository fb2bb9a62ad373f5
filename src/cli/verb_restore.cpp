// SPDX-License-Identifier: MIT OR Apache-2.0
// engram restore: a space out of a full backup and increments, in a new file.

#include <iostream>

#include "cli/progress.hpp"
#include "engram/safety.h"

namespace engram::cli {

namespace {

struct options : common {
    std::vector<std::string> sources;
};

exit_code run(const options &o) {
    std::vector<engram_source> sources;
    for (const std::string &path : o.sources) sources.push_back({sizeof(engram_source), 0, text_of(path), nullptr, nullptr});
    progress progress("restoring");
    engram_restore_options how = {};
    how.size = sizeof how;
    how.sources = sources.data();
    how.source_count = sources.size();
    how.into = text_of(o.file);
    how.progress = progress.function();
    how.context = &progress;
    engram_backup_info info = {};
    info.size = sizeof info;
    must_do([&](engram_error_detail *detail) { return engram_restore(&how, &info, detail); });
    progress.end();
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
    verb.add_flag("--json", o->as_json, "one JSON document instead of text");
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

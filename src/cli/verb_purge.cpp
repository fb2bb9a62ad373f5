// SPDX-License-Identifier: MIT OR Apache-2.0
// engram purge: cuts history before a moment, after asking.

#include <iostream>
#include <unistd.h>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

struct options : common {
    std::string before;
    bool dry_run = false, yes = false;
};

engram_purged purge(engram_space *space, const engram_moment &before, uint32_t flags) {
    engram_purged purged = {};
    purged.size = sizeof purged;
    must_do([&](engram_error_detail *detail) { return engram_purge(space, &before, flags, nullptr, &purged, detail); });
    return purged;
}

std::string in_words(const engram_purged &p) {
    return std::to_string(p.entries) + " entries of the journal, " + std::to_string(p.versions) + " versions of memories, " +
           std::to_string(p.links) + " of links, " + std::to_string(p.vectors) + " vectors";
}

exit_code run(const options &o) {
    space space = open(o.file, access::write);
    const engram_moment before = moment_of("--before", o.before);
    engram_purged purged = purge(space.get(), before, ENGRAM_PURGE_DRY_RUN);
    if (!o.dry_run) {
        if (!o.yes) {
            if (isatty(STDIN_FILENO) == 0) throw misuse("--yes", "is needed where nobody can be asked: history that is purged does not come back");
            std::cerr << "This removes " << in_words(purged) << " for ever; moments before " << time_text(purged.time) << " (entry "
                      << purged.oldest << ") can no longer be asked. Type yes to go on: ";
            std::string said;
            std::getline(std::cin, said);
            if (said != "yes") throw failure(refused, "nothing was purged");
        }
        purged = purge(space.get(), before, 0);
    }
    close(space);
    if (o.as_json)
        print({{"dry_run", o.dry_run}, {"oldest", purged.oldest}, {"time", time_text(purged.time)}, {"entries", purged.entries},
               {"versions", purged.versions}, {"links", purged.links}, {"vectors", purged.vectors}});
    else
        std::cout << (o.dry_run ? "would purge " : "purged ") << in_words(purged) << "; moments before " << time_text(purged.time)
                  << " (entry " << purged.oldest << (o.dry_run ? ") could" : ") can") << " no longer be asked\n";
    return good;
}

} // namespace

void declare_purge(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "purge", "remove for ever what was over before a moment; asks first", *o);
    verb.add_option("--before", o->before, "an entry of the journal, or a time: the oldest moment that stays")->required()->type_name("NUMBER|TIME");
    verb.add_flag("--dry-run", o->dry_run, "only say what would go");
    verb.add_flag("--yes", o->yes, "do not ask");
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

// SPDX-License-Identifier: MIT OR Apache-2.0
// engram undo: takes entries of the journal back, as a new entry.

#include <iostream>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

struct options : common {
    uint64_t first = 0;
    std::optional<uint64_t> last;
};

exit_code run(const options &o) {
    space space = open(o.file, access::write);
    const uint64_t last = o.last.value_or(o.first);
    must_do([&](engram_error_detail *detail) { return engram_undo(space.get(), o.first, last, nullptr, detail); });
    engram_space_info info = {};
    info.size = sizeof info;
    must([&](engram_error_detail *detail) { return engram_space_describe(space.get(), &info, detail); });
    close(space);
    if (o.as_json) print({{"first", o.first}, {"last", last}, {"journal", info.journal}, {"digest", hexadecimal(info.digest)}});
    else std::cout << info.journal << '\n';
    return good;
}

} // namespace

void declare_undo(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "undo", "take an entry of the journal back, or several; prints the last entry's number", *o);
    verb.add_option("NUMBER", o->first, "the entry, or the first of several")->required()->type_name("");
    verb.add_option("LAST", o->last, "the last of several")->type_name("");
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

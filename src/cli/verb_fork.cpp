// SPDX-License-Identifier: MIT OR Apache-2.0
// engram fork: the space as it was at a moment, in a file of its own.

#include <iostream>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

struct options : common {
    std::string path, at;
};

exit_code run(const options &o) {
    const space from = open(o.file, access::read);
    engram_moment moment = {};
    moment.size = sizeof moment;
    if (!o.at.empty()) moment = moment_of("--at", o.at);
    must_do([&](engram_error_detail *detail) { return engram_fork(from.get(), &moment, text_of(o.path), detail); });
    const space made = open(o.path, access::read);
    engram_space_info info = {};
    info.size = sizeof info;
    must([&](engram_error_detail *detail) { return engram_space_describe(made.get(), &info, detail); });
    if (o.as_json)
        print({{"file", o.path}, {"journal", info.journal}, {"memories", info.memories}, {"links", info.links}, {"digest", hexadecimal(info.digest)}});
    else std::cout << o.path << ": " << info.memories << " memories as of entry " << info.journal << ", digest " << hexadecimal(info.digest) << '\n';
    return good;
}

} // namespace

void declare_fork(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "fork", "copy the space as it was at a moment, with the history before it, into a new file", *o);
    verb.add_option("DEST", o->path, "the new file")->required()->type_name("");
    verb.add_option("--at", o->at, "an entry of the journal, or a time; without: now")->type_name("NUMBER|TIME");
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

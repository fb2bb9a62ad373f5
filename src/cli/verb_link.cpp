// SPDX-License-Identifier: MIT OR Apache-2.0
// engram link: joins two memories.

#include <iostream>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

struct options : common {
    std::string source, target, type = "related";
    float weight = 1;
};

exit_code run(const options &o) {
    if (!(o.weight > 0)) throw misuse("--weight", "must be above 0");
    space space = open(o.file, access::write);
    engram_link_input link = {};
    link.size = sizeof link;
    link.source = resolve(space.get(), o.source);
    link.target = resolve(space.get(), o.target);
    link.type = text_of(o.type);
    link.weight = o.weight;
    must([&](engram_error_detail *detail) { return engram_link(space.get(), &link, nullptr, detail); });
    close(space);
    if (o.as_json) print({{"source", link.source}, {"target", link.target}, {"type", o.type}, {"weight", o.weight}});
    else std::cout << link.source << " -> " << link.target << "  " << o.type << ' ' << json(o.weight).dump() << '\n';
    return good;
}

} // namespace

void declare_link(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "link", "link one memory to another", *o);
    verb.add_option("FROM", o->source, "id or key of the memory that the link leaves")->required()->type_name("");
    verb.add_option("TO", o->target, "id or key of the memory that it reaches")->required()->type_name("");
    verb.add_option("--type", o->type, "of the link")->type_name("NAME")->capture_default_str();
    verb.add_option("--weight", o->weight, "above 0, at most 1000")->type_name("W")->capture_default_str();
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

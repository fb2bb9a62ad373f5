// SPDX-License-Identifier: MIT OR Apache-2.0
// engram list: memories in the order of their ids, a page at a time.

#include <iostream>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

struct options : common {
    uint64_t limit = 100, after = 0;
    filter_options filter;
    as_of_option moment;
};

exit_code run(options &o) {
    const space space = o.moment.open(o.file);
    engram_listing *found = nullptr;
    const engram_filter *const filter = o.filter.filter(space.get());
    must([&](engram_error_detail *detail) {
        return engram_iterate(space.get(), filter, o.after, o.limit, 0, &found, detail);
    });
    const listing listing(found);
    if (o.as_json) {
        json document = {{"memories", json::array()}, {"next", found->next != 0 ? json(found->next) : json(nullptr)}};
        for (uint64_t i = 0; i < found->count; ++i) document["memories"].push_back(record_json(*found->records[i]));
        print(document);
    } else {
        const size_t width = terminal_width();
        for (uint64_t i = 0; i < found->count; ++i) std::cout << record_line(*found->records[i], width) << '\n';
        std::cout.flush();
        if (found->next != 0) std::cerr << "more: --after " << found->next << '\n';
    }
    return found->count != 0 ? good : nothing_found;
}

} // namespace

void declare_list(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "list", "list memories in the order of their ids", *o);
    verb.add_option("--limit", o->limit, "how many at most")->type_name("N")->check(CLI::Range(uint64_t{1}, uint64_t{1000000}))->capture_default_str();
    verb.add_option("--after", o->after, "go on after this token, which the page before gave")->type_name("TOKEN")->check(CLI::Range(uint64_t{0}, uint64_t{INT64_MAX}));
    o->filter.declare(verb);
    o->moment.declare(verb);
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

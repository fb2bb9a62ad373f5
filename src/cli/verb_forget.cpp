// SPDX-License-Identifier: MIT OR Apache-2.0
// engram forget: hides memories; all that are named, or none.

#include <algorithm>
#include <iostream>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

struct options : common {
    std::vector<std::string> names;
};

exit_code run(const options &o) {
    space space = open(o.file, access::write);
    std::vector<uint64_t> ids;
    for (const std::string &name : o.names) {
        const uint64_t id = resolve(space.get(), name);
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    engram_batch *batch = nullptr;
    must([&](engram_error_detail *detail) { return engram_batch_begin(space.get(), nullptr, &batch, detail); });
    engram_write_options how = {};
    how.size = sizeof how;
    how.batch = batch;
    try {
        for (const uint64_t id : ids)
            must([&](engram_error_detail *detail) { return engram_forget(space.get(), id, &how, detail); });
    } catch (const failure &) {
        engram_batch_cancel(space.get(), &batch);
        throw;
    }
    must([&](engram_error_detail *detail) { return engram_batch_commit(space.get(), &batch, detail); });
    close(space);
    if (o.as_json) print({{"forgotten", ids}});
    else
        for (const uint64_t id : ids) std::cout << id << '\n';
    return good;
}

} // namespace

void declare_forget(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "forget", "forget memories: all that are named, or none", *o);
    verb.add_option("ID|KEY", o->names, "which memories")->required()->type_name("");
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

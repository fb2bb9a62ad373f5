// SPDX-License-Identifier: MIT OR Apache-2.0
// engram get: memories by id or key.

#include <iostream>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

struct options : common {
    std::vector<std::string> names;
    as_of_option moment;
};

void print_fields(const engram_record &record) {
    const json document = record_json(record);
    for (const auto &[name, value] : document.items()) {
        if (value.is_null() || (value.is_array() && value.empty()) || (value.is_string() && value.get_ref<const std::string &>().empty()))
            continue;
        std::cout << name << ": " << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
    }
}

exit_code run(const options &o) {
    const space space = o.moment.open(o.file);
    std::vector<uint64_t> ids;
    std::vector<std::string> missing;
    for (const std::string &name : o.names) {
        try {
            ids.push_back(resolve(space.get(), name));
        } catch (const failure &failure) {
            if (failure.code != nothing_found) throw;
            missing.push_back(name);
        }
    }
    engram_listing *found = nullptr;
    must([&](engram_error_detail *detail) { return engram_get_many(space.get(), ids.data(), ids.size(), 0, &found, detail); });
    const listing listing(found);
    json memories = json::array();
    for (uint64_t i = 0; i < found->count; ++i) {
        if (found->records[i] == nullptr) missing.push_back(std::to_string(ids[i])); // forgotten since it was looked up
        else if (o.as_json) memories.push_back(record_json(*found->records[i]));
        else {
            if (i != 0) std::cout << '\n';
            print_fields(*found->records[i]);
        }
    }
    if (o.as_json) print({{"memories", memories}, {"missing", missing}});
    std::cout.flush();
    for (const std::string &name : missing) std::cerr << "engram: no memory has the id or key '" << name << "'\n";
    return missing.empty() ? good : nothing_found;
}

} // namespace

void declare_get(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "get", "show memories", *o);
    verb.add_option("ID|KEY", o->names, "which memories")->required()->type_name("");
    o->moment.declare(verb);
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

// SPDX-License-Identifier: MIT OR Apache-2.0
// engram config: every setting, its value, and where that comes from; and templates to begin with.

#include <iostream>

#include "cli/reference.hpp"
#include "cli/settings.hpp"

namespace engram::cli {

namespace {

struct options : common {
    std::string verb, form;
    bool only_set = false;
};

constexpr struct {
    const char *name, *text;
} templates[] = {
    {"development", "# For trying things out: answers that say why, nothing asked twice.\n"
                    "[recall]\nexplain = true\n"},
    {"staging", "# As in production, with documents that scripts compare.\n"
                "[recall]\njson = true\n[list]\njson = true\nlimit = 1000\n[stats]\njson = true\n"},
    {"production", "# For programs: documents instead of text, bounded answers.\n"
                   "[recall]\njson = true\nk = 10\n[remember]\njson = true\n[list]\njson = true\nlimit = 100\n[stats]\njson = true\n"},
};

exit_code run(const options &o, CLI::App &program) {
    for (const auto &t : templates)
        if (o.form == t.name) {
            std::cout << t.text;
            return good;
        }
    json document = {{"file", settings_path()}, {"settings", json::array()}};
    bool has_any = false;
    for (const setting &s : settings_of(program)) {
        if ((!o.verb.empty() && s.verb != o.verb) || (o.only_set && s.source == "default")) continue;
        has_any = true;
        if (o.as_json)
            document["settings"].push_back({{"name", s.verb + "." + s.option}, {"value", s.value}, {"source", s.source}, {"variable", s.variable}});
        else
            std::cout << s.verb << '.' << s.option << " = " << (s.value.empty() ? "(not set)" : s.value) << "  # " << s.source << ", " << s.variable << '\n';
    }
    if (o.as_json) print(document);
    return has_any ? good : nothing_found;
}

} // namespace

void declare_config(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = *program.add_subcommand("config", "print every setting, its value, and where it comes from");
    verb.add_option("VERB", o->verb, "of this verb alone")->type_name("");
    verb.add_flag("--set", o->only_set, "only those that the environment or the file sets");
    std::set<std::string> names;
    for (const auto &t : templates) names.insert(t.name);
    verb.add_option("--template", o->form, "print a file to begin with: development, staging or production")
        ->type_name("NAME")
        ->check(CLI::IsMember(names));
    verb.add_flag("--json", o->as_json, "one JSON document instead of text");
    verb.callback([o, &program, &chosen] { chosen = {[o, &program] { return run(*o, program); }, o.get()}; });
}

} // namespace engram::cli

// SPDX-License-Identifier: MIT OR Apache-2.0
// engram completion: what shells, man and the documentation are given, made of the declarations of all verbs.

#include <iostream>

#include "cli/reference.hpp"

namespace engram::cli {

namespace {

struct options : common {
    std::string form;
};

constexpr struct {
    const char *name;
    std::string (*make)(const std::vector<verb_entry> &);
} forms[] = {{"bash", completion_bash},
             {"zsh", completion_zsh},
             {"fish", completion_fish},
             {"man", manual_page},
             {"markdown", markdown_page}};

} // namespace

void declare_completion(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = *program.add_subcommand("completion", "print completions for a shell, or the manual page");
    std::set<std::string> names;
    for (const auto &form : forms) names.insert(form.name);
    verb.add_option("FORM", o->form, "bash, zsh, fish; man, markdown")->required()->type_name("")->check(CLI::IsMember(names));
    verb.callback([o, &program, &chosen] {
        chosen = {[o, &program] {
                      for (const auto &form : forms)
                          if (o->form == form.name) std::cout << form.make(verbs_of(program));
                      return good;
                  },
                  o.get()};
    });
}

} // namespace engram::cli

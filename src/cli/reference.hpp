// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What the program can do, read off the declarations of its verbs: the one source of completions, manual page, docs/cli.md
// and the names of settings.

#include "cli/cli.hpp"

namespace engram::cli {

struct option_entry {
    std::vector<std::string> names; // "--json", "-k"; of a positional its name alone
    std::string value;              // what comes after it; empty for a flag
    std::string range;              // "1 to 1000000"; empty for none
    std::string standard;           // the default; empty for none
    std::string what, environment;
    bool is_positional = false, is_required = false, is_repeatable = false;
};
struct verb_entry {
    std::string name, what;
    std::vector<option_entry> options;
};
std::vector<verb_entry> verbs_of(const CLI::App &program);

// ENGRAM_RECALL_MIN_Z for --min-z of recall.
std::string environment_name(const std::string &verb, const std::string &option);
// Gives every option its variable.
void name_environment(CLI::App &program);

std::string completion_bash(const std::vector<verb_entry> &verbs);
std::string completion_zsh(const std::vector<verb_entry> &verbs);
std::string completion_fish(const std::vector<verb_entry> &verbs);
std::string manual_page(const std::vector<verb_entry> &verbs);
std::string markdown_page(const std::vector<verb_entry> &verbs);

} // namespace engram::cli

// SPDX-License-Identifier: MIT OR Apache-2.0
// Verbs and options as CLI11 has them declared.

#include <algorithm>
#include <cctype>

#include "cli/reference.hpp"

namespace engram::cli {

namespace {

// "N:UINT in [1 - 1000000]" is what CLI11 makes of a type's name and its validators: the name, and the range.
void split_type(const std::string &type, option_entry *entry) {
    entry->value = type.substr(0, type.find(':'));
    const size_t open = type.find(" in ["), middle = type.find(" - ", open), close = type.find(']', open);
    if (open == std::string::npos || middle == std::string::npos || close == std::string::npos) return;
    entry->range = type.substr(open + 5, middle - open - 5) + " to " + type.substr(middle + 3, close - middle - 3);
}

option_entry entry_of(const CLI::Option &option) {
    option_entry entry;
    entry.is_positional = option.get_positional();
    entry.is_required = option.get_required();
    entry.is_repeatable = option.get_items_expected_max() > 1;
    entry.what = option.get_description();
    entry.standard = option.get_default_str();
    entry.environment = option.get_envname();
    if (entry.is_positional) {
        entry.names = {option.get_name(true)};
        return entry;
    }
    for (const std::string &name : option.get_lnames()) entry.names.push_back("--" + name);
    for (const std::string &name : option.get_snames()) entry.names.push_back("-" + name);
    if (option.get_items_expected_max() != 0) split_type(option.get_type_name(), &entry);
    return entry;
}

} // namespace

std::string environment_name(const std::string &verb, const std::string &option) {
    std::string name = "ENGRAM_" + verb + "_" + option;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
        return c == '-' ? '_' : static_cast<char>(std::toupper(c));
    });
    return name;
}

void name_environment(CLI::App &program) {
    for (CLI::App *verb : program.get_subcommands([](CLI::App *) { return true; }))
        for (CLI::Option *option : verb->get_options([](CLI::Option *) { return true; }))
            if (!option->get_positional() && option->get_name() != "--help")
                option->envname(environment_name(
                    verb->get_name(), (option->get_lnames().empty() ? option->get_snames() : option->get_lnames()).front()));
}

std::vector<verb_entry> verbs_of(const CLI::App &program) {
    std::vector<verb_entry> verbs;
    for (const CLI::App *verb : program.get_subcommands([](const CLI::App *) { return true; })) {
        verb_entry entry = {verb->get_name(), verb->get_description(), {}};
        // Positionals in their order, then options in theirs.
        for (const bool positional : {true, false})
            for (const CLI::Option *option : verb->get_options([](const CLI::Option *) { return true; }))
                if (option->get_positional() == positional && option->get_name() != "--help")
                    entry.options.push_back(entry_of(*option));
        verbs.push_back(std::move(entry));
    }
    return verbs;
}

} // namespace engram::cli

// SPDX-License-Identifier: MIT OR Apache-2.0
// The manual page, and the page of the documentation.

#include <sstream>

#include "cli/reference.hpp"
#include "engram/version.h"

namespace engram::cli {

namespace {

std::string synopsis(const verb_entry &verb) {
    std::string line = "engram " + verb.name;
    bool has_options = false;
    for (const option_entry &option : verb.options)
        if (option.is_positional)
            line += " " + (option.is_required ? option.names[0] : "[" + option.names[0] + "]") + (option.is_repeatable ? "..." : "");
        else has_options = true;
    return line + (has_options ? " [OPTIONS]" : "");
}

std::string sentence(const option_entry &option) {
    std::string text = option.what;
    if (!option.range.empty()) text += "; " + option.range;
    if (!option.standard.empty()) text += "; default " + option.standard;
    if (option.is_required && !option.is_positional) text += "; required";
    return text;
}

std::string joined(const std::vector<std::string> &names, const std::string &between) {
    std::string all;
    for (const std::string &name : names) all += (all.empty() ? "" : between) + name;
    return all;
}

std::string for_roff(const std::string &text) {
    std::string made;
    if (!text.empty() && (text[0] == '.' || text[0] == '\'')) made = "\\&";
    for (const char c : text) {
        if (c == '\\' || c == '-') made.push_back('\\');
        made.push_back(c == '\\' ? 'e' : c);
    }
    return made;
}

// In a cell of a table.
std::string for_cell(const std::string &text) {
    std::string made;
    for (const char c : text) {
        if (c == '|') made.push_back('\\');
        made.push_back(c);
    }
    return made;
}

constexpr const char *codes[][2] = {
    {"0", "success"}, {"1", "nothing found"}, {"2", "wrong usage"}, {"3", "refused or failed"}};

} // namespace

std::string manual_page(const std::vector<verb_entry> &verbs) {
    std::ostringstream out;
    out << ".TH ENGRAM 1 \"\" \"engram " << engram_version() << "\" \"User commands\"\n.SH NAME\nengram \\- a memory in one file\n"
        << ".SH SYNOPSIS\n";
    for (const verb_entry &verb : verbs) out << ".B " << for_roff(synopsis(verb)) << "\n.br\n";
    out << ".SH DESCRIPTION\nRemembers texts and vectors in a file, links them, and recalls what a cue brings to mind. "
           "Any number of processes may use one file at once.\n.SH VERBS\n";
    for (const verb_entry &verb : verbs) {
        out << ".SS " << for_roff(synopsis(verb)) << '\n' << for_roff(verb.what) << ".\n";
        for (const option_entry &option : verb.options)
            out << ".TP\n.B " << for_roff(joined(option.names, ", ") + (option.value.empty() ? "" : " " + option.value)) << '\n'
                << for_roff(sentence(option)) << '\n';
    }
    out << ".SH EXIT STATUS\n";
    for (const auto &code : codes) out << ".TP\n.B " << code[0] << '\n' << code[1] << '\n';
    out << ".SH ENVIRONMENT\nEach option may be set by a variable, ENGRAM_VERB_OPTION, and in "
           "$XDG_CONFIG_HOME/engram/config.toml: see engram config.\n";
    return out.str();
}

std::string markdown_page(const std::vector<verb_entry> &verbs) {
    std::ostringstream out;
    out << "# The program `engram`\n\nMade by `engram completion markdown` of the declarations that `--help` shows. How it is used: "
           "[space](space.md).\n\n| Exit code | |\n|---|---|\n";
    for (const auto &code : codes) out << "| " << code[0] << " | " << code[1] << " |\n";
    out << "\n`ID|KEY`: digits are an id where a memory has it; anything else is a key, as is what follows `key:`. Each option has a\n"
           "variable in the environment, and a place in the configuration file: `engram config` lists both.\n";
    for (const verb_entry &verb : verbs) {
        out << "\n## " << verb.name << "\n\n`" << synopsis(verb) << "`: " << verb.what << ".\n\n| | |\n|---|---|\n";
        for (const option_entry &option : verb.options)
            out << "| `" << for_cell(joined(option.names, "`, `")) << (option.value.empty() ? "" : " " + for_cell(option.value))
                << "` | " << for_cell(sentence(option)) << " |\n";
    }
    return out.str();
}

} // namespace engram::cli

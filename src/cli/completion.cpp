// SPDX-License-Identifier: MIT OR Apache-2.0
// Completions for shells: verbs, then the options of the verb, then files.

#include <sstream>

#include "cli/reference.hpp"

namespace engram::cli {

namespace {

std::string words_of(const verb_entry &verb) {
    std::string words;
    for (const option_entry &option : verb.options)
        if (!option.is_positional)
            for (const std::string &name : option.names) words += name + " ";
    return words + "--help";
}

// For single quotes.
std::string quoted(const std::string &text) {
    std::string made = "'";
    for (const char c : text)
        if (c == '\'') made += "'\\''";
        else made.push_back(c);
    made.push_back('\'');
    return made;
}

// In a specification of zsh brackets and colons have a meaning.
std::string for_zsh(const std::string &text) {
    std::string made;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':') made.push_back('\\');
        made.push_back(c);
    }
    return made;
}

} // namespace

std::string completion_bash(const std::vector<verb_entry> &verbs) {
    std::ostringstream out;
    out << "_engram() {\n    local word=\"${COMP_WORDS[COMP_CWORD]}\" words=\n    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words='";
    for (const verb_entry &verb : verbs) out << verb.name << ' ';
    out << "--help --version'\n    else\n        case \"$word\" in\n        -*) case \"${COMP_WORDS[1]}\" in\n";
    for (const verb_entry &verb : verbs) out << "            " << verb.name << ") words='" << words_of(verb) << "' ;;\n";
    out << "            esac ;;\n        esac\n    fi\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\n"
           "complete -o default -F _engram engram\n";
    return out.str();
}

std::string completion_zsh(const std::vector<verb_entry> &verbs) {
    std::ostringstream out;
    out << "#compdef engram\n_engram() {\n    local -a verbs\n    verbs=(\n";
    for (const verb_entry &verb : verbs) out << "        " << quoted(verb.name + ":" + for_zsh(verb.what)) << '\n';
    out << "    )\n    if (( CURRENT == 2 )); then _describe verb verbs; return; fi\n    case \"${words[2]}\" in\n";
    for (const verb_entry &verb : verbs) {
        out << "    " << verb.name << ") shift words; (( CURRENT-- )); _arguments";
        for (const option_entry &option : verb.options)
            for (const std::string &name : option.names)
                if (!option.is_positional)
                    out << " \\\n        "
                        << quoted((option.is_repeatable ? "*" : "") + name + "[" + for_zsh(option.what) + "]" +
                                  (option.value.empty() ? "" : ":" + for_zsh(option.value) + ":_files"));
        out << " \\\n        '*:file:_files' ;;\n";
    }
    out << "    esac\n}\n_engram \"$@\"\n";
    return out.str();
}

std::string completion_fish(const std::vector<verb_entry> &verbs) {
    std::ostringstream out;
    for (const verb_entry &verb : verbs) {
        out << "complete -c engram -n __fish_use_subcommand -f -a " << verb.name << " -d " << quoted(verb.what) << '\n';
        for (const option_entry &option : verb.options) {
            if (option.is_positional) continue;
            out << "complete -c engram -n '__fish_seen_subcommand_from " << verb.name << "'";
            for (const std::string &name : option.names) out << (name[1] == '-' ? " -l " + name.substr(2) : " -s " + name.substr(1));
            out << (option.value.empty() ? "" : " -r") << " -d " << quoted(option.what) << '\n';
        }
    }
    return out.str();
}

} // namespace engram::cli

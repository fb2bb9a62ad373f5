// SPDX-License-Identifier: MIT OR Apache-2.0
// The configuration file, on CLI11's reader of TOML: a table for each verb, a key for each option.

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <numeric>

#include "cli/reference.hpp"
#include "cli/settings.hpp"

namespace engram::cli {

namespace {

std::map<std::string, std::string> from_file; // by variable

size_t distance(const std::string &a, const std::string &b) {
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 0; i < a.size(); ++i) {
        size_t corner = row[0]++;
        for (size_t k = 0; k < b.size(); ++k) {
            const size_t change = corner + (a[i] == b[k] ? 0 : 1);
            corner = row[k + 1];
            row[k + 1] = std::min({row[k] + 1, row[k + 1] + 1, change});
        }
    }
    return row.back();
}

std::string nearest(const std::string &to, const std::vector<std::string> &names) {
    const auto best = std::min_element(names.begin(), names.end(), [&](const auto &a, const auto &b) { return distance(to, a) < distance(to, b); });
    return best == names.end() ? "" : *best;
}

std::string bare_name(const option_entry &option) { return option.names.front().substr(option.names.front().find_first_not_of('-')); }

std::string environment(const std::string &name) {
    const char *const value = std::getenv(name.c_str());
    return value != nullptr ? value : "";
}

// The value has to be one that the option takes.
void check(CLI::App &program, const std::string &verb, const std::string &option, const std::string &value, const std::string &where) {
    CLI::Option *const of = program.get_subcommand(verb)->get_option((option.size() == 1 ? "-" : "--") + option);
    try {
        of->add_result(value);
        of->run_callback();
    } catch (const CLI::ParseError &error) {
        throw failure(wrong_usage, where + ": " + verb + "." + option + " cannot be '" + value + "': " + error.what());
    }
    of->clear();
}

void read(CLI::App &program, const std::string &path, const std::vector<verb_entry> &verbs) {
    std::ifstream file(path);
    if (!file) {
        if (!environment("ENGRAM_CONFIG").empty()) throw failure(wrong_usage, path + ", which ENGRAM_CONFIG names, cannot be read");
        return;
    }
    std::vector<CLI::ConfigItem> items;
    try {
        items = CLI::ConfigTOML().from_config(file);
    } catch (const CLI::Error &error) {
        throw failure(wrong_usage, path + " is not TOML: " + error.what());
    }
    for (const CLI::ConfigItem &item : items) {
        if (item.name == "++" || item.name == "--") continue; // where a table begins and ends
        std::vector<std::string> names;
        if (item.parents.size() != 1) {
            throw failure(wrong_usage, path + ": " + item.fullname() + " is in no table: write it below [VERB], as in [recall]");
        }
        const auto verb = std::find_if(verbs.begin(), verbs.end(), [&](const verb_entry &v) { return v.name == item.parents[0]; });
        if (verb == verbs.end()) {
            for (const verb_entry &v : verbs) names.push_back(v.name);
            throw failure(wrong_usage, path + ": [" + item.parents[0] + "] is no verb; the nearest is [" + nearest(item.parents[0], names) + "]");
        }
        for (const option_entry &option : verb->options)
            if (!option.is_positional && !option.environment.empty()) names.push_back(bare_name(option));
        if (std::find(names.begin(), names.end(), item.name) == names.end())
            throw failure(wrong_usage, path + ": " + verb->name + " has no setting '" + item.name + "'; the nearest is '" + nearest(item.name, names) + "'");
        if (item.inputs.size() != 1)
            throw failure(wrong_usage, path + ": " + verb->name + "." + item.name + " takes one value");
        check(program, verb->name, item.name, item.inputs[0], path);
        from_file[environment_name(verb->name, item.name)] = item.inputs[0];
    }
}

} // namespace

std::string settings_path() {
    if (const std::string named = environment("ENGRAM_CONFIG"); !named.empty()) return named;
    if (const std::string folder = environment("XDG_CONFIG_HOME"); !folder.empty()) return folder + "/engram/config.toml";
    if (const std::string home = environment("HOME"); !home.empty()) return home + "/.config/engram/config.toml";
    return "";
}

void settings_apply(CLI::App &program) {
    const std::vector<verb_entry> verbs = verbs_of(program);
    for (const verb_entry &verb : verbs)
        for (const option_entry &option : verb.options)
            if (const std::string value = option.environment.empty() ? "" : environment(option.environment); !value.empty())
                check(program, verb.name, bare_name(option), value, option.environment);
    if (const std::string path = settings_path(); !path.empty()) read(program, path, verbs);
    for (const auto &[variable, value] : from_file) {
        if (std::getenv(variable.c_str()) != nullptr) from_file[variable].clear();
        else ::setenv(variable.c_str(), value.c_str(), 0);
    }
}

std::vector<setting> settings_of(CLI::App &program) {
    std::vector<setting> all;
    for (const verb_entry &verb : verbs_of(program))
        for (const option_entry &option : verb.options) {
            if (option.environment.empty()) continue;
            const std::string value = environment(option.environment);
            const auto filed = from_file.find(option.environment);
            const bool is_of_file = filed != from_file.end() && !filed->second.empty();
            all.push_back({verb.name, bare_name(option), option.environment, value.empty() ? option.standard : value,
                           value.empty() ? "default" : is_of_file ? settings_path() : "environment"});
        }
    return all;
}

} // namespace engram::cli

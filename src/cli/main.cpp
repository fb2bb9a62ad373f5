// SPDX-License-Identifier: MIT OR Apache-2.0
// engram: a memory in one file, from a shell. The table of verbs, and how a failure is told.

#include <cstdio>
#include <iostream>

#include "cli/reference.hpp"
#include "cli/settings.hpp"
#include "engram/version.h"

namespace {

using namespace engram::cli;

using declare = void(CLI::App &program, chosen &chosen);
constexpr declare *verbs[] = {declare_init, declare_remember, declare_get,    declare_list,
                              declare_link, declare_recall,   declare_forget, declare_stats,
                              declare_history, declare_diff, declare_undo, declare_fork, declare_purge,
                              declare_config, declare_completion,
                              declare_check, declare_backup, declare_restore, declare_erase};

void tell(const failure &failure, bool as_json) {
    std::cout.flush();
    std::cerr << "engram: " << failure.what() << '\n';
    if (!as_json) return;
    json error = {{"exit", static_cast<int>(failure.code)}, {"sentence", failure.what()}};
    if (failure.detail.status != ENGRAM_OK) {
        error["status"] = engram_status_name(failure.detail.status);
        if (failure.detail.argument[0] != '\0') error["argument"] = failure.detail.argument;
        if (failure.detail.place[0] != '\0') error["place"] = failure.detail.place;
        if (failure.detail.sqlite_code != 0) error["sqlite"] = failure.detail.sqlite_code;
    }
    print({{"error", error}});
}

// What has to work whatever the configuration says: help, completions, a new file for it.
bool needs_settings(int count, char **arguments) {
    constexpr std::string_view without[] = {"completion", "-h", "--help", "--version", "--template"};
    for (int i = 1; i < count; ++i)
        for (const std::string_view word : without)
            if (arguments[i] == word) return false;
    return count > 1;
}

// A full disk or a closed pipe under standard output is a failure like any other.
exit_code flushed(exit_code code) {
    std::cout.flush();
    if (std::cout.good() && std::fflush(stdout) == 0) return code;
    std::cerr << "engram: standard output could not be written\n";
    return refused;
}

} // namespace

int main(int count, char **arguments) {
    std::ios::sync_with_stdio(false);
    CLI::App program{"A memory in one file: remember, link, recall and forget.", "engram"};
    program.set_version_flag("--version", std::string("engram ") + engram_version());
    program.require_subcommand(1);
    program.footer("Exit codes: 0 success, 1 nothing found, 2 wrong usage, 3 refused or failed.\n"
                   "ID|KEY: digits are an id where a memory has it; anything else is a key, as is what follows key:");
    chosen chosen;
    for (declare *verb : verbs) verb(program, chosen);
    name_environment(program);
    try {
        if (needs_settings(count, arguments)) settings_apply(program);
        program.parse(count, arguments);
    } catch (const CLI::Success &success) {
        return program.exit(success);
    } catch (const CLI::ParseError &error) {
        const std::vector<std::string> unknown = program.remaining();
        if (program.get_subcommands().empty() && !unknown.empty())
            std::cerr << "engram: there is neither a verb nor an option '" << unknown.front() << "': 'engram --help' lists them\n";
        else program.exit(error, std::cout, std::cerr);
        return wrong_usage;
    } catch (const failure &failure) {
        tell(failure, false);
        return failure.code;
    }
    try {
        return flushed(chosen.run());
    } catch (const failure &failure) {
        tell(failure, chosen.options->as_json);
        return failure.code;
    } catch (const std::bad_alloc &) {
        tell({refused, "there is not enough memory for this"}, chosen.options->as_json);
        return refused;
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// Settings: what an option is when the command line does not say. The environment goes before the file, the file before the
// default.

#include "cli/cli.hpp"

namespace engram::cli {

struct setting {
    std::string verb, option, variable; // recall, min-z, ENGRAM_RECALL_MIN_Z
    std::string value, source;          // source: "default", "environment", or the path of the file
};

// $ENGRAM_CONFIG, or config.toml in $XDG_CONFIG_HOME/engram or ~/.config/engram; empty without a home.
std::string settings_path();

// Reads the file, if there is one, and hands what the environment does not have to the options by their variables. Refuses
// names that are none, with the nearest one, and values that are none.
void settings_apply(CLI::App &program);

// Every setting that has a value, with where it comes from.
std::vector<setting> settings_of(CLI::App &program);

} // namespace engram::cli

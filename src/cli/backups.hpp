// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// A folder of backups: their names, and which are kept. Son, father, grandfather: of each of so many days, weeks and
// months that have one, the newest full backup stays, and so do the increments since the oldest of the days.

#include <filesystem>

#include "cli/cli.hpp"

namespace engram::cli {

struct backup_file {
    std::filesystem::path path;
    int64_t seconds; // since 1970, from its name
    bool is_increment;
};

// FOLDER/STEM-20261201T120000Z.engram, or .increment; of now.
std::string backup_name(const std::string &folder, const std::string &stem, bool is_increment);
std::optional<backup_file> read_backup_name(const std::filesystem::path &path, const std::string &stem);
// In the order of time.
std::vector<backup_file> backups_in(const std::filesystem::path &folder, const std::string &stem);

struct keep {
    size_t days, weeks, months;
};
// 7,4,12
keep read_keep(const std::string &text);
std::vector<backup_file> not_kept(std::vector<backup_file> all, const keep &keep);

// Asks on a terminal; elsewhere --yes is needed. What is not wanted ends the verb.
void confirm(const std::string &question, bool is_sure);

} // namespace engram::cli

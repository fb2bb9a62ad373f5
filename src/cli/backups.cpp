// SPDX-License-Identifier: MIT OR Apache-2.0
#include "cli/backups.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <set>
#include <unistd.h>

namespace engram::cli {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono;

constexpr int64_t day_seconds = 86400;

int64_t day_of(int64_t seconds) { return seconds / day_seconds; }
// Weeks begin on Monday; 1970 began on a Thursday.
int64_t week_of(int64_t seconds) { return (day_of(seconds) + 3) / 7; }
int64_t month_of(int64_t seconds) {
    const year_month_day date{sys_days(days(day_of(seconds)))};
    return int64_t{int(date.year())} * 12 + unsigned(date.month());
}

// The newest full backup of each of the last `count` periods that have one.
template <class Period>
std::set<int64_t> newest(const std::vector<backup_file> &all, size_t count, Period period) {
    std::set<int64_t> periods, kept;
    for (auto one = all.rbegin(); one != all.rend() && periods.size() < count; ++one)
        if (!one->is_increment && periods.insert(period(one->seconds)).second) kept.insert(one->seconds);
    return kept;
}

} // namespace

std::string backup_name(const std::string &folder, const std::string &stem, bool is_increment) {
    const auto now = floor<seconds>(system_clock::now());
    const auto midnight = floor<days>(now);
    const year_month_day date{midnight};
    const hh_mm_ss time{now - midnight};
    char text[32];
    std::snprintf(text, sizeof text, "-%04d%02u%02uT%02d%02d%02dZ", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()), int(time.hours().count()), int(time.minutes().count()), int(time.seconds().count()));
    return (fs::path(folder) / (stem + text + (is_increment ? ".increment" : ".engram"))).string();
}

std::optional<backup_file> read_backup_name(const fs::path &path, const std::string &stem) {
    const std::string ending = path.extension().string(), name = path.stem().string();
    if ((ending != ".engram" && ending != ".increment") || name.size() != stem.size() + 17 || name.compare(0, stem.size(), stem) != 0)
        return {};
    int year_, month_, day_, hour, minute, second, used = 0;
    if (std::sscanf(name.c_str() + stem.size(), "-%4d%2d%2dT%2d%2d%2dZ%n", &year_, &month_, &day_, &hour, &minute, &second, &used) != 6 || used != 17)
        return {};
    const year_month_day date{year{year_}, month{static_cast<unsigned>(month_)}, day{static_cast<unsigned>(day_)}};
    if (!date.ok()) return {};
    const int64_t days = sys_days(date).time_since_epoch().count();
    return backup_file{path, days * day_seconds + hour * 3600 + minute * 60 + second, ending == ".increment"};
}

std::vector<backup_file> backups_in(const fs::path &folder, const std::string &stem) {
    std::vector<backup_file> found;
    for (const fs::directory_entry &one : fs::directory_iterator(folder))
        if (const auto backup = read_backup_name(one.path(), stem)) found.push_back(*backup);
    std::sort(found.begin(), found.end(), [](const backup_file &a, const backup_file &b) { return a.seconds < b.seconds; });
    return found;
}

keep read_keep(const std::string &text) {
    keep k = {};
    int used = 0;
    if (text.find_first_not_of("0123456789,") != text.npos || std::sscanf(text.c_str(), "%5zu,%5zu,%5zu%n", &k.days, &k.weeks, &k.months, &used) != 3 || size_t(used) != text.size() || k.days == 0)
        throw misuse("--keep", "'" + text + "' is not DAYS,WEEKS,MONTHS, such as 7,4,12, with one day at least");
    return k;
}

std::vector<backup_file> not_kept(std::vector<backup_file> all, const keep &keep) {
    std::set<int64_t> kept = newest(all, keep.days, day_of);
    const int64_t oldest_day = kept.empty() ? INT64_MIN : *kept.begin();
    kept.merge(newest(all, keep.weeks, week_of));
    kept.merge(newest(all, keep.months, month_of));
    std::erase_if(all, [&](const backup_file &one) {
        return one.is_increment ? one.seconds >= oldest_day : kept.count(one.seconds) != 0;
    });
    return all;
}

void confirm(const std::string &question, bool is_sure) {
    if (is_sure) return;
    if (isatty(STDIN_FILENO) == 0) throw failure(wrong_usage, question + " Nobody can be asked here: --yes says so");
    std::cerr << question << " [y/N] " << std::flush;
    std::string said;
    std::getline(std::cin, said);
    if (said != "y" && said != "Y" && said != "yes") throw failure(refused, "not confirmed: nothing was removed");
}

} // namespace engram::cli

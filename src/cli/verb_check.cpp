// SPDX-License-Identifier: MIT OR Apache-2.0
// engram check: whether a file is what was written. What it finds goes to standard output, and the exit code is 3.

#include <iostream>

#include "cli/progress.hpp"
#include "engram/safety.h"

namespace engram::cli {

namespace {

struct options : common {
    uint32_t level = 2;
    uint64_t most = 1000;
};

constexpr const char *parts[] = {"", "file", "settings", "journal", "memory", "vector", "strength", "link", "words", "state"};

struct report_closer {
    void operator()(engram_report *report) const { engram_report_free(&report); }
};

exit_code run(const options &o) {
    progress progress("checking");
    engram_check_options how = {};
    how.size = sizeof how;
    how.level = o.level;
    how.most = o.most;
    how.path = text_of(o.file);
    how.progress = progress.function();
    how.context = &progress;
    engram_report *made = nullptr;
    must_do([&](engram_error_detail *detail) { return engram_check(nullptr, &how, &made, detail); });
    const std::unique_ptr<engram_report, report_closer> report(made);
    progress.end();
    const bool is_sound = report->found == 0;
    if (o.as_json) {
        json document = {{"file", o.file},
                         {"level", report->level},
                         {"sound", is_sound},
                         {"found", report->found},
                         {"findings", json::array()},
                         {"rows", report->rows},
                         {"bytes", report->bytes},
                         {"journal", report->journal},
                         {"digest", hexadecimal(report->digest)}};
        for (uint64_t i = 0; i < report->count; ++i) {
            const engram_finding &one = *report->findings[i];
            document["findings"].push_back({{"part", parts[one.part]},
                                            {"number", one.number},
                                            {"place", std::string(view_of(one.place))},
                                            {"sentence", std::string(view_of(one.sentence))}});
        }
        print(document);
    } else {
        for (uint64_t i = 0; i < report->count; ++i)
            std::cout << one_line(view_of(report->findings[i]->place), 0) << ": "
                      << one_line(view_of(report->findings[i]->sentence), 0) << '\n';
        if (report->found > report->count) std::cout << report->found - report->count << " more: --most shows them\n";
        if (is_sound)
            std::cout << "sound: level " << report->level << ", " << report->rows << " rows, digest "
                      << hexadecimal(report->digest) << '\n';
    }
    return is_sound ? good : refused;
}

} // namespace

void declare_check(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "check", "say whether a file is what was written, and what is damaged", *o);
    verb.add_option("--level", o->level, "1: header and settings, 2: every row, 3: pages, links and words too")
        ->type_name("1|2|3")
        ->check(CLI::Range(1, 3))
        ->capture_default_str();
    verb.add_option("--most", o->most, "findings to show")->type_name("N")->check(CLI::Range(uint64_t{1}, uint64_t{1000000}))->capture_default_str();
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

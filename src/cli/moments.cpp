// SPDX-License-Identifier: MIT OR Apache-2.0
// Moments of a space on the command line.

#include <algorithm>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

constexpr const char *form = "NUMBER|TIME";

bool is_number(const std::string &text) {
    return !text.empty() && text.size() <= 19 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

engram_moment moment_of(const std::string &option, const std::string &text) {
    engram_moment moment = {};
    moment.size = sizeof moment;
    if (is_number(text)) {
        moment.flags = ENGRAM_MOMENT_NUMBER;
        moment.number = std::stoull(text);
    } else {
        moment.flags = ENGRAM_MOMENT_TIME;
        moment.time = time_of(option, text);
    }
    return moment;
}

space open_at(engram_space *present, const engram_moment &moment) {
    engram_space *past = nullptr;
    must_do([&](engram_error_detail *detail) { return engram_space_at(present, &moment, &past, detail); });
    return space(past);
}

void as_of_option::declare(CLI::App &app) {
    app.add_option("--as-of", as_of, "as the space was: an entry of the journal, or a time as of which it was known")->type_name(form);
}

space as_of_option::open(const std::string &file) const {
    space present = engram::cli::open(file, access::read);
    return as_of.empty() ? std::move(present) : open_at(present.get(), moment_of("--as-of", as_of));
}

} // namespace engram::cli

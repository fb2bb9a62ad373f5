// SPDX-License-Identifier: MIT OR Apache-2.0
// The options that say which memories count.

#include "cli/cli.hpp"

namespace engram::cli {

void filter_options::declare(CLI::App &app) {
    app.add_option("--tag", tags, "only memories with this tag; several: with all of them")->type_name("T")->allow_extra_args(false);
    app.add_option("--kind", kinds, "only memories of this kind; several: of one of them")->type_name("NAME")->allow_extra_args(false);
    app.add_option("--since", since, "only memories created at or after this time")->type_name("TIME");
    app.add_option("--until", until, "only memories created before this time")->type_name("TIME");
}

const engram_filter *filter_options::filter() {
    if (tags.empty() && kinds.empty() && since.empty() && until.empty()) return nullptr;
    for (const std::string &tag : tags) tag_texts_.push_back(text_of(tag));
    for (const std::string &kind : kinds) kind_texts_.push_back(text_of(kind));
    filter_.size = sizeof filter_;
    filter_.tags = tag_texts_.data();
    filter_.tag_count = tag_texts_.size();
    filter_.kinds = kind_texts_.data();
    filter_.kind_count = kind_texts_.size();
    if (!since.empty()) {
        filter_.flags |= ENGRAM_FILTER_SINCE;
        filter_.since = time_of("--since", since);
    }
    if (!until.empty()) {
        filter_.flags |= ENGRAM_FILTER_UNTIL;
        filter_.until = time_of("--until", until);
    }
    return &filter_;
}

} // namespace engram::cli

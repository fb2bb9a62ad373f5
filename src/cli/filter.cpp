// SPDX-License-Identifier: MIT OR Apache-2.0
// The options that say which memories count.

#include "cli/cli.hpp"

namespace engram::cli {

void filter_options::declare(CLI::App &app) {
    app.add_option("--tag", tags, "only memories with this tag; several: with all of them")->type_name("T")->allow_extra_args(false);
    app.add_option("--kind", kinds, "only memories of this kind; several: of one of them")->type_name("NAME")->allow_extra_args(false);
    app.add_option("--since", since, "only memories created at or after this time")->type_name("TIME");
    app.add_option("--until", until, "only memories created before this time")->type_name("TIME");
    app.add_option("--valid-at", valid_at, "only memories that hold at this time")->type_name("TIME");
    app.add_option("--where", where, "only memories of which this SQL is true, such as \"importance > 1 AND metadata ->> 'room' = :room\"")->type_name("EXPR");
    app.add_option("--param", parameters, "a value for :NAME in --where: a number, null, or else text; several are fine")->type_name("NAME=VALUE")->allow_extra_args(false);
    app.add_option("--exclude", excluded, "not this memory, such as one that was shown already; several are fine")->type_name("ID|KEY")->allow_extra_args(false);
}

engram_parameter filter_options::bind(const std::string &parameter) {
    const size_t sign = parameter.find('=');
    if (sign == parameter.npos || sign == 0) throw misuse("--param", "'" + parameter + "' is not NAME=VALUE");
    engram_parameter bound = {};
    bound.name = {parameter.data(), sign};
    const std::string_view text = std::string_view(parameter).substr(sign + 1);
    const json value = json::parse(text, nullptr, false);
    if (value.is_number_unsigned() && value.get<uint64_t>() > uint64_t{INT64_MAX})
        throw misuse("--param", "'" + parameter + "' is beyond whole numbers of 64 bits");
    if (value.is_number_integer()) {
        bound.kind = ENGRAM_VALUE_INTEGER;
        bound.integer = value.get<int64_t>();
    } else if (value.is_number_float()) {
        bound.kind = ENGRAM_VALUE_REAL;
        bound.real = value.get<double>();
    } else if (!value.is_null()) {
        bound.kind = ENGRAM_VALUE_TEXT;
        values_.push_back(value.is_string() ? value.get<std::string>() : std::string(text));
        bound.text = text_of(values_.back());
    }
    return bound;
}

const engram_filter *filter_options::filter(engram_space *from) {
    if (!parameters.empty() && where.empty()) throw misuse("--param", "gives a value to --where, which is not there");
    if (tags.empty() && kinds.empty() && since.empty() && until.empty() && valid_at.empty() && where.empty() && excluded.empty())
        return nullptr;
    values_.reserve(parameters.size()); // texts stay where they are
    for (const std::string &parameter : parameters) bound_.push_back(bind(parameter));
    for (const std::string &name : excluded) excluded_ids_.push_back(resolve(from, name));
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
    if (!valid_at.empty()) {
        filter_.flags |= ENGRAM_FILTER_VALID_AT;
        filter_.valid_at = time_of("--valid-at", valid_at);
    }
    filter_.where = text_of(where);
    filter_.parameters = bound_.data();
    filter_.parameter_count = bound_.size();
    filter_.exclude = excluded_ids_.data();
    filter_.exclude_count = excluded_ids_.size();
    return &filter_;
}

} // namespace engram::cli

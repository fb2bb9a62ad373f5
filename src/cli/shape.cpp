// SPDX-License-Identifier: MIT OR Apache-2.0
// The options that say what becomes of the best of a recall, and what it may cost.

#include <charconv>
#include <cstdio>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

// Three numbers and a time, joined by signs of minus: JOURNAL-STATE-OPTIONS-NOW.
engram_replay replay_of(const std::string &token) {
    engram_replay read = {};
    const auto wrong = [&] { return misuse("--replay", "'" + token + "' is no token of an answer"); };
    const char *at = token.data(), *const end = at + token.size();
    const auto next = [&](auto *value, int base, bool is_last) {
        const auto [rest, fault] = std::from_chars(at, end, *value, base);
        if (fault != std::errc() || (is_last ? rest != end : rest == end || *rest != '-')) throw wrong();
        at = is_last ? rest : rest + 1;
    };
    next(&read.journal, 10, false);
    next(&read.state, 16, false);
    next(&read.options, 16, false);
    next(&read.now, 10, true);
    return read;
}

} // namespace

std::string replay_text(const engram_replay &replay) {
    return std::to_string(replay.journal) + "-" + hexadecimal(replay.state) + "-" + hexadecimal(replay.options) + "-" +
           std::to_string(replay.now);
}

void shape_options::declare(CLI::App &app) {
    constexpr uint64_t any = UINT64_MAX;
    app.add_option("--diversity", diversity, "how much a hit that is like another gives way")->type_name("D")->check(CLI::Range(0.0f, 1.0f));
    app.add_option("--group", group, "only the best of those with one value of this name, or path, in their metadata")->type_name("NAME");
    app.add_option("--per-group", per_group, "so many of one group instead")->type_name("N")->check(CLI::Range(uint64_t{1}, any));
    app.add_option("--text-bytes", text_bytes, "the texts of all hits have so many bytes together, at most")->type_name("N")->check(CLI::Range(uint64_t{1}, any));
    app.add_option("--work", work, "look at so many vectors, texts and links, at most")->type_name("N")->check(CLI::Range(uint64_t{1}, any));
    app.add_option("--left-out", left_out, "list what each limit kept out, so many of each")->type_name("N")->check(CLI::Range(1u, 1000u));
    app.add_option("--now", now, "the time of the recall; without, the clock's")->type_name("TIME");
    app.add_option("--replay", replay, "the answer again that has this token; refused where it would be another")->type_name("TOKEN");
}

void shape_options::apply(engram_recall_options *cue) {
    cue->work = work;
    cue->left_out = left_out;
    if (!now.empty()) cue->now = time_of("--now", now);
    if (!replay.empty()) {
        replay_ = replay_of(replay);
        cue->replay = &replay_;
    }
    if (diversity == 0.0f && group.empty() && per_group == 0 && text_bytes == 0) return;
    shape_.size = sizeof shape_;
    shape_.diversity = diversity;
    shape_.group = text_of(group);
    shape_.per_group = per_group;
    shape_.text_bytes = text_bytes;
    cue->shape = &shape_;
}

} // namespace engram::cli

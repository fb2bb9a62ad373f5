// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// What the verbs of the program share: a space that closes itself, failures that become an exit code, times, vectors.
// A program may use the C++ runtime and exceptions; it knows the engine through the public headers alone.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engram/history.h"

namespace engram::cli {

using json = nlohmann::ordered_json;

// Exit codes, the same for every verb.
enum exit_code { good = 0, nothing_found = 1, wrong_usage = 2, refused = 3 };

// Ends a verb: what to say, and with which code.
struct failure : std::runtime_error {
    failure(exit_code exit, const std::string &sentence, const engram_error_detail *detail = nullptr);
    exit_code code;
    engram_error_detail detail;
};

// A value on the command line that is no use: names the option.
failure misuse(const std::string &option, const std::string &sentence);

// Runs a call of the engine with a detail to fill; a refusal is thrown.
template <typename Call> void must(Call call) {
    engram_error_detail detail = {};
    detail.size = sizeof detail;
    const engram_status status = call(&detail);
    if (status == ENGRAM_OK) return;
    detail.status = status;
    throw failure(status == ENGRAM_ERROR_NOT_FOUND ? nothing_found : refused, detail.sentence, &detail);
}

// The same where a file that is not there is no empty answer.
template <typename Call> void must_do(Call call) {
    try {
        must(call);
    } catch (const failure &refusal) {
        throw failure(refused, refusal.what(), &refusal.detail);
    }
}

struct closer {
    void operator()(engram_space *space) const { engram_space_close(&space, nullptr); }
    void operator()(engram_listing *listing) const { engram_listing_free(&listing); }
    void operator()(engram_answer *answer) const { engram_answer_free(&answer); }
    void operator()(engram_feed *feed) const { engram_feed_free(&feed); }
    void operator()(engram_life *life) const { engram_life_free(&life); }
    void operator()(engram_differences *differences) const { engram_differences_free(&differences); }
};
using space = std::unique_ptr<engram_space, closer>;
using listing = std::unique_ptr<engram_listing, closer>;
using answer = std::unique_ptr<engram_answer, closer>;
using feed = std::unique_ptr<engram_feed, closer>;
using life = std::unique_ptr<engram_life, closer>;
using differences = std::unique_ptr<engram_differences, closer>;

enum class access { read, write };
space open(const std::string &file, access access, uint32_t flags = 0);
// Closes with a status: what could not be synced is said.
void close(space &space);

inline engram_text text_of(std::string_view text) {
    return text.empty() ? engram_text{nullptr, 0} : engram_text{text.data(), text.size()};
}
inline std::string_view view_of(engram_text text) { return {text.data != nullptr ? text.data : "", text.bytes}; }

// ID or KEY: digits are the id of a memory, where there is one with it; anything else is a key, as is what follows `key:`.
uint64_t resolve(engram_space *from, const std::string &name);

// RFC 3339, a date alone being its first moment in UTC; nanoseconds since 1970.
int64_t time_of(const std::string &option, const std::string &text);
std::string time_text(int64_t nanoseconds);

// A moment: digits are the number of an entry of the journal, anything else is a time.
engram_moment moment_of(const std::string &option, const std::string &text);
// The space as it was then.
space open_at(engram_space *present, const engram_moment &moment);
// The option --as-of of verbs that read.
struct as_of_option {
    std::string as_of;
    void declare(CLI::App &app);
    space open(const std::string &file) const;
};

// '[0.1, -2, ...]' as JSON.
std::vector<float> vector_of(const std::string &option, const std::string &text);
// A file with such an array, or with floats of 4 bytes, little-endian, and nothing else.
std::vector<float> vector_from(const std::string &option, const std::string &path);
// Out of the two options that give a vector; empty for none.
std::vector<float> chosen_vector(const std::string &inline_text, const std::string &path);
engram_vector as_vector(const std::vector<float> &elements);

// The options that say which memories count, as a filter. Keeps what the filter points to.
struct filter_options {
    std::vector<std::string> tags, kinds, parameters, excluded;
    std::string since, until, valid_at, where;
    void declare(CLI::App &app);
    const engram_filter *filter(engram_space *from);

  private:
    std::vector<engram_text> tag_texts_, kind_texts_;
    std::vector<std::string> values_; // of parameters
    std::vector<engram_parameter> bound_;
    std::vector<uint64_t> excluded_ids_;
    engram_filter filter_ = {};

    engram_parameter bind(const std::string &parameter);
};

// The options that say what becomes of the best, what a recall may cost, and which answer it gives again.
struct shape_options {
    std::string group, now, replay;
    float diversity = 0;
    uint32_t left_out = 0;
    uint64_t per_group = 0, text_bytes = 0, work = 0;
    void declare(CLI::App &app);
    void apply(engram_recall_options *cue);

  private:
    engram_recall_shape shape_ = {};
    engram_replay replay_ = {};
};
std::string replay_text(const engram_replay &replay);

// What --json prints of a memory, and the line that people get.
json record_json(const engram_record &record);
std::string record_line(const engram_record &record, size_t width);
// Cut to so many columns, line breaks shown as spaces.
std::string one_line(std::string_view text, size_t width);
// Columns of the terminal; 0, no limit, where standard output is none.
size_t terminal_width();

void print(const json &document);
std::string hexadecimal(uint64_t value);

// What every verb has.
struct common {
    std::string file;
    bool as_json = false;
};
CLI::App &add_verb(CLI::App &program, const char *name, const char *what, common &options);

// A verb declares its options, and what is to be done when it is chosen. One file each.
using action = std::function<exit_code()>;
struct chosen {
    action run;
    const common *options = nullptr;
};
void declare_init(CLI::App &program, chosen &chosen);
void declare_remember(CLI::App &program, chosen &chosen);
void declare_get(CLI::App &program, chosen &chosen);
void declare_list(CLI::App &program, chosen &chosen);
void declare_link(CLI::App &program, chosen &chosen);
void declare_recall(CLI::App &program, chosen &chosen);
void declare_forget(CLI::App &program, chosen &chosen);
void declare_stats(CLI::App &program, chosen &chosen);
void declare_history(CLI::App &program, chosen &chosen);
void declare_diff(CLI::App &program, chosen &chosen);
void declare_undo(CLI::App &program, chosen &chosen);
void declare_fork(CLI::App &program, chosen &chosen);
void declare_purge(CLI::App &program, chosen &chosen);
void declare_config(CLI::App &program, chosen &chosen);
void declare_completion(CLI::App &program, chosen &chosen);
void declare_check(CLI::App &program, chosen &chosen);
void declare_backup(CLI::App &program, chosen &chosen);
void declare_restore(CLI::App &program, chosen &chosen);
void declare_erase(CLI::App &program, chosen &chosen);

} // namespace engram::cli

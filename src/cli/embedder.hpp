// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// A program that makes vectors: it gets a text on each line, and answers each with a line that is a JSON array.

#include <chrono>
#include <sys/types.h>

#include "cli/cli.hpp"

namespace engram::cli {

class embedder {
  public:
    // The shell starts the command at the first text. A vector has as many elements as those of the space's first model.
    embedder(std::string command, double seconds, engram_space *of);
    ~embedder();
    embedder(const embedder &) = delete;
    embedder &operator=(const embedder &) = delete;

    std::vector<float> operator()(std::string_view text);

  private:
    using moment = std::chrono::steady_clock::time_point;

    std::string command_, answers_; // answers_: what it wrote and nobody has read
    double seconds_;
    uint64_t dim_ = 0, texts_ = 0;
    pid_t process_ = -1;
    int to_ = -1, from_ = -1;

    void start();
    std::string exchange(const std::string &line, moment end);
    void wait(bool is_sending, moment end);
    void stop();
    [[noreturn]] void refuse(const std::string &what) const;
    [[noreturn]] void refuse_ended();
};

// The options --embedder and --embedder-seconds.
struct embedder_options {
    std::string command;
    double seconds = 60.0;
    void declare(CLI::App &verb);
    // None where no command is given.
    std::unique_ptr<embedder> make(engram_space *of) const;
};

} // namespace engram::cli

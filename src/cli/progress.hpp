// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// How far a long verb is, on a terminal: a line that is written over, with the time that is left.

#include <chrono>
#include <string>

#include "cli/cli.hpp"
#include "engram/safety.h"

namespace engram::cli {

class progress {
  public:
    explicit progress(std::string doing);
    ~progress() { end(); }
    progress(const progress &) = delete;
    progress &operator=(const progress &) = delete;
    // For the engine; its context is this object. Null where standard error is no terminal.
    engram_progress function() const;
    // Takes the line away.
    void end();

  private:
    using clock = std::chrono::steady_clock;
    std::string doing_;
    bool is_on_terminal_, is_shown_ = false;
    clock::time_point begin_, last_;

    static int tell(void *context, uint64_t done, uint64_t total);
    void show(uint64_t done, uint64_t total);
};

} // namespace engram::cli

// SPDX-License-Identifier: MIT OR Apache-2.0
#include "cli/progress.hpp"

#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace engram::cli {

progress::progress(std::string doing)
    : doing_(std::move(doing)), is_on_terminal_(isatty(STDERR_FILENO) != 0), begin_(clock::now()), last_(begin_) {}

engram_progress progress::function() const { return is_on_terminal_ ? tell : nullptr; }

int progress::tell(void *context, uint64_t done, uint64_t total) {
    static_cast<progress *>(context)->show(done, total);
    return 0;
}

void progress::show(uint64_t done, uint64_t total) {
    const clock::time_point now = clock::now();
    if (now - last_ < std::chrono::milliseconds(200) || done == 0 || total == 0) return;
    last_ = now;
    is_shown_ = true;
    const double part = double(done) / double(total);
    const double seconds = std::chrono::duration<double>(now - begin_).count();
    char text[64];
    std::snprintf(text, sizeof text, " %3.0f %%, %.0f s left", 100 * part, seconds * (1 - part) / part);
    std::cerr << '\r' << doing_ << text << "   " << std::flush;
}

void progress::end() {
    if (is_shown_) std::cerr << '\r' << std::string(doing_.size() + 32, ' ') << '\r' << std::flush;
    is_shown_ = false;
}

} // namespace engram::cli

// SPDX-License-Identifier: MIT OR Apache-2.0
// Talks to an embedder over two pipes, a line at a time, never longer than it is given.

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "cli/embedder.hpp"

namespace engram::cli {

namespace {

using std::chrono::steady_clock;

constexpr size_t longest_answer = size_t{1} << 24;

void close_pipe(int &pipe) {
    if (pipe >= 0) ::close(pipe);
    pipe = -1;
}

} // namespace

embedder::embedder(std::string command, double seconds, engram_space *of) : command_(std::move(command)), seconds_(seconds) {
    engram_space_info info = {};
    info.size = sizeof info;
    must([&](engram_error_detail *detail) { return engram_space_describe(of, &info, detail); });
    if (info.model_count == 0) throw misuse("--embedder", "has no use: this space keeps no vectors, as 'engram init FILE --dim N' makes one");
    engram_model model = {};
    model.size = sizeof model;
    must([&](engram_error_detail *detail) { return engram_space_model(of, 0, &model, detail); });
    dim_ = model.dim;
}

embedder::~embedder() { stop(); }

// Its input is over, so it ends by itself; one that does not is ended after a tenth of a second.
void embedder::stop() {
    close_pipe(to_), close_pipe(from_);
    const pid_t process = std::exchange(process_, -1);
    if (process < 0) return;
    for (int tries = 0; tries < 50; ++tries) {
        if (::waitpid(process, nullptr, WNOHANG) == process) return;
        ::usleep(2000);
    }
    ::kill(-process, SIGKILL);
    ::waitpid(process, nullptr, 0);
}

void embedder::refuse(const std::string &what) const { throw failure(refused, "--embedder '" + command_ + "' " + what); }

void embedder::refuse_ended() {
    close_pipe(to_);
    int how = 0;
    for (int tries = 0; tries < 500; ++tries) { // it closed its output, and may take its time to end
        const pid_t ended = ::waitpid(process_, &how, WNOHANG);
        if (ended == process_) {
            process_ = -1;
            refuse("ended " + (WIFSIGNALED(how) ? "by signal " + std::to_string(WTERMSIG(how))
                                                : "with exit code " + std::to_string(WEXITSTATUS(how))) +
                   " before it answered text " + std::to_string(texts_));
        }
        ::usleep(2000);
    }
    refuse("closed its output before it answered text " + std::to_string(texts_));
}

void embedder::start() {
    const auto refuse_start = [&] { refuse(std::string("cannot be started: ") + std::strerror(errno)); };
    int input[2], output[2];
    if (::pipe2(input, O_CLOEXEC) != 0) refuse_start();
    to_ = input[1];
    if (::pipe2(output, O_CLOEXEC) != 0) ::close(input[0]), refuse_start();
    from_ = output[0];
    std::signal(SIGPIPE, SIG_IGN); // that it ended is told in words
    process_ = ::fork();
    if (process_ == 0) {
        ::setpgid(0, 0); // so that what the shell starts ends with it
        std::signal(SIGPIPE, SIG_DFL);
        if (::dup2(input[0], 0) == 0 && ::dup2(output[1], 1) == 1)
            ::execl("/bin/sh", "sh", "-c", command_.c_str(), static_cast<char *>(nullptr));
        ::_exit(127);
    }
    ::close(input[0]), ::close(output[1]);
    if (process_ < 0) refuse_start();
    ::setpgid(process_, process_);
    ::fcntl(to_, F_SETFL, O_NONBLOCK);
    ::fcntl(from_, F_SETFL, O_NONBLOCK);
}

void embedder::wait(bool is_sending, moment end) {
    pollfd pipes[2] = {{from_, POLLIN, 0}, {to_, POLLOUT, 0}};
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now()).count();
        if (left <= 0) {
            ::kill(-process_, SIGKILL);
            refuse("has not answered text " + std::to_string(texts_) + " within " + json(seconds_).dump() +
                   " seconds: --embedder-seconds gives it longer, and it has to write out every line at once");
        }
        const int ready = ::poll(pipes, is_sending ? 2 : 1, static_cast<int>(std::min<long long>(left, 1 << 30)));
        if (ready > 0) return;
        if (ready < 0 && errno != EINTR) refuse(std::string("cannot be waited for: ") + std::strerror(errno));
    }
}

// A long text may fill the pipe while the program waits for its own output to be read, so both ways go on together.
std::string embedder::exchange(const std::string &line, moment end) {
    for (size_t sent = 0;;) {
        if (const size_t at = answers_.find('\n'); at != answers_.npos) {
            const std::string first = answers_.substr(0, at);
            answers_.erase(0, at + 1);
            if (sent < line.size()) refuse("answered text " + std::to_string(texts_) +
                                         " before it had it: one line for each text, and no other output");
            return first;
        }
        if (answers_.size() > longest_answer) refuse("answered text " + std::to_string(texts_) + " with a line above 16 MiB");
        wait(sent < line.size(), end);
        if (sent < line.size()) {
            const ssize_t wrote = ::write(to_, line.data() + sent, line.size() - sent);
            if (wrote > 0) sent += static_cast<size_t>(wrote);
            else if (wrote < 0 && errno == EPIPE) refuse_ended();
        }
        char some[1 << 16];
        const ssize_t got = ::read(from_, some, sizeof some);
        if (got > 0) answers_.append(some, static_cast<size_t>(got));
        else if (got == 0) refuse_ended();
    }
}

std::vector<float> embedder::operator()(std::string_view text) {
    std::string line(text);
    for (char &c : line)
        if (c == '\n' || c == '\r') c = ' ';
    line += '\n';
    ++texts_;
    if (process_ < 0) start();
    const moment end = steady_clock::now() + std::chrono::duration_cast<moment::duration>(std::chrono::duration<double>(seconds_));
    const std::string given = exchange(line, end);
    const std::string about = "answered text " + std::to_string(texts_) + " with ";
    std::vector<float> elements;
    try {
        elements = vector_of("its answer", given);
    } catch (const failure &bad) {
        refuse(about + "'" + one_line(given, 60) + "': " + bad.what());
    }
    if (elements.size() != dim_)
        refuse(about + std::to_string(elements.size()) + " numbers: a vector of this space has " + std::to_string(dim_));
    return elements;
}

void embedder_options::declare(CLI::App &verb) {
    verb.add_option("--embedder", command, "a command that makes vectors: a text a line in, a JSON array a line out")->type_name("COMMAND")
        ->excludes("--vector")
        ->excludes("--vector-file");
    verb.add_option("--embedder-seconds", seconds, "how long it may take for a text")
        ->type_name("S")
        ->check(CLI::Range(0.001, 1e6))
        ->capture_default_str();
}

std::unique_ptr<embedder> embedder_options::make(engram_space *of) const {
    return command.empty() ? nullptr : std::make_unique<embedder>(command, seconds, of);
}

} // namespace engram::cli

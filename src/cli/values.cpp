// SPDX-License-Identifier: MIT OR Apache-2.0
// Values on the command line: times and vectors.

#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

using namespace std::chrono;

// Reads so many digits, and moves on.
std::optional<int> digits(std::string_view &text, size_t count) {
    int value = 0;
    if (text.size() < count) return {};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + count, value);
    if (fault != std::errc() || end != text.data() + count || text[0] == '-') return {};
    text.remove_prefix(count);
    return value;
}

bool skip(std::string_view &text, std::string_view one_of) {
    if (text.empty() || one_of.find(text.front()) == one_of.npos) return false;
    text.remove_prefix(1);
    return true;
}

// Seconds and nanoseconds since 1970, apart: together they may not fit.
struct moment {
    int64_t seconds, nanoseconds;
};

std::optional<moment> parse(std::string_view text) {
    const auto year_ = digits(text, 4);
    if (!year_ || !skip(text, "-")) return {};
    const auto month_ = digits(text, 2);
    if (!month_ || !skip(text, "-")) return {};
    const auto day_ = digits(text, 2);
    if (!day_) return {};
    const year_month_day date{year{*year_}, month{static_cast<unsigned>(*month_)}, day{static_cast<unsigned>(*day_)}};
    if (!date.ok()) return {};
    const int64_t midnight = int64_t{sys_days(date).time_since_epoch().count()} * 86400;
    if (text.empty()) return moment{midnight, 0};
    if (!skip(text, "Tt ")) return {};
    const auto hour = digits(text, 2);
    if (!hour || *hour > 23 || !skip(text, ":")) return {};
    const auto minute = digits(text, 2);
    if (!minute || *minute > 59 || !skip(text, ":")) return {};
    const auto second = digits(text, 2);
    if (!second || *second > 60) return {}; // 60: a leap second, the first of the next minute
    int64_t nanoseconds = 0;
    if (skip(text, ".")) {
        int64_t unit = 100'000'000;
        size_t read = 0;
        for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++read, unit /= 10)
            nanoseconds += (text.front() - '0') * unit; // digits beyond the ninth count 0
        if (read == 0) return {};
    }
    int64_t seconds = midnight + *hour * 3600 + *minute * 60 + *second;
    if (skip(text, "Zz")) return text.empty() ? std::optional(moment{seconds, nanoseconds}) : std::nullopt;
    const bool is_west = !text.empty() && text.front() == '-';
    if (!skip(text, "+-")) return {};
    const auto hours = digits(text, 2);
    if (!hours || *hours > 23 || !skip(text, ":")) return {};
    const auto minutes = digits(text, 2);
    if (!minutes || *minutes > 59 || !text.empty()) return {};
    const int64_t offset = *hours * 3600 + *minutes * 60;
    return moment{is_west ? seconds + offset : seconds - offset, nanoseconds};
}

} // namespace

int64_t time_of(const std::string &option, const std::string &text) {
    const auto parsed = parse(text);
    if (!parsed)
        throw misuse(option, "'" + text + "' is no time: write it as RFC 3339 does, such as 2026-12-01T09:30:00Z or 2026-12-01");
    int64_t nanoseconds = 0;
    if (__builtin_mul_overflow(parsed->seconds, int64_t{1'000'000'000}, &nanoseconds) ||
        __builtin_add_overflow(nanoseconds, parsed->nanoseconds, &nanoseconds))
        throw misuse(option, "'" + text + "' is out of range: times go from 1677-09-21 to 2262-04-11");
    return nanoseconds;
}

std::string time_text(int64_t nanoseconds) {
    const sys_time<std::chrono::nanoseconds> when{std::chrono::nanoseconds(nanoseconds)};
    const auto day_of = floor<days>(when);
    const year_month_day date{day_of};
    const hh_mm_ss clock{floor<seconds>(when) - day_of};
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    std::string written = text;
    const int64_t rest = (when - floor<seconds>(when)).count();
    if (rest == 0) return written;
    std::snprintf(text, sizeof text, ".%09lld", static_cast<long long>(rest));
    std::string fraction = text;
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return written.insert(written.size() - 1, fraction);
}

std::vector<float> vector_of(const std::string &option, const std::string &text) {
    const json document = json::parse(text, nullptr, false);
    if (!document.is_array()) throw misuse(option, "is no JSON array of numbers, such as [0.1, -0.2]");
    std::vector<float> elements;
    elements.reserve(document.size());
    for (const json &element : document) {
        if (!element.is_number())
            throw misuse(option, "element " + std::to_string(elements.size()) + " is no number");
        elements.push_back(static_cast<float>(element.get<double>()));
        if (!std::isfinite(elements.back()))
            throw misuse(option, "element " + std::to_string(elements.size() - 1) + " is beyond the range of a float");
    }
    if (elements.empty()) throw misuse(option, "is empty");
    return elements;
}

std::vector<float> vector_from(const std::string &option, const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    if (file.bad() || !file.is_open()) throw misuse(option, "'" + path + "' cannot be read");
    const size_t first = content.find_first_not_of(" \t\r\n");
    if (first != content.npos && content[first] == '[') return vector_of(option, content);
    if (content.empty() || content.size() % sizeof(float) != 0)
        throw misuse(option, "'" + path + "' has neither a JSON array nor floats of 4 bytes each");
    std::vector<float> elements(content.size() / sizeof(float));
    for (size_t i = 0; i < elements.size(); ++i) {
        uint32_t bits = 0;
        for (unsigned byte = 0; byte < 4; ++byte) bits |= uint32_t{static_cast<unsigned char>(content[4 * i + byte])} << 8 * byte;
        elements[i] = std::bit_cast<float>(bits);
    }
    return elements;
}

std::vector<float> chosen_vector(const std::string &inline_text, const std::string &path) {
    if (!inline_text.empty()) return vector_of("--vector", inline_text);
    if (!path.empty()) return vector_from("--vector-file", path);
    return {};
}

engram_vector as_vector(const std::vector<float> &elements) {
    engram_vector vector = {};
    vector.type = ENGRAM_TYPE_F32;
    vector.data = elements.data();
    vector.dim = elements.size();
    return vector;
}

} // namespace engram::cli

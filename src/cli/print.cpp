// SPDX-License-Identifier: MIT OR Apache-2.0
// Memories as JSON and as lines.

#include <cstdio>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/cli.hpp"

namespace engram::cli {

void print(const json &document) {
    // Texts in the file are UTF-8; what comes from a damaged one must not end the program.
    std::cout << document.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
}

std::string hexadecimal(uint64_t value) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

json record_json(const engram_record &record) {
    const auto text = [](engram_text t) { return t.bytes != 0 ? json(std::string(view_of(t))) : json(nullptr); };
    json document = {{"id", record.id}, {"key", text(record.key)}, {"text", std::string(view_of(record.text))}, {"kind", text(record.kind)}};
    document["tags"] = json::array();
    for (uint64_t i = 0; i < record.tag_count; ++i) document["tags"].push_back(std::string(view_of(record.tags[i])));
    document["metadata"] = record.metadata.bytes != 0 ? json::parse(view_of(record.metadata), nullptr, false) : json(nullptr);
    document["created"] = time_text(record.created);
    const auto valid = [&](uint32_t bit, int64_t when) {
        return (record.fields & bit) != 0 ? json(time_text(when)) : json(nullptr);
    };
    document["valid_from"] = valid(ENGRAM_MEMORY_VALID_FROM, record.valid_from);
    document["valid_to"] = valid(ENGRAM_MEMORY_VALID_TO, record.valid_to);
    document["importance"] = record.importance;
    document["strength"] = record.strength;
    document["used"] = time_text(record.last_used);
    document["uses"] = record.uses;
    document["version"] = record.version;
    return document;
}

std::string one_line(std::string_view text, size_t width) {
    std::string line;
    size_t columns = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool begins = (byte & 0xC0u) != 0x80u;
        if (begins && width != 0 && columns == width) {
            for (size_t dots = 0; dots < 3 && !line.empty(); ++dots) {
                while ((static_cast<unsigned char>(line.back()) & 0xC0u) == 0x80u) line.pop_back();
                line.pop_back();
            }
            return line + "...";
        }
        columns += begins;
        // Control characters would move the cursor or worse.
        line += byte < 0x20 || byte == 0x7F ? ' ' : text[i];
    }
    return line;
}

size_t terminal_width() {
    winsize size = {};
    if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
    return size.ws_col;
}

std::string record_line(const engram_record &record, size_t width) {
    std::string head = std::to_string(record.id);
    if (record.key.bytes != 0) head += "  [" + one_line(view_of(record.key), 40) + "]";
    head += "  " + time_text(record.created).substr(0, 10);
    if (record.kind.bytes != 0) head += "  " + one_line(view_of(record.kind), 40);
    for (uint64_t i = 0; i < record.tag_count; ++i) head += " #" + one_line(view_of(record.tags[i]), 40);
    head += "  ";
    const size_t left = width == 0 ? 0 : width > head.size() + 10 ? width - head.size() : 10;
    return head + one_line(view_of(record.text), left);
}

} // namespace engram::cli

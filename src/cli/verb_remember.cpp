// SPDX-License-Identifier: MIT OR Apache-2.0
// engram remember: one memory from the command line, or one for each line of standard input.

#include <iostream>

#include "cli/embedder.hpp"

namespace engram::cli {

namespace {

struct options : common {
    std::string text, key, kind, at, metadata, vector, vector_file;
    std::vector<std::string> tags;
    std::optional<float> importance;
    embedder_options embedder;
};

// What the options say of every memory; keeps what the struct points to.
struct description {
    std::vector<engram_text> tags;
    std::vector<float> elements;
    engram_vector vector = {};
    engram_memory memory = {};

    explicit description(const options &o) {
        for (const std::string &tag : o.tags) tags.push_back(text_of(tag));
        memory.size = sizeof memory;
        memory.key = text_of(o.key);
        memory.kind = text_of(o.kind);
        memory.metadata = text_of(o.metadata);
        memory.tags = tags.data();
        memory.tag_count = tags.size();
        if (!o.at.empty()) {
            memory.fields |= ENGRAM_MEMORY_CREATED;
            memory.created = time_of("--at", o.at);
        }
        if (o.importance) {
            memory.fields |= ENGRAM_MEMORY_IMPORTANCE;
            memory.importance = *o.importance;
        }
        add_vector(chosen_vector(o.vector, o.vector_file));
    }

    void add_vector(std::vector<float> chosen) {
        elements = std::move(chosen);
        vector = as_vector(elements);
        memory.vectors = &vector;
        memory.vector_count = elements.empty() ? 0 : 1;
    }
};

uint64_t remember(engram_space *space, const engram_memory &memory, engram_batch *batch) {
    engram_write_options how = {};
    how.size = sizeof how;
    how.batch = batch;
    uint64_t id = 0;
    must([&](engram_error_detail *detail) { return engram_remember(space, &memory, &how, &id, detail); });
    return id;
}

// Lines in transactions of so many: other writers get their turn in between, and what is refused costs no earlier line.
constexpr size_t lines_together = 1000;

struct lines {
    engram_space *space;
    engram_memory memory;
    embedder *embed; // may be null
    std::vector<uint64_t> ids;
    uint64_t number = 0, empty = 0; // lines read so far; those without text

    bool read(std::vector<std::string> &some) {
        some.clear();
        for (std::string line; some.size() < lines_together && std::getline(std::cin, line);) {
            if (!line.empty() && line.back() == '\r') line.pop_back();
            some.push_back(std::move(line));
        }
        return !some.empty();
    }

    static bool is_empty(const std::string &line) { return line.find_first_not_of(" \t") == line.npos; }

    // Their vectors, none for empty lines; fewer than lines where the embedder failed. Before the batch, for which
    // other writers wait.
    std::vector<std::vector<float>> vectors_of(const std::vector<std::string> &some, std::optional<failure> &bad) const {
        std::vector<std::vector<float>> vectors;
        try {
            for (const std::string &line : some) vectors.push_back(embed == nullptr || is_empty(line) ? std::vector<float>() : (*embed)(line));
        } catch (const failure &refusal) {
            bad = refusal;
        }
        return vectors;
    }

    void write(const std::vector<std::string> &some) {
        std::optional<failure> bad;
        const std::vector<std::vector<float>> vectors = vectors_of(some, bad);
        engram_batch *batch = nullptr;
        must([&](engram_error_detail *detail) { return engram_batch_begin(space, nullptr, &batch, detail); });
        std::vector<uint64_t> made;
        for (size_t i = 0; i < some.size(); ++i) {
            const std::string &line = some[i];
            ++number;
            if (i == vectors.size()) break; // no vector for this one
            if (is_empty(line)) {
                ++empty;
                continue;
            }
            memory.text = text_of(line);
            const engram_vector vector = as_vector(vectors[i]);
            if (embed != nullptr) memory.vectors = &vector, memory.vector_count = 1;
            try {
                made.push_back(remember(space, memory, batch));
            } catch (const failure &refusal) {
                bad = refusal;
                break;
            }
        }
        must([&](engram_error_detail *detail) { return engram_batch_commit(space, &batch, detail); });
        ids.insert(ids.end(), made.begin(), made.end());
        if (!bad) return;
        throw failure(bad->code, "line " + std::to_string(number) + " of standard input: " + bad->what() +
                      " (the lines before it are remembered: " + std::to_string(ids.size()) + " memories)", &bad->detail);
    }
};

exit_code run_lines(const options &o) {
    if (!o.key.empty()) throw misuse("--key", "a key names one memory, and TEXT - makes one of each line");
    const description description(o);
    space space = open(o.file, access::write);
    const std::unique_ptr<embedder> embed = o.embedder.make(space.get());
    lines lines{space.get(), description.memory, embed.get(), {}};
    for (std::vector<std::string> some; lines.read(some);) lines.write(some);
    if (std::cin.bad()) throw failure(refused, "standard input cannot be read");
    close(space);
    if (o.as_json) {
        print({{"ids", lines.ids}, {"remembered", lines.ids.size()}, {"empty_lines", lines.empty}});
    } else {
        for (const uint64_t id : lines.ids) std::cout << id << '\n';
    }
    return lines.ids.empty() ? nothing_found : good;
}

exit_code run(const options &o) {
    if (o.text == "-") return run_lines(o);
    description description(o);
    description.memory.text = text_of(o.text);
    space space = open(o.file, access::write);
    if (const auto embed = o.embedder.make(space.get()); embed && !o.text.empty()) description.add_vector((*embed)(o.text));
    const uint64_t id = remember(space.get(), description.memory, nullptr);
    close(space);
    if (o.as_json) print({{"id", id}, {"key", o.key.empty() ? json(nullptr) : json(o.key)}});
    else std::cout << id << '\n';
    return good;
}

} // namespace

void declare_remember(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "remember", "remember a text; prints its id", *o);
    verb.add_option("TEXT", o->text, "what to remember; - reads standard input, one memory each line")->required()->type_name("");
    verb.add_option("--key", o->key, "a name of your own: a memory that has it gets a new version")->type_name("K");
    verb.add_option("--kind", o->kind, "such as episode or fact")->type_name("NAME");
    verb.add_option("--tag", o->tags, "a tag; may be given several times")->type_name("T")->allow_extra_args(false);
    verb.add_option("--at", o->at, "when it happened (RFC 3339); now unless told")->type_name("TIME");
    verb.add_option("--meta", o->metadata, "a JSON object of your own")->type_name("JSON");
    verb.add_option("--importance", o->importance, "factor of its score, 0 to 1000; 1 is ordinary")->type_name("X");
    auto *vector = verb.add_option("--vector", o->vector, "its vector, '[0.1, -0.2, ...]'")->type_name("[..]");
    verb.add_option("--vector-file", o->vector_file, "a file with its vector: a JSON array, or floats of 4 bytes")->type_name("F")->excludes(vector);
    o->embedder.declare(verb);
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

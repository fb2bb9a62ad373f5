// SPDX-License-Identifier: MIT OR Apache-2.0
// engram stats: what a space is and holds.

#include <iostream>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

const char *name_of_type(engram_type type) {
    switch (type) {
    case ENGRAM_TYPE_F32: return "f32";
    case ENGRAM_TYPE_F16: return "f16";
    case ENGRAM_TYPE_BF16: return "bf16";
    case ENGRAM_TYPE_I8: return "i8";
    default: return "unknown";
    }
}

const char *name_of_metric(engram_metric metric) {
    return metric == ENGRAM_METRIC_DOT ? "dot" : metric == ENGRAM_METRIC_L2_SQUARED ? "l2" : "cosine";
}

const char *name_of_words(engram_words words) {
    return words == ENGRAM_WORDS_PLAIN ? "plain" : words == ENGRAM_WORDS_TRIGRAM ? "trigram" : "porter";
}

json gather(const common &o) {
    // Loaded, so that what a process holds for recall is said too.
    const space space = open(o.file, access::read, ENGRAM_SPACE_LOAD);
    engram_space_info info = {};
    info.size = sizeof info;
    must([&](engram_error_detail *detail) { return engram_space_describe(space.get(), &info, detail); });
    json document = {{"file", o.file},
                     {"name", std::string(view_of(info.name))},
                     {"thread", info.thread.bytes != 0 ? json(std::string(view_of(info.thread))) : json(nullptr)},
                     {"format", info.format},
                     {"memories", info.memories},
                     {"links", info.links},
                     {"journal", info.journal},
                     {"changed", time_text(info.changed)},
                     {"digest", hexadecimal(info.digest)},
                     {"file_bytes", info.file_bytes},
                     {"resident_bytes", info.resident_bytes},
                     {"words", name_of_words(info.words)},
                     {"models", json::array()}};
    for (uint64_t i = 0; i < info.model_count; ++i) {
        engram_model model = {};
        model.size = sizeof model;
        must([&](engram_error_detail *detail) { return engram_space_model(space.get(), i, &model, detail); });
        document["models"].push_back({{"name", std::string(view_of(model.name))},
                                      {"dim", model.dim},
                                      {"type", name_of_type(model.type)},
                                      {"metric", name_of_metric(model.metric)}});
    }
    return document;
}

exit_code run(const common &o) {
    const json document = gather(o);
    if (o.as_json) {
        print(document);
        return good;
    }
    for (const auto &[name, value] : document.items()) {
        if (name == "models") continue;
        if (value.is_string() && value.get_ref<const std::string &>().empty()) continue;
        std::cout << name << ": " << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
    }
    for (const json &model : document["models"])
        std::cout << "model: " << model["name"].get<std::string>() << ", " << model["dim"] << " elements, "
                  << model["type"].get<std::string>() << ", " << model["metric"].get<std::string>() << '\n';
    return good;
}

} // namespace

void declare_stats(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<common>();
    CLI::App &verb = add_verb(program, "stats", "say what a space is and holds", *o);
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

// SPDX-License-Identifier: MIT OR Apache-2.0
// engram init: makes a space.

#include <iostream>
#include <map>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

const std::map<std::string, engram_type> types = {
    {"f32", ENGRAM_TYPE_F32}, {"f16", ENGRAM_TYPE_F16}, {"bf16", ENGRAM_TYPE_BF16}, {"i8", ENGRAM_TYPE_I8}};
const std::map<std::string, engram_metric> metrics = {
    {"cosine", ENGRAM_METRIC_COSINE}, {"dot", ENGRAM_METRIC_DOT}, {"l2", ENGRAM_METRIC_L2_SQUARED}};
const std::map<std::string, engram_words> words = {
    {"porter", ENGRAM_WORDS_PORTER}, {"plain", ENGRAM_WORDS_PLAIN}, {"trigram", ENGRAM_WORDS_TRIGRAM}};

template <typename Value> std::vector<std::string> names(const std::map<std::string, Value> &table) {
    std::vector<std::string> all;
    for (const auto &[name, value] : table) all.push_back(name);
    return all;
}

struct options : common {
    uint64_t dim = 0;
    std::string type = "f32", metric = "cosine", model = "default", words = "porter", name, thread;
};

exit_code run(const options &o) {
    engram_model model = {};
    model.size = sizeof model;
    model.type = types.at(o.type);
    model.metric = metrics.at(o.metric);
    model.dim = o.dim;
    model.name = text_of(o.model);
    engram_space_options create = {};
    create.size = sizeof create;
    create.flags = ENGRAM_SPACE_CREATE | ENGRAM_SPACE_EXCLUSIVE;
    create.words = words.at(o.words);
    create.models = &model;
    create.model_count = o.dim != 0 ? 1 : 0;
    create.name = text_of(o.name);
    create.thread = text_of(o.thread);
    engram_space *made = nullptr;
    try {
        must([&](engram_error_detail *detail) { return engram_space_open(text_of(o.file), &create, &made, detail); });
    } catch (failure &refusal) {
        const bool is_there = refusal.detail.status == ENGRAM_ERROR_EXISTS;
        throw failure(refused, o.file + (is_there ? " exists already: choose another name, or use it as it is" : std::string(": ") + refusal.what()),
                      &refusal.detail);
    }
    space space(made);
    close(space);
    if (o.as_json) {
        json document = {{"file", o.file}, {"words", o.words}, {"models", json::array()}};
        if (o.dim != 0)
            document["models"].push_back({{"name", o.model}, {"dim", o.dim}, {"type", o.type}, {"metric", o.metric}});
        print(document);
    } else if (o.dim != 0) {
        std::cout << o.file << ": a space for vectors of " << o.dim << " elements (" << o.type << ", " << o.metric << ", model "
                  << o.model << "), words and links\n";
    } else {
        std::cout << o.file << ": a space for words and links; --dim N adds vectors\n";
    }
    return good;
}

} // namespace

void declare_init(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "init", "make a space in a new file", *o);
    auto *dim = verb.add_option("--dim", o->dim, "elements of a vector; without, the space keeps no vectors")
                    ->type_name("N")->check(CLI::Range(uint64_t{1}, uint64_t{65536}));
    verb.add_option("--type", o->type, "how vectors are kept: f32, f16, bf16 or i8")->type_name("TYPE")->check(CLI::IsMember(names(types)))->capture_default_str()->needs(dim);
    verb.add_option("--model", o->model, "name of the embedding model")->type_name("NAME")->capture_default_str()->needs(dim);
    verb.add_option("--metric", o->metric, "cosine, dot or l2")->type_name("NAME")->check(CLI::IsMember(names(metrics)))->capture_default_str()->needs(dim);
    verb.add_option("--words", o->words, "how texts are cut: porter (English stems), plain, or trigram (identifiers, languages without spaces)")
        ->type_name("HOW")->check(CLI::IsMember(names(words)))->capture_default_str();
    verb.add_option("--name", o->name, "a name for people")->type_name("NAME");
    verb.add_option("--thread", o->thread, "the field of metadata that tells a conversation, session or source: a memory is linked from the one before it there")
        ->type_name("FIELD");
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

// SPDX-License-Identifier: MIT OR Apache-2.0
// engram recall: what a cue brings to mind, and why.

#include <cstdio>
#include <iostream>

#include "cli/embedder.hpp"

namespace engram::cli {

namespace {

struct options : common {
    std::string cue, vector, vector_file;
    uint64_t k = 10;
    float min_z = 0;
    std::vector<std::string> weights;
    bool explain = false, forms = false;
    filter_options filter;
    embedder_options embedder;
    shape_options shape;
    as_of_option moment;
};

json rank(uint32_t place) { return place != 0 ? json(place) : json(nullptr); }

json path_json(const engram_recalled &hit) {
    json path = json::array();
    for (uint32_t i = 0; i < hit.step_count; ++i) {
        const engram_step &step = hit.steps[i];
        json entry = {{"id", step.id}};
        if (i != 0) {
            entry["type"] = std::string(view_of(step.type));
            entry["weight"] = step.weight;
            entry["backward"] = step.backward != 0;
        }
        path.push_back(entry);
    }
    return path;
}

json hit_json(const engram_recalled &hit) {
    return {{"id", hit.id},
            {"key", hit.key.bytes != 0 ? json(std::string(view_of(hit.key))) : json(nullptr)},
            {"score", hit.score},
            {"z", hit.z},
            {"text", std::string(view_of(hit.text))},
            {"why",
             {{"similarity", hit.similarity},
              {"similarity_z", hit.similarity_z},
              {"similarity_rank", rank(hit.similarity_rank)},
              {"lexical", hit.lexical},
              {"lexical_z", hit.lexical_z},
              {"lexical_rank", rank(hit.lexical_rank)},
              {"activation", hit.activation},
              {"activation_rank", rank(hit.activation_rank)},
              {"length", hit.length},
              {"retention", hit.retention},
              {"importance", hit.importance},
              {"recency", hit.recency},
              {"recency_rank", rank(hit.recency_rank)},
              {"created", time_text(hit.created)},
              {"path", path_json(hit)}}}};
}

constexpr const char *outcomes[] = {"found", "empty", "filtered", "unmatched", "unrelated", "too_long"};
constexpr const char *limits[] = {"", "filter", "decay", "words", "budget", "min_z", "diversity", "group", "text"};

json left_out_json(const engram_answer &answer) {
    json list = json::array();
    for (uint64_t i = 0; i < answer.left_out_count; ++i) {
        json entry = {{"by", limits[answer.left_out[i]->reason]}, {"rank", answer.left_out[i]->rank}};
        entry.update(hit_json(*answer.left_out[i]->memory));
        list.push_back(entry);
    }
    return list;
}

json answer_json(const engram_answer &answer, const std::string &cue) {
    json document = {{"cue", cue}, {"hits", json::array()}};
    for (uint64_t i = 0; i < answer.count; ++i) document["hits"].push_back(hit_json(*answer.hits[i]));
    document["outcome"] = outcomes[answer.outcome];
    document["sentence"] = std::string(view_of(answer.sentence));
    document["best_z"] = answer.best_z;
    document["background"] = {{"mean", answer.background_mean},
                              {"deviation", answer.background_deviation},
                              {"memories", answer.background_count},
                              {"pairs_mean", answer.pairs_mean},
                              {"pairs_deviation", answer.pairs_deviation},
                              {"lexical_deviation", answer.lexical_deviation},
                              {"words_weight", answer.words_weight}};
    document["journal"] = answer.journal;
    document["now"] = time_text(answer.now);
    document["admitted"] = answer.admitted;
    document["left_out"] = {{"by_filter", answer.left_by_filter},
                            {"without_vector", answer.without_vector},
                            {"words", answer.words_left_out},
                            {"below_min_z", answer.below_min_z},
                            {"cut", (answer.flags & ENGRAM_ANSWER_CUT) != 0},
                            {"memories", left_out_json(answer)}};
    document["replay"] = answer.replay.journal != 0 ? json(replay_text(answer.replay)) : json(nullptr);
    document["looked_at"] = {{"vectors", answer.scored}, {"words", answer.words}, {"texts", answer.matched},
                             {"links", answer.edges}, {"activated", answer.activated}};
    return document;
}

void explain(const engram_recalled &hit) {
    char line[256];
    const auto term = [&](const char *name, float value, uint32_t place) {
        if (place == 0) return std::string();
        std::snprintf(line, sizeof line, "  %s %.3f (no. %u)", name, static_cast<double>(value), place);
        return std::string(line);
    };
    const std::string terms = term("similarity", hit.similarity_z, hit.similarity_rank) +
                              term("words", hit.lexical_z, hit.lexical_rank) +
                              term("activation", hit.activation, hit.activation_rank);
    std::snprintf(line, sizeof line, "  retention %.3f  importance %g  z %.2f", static_cast<double>(hit.retention),
                  static_cast<double>(hit.importance), static_cast<double>(hit.z));
    std::cout << "      " << terms << line << '\n';
    if (hit.step_count < 2) return;
    std::cout << "        path: " << hit.steps[0].id;
    for (uint32_t i = 1; i < hit.step_count; ++i) {
        const engram_step &step = hit.steps[i];
        std::cout << (step.backward != 0 ? " <" : " -") << one_line(view_of(step.type), 40) << (step.backward != 0 ? "- " : "> ") << step.id;
    }
    std::cout << '\n';
}

void print_hit(const engram_recalled &hit, const std::string &before) {
    const size_t width = terminal_width();
    char score[32];
    std::snprintf(score, sizeof score, "%6.3f  ", static_cast<double>(hit.score));
    std::string head = before + score + std::to_string(hit.id);
    if (hit.key.bytes != 0) head += "  [" + one_line(view_of(hit.key), 40) + "]";
    head += "  " + time_text(hit.created).substr(0, 10) + "  ";
    const size_t left = width == 0 ? 0 : width > head.size() + 10 ? width - head.size() : 10;
    std::cout << head << one_line(view_of(hit.text), left) << '\n';
}

void print_text(const engram_answer &answer, const options &o) {
    for (uint64_t i = 0; i < answer.count; ++i) {
        print_hit(*answer.hits[i], "");
        if (o.explain) explain(*answer.hits[i]);
    }
    for (uint64_t i = 0; i < answer.left_out_count; ++i) {
        const engram_left_out &left = *answer.left_out[i];
        print_hit(*left.memory, std::string("left out by ") + limits[left.reason] + ", would be no. " + std::to_string(left.rank) + ": ");
        if (o.explain) explain(*left.memory);
    }
    if (!o.explain) return;
    std::cout << "looked at " << answer.scored << " vectors, " << answer.matched << " texts with the words, " << answer.edges
              << " links; left out: " << answer.left_by_filter << " memories by the filter, " << answer.words_left_out
              << " words of the cue" << ((answer.flags & ENGRAM_ANSWER_CUT) != 0 ? "; a budget ended it early" : "") << '\n';
    if (answer.replay.journal != 0) std::cout << "the same again: --replay " << replay_text(answer.replay) << '\n';
}

// One cue from each line of standard input; empty lines are none.
std::vector<std::string> cues_from_input() {
    std::vector<std::string> cues;
    for (std::string line; std::getline(std::cin, line);) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.find_first_not_of(" \t") != line.npos) cues.push_back(line);
    }
    if (cues.empty()) throw misuse("CUE", "is '-', and standard input has no line with a cue");
    return cues;
}

// TERM=WEIGHT over the defaults that recall.h tells.
engram_recall_weights weights_of(const std::vector<std::string> &given) {
    engram_recall_weights w = {sizeof w, 1.0f, 1.0f, 1.0f, 2.0f, 0.25f, 1.0f, 0.0f};
    const std::pair<const char *, float *> terms[] = {{"similarity", &w.similarity}, {"lexical", &w.lexical},
                                                      {"activation", &w.activation}, {"length", &w.length}, {"retention", &w.retention},
                                                      {"importance", &w.importance}, {"recency", &w.recency}};
    for (const std::string &one : given) {
        const size_t equals = one.find('=');
        float *weight = nullptr;
        for (const auto &[name, place] : terms)
            if (equals != std::string::npos && one.compare(0, equals, name) == 0) weight = place;
        char *end = nullptr;
        const float value = weight != nullptr ? std::strtof(one.c_str() + equals + 1, &end) : 0.0f;
        if (weight == nullptr || end == one.c_str() + equals + 1 || *end != '\0')
            throw misuse("--weight", "is TERM=NUMBER with similarity, lexical, activation, length, retention, "
                                     "importance or recency, not '" + one + "'");
        *weight = value;
    }
    return w;
}

exit_code run(options &o) {
    const space space = o.moment.open(o.file);
    const std::vector<float> elements = chosen_vector(o.vector, o.vector_file);
    engram_recall_options cue = {};
    cue.size = sizeof cue;
    cue.flags = (o.explain || o.as_json ? uint32_t{ENGRAM_RECALL_EXPLAIN} : 0u) |
                (o.forms ? uint32_t{ENGRAM_RECALL_FORMS} : 0u);
    const engram_recall_weights weights = weights_of(o.weights);
    if (!o.weights.empty()) cue.weights = &weights;
    cue.min_z = o.min_z;
    cue.k = o.k;
    cue.filter = o.filter.filter(space.get());
    o.shape.apply(&cue);
    if (o.cue.empty() && elements.empty()) throw misuse("CUE", "is empty: give words, --vector or both");
    const bool is_many = o.cue == "-";
    const std::vector<std::string> texts = is_many ? cues_from_input() : std::vector<std::string>{o.cue};
    const auto embed = o.embedder.make(space.get());
    std::vector<std::vector<float>> vectors(texts.size(), elements);
    std::vector<engram_vector> given(texts.size());
    std::vector<engram_recall_options> cues(texts.size(), cue);
    std::vector<const engram_recall_options *> list;
    for (size_t i = 0; i < texts.size(); ++i) {
        if (embed && elements.empty() && !texts[i].empty()) vectors[i] = (*embed)(texts[i]);
        given[i] = as_vector(vectors[i]);
        cues[i].text = text_of(texts[i]);
        cues[i].vector = vectors[i].empty() ? nullptr : &given[i];
        list.push_back(&cues[i]);
    }
    std::vector<engram_answer *> found(texts.size());
    must([&](engram_error_detail *detail) {
        return engram_recall_many(space.get(), list.data(), list.size(), found.data(), detail);
    });
    std::vector<answer> answers;
    for (engram_answer *one : found) answers.emplace_back(one);
    bool has_any = false;
    json documents = json::array();
    for (size_t i = 0; i < texts.size(); ++i) {
        has_any = has_any || found[i]->count != 0;
        if (o.as_json) {
            documents.push_back(answer_json(*found[i], texts[i]));
            continue;
        }
        if (is_many) std::cout << (i != 0 ? "\n" : "") << "# " << one_line(texts[i], 0) << '\n';
        print_text(*found[i], o);
        std::cout.flush();
        if (found[i]->count == 0) std::cerr << "engram: nothing comes to mind: " << view_of(found[i]->sentence) << '\n';
    }
    if (o.as_json) print(is_many ? json{{"answers", documents}} : documents[0]);
    std::cout.flush();
    return has_any ? good : nothing_found;
}

} // namespace

void declare_recall(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "recall", "what a cue brings to mind", *o);
    verb.add_option("CUE", o->cue, "words; may be '' with --vector; - takes one cue from each line of standard input")->required()->type_name("");
    verb.add_option("-k", o->k, "hits at most")->type_name("N")->check(CLI::Range(uint64_t{1}, uint64_t{1000000}))->capture_default_str();
    auto *vector = verb.add_option("--vector", o->vector, "the vector of the cue, '[0.1, -0.2, ...]'")->type_name("[..]");
    verb.add_option("--vector-file", o->vector_file, "a file with it: a JSON array, or floats of 4 bytes")->type_name("F")->excludes(vector);
    o->embedder.declare(verb);
    o->filter.declare(verb);
    o->shape.declare(verb);
    verb.add_option("--min-z", o->min_z, "no answer where the best z is below; about 1: few cues from another topic get one")->type_name("Z")->check(CLI::Range(0.0f, 1e6f));
    verb.add_option("--weight", o->weights, "how much a term counts, such as lexical=2; may be given again")->type_name("TERM=W");
    verb.add_flag("--forms", o->forms, "\"words in quotes\" count as one word, wor* is any word that begins so");
    verb.add_flag("--explain", o->explain, "why each memory came: terms, ranks, the path over links");
    o->moment.declare(verb);
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

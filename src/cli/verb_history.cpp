// SPDX-License-Identifier: MIT OR Apache-2.0
// engram history: the versions and uses of one memory, or what the journal says since an entry.

#include <algorithm>
#include <iostream>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

struct options : common {
    std::string name;
    std::optional<uint64_t> since;
    uint64_t limit = 1000;
};

const char *name_of(engram_operation operation) {
    static constexpr const char *names[] = {"?",      "create",    "remember", "update", "forget", "link",
                                            "unlink", "reinforce", "undo",     "purge",  "erase"};
    return operation < std::size(names) ? names[operation] : names[0];
}

json number_or_null(uint64_t number) { return number != 0 ? json(number) : json(nullptr); }
json time_or_null(int64_t time) { return time != 0 ? json(time_text(time)) : json(nullptr); }

json change_json(const engram_change &change) {
    json document = {{"number", change.number}, {"time", time_text(change.time)}, {"operation", name_of(change.operation)}};
    if (change.id != 0) document["id"] = change.id;
    if (change.version != 0) document["version"] = change.version;
    if (change.before != 0) document["before"] = change.before;
    if (change.target != 0) {
        document["target"] = change.target;
        document["type"] = std::string(view_of(change.type));
        document["weight"] = change.weight;
    }
    if (change.operation == ENGRAM_OPERATION_REINFORCE) document["rate"] = change.rate;
    if (change.id_count != 0) document["ids"] = std::vector<uint64_t>(change.ids, change.ids + change.id_count);
    if (change.first != 0) document["first"] = change.first;
    if (change.last != 0) document["last"] = change.last;
    return document;
}

std::string change_line(const engram_change &change) {
    std::string line = std::to_string(change.number) + "  " + time_text(change.time) + "  " + name_of(change.operation);
    if (change.id != 0) line += " " + std::to_string(change.id);
    if (change.target != 0) line += " -" + one_line(view_of(change.type), 40) + "> " + std::to_string(change.target);
    if (change.operation == ENGRAM_OPERATION_UNDO)
        line += " entries " + std::to_string(change.first) + " to " + std::to_string(change.last);
    if (change.operation == ENGRAM_OPERATION_PURGE) line += " before entry " + std::to_string(change.first);
    constexpr uint64_t shown = 8;
    if (change.operation == ENGRAM_OPERATION_REINFORCE)
        for (uint64_t i = 0; i < std::min(change.id_count, shown); ++i) line += " " + std::to_string(change.ids[i]);
    if (change.operation == ENGRAM_OPERATION_REINFORCE && change.id_count > shown) line += " ...";
    return line;
}

exit_code print_feed(engram_space *space, const options &o) {
    engram_feed *read = nullptr;
    must_do([&](engram_error_detail *detail) { return engram_changes_since(space, *o.since, o.limit, &read, detail); });
    const feed feed(read);
    if (o.as_json) {
        json document = {{"changes", json::array()}, {"next", number_or_null(feed->next)}, {"journal", feed->journal}};
        for (uint64_t i = 0; i < feed->count; ++i) document["changes"].push_back(change_json(*feed->changes[i]));
        print(document);
    } else {
        for (uint64_t i = 0; i < feed->count; ++i) std::cout << change_line(*feed->changes[i]) << '\n';
        std::cout.flush();
        if (feed->next != 0) std::cerr << "more: --since " << feed->next << '\n';
    }
    return feed->count != 0 ? good : nothing_found;
}

life life_of(engram_space *space, const std::string &name) {
    constexpr std::string_view prefix = "key:";
    engram_life *read = nullptr;
    const bool is_id = !name.empty() && name.size() <= 19 && name.find_first_not_of("0123456789") == name.npos && std::stoull(name) != 0;
    std::string_view key = name;
    if (key.substr(0, prefix.size()) == prefix) key.remove_prefix(prefix.size());
    if (is_id) {
        engram_error_detail detail = {};
        detail.size = sizeof detail;
        const engram_status status = engram_history(space, std::stoull(name), {nullptr, 0}, 0, &read, &detail);
        if (status == ENGRAM_OK) return life(read);
        if (status != ENGRAM_ERROR_NOT_FOUND) must([&](engram_error_detail *d) { *d = detail; return status; });
    }
    engram_error_detail detail = {};
    detail.size = sizeof detail;
    const engram_status status = engram_history(space, 0, text_of(key), 0, &read, &detail);
    if (status == ENGRAM_ERROR_NOT_FOUND) throw failure(nothing_found, "no memory has or had the id or key '" + name + "'", &detail);
    if (status == ENGRAM_ERROR_TEXT || status == ENGRAM_ERROR_NULL) throw misuse("ID|KEY", detail.sentence);
    must([&](engram_error_detail *d) { *d = detail; return status; });
    return life(read);
}

void print_life(const engram_life &life) {
    for (uint64_t i = 0; i < life.version_count; ++i) {
        const engram_life_version &v = *life.versions[i];
        std::cout << "version " << v.record->version << "  entry " << v.record->born;
        if (v.born_time != 0) std::cout << "  " << time_text(v.born_time);
        if (v.died != 0) std::cout << "  until entry " << v.died;
        if (v.died_time != 0) std::cout << "  " << time_text(v.died_time);
        std::cout << '\n' << "  " << record_line(*v.record, terminal_width()) << '\n';
    }
    for (uint64_t i = 0; i < life.use_count; ++i) {
        const engram_use &use = life.uses[i];
        std::cout << "strength " << use.strength << "  entry " << use.number << "  " << time_text(use.time) << "  "
                  << name_of(use.operation) << '\n';
    }
    if (life.oldest != 1) std::cout << "history before entry " << life.oldest << " was purged\n";
}

json life_json(const engram_life &life) {
    json document = {{"id", life.id}, {"versions", json::array()}, {"uses", json::array()}, {"oldest", life.oldest}};
    for (uint64_t i = 0; i < life.version_count; ++i) {
        const engram_life_version &v = *life.versions[i];
        json version = record_json(*v.record);
        version["born"] = v.record->born;
        version["born_time"] = time_or_null(v.born_time);
        version["died"] = number_or_null(v.died);
        version["died_time"] = time_or_null(v.died_time);
        document["versions"].push_back(version);
    }
    for (uint64_t i = 0; i < life.use_count; ++i) {
        const engram_use &use = life.uses[i];
        json entry = {{"number", use.number}, {"time", time_text(use.time)}, {"operation", name_of(use.operation)}, {"strength", use.strength}};
        if (use.operation == ENGRAM_OPERATION_REINFORCE) entry["rate"] = use.rate;
        document["uses"].push_back(entry);
    }
    return document;
}

exit_code run(const options &o) {
    if (o.name.empty() == !o.since) throw misuse("history", "takes a memory (ID|KEY), or --since NUMBER for all of them");
    const space space = open(o.file, access::read);
    if (o.since) return print_feed(space.get(), o);
    const life life = life_of(space.get(), o.name);
    if (o.as_json) print(life_json(*life));
    else print_life(*life);
    return good;
}

} // namespace

void declare_history(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "history", "the versions and uses of a memory, forgotten or not; or all changes since an entry", *o);
    verb.add_option("ID|KEY", o->name, "which memory")->type_name("");
    verb.add_option("--since", o->since, "what came after this entry of the journal, 0: everything")->type_name("NUMBER");
    verb.add_option("--limit", o->limit, "with --since: entries at most")->type_name("N")->check(CLI::Range(uint64_t{1}, uint64_t{1000000}))->capture_default_str();
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

// SPDX-License-Identifier: MIT OR Apache-2.0
// engram diff: what is different at one moment from what was at another.

#include <iostream>

#include "cli/cli.hpp"

namespace engram::cli {

namespace {

struct options : common {
    std::string from, to;
};

const char *name_of(engram_difference_kind kind) {
    static constexpr const char *names[] = {"?", "new", "changed", "gone", "linked", "relinked", "unlinked"};
    return kind < std::size(names) ? names[kind] : names[0];
}

std::vector<std::string> fields_of(uint32_t fields) {
    static constexpr struct {
        uint32_t bit;
        const char *name;
    } all[] = {{ENGRAM_MEMORY_KEY, "key"}, {ENGRAM_MEMORY_TEXT, "text"}, {ENGRAM_MEMORY_KIND, "kind"}, {ENGRAM_MEMORY_TAGS, "tags"},
               {ENGRAM_MEMORY_METADATA, "metadata"}, {ENGRAM_MEMORY_CREATED, "created"}, {ENGRAM_MEMORY_VALID_FROM, "valid_from"},
               {ENGRAM_MEMORY_VALID_TO, "valid_to"}, {ENGRAM_MEMORY_IMPORTANCE, "importance"}, {ENGRAM_MEMORY_STRENGTH, "strength"},
               {ENGRAM_MEMORY_VECTORS, "vectors"}};
    std::vector<std::string> names;
    for (const auto &one : all)
        if ((fields & one.bit) != 0) names.emplace_back(one.name);
    return names;
}

// The text of a memory at the moment at which it is there.
std::string text_at(engram_space *past, uint64_t id) {
    engram_listing *read = nullptr;
    must([&](engram_error_detail *detail) { return engram_get_many(past, &id, 1, 0, &read, detail); });
    const listing listing(read);
    return read->records[0] != nullptr ? std::string(view_of(read->records[0]->text)) : std::string();
}

void print_line(const engram_difference &d, const std::string &text) {
    if (d.target != 0) {
        std::cout << (d.kind == ENGRAM_DIFFERENCE_LINKED ? '+' : d.kind == ENGRAM_DIFFERENCE_UNLINKED ? '-' : '~') << ' ' << d.id << " -"
                  << one_line(view_of(d.type), 40) << "> " << d.target << "  ";
        if (d.kind == ENGRAM_DIFFERENCE_RELINKED) std::cout << d.weight_before << " to ";
        std::cout << (d.kind == ENGRAM_DIFFERENCE_UNLINKED ? d.weight_before : d.weight_after) << '\n';
        return;
    }
    std::cout << (d.kind == ENGRAM_DIFFERENCE_NEW ? '+' : d.kind == ENGRAM_DIFFERENCE_GONE ? '-' : '~') << ' ' << d.id;
    for (const std::string &field : fields_of(d.fields)) std::cout << ' ' << field;
    const size_t width = terminal_width();
    std::cout << "  " << one_line(text, width > 30 ? width - 30 : width) << '\n';
}

json difference_json(const engram_difference &d, const std::string &text) {
    json document = {{"kind", name_of(d.kind)}, {"id", d.id}};
    if (d.target != 0) {
        document["target"] = d.target;
        document["type"] = std::string(view_of(d.type));
        document["weight"] = {d.weight_before, d.weight_after};
        return document;
    }
    document["versions"] = {d.before != 0 ? json(d.before) : json(nullptr), d.after != 0 ? json(d.after) : json(nullptr)};
    document["fields"] = fields_of(d.fields);
    document["strength"] = {d.strength_before, d.strength_after};
    document["text"] = text;
    return document;
}

exit_code run(const options &o) {
    const space present = open(o.file, access::read);
    const engram_moment a = moment_of("A", o.from);
    engram_moment b = {};
    b.size = sizeof b;
    if (!o.to.empty()) b = moment_of("B", o.to);
    const space from = open_at(present.get(), a), to = open_at(present.get(), b);
    engram_differences *found = nullptr;
    must([&](engram_error_detail *detail) { return engram_diff(present.get(), &a, &b, &found, detail); });
    const differences all(found);
    json list = json::array();
    for (uint64_t i = 0; i < found->count; ++i) {
        const engram_difference &d = *found->differences[i];
        const std::string text = d.target != 0 ? "" : text_at(d.after != 0 ? to.get() : from.get(), d.id);
        if (o.as_json) list.push_back(difference_json(d, text));
        else print_line(d, text);
    }
    if (o.as_json) print({{"from", found->from}, {"to", found->to}, {"differences", list}});
    return found->count != 0 ? good : nothing_found;
}

} // namespace

void declare_diff(CLI::App &program, chosen &chosen) {
    const auto o = std::make_shared<options>();
    CLI::App &verb = add_verb(program, "diff", "what is different at moment B from what was at moment A", *o);
    verb.add_option("A", o->from, "an entry of the journal, or a time")->required()->type_name("");
    verb.add_option("B", o->to, "the same; without: now")->type_name("");
    verb.callback([o, &chosen] { chosen = {[o] { return run(*o); }, o.get()}; });
}

} // namespace engram::cli

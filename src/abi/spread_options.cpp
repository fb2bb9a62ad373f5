// SPDX-License-Identifier: MIT OR Apache-2.0
// What the options of a spread may be.
#include "abi/spread_options.h"

#include "kernels/activation/spread.h"

namespace {

using options = engram_spread_options;

bool is_finite(float x) { return x - x == 0.0f; }
bool always(const options &) { return true; }
bool fades_by_hop(const options &o) { return o.decay == ENGRAM_DECAY_PER_HOP; }
bool retains_a_part(const options &o) { return o.retain == ENGRAM_RETAIN_RETENTION; }
bool has_ceiling(const options &o) { return o.inhibition == ENGRAM_INHIBIT_CEILING; }
bool inhibits(const options &o) { return o.inhibition >= ENGRAM_INHIBIT_TOP_SUM; }
bool has_sigmoid(const options &o) { return o.squash == ENGRAM_SQUASH_SIGMOID; }
bool has_fan(const options &o) { return o.normaliser == ENGRAM_NORMALISE_FAN; }
bool converges(const options &o) { return o.convergence != ENGRAM_CONVERGE_NONE; }
bool has_limit(const options &o) {
    return o.merge == ENGRAM_MERGE_CLAMPED_SUM || o.squash == ENGRAM_SQUASH_CLAMP || o.squash == ENGRAM_SQUASH_DIVIDE;
}

struct choice {
    uint32_t options::*field;
    uint32_t last;
    const char *argument;
};
constexpr choice choices[] = {
    {&options::merge, ENGRAM_MERGE_PROBABILISTIC, "options.merge"},
    {&options::retain, ENGRAM_RETAIN_MAX, "options.retain"},
    {&options::senders, ENGRAM_SENDERS_ARRIVALS, "options.senders"},
    {&options::decay, ENGRAM_DECAY_FROM_SOURCE, "options.decay"},
    {&options::normaliser, ENGRAM_NORMALISE_FAN, "options.normaliser"},
    {&options::inhibition, ENGRAM_INHIBIT_TOP_MEAN, "options.inhibition"},
    {&options::squash, ENGRAM_SQUASH_SIGMOID, "options.squash"},
    {&options::convergence, ENGRAM_CONVERGE_LARGEST, "options.convergence"},
};

enum class range { finite, other_than_0, from_0, above_0 };
bool is_within(float x, range r) {
    const bool is_right = r == range::other_than_0 ? x != 0.0f : r == range::from_0 ? x >= 0.0f : r == range::above_0 ? x > 0.0f : true;
    return is_finite(x) && is_right;
}

// Numbers, by whether another option makes that they are read.
struct number {
    float options::*field;
    range values;
    bool (*is_read)(const options &);
    const char *argument;
};
constexpr number numbers[] = {
    {&options::gain, range::other_than_0, always, "options.gain: finite, not 0"},
    {&options::hop_factor, range::other_than_0, fades_by_hop, "options.hop_factor: finite, not 0"},
    {&options::retention, range::finite, retains_a_part, "options.retention: finite"},
    {&options::edge_threshold, range::from_0, always, "options.edge_threshold: from 0, finite"},
    {&options::node_threshold, range::from_0, always, "options.node_threshold: from 0, finite"},
    {&options::gate, range::from_0, always, "options.gate: from 0, finite"},
    {&options::limit, range::above_0, has_limit, "options.limit: above 0, finite"},
    {&options::ceiling, range::finite, has_ceiling, "options.ceiling: finite"},
    {&options::inhibition_strength, range::from_0, inhibits, "options.inhibition_strength: from 0, finite"},
    {&options::sigmoid_gain, range::finite, has_sigmoid, "options.sigmoid_gain: finite"},
    {&options::sigmoid_centre, range::finite, has_sigmoid, "options.sigmoid_centre: finite"},
    {&options::fan_strength, range::finite, has_fan, "options.fan_strength: finite"},
    {&options::fan_base, range::from_0, has_fan, "options.fan_base: from 0, finite"},
    {&options::tolerance, range::above_0, converges, "options.tolerance: above 0, finite"},
};

engram_status check_flags(const options &o) {
    constexpr uint32_t known = ENGRAM_SPREAD_EXPLAIN | ENGRAM_SPREAD_INHIBIT_EACH | ENGRAM_SPREAD_SQUASH_EACH | ENGRAM_SPREAD_DROP_SEEDS;
    ENGRAM_REQUIRE((o.flags & ~known) == 0, ENGRAM_ERROR_ENUM, "options.flags");
    ENGRAM_REQUIRE((o.flags & ENGRAM_SPREAD_INHIBIT_EACH) == 0 || inhibits(o), ENGRAM_ERROR_ARGUMENT,
                   "options.flags: INHIBIT_EACH goes with TOP_SUM and TOP_MEAN");
    ENGRAM_REQUIRE((o.flags & ENGRAM_SPREAD_SQUASH_EACH) == 0 || o.squash != ENGRAM_SQUASH_NONE, ENGRAM_ERROR_ARGUMENT,
                   "options.flags: SQUASH_EACH goes with a squash");
    return ENGRAM_OK;
}

engram_status check_table(const options &o) {
    if (o.decay != ENGRAM_DECAY_FROM_SOURCE) {
        ENGRAM_REQUIRE(o.decay_table == nullptr, ENGRAM_ERROR_ARGUMENT, "options.decay_table: goes with FROM_SOURCE");
        ENGRAM_REQUIRE(o.decay_count == 0, ENGRAM_ERROR_ARGUMENT, "options.decay_count: goes with FROM_SOURCE");
        return ENGRAM_OK;
    }
    ENGRAM_REQUIRE(o.decay_count != 0, ENGRAM_ERROR_ARGUMENT, "options.decay_count: 1 or more with FROM_SOURCE");
    ENGRAM_REFUSE(engram_check_piece({o.decay_table, o.decay_count, sizeof(float), "options.decay_table"}));
    for (uint32_t i = 0; i < o.decay_count; ++i)
        ENGRAM_REQUIRE(is_within(o.decay_table[i], range::from_0), ENGRAM_ERROR_ARGUMENT, "options.decay_table: from 0, finite");
    return ENGRAM_OK;
}

engram_status check_factors(const options &o, uint64_t nodes) {
    ENGRAM_REFUSE(engram_check_optional({o.type_factors, 64, sizeof(float), "options.type_factors"}));
    ENGRAM_REFUSE(engram_check_optional({o.node_factors, nodes, sizeof(float), "options.node_factors"}));
    for (int i = 0; o.type_factors != nullptr && i < 64; ++i)
        ENGRAM_REQUIRE(is_finite(o.type_factors[i]), ENGRAM_ERROR_ARGUMENT, "options.type_factors: finite");
    return ENGRAM_OK;
}

} // namespace

engram_status engram_check_spread_options(const engram_graph *graph, const engram_spread_options *given,
                                          engram_spread_options *known) {
    engram_options_preset(ENGRAM_SPREAD_PRESET_PLAIN, known);
    if (given == nullptr) return ENGRAM_OK;
    ENGRAM_REFUSE(engram_read_struct(known, sizeof *known, alignof(options), 8, given, "options.size"));
    const options &o = *known;
    for (const choice &c : choices) ENGRAM_REQUIRE(o.*c.field <= c.last, ENGRAM_ERROR_ENUM, c.argument);
    ENGRAM_REFUSE(check_flags(o));
    ENGRAM_REQUIRE(o.type_mask != 0, ENGRAM_ERROR_ARGUMENT, "options.type_mask: not 0, for edges of some type to carry");
    ENGRAM_REQUIRE(!inhibits(o) || (o.inhibition_count >= 1 && o.inhibition_count <= 256), ENGRAM_ERROR_ARGUMENT,
                   "options.inhibition_count: from 1 to 256");
    for (const number &n : numbers)
        ENGRAM_REQUIRE(!n.is_read(o) || is_within(o.*n.field, n.values), ENGRAM_ERROR_ARGUMENT, n.argument);
    ENGRAM_REFUSE(check_table(o));
    return check_factors(o, graph->node_count);
}

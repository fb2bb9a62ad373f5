// SPDX-License-Identifier: MIT OR Apache-2.0
// The named rules.

#include "kernels/activation/spread.h"

namespace {

constexpr engram_spread_options plain = {
    .size = sizeof(engram_spread_options),
    .merge = ENGRAM_MERGE_SUM,
    .retain = ENGRAM_RETAIN_KEEP,
    .senders = ENGRAM_SENDERS_ACTIVE,
    .decay = ENGRAM_DECAY_NONE,
    .normaliser = ENGRAM_NORMALISE_NONE,
    .inhibition = ENGRAM_INHIBIT_NONE,
    .squash = ENGRAM_SQUASH_NONE,
    .convergence = ENGRAM_CONVERGE_NONE,
    .flags = 0,
    .hops = 3,
    .node_cap = 0,
    .refractory_hops = 0,
    .inhibition_count = 7,
    .edge_budget = 0,
    .type_mask = ~uint64_t{0},
    .suppressive_types = 0,
    .gain = 1.0f,
    .hop_factor = 1.0f,
    .retention = 1.0f,
    .edge_threshold = 0.0f,
    .node_threshold = 0.0f,
    .gate = 0.0f,
    .limit = 1.0f,
    .ceiling = 1.0f,
    .inhibition_strength = 0.15f,
    .sigmoid_gain = 1.0f,
    .sigmoid_centre = 0.0f,
    .fan_strength = 1.6f,
    .fan_base = 1.0f,
    .tolerance = 1e-6f,
    .decay_count = 0,
    .decay_table = nullptr,
    .type_factors = nullptr,
    .node_factors = nullptr,
};

} // namespace

int engram_options_preset(engram_spread_preset_id preset, engram_spread_options *options) {
    engram_spread_options o = plain;
    switch (preset) {
    case ENGRAM_SPREAD_PRESET_PLAIN: break;
    case ENGRAM_SPREAD_PRESET_ENGRAM_ZIG:
        o.squash = ENGRAM_SQUASH_DIVIDE;
        o.flags = ENGRAM_SPREAD_SQUASH_EACH;
        break;
    case ENGRAM_SPREAD_PRESET_SPROINK:
        o.merge = ENGRAM_MERGE_MAX;
        o.decay = ENGRAM_DECAY_PER_HOP;
        o.hop_factor = 0.7f;
        o.gain = 0.85f;
        o.normaliser = ENGRAM_NORMALISE_OUT_DEGREE;
        o.inhibition = ENGRAM_INHIBIT_TOP_MEAN;
        o.squash = ENGRAM_SQUASH_SIGMOID;
        o.sigmoid_gain = 10.0f;
        o.sigmoid_centre = 0.3f;
        o.node_threshold = 0.01f;
        o.gate = 0.01f;
        break;
    case ENGRAM_SPREAD_PRESET_SYNAPSE:
        o.retain = ENGRAM_RETAIN_RETENTION;
        o.retention = 0.5f;
        o.gain = 0.8f;
        o.normaliser = ENGRAM_NORMALISE_OUT_DEGREE;
        o.inhibition = ENGRAM_INHIBIT_TOP_SUM;
        o.gate = 0.12f;
        o.squash = ENGRAM_SQUASH_SIGMOID;
        o.sigmoid_gain = 5.0f;
        break;
    case ENGRAM_SPREAD_PRESET_ZEPH:
        o.merge = ENGRAM_MERGE_CLAMPED_SUM;
        o.retain = ENGRAM_RETAIN_MAX;
        o.decay = ENGRAM_DECAY_PER_HOP;
        o.hop_factor = 0.85f;
        o.edge_threshold = 0.1f;
        o.inhibition = ENGRAM_INHIBIT_CEILING;
        o.ceiling = 0.8f;
        o.node_cap = 50;
        break;
    case ENGRAM_SPREAD_PRESET_SHODH:
        o.senders = ENGRAM_SENDERS_ARRIVALS;
        o.normaliser = ENGRAM_NORMALISE_SQRT_ONE_DEGREE;
        o.squash = ENGRAM_SQUASH_DIVIDE;
        o.flags = ENGRAM_SPREAD_SQUASH_EACH;
        o.limit = 2.0f;
        o.node_threshold = 0.005f;
        o.hops = 4;
        break;
    case ENGRAM_SPREAD_PRESET_SPREADR:
        o.retain = ENGRAM_RETAIN_RETENTION;
        o.retention = 0.5f;
        o.gain = 0.5f;
        o.normaliser = ENGRAM_NORMALISE_WEIGHT_SUM;
        o.hops = 10;
        break;
    case ENGRAM_SPREAD_PRESET_ACTR:
        o.retain = ENGRAM_RETAIN_REPLACE;
        o.normaliser = ENGRAM_NORMALISE_FAN;
        o.hops = 1;
        break;
    default: return 0;
    }
    *options = o;
    return 1;
}

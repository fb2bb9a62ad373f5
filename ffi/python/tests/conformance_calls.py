# SPDX-License-Identifier: MIT OR Apache-2.0
"""The other players of conformance vectors: graphs, spreading, decay, learning, the original kernels."""

import contextlib

import conformance as c
import numpy as np
from conformance import NO_NULL, NO_SIZE, NO_WORD, LeftOut

import engram_kernels as ek

MERGES = ["sum", "clamped_sum", "max", "probabilistic"]
WORDS = {
    "merge": MERGES,
    "retain": ["keep", "replace", "retention", "max"],
    "senders": ["active", "arrivals"],
    "decay": ["none", "per_hop", "from_source"],
    "normaliser": ["none", "out_degree", "sqrt_degree", "sqrt_one_degree", "weight_sum", "fan"],
    "inhibition": ["none", "ceiling", "top_sum", "top_mean"],
    "squash": ["none", "clamp", "divide", "sigmoid"],
    "convergence": ["none", "l1", "largest"],
}
PRESETS = ["plain", "engram_zig", "sproink", "synapse", "zeph", "shodh", "spreadr", "actr"]
CURVES = """engram_kernel engram_exponential engram_power engram_neocortical engram_two_component engram_hybrid mem0 shodh_edge
shodh_long_term shodh_fact shodh_hybrid shodh_hybrid_important openmemory_episodic openmemory_semantic openmemory_procedural
openmemory_emotional openmemory_reflective openmemory_dual kirocrew spector spector_slow spector_fast perfectman
powercontext""".split()
FORMS = """exponential_tau exponential_half_life exponential_rate power power_ratio hybrid stretched linear hyperbolic
two_component dual_exponential""".split()
UNITS = ["seconds", "milliseconds", "microseconds", "nanoseconds"]
VERSIONS = {45: "4.5", 50: "5", 60: "6"}


def csr(v):
    if v.has("graph.size"):
        raise LeftOut(NO_SIZE)
    if v.number("graph.offset_type") > 1:
        raise LeftOut("the dtype says the width of offsets")
    offsets = v.full("graph.offsets", "u64")
    if offsets.size != v.number("graph.node_count") + 1:
        raise LeftOut(NO_NULL)
    edges = v.number("graph.edge_count")
    return offsets, v.full("graph.targets", "u32")[:edges], v.full("graph.weights", "f32")[:edges], v.array("graph.types")


def open_graph(v, held):
    pull = not v.number("graph_options.no_pull")
    if v.has("edges"):
        duplicates = v.word("graph_options.duplicates", ["keep", "sum", "reject"])
        columns = [v.full(f"edges.{name}", kind) for name, kind in (("source", "u32"), ("target", "u32"), ("weight", "f32"))]
        types = v.array("edges.type")
        types = None if types is None else types.astype(np.uint8)
        base = ek.Graph.from_edges(v.number("edges.node_count"), *columns, types, duplicates=duplicates, pull=pull)
    else:
        base = ek.Graph(*csr(v), pull=pull)
    held.enter_context(base)
    if not v.has("changes"):
        return base
    overlay = held.enter_context(ek.Overlay(base, node_count=v.number("changes.node_count")))
    types = v.array("changes.type")
    for i, what in enumerate(v.full("changes.what", "u8")):
        ends = int(v.array("changes.source")[i]), int(v.array("changes.target")[i])
        weight, type_ = float(v.array("changes.weight")[i]), 0 if types is None else int(types[i])
        if what == 0:
            overlay.append(*ends, weight, type_)
        elif what == 1:
            overlay.reweight(*ends, weight, type_)
        elif what == 2:
            overlay.delete(*ends, type_)
        elif what == 3:
            overlay.reweight_at(ends[0], int(v.array("changes.index")[i]), weight)
        else:
            overlay.delete_at(ends[0], int(v.array("changes.index")[i]))
    return overlay


def validate(v):
    arrays = csr(v)
    v.attempt(lambda: ek.validate_csr(*arrays))
    if v.said:
        v.emit("position", v.place(r"at index (\d+)"))


def from_edges(v):
    if v.array("edges.type") is not None and v.array("edges.type").max() > 255:
        raise LeftOut("types are bytes")
    with contextlib.ExitStack() as held:
        v.attempt(lambda: open_graph(v, held))
    if v.said:
        v.emit("position", v.place(r"edge (\d+)"))


def changes(v):
    with contextlib.ExitStack() as held:
        v.attempt(lambda: open_graph(v, held))


def emit_edges(v, found):
    if found is not None:
        sources, targets, weights, types = found
        v.emit("edges.source", sources)
        v.emit("edges.target", targets)
        v.emit("edges.weight", weights)
        v.emit("edges.type", types.astype(np.uint32))


def outgoing(v, graph):
    targets, weights, types = graph.outgoing(v.number("node"))
    return np.full(targets.size, v.number("node"), np.uint32), targets, weights, types


def incoming(v, graph):
    sources, weights, types = graph.incoming(v.number("node"))
    return sources, np.full(sources.size, v.number("node"), np.uint32), weights, types


def reading(read):
    def play(v):
        with contextlib.ExitStack() as held:
            graph = open_graph(v, held)
            emit_edges(v, v.attempt(lambda: read(v, graph)))

    return play


def graph_changes(v):
    with contextlib.ExitStack() as held:
        graph = open_graph(v, held)
        v.emit("sources", v.attempt(graph.changes))


def image_write(v):
    with contextlib.ExitStack() as held:
        graph = open_graph(v, held)
        v.emit("image", np.frombuffer(v.attempt(graph.to_bytes), np.uint8))


def from_image(v):
    graph = v.attempt(lambda: ek.Graph.from_bytes(v.full("image", "x8").astype(np.uint8)))
    emit_edges(v, graph.edges() if graph is not None else None)


def spread_options(v):
    if v.has("options.size"):
        raise LeftOut(NO_SIZE)
    flags = v.number("options.flags")
    if flags > 15:
        raise LeftOut("flags are keywords")
    more = {"preset": v.word("options.preset", PRESETS)}
    for key in v.inputs:
        name = key.removeprefix("options.")
        if not key.startswith("options.") or name in ("preset", "flags"):
            continue
        if name in WORDS:
            more[name] = v.word(key, WORDS[name])
        elif name in ("decay_table", "type_factors", "node_factors"):
            more[name] = v.array(key)
        else:
            more[name] = v.real(key) if v.inputs[key][0] == "f32" else v.number(key)
    if v.has("options.flags"):
        more |= {"inhibit_each": bool(flags & 2), "squash_each": bool(flags & 4)}
    return more, bool(flags & 1), bool(flags & 8)


def spread_preset(v):
    name = v.word("preset", PRESETS)
    options = v.attempt(lambda: ek.spread_preset(name))
    if options is None:
        return
    flags = 0
    for name, value in options.items():
        if name in WORDS:
            v.emit(f"options.{name}", WORDS[name].index(value))
        elif name in ("inhibit_each", "squash_each"):
            flags |= value and {"inhibit_each": 2, "squash_each": 4}[name]
        else:
            v.emit(f"options.{name}", np.float32(value) if isinstance(value, float) else np.uint64(value))
    v.emit("options.flags", flags)


def emit_info(v, info):
    for ours, name in (("hops_done", "hops"), ("edges", "edges"), ("active", "active"), ("nan", "nan_count"),
                       ("truncated", "truncated"), ("capped", "capped"), ("converged", "converged")):
        v.emit(f"info.{name}", int(getattr(info, ours)))
    v.emit("info.change", np.float64(info.change))


def sparse(v):
    more, explain, drops = spread_options(v) if v.has("options") else ({}, False, False)
    with contextlib.ExitStack() as held:
        graph = open_graph(v, held)
        found = v.attempt(lambda: graph.spread(v.full("seeds", "u32"), v.array("values"), capacity=v.number("capacity"),
                                               explain=explain, drop_seeds=drops, **more))
    if found is None:
        return
    v.emit("results.id", found.ids)
    v.emit("results.activation", found.activations)
    if explain:
        for ours, name in (("hops", "hop"), ("predecessors", "predecessor"), ("seeds", "seed")):
            v.emit(f"results.{name}", getattr(found, ours))
    emit_info(v, found)


def emit_in_place(v, name, is_right, values):
    if is_right:
        v.emit(name, values)
    elif values.tobytes() != v.full(name, "f32").tobytes():
        v.differs(f"{name} was written before the error")


def dense(v):
    more, explain, drops = spread_options(v) if v.has("options") else ({}, False, False)
    if explain or drops:
        raise LeftOut("an array has no such keywords")
    values = v.full("activations", "f32")
    with contextlib.ExitStack() as held:
        graph = open_graph(v, held)
        info = v.attempt(lambda: graph.spread_dense(values, in_place=True, info=True, **more))
    emit_in_place(v, "activations", info is not None, values)
    if info is not None:
        emit_info(v, info)


def rank_options(v, *names):
    if not v.has("options"):
        return {}
    reals = {name: v.real(f"options.{name}") for name in names if name in ("damping", "tolerance", "epsilon")}
    counts = {name: v.number(f"options.{name}") for name in names if name not in reals}
    return reals | counts | {"dangling": v.word("options.dangling", ["seeds", "all"])}


def emit_rank_info(v, info, untold):
    for name in {"iterations", "edges", "pushes", "active", "truncated"} - {untold}:
        v.emit(f"info.{name}", int(getattr(info, name)))
    v.untold.add(f"info.{untold}")
    v.emit("info.error", np.float64(info.error))


def power(v):
    with contextlib.ExitStack() as held:
        graph = open_graph(v, held)
        more = rank_options(v, "damping", "tolerance", "max_iterations", "settle")
        found = v.attempt(lambda: graph.pagerank(v.full("seeds", "u32"), v.array("values"), **more))
    if found is not None:
        v.emit("ranks", found.ranks)
        emit_rank_info(v, found, "pushes")
        if v.has("options.settle"):
            v.emit("info.settled", int(found.settled))


def push(v):
    with contextlib.ExitStack() as held:
        graph = open_graph(v, held)
        more = rank_options(v, "damping", "epsilon", "edge_budget") | {"capacity": v.number("capacity")}
        more |= {"residuals": v.number("options.residual_capacity")}
        found = v.attempt(lambda: graph.pagerank_push(v.full("seeds", "u32"), v.array("values"), **more))
    if found is not None:
        v.emit("results.id", found.ids)
        v.emit("results.activation", found.ranks)
        emit_rank_info(v, found, "iterations")
        if v.has("options.settle"):
            v.untold.add("info.settled")
        if v.has("options.residual_capacity"):
            v.emit("residuals.id", found.residual_ids)
            v.emit("residuals.activation", found.residuals)
            v.emit("info.residuals", found.residual_count)
            v.emit("info.waiting", np.float64(found.waiting))


def one_off(v):
    offsets, targets, weights, types = csr(v)
    if types is not None:
        raise LeftOut("the original rule has no types")
    values = v.full("activations", "f32")
    found = v.attempt(lambda: ek.spread_csr(offsets, targets, weights, values, v.number("steps"), in_place=True))
    emit_in_place(v, "activations", found is not None, values)


# Decay


def curve(v):
    if any(v.has(f"{name}.size") for name in ("curve", "times", "options")):
        raise LeftOut(NO_SIZE)
    form = v.word("curve.form", [None, *FORMS])
    more = {name: v.real(f"curve.{name}") for name in ("exponent", "asymptote", "floor", "late", "weight")}
    return lambda: ek.Curve(form, v.real("curve.scale"), threshold=v.number("curve.threshold"), **more)


def curve_preset(v):
    name = v.word("preset", [None] * 101 + CURVES)
    made = v.attempt(lambda: ek.Curve.preset(name))
    if made is not None:
        v.emit("curve.form", 1 + FORMS.index(made.form))
        for field in ("scale", "exponent", "asymptote", "floor", "late", "weight"):
            v.emit(f"curve.{field}", np.float64(getattr(made, field)))
        v.emit("curve.threshold", made.threshold)


def times(v, prefix="times"):
    """The values and the keywords that say what they mean."""
    if v.inputs.get(f"{prefix}.values", ("u64", []))[1] is None:
        raise LeftOut(NO_NULL)
    more = {"unit": v.word(f"{prefix}.unit", UNITS)}
    if v.number(f"{prefix}.kind") > 1:
        raise LeftOut(NO_WORD)
    if v.number(f"{prefix}.kind") == 1:
        more["now"] = v.number(f"{prefix}.now")
    return v.full(f"{prefix}.values", "u64"), more


def row_options(v):
    names = ("scales", "exponents", "accesses", "pins")
    return {name: v.array(f"options.{name}") for name in names if v.array(f"options.{name}") is not None}


def emit_report(v, skewed):
    """The row at fault is in the message of a refusal; a call that was answered tells how many times were later than now."""
    if "report.bad_row" in v.outputs:
        v.emit("report.bad_row", np.uint64(2**64 - 1 if skewed is not None else v.place(r"row (\d+)")))
    if skewed is not None:
        v.emit("report.skewed", np.uint64(skewed))
    else:
        v.untold.add("report.skewed")


def rows_call(v, name, call):
    make = curve(v)
    values, more = times(v)
    found, skewed = v.attempt(lambda: call(make(), values, more | row_options(v) | {"info": True})) or (None, None)
    emit_report(v, skewed)
    if found is not None:
        v.emit(name, found)


def strengths(v):
    return v.full("strengths", "f32")


def apply(v):
    make, ages = curve(v), v.full("ages", "u64")
    if ages.size != v.number("count") or strengths(v).size != ages.size:
        raise LeftOut(NO_NULL)
    found = v.attempt(lambda: ek.decay(strengths(v), ages, make()))
    if found is not None:
        v.emit("out", found)


def weigh(v):
    rows_call(v, "out", lambda curve, values, more: ek.weigh(v.full("scores", "f32"), values, curve,
                                                             strengths=v.array("strengths"), **more))


def suppressed(v):
    make = curve(v)
    values, more = times(v)
    found = v.attempt(lambda: ek.suppressed(strengths(v), values, v.real("threshold"), make(), **more, **row_options(v)))
    if found is not None:
        v.emit("total", found[0].size)
        for name, part in zip(("row", "before", "factor"), found, strict=True):
            v.emit(f"found.{name}", part[: v.number("capacity")])


def ages_at(v):
    make, unit = curve(v), v.word("unit", UNITS)
    ones = v.array("strengths")
    ones = np.ones(v.number("count"), np.float32) if ones is None else ones
    found = v.attempt(lambda: ek.ages_at(ones, v.real("target"), make(), unit=unit, **row_options(v)))
    if found is not None:
        v.emit("ages", found)


def next_below(v):
    make = curve(v)
    values, more = times(v)
    found = v.attempt(lambda: ek.next_below(values, v.real("threshold"), make(), strengths=v.array("strengths"), **more,
                                            **row_options(v)))
    if not v.said:
        row, left = found or (2**64 - 1, 2**64 - 1)
        v.emit("row", np.uint64(row))
        v.emit("left", np.uint64(left))


def levels(v, call):
    found, skewed = v.attempt(call) or (None, None)
    emit_report(v, skewed)
    if found is not None:
        v.emit("levels", found)


def base_level(v):
    values, more = times(v)
    levels(v, lambda: ek.base_level(v.full("offsets", "u64"), values, decay=v.real("decay"), info=True, **more))


def base_level_recent(v):
    values, more = times(v)
    rows = v.full("offsets", "u64"), values, v.full("counts", "u64"), v.full("creations", "u64")
    levels(v, lambda: ek.base_level_recent(*rows, decay=v.real("decay"), info=True, **more))


def base_level_optimized(v):
    values, more = times(v, "creations")
    levels(v, lambda: ek.base_level_optimized(values, v.full("counts", "u64"), decay=v.real("decay"), info=True,
                                              **more))


def emit_out(v, found):
    if found is not None:
        v.emit("out", found)


def probability(v):
    more = {name: v.real(name) for name in ("threshold", "noise")}
    emit_out(v, v.attempt(lambda: ek.retrieval_probability(v.array("levels"), **more)))


def latency(v):
    more = {name: v.real(name) for name in ("factor", "exponent")}
    emit_out(v, v.attempt(lambda: ek.retrieval_latency(v.array("levels"), **more)))


def model(v, name="fsrs.version"):
    if v.has("fsrs.size"):
        raise LeftOut(NO_SIZE)
    version = VERSIONS.get(v.number(name))
    if version is None:
        raise LeftOut(NO_WORD)
    weights = v.array("fsrs.weights")
    return {"version": version} | ({} if weights is None else {"weights": weights})


def emit_weights(v, weights, version):
    if weights is not None:
        v.emit("fsrs.version", version)
        v.emit("fsrs.weights", weights)


def fsrs_default(v):
    more = model(v, "version")
    emit_weights(v, v.attempt(lambda: ek.fsrs_weights(**more)), v.number("version"))


def fsrs_migrate(v):
    emit_weights(v, v.attempt(lambda: ek.fsrs_migrate(v.array("weights"))), 60)


def retrievability(v):
    values, more = times(v)
    more |= model(v) | {"info": True}
    found, skewed = v.attempt(lambda: ek.fsrs_retrievability(values, v.array("stabilities"), **more)) or (None, None)
    emit_report(v, skewed)
    emit_out(v, found)


def interval(v):
    longest = v.real("longest") if v.has("longest") else float("inf")
    emit_out(v, v.attempt(lambda: ek.fsrs_interval(v.array("stabilities"), v.real("retention"), longest=longest, **model(v))))


def review(v):
    values, more = times(v)
    more |= model(v)
    arrays = v.array("grades"), v.array("stabilities"), v.array("difficulties")
    found = v.attempt(lambda: ek.fsrs_review(values, *arrays, info=True, **more))
    emit_report(v, found[2] if found is not None else None)
    if found is not None:
        v.emit("out_stabilities", found[0])
        v.emit("out_difficulties", found[1])


def bounds(v):
    return {"low": v.real("bounds.low"), "high": v.real("bounds.high")}


def saturating(v):
    emit_out(v, v.attempt(lambda: ek.reinforce(v.array("weights"), v.real("rate"), gains=v.array("gains"), **bounds(v))))


def spaced(v):
    arrays = v.array("weights"), v.array("retentions")
    emit_out(v, v.attempt(lambda: ek.reinforce_spaced(*arrays, v.real("rate"), v.real("spacing"), **bounds(v))))


def oja(v):
    arrays = [v.array(name) for name in ("weights", "sources", "targets", "activations")]
    more = {"rate": v.real("rate"), "threshold": v.real("threshold")}
    found, updated = v.attempt(lambda: ek.oja(*arrays, info=True, **more, **bounds(v))) or (None, None)
    emit_out(v, found)
    if updated is not None:
        v.emit("updated", np.uint64(updated))


# The original kernels


def vector_similarity(v):
    shape = v.number("num_candidates"), v.number("query_len")
    candidates = v.full("candidates", "f32").reshape(shape)
    found = v.attempt(lambda: ek.compat.vector_similarity(v.full("query", "f32"), candidates))
    if found is not None:
        v.emit("scores", found)


def in_place(v, name, call):
    values = v.full(name, "f32")
    v.attempt(lambda: call(values))
    if not v.said:
        v.emit(name, values)


def spread_activation(v):
    arrays = v.full("adjacency", "u32"), v.full("weights", "f32")
    in_place(v, "activations", lambda values: ek.compat.spread_activation(*arrays, values, v.number("iterations")))


def apply_decay(v):
    in_place(v, "strengths", lambda values: ek.compat.apply_decay(values, v.full("ages_seconds", "u64")))


PLAYERS = {
    "engram_similarity_pair": c.pair,
    "engram_cosine_f32": lambda v: c.pair(v, "cosine", "float32"),
    "engram_dot_f32": lambda v: c.pair(v, "dot", "float32"),
    "engram_l2_squared_f32": lambda v: c.pair(v, "l2_squared", "float32"),
    "engram_similarity_many": c.many,
    "engram_similarity_gather": c.gather,
    "engram_similarity_block": c.block,
    "engram_rows_convert": c.convert,
    "engram_codes_build": c.codes,
    "engram_similarity_topk": c.top_k,
    "engram_similarity_topk_codes": lambda v: c.top_k(v, with_codes=True),
    "engram_topk_merge": c.merge,
    "engram_rank_fusion": c.fusion,
    "engram_csr_validate": validate,
    "engram_graph_create_from_edges": from_edges,
    "engram_overlay_append": changes,
    "engram_overlay_reweight": changes,
    "engram_overlay_delete": changes,
    "engram_overlay_reweight_at": changes,
    "engram_overlay_delete_at": changes,
    "engram_graph_outgoing": reading(outgoing),
    "engram_graph_incoming": reading(incoming),
    "engram_graph_edges": reading(lambda v, graph: graph.edges(v.number("first"), v.number("node_count"))),
    "engram_graph_changes": graph_changes,
    "engram_graph_image_write": image_write,
    "engram_graph_create_from_image": from_image,
    "engram_spread_preset": spread_preset,
    "engram_spread_sparse": sparse,
    "engram_spread_dense": dense,
    "engram_pagerank_power": power,
    "engram_pagerank_push": push,
    "engram_activation_spread": one_off,
    "engram_curve_preset": curve_preset,
    "engram_decay_apply": apply,
    "engram_decay_batch": lambda v: rows_call(v, "out", lambda curve, values, more: ek.decay(strengths(v), values, curve, **more)),
    "engram_decay_factors": lambda v: rows_call(v, "factors", lambda curve, values, more: ek.retention(values, curve, **more)),
    "engram_decay_scores": weigh,
    "engram_decay_suppressed": suppressed,
    "engram_decay_ages_at": ages_at,
    "engram_decay_next": next_below,
    "engram_base_level_exact": base_level,
    "engram_base_level_recent": base_level_recent,
    "engram_base_level_optimized": base_level_optimized,
    "engram_retrieval_probability": probability,
    "engram_retrieval_latency": latency,
    "engram_fsrs_default": fsrs_default,
    "engram_fsrs_migrate": fsrs_migrate,
    "engram_fsrs_retrievability": retrievability,
    "engram_fsrs_interval": interval,
    "engram_fsrs_review": review,
    "engram_reinforce_saturating": saturating,
    "engram_reinforce_spaced": spaced,
    "engram_reinforce_oja": oja,
    "engram_vector_similarity": vector_similarity,
    "engram_spread_activation": spread_activation,
    "engram_apply_decay": apply_decay,
}

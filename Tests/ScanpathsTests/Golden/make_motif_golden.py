#!/usr/bin/env python3
"""Writes motifs.json: a random corpus and what its motifs, priors and augmentation are by their definitions.

Plain Python without libraries, written from the definitions and not from the Swift code: python3 make_motif_golden.py
"""
import collections
import fractions
import itertools
import json
import math
import pathlib
import random

IDS = [1, 4, 5, 9, 10, 16, 20]
random.seed(20261123)


def windows(sequence, length):
    return [tuple(sequence[i:i + length]) for i in range(len(sequence) - length + 1)]


codes, paths = [], []
for name in "abcd":
    line, tokens = 0, []
    for _ in range(30):
        line += random.random() < 0.3
        tokens.append({"label": random.choice(IDS), "line": line})
    codes.append({"id": name, "tokens": tokens})
lengths = [[random.randrange(1, 9) for _ in range(30)] for _ in codes]
for number in range(12):
    place, visits = random.randrange(30), []
    for _ in range(random.randrange(20, 60)):
        place = min(29, max(0, place + random.choice([-2, -1, 0, 1, 1, 2, 6])))
        # A third of the boxes have two or three tokens, which share the fixation by the lengths of their texts.
        box = range(place, min(30, place + random.choice([1, 1, 1, 1, 2, 3])))
        whole, duration = sum(lengths[number % 4][t] for t in box), random.randrange(80, 900)
        visits += [{"token": t, "duration": duration * lengths[number % 4][t] / whole, "continues": t != place} for t in box]
    paths.append({"participant": f"p{number % 5}", "code": number % 4, "visits": visits})


def events(path, merges):
    """The tokens of each event, the one with the longest share first."""
    fixations = []
    for visit in path["visits"]:
        if not visit["continues"]:
            fixations.append([])
        fixations[-1].append(visit)
    found = []
    for fixation in fixations:
        longest = max(v["duration"] for v in fixation)
        main = next(v["token"] for v in fixation if v["duration"] == longest)
        tokens = [v["token"] for v in fixation]
        if merges and found and found[-1][0] == main:
            found[-1][1].extend(tokens)
        else:
            found.append((main, tokens))
    return found


def label(path, token):
    return codes[path["code"]]["tokens"][token]["label"]


units = {
    "merged": [[label(p, main) for main, _ in events(p, True)] for p in paths],
    "fixations": [[label(p, main) for main, _ in events(p, False)] for p in paths],
    "tokens": [[label(p, v["token"]) for v in p["visits"]] for p in paths],
}
sequences = units["merged"]

perToken = {n: collections.Counter(g for s in units["tokens"] for g in windows(s, n)) for n in (2, 3, 4)}


def chance(code, events, gram, repeats):
    """The probability of labels when tokens are drawn with their frequency, by enumerating all sequences of tokens."""
    share = {t: c / len(events) for t, c in collections.Counter(events).items()}

    def probability(choices):
        sequences = itertools.product(*choices)
        return sum(
            math.prod(share[t] for t in s) for s in sequences if repeats or all(a != b for a, b in zip(s, s[1:])))

    key = (code, len(gram), repeats)
    if key not in chance.all:
        chance.all[key] = probability([share] * len(gram))
    label = [t["label"] for t in codes[code]["tokens"]]
    return probability([[t for t in share if label[t] == x] for x in gram]) / chance.all[key]


chance.all = {}


def mined(repeats):
    """The motifs; without repeats, looking at a token again is the same event."""
    tokens = [[main for main, _ in events(p, not repeats)] for p in paths]
    sequences = [[label(p, t) for t in ts] for p, ts in zip(paths, tokens)]
    found = {n: collections.Counter(g for s in sequences for g in windows(s, n)) for n in (2, 3, 4)}
    motifs = []
    for n in (2, 3, 4):
        for gram, count in found[n].items():
            if count < 5:
                continue
            longer = [g for m in range(n + 1, 5) for g, c in found[m].items() if c == count and gram in windows(g, n)]
            if longer:
                continue
            where = [p for p, s in zip(paths, sequences) if gram in windows(s, n)]
            expected = 0
            for code in range(len(codes)):
                own = [ts for p, ts in zip(paths, tokens) if p["code"] == code]
                places = sum(len(windows(ts, n)) for ts in own)
                expected += places * chance(code, list(itertools.chain(*own)), gram, repeats)
            motifs.append({
                "labels": list(gram), "count": count, "participants": len({p["participant"] for p in where}),
                "methods": len({p["code"] for p in where}), "lift": count / expected, "perToken": perToken[n][gram]})
    return sorted(motifs, key=lambda m: (-m["count"], len(m["labels"]), m["labels"]))


found = {n: collections.Counter(g for s in sequences for g in windows(s, n)) for n in (2, 3, 4)}
motifs, repeats = mined(False), mined(True)

salience = []
for label in IDS:
    hits = sum(codes[p["code"]]["tokens"][t]["label"] == label for p in paths for t in {v["token"] for v in p["visits"]})
    tokens = sum(t["label"] == label for p in paths for t in codes[p["code"]]["tokens"])
    if tokens:
        mean = fractions.Fraction(hits + 1, tokens + 2)
        salience.append({
            "label": label, "hits": hits, "tokens": tokens, "alpha": hits + 1, "beta": tokens - hits + 1,
            "mean": mean.numerator / mean.denominator})

transitions = []
for n in (2, 3):
    context = collections.Counter()
    for gram, count in found[n].items():
        context[gram[:-1]] += count
    for gram, count in sorted(found[n].items()):
        transitions.append({"labels": list(gram), "probability": count / context[gram[:-1]]})

kept = sorted(((-c, len(g), g) for n in (2, 3) for g, c in found[n].items()))[:20]

augmented = []
for radius in (0, 1, 3):
    for p in paths:
        tokens = codes[p["code"]]["tokens"]
        order = {}
        for place, (_, looked) in enumerate(events(p, True), 1):
            for token in looked:
                order.setdefault(token, place)
        fixated = dict(order)
        for token, place in sorted(fixated.items(), key=lambda item: item[1]):
            for other, candidate in enumerate(tokens):
                near = abs(candidate["line"] - tokens[token]["line"]) <= radius
                if candidate["label"] == tokens[token]["label"] and near:
                    order.setdefault(other, place)
        augmented.append({"radius": radius, "order": [order.get(i, 0) for i in range(len(tokens))]})


def distance(first, second):
    def shares(part):
        counts = collections.Counter(g for s in part for g in windows(s, 2))
        return {g: c / sum(counts.values()) for g, c in counts.items()}

    p, q = shares(first), shares(second)
    bits = 0
    for g in p.keys() | q.keys():
        mean = (p.get(g, 0) + q.get(g, 0)) / 2
        bits += sum(x.get(g, 0) / 2 * math.log2(x.get(g, 0) / mean) for x in (p, q) if x.get(g, 0))
    return math.sqrt(bits)


pathlib.Path(__file__).with_name("motifs.json").write_text(json.dumps({
    "codes": codes, "paths": paths, "motifs": motifs, "repeats": repeats, "salience": salience,
    "transitions": transitions,
    "lengths": {unit: [len(s) for s in found] for unit, found in units.items()},
    "kept": [{"labels": list(g), "count": -c} for c, _, g in kept], "augmented": augmented,
    "distance": distance(sequences[:6], sequences[6:])}, separators=(",", ":")) + "\n")

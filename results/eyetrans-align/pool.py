#!/usr/bin/env python3
"""Pools the readings of several folds: differences between two arms, clustered by participants and methods.

Each fold's readings come from `fovea gaze agreement TRIALS --model RUN/checkpoints/last --methods RUN/held-out-methods.txt
--json`. Usage: pool.py FOLDER ARM BASELINE FOLD…, where FOLDER has the files ARM-FOLD.json.
The interval is that of docs/statistics.md, "Readings". Needs scipy.
"""
import collections
import json
import pathlib
import sys

import scipy.stats

folder, arm, baseline, *folds = sys.argv[1:]


def readings(name):
    found = {}
    for fold in folds:
        for reading in json.loads(pathlib.Path(folder, f"{name}-{fold}.json").read_text())["attention"]["readings"]:
            found[fold, reading["participant"], reading["code"]] = reading
    return found


ours, theirs = readings(arm), readings(baseline)
for measure in ["above_even", "rank_correlation", "cross_entropy"]:
    rows = [(key, ours[key][measure] - theirs[key][measure]) for key in sorted(ours)
            if ours[key].get(measure) is not None and theirs[key].get(measure) is not None]
    mean = sum(value for _, value in rows) / len(rows)

    def part(cluster):
        sums = collections.defaultdict(float)
        for key, value in rows:
            sums[cluster(key)] += value - mean
        return sum(total ** 2 for total in sums.values()) * len(sums) / (len(sums) - 1), len(sums)

    (people, participants), (codes, methods) = part(lambda key: key[1]), part(lambda key: key[2])
    variance = max(people + codes - part(lambda key: key)[0], people, codes) / len(rows) ** 2
    half = scipy.stats.t.ppf(0.975, min(participants, methods) - 1) * variance ** 0.5
    print(f"{arm} − {baseline}, {measure}: {mean:+.3f} [{mean - half:+.3f}, {mean + half:+.3f}], "
          f"{len(rows)} readings of {participants} participants × {methods} methods, {len(folds)} folds")

#!/usr/bin/env python3
"""Writes weights.json: EyeMulator's weights of target tokens: python3 make_weights.py

A token without gaze weighs 1. One with gaze weighs 3 + bonus + E[theta of its label]; the bonus is 1 / ln(count + 2) for
a pattern that was counted, and 0 without one.
"""
import json
import math
import pathlib

COUNTS = {1: 3900, 2: 5, 3: 1, 4: 0}
THETA = {5: (3, 10), 13: (40, 50)}

tokens = []
for pattern in (0, 1, 2, 3, 4, 9):
    for label, (hits, shown) in THETA.items():
        count = COUNTS.get(pattern, 0)
        bonus = 1 / math.log(count + 2) if count else 0
        weight = 3 + bonus + (hits + 1) / (shown + 2)
        tokens.append({"pattern": pattern, "label": label, "weight": weight, "half": 1 + (weight - 1) / 2})

pathlib.Path(__file__).with_name("weights.json").write_text(json.dumps({
    "counts": {str(pattern): count for pattern, count in COUNTS.items()},
    "theta": {str(label): list(pair) for label, pair in THETA.items()}, "tokens": tokens}, separators=(",", ":")) + "\n")

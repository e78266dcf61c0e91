#!/usr/bin/env python3
"""Writes attention.json: how made-up attention agrees with made-up looking time, by the definitions.

Plain Python without libraries, written from the definitions and not from the Swift code: python3 make_attention_golden.py
"""
import json
import math
import pathlib
import random

random.seed(20261130)


def ranks(values):
    """Ranks from 1; equal values share their mean rank."""
    return [sum(v < x for v in values) + (sum(v == x for v in values) + 1) / 2 for x in values]


def pearson(x, y):
    mx, my = sum(x) / len(x), sum(y) / len(y)
    top = sum((a - mx) * (b - my) for a, b in zip(x, y))
    below = math.sqrt(sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y))
    return top / below if below else None


cases = []
for number in range(40):
    tokens = random.randrange(2, 30)
    attention = [random.choice([0, 0.001, 0.01, 0.02, random.random() / 10]) for _ in range(tokens)]
    times = [random.choice([0, 0, 100, 250.5, random.random() * 900]) for _ in range(tokens)]
    # Some tokens are fixated for an unknown time.
    fixated = [t > 0 or random.random() < 0.1 for t in times]
    if number == 0:
        attention = [0.1] * tokens
    if number == 1:
        times = [0] * tokens
    if number == 2:
        attention = [0] * tokens
    whole, looked = sum(attention), sum(times)
    case = {"attention": attention, "times": times, "fixated": fixated}
    if whole:
        on = sum(a for a, f in zip(attention, fixated) if f)
        case["aboveEven"] = on / whole - sum(fixated) / tokens
    case["rankCorrelation"] = pearson(ranks(attention), ranks(times))
    if whole and looked:
        case["crossEntropy"] = -sum(
            t / looked * math.log(max(a / whole, 1e-12)) for a, t in zip(attention, times) if t)
        case["crossEntropyOfEven"] = math.log(tokens)
    cases.append(case)

readers = [[random.choice([0, random.random()]) for _ in range(12)] for _ in range(5)]
shares = [[t / sum(reader) for t in reader] for reader in readers]
consensus = [sum(column) / len(readers) for column in zip(*shares)]
entropy = -sum(p * math.log(p) for p in consensus if p)

pathlib.Path(__file__).with_name("attention.json").write_text(json.dumps({
    "cases": cases, "readers": readers, "consensus": consensus, "entropy": entropy}, separators=(",", ":")) + "\n")

#!/usr/bin/env python3
"""Writes expectation.json: the mean scores of all predictions that can be drawn, counted out one by one.

Plain Python without libraries: python3 make_expectation_golden.py
"""
import itertools
import json
import pathlib
import random

random.seed(20261130)

cases = []
for number in range(30):
    tokens = random.randrange(1, 11)
    # The same level everywhere is the random predictor; several levels are the labels' priors.
    levels = [random.choice([0.2, 0.5, 0.7]) if number % 3 else 0.5 for _ in range(tokens)]
    budget = random.randrange(1, tokens + 1)
    attended = sorted(random.sample(range(tokens), random.randrange(1, tokens + 1)))
    # All sets of `budget` tokens that leave out no token of a level above one that they contain.
    sets = [
        chosen for chosen in itertools.combinations(range(tokens), budget)
        if all(levels[i] <= levels[j] for i in range(tokens) if i not in chosen for j in chosen)]
    scores = []
    for chosen in sets:
        hits = len(set(chosen) & set(attended))
        precision, recall = hits / budget, hits / len(attended)
        scores.append((precision, recall, 2 * precision * recall / (precision + recall) if hits else 0))
    mean = [sum(column) / len(scores) for column in zip(*scores)]
    cases.append({
        "levels": levels, "budget": budget, "attended": attended, "precision": mean[0], "recall": mean[1], "f1": mean[2]})

pathlib.Path(__file__).with_name("expectation.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")

#!/usr/bin/env python3
"""Writes gaze_predictor.json: what the gaze predictor's head and scores are by their definitions (docs/gaze-predictor.md).

Needs numpy and scipy: python3 make_gaze_predictor_golden.py
"""
import json
import pathlib

import numpy
import scipy.optimize
import scipy.stats

random = numpy.random.default_rng(20261130)
RIDGE = 2.0
methods = []
for tokens, readers in [(6, 3), (9, 2), (5, 4)]:
    hits = random.integers(0, readers + 1, tokens)
    looking = random.random(tokens) * (hits > 0)
    methods.append({
        "features": random.normal(size=(tokens, 3)).round(3).tolist(), "hits": hits.tolist(), "readers": readers,
        "looking": (looking / looking.sum()).tolist()})

rows = numpy.concatenate([numpy.array(method["features"]) for method in methods])
scaled = [(numpy.array(method["features"]) - rows.mean(0)) / rows.std(0) for method in methods]


def fixation_loss(weights):
    loss = RIDGE / 2 * (weights[1:] ** 2).sum()
    for method, features in zip(methods, scaled):
        p = 1 / (1 + numpy.exp(-weights[0] - features @ weights[1:]))
        hits = numpy.array(method["hits"])
        loss -= (hits * numpy.log(p) + (method["readers"] - hits) * numpy.log(1 - p)).sum()
    return loss


def looking_loss(weights):
    loss = RIDGE / 2 * (weights ** 2).sum()
    for method, features in zip(methods, scaled):
        p = numpy.exp(features @ weights)
        loss -= method["readers"] * (numpy.array(method["looking"]) * numpy.log(p / p.sum())).sum()
    return loss


def fitted(loss, size):
    return scipy.optimize.minimize(loss, numpy.zeros(size), tol=1e-12, options={"maxiter": 10_000}).x


fixation, looking = fitted(fixation_loss, 4), fitted(looking_loss, 3)
for method, features in zip(methods, scaled):
    method["fixation"] = (1 / (1 + numpy.exp(-fixation[0] - features @ fixation[1:]))).tolist()
    share = numpy.exp(features @ looking)
    method["predicted_looking"] = (share / share.sum()).tolist()
    fixated = numpy.array(method["hits"]) >= 2
    p = numpy.array(method["fixation"])
    pairs = [(a > b) + 0.5 * (a == b) for a in p[fixated] for b in p[~fixated]]
    method["log_loss"] = float(-numpy.log(numpy.where(fixated, p, 1 - p)).mean())
    method["auc"] = float(numpy.mean(pairs))
    real = numpy.array(method["looking"])
    method["rank_correlation"] = float(scipy.stats.spearmanr(share, real).statistic)
    method["gain"] = float((real * numpy.log(share / share.sum() * len(real))).sum())

path = pathlib.Path(__file__).parent / "gaze_predictor.json"
path.write_text(json.dumps({"ridge": RIDGE, "methods": methods}, indent=1) + "\n")

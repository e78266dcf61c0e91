#!/usr/bin/env python3
"""Writes statistics.json: what SciPy and plain NumPy compute. Needs numpy and scipy.

    python3 Tests/StatisticsTests/Golden/make_golden.py
"""
import itertools
import json
import pathlib

import numpy as np
from scipy import special, stats

random = np.random.default_rng(20)


def rounded(values):
    return [round(float(value), 4) for value in values]


def two_sided_flips(differences):
    """The share of all sign patterns whose sum is as extreme as the observed one."""
    observed = abs(sum(differences))
    patterns = list(itertools.product([1, -1], repeat=len(differences)))
    return sum(abs(np.dot(p, differences)) >= observed - 1e-9 for p in patterns) / len(patterns)


def paired(differences):
    test = stats.ttest_1samp(differences, 0)
    interval = test.confidence_interval(0.95)
    correction = special.gamma((len(differences) - 1) / 2) / (
        np.sqrt((len(differences) - 1) / 2) * special.gamma((len(differences) - 2) / 2)
    )
    spread = np.std(differences, ddof=1)
    lower = stats.ttest_1samp(differences, -1.5, alternative="greater").pvalue
    upper = stats.ttest_1samp(differences, 1.5, alternative="less").pvalue
    n = len(differences)
    inflated = stats.t.ppf(0.975, n - 1) * spread * np.sqrt(1 / n + 0.25)
    return {
        "differences": list(differences), "mean": np.mean(differences), "lower": interval.low, "upper": interval.high,
        "p_student": test.pvalue, "p_flips": two_sided_flips(differences),
        "standardised": correction * np.mean(differences) / spread, "equivalence_p": max(lower, upper),
        "overlapping_half_width": inflated,
    }


def crossed(n, m, seeds, samples, rest):
    values = np.round(
        seeds * random.standard_normal((n, 1)) + samples * random.standard_normal((1, m))
        + rest * random.standard_normal((n, m)) + 0.5, 4)
    # The variance components of the two-way layout without replication, from its mean squares.
    rows, columns = values.mean(1, keepdims=True), values.mean(0, keepdims=True)
    ms_rows = m * ((rows - values.mean()) ** 2).sum() / (n - 1)
    ms_columns = n * ((columns - values.mean()) ** 2).sum() / (m - 1)
    ms_rest = ((values - rows - columns + values.mean()) ** 2).sum() / ((n - 1) * (m - 1))
    return {
        "values": values.tolist(), "estimate": values.mean(), "seed_part": ms_rows / (n * m),
        "sample_part": max(0, (ms_columns - ms_rest) / (n * m)),
    }


def clustered(readings):
    """Cameron, Gelbach and Miller's variance of a mean, by the sandwich formula with explicit matrices."""
    people = random.integers(0, 5, readings)
    methods = random.integers(0, 9, readings)
    values = np.round(random.standard_normal(5)[people] + 0.7 * random.standard_normal(9)[methods]
                      + random.standard_normal(readings), 4)
    deviations = values - values.mean()

    def part(groups):
        same = groups[:, None] == groups[None, :]
        count = len(set(groups))
        return deviations @ same @ deviations / readings**2 * count / (count - 1)

    parts = [part(people), part(methods), part(np.arange(readings))]
    variance = max(parts[0] + parts[1] - parts[2], *parts)
    smallest = min(len(set(people)), len(set(methods)))
    return {
        "participants": people.tolist(), "methods": methods.tolist(), "values": values.tolist(), "mean": values.mean(),
        "variance": variance, "half_width": stats.t.ppf(0.975, smallest - 1) * np.sqrt(variance),
        "participants_only": stats.t.ppf(0.975, len(set(people)) - 1) * np.sqrt(parts[0]),
    }


def holm(values):
    """By the definition: the largest (n − rank) · p among those at most as large."""
    order = sorted(values)
    return [max(min(1, (len(order) - k) * q) for k, q in enumerate(order) if q <= p) for p in values]


def power(effect, df, level):
    critical = stats.t.ppf(1 - level / 2, df)
    return stats.nct.sf(critical, df, effect) + stats.nct.cdf(-critical, df, effect)


golden = {
    "beta": [
        [x, a, b, special.betainc(a, b, x)]
        for x in (0.001, 0.3, 0.5, 0.9, 0.9999) for a, b in ((0.5, 0.5), (1, 0.5), (3.5, 0.5), (50, 0.5), (2, 9))
    ],
    "student": [
        [df, t, stats.t.cdf(t, df), 2 * stats.t.sf(abs(t), df)]
        for df in (1, 2, 4, 7.5, 19, 99, 1000) for t in (-3.2, -0.01, 0, 0.7, 2.5, 12, 60)
    ],
    "critical": [
        [df, confidence, stats.t.ppf((1 + confidence) / 2, df)]
        for df in (1, 2, 3, 4.4, 7, 19, 400) for confidence in (0.5, 0.9, 0.95, 0.99, 0.9995)
    ],
    "paired": [
        paired(rounded(0.4 + scale * random.standard_normal(n)))
        for n, scale in ((3, 1), (4, 0.1), (5, 2), (8, 1), (12, 0.5))
    ],
    "crossed": [crossed(3, 6, 1, 1, 1), crossed(5, 12, 0.2, 2, 0.3), crossed(2, 9, 1, 0, 2), crossed(4, 3, 0.5, 1, 0.5)],
    "clustered": [clustered(40), clustered(75)],
    "holm": [[values, holm(values)] for values in (
        [0.01, 0.04, 0.03, 0.005], [0.25, 0.25, 1], [0.2], [0.5, 0.001, 0.5, 0.02, 0.02])],
    "power": [
        [effect, df, level, float(power(effect, df, level))]
        for effect in (0, 1.5, 3, 6) for df in (1, 2, 4, 7, 30) for level in (0.05, 0.025)
    ],
}
path = pathlib.Path(__file__).with_name("statistics.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")

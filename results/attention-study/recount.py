"""Recomputes the study's primary score and planned contrasts from the committed runs, by the definitions alone, and adds what the plan
promises besides: intervals clustered by packages, and whether the models answer to the code that they read.

Usage: recount.py [FOLDER], with the folder of study.yaml (default: the script's). Needs SciPy. Exits with 1 if it does not find what
contrasts.csv says.
"""
import csv
import gzip
import itertools
import json
import math
import pathlib
import sys

from scipy.stats import t as student

from summary_bleu import bleu, words

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
#: The planned contrasts of the primary score, with what the program says of each.
PLANNED = {line["contrast"]: line for line in csv.DictReader(open(folder / "contrasts.csv"))
           if line["role"] == "confirmatory" and line["score"] == "bleu"}
CONTRASTS = {name: (line["arm"], line["against"]) for name, line in PLANNED.items()}


def texts(path):
    return [json.loads(line)["text"] for line in gzip.open(path, "rt", encoding="utf-8")]


references = [words(text) for text in texts(folder / "references.jsonl.gz")]
listed = folder / "packages.txt"
#: Without a list, every sample counts as a package of its own.
packages = listed.read_text().split() if listed.exists() else [str(place) for place in range(len(references))]
assert len(packages) == len(references)


def scores(arm, moved=0):
    """For each seed, the score of each sample; `moved` pairs outputs with references so many places on."""
    found = []
    for run in sorted((folder / "runs" / arm).iterdir(), key=lambda path: int(path.name.split("-")[1])):
        outputs = [words(text) for text in texts(run / "predictions.jsonl.gz")]
        found.append([bleu(references[(j + moved) % len(references)], output) for j, output in enumerate(outputs)])
    return found


def mean(values):
    return sum(values) / len(values)


def interval(estimate, variance, critical):
    half = critical * math.sqrt(variance)
    return estimate - half, estimate + half


def contrast(arm, against):
    d = [[a - b for a, b in zip(one, other)] for one, other in zip(scores(arm), scores(against))]
    n, m = len(d), len(d[0])
    seeds = [mean(row) for row in d]
    estimate = mean(seeds)
    spread = sum((value - estimate) ** 2 for value in seeds) / (n - 1)
    # The mean covariance of two seeds over the samples, from the variance of the sum over seeds.
    samples = [mean(column) for column in zip(*d)]
    of_means = sum((value - estimate) ** 2 for value in samples) / (m - 1)
    within = mean([sum((x - mean(row)) ** 2 for x in row) / (m - 1) for row in d])
    covariance = max(0.0, (n * n * of_means - n * within) / (n * (n - 1)))
    parts = spread / n, covariance / m
    share = parts[0] / sum(parts)
    few, many = student.ppf(0.975, n - 1), student.ppf(0.975, m - 1)
    critical = many + share**1.5 * (few - many)
    signs = [abs(sum(s * value for s, value in zip(pattern, seeds))) for pattern in itertools.product((1, -1), repeat=n)]
    p = sum(value >= abs(sum(seeds)) - 1e-12 for value in signs) / len(signs)
    # Clustered by seeds and packages (Cameron, Gelbach and Miller 2011).
    groups = sorted(set(packages))
    cells = {(i, g): sum(d[i][j] - estimate for j in range(m) if packages[j] == g) for i in range(n) for g in groups}
    by_seed = n / (n - 1) * sum(sum(cells[i, g] for g in groups) ** 2 for i in range(n))
    by_package = len(groups) / (len(groups) - 1) * sum(sum(cells[i, g] for i in range(n)) ** 2 for g in groups)
    by_cell = len(cells) / (len(cells) - 1) * sum(value**2 for value in cells.values())
    clustered = max(by_seed + by_package - by_cell, by_seed, by_package) / (n * m) ** 2
    return {
        "seeds": n, "estimate": estimate, "interval": interval(estimate, sum(parts), critical), "p": p,
        "clustered": interval(estimate, clustered, student.ppf(0.975, min(n, len(groups)) - 1)), "groups": len(groups),
        "clustered_90": interval(estimate, clustered, student.ppf(0.95, min(n, len(groups)) - 1)),
        "each": seeds,
    }


rows = {name: contrast(*arms) for name, arms in CONTRASTS.items()}
order = sorted(rows, key=lambda name: rows[name]["p"])
highest = 0.0
for place, name in enumerate(order):
    highest = max(highest, min(1.0, (len(order) - place) * rows[name]["p"]))
    rows[name]["holm"] = highest

print("# Recount\n")
print("Made by recount.py from the committed runs; it shares nothing with Fovea. BLEU in points.\n")
print("| contrast | seeds | difference | 95 %, seeds and samples | 95 %, seeds and packages | p (sign-flip) | p (Holm) |")
print("|---|---|---|---|---|---|---|")
for name, (arm, against) in CONTRASTS.items():
    row = rows[name]
    low, high = row["interval"]
    wide = row["clustered"]
    print(f"| {arm} − {against} | {row['seeds']} | {row['estimate']:+.3f} | [{low:+.3f}, {high:+.3f}] "
          f"| [{wide[0]:+.3f}, {wide[1]:+.3f}] ({row['groups']} packages) | {row['p']:.4f} | {row['holm']:.4f} |")
print()
for name, (arm, against) in CONTRASTS.items():
    low, high = rows[name]["clustered_90"]
    print(f"- {arm} − {against}: by seed " + ", ".join(f"{value:+.2f}" for value in rows[name]["each"])
          + f"; 90 %, seeds and packages, for equivalence [{low:+.3f}, {high:+.3f}]")

own = mean([mean(row) for row in scores("batches")])
other = mean([mean(row) for row in scores("batches", moved=len(references) // 2)])
print(f"\nOutputs of batches score {own:.2f}, and {other:.2f} with the references of other methods: "
      f"{own - other:.2f} points above. The plan asks for 2.")

differ = 0
for name, line in PLANNED.items():
    row = rows[name]
    for ours, theirs in zip((row["estimate"], *row["interval"], row["p"], row["holm"]),
                            (line[key] for key in ("difference", "lower", "upper", "p_value", "p_holm"))):
        differ = max(differ, abs(ours - float(theirs)))
print(f"\nThe largest difference from contrasts.csv is {differ:.1e}.")
sys.exit(0 if differ < 5e-3 else 1)

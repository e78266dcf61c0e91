"""Writes expected.json: costs of collectives, a fit and predicted steps, computed apart from the Swift code from the
formulas of docs/scaling.md. Needs Python 3.8 or later and nothing else: python3 make_golden.py"""
import json
import math


def all_reduce(size, n, kind, latency, bandwidth):
    if n == 1:
        return 0.0
    if kind == "flat" and n < 4:
        return 2 * math.ceil(math.log2(n)) * (latency + size / bandwidth)
    moved = 2 * (n - 1) / n * size / bandwidth
    messages = 2 * math.ceil(math.log2(n)) if kind == "recursive" else 2 * (n - 1)
    return messages * latency + moved


def half(size, n, kind, latency, bandwidth):
    return all_reduce(size, n, "recursive" if kind == "recursive" else "hierarchical", latency, bandwidth) / 2


def fit(rows, n):
    """Least squares of relative deviations by Gauss-Newton on a grid-free closed form: solves the 2 x 2 system."""
    a11 = a12 = a22 = b1 = b2 = 0.0
    for size, seconds in rows:
        messages = 2 * math.ceil(math.log2(n)) if n < 4 else 2 * (n - 1)
        moved = messages * size if n < 4 else 2 * (n - 1) / n * size
        x, y = messages / seconds, moved / seconds
        a11, a12, a22 = a11 + x * x, a12 + x * y, a22 + y * y
        b1, b2 = b1 + x, b2 + y
    determinant = a11 * a22 - a12 * a12
    return (b1 * a22 - b2 * a12) / determinant, determinant / (b2 * a11 - b1 * a12)


def parameters(d, a, f, layers, vocabulary):
    """T5 with tied embeddings: norms of width d, no biases, relative positions of 32 buckets by head in each stack."""
    heads = a // 64
    encoder = layers * (4 * d * a + 2 * d * f + 2 * d) + d + 32 * heads
    decoder = layers * (8 * d * a + 2 * d * f + 3 * d) + d + 32 * heads
    return vocabulary * d + encoder + decoder


def operations(d, a, f, layers, vocabulary, s, t):
    layer = 8 * d * a + 4 * d * f
    encoder = layers * (s * layer + 4 * a * s * s)
    decoder = layers * (t * layer + 4 * d * a * (t + s) + 4 * a * (t * (t + 1) / 2 + s * t)) + 2 * d * vocabulary * t
    return 3 * (encoder + decoder)


def step(case):
    d, a, f, layers, vocabulary = case["shape"]
    count = parameters(d, a, f, layers, vocabulary)
    work = case["pairs"] * operations(d, a, f, layers, vocabulary, case["source"], case["target"])
    n, latency, bandwidth = case["ranks"], case["latency"], case["bandwidth"]
    zero, bf16 = case["shard_optimizer"], case["reduce_precision"]
    compute = work / case["rate"]
    update = 36 * (count / n if zero else count) / case["memory_rate"]

    def sums(size):
        buckets = math.ceil(size / case["bucket"])
        each = size / buckets * (0.5 if bf16 else 1)
        one = half if zero else all_reduce
        return buckets * one(each, n, case["reduction"], latency, bandwidth)

    weights = half(4 * count, n, case["reduction"], latency, bandwidth) if zero else 0
    exposed = max(sums(4 * count) - case["overlap"] * compute * 2 / 3, sums(4 * d * vocabulary)) + weights
    return {"parameters": count, "compute": compute, "update": update, "exposed": exposed if n > 1 else 0,
            "communication": sums(4 * count) + weights if n > 1 else 0}


costs = [
    {"bytes": size, "members": n, "kind": kind, "seconds": all_reduce(size, n, kind, 25e-6, 1.2e9),
     "half": half(size, n, kind, 25e-6, 1.2e9)}
    for size in (4096, 4 << 20) for n in (1, 2, 3, 4, 5, 8, 1000, 1024) for kind in ("flat", "hierarchical", "recursive")
]
measured = {n: [(m << 20, 0.0007 * (1 + m % 3 / 10) + m * 0.0031) for m in (1, 4, 16, 64)] for n in (2, 4)}
fits = [{"members": n, "rows": rows, "latency": fit(rows, n)[0], "bandwidth": fit(rows, n)[1]}
        for n, rows in measured.items()]
steps = []
for shape, rate in (((512, 512, 2048, 6, 32100), 4e11), ((1024, 1024, 4096, 24, 32100), 2e12)):
    for ranks, reduction in ((1, "flat"), (2, "flat"), (4, "flat"), (64, "hierarchical"), (1024, "recursive")):
        for zero, bf16 in ((False, False), (True, False), (False, True), (True, True)):
            case = {"shape": shape, "ranks": ranks, "reduction": reduction, "pairs": 16, "source": 110, "target": 55,
                    "latency": 25e-6, "bandwidth": 1.2e9, "rate": rate, "memory_rate": 1e10, "bucket": 4 << 20,
                    "shard_optimizer": zero, "reduce_precision": bf16, "overlap": 0.25 if zero else 1}
            steps.append({**case, "expected": step(case)})
with open("expected.json", "w", encoding="utf-8") as file:
    json.dump({"costs": costs, "fits": fits, "steps": steps}, file, indent=1)
    file.write("\n")

"""Writes alignment.json beside this script: cross-entropies from looking time to attention, with their derivatives with
respect to each probability, to test the objective `align` against.

    python make_alignment.py      # made with numpy 2.4
"""

import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent


def cross_entropy(attention, tokens, looking):
    """-sum h ln(a / sum a), with a summed over each token's subwords and h renormalised over the tokens that have one."""
    present = sorted({t for t in tokens if t >= 0})
    h = np.array([looking[t] for t in present], dtype=float)
    h /= h.sum()
    a = np.array([sum(p for p, t in zip(attention, tokens) if t == token) for token in present])
    return float(-(h * np.log(a / a.sum())).sum()), float(-(h[h > 0] * np.log(h[h > 0])).sum())


def slopes(attention, tokens, looking, step=1e-6):
    """Central differences: how the cross-entropy changes with each subword's probability alone."""
    found = []
    for place in range(len(attention)):
        ahead, behind = np.array(attention), np.array(attention)
        ahead[place] += step
        behind[place] -= step
        found.append(
            (cross_entropy(ahead, tokens, looking)[0] - cross_entropy(behind, tokens, looking)[0]) / (2 * step))
    return found


def case(name, tokens, looking, seed, rows=1):
    """Token numbers of the subwords (-1: punctuation), milliseconds of each token, rows of attention."""
    random = np.random.default_rng(seed)
    attention = random.dirichlet(np.full(len(tokens), 1.5), size=rows).round(6) + 1e-6
    values = [cross_entropy(row, tokens, looking) for row in attention]
    mean = attention.mean(axis=0)
    return dict(
        name=name, tokens=tokens, looking=looking, attention=attention.tolist(),
        cross_entropies=[value for value, _ in values], entropy=values[0][1],
        slopes=[slopes(row, tokens, looking) for row in attention],
        cross_entropy_of_mean=cross_entropy(mean, tokens, looking)[0])


CASES = [
    case("one subword each", [-1, 0, 1, 2, -1], [100, 300, 0], seed=1),
    case("tokens of several subwords", [-1, 0, 0, 0, -1, 1, 1, 2, -1], [250.5, 90, 410], seed=2, rows=3),
    case("a token without a subword", [-1, 0, 2, 2, -1, 3, -1], [80, 500, 0, 120], seed=3, rows=2),
    case("all on one token", [-1, 0, 1, 1, 2, 3, -1], [0, 0, 777, 0], seed=4, rows=2),
]

(FOLDER / "alignment.json").write_text(json.dumps(CASES, indent=1) + "\n")

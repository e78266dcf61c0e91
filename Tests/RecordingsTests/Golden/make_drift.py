#!/usr/bin/env python3
"""Drift algorithms and simulated readers, written from the papers and independently of Fovea.

Usage: make_drift.py golden > drift_lines.json     trials with the lines that this script's algorithms assign
       make_drift.py table FOVEA [TRIALS]          accuracy of the program FOVEA and of this script, for docs/drift.md

The readers follow Carr, Pescuma, Furlan, Ktori and Crepaldi, "Algorithms for the automated correction of vertical drift in
eye-tracking data", Behavior Research Methods 54 (2022): 8 to 12 lines of at most 80 characters of 16 pixels, 64 pixels
apart; a fixation on every word, its place in the word triangularly distributed; noise (standard deviation of y, pixels),
slope (pixels of y per pixel of x), shift (pixels of y per pixel of the line's height), and regressions within the line and
to earlier lines (probability after each word, after each line). `offset` (pixels added to every y) is not in the paper.

Needs numpy and scipy.
"""
import json
import subprocess
import sys
import tempfile

import numpy as np
from scipy.optimize import minimize
from scipy.stats import norm

SPACING, CHARACTER, LEFT, TOP = 64, 16, 368, 155

# ---------------------------------------------------------------------------------------------------------------- readers


class Page:
    """Words of random lengths, filled into lines."""

    def __init__(self, random):
        count = random.integers(8, 13)
        self.lines = [[]]
        width = 0
        while True:
            # Lengths of English words, roughly: 1 to 13 letters, most of them 2 to 7.
            length = int(np.clip(round(random.gamma(4.2, 1.2)), 1, 13))
            if width + length > 80:
                if len(self.lines) == count:
                    break
                self.lines.append([])
                width = 0
            self.lines[-1].append((LEFT + width * CHARACTER, LEFT + (width + length) * CHARACTER))
            width += length + 1
        # The last line of a text is seldom full, but has at least two words.
        self.lines[-1] = self.lines[-1][: int(random.integers(2, len(self.lines[-1]) + 1))]
        self.heights = [TOP + SPACING * line for line in range(count)]
        self.width = 80 * CHARACTER

    def words(self):
        return [((a + b) / 2, y) for words, y in zip(self.lines, self.heights) for a, b in words]


def reading(page, random, noise=0, slope=0, shift=0, offset=0, within=0, between=0):
    """Fixations (x, y) in order, in whole pixels, and the line of each."""

    def over(line, height, begin, end):
        result = []
        for number, (left, right) in enumerate(page.lines[line]):
            middle = (left + right) / 2
            if not begin <= middle - LEFT <= end:
                continue
            places = [random.triangular(left, middle, right)]
            if number > 0 and random.random() < within:
                places.append(random.triangular(LEFT, left, left + 1e-9))
            for x in places:
                x = int(x)
                y = page.heights[line] + random.normal(0, noise) if noise else page.heights[line]
                y += (x - LEFT) * slope + (height - TOP) * shift + offset
                result.append((x, int(round(y)), line))
        return result

    path = []
    for line, height in enumerate(page.heights):
        own = over(line, height, 0, page.width)
        if line > 0 and random.random() < between and len(own) > 1:
            earlier = int(random.triangular(0, line, line))
            begin = random.integers(0, page.width // 2)
            # An excursion to an earlier line shares the vertical shift of the moment.
            visit = over(earlier, height, begin, random.integers(page.width // 2, page.width))
            at = int(random.integers(1, len(own)))
            own = own[:at] + visit + own[at:]
        path += own
    points = np.array([(x, y) for x, y, _ in path], dtype=float)
    return points, np.array([line for _, _, line in path])


SETTINGS = {
    "none": {}, "noise 10": {"noise": 10}, "noise 20": {"noise": 20}, "noise 30": {"noise": 30}, "noise 40": {"noise": 40},
    "slope 0.05": {"slope": 0.05}, "slope −0.05": {"slope": -0.05}, "slope 0.1": {"slope": 0.1},
    "shift 0.1": {"shift": 0.1}, "shift −0.1": {"shift": -0.1}, "shift 0.2": {"shift": 0.2},
    "offset 25": {"offset": 25}, "offset 45": {"offset": 45}, "offset 70": {"offset": 70},
    "within 0.5": {"within": 0.5}, "between 0.5": {"between": 0.5},
    "all": {"noise": 10, "slope": 0.03, "shift": 0.05, "offset": 10, "within": 0.2, "between": 0.2},
}


def trials(setting, count, start=0):
    for seed in range(start, start + count):
        random = np.random.default_rng([seed, sorted(SETTINGS).index(setting)])
        page = Page(random)
        points, truth = reading(page, random, **SETTINGS[setting])
        yield page, points, truth


# ------------------------------------------------------------------------------------------------------------- algorithms


def nearest(y, heights):
    return int(np.argmin(np.abs(np.asarray(heights) - y)))


def cut(breaks, count):
    """Runs of indices, broken before each index in `breaks`."""
    edges = [0, *breaks, count]
    return [list(range(a, b)) for a, b in zip(edges, edges[1:])]


def by_mean(runs, points, heights):
    lines = np.zeros(len(points), dtype=int)
    for run in runs:
        lines[run] = nearest(points[run, 1].mean(), heights)
    return lines


def attach(points, page):
    return np.array([nearest(y, page.heights) for y in points[:, 1]])


def chain(points, page, x=192, y=32):
    step = np.abs(np.diff(points, axis=0))
    return by_mean(cut(np.flatnonzero((step[:, 0] > x) | (step[:, 1] > y)) + 1, len(points)), points, page.heights)


def kmeans(values, k, starts=100, rounds=300):
    """The best of many k-means++ starts; labels in the order of the centres."""
    values = np.asarray(values, dtype=float)
    k = min(k, len(set(values)))
    random = np.random.default_rng(1)
    best, least = None, np.inf
    for _ in range(starts):
        centres = [random.choice(values)]
        while len(centres) < k:
            near = ((values[:, None] - np.array(centres)[None]) ** 2).min(axis=1)
            centres.append(random.choice(values, p=near / near.sum()))
        centres = np.sort(centres)
        labels = None
        for _ in range(rounds):
            new = np.abs(values[:, None] - centres[None]).argmin(axis=1)
            if labels is not None and (new == labels).all():
                break
            labels = new
            centres = np.array([values[labels == c].mean() if (labels == c).any() else centres[c] for c in range(k)])
        loss = ((values - centres[labels]) ** 2).sum()
        if loss < least - 1e-9:
            best, least = np.argsort(np.argsort(centres))[labels], loss
    return best


def cluster(points, page):
    return kmeans(points[:, 1], len(page.heights))


def warping(first, second):
    """Costs of all prefixes of two sequences of points."""
    cost = np.full((len(first) + 1, len(second) + 1), np.inf)
    cost[0, 0] = 0
    distance = np.sqrt(((first[:, None, :] - second[None, :, :]) ** 2).sum(axis=2))
    for i in range(len(first)):
        for j in range(len(second)):
            cost[i + 1, j + 1] = distance[i, j] + min(cost[i, j], cost[i, j + 1], cost[i + 1, j])
    return cost


def compare(points, page, sweep=512, count=3):
    runs = cut(np.flatnonzero(np.diff(points[:, 0]) < -sweep) + 1, len(points))
    lines = np.zeros(len(points), dtype=int)
    for run in runs:
        order = np.argsort(np.abs(np.array(page.heights) - points[run, 1].mean()), kind="stable")[:count]
        costs = [
            warping(points[run][:, :1], np.array([[(a + b) / 2] for a, b in page.lines[line]]))[-1, -1] for line in order]
        lines[run] = order[int(np.argmin(costs))]
    return lines


def merge(points, page, y=32, slope=0.1, error=20):
    step = np.diff(points, axis=0)
    runs = cut(np.flatnonzero((step[:, 0] < 0) | (np.abs(step[:, 1]) > y)) + 1, len(points))

    def fit(members):
        x, y = points[members, 0], points[members, 1]
        spread = ((x - x.mean()) ** 2).sum()
        gradient = ((x - x.mean()) * (y - y.mean())).sum() / spread if spread > 0 else 0
        rest = y - y.mean() - gradient * (x - x.mean())
        return abs(gradient), np.sqrt((rest**2).mean())

    known = {}
    for longer, shorter, bounded in [(3, 3, True), (3, 1, True), (1, 1, True), (1, 1, False)]:
        while len(runs) > len(page.heights):
            best, least = None, np.inf
            for i in range(len(runs)):
                for j in range(i):
                    sizes = sorted([len(runs[i]), len(runs[j])])
                    if sizes[1] < longer or sizes[0] < shorter:
                        continue
                    key = (tuple(runs[i]), tuple(runs[j]))
                    if key not in known:
                        known[key] = fit(runs[i] + runs[j])
                    gradient, wrong = known[key]
                    if bounded and (gradient >= slope or wrong >= error):
                        continue
                    if wrong < least:
                        best, least = (i, j), wrong
            if best is None:
                break
            i, j = best
            runs[j] = runs[j] + runs[i]
            del runs[i]
    lines = np.zeros(len(points), dtype=int)
    order = sorted(runs, key=lambda run: points[run, 1].mean())
    # As many runs as lines, or fewer; then the paper's rule would leave the last lines empty.
    for place, run in zip(in_order([points[run, 1].mean() for run in order], page.heights), order):
        lines[run] = place
    return lines


def in_order(values, heights):
    """Increasing lines for increasing values, with the least sum of distances (Fovea's completion of the paper's rule)."""
    n, m = len(values), len(heights)
    best = np.zeros(m + 1)
    back = []
    for value in values:
        new = np.full(m + 1, np.inf)
        choice = np.zeros(m + 1, dtype=int)
        for j in range(1, m + 1):
            here = best[j - 1] + abs(value - heights[j - 1])
            new[j], choice[j] = (here, j) if here < new[j - 1] else (new[j - 1], choice[j - 1])
        best = new
        back.append(choice)
    places, limit = [], m
    for choice in reversed(back):
        places.append(choice[limit] - 1)
        limit = choice[limit] - 1
    assert len(places) == n
    return places[::-1]


def regress(points, page, slope=0.1, offset=50, deviation=20):
    x, y, heights = points[:, 0] - LEFT, points[:, 1], np.array(page.heights)

    def densities(parameters):
        k, o = -slope + 2 * slope * norm.cdf(parameters[0]), -offset + 2 * offset * norm.cdf(parameters[1])
        s = 1 + (deviation - 1) * norm.cdf(parameters[2])
        return norm.logpdf(y[:, None], heights[None] + o + k * x[:, None], s)

    def loss(parameters):
        return -densities(parameters).max(axis=1).sum()

    # One start often ends in a wrong valley, whatever the optimiser.
    starts = [(a, b, 0.0) for a in (-1.0, 0.0, 1.0) for b in (-1.0, 0.0, 1.0)]
    fits = [minimize(loss, start, method="Powell") for start in starts]
    return densities(min(fits, key=lambda fit: fit.fun).x).argmax(axis=1)


def stretch(points, page, scale=0.1, offset=50):
    y, heights = points[:, 1], np.array(page.heights)

    def distances(parameters):
        return np.abs((y * parameters[0] + parameters[1])[:, None] - heights[None])

    def loss(parameters):
        return distances(parameters).min(axis=1).sum()

    bounds = [(1 - scale, 1 + scale), (-offset, offset)]
    grid = [(loss((a, b)), a, b) for a in np.linspace(*bounds[0], 41) for b in np.linspace(*bounds[1], 101)]
    start = min(grid)[1:]
    fit = minimize(loss, start, method="Powell", bounds=bounds)
    return distances(fit.x if fit.fun < loss(start) else start).argmin(axis=1)


def segment(points, page):
    step = np.diff(points[:, 0])
    sweeps = np.argsort(step, kind="stable")[: len(page.heights) - 1]
    lines = np.zeros(len(points), dtype=int)
    for sweep in sweeps:
        lines[sweep + 1:] += 1
    return lines


def split(points, page):
    labels = kmeans(np.diff(points[:, 0]), 2, starts=10)
    return by_mean(cut(np.flatnonzero(labels == 0) + 1, len(points)), points, page.heights)


def slice_(points, page, x=192, y=32, within=32, neighbour=90):
    step = np.abs(np.diff(points, axis=0))
    runs = cut(np.flatnonzero((step[:, 0] > x) | (step[:, 1] > y)) + 1, len(points))
    longest = int(np.argmax([points[run[-1], 0] - points[run[0], 0] for run in runs]))
    members = {0: runs.pop(longest)}
    stand_in = {}

    def seen(line):
        return points[members[line]] if members[line] else stand_in[line]

    def above(run, line):
        other = seen(line)
        return float(np.mean([points[i, 1] - other[np.argmin(np.abs(other[:, 0] - points[i, 0])), 1] for i in run]))

    while runs:
        before = len(runs)
        for line, way in [(min(members), -1), (max(members), 1)]:
            distance = [way * above(run, line) for run in runs]
            base = seen(line)
            members[line + way] = [i for run, d in zip(runs, distance) if within <= d < neighbour for i in run]
            if not members[line + way]:
                stand_in[line + way] = np.array([[base[:, 0].mean(), base[:, 1].mean() + way * SPACING]])
            members[line] = members[line] + [i for run, d in zip(runs, distance) if abs(d) < within for i in run]
            runs = [run for run, d in zip(runs, distance) if not (abs(d) < within or within <= d < neighbour)]
        if len(runs) == before:
            break
    for run in runs:
        order = sorted(members)
        members[order[int(np.argmin([abs(above(run, line)) for line in order]))]] += run
    found = [members[line] for line in sorted(members)]
    heights = page.heights
    while len(found) > 1 and (len(found) > len(heights) or not found[0] or not found[-1]):
        if len(found[0]) < len(found[-1]):
            first = found.pop(0)
            found[0] = first + found[0]
        else:
            last = found.pop()
            found[-1] = found[-1] + last
    # As many lines as the text has, or fewer, which then are consecutive lines of the text (Fovea's completion).
    sums = [
        sum(abs(points[i, 1] - heights[n + place]) for n, line in enumerate(found) for i in line)
        for place in range(len(heights) - len(found) + 1)]
    place = int(np.argmin(sums))
    lines = np.zeros(len(points), dtype=int)
    for n, line in enumerate(found):
        lines[line] = n + place
    return lines


def warp(points, page):
    words = np.array(page.words())
    cost = warping(points, words)
    line_of = [n for n, line in enumerate(page.lines) for _ in line]
    votes = [[] for _ in points]
    i, j = len(points), len(words)
    while i > 0 and j > 0:
        votes[i - 1].append(line_of[j - 1])
        moves = [(cost[i - 1, j - 1], i - 1, j - 1), (cost[i - 1, j], i - 1, j), (cost[i, j - 1], i, j - 1)]
        _, i, j = min(moves, key=lambda move: move[0])
    return np.array([min(set(v), key=lambda line: (-v.count(line), line)) for v in votes])


ALGORITHMS = {
    "attach": attach, "chain": chain, "cluster": cluster, "compare": compare, "merge": merge, "regress": regress,
    "segment": segment, "slice": slice_, "split": split, "stretch": stretch, "warp": warp}

# ----------------------------------------------------------------------------------------------------------------- output


def golden():
    kept = ["none", "noise 20", "noise 30", "slope 0.1", "shift 0.1", "offset 25", "within 0.5", "between 0.5", "all"]
    cases = []
    for setting in kept:
        for page, points, truth in trials(setting, 2):
            cases.append({
                "setting": setting, "heights": page.heights,
                "words": [[(a + b) / 2 for a, b in line] for line in page.lines],
                "x": [int(x) for x in points[:, 0]], "y": [int(y) for y in points[:, 1]],
                # Lines in base 36, one character for each fixation.
                "truth": digits(truth), "lines": {name: digits(f(points, page)) for name, f in ALGORITHMS.items()}})
    print("[" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "]")


def digits(lines):
    return "".join(np.base_repr(int(line), 36) for line in lines)


def trial_line(name, page, points):
    """A trial in the form of docs/gaze-formats.md; boxes fill the lines' height."""
    boxes, seen = [], 0
    for line, y in zip(page.lines, page.heights):
        for a, b in line:
            boxes.append({
                "text": "w", "occurrence": seen, "x": a, "y": y - SPACING / 2, "width": b - a, "height": SPACING, "tokens": []})
            seen += 1
    fixations = [{"duration_ms": 200, "x": x, "y": y, "tokens": []} for x, y in points]
    return json.dumps({
        "version": 1, "participant": name, "method": "page", "tokens": [], "boxes": boxes, "fixations": fixations,
        "provenance": {"format": "fovea", "file": "simulated", "line": 0}, "exclusions": {}})


def table(program, count):
    """Shares of fixations on the right line, in percent: the program's, and in brackets this script's if it differs."""
    columns = list(ALGORITHMS)
    print("| distortion | " + " | ".join(columns) + " |")
    print("|---|" + "---:|" * len(columns))
    for setting in SETTINGS:
        cases = list(trials(setting, count, start=1000))
        cells = []
        with tempfile.TemporaryDirectory() as folder:
            source, target = folder + "/trials.jsonl", folder + "/corrected.jsonl"
            with open(source, "w") as file:
                file.writelines(trial_line(str(n), page, points) + "\n" for n, (page, points, _) in enumerate(cases))
            for name in columns:
                # No margin: every fixation is assigned to a line, as in the paper.
                subprocess.run(
                    [program, "gaze", "drift", source, "--algorithm", name, "--output", target, "--set", "text_margin=100000"],
                    check=True, capture_output=True)
                right = []
                for (page, points, truth), row in zip(cases, open(target)):
                    y = np.array([fixation["y"] for fixation in json.loads(row)["fixations"]])
                    right.append((y == np.array(page.heights)[truth]).mean())
                own = np.mean([(ALGORITHMS[name](points, page) == truth).mean() for page, points, truth in cases])
                ours = 100 * np.mean(right)
                cells.append(f"{ours:.1f}" + (f" ({100 * own:.1f})" if f"{100 * own:.1f}" != f"{ours:.1f}" else ""))
        print(f"| {setting} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["golden"]:
        golden()
    elif sys.argv[1:2] == ["table"] and len(sys.argv) in (3, 4):
        table(sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 50)
    else:
        sys.exit(__doc__)

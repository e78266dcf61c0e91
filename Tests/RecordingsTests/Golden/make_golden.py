#!/usr/bin/env python3
"""Fixations and box hits of the Tobii sample, computed independently of Fovea, in the plainest way.

Usage: make_golden.py FOLDER > tobii_hits.json      (FOLDER holds the recording and the boxes)
"""
import csv, json, math, re, sys

WIDTH, HEIGHT, MINIMUM, GAP, DISPERSION, RADIUS = 1920, 1080, 100, 75, 100, 20
folder = sys.argv[1]
samples = []
for row in csv.reader(open(f"{folder}/168_createServerChooser_gaze.csv", newline="")):
    if not row:
        continue
    eyes = []
    for valid, gaze in ((5, 7), (6, 8)):
        x, y = (float(v) for v in re.findall(r"[-\w.]+", row[gaze]))
        if row[valid] == "1" and not math.isnan(x):
            eyes.append((x * WIDTH, y * HEIGHT))
    seen = (sum(e[0] for e in eyes) / len(eyes), sum(e[1] for e in eyes) / len(eyes)) if eyes else None
    samples.append([int(row[4]) / 1000, seen])
begin = samples[0][0]
for sample in samples:
    sample[0] -= begin

known = [i for i, s in enumerate(samples) if s[1]]
beside = set()
for a, b in zip(known, known[1:]):
    (t0, p0), (t1, p1) = samples[a], samples[b]
    if b > a + 1 and t1 - t0 < GAP:
        for i in range(a + 1, b):
            w = (samples[i][0] - t0) / (t1 - t0)
            samples[i][1] = (p0[0] + w * (p1[0] - p0[0]), p0[1] + w * (p1[1] - p0[1]))
    elif b > a + 1 and 75 <= t1 - t0 <= 500:
        beside |= {i for i, s in enumerate(samples) if 0 <= t0 - s[0] < 25 or 0 <= s[0] - t1 < 25}
clean = [s for i, s in enumerate(samples) if s[1] and i not in beside]


def dispersion(part):
    xs, ys = [s[1][0] for s in part], [s[1][1] for s in part]
    return max(xs) - min(xs) + max(ys) - min(ys)


boxes = []
for row in csv.DictReader(open(f"{folder}/createServerChooser_boxes.csv", newline="")):
    x, y, w, h = (float(row["tobii_" + k]) for k in ("x", "y", "width", "height"))
    boxes.append((x * WIDTH, y * HEIGHT, w * WIDTH, h * HEIGHT))


def hit(x, y):
    inside = [(w * h, i) for i, (l, t, w, h) in enumerate(boxes) if l <= x < l + w and t <= y < t + h]
    if inside:
        return min(inside)[1]
    near = []
    for i, (l, t, w, h) in enumerate(boxes):
        d = math.hypot(x - min(max(x, l), l + w), y - min(max(y, t), t + h))
        if d <= RADIUS:
            near.append((d, w * h, i))
    return min(near)[2] if near else -1


fixations, i = [], 0
while i < len(clean):
    j = i
    while j < len(clean) and clean[j][0] - clean[i][0] < MINIMUM:
        j += 1
    window = clean[i : j + 1]
    if j == len(clean):
        i += 1
        continue
    if dispersion(window) > DISPERSION or any(b[0] - a[0] > GAP for a, b in zip(window, window[1:])):
        i += 1
        continue
    while j + 1 < len(clean) and clean[j + 1][0] - clean[j][0] <= GAP and dispersion(clean[i : j + 2]) <= DISPERSION:
        j += 1
    part = clean[i : j + 1]
    x, y = (sum(s[1][k] for s in part) / len(part) for k in (0, 1))
    fixations.append([round(clean[i][0], 3), round(clean[j][0] - clean[i][0], 3), hit(x, y)])
    i = j + 1
json.dump({"start_duration_box": fixations}, sys.stdout)
print()

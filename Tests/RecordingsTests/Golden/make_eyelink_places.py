#!/usr/bin/env python3
"""The place in the code of each interest area of the EyeLink layouts, computed independently of Fovea.

Usage: make_eyelink_places.py FOLDER > eyelink_places.json      (FOLDER holds interest-areas/ and code/; needs numpy)

The labels of these files, joined in the order of the file, are the code without white space, so an area's place follows
from the lengths of the labels before it. No layout is taken on trust: a straight line is fitted from columns to the
areas' centres, and from line numbers to their heights, and the script fails if an area is more than half a line or five
columns off (areas are padded by hand, at both ends of a line).

The output names, for each stimulus, the area's id and the range of bytes [first, after the last].
"""
import glob, json, os, re, sys

import numpy as np

folder = sys.argv[1]
places = {}
for path in sorted(glob.glob(f"{folder}/interest-areas/*.ias")):
    name = os.path.basename(path)[3:-4]
    code = open(f"{folder}/code/{name}.py", "rb").read()
    areas = [
        line.rstrip("\r\n").split("\t")
        for line in open(path, encoding="utf-8-sig")
        if line.strip() and not line.startswith("#")
    ]
    visible = [i for i, byte in enumerate(code) if not chr(byte).isspace()]
    next_byte, rows, points = 0, {}, []
    for area in areas:
        label = re.sub(r"\s", "", area[6]).encode()
        part = visible[next_byte : next_byte + len(label)]
        assert bytes(code[i] for i in part) == label, (name, area)
        next_byte += len(label)
        rows[area[1]] = [part[0], part[-1] + 1]
        begin = code.rfind(b"\n", 0, part[0]) + 1
        left, top, right, bottom = map(float, area[2:6])
        column = (part[0] + part[-1] + 1) / 2 - begin
        points.append((column, (left + right) / 2, code[: part[0]].count(b"\n"), (top + bottom) / 2))
    assert next_byte == len(visible), name
    column, x, line, y = map(np.array, zip(*points))
    for a, b, most in ((column, x, 5), (line, y, 0.6)):
        slope, start = np.polyfit(a, b, 1)
        worst = np.abs((b - start) / slope - a).max()
        assert slope > 0 and worst < most, (name, worst)
    places[name] = rows
rows = [json.dumps(name) + ":" + json.dumps(places[name], separators=(",", ":")) for name in places]
print("{" + ",\n".join(rows) + "}")

#!/usr/bin/env python3
"""The place in the code of each box of the Tobii layout, computed independently of Fovea from positions alone.

Usage: make_tobii_places.py FOLDER > tobii_places.json      (FOLDER holds tobii/ and eyetrans/)

The screenshot shows the code in a monospaced font, 27 pixels a line and 10.8 a column, from (12, 47) on; a browser
wrapped it to 100 columns. A box covers the characters whose centres are in its columns. Labels are not read, and the
script prints those that differ from the text at their box.

The output has a range of bytes [first, after the last] for each box, in the order of the file.
"""
import csv, json, sys

folder = sys.argv[1]
methods = (json.loads(line)["code"] for line in open(f"{folder}/eyetrans/methods.jsonl"))
code = next(text for text in methods if "createServerChooser()" in text)
rows, start = [], 0
for line in code.split("\n"):
    cells = [(start + i, c) for i, c in enumerate(line)]
    start += len(line) + 1
    while len(cells) > 100:
        cut = max(i for i in range(101) if cells[i][1] == " ") + 1
        rows.append(cells[:cut])
        cells = cells[cut:]
    rows.append(cells)
places = []
for box in csv.DictReader(open(f"{folder}/tobii/createServerChooser_boxes.csv", newline="")):
    x, y, width, height = (float(box[key]) for key in ("x", "y", "width", "height"))
    row = rows[round((y + height / 2 - 47) / 27)]
    part = [i for k, (i, c) in enumerate(row) if x <= 12 + 10.8 * (k + 0.5) <= x + width and not c.isspace()]
    places.append([part[0], part[-1] + 1])
    text = code[part[0] : part[-1] + 1]
    if text != box["word"]:
        print(box["word"], "is at", text, file=sys.stderr)
json.dump(places, sys.stdout)
print()

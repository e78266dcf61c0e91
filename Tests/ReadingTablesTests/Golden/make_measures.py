#!/usr/bin/env python3
"""Computes the tables of reading from a trial file, from their definitions alone, and compares or writes them.

    make_measures.py compare TRIALS FOVEA           runs `FOVEA gaze measures|export` on TRIALS, reports all differences
    make_measures.py write TRIALS FOVEA FOLDER      writes measures_token.csv … into FOLDER

It needs nothing but Python. The trial file gives the tokens, boxes and fixations; labels, which follow from the code's
syntax, are taken from the program's own table of tokens. Definitions are applied by searching the whole sequence of
fixations for each unit, not by following it with a state.
"""

import csv
import json
import math
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path


def read_trials(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def shares_of(fixation, trial):
    """The tokens of a fixation with their shares: in proportion to the bytes of their texts."""
    tokens = fixation["tokens"]
    lengths = [len(trial["tokens"][token]["text"].encode()) for token in tokens]
    whole = sum(lengths)
    return {token: length / whole if whole else 1 / len(tokens) for token, length in zip(tokens, lengths)}


def main_token(fixation, trial):
    best = None
    for token, share in shares_of(fixation, trial).items():
        time = share * fixation["duration_ms"]
        if best is None or time > best[1]:
            best = (token, time)
    return best and best[0]


# Boxes in the order of reading.


def name_of(box):
    return (box["text"], box["occurrence"])


def layout(trial):
    """The names of the trial's boxes, and those with a place in the order of reading, in that order."""
    listed = [name_of(box) for box in trial["boxes"]]
    named = defaultdict(set)
    for fixation in trial["fixations"]:
        if "box" in fixation:
            named[name_of(fixation["box"])] |= set(fixation["tokens"])
    rest = [name for name in named if name not in listed]
    rest.sort(key=lambda name: (min(named[name], default=1e9), max(named[name], default=1e9), name[0].encode(), name[1]))
    names = listed + rest
    if not listed:
        return names, [index for index, name in enumerate(names) if named[name]], {}, named
    boxes = trial["boxes"]
    centre = [box["y"] + box["height"] / 2 for box in boxes]
    median = sorted(box["height"] for box in boxes)[len(boxes) // 2]
    rows = []
    for index in sorted(range(len(boxes)), key=lambda index: (centre[index], boxes[index]["x"], index)):
        if rows and centre[index] - sum(centre[other] for other in rows[-1]) / len(rows[-1]) <= median / 2:
            rows[-1].append(index)
        else:
            rows.append([index])
    order = [index for row in rows for index in sorted(row, key=lambda index: (boxes[index]["x"], index))]
    lines = {index: number + 1 for number, row in enumerate(rows) for index in row}
    return names, order, lines, named


# The measures of one unit, from the sequence of fixations on any unit: [(shares, duration, start)].


def measures(sequence, unit):
    on = [place for place, (shares, _, _) in enumerate(sequence) if unit in shares]
    row = {
        "fixations": len(on),
        "shared_fixations": sum(len(sequence[place][0]) > 1 for place in on),
        "entries": sum(place == 0 or unit not in sequence[place - 1][0] for place in on),
        "is_skipped": True,
        "first_pass_fixations": 0,
        "first_fixation_start_ms": sequence[on[0]][2] if on else None,
        "total_time_ms": sum(sequence[place][0][unit] * sequence[place][1] for place in on),
        "regressions_in": 0,
        "regressions_out": 0,
    }
    for place in range(1, len(sequence)):
        before, now = set(sequence[place - 1][0]), set(sequence[place][0])
        if unit in now and unit not in before and unit < min(before):
            row["regressions_in"] += 1
        if unit in before and unit not in now and max(now) < unit:
            row["regressions_out"] += 1
    first = []
    if on and all(max(sequence[place][0]) <= unit for place in range(on[0])):
        place = on[0]
        while place < len(sequence) and unit in sequence[place][0]:
            first.append(place)
            place += 1
    row["second_pass_fixations"] = len(on) - len(first)
    time = [sequence[place][0].get(unit, 0) * sequence[place][1] for place in range(len(sequence))]
    row["second_pass_duration_ms"] = sum(time[place] for place in on if place not in first)
    if first:
        end = next(
            (place for place in range(first[0] + 1, len(sequence))
             if unit not in sequence[place][0] and max(sequence[place][0]) > unit), len(sequence))
        row |= {
            "is_skipped": False,
            "first_pass_fixations": len(first),
            "first_fixation_duration_ms": time[first[0]],
            "single_fixation_duration_ms": time[first[0]] if len(first) == 1 else None,
            "gaze_duration_ms": sum(time[place] for place in first),
            "regression_path_duration_ms": sum(
                time[place] if unit in sequence[place][0] else sequence[place][1] for place in range(first[0], end)),
            "first_pass_regression":
                first[-1] + 1 < len(sequence) and max(sequence[first[-1] + 1][0]) < unit,
        }
    return row


def sequence_of(trial, unit):
    """The fixations on any token, line or box (by its place in the order of reading)."""
    _, order, _, _ = layout(trial)
    names = layout(trial)[0]
    rank = {names[index]: place for place, index in enumerate(order)}
    found = []
    for fixation in trial["fixations"]:
        if unit == "box":
            place = rank.get(name_of(fixation["box"])) if "box" in fixation else None
            shares = {} if place is None else {place: 1}
        else:
            shares = shares_of(fixation, trial)
            if unit == "line":
                lines = defaultdict(float)
                for token, share in shares.items():
                    lines[trial["tokens"][token]["line"]] += share
                shares = dict(lines)
        if shares:
            found.append((shares, fixation["duration_ms"], fixation.get("start_ms")))
    return found


def measure_rows(trials, unit):
    for number, trial in enumerate(trials, 1):
        sequence = sequence_of(trial, unit)
        if not sequence:
            continue
        if unit == "token":
            keys = [(place, place) for place in range(len(trial["tokens"]))]
        elif unit == "line":
            keys = [(line, line) for line in sorted({token["line"] for token in trial["tokens"]})]
        else:
            keys = [(place, index) for place, index in enumerate(layout(trial)[1])]
        for key, shown in keys:
            yield {"trial": number, unit: shown} | measures(sequence, key)


def saccade_rows(trials):
    for number, trial in enumerate(trials, 1):
        fixations = trial["fixations"]
        names, order, _, _ = layout(trial)
        rank = {index: place for place, index in enumerate(order)}
        for place in range(len(fixations) - 1):
            one, two = fixations[place], fixations[place + 1]
            tokens = [main_token(fixation, trial) for fixation in (one, two)]
            lines = [None if token is None else trial["tokens"][token]["line"] for token in tokens]
            boxes = [names.index(name_of(f["box"])) if "box" in f else None for f in (one, two)]
            row = {"trial": number, "saccade": place + 1, "from_fixation": place + 1, "to_fixation": place + 2,
                   "from_token": tokens[0], "to_token": tokens[1], "from_line": lines[0], "to_line": lines[1],
                   "from_box": boxes[0], "to_box": boxes[1], "end_ms": two.get("start_ms")}
            if None not in lines:
                row["line_change"] = lines[1] - lines[0]
            if trial["tokens"]:
                row["is_regression"] = None if None in tokens else tokens[1] < tokens[0]
            else:
                ranks = [rank.get(box) for box in boxes]
                row["is_regression"] = None if None in ranks else ranks[1] < ranks[0]
            if "start_ms" in one:
                row["start_ms"] = one["start_ms"] + one["duration_ms"]
                if "start_ms" in two and two["start_ms"] >= row["start_ms"]:
                    row["duration_ms"] = two["start_ms"] - row["start_ms"]
            if "x" in one and "x" in two:
                dx, dy = two["x"] - one["x"], two["y"] - one["y"]
                row |= {"dx_px": dx, "dy_px": dy, "amplitude_px": math.hypot(dx, dy)}
                if (dx, dy) != (0, 0):
                    row["direction_deg"] = math.degrees(math.atan2(0 - dy, dx))
            yield row


def transition_rows(trials, unit, labels):
    for number, trial in enumerate(trials, 1):
        names = layout(trial)[0]
        if unit == "box":
            stops = [names.index(name_of(f["box"])) for f in trial["fixations"] if "box" in f]
            shown = dict(enumerate(range(len(names))))
        else:
            stops = [main_token(f, trial) for f in trial["fixations"] if f["tokens"]]
        # Several fixations in a row on the same token (box) are one event. The event stands for the token that took
        # most of it, so it stays the same.
        stops = [stop for place, stop in enumerate(stops) if place == 0 or stop != stops[place - 1]]
        if unit == "line":
            stops = [trial["tokens"][stop]["line"] for stop in stops]
        elif unit == "label":
            stops = [labels[number, stop] for stop in stops]
        counts = Counter(zip(stops, stops[1:]))
        leaving = Counter(stops[:-1])
        for (one, two), count in counts.items():
            yield {"trial": number, f"from_{unit}": one, f"to_{unit}": two, "count": count,
                   "share_of_leaving": count / leaving[one]}


def area_rows(trials):
    for number, trial in enumerate(trials, 1):
        names, order, lines, named = layout(trial)
        total = sum(fixation["duration_ms"] for fixation in trial["fixations"])
        stops = [(place, names.index(name_of(f["box"]))) for place, f in enumerate(trial["fixations"]) if "box" in f]
        by_box = defaultdict(list)
        entries = Counter()
        for place, (fixation, box) in enumerate(stops):
            by_box[box].append(fixation)
            entries[box] += place == 0 or stops[place - 1][1] != box
        for index, name in enumerate(names):
            on = by_box[index]
            box = trial["boxes"][index] if index < len(trial["boxes"]) else None
            tokens = (box and box["tokens"]) or sorted(named[name])
            dwell = sum(trial["fixations"][place]["duration_ms"] for place in on)
            row = {"trial": number, "box": index, "text": name[0], "occurrence": name[1], "token_count": len(tokens),
                   "first_token": min(tokens, default=None), "fixations": len(on), "entries": entries[index],
                   "line": trial["tokens"][min(tokens)]["line"] if tokens else None,
                   "dwell_ms": dwell, "dwell_share": dwell / total if total else None,
                   "first_fixation": on[0] + 1 if on else None,
                   "first_fixation_start_ms": trial["fixations"][on[0]].get("start_ms") if on else None,
                   "screen_line": lines.get(index),
                   "reading_order": order.index(index) + 1 if index in order else None}
            if box:
                row |= {"x_px": box["x"], "y_px": box["y"], "width_px": box["width"], "height_px": box["height"]}
            yield row


# Means over units, with intervals clustered by participants and methods.

AVERAGED = {
    "fixated_share": lambda row: float(row["fixations"] > 0),
    "first_pass_share": lambda row: float(not row["is_skipped"]),
    "fixations": lambda row: row["fixations"],
    "first_pass_fixations": lambda row: None if row["is_skipped"] else row["first_pass_fixations"],
    "first_fixation_duration_ms": lambda row: row.get("first_fixation_duration_ms"),
    "single_fixation_duration_ms": lambda row: row.get("single_fixation_duration_ms"),
    "gaze_duration_ms": lambda row: row.get("gaze_duration_ms"),
    "regression_path_duration_ms": lambda row: row.get("regression_path_duration_ms"),
    "second_pass_duration_ms": lambda row: row["second_pass_duration_ms"] if row["fixations"] else None,
    "total_time_ms": lambda row: row["total_time_ms"] if row["fixations"] else None,
    "regressions_in": lambda row: row["regressions_in"],
    "regressions_out": lambda row: row["regressions_out"],
    "first_pass_regression_share": lambda row: None if row["is_skipped"] else float(row["first_pass_regression"]),
}


def student_quantile(degrees, probability=0.975):
    """Of Student's t: bisection of the integral of its density by Simpson's rule."""
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)

    def below(end, steps=20000):
        # With t = tan(a) · √ν the density is scale · √ν · cos(a)^(ν − 1), which is smooth up to the end.
        last = math.atan(end / math.sqrt(degrees))
        width = last / steps
        values = [math.cos(step * width) ** (degrees - 1) for step in range(steps + 1)]
        whole = values[0] + values[-1] + 4 * sum(values[1:-1:2]) + 2 * sum(values[2:-1:2])
        return 0.5 + scale * math.sqrt(degrees) * whole * width / 3

    low, high = 0.0, 1000.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < probability else (low, middle)
    return (low + high) / 2


QUANTILES = {}


def half_width(readings):
    """Of the ratio Σ sum / Σ count over readings (participant, method, sum, count); None if it cannot be told."""
    n, total = len(readings), sum(reading[3] for reading in readings)
    mean = sum(reading[2] for reading in readings) / total
    influence = [(value - mean * count) * n / total for _, _, value, count in readings]
    people, code = {reading[0] for reading in readings}, {reading[1] for reading in readings}
    if len(people) < 2 and len(code) < 2 or max(map(abs, influence)) < 1e-9 * max(1, abs(mean)):
        return None

    def variance(groups):
        sums = defaultdict(float)
        for group, value in zip(groups, influence):
            sums[group] += value
        return sum(value**2 for value in sums.values()) / n**2 * len(sums) / (len(sums) - 1)

    by_person = variance([reading[0] for reading in readings]) if len(people) > 1 else None
    by_code = variance([reading[1] for reading in readings]) if len(code) > 1 else None
    if by_person is None or by_code is None:
        whole = by_code if by_person is None else by_person
        degrees = max(len(people), len(code)) - 1
    else:
        own = variance(range(n))
        whole = max(by_person + by_code - own, by_person, by_code, own)
        degrees = min(len(people), len(code)) - 1
    if degrees not in QUANTILES:
        QUANTILES[degrees] = student_quantile(degrees)
    return QUANTILES[degrees] * math.sqrt(whole)


def mean_rows(trials, unit, per, labels):
    groups = defaultdict(list)
    measured = "token" if unit == "label" else unit
    for row in measure_rows(trials, measured):
        trial = trials[row["trial"] - 1]
        item = labels[row["trial"], row["token"]] if unit == "label" else row[unit]
        if unit == "box":
            item = layout(trial)[0][item]
        owner = {"trial": row["trial"], "participant": trial["participant"], "method": trial["method"], "all": ""}[per]
        key = (owner, item if unit == "label" or per in ("method", "trial") else "")
        groups[key].append((row["trial"], trial["participant"], trial["method"], row))
    for (owner, item), rows in groups.items():
        result = {"participants": len({row[1] for row in rows}), "methods": len({row[2] for row in rows}),
                  "trials": len({row[0] for row in rows}),
                  {"line": "lines", "box": "boxes"}.get(unit, "tokens"): len(rows),
                  "fixated_count": sum(row[3]["fixations"] > 0 for row in rows),
                  "first_pass_count": sum(not row[3]["is_skipped"] for row in rows),
                  "single_fixation_count": sum(
                      row[3].get("single_fixation_duration_ms") is not None for row in rows)}
        if per != "all":
            result[per] = owner
        if item != "":
            result |= {"text": item[0], "occurrence": item[1]} if unit == "box" else {unit: item}
        for name, value in AVERAGED.items():
            sums = {}
            for trial, participant, method, row in rows:
                if (number := value(row)) is not None:
                    _, _, whole, count = sums.get(trial, (0, 0, 0.0, 0))
                    sums[trial] = (participant, method, whole + number, count + 1)
            total = sum(reading[3] for reading in sums.values())
            mean = sum(reading[2] for reading in sums.values()) / total if total else None
            half = half_width(list(sums.values())) if total else None
            result[name] = mean
            if per != "trial":
                stem, end = (name[:-3], "_ms") if name.endswith("_ms") else (name, "")
                most = 1 if name.endswith("_share") else math.inf
                result[f"{stem}_lower{end}"] = None if half is None else max(0, mean - half)
                result[f"{stem}_upper{end}"] = None if half is None else min(most, mean + half)
        yield result


def mean_key(unit, per):
    own = {"box": ["text", "occurrence"]}.get(unit, [unit]) if unit == "label" or per in ("method", "trial") else []
    return ([] if per == "all" else [per]) + own or ["trials"]


def tables(trials, labels):
    """The name of each table, the command that prints it, its key and its rows."""
    for unit in ["token", "line", "box"]:
        yield f"measures_{unit}", ["measures", "--by", unit], ["trial", unit], measure_rows(trials, unit)
    yield "saccades", ["export", "saccades"], ["trial", "saccade"], saccade_rows(trials)
    yield "aoi", ["export", "aoi"], ["trial", "box"], area_rows(trials)
    for unit in ["label", "line", "token", "box"]:
        rows = transition_rows(trials, unit, labels)
        yield (f"transitions_{unit}", ["export", "transitions", "--unit", unit],
               ["trial", f"from_{unit}", f"to_{unit}"], rows)
    for unit in ["token", "line", "box", "label"]:
        for per in ["trial", "participant", "method", "all"][unit != "label":]:
            command = ["measures", "--by", unit, "--per", per]
            yield f"means_{unit}_per_{per}", command, mean_key(unit, per), mean_rows(trials, unit, per, labels)


def program_table(program, command, trials):
    command = [program, "gaze", command[0], *command[1:]]
    index = 4 if command[2] == "export" else 3
    command = command[:index] + [trials] + command[index:] + ["--format", "csv"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if run.returncode != 0:
        return None, run.stderr.strip()
    return list(csv.DictReader(run.stdout.splitlines(keepends=True))), ""


def labels_of(path, program):
    known, _ = program_table(program, ["measures", "--by", "token"], path)
    return {(int(row["trial"]), int(row["token"])): row["label"] for row in known or []}


def equal(cell, value):
    if value is None or cell == "":
        return value is None and cell == ""
    if isinstance(value, bool):
        return cell == str(value).lower()
    if isinstance(value, float):
        return math.isclose(float(cell), value, rel_tol=1e-8, abs_tol=1e-8)
    return cell == str(value) or (isinstance(value, int) and float(cell) == value)


def compare(path, program):
    trials = read_trials(path)
    failed = False
    for name, command, key, rows in tables(trials, labels_of(path, program)):
        found, why = program_table(program, command, path)
        rows = list(rows)
        if found is None:
            print(f"{name}: the program gives no table ({why.splitlines()[0]}); expected {len(rows)} rows")
            failed = failed or bool(rows)
            continue
        index = {tuple(row[part] for part in key): row for row in found}
        cells = differences = 0
        for row in rows:
            place = tuple(str(row[part]) for part in key)
            other = index.pop(place, None)
            if other is None:
                differences += 1
                print(f"{name}: no row {place}")
                continue
            for column in set(other) & set(row) | {c for c in other if c in ABSENT and c not in row}:
                cells += 1
                if not equal(other[column], row.get(column)):
                    differences += 1
                    if differences < 5:
                        print(f"{name} {place} {column}: {other[column]!r}, expected {row.get(column)!r}")
        differences += len(index)
        failed = failed or differences > 0
        print(f"{name}: {len(rows)} rows, {cells} cells compared, {differences} differences, {len(index)} rows too many")
    return 1 if failed else 0


# Columns that a row of this program lacks where the value is missing.
ABSENT = {"first_fixation_duration_ms", "single_fixation_duration_ms", "gaze_duration_ms",
          "regression_path_duration_ms", "first_pass_regression", "start_ms", "duration_ms", "dx_px", "dy_px",
          "amplitude_px", "direction_deg", "line_change", "x_px", "y_px", "width_px", "height_px"}


def shown(value):
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else value


def write(path, program, folder):
    trials = read_trials(path)
    for name, _, _, rows in tables(trials, labels_of(path, program)):
        rows = list(rows)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with open(Path(folder) / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            for row in rows:
                writer.writerow({column: shown(value) for column, value in row.items()})


if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    sys.exit(compare(*arguments) if task == "compare" else write(*arguments))

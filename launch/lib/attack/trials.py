"""A trial as a function of the seed and its number."""

import random
import re

import inputs
import recipes
import surroundings

# Kinds of trials with their shares.
KINDS = {"command": 62, "training": 16, "nonsense": 12, "live view": 4, "supervised": 3, "sweep": 3}


def make_trial(seed, number, options):
    """Everything about a trial, as values that JSON can represent."""
    chance = random.Random(f"{seed}/{number}")
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
    name, state = surroundings.folder(chance)
    trial = {
        "number": number, "kind": kind, "folder": name, "state": state, "environment": surroundings.environment(chance),
        "limits": surroundings.limits(chance), "streams": surroundings.streams(chance), "signals": [],
        "nobody": chance.random() < 0.12, "resumes": False,
    }
    makers = {"command": command, "training": training, "nonsense": nonsense, "live view": live_view,
              "supervised": supervised, "sweep": sweep}
    words = makers[kind](trial, options, chance)
    trial["words"] = [placed(word, trial, chance) for word in words]
    asks_for_much = any(re.search(r"[0-9]{6}", word) for word in words)
    if needs_end(words, trial) or asks_for_much or kind in ("supervised", "sweep", "live view"):
        # What may rightly take long is asked to end.
        trial["signals"] = sorted(trial["signals"] + [(3.0, 15), (3.5, 15), (8.0, 9)])
    return trial


def needs_end(words, trial):
    """Whether a command may wait for ever, and rightly: for connections, for its input, or for a reader."""
    waits = trial["streams"].get(0) in ("empty-pipe", "zero") or "slow-pipe" in trial["streams"].values()
    return waits or {"serve", "bench", "launch", "sweep"} & set(words[:2])


def command(trial, options, chance):
    words = chance.choice(recipes.recipes())
    for _ in range(chance.choice([0, 0, 0, 0, 0, 1, 1, 2, 3])):
        words = recipes.spoil(words, options, chance)
    trial["signals"] = surroundings.signals(chance)
    return words


def nonsense(trial, options, chance):
    trial["signals"] = surroundings.signals(chance)
    return recipes.nonsense(options, chance)


def training(trial, _, chance):
    """A run that is disturbed; whatever was left of it must resume to the weights of an undisturbed one."""
    trial["resumes"] = True
    # Another processor's kernels would give other weights.
    trial["environment"].pop("OPENBLAS_CORETYPE", None)
    trial["signals"] = surroundings.signals(chance, longest=chance.choice([0.1, 0.6, 2]), always=chance.random() < 0.8)
    words = ["train", "config.yaml", "--threads", "1"]
    if chance.random() < 0.3:
        words += ["--set", "checkpoints.in_background=false"]
    if chance.random() < 0.3:
        words += ["--pause-after", str(chance.randrange(1, 13))]
    if chance.random() < 0.2:
        words += ["--resume", "auto"]
    # Something that is in the way of the run's folder.
    obstacles = ["stop", "partial-link", "checkpoint-copy", "lock-link", "small-disk", "moved"]
    trial["obstacle"] = chance.choice([""] * 6 + obstacles)
    return words


def live_view(trial, _, chance):
    trial["visitors"] = chance.randrange(1, 40)
    trial["signals"] = [(round(chance.uniform(0.2, 1.2), 3), int(chance.choice(surroundings.STOPPING)))]
    return ["results", "serve", "--root", "@results", "--port", "8420"]


def supervised(trial, _, chance):
    trial["resumes"] = True
    trial["environment"].pop("OPENBLAS_CORETYPE", None)
    trial["signals"] = surroundings.signals(chance, longest=2)
    words = ["launch", "--retries", "2", "--launch-timeout", "20", "--exit-timeout", "10"]
    if chance.random() < 0.5:
        words += ["--status-folder", ">status"]
    return words + ["--", "PROGRAM", "train", "config.yaml", "--threads", "1"]


def sweep(trial, _, chance):
    trial["signals"] = surroundings.signals(chance, longest=2, always=True)
    return chance.choice(["sweep run @sweep.yaml", "sweep resume @sweep", "sweep run @sweep.yaml --json"]).split()


def placed(word, trial, chance):
    """A word with its placements: [text, placement or None, rest of the path]."""
    for mark in ("@", ">"):
        before, found, name = word.partition(mark)
        if not found or not name or (before and not before.endswith("=")):
            continue
        if mark == ">":
            return [before, inputs.place_output(name, chance), ""]
        fixture, _, rest = name.partition("/")
        if fixture in recipes.INPUTS:
            return [before, inputs.place(fixture, chance, "." not in fixture), rest and "/" + rest]
    return [word, None, ""]

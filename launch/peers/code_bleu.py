"""Scores pairs of code with the Python package codebleu, for comparison with `fovea-bench codebleu`.

Prints one JSON object: the seconds of each repetition and the scores of the last. Imports and reading are not timed. Needs
what launch/peers/setup-codebleu installs, and PYTHONHASHSEED=0, with which the data-flow match is reproducible.
"""

import argparse
import json
import logging
import time

from codebleu import calc_codebleu

parser = argparse.ArgumentParser()
parser.add_argument("--pairs", required=True, help="JSON lines with reference and prediction")
parser.add_argument("--language", required=True)
parser.add_argument("--repetitions", type=int, default=3)
arguments = parser.parse_args()

logging.disable(logging.WARNING)
with open(arguments.pairs, encoding="utf-8") as file:
    pairs = [json.loads(line) for line in file]
references = [pair["reference"] for pair in pairs]
predictions = [pair["prediction"] for pair in pairs]
seconds = []
for _ in range(arguments.repetitions):
    begin = time.perf_counter()
    scores = calc_codebleu(references, predictions, arguments.language)
    seconds.append(time.perf_counter() - begin)
print(json.dumps({"seconds": seconds, **scores}))

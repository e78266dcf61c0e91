"""Says whether a model's summaries answer to the code that it reads: their BLEU against their own references, and against those of other
samples. The plan asks for a difference of 2 points on the validation set before a seed's runs begin.

Usage: answers_to_code.py FOLDER, with predictions.txt and references.txt as `fovea evaluate --out` writes them. Exits with 1 below 2.
"""
import pathlib
import sys

from summary_bleu import bleu, words

folder = pathlib.Path(sys.argv[1])
outputs, references = (
    [words(line) for line in (folder / f"{name}.txt").read_text(encoding="utf-8").split("\n")[:-1]]
    for name in ("predictions", "references"))
count = len(references)
own, other = (
    sum(bleu(references[(place + moved) % count], output) for place, output in enumerate(outputs)) / count
    for moved in (0, count // 2))
different = len({tuple(output) for output in outputs})
print(f"{count} samples, {different} different outputs: BLEU {own:.2f}, and {other:.2f} with the references of other samples, "
      f"{own - other:.2f} points above")
sys.exit(0 if own - other >= 2 else 1)

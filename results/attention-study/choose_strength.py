"""Prints the pilot's numbers as Markdown, and the strength that the rule in pilot.yaml chooses.

Usage: choose_strength.py SWEEP-FOLDER
"""
import json
import pathlib
import statistics
import sys

sweep = pathlib.Path(sys.argv[1])
trials = []
for trial in json.loads((sweep / "sweep.json").read_text())["trials"]:
    if trial["status"] != "completed":
        sys.exit(f"trial {trial['trial']} is {trial['status']}: run the pilot again to continue")
    summary = json.loads((sweep / "trials" / f"{trial['trial']:04d}" / "summary.json").read_text())
    best = next(v for v in summary["validations"] if v["step"] == summary["best_step"])
    trials.append((float(trial["parameters"]["objective.align.strength"]), int(trial["parameters"]["seed"]), best))

print("# The pilot\n")
print("Made by results/attention-study/pilot. The best validation of each run; attention on the readings that it held out.\n")
print("| strength | seed | step | validation loss | rank correlation with looking time | fixated tokens above even, points |")
print("|---|---|---|---|---|---|")
for strength, seed, best in sorted(trials, key=lambda trial: trial[:2]):
    scores = best["scores"]
    print(f"| {strength:g} | {seed} | {best['step']} | {best['loss']:.4f} | {scores['attention_rank_correlation']:.4f} "
          f"| {scores['attention_above_even']:.2f} |")


def means(value):
    """The mean over the seeds for each strength."""
    values = {}
    for strength, _, best in trials:
        values.setdefault(strength, []).append(value(best))
    return {strength: statistics.mean(found) for strength, found in values.items()}


losses = means(lambda best: best["loss"])
correlations = means(lambda best: best["scores"]["attention_rank_correlation"])
limit = 1.01 * min(losses.values())
chosen = max((strength for strength in losses if losses[strength] <= limit), key=correlations.get)
listed = ", ".join(f"{s:g}: {losses[s]:.4f} and {correlations[s]:.4f}" for s in sorted(losses))
print(f"\nMean loss and correlation: {listed}. At most 1 % above the lowest loss is {limit:.4f}.")
print(f"\nChosen: strength {chosen:g}.")

"""What all peer programs share, whether they need PyTorch or not: the batches and the memory of the process."""

import json
import sys


def read(path):
    """One batch a line: {"source": [[ids], ...], "target": [[ids], ...]}."""
    batches = []
    try:
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    batch = json.loads(line)
                    if not batch["source"] or len(batch["source"]) != len(batch["target"]):
                        raise ValueError("source and target need the same number of sequences, at least one")
                except (ValueError, KeyError, TypeError) as error:
                    sys.exit(f"error: {path}:{number}: not a batch: {error!r}")
                batches.append(batch)
    except OSError as error:
        sys.exit(f"error: {path}: {error.strerror}")
    if not batches:
        sys.exit(f"error: {path}: no batches; write them with: fovea-bench step --write-batches {path}")
    return batches


def sources(batches, size):
    """The sources of each batch; with a size, all of them in batches of that size, the longest first."""
    if not size:
        return [batch["source"] for batch in batches]
    together = sorted((source for batch in batches for source in batch["source"]), key=len, reverse=True)
    return [together[start:start + size] for start in range(0, len(together), size)]


def peak_resident_bytes():
    """The highest resident size of this process.

    getrusage would also count that of the process which started this one.
    """
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024

"""What the Python scripts in .ci/ share: the project's root folder, and how they speak and refuse."""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def arguments(description):
    """A parser of options whose help is the script's docstring."""
    return argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)


def say(text):
    """Prints one line of progress to standard error, marked with the script's name."""
    print(f"{Path(sys.argv[0]).name}: {text}", file=sys.stderr)


def refuse(problem, remedy):
    """Says what is wrong and what to do, and ends the script with exit code 1."""
    sys.stdout.flush()
    say(f"error: {problem}\n  {remedy}")
    sys.exit(1)

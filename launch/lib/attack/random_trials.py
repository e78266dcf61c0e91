#!/usr/bin/env python3
"""Runs random hostile trials of Fovea and reports those that break an invariant: see launch/attack --help."""

import argparse
import collections
import json
import os
import pathlib
import queue
import shlex
import subprocess
import sys
import threading
import time

import fixtures

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = str(pathlib.Path(HERE).parents[2])


def parse():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--program", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--kept", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--only", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--fixtures")
    parser.add_argument("--worker", action="store_true")
    return parser.parse_args()


def apart():
    """The command that starts another one in namespaces of its own."""
    ordinary = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", *ordinary, "--mount", "--pid", "--fork", "--mount-proc", "--ipc", "--net", "--kill-child"]


def can_be_apart():
    try:
        return subprocess.run([*apart(), "true"], capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


class Job:
    """A worker in namespaces of its own, which is replaced if it fails."""

    def __init__(self, arguments):
        self.command = apart()
        self.command += [sys.executable, "-B", __file__, "--worker"]
        self.command += ["--program", arguments.program, "--work", arguments.work, "--kept", arguments.kept, "--seed",
                         str(arguments.seed), "--limit", str(arguments.limit), "--fixtures", arguments.fixtures]
        self.process = None

    def ask(self, number):
        """The result of a trial."""
        if self.process is None:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            self.process.stdin.write(f"{number}\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())
        except (OSError, ValueError):
            self.end()
            return {"number": number, "kind": "?", "outcome": "none", "seconds": 0, "argv": [], "stderr": "",
                    "faults": ["the harness failed; its message is above"]}

    def end(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process = None


def report(result, arguments):
    command = " ".join(shlex.quote(word) for word in result["argv"])
    print(f"attack: trial {result['number']} (seed {arguments.seed}): {'; '.join(result['faults'])}", file=sys.stderr)
    print(f"    {command[:300]!a}", file=sys.stderr)
    for line in result["stderr"].splitlines()[-4:]:
        print(f"    {line[:200]!a}", file=sys.stderr)
    again = f"launch/attack --random-only {result['number']} --seed {arguments.seed} --program {arguments.program}"
    print(f"    its folder is {arguments.kept}/{result['number']}; again: {again}", file=sys.stderr, flush=True)


def run_all(arguments):
    numbers = [arguments.only] if arguments.only is not None else range(1, arguments.count + 1)
    waiting, results = queue.SimpleQueue(), queue.SimpleQueue()
    for number in numbers:
        waiting.put(number)

    def work():
        job = Job(arguments)
        try:
            while True:
                results.put(job.ask(waiting.get_nowait()))
        except queue.Empty:
            job.end()

    for _ in range(arguments.jobs):
        threading.Thread(target=work, daemon=True).start()
    kinds, outcomes, failed = collections.Counter(), collections.Counter(), []
    began = said = time.monotonic()
    for done in range(1, len(numbers) + 1):
        result = results.get()
        kinds[result["kind"]] += 1
        outcomes[result["outcome"]] += 1
        if result["faults"]:
            failed.append(result["number"])
            report(result, arguments)
        now = time.monotonic()
        if now - said > 15:
            said = now
            left = (now - began) / done * (len(numbers) - done)
            print(f"attack: {done} of {len(numbers)} trials, {len(failed)} failed, {done / (now - began):.1f}/s,"
                  f" about {left / 60:.0f} min left", file=sys.stderr, flush=True)
    seconds = time.monotonic() - began
    print(f"attack: {len(numbers)} trials with seed {arguments.seed} in {seconds:.0f} s, {len(failed)} failed"
          + (f": {' '.join(map(str, sorted(failed)))}" if failed else ""), file=sys.stderr)
    for title, counter in (("kinds", kinds), ("exit codes", outcomes)):
        print(f"  {title}: " + ", ".join(f"{name}: {count}" for name, count in counter.most_common()), file=sys.stderr)
    return 1 if failed else 0


def main():
    arguments = parse()
    arguments.project = PROJECT
    if arguments.worker:
        import worker
        worker.serve(arguments)
        return 0
    if not can_be_apart():
        print("attack: skipped: random trials need root, or a system that lets users make namespaces", file=sys.stderr)
        return 0
    arguments.fixtures = os.path.join(arguments.work, "fixtures")
    fixtures.make(arguments.program, PROJECT, arguments.fixtures)
    return run_all(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

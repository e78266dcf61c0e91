"""The work of launch/scaling, which describes it. Arguments: the folder launch, the program fovea, the configuration, options."""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile

parser = argparse.ArgumentParser(prog="launch/scaling")
parser.add_argument("launch")
parser.add_argument("fovea")
parser.add_argument("config")
parser.add_argument("--hosts", default="2,4")
parser.add_argument("--rate", default="1gbit")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--steps", type=int, default=10)
parser.add_argument("--set", action="append", default=[], dest="assignments")
options = parser.parse_args()
hosts = [int(count) for count in options.hosts.split(",")]
if min(hosts) < 2 or options.rounds < 1 or options.steps < 5:
    parser.error("give at least 2 hosts, 1 round and 5 steps")
work = tempfile.mkdtemp(prefix="fovea-scaling-")
one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "FOVEA_THREADS": "1"}
# The update's memory rate is part of what is calibrated, so any value will do.
MEMORY_RATE = "10"


def testbed(*arguments, **more):
    return [f"{options.launch}/testbed", *map(str, arguments)]


def call(command):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=one_thread, check=False)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{result.stderr[-2000:]}")
    return result.stdout


def settings(*more):
    steps = options.steps
    pairs = [*options.assignments, f"training.maximum_steps={steps}", f"validation.every_steps={steps}",
             "validation.generated_samples=0", "validation.criterion=loss", "watchdog.silence_seconds=600", *more]
    return [word for pair in pairs for word in ("--set", pair)]


def steps_of(folder):
    """Median seconds and median waiting of the steps after the first three."""
    with open(f"{folder}/events.jsonl", encoding="utf-8") as file:
        events = [json.loads(line) for line in file]
    steps = [event for event in events if event["event"] == "step"][3:]
    return (statistics.median(step["seconds"] for step in steps),
            statistics.median(step["exposed_communication_seconds"] for step in steps))


def plan(ranks, gigaflops, network, overlap, *more):
    """Seconds of a step and of its waiting."""
    out = call([options.fovea, "plan", options.config, *settings(*more), "--ranks", str(ranks), "--network", network,
                "--gigaflops", repr(gigaflops), "--memory-rate", MEMORY_RATE, "--threads", "1", "--overlap", repr(overlap),
                "--json"])
    row = next(row for row in map(json.loads, out.splitlines()) if row["scaling"] == "strong")
    return row["step_seconds"], row["step_seconds"] * row["communication_share"]


def overlap_of(measured, count, gigaflops, network):
    """The overlap with which the plan's step takes the measured time; from 0 to 1."""
    longest, _ = plan(count, gigaflops, network, 0.0)
    shortest, _ = plan(count, gigaflops, network, 1.0)
    return min(1.0, max(0.0, (longest - measured) / max(longest - shortest, 1e-9)))


def alone(count, batch):
    """Median step of `count` hosts that train at the same time, each alone on its share of the batch."""
    folders = [f"{work}/alone-{host}" for host in range(count)]
    processes = []
    for host, folder in enumerate(folders):
        shutil.rmtree(folder, ignore_errors=True)
        command = testbed("enter", host, options.fovea, "train", options.config,
                          *settings(f"output={folder}", f"batch.batch_tokens={batch}"))
        processes.append(subprocess.Popen(command, env=one_thread, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))
    for process in processes:
        _, errors = process.communicate()
        if process.returncode != 0:
            raise SystemExit(errors[-2000:])
    return statistics.mean(steps_of(folder)[0] for folder in folders)


def rate(seconds, batch):
    """The computing rate with which the plan's step of one rank takes these seconds."""
    slow, _ = plan(1, 1.0, "1", 1.0, f"batch.batch_tokens={batch}")
    fast, _ = plan(1, 1e9, "1", 1.0, f"batch.batch_tokens={batch}")
    return (slow - fast) / max(seconds - fast, 1e-9)


def together(count):
    folder = f"{work}/together"
    shutil.rmtree(folder, ignore_errors=True)
    call(testbed("run", "-n", count, options.fovea, "train", options.config, *settings(f"output={folder}")))
    return steps_of(folder)


def main():
    batch = next((int(pair.split("=")[1]) for pair in options.assignments if pair.startswith("batch.batch_tokens=")), None)
    if batch is None:
        parser.error("give the global batch: --set batch.batch_tokens=N")
    found = {count: [] for count in hosts}
    overlaps = []
    for _ in range(options.rounds):
        for count in hosts:
            network = f"{work}/allreduce-{count}.json"
            call(testbed("up", count))
            try:
                call(testbed("slow", options.rate))
                report = call(testbed("run", "-n", count, f"{options.fovea}-bench", "allreduce", "--json", "--sizes",
                                      1, 4, 16, "--repetitions", 2))
                with open(network, "w", encoding="utf-8") as file:
                    file.write(report)
                computing = alone(count, batch // count)
                measured, waited = together(count)
            finally:
                subprocess.run(testbed("down"), stderr=subprocess.DEVNULL, check=False)
            gigaflops = rate(computing, batch // count)
            if count == hosts[0]:
                overlaps.append(overlap_of(measured, count, gigaflops, network))
            overlap = statistics.median(overlaps)
            predicted, waiting = plan(count, gigaflops, network, overlap)
            found[count].append(predicted / measured)
            link = call([options.fovea, "plan", options.config, *settings(), "--ranks", "1", "--network", network,
                         "--gigaflops", "1", "--memory-rate", "1"]).splitlines()[2].split(".json ")[1]
            print(f"{count} hosts, all-reduce {link}\n  measured {measured:.3f} s a step, predicted {predicted:.3f} "
                  f"({predicted / measured:.2f}); waiting {waited:.3f} and {waiting:.3f}; alone {computing:.3f}; "
                  f"overlap {overlap:.2f}", flush=True)
    for count, ratios in found.items():
        print(f"{count} hosts, {len(ratios)} rounds: predicted / measured, median {statistics.median(ratios):.2f}, "
              f"{min(ratios):.2f} to {max(ratios):.2f}")


try:
    main()
finally:
    shutil.rmtree(work, ignore_errors=True)

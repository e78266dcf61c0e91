"""What surrounds a trial's process: its environment, limits, standard streams, folder and signals."""

import os
import random
import resource
import signal

VARIABLES = {
    "TMPDIR": ["", "/nonexistent", "/dev/null", "relative", "/proc", "x" * 5000, "/tmp/\x1b[31m", "."],
    "HOME": ["", "/nonexistent", "/dev/null", "/proc/self", "\udcff"],
    "TERM": ["", "dumb", "xterm-256color", "\x1b[2J", "x" * 300],
    "LANG": ["", "C", "tr_TR.UTF-8", "de_DE.ISO-8859-1", "\udcff\udcfe", "x" * 3000],
    "LC_ALL": ["C", "POSIX", "tr_TR.UTF-8", "en_US.UTF-16", "../../etc"],
    "OMP_NUM_THREADS": ["0", "-1", "abc", "", "99999999999999999999", "1,2,3", "2147483647"],
    "OPENBLAS_NUM_THREADS": ["0", "-1", "abc", "99999999999999999999", "2147483647"],
    "OPENBLAS_CORETYPE": ["Prescott", "nonsense", ""],
    "FOVEA_THREADS": ["0", "-1", "abc", "", "99999999999999999999", "1e3"],
    "COLUMNS": ["0", "-1", "1", "99999999999999999999", "x"],
    "TZ": ["", ":", "../../../dev/zero", "Mars/Olympus", "UTC+99999"],
    "PATH": ["", "/nonexistent", ".", "x" * 5000],
    "SLURM_JOB_ID": ["", "0", "abc"],
    "SLURM_NTASKS": ["0", "-1", "abc"],
    "OMPI_COMM_WORLD_LOCAL_SIZE": ["0", "-1", "abc", "99999999999999999999"],
    "NO_COLOR": ["", "1"],
    "PYTHONPATH": ["/dev/zero"],
    "FOVEA_STATUS_FILE": ["", "/nonexistent/x", "/dev/full", "relative"],
    "XDG_CACHE_HOME": ["/dev/null", "relative"],
    "ODD\udcff": ["\udcff"],
    "EMPTY": ["", "x" * 100_000],
}

# Soft limits. RLIMIT_CPU is in seconds, the hard one is a second later.
LIMITS = {
    "AS": [500 << 20, 700 << 20, 1 << 30, 2 << 30, 4 << 30],
    "FSIZE": [0, 1, 100, 4096, 50_000, 1 << 20],
    "NOFILE": [4, 5, 6, 8, 10, 12, 16, 20, 32, 64],
    "CPU": [1],
    "NPROC": [1, 2, 3, 10],
    "DATA": [300 << 20, 1 << 30],
    "MEMLOCK": [0],
}

INPUT_STREAMS = ["closed", "folder", "write-only", "full", "pipe", "empty-pipe", "zero"]
OUTPUT_STREAMS = ["closed", "full", "no-reader", "read-only", "folder", "null", "slow-pipe"]

STOPPING = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1]
HARMLESS = [signal.SIGPIPE, signal.SIGCONT, signal.SIGWINCH, signal.SIGCHLD]
ENDING = [signal.SIGTERM, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGQUIT, signal.SIGKILL]


def sound_environment(home):
    """What a trial's changes start from, and what the fixtures are made in."""
    # Crashes are reported by the system alone; Swift's own reports take seconds.
    values = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": home, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1",
              "SWIFT_BACKTRACE": "enable=no"}
    # The kernels of another processor compute other bits.
    if "OPENBLAS_CORETYPE" in os.environ:
        values["OPENBLAS_CORETYPE"] = os.environ["OPENBLAS_CORETYPE"]
    return values


def environment(chance: random.Random):
    """Changes of the environment; None removes a variable."""
    changes = {}
    for _ in range(chance.choice([0, 0, 0, 1, 1, 2, 5])):
        name = chance.choice(sorted(VARIABLES))
        changes[name] = chance.choice(VARIABLES[name] + [None])
    return changes


def limits(chance: random.Random):
    chosen = {}
    for _ in range(chance.choice([0, 0, 0, 0, 1, 1, 2])):
        name = chance.choice(sorted(LIMITS))
        chosen[name] = chance.choice(LIMITS[name])
    return chosen


def streams(chance: random.Random):
    """What descriptors 0, 1 and 2 are; a file where nothing is said."""
    chosen = {}
    if chance.random() < 0.15:
        chosen[0] = chance.choice(INPUT_STREAMS)
    for descriptor in (1, 2):
        if chance.random() < 0.12:
            chosen[descriptor] = chance.choice(OUTPUT_STREAMS)
    return chosen


def folder(chance: random.Random):
    """The name of the folder that a trial runs in, and what is odd about it."""
    odd = ["w", "a b", "a'b\"c", "l\nf", "\u00fc\u0308", "\udcff", "-x", "\x1b[31m", "%s", "x" * 200]
    name = chance.choice(["work"] * 8 + odd)
    state = chance.choice([""] * 30 + ["removed", "read-only", "full", "long"])
    return name, state


def signals(chance: random.Random, longest=0.5, always=False):
    """[(seconds after the start, signal)]"""
    if not always and chance.random() < 0.82:
        return []
    plan = []
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        delay = longest * 10 ** chance.uniform(-2.5, 0)
        plan.append((round(delay, 4), int(chance.choice(ENDING if chance.random() < 0.8 else HARMLESS))))
    return sorted(plan)


def apply_limits(chosen):
    """Sets the limits of this process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name, value in chosen.items():
        kind = getattr(resource, "RLIMIT_" + name)
        resource.setrlimit(kind, (value, value + 1 if name == "CPU" else value))

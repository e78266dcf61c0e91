"""What must hold after every trial, whatever the command line and its surroundings."""

import hashlib
import json
import os
import re
import stat

import recipes

CRASHES = re.compile(rb"Fatal error|[Pp]recondition failed|Assertion failed|Stack dump|\*\*\* Signal|Crash|terminate called"
                     rb"|AddressSanitizer|buffer overflow|free\(\): |malloc\(\): |uncaught")
# What ends a process before its first instruction: the system's loader, with 127, and OpenBLAS, which interrupts the process
# where it may not have threads.
NOT_STARTED = re.compile(rb"error while loading shared libraries|cannot allocate memory in static TLS|cannot create TLS"
                         rb"|blas_thread_init: pthread_create failed")
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def snapshot(folder):
    """What is below a folder: path → its kind, permissions and content."""
    found = {}
    for place, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(place, name)
            status = os.lstat(path)
            kind = stat.S_IFMT(status.st_mode)
            content = ""
            if kind == stat.S_IFLNK:
                content = os.readlink(path)
            elif kind == stat.S_IFREG and status.st_size < 1 << 28:
                with open(path, "rb") as file:
                    content = hashlib.sha256(file.read()).hexdigest()
            found[path] = (kind, stat.S_IMODE(status.st_mode), content)
    return found


def exit_faults(status, trial, errors, codes):
    """Faults of the exit status and of what standard error says."""
    sent = {number for _, number in trial["sent"]}
    if "CPU" in trial["limits"]:
        sent |= {24, 9}
    not_started = NOT_STARTED.search(errors)
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) not in sent and not not_started:
            yield f"ended by signal {os.WTERMSIG(status)}, which the trial did not send"
    else:
        code = os.WEXITSTATUS(status)
        if code > 127:
            yield f"exit code {code} is above 127"
        elif code not in codes and not not_started and not is_supervised(trial):
            yield f"exit code {code} is not in the table"
        if code not in (0, 75) and not errors and 2 not in trial["streams"] and trial["limits"].get("FSIZE", 1000) >= 1000:
            yield f"exit code {code} without a message"
    crash = CRASHES.search(errors)
    if crash and not not_started:
        yield f"standard error says '{crash.group().decode(errors='replace')}'"
    if CONTROL.search(errors):
        yield "a control character on standard error"


def is_supervised(trial):
    """`fovea launch` and `fovea bench` end with the code of the command that they run."""
    return trial["argv"][1:2] in (["launch"], ["bench"])


def leftovers(place, trial):
    """What is left in a folder for temporary files.

    Open MPI makes the folder that TMPDIR names and leaves it, empty; and an mpirun that was asked to stop may leave its own.
    """
    def is_mpis(name):
        path = os.path.join(place, name)
        if name.startswith("ompi."):
            return bool(trial["signals"])
        return path == trial["environment"].get("TMPDIR") and os.path.isdir(path) and not os.listdir(path)

    return [name for name in os.listdir(place) if not is_mpis(name)]


def output_faults(status, trial, output):
    """With --json, standard output is JSON or lines of JSON."""
    words = trial["argv"]
    if "--json" not in words or {"--help", "-h", "--version", "--"} & set(words):
        return
    if 1 in trial["streams"] or is_supervised(trial):
        return
    if not os.WIFEXITED(status) or os.WEXITSTATUS(status) != 0:
        return
    try:
        json.loads(output)
    except ValueError:
        for line in output.splitlines():
            try:
                json.loads(line)
            except ValueError:
                yield f"with --json, standard output holds {line[:80]!r}"
                return


def written_paths(argv):
    """The paths that a command line names as outputs and not as inputs too, with links followed."""
    named, read = set(), set()
    for before, word in zip(["", *argv], argv):
        option, _, value = word.removeprefix("--set=").partition("=")
        if before in recipes.OUTPUTS:
            named.add(word)
        elif option in recipes.OUTPUTS or option in ("output", "gaze.cache"):
            named.add(value)
        else:
            read.add(word)
    read = {os.path.realpath(word) for word in read}
    return {spelling(path) for path in named if path and os.path.realpath(path) not in read
            for spelling in (os.path.realpath, os.path.abspath)}


def file_faults(before, after, trial, was_killed):
    """Changed inputs, damaged lines of JSON, and temporary files that were left."""
    allowed = trial["written"] | {os.path.join(trial["cwd"], name) for name in trial["owned"]}
    # A report and its plots have a place of their own.
    report = trial["argv"][1:3] == ["results", "report"]

    def may_change(path):
        if report and "report" in os.path.basename(path):
            return True
        return any(path == own or path.startswith(own + "/") for own in allowed)

    for path, what in before.items():
        if after.get(path) == what or may_change(path):
            continue
        yield f"{os.path.relpath(path, trial['cwd'])!r} was {'changed' if path in after else 'removed'}"
    for path, (kind, _, content) in after.items():
        if before.get(path, (0, 0, ""))[2] == content or kind != stat.S_IFREG:
            continue
        if path.endswith(".jsonl") and not (is_page(trial) and path in trial["written"]):
            yield from line_faults(path, was_killed)
        if path.endswith(".partial") and not was_killed:
            yield f"the temporary file {os.path.relpath(path, trial['cwd'])!r} was left"


def is_page(trial):
    """Whether a command's output is a page or a picture, whatever its name ends with."""
    words = trial["argv"][1:3]
    return words[:1] == ["results"] or words in (["gaze", "view"], ["gaze", "figure"], ["gaze", "motifs"])


def line_faults(path, was_killed):
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            json.loads(line)
        except ValueError:
            if number == len(lines) and was_killed:
                continue
            yield f"{os.path.basename(path)}, line {number}, is no JSON: {line[:80]!r}"


def read_codes(project):
    """The exit codes that docs/formats.md lists."""
    with open(os.path.join(project, "docs/formats.md"), encoding="utf-8") as file:
        table = file.read().split("| exit code |", 1)[1]
    return {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}

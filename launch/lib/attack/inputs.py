"""The inputs and outputs of a trial: which fixture stands where, under which name, and what is wrong with it."""

import os
import random
import shutil
import socket

NAMES = [
    "d", "t", "x", "a b", "l\nf", "n" * 255, "\udcff\udcfe", "-x", "\x1b[31m", "%s%n", "\u00e9\u0301", ".hidden",
    "deep/er/still", "'", "\"", "$(id)", "*", "a=b", "\u202egnp", "~",
]
FILE_FAULTS = [
    "cut", "cut", "bits", "bits", "repeated", "empty", "nul", "endless-line", "missing", "folder", "pipe", "link",
    "dangling", "circle", "device", "null", "full", "socket", "forbidden", "below-file", "other", "crlf", "bom",
    "huge-sparse", "own-descriptor", "unreadable-memory",
]
FOLDER_FAULTS = [
    "cut", "bits", "missing", "empty", "file", "link", "dangling", "circle", "inner-missing", "inner-folder",
    "inner-pipe", "inner-link", "forbidden", "slash", "null", "inner-empty", "inner-full", "extra",
]
OUTPUT_FAULTS = [
    "existing", "existing", "protected", "folder", "pipe", "link", "dangling", "circle", "full", "null", "stdout",
    "no-folder", "below-file", "input", "in-checkpoint", "long", "slash", "dot", "empty", "socket",
    "forbidden-folder", "in-full", "zero",
]
# These take seconds each.
SLOW = {"pipe", "inner-pipe", "device", "endless-line", "huge-sparse"}


def place(fixture, chance: random.Random, is_folder):
    """How an input is placed: its fixture, its name, its fault and a seed for what is random about that."""
    ending = os.path.splitext(fixture)[1]
    name = fixture
    if chance.random() < 0.12:
        name = chance.choice(NAMES)
        if ending and chance.random() < 0.5 and len(name) + len(ending) < 256:
            name += ending
    fault = ""
    if chance.random() < 0.25:
        fault = chance.choice(FOLDER_FAULTS if is_folder else FILE_FAULTS)
        if fault in SLOW and chance.random() < 0.7:
            fault = "cut"
    spelling = chance.choice([""] * 12 + ["dot", "absolute", "slashes"])
    return {"fixture": fixture, "name": name, "fault": fault, "spelling": spelling, "seed": chance.randrange(1 << 30)}


def place_output(name, chance: random.Random):
    fault = chance.choice(OUTPUT_FAULTS) if chance.random() < 0.25 else ""
    if fault == "pipe" and chance.random() < 0.5:
        fault = "existing"
    if chance.random() < 0.1:
        name = chance.choice(NAMES)
    return {"output": name, "fault": fault, "seed": chance.randrange(1 << 30)}


def spelled(path, spelling):
    if spelling == "dot":
        return "./" + path
    if spelling == "absolute":
        return os.path.abspath(path)
    if spelling == "slashes":
        return path.replace("/", "//") + ("/" if os.path.isdir(path) else "")
    return path


def copy(source, target):
    os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
    if os.path.isdir(source):
        shutil.copytree(source, target, symlinks=True, copy_function=shutil.copyfile, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)


def damage(path, fault, chance):
    """Cuts a file, changes its bits or repeats a part of it."""
    with open(path, "r+b") as file:
        content = bytearray(file.read())
        if fault == "cut":
            content = content[:chance.randrange(len(content) + 1)]
        elif fault == "bits":
            for _ in range(chance.choice([1, 1, 3, 20]) if content else 0):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        elif fault == "repeated" and content:
            start = chance.randrange(len(content))
            content[start:start] = content[start:start + 200] * chance.choice([1, 5, 50])
        elif fault == "nul":
            content[chance.randrange(len(content) + 1):0] = bytes(50)
        elif fault == "crlf":
            content = content.replace(b"\n", b"\r\n")
        elif fault == "bom":
            content = b"\xef\xbb\xbf" * chance.choice([1, 2]) + content
        elif fault == "endless-line":
            content = content.replace(b"\n", b" ") * (4_000_000 // max(1, len(content)))
        file.seek(0)
        file.truncate()
        file.write(content)


def bind_socket(path):
    """A socket; its path may be too long for one, and then there is nothing."""
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
    except OSError:
        pass


def replace_by(path, fault, chance, fixtures):
    """Puts something other than a sound file at the path; returns the path to name."""
    shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.path.lexists(path) and os.unlink(path)
    devices = {"device": "/dev/zero", "zero": "/dev/zero", "null": "/dev/null", "full": "/dev/full", "stdout": "/dev/stdout",
               "own-descriptor": f"/proc/self/fd/{chance.randrange(12)}", "unreadable-memory": "/proc/self/mem",
               "dot": ".", "empty": ""}
    if fault in devices:
        return devices[fault]
    if fault == "folder":
        os.makedirs(path)
    elif fault == "pipe":
        os.mkfifo(path)
    elif fault == "dangling":
        os.symlink("nowhere", path)
    elif fault == "circle":
        os.symlink(os.path.basename(path), path)
    elif fault == "socket":
        bind_socket(path)
    elif fault == "huge-sparse":
        with open(path, "wb") as file:
            file.truncate(1 << 31)
    elif fault == "other":
        copy(os.path.join(fixtures, chance.choice(sorted(os.listdir(fixtures)))), path)
    elif fault == "below-file":
        with open(path, "w", encoding="utf-8") as file:
            file.write("a file\n")
        return path + "/below"
    return path


def put_input(placement, fixtures):
    """Places an input in the present folder and returns its path."""
    chance = random.Random(placement["seed"])
    source, path, fault = os.path.join(fixtures, placement["fixture"]), placement["name"], placement["fault"]
    if os.path.lexists(path):
        return path
    copy(source, path)
    if fault == "slash":
        return path + "/"
    if fault.startswith("inner-") or (os.path.isdir(path) and fault in ("cut", "bits", "extra")):
        spoil_folder(path, fault, chance, fixtures)
    elif fault in ("cut", "bits", "repeated", "nul", "crlf", "bom", "endless-line"):
        damage(path, fault, chance)
    elif fault == "empty":
        if os.path.isdir(path):
            shutil.rmtree(path)
            os.makedirs(path)
        else:
            os.truncate(path, 0)
    elif fault == "file":
        shutil.rmtree(path)
        with open(path, "w", encoding="utf-8") as file:
            file.write("a file\n")
    elif fault == "link":
        target = os.path.abspath("linked-" + placement["fixture"])
        if not os.path.lexists(target):
            os.rename(path, target)
            os.symlink(target, path)
    elif fault == "forbidden":
        os.chmod(path, 0)
    elif fault:
        path = replace_by(path, fault, chance, fixtures)
    return spelled(path, placement["spelling"]) if path else path


def spoil_folder(folder, fault, chance, fixtures):
    """Spoils one file in a folder."""
    files = sorted(os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)
    path = chance.choice(files)
    if fault == "extra":
        other = os.path.join(fixtures, chance.choice(sorted(os.listdir(fixtures))))
        copy(other, os.path.join(os.path.dirname(path), "extra"))
    elif fault in ("cut", "bits"):
        if not os.path.islink(path):
            damage(path, fault, chance)
    elif fault == "inner-empty" and not os.path.islink(path):
        os.truncate(path, 0)
    elif fault == "inner-full":
        os.unlink(path)
        os.symlink("/dev/full", path)
    else:
        kinds = {"inner-folder": "folder", "inner-pipe": "pipe", "inner-link": "circle"}
        replace_by(path, kinds.get(fault, "missing"), chance, fixtures)


def put_output(placement, inputs):
    """Prepares what an output's path names, and returns the path."""
    chance = random.Random(placement["seed"])
    path, fault = placement["output"], placement["fault"]
    if fault == "input" and inputs:
        return chance.choice(inputs)
    if fault == "in-checkpoint":
        return "run/checkpoints/step-00000012/" + path
    if fault == "no-folder":
        return "no/such/" + path
    if fault == "long":
        return "y" * 300
    if fault == "slash":
        return path + "/"
    if os.path.lexists(path):
        return path
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    if fault in ("existing", "protected", "link"):
        target = "written-through" if fault == "link" else path
        with open(target, "w", encoding="utf-8") as file:
            file.write("what was here before\n")
        if fault == "link":
            os.symlink(target, path)
        os.chmod(target, 0o400 if fault == "protected" else 0o640)
    elif fault == "forbidden-folder":
        os.makedirs("forbidden", mode=0o500)
        return "forbidden/" + os.path.basename(path)
    elif fault == "in-full":
        return "full/" + os.path.basename(path)
    elif fault:
        return replace_by(path, fault, chance, ".")
    return path

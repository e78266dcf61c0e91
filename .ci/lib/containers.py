#!/usr/bin/env python3
"""Checks launch/containers, which nobody can build without a network: instructions and stages, the shell in them with
ShellCheck, that what is copied and installed is what the build needs. With --self-test, that it finds such faults.

Usage: .ci/lib/containers.py [--self-test]
"""

import re
import subprocess
import sys

from script import ROOT, arguments, refuse, say

FOLDER = ROOT / "launch" / "containers"
INSTRUCTIONS = {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "RUN", "SHELL",
                "USER", "VOLUME", "WORKDIR"}
HEADERS = {"Bootstrap", "From", "Stage"}
SECTIONS = {"files", "post", "environment", "runscript", "test", "help", "labels", "setup", "startscript"}
SHELL_SECTIONS = {"post", "environment", "runscript", "test", "setup", "startscript"}


def shellcheck(text, place):
    """The faults of a piece of shell, each with its place."""
    result = subprocess.run(["shellcheck", "--shell=sh", "--format=gcc", "--exclude=SC2148", "-"], input=text,
                            capture_output=True, text=True, check=False)
    return [f"{place}: {line.split(': ', 1)[1]}" for line in result.stdout.splitlines()]


def packages(shell):
    """The packages that a piece of shell installs."""
    found = set()
    for command in re.findall(r"apt-get install([^&;\n]*)", shell.replace("\\\n", " ")):
        found |= {word for word in command.split() if not word.startswith("-")}
    return found


def dockerfile(text):
    """The faults of a Dockerfile, and its stages: for each its name, image, and shell."""
    faults, stages = [], []
    joined = re.sub(r"\\\n", "\\\n\0", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))
    for line in re.split(r"\n(?!\0)", joined):
        line = line.replace("\0", "")
        if not line.strip():
            continue
        word, _, rest = line.partition(" ")
        if word not in INSTRUCTIONS:
            faults.append(f"Dockerfile: unknown instruction '{word}'")
        elif word == "FROM":
            parts = rest.split()
            if len(parts) not in (1, 3) or len(parts) == 3 and parts[1] != "AS":
                faults.append(f"Dockerfile: FROM {rest}: give an image, and a name after AS")
            if ":" not in parts[0]:
                faults.append(f"Dockerfile: FROM {rest}: the image has no version")
            stages.append({"name": parts[2] if len(parts) == 3 else "", "image": parts[0], "shell": ""})
        elif not stages and word != "ARG":
            faults.append(f"Dockerfile: {word} comes before any FROM")
        elif word == "RUN":
            faults += shellcheck(rest + "\n", "Dockerfile RUN")
            stages[-1]["shell"] += rest + "\n"
        elif word == "COPY":
            source = re.match(r"--from=(\S+)", rest)
            if source and source.group(1) not in [stage["name"] for stage in stages[:-1]]:
                faults.append(f"Dockerfile: COPY takes from '{source.group(1)}', which is no stage before it")
    return faults, stages


def definition(text):
    """The same of a definition of Apptainer."""
    faults, stages, section = [], [], None
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"([A-Za-z]+):\s*(\S+)$", line)
        start = re.match(r"%(\w+)(.*)$", line)
        if start:
            section = start.group(1)
            if section not in SECTIONS:
                faults.append(f"fovea.def:{number}: unknown section '%{section}'")
            source = re.match(r"\s+from\s+(\S+)$", start.group(2))
            if source and source.group(1) not in [stage["name"] for stage in stages[:-1]]:
                faults.append(f"fovea.def:{number}: files are taken from '{source.group(1)}', which is no stage before it")
            if not stages:
                faults.append(f"fovea.def:{number}: %{section} comes before Bootstrap")
                stages.append({"name": "", "image": "", "sections": {}})
            stages[-1]["sections"].setdefault(section, "")
        elif header and (section is None or not line.startswith(" ")):
            if header.group(1) not in HEADERS:
                faults.append(f"fovea.def:{number}: unknown header '{header.group(1)}'")
            if header.group(1) == "Bootstrap":
                stages.append({"name": "", "image": "", "sections": {}})
                section = None
            elif header.group(1) == "From":
                stages[-1]["image"] = header.group(2)
            elif header.group(1) == "Stage":
                stages[-1]["name"] = header.group(2)
        elif section:
            if not line.lstrip().startswith("#"):
                stages[-1]["sections"][section] += line + "\n"
        elif line.strip() and not line.startswith("#"):
            faults.append(f"fovea.def:{number}: belongs to no section")
    for stage in stages:
        for name, text_of_section in stage["sections"].items():
            if name in SHELL_SECTIONS:
                faults += shellcheck(text_of_section, f"fovea.def %{name} of stage '{stage['name']}'")
        stage["shell"] = stage["sections"].get("post", "")
    return faults, stages


def agreement(name, stages):
    """Whether the last two stages are those that the build needs: packages, and one system for both."""
    if len(stages) != 2:
        return [f"{name}: expected two stages, one to build and one to run"]
    faults = []
    build, final = stages
    setup = set(re.findall(r"missing\+=\((\S+)\)", (ROOT / "launch" / "setup").read_text())) - {"shellcheck", "python3"}
    runtime = set(re.search(r"On Debian 12: .?`apt-get install ([^`\\\\]*)",
                            (ROOT / "launch" / "lib" / "bundling.sh").read_text()).group(1).split())
    for stage, needed, source in [(build, setup, "launch/setup"), (final, runtime, "launch/bundle")]:
        lacking = sorted(needed - packages(stage["shell"]))
        if lacking:
            faults.append(f"{name}: a stage does not install {', '.join(lacking)}, which {source} names")
    if "bookworm" not in build["image"] or "bookworm" not in final["image"]:
        faults.append(f"{name}: the stages are not of one Debian, so that glibc may not fit")
    for script in re.findall(r"(launch/[\w-]+)", build["shell"]):
        if not (ROOT / script).exists():
            faults.append(f"{name}: there is no {script}")
    return faults


def check(docker, apptainer):
    faults, stages = dockerfile(docker)
    faults += agreement("Dockerfile", stages)
    more, stages = definition(apptainer)
    return faults + more + agreement("fovea.def", stages)


def self_test(docker, apptainer):
    """Each of these changes is a fault that has to be found."""
    for old, new in [("COPY --from=build", "COPY --from=built"), ("FROM debian:bookworm-slim", "FROM debian"),
                     ("USER fovea", "USR fovea"), (" libopenmpi-dev", ""), (" libcurl4", ""),
                     ("useradd --create-home fovea", "useradd $home"), ("launch/bundle", "launch/bundel")]:
        if old not in docker or not check(docker.replace(old, new, 1), apptainer):
            refuse(f"the Dockerfile with '{new}' for '{old}' passes", "Correct .ci/lib/containers.py.")
    for old, new in [("%files from build", "%files from built"), ("%post", "%pst"), ("Stage: build", "Stag: build"),
                     (" libopenblas-dev", ""), (" openmpi-bin libopenblas0", " libopenblas0"), ("cd /src", "cd $src"),
                     ("From: debian:bookworm-slim", "From: debian:trixie-slim")]:
        if old not in apptainer or not check(docker, apptainer.replace(old, new, 1)):
            refuse(f"the definition with '{new}' for '{old}' passes", "Correct .ci/lib/containers.py.")


def main():
    parser = arguments(__doc__)
    parser.add_argument("--self-test", action="store_true", help="check that it finds faults")
    options = parser.parse_args()
    docker, apptainer = [(FOLDER / name).read_text(encoding="utf-8") for name in ("Dockerfile", "fovea.def")]
    faults = check(docker, apptainer)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        refuse("launch/containers has faults", "Correct what is listed above.")
    if options.self_test:
        self_test(docker, apptainer)
    say("launch/containers is clean")


main()

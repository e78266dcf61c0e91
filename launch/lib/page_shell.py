"""The blocks of a Markdown page that are run, and a shell that runs them. launch/lib/run-docs says what the blocks mean."""

import dataclasses
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

#: Seconds that a block may take, many times what it needs: this only ends what hangs.
LIMIT = 900
#: Lines of output that are shown of a command that failed.
SHOWN = 25
#: Runs blocks one after the other and writes to descriptor 9 what a failure was: code, line, command. Blocks are files
#: with the line numbers of their page.
DRIVER = r"""
set -eE -o pipefail
trap 'failure=$?; printf "%s\t%s\t%s\n" "$failure" "$LINENO" "$BASH_COMMAND" >&9' ERR
fovea_docs=$1
while IFS=$'\t' read -r fovea_block fovea_exit <&8; do
  if [[ $fovea_exit == 0 ]]; then
    source "$fovea_docs/$fovea_block.sh" >"$fovea_docs/$fovea_block.out" 2>&1 </dev/null
  else
    trap - ERR
    set +e
    (set -e; source "$fovea_docs/$fovea_block.sh") >"$fovea_docs/$fovea_block.out" 2>&1 </dev/null
    fovea_code=$?
    set -e
    trap 'failure=$?; printf "%s\t%s\t%s\n" "$failure" "$LINENO" "$BASH_COMMAND" >&9' ERR
    if [[ $fovea_code != "$fovea_exit" ]]; then
      printf '%s\t\t\n' "$fovea_code" >&9
      exit 1
    fi
  fi
  echo done >&9
done
"""


class Failure(Exception):
    """What is wrong, with its place in a page."""


@dataclasses.dataclass
class Block:
    """A block that is run, and what it must print."""

    line: int
    text: str
    exit: int
    needs: list
    outputs: list

    def lacks(self):
        """What it needs and this machine does not have."""
        return [need for need in self.needs if (os.geteuid() != 0 if need == "root" else not shutil.which(need))]


def blocks(page, text):
    """The blocks of a page that are run. Raises Failure for a block that says something unknown."""
    found, fence, kind, lines, start = [], None, "", [], 0
    for number, line in enumerate(text.split("\n"), 1):
        mark = re.match(r"( *)(`{3,})(.*)$", line)
        if fence is None:
            if mark:
                fence, kind, lines, start = mark[2], mark[3].strip(), [], number
                indentation = len(mark[1])
            continue
        if not (mark and mark[2] == fence and not mark[3].strip()):
            lines.append(line[indentation:] if not line[:indentation].strip() else line)
            continue
        fence = None
        run = re.fullmatch(r"sh(?: exit=(\d+))?(?: needs=([\w,-]+))?", kind)
        if run:
            found.append(Block(start, "\n".join(lines), int(run[1] or 0), run[2].split(",") if run[2] else [], []))
        elif kind == "output":
            if not found:
                raise Failure(f"{page}:{start}: no block before this output is run")
            found[-1].outputs.append((start, lines))
        elif kind.split(" ")[0] in ("sh", "bash", "shell", "console", "output"):
            raise Failure(f"{page}:{start}: ```{kind} is unknown; it is ```sh, ```sh exit=N, ```sh needs=PROGRAM, ```output or ```")
    return found


def missing_line(expected, printed):
    """The first expected line that was not printed after the ones before it, or None."""
    position = 0
    for number, line in expected:
        if line.strip() in ("", "…"):
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.strip().split("…")))
        while position < len(printed) and not pattern.fullmatch(printed[position]):
            position += 1
        if position == len(printed):
            return number, line
        position += 1
    return None


class Page:
    """The commands of a page, run in a folder."""

    def __init__(self, name, text, environment, limit=LIMIT):
        self.name, self.environment, self.limit = name, environment, limit
        self.blocks = blocks(name, text)

    def run(self, folder, after_first=None):
        """Runs all blocks; calls `after_first` when the first is done."""
        with tempfile.TemporaryDirectory() as work:
            for index, block in enumerate(self.blocks):
                pathlib.Path(work, f"{index}.sh").write_text("\n" * block.line + block.text + "\n", encoding="utf-8")
            asked, ask = os.pipe()
            answer, answered = os.pipe()
            line = ["bash", "-c", f"exec 8<&{asked} 9>&{answered} {asked}<&- {answered}>&-\n{DRIVER}", "bash", work]
            shell = subprocess.Popen(line, cwd=folder, env=self.environment, pass_fds=(asked, answered),
                                     start_new_session=True)
            os.close(asked)
            os.close(answered)
            try:
                with open(ask, "w", encoding="utf-8") as ask, open(answer, encoding="utf-8", errors="replace") as answer:
                    for index, block in enumerate(self.blocks):
                        if block.lacks():
                            say(f"{self.name}:{block.line} is skipped, as this machine lacks {', '.join(block.lacks())}")
                            continue
                        ask.write(f"{index}\t{block.exit}\n")
                        ask.flush()
                        self.await_block(block, shell, answer, pathlib.Path(work, f"{index}.out"))
                        if index == 0 and after_first:
                            after_first()
            finally:
                end_session(shell)

    def await_block(self, block, shell, answer, output):
        """Waits for the end of a block and raises Failure if it is not the one that the page says."""
        late = []

        def stop(*_):
            late.append(True)
            end_session(shell)

        previous = signal.signal(signal.SIGALRM, stop)
        signal.alarm(self.limit)
        try:
            outcome = answer.readline().rstrip("\n")
            if outcome != "done":
                shell.wait()
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, previous)
        printed = output.read_text(encoding="utf-8", errors="replace").splitlines() if output.exists() else []
        if outcome != "done":
            raise Failure(f"{self.problem(block, outcome, late)}\n{excerpt(printed)}")
        for start, lines in block.outputs:
            numbered = list(enumerate(lines, start + 1))
            missing = missing_line(numbered, [line.strip() for line in printed])
            if missing:
                number, text = missing
                raise Failure(f"{self.name}:{number}: the block of line {block.line} did not print this line after those "
                              f"before it: {text}\n{excerpt(printed)}")

    def problem(self, block, outcome, late):
        if late:
            return f"{self.name}:{block.line}: the block took more than {self.limit} s"
        code, line, command = (outcome.split("\t") + ["", "", ""])[:3]
        if command:
            return f"{self.name}:{line}: command `{command}` exited with {code}"
        if code:
            return f"{self.name}:{block.line}: the block exited with {code}, not with {block.exit}"
        return f"{self.name}:{block.line}: the block ended the shell"


def end_session(shell):
    """Ends the shell and everything that it has started and that is still in its session."""
    for number, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, None)):
        try:
            os.killpg(shell.pid, number)
            # mpirun ends its ranks when it may.
            shell.wait(seconds)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass
    shell.wait()


def say(text):
    print(f"run-docs: {text}", file=sys.stderr, flush=True)


def excerpt(printed):
    """The last lines of an output, indented."""
    return "\n".join(["  | …"] * (len(printed) > SHOWN) + [f"  | {line}" for line in printed[-SHOWN:]])

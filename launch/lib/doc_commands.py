"""Finds commands in Markdown: in blocks of code and in code within lines. launch/lib/check-docs-commands checks them."""

import dataclasses
import re

#: Words after which a shell begins another command.
OPERATORS = re.compile(r"^[;&|()<>]+$")
KEYWORDS = {"do", "then", "else", "{", "!", "time", "sudo", "exec"}
#: Programs that start another one.
STARTERS = {"mpirun", "srun", "apptainer", "ssh", "env", "timeout", "bash", "nohup", "launch/testbed"}
#: Blocks of these kinds hold no commands.
OTHER_KINDS = {"swift", "python", "r", "yaml", "json", "output", "text"}
PROGRAM = re.compile(r"(?:\S*/)?(fovea-bench|fovea)$")
SCRIPT = re.compile(r"(?:\S*/)?((?:launch|\.ci)/[A-Za-z0-9_][\w.-]*(?:/[\w.-]+)*)$")


@dataclasses.dataclass(frozen=True)
class Command:
    """A program or script of the project with its arguments, and where it is named."""

    path: str
    line: int
    program: str
    arguments: tuple


def commands(path, text):
    """All commands that a Markdown text names, in its order."""
    for line, code in pieces(text):
        yield from commands_of_line(path, line, code)


def words(path, text):
    """All words in the code of a Markdown text, with their lines."""
    for line, code in pieces(text):
        for word in code.split():
            yield line, word


def pieces(text):
    """The code of a Markdown text as (line, text): a logical line of a block, or code within a paragraph."""
    fence, kind, prose, start = None, "", [], 1
    pending, begun = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        mark = re.match(r" *(`{3,}|~{3,})(.*)$", line)
        if fence is None and mark:
            yield from inline_code(prose, start)
            prose, fence, kind = [], mark[1], mark[2].strip().split(" ")[0]
        elif fence is None:
            # Code within lines does not go beyond its paragraph.
            if not line.strip() or line.lstrip().startswith(("|", "- ", "#")):
                yield from inline_code(prose, start)
                prose, start = [], number
            prose.append(line)
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence, prose, start = None, [], number + 1
            if pending:
                yield begun, pending
            pending = ""
        elif kind not in OTHER_KINDS:
            begun = begun if pending else number
            pending += line.rstrip("\\") if line.endswith("\\") else line
            if not line.endswith("\\"):
                yield begun, pending
                pending = ""
    yield from inline_code(prose, start)


def inline_code(lines, start):
    """The code within the lines of a paragraph."""
    text = "\n".join(lines)
    for match in re.finditer(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", text, re.DOTALL):
        yield start + text.count("\n", 0, match.start()), " ".join(match[2].split())


def commands_of_line(path, number, line):
    """The commands in a line of shell, also those that others start, as mpirun does."""
    command, first = None, None
    for token in tokens(line):
        if OPERATORS.match(token) or token in KEYWORDS or token == "--":
            if command:
                yield command
            command, first = None, None
            continue
        if first is None and re.match(r"[A-Za-z_]\w*=", token):
            continue
        program = PROGRAM.match(token)
        if first is None or first in STARTERS:
            program = program or SCRIPT.match(token)
        if program and (first is None or first in STARTERS):
            if command:
                yield command
            command = Command(path, number, program[1], ())
        elif command:
            command = Command(path, number, command.program, (*command.arguments, token))
        first = first or (program[1] if program else token)
    if command:
        yield command


def tokens(line):
    """The words of a line of shell; quotation marks are removed, comments end it. A quoted word that has an operator
    remains one word."""
    found = re.finditer(r"""((?:"[^"]*"|'[^']*'|\\.|\$\([^)]*\)|\$\{[^}]*\}|[^\s;&|()<>"'\\#]|(?<=\S)#|<[a-z-]+>)+)|([;&|()<>]+)|(#.*)|.""", line)
    for match in found:
        if match[1] is not None:
            yield re.sub(r"""["'\\]""", "", match[1])
        elif match[2] is not None:
            yield match[2]
        elif match[3] is not None:
            return

"""The layers of the project: the table in docs/architecture.md, and what Package.swift says of the same modules."""

import re
from dataclasses import dataclass

from swift_source import Lexer, blanked

TABLE = "docs/architecture.md"
MANIFEST = "Package.swift"


class TableError(Exception):
    """The table cannot be read; the text begins with the place."""


@dataclass(frozen=True)
class Layer:
    """One row of the table."""

    row: int
    module: str
    #: What the last column names: modules of the project and products of packages.
    imports: tuple
    #: Its line in docs/architecture.md.
    line: int

    @property
    def allowed(self):
        """What the module may import besides the toolchain's modules: Basics goes without saying above row 1."""
        return {*self.imports, *(["Basics"] if self.row > 1 else [])}


def read_table(root):
    """The rows of the table, in its order."""
    lines = (root / TABLE).read_text(encoding="utf-8").splitlines()
    start = next((number for number, line in enumerate(lines) if re.match(r"\| *row *\|", line)), None)
    if start is None:
        raise TableError(f"{TABLE}: there is no table of layers, which begins with a line '| row | module | …'")
    layers = []
    for number, line in enumerate(lines[start + 2 :], start + 3):
        if not line.startswith("|"):
            break
        cells = [cell.strip(" `") for cell in line.strip().strip("|").split("|")]
        if len(cells) != 4 or not cells[0].isdigit():
            raise TableError(f"{TABLE}:{number}: a row needs the columns row (a number), module, holds, may import")
        if cells[1] in {layer.module for layer in layers}:
            raise TableError(f"{TABLE}:{number}: {cells[1]} has a second row")
        layers.append(Layer(int(cells[0]), cells[1], tuple(re.findall(r"\w[\w-]*", cells[3])), number))
    return layers


def read_manifest(root):
    """The targets of Package.swift outside Tests/: name to line and set of dependencies. A product of a package has its
    own name there."""
    text = (root / MANIFEST).read_text(encoding="utf-8")
    lexer = Lexer(text)
    code = blanked(text, lexer.comments + lexer.strings)
    readable = blanked(text, lexer.comments)
    targets, end = {}, 0
    for match in re.finditer(r"\.(?:systemLibrary|target|executableTarget)\(", code):
        if match.start() < end:  # a dependency written as `.target(name: …)`
            continue
        start, end = match.end(), _closing(code, match.end())
        declaration = readable[start:end]
        name = re.search(r'^\s*name:\s*"([^"]+)"', declaration)
        if name and not re.search(r'\bpath:\s*"Tests/', declaration):
            found = re.search(r"\bdependencies:\s*\[", code[start:end])
            listed = readable[start + found.end() : _closing(code, start + found.end())] if found else ""
            listed = re.sub(r'package:\s*"[^"]*"', "", listed)
            targets[name.group(1)] = (text.count("\n", 0, start) + 1, set(re.findall(r'"([^"]+)"', listed)))
    return targets


def _closing(code, place):
    """The place of the bracket that closes the one before `place`."""
    depth = 1
    for match in re.compile(r"[()\[\]]").finditer(code, place):
        depth += 1 if match.group() in "([" else -1
        if depth == 0:
            return match.start()
    return len(code)


def reachable(graph):
    """For each node of a graph (node to set of nodes) the set of those it leads to over one edge or more."""
    reached = {}
    for node in graph:
        found, waiting = set(), list(graph[node])
        while waiting:
            following = waiting.pop()
            if following not in found:
                found.add(following)
                waiting.extend(graph.get(following, ()))
        reached[node] = found
    return reached

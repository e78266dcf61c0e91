"""Which types the files of Sources/ use of each other, and what follows for folders and for names of files. A use is
the name of a type; uses of free functions and of members in extensions are not seen."""

import re
from collections import defaultdict
from pathlib import PurePosixPath

from layers import reachable

#: A type that so many other files use needs a file of its name.
MANY_USERS = 6


class Module:
    """The Swift files of one module and the top-level types that they declare."""

    def __init__(self, name, files):
        self.name = name
        self.files = files
        #: Top-level types: name to the files that declare it, which are several under conditions of the compiler.
        self.types = defaultdict(list)
        self.exported = set()
        self._members = defaultdict(set)
        for file in files:
            self.exported |= file.exported
            for type_name in file.types:
                self.types[type_name].append(file)
            for owner, members in file.members.items():
                self._members[owner] |= members

    def shadowed(self, file):
        """Names that mean something else in a file than the module's top-level type: what the file declares itself, and
        what is declared anywhere within a type that the file declares or extends."""
        return file.own_names.union(*(self._members[owner] for owner in file.members))


def read_uses(modules):
    """Each use of a top-level type in another file, as (file, line, name, module of the type)."""
    by_name = {module.name: module for module in modules}
    for module in modules:
        for file in module.files:
            imported = {by_name[name] for name, _ in file.imports() if name in by_name and name != module.name}
            meanings = _meanings(module, file, imported)
            for name, line in sorted(file.uses(meanings, by_name).items()):
                yield file, line, name, meanings[name]


def _meanings(module, file, imported):
    """What each name of a type means in a file: name to the module that declares it. The file's own module goes before
    imported ones; a name that two of these export counts for neither."""
    meanings = {}
    for other in imported:
        for name in other.exported:
            meanings[name] = None if name in meanings else other
    meanings.update(dict.fromkeys(module.types, module))
    for name in module.shadowed(file):
        meanings.pop(name, None)
    return {name: other for name, other in meanings.items() if other}


def folder_of(file):
    """The folder of a file below Sources/."""
    return str(PurePosixPath(file.path).parent).removeprefix("Sources/")


def cycle_findings(uses):
    """One finding for each edge of a cycle between folders of a module."""
    edges = _edges_between_folders(uses)
    graph = defaultdict(set)
    for user, used in edges:
        graph[user].add(used)
    reached = reachable(graph)
    for (user, used), names in sorted(edges.items(), key=lambda item: item[0]):
        if user in reached.get(used, ()):
            cycle = sorted(folder for folder in reached[user] if user in reached.get(folder, ()))
            place = min(names.values(), key=_place)
            yield f"{place}: {user} uses {used} ({listing(sorted(names))}), in the cycle of {listing(cycle)}"


def _edges_between_folders(uses):
    """For each pair of folders of a module where the first uses types of the second: the names of these types, and
    where the first uses them. A type that several folders declare counts for none."""
    edges = defaultdict(dict)
    for file, line, name, module in uses:
        user, declaring = folder_of(file), {folder_of(other) for other in module.types[name]}
        if user.split("/")[0] == module.name and len(declaring) == 1 and user not in declaring:
            edges[user, declaring.pop()].setdefault(name, f"{file.path}:{line}")
    return edges


def name_findings(uses):
    """One finding for each type that many files use and that is not in a file of its name."""
    users = defaultdict(set)
    for file, _, name, module in uses:
        users[module, name].add(file.path)
    findings = []
    for (module, name), paths in users.items():
        named = re.compile(rf"{re.escape(name)}(\+.+)?\.swift")
        files = module.types[name]
        if len(paths) >= MANY_USERS and not any(named.fullmatch(PurePosixPath(file.path).name) for file in files):
            place = f"{files[0].path}:{files[0].types[name]}"
            findings.append(f"{place}: {len(paths)} other files use {name}, so it needs a file {name}.swift")
    return sorted(findings, key=_place)


def listing(names, limit=8):
    """Names with commas, the many cut short."""
    names = list(names)
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def _place(text):
    path, line = text.split(":")[:2]
    return path, int(line)

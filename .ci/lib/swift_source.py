"""Reads as much of Swift as the checks need: what is code, comment or text, which types a file declares, and which
names it uses. It is no parser: it relies on the repository's formatting, where a declaration and its modifiers share a
line."""

import re
from bisect import bisect_right

_MARK = re.compile(r'//|/\*|#*"|#+/|[/()]')
_BEFORE_PATTERN = re.compile(r"(?:^|[(,=:\[{!&|?;\n]|\b(?:return|in|try|await|case|where|else)) *$")
_TYPE_OR_BRACE = re.compile(
    r"[{}]|\b(struct|class|enum|protocol|actor|typealias|associatedtype|extension)[ \n]+`?([A-Za-z_]\w*(?:\.\w+)*)"
)
_NOT_A_NAME = {"func", "var", "let", "subscript", "init", "final", "override"}
_GENERIC = re.compile(
    r"\b(?:func\s+[^\s(<]+|init[?!]?|subscript|(?:struct|class|enum|actor|typealias)\s+\w+)\s*<([^>{]*)>"
)
_IMPORT = re.compile(
    r"(?:^|;)[ \t]*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|typealias|func|var|let|actor)\s+)?(\w+)",
    re.MULTILINE,
)
_WORD = re.compile(r"[A-Za-z_]\w*")


class Lexer:
    """Finds the comments and the string literals of a Swift file, as ranges of its text. An interpolation is code and
    interrupts the range of its string."""

    def __init__(self, text):
        self.text = text
        self.comments = []
        self.strings = []
        self._code(0, within_string=False)

    def _code(self, place, within_string):
        """Reads code from `place`; within a string only to the parenthesis that ends its interpolation. Returns the
        place of what follows."""
        depth = 0
        while match := _MARK.search(self.text, place):
            mark, place = match.group(), match.end()
            if mark == "//":
                place = self._end_of_line(place)
                self.comments.append((match.start(), place))
            elif mark == "/*":
                place = self._end_of_comment(place)
                self.comments.append((match.start(), place))
            elif mark.endswith('"'):
                place = self._string(match.start(), mark.count("#"))
            elif mark.endswith("/"):
                place = self._pattern(match.start(), mark.count("#"))
            elif mark == "(":
                depth += 1
            elif within_string and depth == 0:
                return place
            else:
                depth -= 1
        return len(self.text)

    def _end_of_line(self, place):
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end

    def _end_of_comment(self, place):
        """The end of a `/*` comment, which may hold others."""
        depth = 1
        for match in re.compile(r"/\*|\*/").finditer(self.text, place):
            depth += 1 if match.group() == "/*" else -1
            if depth == 0:
                return match.end()
        return len(self.text)

    def _string(self, start, hashes):
        """Reads a string literal with so many `#` around it and returns its end."""
        place = start + hashes
        quotes = '"""' if self.text.startswith('"""', place) else '"'
        escape = "\\" + "#" * hashes
        ending = quotes + "#" * hashes
        marks = re.compile(f"{re.escape(escape)}.|{ending}" + ("|\n" if quotes == '"' else ""), re.DOTALL)
        place += len(quotes)
        while match := marks.search(self.text, place):
            place = match.end()
            if match.group() == escape + "(":
                self.strings.append((start, place))
                place = self._code(place, within_string=True)
                start = place - 1
            elif not match.group().startswith(escape):
                break
        else:
            place = len(self.text)
        self.strings.append((start, place))
        return place

    def _pattern(self, start, hashes):
        """Reads a regular expression literal, which counts as a string, or else a slash that divides."""
        before = self.text[max(0, start - 100) : start]
        single = re.compile(r"/(?![ \t\n/])(?:\\.|[^/\\\n])*/").match(self.text, start + hashes)
        if hashes:
            end = self.text.find("/" + "#" * hashes, start + hashes + 1)
            place = len(self.text) if end < 0 else end + 1 + hashes
        elif single and _BEFORE_PATTERN.search(before):
            place = single.end()
        else:
            return start + 1
        self.strings.append((start, place))
        return place


class SwiftFile:
    """A Swift file: its code, the types it declares and the names that mean something of its own in it."""

    def __init__(self, path, text):
        lexer = Lexer(text)
        self.path = path
        #: The text with blanks for comments and literals, so that places and lines stay the same.
        self.code = blanked(text, lexer.comments + lexer.strings)
        #: Top-level types that other files can see: name to line.
        self.types = {}
        #: Those of them that other modules can see.
        self.exported = set()
        #: Names of the types declared within each type that the file declares or extends.
        self.members = {}
        #: All types declared in the file, at any depth, and its generic parameters.
        self.own_names = {
            word for match in _GENERIC.finditer(self.code) for word in _first_words(match.group(1).split(","))
        }
        self._line_starts = [match.end() for match in re.finditer(r"^", text, re.MULTILINE)]
        self._read_types()

    def line(self, place):
        """The number of the line that holds a place of the text."""
        return bisect_right(self._line_starts, place)

    def imports(self):
        """Each imported module with its line."""
        return [(match.group(1), self.line(match.start(1))) for match in _IMPORT.finditer(self.code)]

    def uses(self, names, modules):
        """The first line that uses each of the names, leaving out members of something, as `Other.Name`. A name may be
        qualified by its module."""
        lines = {}
        for match in _WORD.finditer(self.code):
            name = match.group()
            if name in names and name not in lines and self._is_unqualified(match.start(), modules):
                lines[name] = self.line(match.start())
        return lines

    def _is_unqualified(self, place, modules):
        before = self.code[max(0, place - 200) : place].rstrip(" \n`")
        if not before.endswith(".") or before.endswith(".."):
            return True
        qualifier = re.search(r"(\.?)\s*\b(\w+)\s*\.$", before)
        return bool(qualifier) and not qualifier.group(1) and qualifier.group(2) in modules

    def _read_types(self):
        """Walks through declarations and braces, with the type or None that each open brace belongs to."""
        enclosing, opening = [], None
        for match in _TYPE_OR_BRACE.finditer(self.code):
            kind, name = match.groups()
            if match.group() == "{":
                enclosing.append(opening)
                opening = None
            elif match.group() == "}":
                if enclosing:
                    enclosing.pop()
            elif name in _NOT_A_NAME:
                continue
            elif kind == "extension":
                opening = name.rpartition(".")[2]
                self.members.setdefault(opening, set())
            else:
                self._declare(kind, name, match, enclosing)
                if kind not in ("typealias", "associatedtype"):
                    opening = name

    def _declare(self, kind, name, match, enclosing):
        prefix = self.code[self.code.rfind("\n", 0, match.start()) + 1 : match.start()].split()
        if "import" in prefix:
            return
        self.own_names.add(name)
        if kind not in ("typealias", "associatedtype"):
            self.members.setdefault(name, set())
        if enclosing:
            if enclosing[-1]:
                self.members[enclosing[-1]].add(name)
        elif not {"private", "fileprivate"} & set(prefix):
            self.types[name] = self.line(match.start(2))
            if {"public", "package", "open"} & set(prefix):
                self.exported.add(name)


def blanked(text, ranges):
    """The text with spaces for everything within the ranges but ends of lines."""
    pieces, place = [], 0
    for start, end in sorted(ranges):
        pieces.append(text[place:start])
        pieces.append(re.sub(r"[^\n]", " ", text[start:end]))
        place = end
    return "".join(pieces) + text[place:]


def _first_words(parts):
    return [match.group() for part in parts if (match := _WORD.search(part.replace("each ", "")))]

#!/usr/bin/env python3
"""Makes duplicates.json: small texts, their tokens, and the 4-gram Jaccard similarity of every pair.

With arguments, compares every sample of the second file with every sample of the first, both with one sample per line,
and prints how many are near-duplicates (0.7) and related (0.5), to compare with `fovea corpus check`:

    make_duplicates.py train.java valid.java

Plain Python, by brute force; it shares nothing with the program.
"""

import json
import os
import re
import sys

STRING = rb'"""(?:\\.|(?!""").)*"""|\'\'\'(?:\\.|(?!\'\'\').)*\'\'\'|"(?!"")(?:\\.|[^"\\\n])*"|\'(?!\'\')(?:\\.|[^\'\\\n])*\'|`(?:\\.|[^`\\])*`'
TOKEN = STRING + rb"|[0-9A-Za-z_$\x80-\xff]+|[^\x00-\x20]"
BLOCK = rb"/\*.*?(?:\*/|\Z)"


def tokens(text, style):
    data = text.encode("utf-8")
    comments = [BLOCK] if style == "slashes" else []
    if b"\n" in data:
        comments.append(rb"//[^\n]*" if style == "slashes" else rb"#[^\n]*")
    pattern = b"|".join([rb"(?P<comment>" + b"|".join(comments) + b")"] if comments else []) or b""
    pattern = (pattern + b"|" if pattern else b"") + b"(?P<token>" + TOKEN + b")"
    found = re.finditer(pattern, data, re.DOTALL)
    return [match.group("token") for match in found if match.group("token") is not None]


def grams(words):
    if 0 < len(words) < 4:
        return {tuple(words)}
    return {tuple(words[place : place + 4]) for place in range(len(words) - 3)}


def jaccard(first, second):
    if not first or not second:
        return 0.0
    return len(first & second) / len(first | second)


SLASHES = [
    "int twice(int n) { return 2 * n; }",
    "int twice(int n) {\n  // doubles it\n  return 2 * n; /* never\n fails */\n}",
    "int thrice(int n) { return 3 * n; }",
    "int twice(int number) { return 2 * number; }",
    "public int size() { return size; }",
    "public int size() { return this.size; }",
    "public int length() { return length; }",
    'void log(String s) { System.out.println("got // " + s); }',
    'void log(String s) { System.out.println("got /* " + s); }',
    'void log(String s) {\n  System.out.println("got // " + s);\n}',
    "char c = 'x'; char d = '\\''; char e = '\"';",
    "char c = 'x'; char d = '\\''; char e = '\"'; // quoted\n",
    'String t = """\n  a "quoted" block\n  """;\nint x = 1;',
    'String t = """\n  a "quoted" block\n  """; int x = 1;',
    "a b",
    "b a",
    "a\tb\r\n",
    "x",
    "// nothing here\n",
    "/* not closed { } ; x y z",
    "// one line , no end",
    "/ / one line , no end",
    'broken " string here\nint y = 2;',
    "for (int i = 0; i < n; i++) { s += a[i]; }",
    "for (int j = 0; j < n; j++) { s += a[j]; }",
    "for (int i = 0; i < n; i++) { s += a[i]; } return s;",
    "f(x); f(x); f(x); f(x); f(x);",
    "f(x); f(x);",
    "größe = größe + 1; été();",
    "größe = größe + 1; été(); return größe;",
]
HASH = [
    "def twice(n):\n    # doubles it\n    return 2 * n  # at last\n",
    "def twice(n): return 2 * n",
    "def half(n):\n    return n // 2\n",
    "def half(n):\n    return n // 2 # floor\n",
    's = "#not a comment"; x = 1\n',
    "s = '''one\n# two\n'''; x = 1\n",
]


def golden():
    cases = []
    for style, texts in (("slashes", SLASHES), ("hash", HASH)):
        words = [tokens(text, style) for text in texts]
        sets = [grams(each) for each in words]
        pairs = [
            [first, second, jaccard(sets[first], sets[second])]
            for first in range(len(texts))
            for second in range(first + 1, len(texts))
            if jaccard(sets[first], sets[second]) >= 0.2
        ]
        cases.append(
            {
                "comments": style,
                "texts": texts,
                "tokens": [[word.decode("utf-8") for word in each] for each in words],
                "pairs": pairs,
            }
        )
    path = os.path.join(os.path.dirname(os.path.realpath(__file__)), "duplicates.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(cases, file, ensure_ascii=False, indent=1)
        file.write("\n")


def compare(first, second):
    def sets(path):
        with open(path, encoding="utf-8", newline="\n") as file:
            lines = [line.rstrip("\n").rstrip("\r") for line in file]
        return [grams(tokens(line, "slashes")) for line in lines if line.strip()]

    ones, others = sets(first), sets(second)
    counts = {"near_pairs": 0, "related_pairs": 0}
    near, related, same = (set(), set()), (set(), set()), (set(), set())
    for row, other in enumerate(others):
        for column, one in enumerate(ones):
            similarity = jaccard(one, other)
            for threshold, name, samples in ((0.7, "near_pairs", near), (0.5, "related_pairs", related)):
                if similarity >= threshold:
                    counts[name] += 1
                    samples[0].add(column)
                    samples[1].add(row)
            if similarity == 1:
                same[0].add(column)
                same[1].add(row)
    counts["near_samples"] = [len(each) for each in near]
    counts["related_samples"] = [len(each) for each in related]
    counts["same_samples"] = [len(each) for each in same]
    print(json.dumps(counts))


if __name__ == "__main__":
    compare(*sys.argv[1:]) if len(sys.argv) == 3 else golden()

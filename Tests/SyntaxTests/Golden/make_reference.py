"""Writes comments.json and sets.json: what CodeBLEU's reference implementation makes of comments, and the order in which
CPython iterates over sets of strings.

    pip install codebleu==0.7.0
    PYTHONHASHSEED=0 python3.11 make_reference.py
"""

import json
import os
import random
import sys
from pathlib import Path

from codebleu.parser import remove_comments_and_docstrings

assert os.environ.get("PYTHONHASHSEED") == "0" and sys.version_info[:2] == (3, 11)
HERE = Path(__file__).parent
PYTHON_PIECES = [
    "def f(x):\n", "    '''doc'''\n", '    """doc\n  lines"""\n', "    return x # why\n", "# first\n", "x = 'a' 'b'\n",
    "'text'\n", "\tif x:\n", "        y = [1,\n  2]\n", "s = f'{x}' + rb'\\n' + Br\"q\"\n", "a = \\\n  b\n", "\n", "   \n",
    "class A: pass\n", "u'x'; y\n", "é = 'ü'  # ä\n", "x = '''a\nb''' + \"c\"\n", "  pass\n", "'open\n", "\"\"\"open\n", ")\n",
    "(\n", "x = 1_0e5j.real\r\n", "'a\\\nb'\n", "$?`!\n", "x != y -> z\n", "\fx\n", "'''a\\'''b'''\n", "''\n", "f''''x'''\n",
]
C_PIECES = [
    "int a; // b\n", "/* c\n d */", "'\\''", '"/* no */"', "\"\\\"\"", "'", '"', "//", "/*", "*/", "\n", "  \n", "x / y",
    "\\", "é'ü'", "// it's\n", "/**/", "'a\n b'", "\u00a0\n", "\x1c\n", "return 1;",
]


def texts(pieces, count, random):
    return ["".join(random.choice(pieces) for _ in range(random.randrange(1, 8))) for _ in range(count)]


def removed(text, language):
    try:
        return remove_comments_and_docstrings(text, language)
    except Exception:
        return text


random = random.Random(5)
comments = [
    {"language": language, "text": text, "removed": removed(text, language)}
    for language, pieces in (("python", PYTHON_PIECES), ("java", C_PIECES))
    for text in [*pieces, *texts(pieces, 150, random)]
]
words = ["i", "j", "self", "x1", "été", "名前", "𝛼", "", "a" * 40, "value", "0", '"text"', "None"] + [f"v{n}" for n in range(60)]
sets = []
for size in [0, 1, 2, 3, 4, 5, 6, 9, 20, 21, 40, 80, 200]:
    for _ in range(3):
        names = [random.choice(words) for _ in range(size)]
        sets.append({"names": names, "order": list(set(names))})
(HERE / "comments.json").write_text(json.dumps(comments, ensure_ascii=False, indent=0) + "\n")
(HERE / "sets.json").write_text(json.dumps(sets, ensure_ascii=False) + "\n")

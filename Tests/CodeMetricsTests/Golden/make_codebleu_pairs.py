"""Makes pairs of reference and prediction for comparing CodeBLEU with the reference implementation, and scores them.

    pip install codebleu==0.7.0 && pip install --no-deps tree-sitter==0.23.2
    pip install --no-deps tree-sitter-java==0.23.5 tree-sitter-c-sharp==0.23.1 tree-sitter-python==0.23.6 \
        tree-sitter-javascript==0.23.1 tree-sitter-go==0.23.4 tree-sitter-ruby==0.23.1 tree-sitter-c==0.23.4 \
        tree-sitter-cpp==0.23.4 tree-sitter-rust==0.23.2
    PYTHONHASHSEED=0 python make_codebleu_pairs.py LANGUAGE PAIRS OUTPUT.jsonl [--each] SOURCE...

SOURCE is a file with one method a line (`.txt`, `.java`, `.cs`), JSON lines with the field `code`, or, for other
languages, source files that are cut into top-level pieces. A prediction is its reference with some damage: tokens
dropped, swapped, repeated or replaced by those of another method, names changed, comments added, the end cut off.

The first line of the output has the scores of the whole corpus; with --each every pair has its own.
codebleu's data-flow score depends on Python's hash seed; 0 is the one that Fovea reproduces.
"""
import ast
import json
import logging
import os
import random
import re
import sys

from codebleu import calc_codebleu

logging.disable(logging.WARNING)
assert os.environ.get("PYTHONHASHSEED"), "set PYTHONHASHSEED, or the scores differ from run to run"


def pieces(path, language):
    text = open(path, encoding="utf-8", errors="replace", newline="").read()
    if path.endswith(".jsonl"):
        return [json.loads(line)["code"] for line in text.splitlines() if line.strip()]
    if language == "python":
        tree = ast.parse(text)
        found = [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
        return [s for s in (ast.get_source_segment(text, n) for n in found) if s and len(s) < 4000]
    if language in ("java", "c_sharp") and path.split(".")[-1] in ("java", "cs", "txt"):
        return text.split("\n")[:-1]
    return [p.strip() for p in re.split(r"\n(?=\S)(?![})\]])", text) if 60 < len(p.strip()) < 3000]


def damage(code, other, random, language):
    tokens = re.findall(r"\w+|\s+|[^\w\s]", code)
    for _ in range(random.choice([0, 0, 1, 1, 2, 3, 5, 8])):
        kind, place = random.randrange(8), random.randrange(max(1, len(tokens)))
        names = sorted({t for t in tokens if re.fullmatch(r"[A-Za-z_]\w+", t)})
        if kind == 0:
            del tokens[place : place + random.randrange(1, 4)]
        elif kind == 1 and len(tokens) > 1:
            second = random.randrange(len(tokens))
            tokens[place], tokens[second] = tokens[second], tokens[place]
        elif kind == 2:
            tokens[place:place] = tokens[place : place + random.randrange(1, 30)]
        elif kind in (3, 4) and names:
            old, new = random.choice(names), random.choice(["x", "value", "été", "count_2", random.choice(names)])
            tokens = [new if t == old else t for t in tokens]
        elif kind == 5:
            comments = ["# done", "\n'''text'''\n"] if language in ("python", "ruby") else ["/* a 'b */", "// x\n", "'"]
            tokens.insert(place, random.choice(comments))
        elif kind == 6 and random.random() < 0.3:
            tokens = tokens[: max(1, place)]
        elif kind == 7:
            extra = re.findall(r"\w+|\s+|[^\w\s]", other)
            start = random.randrange(max(1, len(extra)))
            tokens[place:place] = extra[start : start + random.randrange(1, 25)]
    return "".join(tokens)


def main():
    arguments = [a for a in sys.argv[1:] if a != "--each"]
    language, count, output, sources = arguments[0], int(arguments[1]), arguments[2], arguments[3:]
    generator = random.Random(7)
    methods = [m for s in sources for m in pieces(s, language) if m.strip()]
    generator.shuffle(methods)
    methods = methods[:count]
    predictions = [damage(m, generator.choice(methods), generator, language) for m in methods]
    total = calc_codebleu(methods, predictions, language)
    with open(output, "w", encoding="utf-8") as file:
        print(json.dumps({"language": language, "pairs": len(methods), **total}), file=file)
        for reference, prediction in zip(methods, predictions):
            line = {"reference": reference, "prediction": prediction}
            if "--each" in sys.argv:
                line.update(calc_codebleu([reference], [prediction], language))
            print(json.dumps(line, ensure_ascii=False), file=file)


main()

"""Writes metrics.json: texts and the scores that CodeXGLUE's conventions give them.

An independent rendering in Python of the same descriptions that the Swift code follows, with regular expressions where
that uses a hand-written scan. Run it in this folder with any Python 3; the tests read only its output.
"""
import json
import math
import random
import re
import sys
from collections import Counter
from xml.sax.saxutils import unescape

TINY = sys.float_info.min


def grams(tokens, n):
    return Counter(tuple(tokens[i:i + n]) for i in range(len(tokens) - n + 1))


def text_tokens(text):
    """Split with one expression, then the rules of mteval-v11a in full."""
    text = " ".join(re.findall(r"\w+|[^\s\w]", text.strip().lower()))
    text = text.replace("<skipped>", "")
    text = re.sub(r"-\n", "", text).replace("\n", " ")
    text = " " + unescape(text, {"&quot;": '"'}).lower() + " "
    text = re.sub(r"([{-~\[-` -&(-+:-@/])", r" \1 ", text)
    text = re.sub(r"([^0-9])([.,])", r"\1 \2 ", text)
    text = re.sub(r"([.,])([^0-9])", r" \1 \2", text)
    text = re.sub(r"([0-9])(-)", r"\1 \2 ", text)
    return text.split()


def code_to_text(reference, prediction):
    r, c = text_tokens(reference), text_tokens(prediction)
    total = 0.0
    for n in range(1, 5):
        correct = sum((grams(r, n) & grams(c, n)).values())
        guesses = max(0, len(c) - n + 1)
        plus = 0 if n == 1 else 1
        total += math.log(correct + plus + TINY) - math.log(guesses + plus + TINY)
    return 100 * math.exp(total / 4 + min(0, 1 - (len(r) + 1) / (len(c) + 1)))


def code_to_code(references, predictions):
    correct, guesses, r_length, c_length = [0] * 4, [0] * 4, 0, 0
    for reference, prediction in zip(references, predictions):
        r, c = reference.split(), prediction.split()
        r_length, c_length = r_length + len(r), c_length + len(c)
        for n in range(4):
            correct[n] += sum((grams(r, n + 1) & grams(c, n + 1)).values())
            guesses[n] += max(0, len(c) - n)
    mean = math.exp(sum(math.log((a + 1) / (b + 1)) for a, b in zip(correct, guesses)) / 4)
    if c_length >= r_length:
        return 100 * mean
    return 0.0 if c_length == 0 else 100 * mean * math.exp(1 - r_length / c_length)


def edit_similarity(a, b):
    """The edit distance itself, with insertions and deletions only."""
    if a == b:
        return 100
    table = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            best = min(table[i - 1][j], table[i][j - 1]) + 1
            table[i][j] = min(best, table[i - 1][j - 1]) if a[i - 1] == b[j - 1] else best
    length = len(a) + len(b)
    return int(round(100 * ((length - table[-1][-1]) / length)))


def write_out(code):
    code = code.replace("<NUM_LIT>", "0").replace("<STR_LIT>", "").replace("<CHAR_LIT>", "")
    return re.sub(r"<(?:STR|NUM|CHAR)_LIT:(.*?)>", r"\1", code, flags=re.S)


def pairs():
    fixed = [
        ("Returns the number of open files.", "Return the number of files that are open ."),
        ("Sets the value", "Sets the value"),
        ("Closes the stream.", ""),
        ("", "Something from nothing"),
        ("", ""),
        ("a", "b"),
        ("Checks user_name and __init__ in 3.14 or 1,000-2,000", "checks user _ name and init in 3 . 14 or 1,000 - 2"),
        ("Größe der Tür: naïve café\u0301 ½ ２ 漢字", "GRÖSSE der tür naïve CAFÉ ½ ２ 漢 字"),
        ("x\u00a0y\u2003z\u001cw", "x y z w"),
        ("don't use <b>&amp;</b> or \"quotes\"", "don 't use < b > & < / b > or \" quotes \""),
        ("public int add(int a, int b) { return a + b; }", "public int Add(int a, int b) { return a + b; }"),
        ("  return  x ; \n", "return x ;"),
        ("= <NUM_LIT:0> ;", "= <NUM_LIT> ;"),
        ("print ( \"<STR_LIT>\" , '<CHAR_LIT:x>' , '<CHAR_LIT>' , <STR_LIT:a < b> )", "print ( \"\" , 'x' , '' , a < b )"),
        ("<NUM_LIT:unfinished , <OTHER_LIT:1> < y", "<NUM_LIT:unfinished , 1> < y"),
        ("emoji 👩‍👩‍👧 end", "emoji 👩 end"),
        ("the the the the", "the cat the mat the"),
    ]
    source = random.Random(20)
    words = "the a returns sets value of list when x ( ) ; if map key _ , . not null empty".split()
    made = []
    for _ in range(60):
        reference = [source.choice(words) for _ in range(source.randint(1, 25))]
        prediction = [w for w in reference if source.random() < 0.85]
        for _ in range(source.randint(0, 4)):
            prediction.insert(source.randint(0, len(prediction)), source.choice(words))
        made.append((" ".join(reference), " ".join(prediction)))
    return fixed + made


def main():
    references, predictions = zip(*pairs())
    written_references = [write_out(r) for r in references]
    written_predictions = [write_out(p.strip()) for p in predictions]
    record = {
        "references": references,
        "predictions": predictions,
        "codeToText": [code_to_text(r, p) for r, p in zip(references, predictions)],
        "codeToCode": [code_to_code([r], [p]) for r, p in zip(references, predictions)],
        "codeToCodeCorpus": code_to_code(references, predictions),
        "exactMatch": [100 * (r.strip() == p.strip()) for r, p in zip(references, predictions)],
        "editSimilarity": [edit_similarity(r, p) for r, p in zip(references, predictions)],
        "writtenOut": written_references,
        "lineExactMatch": [100 * (r.split() == p.split()) for r, p in zip(written_references, written_predictions)],
        "lineEditSimilarity": [edit_similarity(r, p) for r, p in zip(written_references, written_predictions)],
    }
    with open("metrics.json", "w", encoding="utf-8") as file:
        json.dump(record, file, indent=0)
        file.write("\n")


main()

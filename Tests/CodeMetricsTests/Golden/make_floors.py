"""Writes floors.json: summaries, outputs that know nothing of the code, and the scores that the metrics' reference
implementations give them.

Needs these packages and no data of theirs:

    pip install codebleu==0.7.0 nltk==3.10.4 sacrebleu==2.6.0
    pip install --no-deps tree-sitter==0.23.2 tree-sitter-java==0.23.5 tree-sitter-python==0.23.6

Run it in this folder with PYTHONHASHSEED=0; the tests read only its output.
"""
import json
import random

import tree_sitter_java
import tree_sitter_python
from codebleu import calc_codebleu
from nltk.translate.meteor_score import meteor_score
from sacrebleu.metrics import CHRF
from tree_sitter import Language, Parser

SUMMARIES = [
    "Returns the number of open connections in the pool.",
    "Closes the stream and releases all resources that it holds.\n\n@throws IOException if the stream cannot be closed",
    "Sets the name of this node.\n\n@param name the new name, which must not be null",
    "Checks whether the given path is below the root; symbolic links are followed.",
    "Adds a listener that is called when the value changes (at most once per second).",
    "Parses a date such as 2021-03-04 and returns null if the text is no date.",
    "Copies the array, so that later changes do not matter.",
    "<p>\nRemoves all expired entries.\n</p>\n@return the number of removed entries",
    "Get the user's locale",
    "Builds a request for the next page of results and sends it to the server.",
    "Writes x = y + 1; to the log if debugging is on.",
    "Compares two versions: 1.10 is later than 1.9.",
]
SENTENCE = "Returns the value."


class NoSynonyms:
    """Stands in for WordNet, so that METEOR matches equal words and equal stems only."""

    def synsets(self, word):
        return []


def scores(references, predictions):
    meteor = [
        meteor_score([reference.split()], prediction.split(), wordnet=NoSynonyms())
        for reference, prediction in zip(references, predictions)
    ]
    return {
        "codebleu-k4black": 100 * calc_codebleu(references, predictions, lang="java")["codebleu"],
        "codebleu-k4black as Python": 100 * calc_codebleu(references, predictions, lang="python")["codebleu"],
        "meteor-exact-stem": 100 * sum(meteor) / len(meteor),
        "chrf": CHRF().corpus_score(predictions, [references]).score,
    }


def unsound(texts, module):
    parser = Parser(Language(module.language()))
    return sum(parser.parse(text.strip().encode()).root_node.has_error for text in texts)


def main():
    source = random.Random(5)

    def shuffled(text):
        words = text.split()
        source.shuffle(words)
        return " ".join(words)

    outputs = {
        "constant": [SENTENCE] * len(SUMMARIES),
        "shuffled_words": [shuffled(text) for text in SUMMARIES],
        "other_reference": SUMMARIES[1:] + SUMMARIES[:1],
        "empty": [""] * len(SUMMARIES),
    }
    golden = {
        "references": SUMMARIES,
        "with_errors": {
            "java": unsound(SUMMARIES, tree_sitter_java),
            "python": unsound(SUMMARIES, tree_sitter_python),
        },
        "rows": [
            {"output": name, "predictions": texts, "scores": scores(SUMMARIES, texts)}
            for name, texts in outputs.items()
        ],
    }
    with open("floors.json", "w", encoding="utf-8") as file:
        json.dump(golden, file, ensure_ascii=False, indent=1)
        file.write("\n")


main()

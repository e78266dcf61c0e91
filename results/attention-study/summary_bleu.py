"""CodeXGLUE's BLEU of summaries, from its definition; it shares nothing with Fovea."""
import math
import re
import sys
from collections import Counter


def words(text):
    """CodeXGLUE's words of a summary: lower case, runs of word characters, and single other marks."""
    joined = " ".join(re.findall(r"[\w]+|[^\s\w]", text.strip().lower()))
    joined = re.sub(r"([\{-\~\[-\` -\&\(-\+\:-\@\/])", r" \1 ", joined)
    joined = re.sub(r"([^0-9])([\.,])", r"\1 \2 ", joined)
    joined = re.sub(r"([\.,])([^0-9])", r" \1 \2", joined)
    return re.sub(r"([0-9])(-)", r"\1 \2 ", joined).split()


def bleu(reference, prediction):
    """Smoothed sentence BLEU-4 in percent: one is added to both counts for n of 2 to 4; the brevity penalty adds one too."""
    logarithm = 0.0
    for n in range(1, 5):
        ours, theirs = (Counter(zip(*(side[i:] for i in range(n)))) for side in (prediction, reference))
        added = 1 if n > 1 else 0
        correct = sum((ours & theirs).values()) + added
        guessed = max(0, len(prediction) - n + 1) + added
        logarithm += math.log(correct + sys.float_info.min) - math.log(guessed + sys.float_info.min)
    return 100 * math.exp(logarithm / 4 + min(0, 1 - (len(reference) + 1) / (len(prediction) + 1)))

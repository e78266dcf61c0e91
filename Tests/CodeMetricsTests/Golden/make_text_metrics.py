"""Writes text_metrics.json: texts, and the scores that the metrics' reference implementations give them.

Needs these packages and no data of theirs:

    pip install rouge-score==0.1.2 nltk==3.10.4 sacrebleu==2.6.0

Run it in this folder; the tests read only its output.
"""
import json
import random

from nltk.stem.porter import PorterStemmer
from nltk.translate.meteor_score import meteor_score
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import CHRF


class NoSynonyms:
    """Stands in for WordNet, so that METEOR matches equal words and equal stems only."""

    def synsets(self, word):
        return []


def samples():
    """Pairs of a list of references and a prediction."""
    fixed = [
        (["Returns the number of open files."], "Return the number of files that are open ."),
        (["Sets the value"], "Sets the value"),
        (["the"], "the"),
        (["Closes the stream."], ""),
        ([""], "Something from nothing"),
        ([""], ""),
        ([" \t\n"], "\u00a0"),
        (["a"], "b"),
        (["the the the the cat"], "the cat the mat the"),
        (["a b a b a b"], "b a b a b a"),
        (["iterates over the cached connections and closes them"], "closing iterated connection caches"),
        (["Größe der Tür: naïve café\u0301 ½ ２ 漢字"], "GRÖSSE der tür naïve CAFÉ ½ ２ 漢 字"),
        (["ΟΔΟΣ ΣΑΣ Σ Α.Σ Σ\u0301Α İstanbul KELVIN \u212a"], "οδος σας σ α.ς σ\u0301α i\u0307stanbul kelvin k"),
        (["emoji 👩\u200d👩\u200d👧 end"], "emoji 👩 end"),
        (["x\u00a0y\u2003z\u001cw"], "x y z w"),
        (["public int add(int a, int b) { return a + b; }"], "public int Add(int a, int b) { return a + b; }"),
        (["if (value == null) { return user_name; }"], "if (value == null) return username;"),
        (["List<String> names = new ArrayList<>();"], "var names = new List<string>();"),
        (["(hi) don't \"quote\" . !! -5 a- _b"], "( hi ) don't quote . ! 5 -a b_"),
        (["generically generated generations"], "generic generator generates"),
        (["dying skies news a*ding yying sayings"], "die sky new a*d y saying"),
        (["éés naïvely eédé"], "éé naïve eéd"),
        (["abc"], "abcdefgh"),
        (["abcdefgh"], "abc"),
        (["Returns the name.", "Gets the name of the user.", "name"], "Get the user's name."),
        (["", "Opens a file"], "Opens the file"),
        (["", ""], ""),
        (["x", "y z"], ""),
        (["one two three", "three two one"], "three two one zero"),
        (["same", "same"], "same"),
    ]
    source = random.Random(21)
    words = ("the a returns returned set setting values value lists listing maps map of when x ( ) ; if key keys "
             "_id , . not null emptied empty getName() \"text\" relational relation").split()
    made = []
    for _ in range(45):
        reference = [source.choice(words) for _ in range(source.randint(1, 20))]
        prediction = [w for w in reference if source.random() < 0.8]
        for _ in range(source.randint(0, 5)):
            prediction.insert(source.randint(0, len(prediction)), source.choice(words))
        references = [" ".join(reference)]
        for _ in range(source.choice([0, 0, 1, 2])):
            references.append(" ".join(source.sample(reference, source.randint(1, len(reference))) + ["not"]))
        made.append((references, " ".join(prediction)))
    return fixed + made


def vocabulary():
    stems = ["s", "ba", "ag", "tra", "hop", "eye", "falu", "controll", "syzyg"]
    suffixes = ["", "s", "ss", "sses", "ies", "ied", "eed", "ed", "ing", "ated", "bling", "izing", "tted", "lling", "y",
                "ational", "tional", "enci", "anci", "izer", "bli", "abli", "alli", "entli", "eli", "ousli", "ization",
                "ation", "ator", "alism", "iveness", "fulness", "ousness", "aliti", "iviti", "biliti", "fulli", "logi",
                "ologi", "ationalli", "icate", "ative", "alize", "iciti", "ical", "ful", "ness", "al", "ance", "ence",
                "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "sion", "ou", "ism", "ate", "iti",
                "ous", "ive", "ize", "e", "we", "ll", "lle"]
    words = [stem + suffix for stem in stems for suffix in suffixes]
    words += ("sky skies dying lying tying news innings inning outings outing cannings canning howe proceed exceed "
              "succeed flies dies died spied enjoy happy say spy by y yy yyyy yyyyed ion ions ing ed eed s a*ding "
              "naïvely éé éés étés ééing oéd getname() don't x1 1ing").split()
    return list(dict.fromkeys(words))


def main():
    references, predictions = zip(*samples())
    plain, stemming = RougeScorer(["rougeL"]), RougeScorer(["rougeL"], use_stemmer=True)
    most = max(len(texts) for texts in references)
    streams = [[texts[i] if i < len(texts) else None for texts in references] for i in range(most)]
    stemmer = PorterStemmer()

    def rouge(scorer):
        return [100 * float(scorer.score_multi(r, p)["rougeL"].fmeasure) for r, p in zip(references, predictions)]

    record = {
        "references": references,
        "predictions": predictions,
        "rougeL": rouge(plain),
        "rougeLStemmed": rouge(stemming),
        "meteor": [100 * meteor_score([r.split() for r in texts], p.split(), wordnet=NoSynonyms())
                   for texts, p in zip(references, predictions)],
        "chrF": [CHRF().sentence_score(p, texts).score for texts, p in zip(references, predictions)],
        "chrFCorpus": CHRF().corpus_score(list(predictions), streams).score,
        "chrFPlusPlus": [CHRF(word_order=2).sentence_score(p, texts).score
                         for texts, p in zip(references, predictions)],
        "chrFPlusPlusCorpus": CHRF(word_order=2).corpus_score(list(predictions), streams).score,
        "words": " ".join(vocabulary()),
        "stems": " ".join(stemmer.stem(word) for word in vocabulary()),
    }
    with open("text_metrics.json", "w", encoding="utf-8") as file:
        json.dump(record, file, indent=0)
        file.write("\n")


main()

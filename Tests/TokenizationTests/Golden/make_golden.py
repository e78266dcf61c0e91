"""Makes the goldens of TokenizationTests with Hugging Face `tokenizers`; the tests themselves need no Python.

    python make_golden.py [FOVEA_DATA]

Without the data folder the digests over real code (digests.json) and CodeT5's ids (codet5.jsonl) are left as they are.

small/          a byte-level BPE trained here on training.txt: vocab.json, merges.txt
flags/          the same as tokenizer.json, with added tokens of every kind
*.jsonl         texts with their ids, and ids with their text
digests.json    digests of id streams too long to commit
"""

import json
import pathlib
import random
import sys

from tokenizers import AddedToken, ByteLevelBPETokenizer, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE

HERE = pathlib.Path(__file__).parent
SPECIAL = ["<pad>", "<s>", "</s>", "<unk>", "<mask>"]
SENTINELS = [f"<extra_id_{k}>" for k in range(99, -1, -1)]

TRAPS = [
    "", " ", "  ", "   x", "x   ", "\t\tx", "a\tb", "x\n", "\n\nx", "x\r\ny\r\n", "\r", "\r\n\r\n  z", " \u00a0x", "\u0085",
    "a\u0085 b", "\u2028\u2029", "\u3000全角\u3000", "a\u200bb", "a\u200d b", "\ufeffint", "\u180e \u1680x", "\x00", "a\x00b\x00 ",
    "\x1c\x1d \x1e\x1fx", "é e\u0301 n\u0303", "\u0301\u0301 \u0301", "क्षि हिन्दी", "한국어 한", "👩‍💻 👍🏽 ❤️ 🏳️‍🌈🇫🇷",
    "٣٤ ۵۶ ௩ 𝟘𝟙", "ⅷ Ⅻ ↂ", "½ ¾ x² y₃ ①②", "〇〡一", "ª º µ", "ʰˮ ˂˃", "ൎ 𑄀𑄁", "\ue000\uf8ff \U000f0000",
    "\u0378 \U000e0100 \uffff\U0010ffff", "it's we're I'd they'll I've I'm can't", "IT'S 'S 's's 're'd''ll", "x'", "' s", "'", " 'tis",
    "for(int i=0;i<n;++i){a[i]+=b[i]*2.5e-3;}", "/** @param x  the value */", "return \"\\u00e9\\n\";", "snake_case camelCase PascalCase X1Y2",
    "====----====", "//////", "a" * 130, "ab" * 200, "_" * 300, " " * 200, "日本" * 60, "é" * 129, "public " * 20,
    "<s>", "a<s>b", "a <s> b", "<s></s>", "<pad><pad> <unk>", "x <mask> y", "x<mask>y", " <mask>", "\n\u3000<mask>\n", "<mask><mask>  <mask>",
    "<extra_id_0>", "<extra_id_99> foo <extra_id_98>", "<extra_id_100>", "<extra_id_1", "List<s> x", "<<s>>", "<extra_id_1>0", "< s >",
]

FLAG_TEXTS = [
    "x [left] y", "x  \t[left][left]  [left]", "x [right]  y", "[right]  [left]", "[both] [both]  [both]\u3000", "a[long]b", "a[longer]b",
    "[lon", "x [plain] y", "[plain[left]", "nor[mal] x", "[nor[mal]", "[cut[normal]] [cut", "\u00a0[left]\u2028[right]\u0085z", "été ete\u0301",
    "[left]", "[right]", "  [both]  ",
]


def training_text():
    """Lines of invented code and prose with many ties between equally frequent pairs."""
    chance = random.Random(20)
    syllables = ["get", "set", "node", "list", "in", "dex", "val", "ue", "key", "map", "str", "ing", "é", "ü", "数", "aa", "aaa", "x1", "_", "42"]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 3))) for _ in range(220)]
    marks = [" ", " ", " ", "(", ")", ";", " = ", " == ", "  ", "\t", ".", ", ", " // ", "'s "]
    return ["".join(chance.choice(words) + chance.choice(marks) for _ in range(chance.randint(1, 12))) for _ in range(260)]


def byte_level(folder):
    tokenizer = Tokenizer(BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def ids(tokenizer, texts):
    return [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]


def write_lines(name, records):
    with open(HERE / name, "w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=True) + "\n")


def digest(streams):
    """FNV-1a over ids, each taken as one unit, with 0xFFFFFFFF behind each stream."""
    value = 0xCBF29CE484222325
    for stream in streams:
        for unit in [*stream, 0xFFFFFFFF]:
            value = (value ^ unit) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def every_code_point():
    """Each code point alone, behind a letter, a digit, a space and itself."""
    for code in range(0x110000):
        if not 0xD800 <= code < 0xE000:
            yield f"a{chr(code)} 1{chr(code)}{chr(code)}.{chr(code)}"


def flagged(tokenizer):
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.add_tokens([
        AddedToken("[left]", lstrip=True, normalized=False), AddedToken("[right]", rstrip=True, normalized=True),
        AddedToken("[both]", lstrip=True, rstrip=True, special=True), AddedToken("[long]", normalized=False),
        AddedToken("[longer]", normalized=False), AddedToken("[plain]", normalized=False), AddedToken("[normal]", normalized=True),
        AddedToken("[cut[", normalized=False), AddedToken("é", normalized=True),
    ])
    return tokenizer


def decoding(tokenizer):
    """Ids with the text they give, special tokens kept and skipped; half characters and broken bytes included."""
    chance = random.Random(21)
    symbols = pre_tokenizers.ByteLevel.alphabet()
    of_bytes = [tokenizer.token_to_id(symbol) for symbol in sorted(symbols)]
    size = tokenizer.get_vocab_size()
    for round_number in range(300):
        pool = of_bytes if round_number % 2 else range(size)
        chosen = [chance.choice(pool) for _ in range(chance.randint(0, 12))]
        yield {"ids": chosen, "text": tokenizer.decode(chosen, skip_special_tokens=False),
               "skipped": tokenizer.decode(chosen, skip_special_tokens=True)}


def real_code(tokenizer, data):
    result = {}
    for path in sorted((data / "codexglue/java-cs").iterdir()):
        lines = path.read_bytes().decode("utf-8").split("\n")
        if lines[-1] == "":
            lines.pop()
        streams = ids(tokenizer, lines)
        result[f"codexglue/java-cs/{path.name}"] = {"texts": len(lines), "ids": sum(map(len, streams)), "digest": digest(streams)}
    methods = [json.loads(line) for line in (data / "eyetrans/methods.jsonl").read_text("utf-8").splitlines()]
    streams = ids(tokenizer, [method[key] for method in methods for key in sorted(method) if isinstance(method[key], str)])
    result["eyetrans/methods.jsonl"] = {"texts": len(streams), "ids": sum(map(len, streams)), "digest": digest(streams)}
    return result


def main():
    lines = training_text()
    (HERE / "training.txt").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator(lines, vocab_size=700, min_frequency=2, special_tokens=SPECIAL, show_progress=False)
    for name in ["small", "flags"]:
        (HERE / name).mkdir(exist_ok=True)
    trained.save_model(str(HERE / "small"))

    small = byte_level(HERE / "small")
    small.add_special_tokens(SPECIAL)
    write_lines("small.jsonl", [{"text": t, "ids": i} for t, i in zip(TRAPS, ids(small, TRAPS))])
    write_lines("decoding.jsonl", decoding(small))
    flags = flagged(byte_level(HERE / "small"))
    flags.save(str(HERE / "flags/tokenizer.json"), pretty=False)
    texts = TRAPS + FLAG_TEXTS
    write_lines("flags.jsonl", [{"text": t, "ids": i} for t, i in zip(texts, ids(flags, texts))])

    target = HERE / "digests.json"
    digests = json.loads(target.read_text()) if target.exists() else {}
    streams = ids(small, list(every_code_point()))
    digests["every code point"] = {"texts": len(streams), "ids": sum(map(len, streams)), "digest": digest(streams)}
    if len(sys.argv) > 1:
        data = pathlib.Path(sys.argv[1])
        codet5 = byte_level(data / "codet5-tokenizer")
        codet5.add_special_tokens(SPECIAL + SENTINELS)
        write_lines("codet5.jsonl", [{"text": t, "ids": i} for t, i in zip(TRAPS, ids(codet5, TRAPS))])
        digests |= real_code(codet5, data)
    target.write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n")


main()

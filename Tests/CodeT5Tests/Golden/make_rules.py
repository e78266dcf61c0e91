"""Writes generation_rules.json beside each golden checkpoint: what transformers generates under rules on the tokens.

    python make_rules.py        # with torch and transformers (made with torch 2.13, transformers 5.24)

Every entry has the options as given to transformers' generate, and the ids that it returns for each source of
expected.json alone.
"""

import json
import pathlib

import torch
from transformers import T5ForConditionalGeneration
from transformers.utils import logging

logging.set_verbosity_error()
logging.disable_progress_bar()
torch.set_num_threads(1)

FOLDER = pathlib.Path(__file__).resolve().parent
RULES = {
    "repetition": dict(repetition_penalty=1.8),
    "unigrams": dict(no_repeat_ngram_size=1),
    "trigrams": dict(no_repeat_ngram_size=3),
    "minimum": dict(min_length=9),
    "minimum-new": dict(min_new_tokens=9),
    "forced-first": dict(forced_bos_token_id=7),
    "forced-last": dict(forced_eos_token_id=2, max_length=6),
    "all": dict(
        repetition_penalty=1.3, no_repeat_ngram_size=2, min_length=7, forced_bos_token_id=9, forced_eos_token_id=2),
}
SEARCHES = {
    "greedy": dict(num_beams=1, max_length=16),
    "beam4": dict(num_beams=4, max_length=16, length_penalty=1.0, early_stopping=False),
}

for folder in sorted(path.parent for path in FOLDER.glob("*/expected.json")):
    model = T5ForConditionalGeneration.from_pretrained(folder).eval()
    double = T5ForConditionalGeneration.from_pretrained(folder).double().eval()
    sources = json.loads((folder / "expected.json").read_text())["sources"]

    def generate(model, options):
        return [
            model.generate(
                input_ids=torch.tensor([source]), attention_mask=torch.ones(1, len(source), dtype=torch.long),
                do_sample=False, **options)[0].tolist()
            for source in sources
        ]

    entries = {}
    for search, base in SEARCHES.items():
        free = generate(model, base)
        for rule, given in RULES.items():
            options = base | given
            ids = generate(model, options)
            assert ids == generate(double, options), f"{folder.name} {search} {rule}: decided by rounding"
            assert ids != free, f"{folder.name} {search} {rule}: the rule changes nothing"
            entries[f"{search}, {rule}"] = dict(options=options, ids=ids)
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in entries.items())
    (folder / "generation_rules.json").write_text("{\n" + lines + "\n}\n")
    print(folder.name, len(entries))

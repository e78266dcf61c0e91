"""Writes the golden checkpoints of this folder: small random T5 models, and what Hugging Face computes with them.

Run it from anywhere with an environment that has torch and transformers (made with torch 2.13, transformers 5.23):

    python make_golden.py                 # writes every folder beside this script
    python make_golden.py tied-relu       # writes one of them
    python make_golden.py --search NAME   # lists seeds whose generated sequences are varied enough to test with

Each folder holds `config.json` and `model.safetensors` (a Hugging Face directory), `expected.safetensors` and
`expected.json`; the keys of `expected.json` are described by its own "about" entry.
"""

import copy
import json
import math
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional
from transformers import T5Config, T5ForConditionalGeneration
from transformers.utils import logging

logging.set_verbosity_error()
logging.disable_progress_bar()
torch.set_num_threads(1)

FOLDER = pathlib.Path(__file__).resolve().parent
SPECIAL = dict(pad_token_id=0, bos_token_id=1, eos_token_id=2, decoder_start_token_id=0, dropout_rate=0.1)

# `shape` becomes the T5 configuration. `gain` multiplies the initial weights of every matrix but the embeddings, so
# that the logits are far from uniform; `eos_gain` multiplies the head's row of eos. `updates` is the number of
# updates on the batch before the weights are taken (tied random weights mostly repeat their input). `config` holds the
# entries of config.json that are overwritten after saving.
CHECKPOINTS = {
    # The layout of CodeT5: one embedding for source, target and head; decoder outputs scaled by d_model^-0.5.
    "tied-relu": dict(
        seed=2,
        gain=1.5,
        eos_gain=1.0,
        updates=14,
        untied=False,
        shape=dict(
            vocab_size=120, d_model=32, d_kv=8, num_heads=4, d_ff=64, num_layers=2, num_decoder_layers=2,
            relative_attention_num_buckets=32, relative_attention_max_distance=128,
            feed_forward_proj="relu", tie_word_embeddings=True,
        ),
        config={},
        source_lengths=[9, 1, 2, 21, 14, 5],
        target_lengths=[7, 4, 1, 16, 11, 3],
    ),
    # The layout of T5 1.1: a head of its own, no scaling, gated GELU. config.json is written the way transformers
    # before version 5 wrote it: `tie_word_embeddings` alone, which decides about the scaling too.
    "gated-untied": dict(
        seed=3,
        gain=1.5,
        eos_gain=1.6,
        updates=0,
        untied=True,
        shape=dict(
            vocab_size=97, d_model=24, d_kv=12, num_heads=3, d_ff=32, num_layers=3, num_decoder_layers=1,
            relative_attention_num_buckets=8, relative_attention_max_distance=20,
            feed_forward_proj="gated-gelu", tie_word_embeddings=False,
        ),
        config={"tie_word_embeddings": False, "scale_decoder_outputs": None},
        source_lengths=[6, 1, 33, 12, 2, 17],
        target_lengths=[5, 9, 26, 1, 4, 12],
    ),
    # Tied weights and yet no scaling, as transformers 5 writes it: `scale_decoder_outputs` beside
    # `tie_word_embeddings`.
    "tied-gated": dict(
        seed=32,
        gain=1.5,
        eos_gain=1.6,
        updates=0,
        untied=False,
        shape=dict(
            vocab_size=80, d_model=16, d_kv=8, num_heads=2, d_ff=24, num_layers=2, num_decoder_layers=2,
            relative_attention_num_buckets=16, relative_attention_max_distance=32,
            feed_forward_proj="gated-gelu", tie_word_embeddings=False,
        ),
        config={},
        source_lengths=[4, 1, 11, 40, 8, 2],
        target_lengths=[6, 2, 13, 5, 1, 10],
    ),
}

GENERATIONS = {
    "greedy": dict(num_beams=1, max_length=20),
    "beam5": dict(num_beams=5, max_length=20, length_penalty=1.0, early_stopping=False),
    "beam5-early": dict(num_beams=5, max_length=20, length_penalty=0.6, early_stopping=True),
    "beam3-short": dict(num_beams=3, max_length=8, length_penalty=2.0, early_stopping=False),
    "beam4-never": dict(num_beams=4, max_length=20, length_penalty=1.0, early_stopping="never"),
}

ABOUT = {
    "sources, labels": "token ids; the decoder reads [decoder_start] + labels[:-1]; evaluation mode, no dropout",
    "loss": "cross-entropy, mean over all target tokens of the batch",
    "label_smoothed_loss": "epsilon 0.1: (1 - epsilon) * -log p[label] + epsilon * mean over the vocabulary of -log p, "
    "mean over all target tokens",
    "examples": "per sequence: mean cross-entropy over its own target tokens, and their number",
    "adamw": "torch.optim.AdamW, lr 1e-3, betas 0.9 and 0.999, eps 1e-8, weight decay 0.01 on the parameters with two "
    "dimensions (relative_attention_bias among them) and 0 on the norm weights; losses[i] is the batch loss before "
    "update i + 1; gradient_norms[i] is the global norm before clipping; clip_norm null: no clipping",
    "generation": "options as given to transformers' generate; ids as it returns them for each source alone, from the "
    "decoder start token on; scores are its sequences_scores (beam search only)",
    "expected.safetensors": "logits [target tokens, vocabulary] and encoder_hidden [source tokens, d_model], sequences "
    "end to end without padding; gradient.<parameter> of `loss`",
}


def make_model(recipe, seed):
    """A random model in evaluation mode with weights of a scale that makes its predictions differ by context."""
    torch.manual_seed(seed)
    model = T5ForConditionalGeneration(T5Config(**recipe["shape"], **SPECIAL)).eval()
    if recipe["untied"]:
        model.lm_head.weight = torch.nn.Parameter(torch.empty_like(model.shared.weight))
        torch.nn.init.normal_(model.lm_head.weight, std=1.5 * recipe["shape"]["d_model"] ** -0.5)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 1:
                parameter.add_(0.25 * torch.randn_like(parameter))
            elif "relative_attention_bias" in name:
                parameter.mul_(4)
            elif "shared" in name:
                if not model.config.scale_decoder_outputs and not recipe["untied"]:
                    parameter.mul_(0.4)
            elif "lm_head" not in name:
                parameter.mul_(recipe["gain"])
        # A longer eos row: random models hardly ever end a sequence otherwise.
        model.lm_head.weight[SPECIAL["eos_token_id"]].mul_(recipe["eos_gain"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(recipe["updates"]):
        optimizer.zero_grad()
        run_batch(model, *make_batch(recipe, seed))[0].loss.backward()
        optimizer.step()
    optimizer.zero_grad()
    return model


def make_batch(recipe, seed):
    """Random sources `1 … 2` (shorter ones: as many of these tokens as fit) and labels ending in 2."""
    generator = torch.Generator().manual_seed(seed + 1000)
    vocabulary = recipe["shape"]["vocab_size"]

    def tokens(count):
        return torch.randint(3, vocabulary, (count,), generator=generator).tolist()

    sources = [[1] + tokens(n - 2) + [2] if n >= 2 else tokens(n) for n in recipe["source_lengths"]]
    labels = [tokens(n - 1) + [2] for n in recipe["target_lengths"]]
    return sources, labels


def padded(sequences, filler):
    longest = max(map(len, sequences))
    return torch.tensor([s + [filler] * (longest - len(s)) for s in sequences])


def run_batch(model, sources, labels):
    """The model's output on the padded batch, with the masks of real source and target positions."""
    source_ids, label_ids = padded(sources, 0), padded(labels, -100)
    lengths = torch.tensor(list(map(len, sources)))
    source_mask = torch.arange(source_ids.shape[1])[None, :] < lengths[:, None]
    output = model(input_ids=source_ids, attention_mask=source_mask.long(), labels=label_ids)
    return output, source_mask, label_ids != -100


def generate(model, sources, options):
    """What generate returns for each source alone: ids and beam scores. Checks that the padded batch gives the same."""
    ids, scores = [], []
    for source in sources:
        found = model.generate(
            input_ids=torch.tensor([source]), attention_mask=torch.ones(1, len(source), dtype=torch.long),
            do_sample=False, return_dict_in_generate=True, output_scores=True, **options)
        ids.append(found.sequences[0].tolist())
        scores += found.sequences_scores.tolist() if options["num_beams"] > 1 else []
    source_ids = padded(sources, 0)
    lengths = torch.tensor(list(map(len, sources)))
    mask = (torch.arange(source_ids.shape[1])[None, :] < lengths[:, None]).long()
    batch = model.generate(input_ids=source_ids, attention_mask=mask, do_sample=False, **options).tolist()
    for alone, together in zip(ids, batch):
        # Greedy search fills a batch up with pad; beam search with eos, because it takes pad id 0 for "none given".
        filler = 0 if options["num_beams"] == 1 else 2
        assert together == alone + [filler] * (len(together) - len(alone)), (alone, together, options)
    return ids, scores


def check_variety(model, generations):
    """Asserts that the goldens can tell right from wrong: ends of both kinds, varied ids, no decision by rounding."""
    for name in ("greedy", "beam5"):
        ids = generations[name]["ids"]
        assert any(s[-1] == 2 and len(s) < 20 for s in ids), f"{name}: no sequence ends by eos"
        assert sum(s[-1] == 2 and len(s) > 3 for s in ids) >= 2, f"{name}: too few longer sequences end by eos"
        assert len(set(map(tuple, ids))) >= 5, f"{name}: sequences repeat"
        assert len({t for s in ids for t in s}) >= 15, f"{name}: too few different tokens"
    assert any(s[-1] != 2 for s in generations["greedy"]["ids"]), "greedy: no sequence is cut at max_length"
    kinds = [json.dumps(g["ids"]) for g in generations.values()]
    assert len(set(kinds)) == len(kinds), "two ways of generation give the same ids"


def check_rounding(model, sources, generations):
    """Asserts that double precision generates the same ids: no choice between tokens hangs on rounding."""
    double = copy.deepcopy(model).double()
    for name, options in GENERATIONS.items():
        assert generate(double, sources, options)[0] == generations[name]["ids"], f"{name}: decided by rounding"


def adamw_series(model, sources, labels, clip_norm):
    """Losses before each of six updates on the same batch, and the global gradient norms."""
    model = copy.deepcopy(model)
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    groups = [dict(params=matrices, weight_decay=0.01), dict(params=vectors, weight_decay=0.0)]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.999), eps=1e-8)
    losses, norms = [], []
    for _ in range(6):
        optimizer.zero_grad()
        loss = run_batch(model, sources, labels)[0].loss
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), clip_norm or math.inf).item())
        losses.append(loss.item())
        optimizer.step()
    return dict(clip_norm=clip_norm, losses=losses, gradient_norms=norms)


def losses_of(logits, labels, target_mask):
    """Label-smoothed loss of the batch, and per example its mean loss and number of target tokens."""
    log_p = functional.log_softmax(logits, dim=-1)
    nll = -log_p.gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    smoothed = 0.9 * nll + 0.1 * -log_p.mean(-1)
    examples = [
        dict(loss=row[mask].mean().item(), target_tokens=int(mask.sum())) for row, mask in zip(nll, target_mask)]
    return smoothed[target_mask].mean().item(), examples


def write(name, recipe):
    folder = FOLDER / name
    model = make_model(recipe, recipe["seed"])
    sources, labels = make_batch(recipe, recipe["seed"])
    save_directory(folder, model, recipe)

    output, source_mask, target_mask = run_batch(model, sources, labels)
    output.loss.backward()
    smoothed, examples = losses_of(output.logits.detach(), padded(labels, -100), target_mask)
    tensors = {"logits": output.logits[target_mask], "encoder_hidden": output.encoder_last_hidden_state[source_mask]}
    tensors |= {f"gradient.{key}": parameter.grad for key, parameter in model.named_parameters()}
    save_file({key: value.detach().contiguous() for key, value in tensors.items()}, folder / "expected.safetensors")

    generations = {}
    for kind, options in GENERATIONS.items():
        ids, scores = generate(model, sources, options)
        generations[kind] = dict(options=options, ids=ids) | (dict(scores=scores) if scores else {})
    check_variety(model, generations)
    check_rounding(model, sources, generations)

    expected = dict(
        about=ABOUT, sources=sources, labels=labels, target_tokens=sum(map(len, labels)), loss=output.loss.item(),
        label_smoothed_loss=smoothed, examples=examples,
        adamw=[adamw_series(model, sources, labels, clip_norm) for clip_norm in (None, 0.5)], generation=generations)
    (folder / "expected.json").write_text(render(expected))
    size = sum(f.stat().st_size for f in folder.iterdir())
    print(f"{name}: loss {expected['loss']:.4f}, {size / 1000:.0f} kB")


def render(expected):
    """JSON with one line per entry of the outer two levels: readable, and small in diffs."""
    lines = []
    for key, value in expected.items():
        if isinstance(value, dict):
            inner = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            lines.append(f"  {json.dumps(key)}: {{\n{inner}\n  }}")
        elif isinstance(value, list):
            inner = ",\n".join(f"    {json.dumps(v)}" for v in value)
            lines.append(f"  {json.dumps(key)}: [\n{inner}\n  ]")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def save_directory(folder, model, recipe):
    """Saves as Hugging Face does, adapts config.json, and checks that the directory loads back with equal logits."""
    folder.mkdir(exist_ok=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink()
    config = json.loads((folder / "config.json").read_text()) | recipe["config"]
    config = {key: value for key, value in config.items() if value is not None}
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    again = T5ForConditionalGeneration.from_pretrained(folder).eval()
    assert ("lm_head.weight" in load_file(folder / "model.safetensors")) == recipe["untied"]
    probe = dict(input_ids=torch.tensor([[1, 5, 9, 2]]), decoder_input_ids=torch.tensor([[0, 7, 8]]))
    with torch.no_grad():
        assert torch.equal(model(**probe).logits, again(**probe).logits)


def search(name, recipe):
    for seed in range(400):
        model = make_model(recipe, seed)
        sources, _ = make_batch(recipe, seed)
        try:
            found = {kind: dict(ids=generate(model, sources, options)[0]) for kind, options in GENERATIONS.items()}
            check_variety(model, found)
            check_rounding(model, sources, found)
        except AssertionError as failure:
            print(f"{name} {seed}: {str(failure)[:100]}")
            continue
        print(f"{name} {seed}: usable", *found["greedy"]["ids"], *found["beam5"]["ids"], sep="\n  ")
        return


if __name__ == "__main__":
    arguments = sys.argv[1:]
    action = search if "--search" in arguments else write
    for name in [a for a in arguments if a != "--search"] or CHECKPOINTS:
        action(name, CHECKPOINTS[name])

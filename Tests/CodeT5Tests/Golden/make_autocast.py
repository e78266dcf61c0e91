"""Writes autocast.json: how PyTorch's own bfloat16 changes the gradients of the checkpoints in this folder.

For each checkpoint, transformers' T5 computes the gradients of the batch loss in single precision and under
torch.autocast in bfloat16; the file has the smallest and the mean cosine between the two over all parameters.

    python make_autocast.py     # torch 2.13, transformers 5.24, one thread
"""

import json
from pathlib import Path

import torch
from transformers import T5ForConditionalGeneration

HERE = Path(__file__).parent


def padded(sequences, filler):
    width = max(map(len, sequences))
    return torch.tensor([s + [filler] * (width - len(s)) for s in sequences])


def gradients(model, batch, rounded):
    model.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=rounded):
        loss = model(**batch).loss
    loss.backward()
    return {name: p.grad.flatten().double() for name, p in model.named_parameters()}


def cosines(folder):
    model = T5ForConditionalGeneration.from_pretrained(folder).eval()
    expected = json.loads((folder / "expected.json").read_text())
    sources, labels = expected["sources"], expected["labels"]
    batch = {
        "input_ids": padded(sources, 0),
        "attention_mask": padded([[1] * len(s) for s in sources], 0),
        "labels": padded(labels, -100),
    }
    exact = {name: g.clone() for name, g in gradients(model, batch, rounded=False).items()}
    rounded = gradients(model, batch, rounded=True)
    return [torch.nn.functional.cosine_similarity(exact[n], rounded[n], dim=0).item() for n in exact]


if __name__ == "__main__":
    torch.set_num_threads(1)
    result = {}
    for folder in sorted(p.parent for p in HERE.glob("*/expected.json")):
        values = cosines(folder)
        result[folder.name] = {"smallest": round(min(values), 6), "mean": round(sum(values) / len(values), 6)}
    (HERE / "autocast.json").write_text(json.dumps(result, indent=2) + "\n")

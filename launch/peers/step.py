#!/usr/bin/env python3
"""Hugging Face's T5 training step on batches that Fovea wrote, for comparison with `fovea-bench step`.

    launch/peers/setup
    fovea-bench step --write-batches batches.jsonl
    .venv/bin/python launch/peers/step.py --batches batches.jsonl --threads 2

codet5-small shape, fp32, dropout on, fused AdamW, each batch padded to its longest sequence. Prints one JSON object.
Real tokens are the source and target tokens that are not padding.
"""

import argparse
import json
import statistics
import time

import torch

import batchfile
import peer


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--batches", required=True, metavar="FILE", help="JSON lines, one batch a line")
    options.add_argument("--threads", type=int, default=1, metavar="N", help="threads PyTorch may use (default 1)")
    options.add_argument(
        "--steps", type=int, default=0, metavar="N",
        help="timed steps after one to warm up; starts over when the file ends (default: one for each batch)")
    options = options.parse_args()
    torch.set_num_threads(options.threads)
    batches = batchfile.read(options.batches)
    steps = options.steps or len(batches)

    model = peer.codet5_small().train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5, weight_decay=0.01, fused=True)

    def step(batch):
        source, target = batch["source"], batch["target"]
        loss = model(
            input_ids=peer.padded(source, peer.PAD), attention_mask=peer.attention_mask(source),
            labels=peer.padded(target, -100)).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return loss.item()

    step(batches[0])
    seconds, losses, real, padded = [], [], 0, 0
    for index in range(steps):
        batch = batches[index % len(batches)]
        start = time.perf_counter()
        losses.append(step(batch))
        seconds.append(time.perf_counter() - start)
        for sequences in (batch["source"], batch["target"]):
            lengths = list(map(len, sequences))
            real += sum(lengths)
            padded += max(lengths) * len(lengths)

    print(json.dumps({
        "real_tokens_per_second": real / sum(seconds),
        "padded_tokens_per_second": padded / sum(seconds),
        "seconds_per_step": statistics.median(seconds),
        "steps": steps,
        "first_loss": losses[0],
        "last_loss": losses[-1],
        **peer.environment(options.threads),
    }))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Hugging Face's beam search on batches that Fovea wrote, for comparison with `fovea-bench generate`.

    launch/peers/setup
    fovea-bench step --write-batches batches.jsonl
    .venv/bin/python launch/peers/generate.py --batches batches.jsonl --threads 2

Uses the batches' sources, each batch padded to its longest; with --batch-size, all sources in other batches, by length.
Prints one JSON object. Without --model the weights of a codet5-small shape are random, which says something about speed
only.
"""

import argparse
import json
import statistics
import time

import torch
from transformers import T5ForConditionalGeneration

import batchfile
import peer


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--batches", required=True, metavar="FILE", help="JSON lines, one batch a line")
    options.add_argument("--threads", type=int, default=1, metavar="N", help="threads PyTorch may use (default 1)")
    options.add_argument(
        "--steps", type=int, default=0, metavar="N",
        help="timed batches after one to warm up; starts over when the file ends (default: every batch once)")
    options.add_argument("--model", metavar="DIR", help="a Hugging Face directory (default: random weights)")
    options.add_argument("--beam", type=int, default=5, metavar="N", help="beams (default 5)")
    options.add_argument(
        "--max-length", type=int, default=128, metavar="N", help="tokens of a result, the start token included")
    options.add_argument(
        "--min-new-tokens", type=int, default=0, metavar="N", help="tokens before which no result may end (default 0)")
    options.add_argument(
        "--batch-size", type=int, default=0, metavar="N",
        help="sort all sources by length and take batches of this size (default: the file's batches)")
    options = options.parse_args()
    torch.set_num_threads(options.threads)
    batches = batchfile.sources(batchfile.read(options.batches), options.batch_size)
    steps = options.steps or len(batches)

    random = options.model is None
    model = peer.codet5_small() if random else T5ForConditionalGeneration.from_pretrained(options.model)
    model = model.float().eval()

    @torch.inference_mode()
    def generate(source):
        return model.generate(
            input_ids=peer.padded(source, peer.PAD), attention_mask=peer.attention_mask(source),
            num_beams=options.beam, max_length=options.max_length, min_new_tokens=options.min_new_tokens or None,
            do_sample=False)

    generate(batches[0])
    seconds, sequences, tokens = [], 0, 0
    for index in range(steps):
        start = time.perf_counter()
        result = generate(batches[index % len(batches)])
        seconds.append(time.perf_counter() - start)
        sequences += len(result)
        # The start token is given, not generated; what follows the first end token fills the row up.
        is_end = (result[:, 1:] == model.config.eos_token_id).int()
        tokens += int((is_end.cumsum(1) - is_end == 0).sum())

    print(json.dumps({
        "sequences_per_second": sequences / sum(seconds),
        "generated_tokens_per_second": tokens / sum(seconds),
        "seconds_per_batch": statistics.median(seconds),
        "batches": steps,
        "batch_size": options.batch_size,
        "beam": options.beam,
        "max_length": options.max_length,
        "random_weights": random,
        **peer.environment(options.threads),
    }))


if __name__ == "__main__":
    main()

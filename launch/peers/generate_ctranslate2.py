#!/usr/bin/env python3
"""CTranslate2's beam search on batches that Fovea wrote, for comparison with `fovea-bench generate`.

    launch/peers/setup
    fovea-bench step --write-batches batches.jsonl
    .venv/bin/python launch/peers/generate_ctranslate2.py --batches batches.jsonl --model DIR --compute-type int8

Converts the Hugging Face directory DIR with CTranslate2's own converter, in a process of its own, so that the memory
reported is that of generation. The vocabulary is numbered tokens: the batches hold ids, so no tokenizer is needed. Prints
one JSON object.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import batchfile


def token(number):
    return f"<{number}>"


def convert(model, folder, compute_type):
    """Writes the model for CTranslate2 into the folder."""
    from ctranslate2.converters import TransformersConverter
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(model)

    class Numbers:
        """Stands in for the tokenizer, which the converter asks for the vocabulary and the special tokens."""

        pad_token, eos_token = token(config.pad_token_id), token(config.eos_token_id)
        # Any token that is no other special one; no id is ever unknown.
        unk_token = token(3)

        def get_vocab(self):
            return {token(number): number for number in range(config.vocab_size)}

        def convert_ids_to_tokens(self, number):
            return token(number)

    class Converter(TransformersConverter):
        def load_tokenizer(self, *_, **__):
            return Numbers()

    Converter(model).convert(folder, quantization=compute_type)


def arguments():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--model", required=True, metavar="DIR", help="a Hugging Face directory")
    options.add_argument("--compute-type", default="float32", choices=["float32", "int8"], help="default float32")
    options.add_argument("--batches", metavar="FILE", help="JSON lines, one batch a line")
    options.add_argument("--threads", type=int, default=1, metavar="N", help="threads it may use (default 1)")
    options.add_argument(
        "--steps", type=int, default=0, metavar="N",
        help="timed batches after one to warm up; starts over when the file ends (default: every batch once)")
    options.add_argument("--beam", type=int, default=5, metavar="N", help="beams (default 5)")
    options.add_argument(
        "--max-length", type=int, default=128, metavar="N", help="tokens of a result, the start token included")
    options.add_argument(
        "--min-new-tokens", type=int, default=0, metavar="N", help="tokens before which no result may end (default 0)")
    options.add_argument(
        "--batch-size", type=int, default=0, metavar="N",
        help="sort all sources by length and take batches of this size (default: the file's batches)")
    options.add_argument("--convert-to", metavar="DIR", help="only convert the model, into this folder")
    return options.parse_args()


def measure(options, folder):
    # CTranslate2 imports PyTorch only to convert models; here it would count as memory of generation.
    sys.modules["torch"] = None
    import ctranslate2

    batches = [
        [list(map(token, ids)) for ids in source]
        for source in batchfile.sources(batchfile.read(options.batches), options.batch_size)]
    steps = options.steps or len(batches)
    translator = ctranslate2.Translator(
        folder, device="cpu", compute_type=options.compute_type, inter_threads=1, intra_threads=options.threads)

    def generate(source):
        return translator.translate_batch(
            source, beam_size=options.beam, max_decoding_length=options.max_length - 1,
            min_decoding_length=max(options.min_new_tokens, 1))

    generate(batches[0])
    seconds, sequences, tokens = [], 0, 0
    for index in range(steps):
        start = time.perf_counter()
        results = generate(batches[index % len(batches)])
        seconds.append(time.perf_counter() - start)
        sequences += len(results)
        # The end token is left out of a result that did not reach the maximum length.
        tokens += sum(min(len(result.hypotheses[0]) + 1, options.max_length - 1) for result in results)

    print(json.dumps({
        "sequences_per_second": sequences / sum(seconds),
        "generated_tokens_per_second": tokens / sum(seconds),
        "seconds_per_batch": statistics.median(seconds),
        "batches": steps,
        "batch_size": options.batch_size,
        "beam": options.beam,
        "max_length": options.max_length,
        "compute_type": translator.compute_type,
        "peak_resident_bytes": batchfile.peak_resident_bytes(),
        "threads": options.threads,
        "ctranslate2": ctranslate2.__version__,
    }))


def main():
    options = arguments()
    if options.convert_to:
        convert(options.model, options.convert_to, options.compute_type)
        return
    if not options.batches:
        sys.exit("error: --batches is missing")
    with tempfile.TemporaryDirectory() as parent:
        folder = os.path.join(parent, "model")
        subprocess.run(
            [sys.executable, __file__, "--model", options.model, "--compute-type", options.compute_type,
             "--convert-to", folder], check=True, stdout=sys.stderr)
        measure(options, folder)


if __name__ == "__main__":
    main()

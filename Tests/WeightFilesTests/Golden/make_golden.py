"""Writes the weight files that the tests read, with PyTorch, safetensors and transformers themselves.

Run in this folder: python make_golden.py
Needs torch, safetensors and transformers; made with torch 2.13, safetensors as transformers 5.23 brings it.
expected.json holds what the libraries say is in each file, {file: {tensor: {"shape": […], "bits": "…"}}}: the elements
as 32-bit floats, little-endian, in hexadecimal, so that signed zeros and infinities compare too.
"""

import collections
import io
import json
import os
import pickle
import shutil
import zipfile

import torch
from safetensors.torch import save_file
from transformers import T5Config, T5ForConditionalGeneration

torch.manual_seed(7)
expected = {}


def record(file, tensors):
    expected[file] = {
        name: {"shape": list(tensor.shape), "bits": tensor.float().contiguous().numpy().tobytes().hex()}
        for name, tensor in tensors.items()
        if tensor.is_floating_point()
    }


def every_type():
    # Values at the edges of the 16-bit formats: subnormals, the greatest finite value, and both infinities.
    edges = [0.0, -0.0, 1.0, -2.5, 6e-8, 6.1e-5, 65504.0, 1e-40, float("inf"), float("-inf")]
    return {
        "double": torch.tensor([0.1, -1e300, 1e-300], dtype=torch.float64),
        "single": torch.randn(2, 3),
        "half": torch.tensor(edges, dtype=torch.float32).half(),
        "brain": torch.tensor(edges, dtype=torch.float32).bfloat16(),
        "scalar": torch.tensor(3.5),
        "nothing": torch.zeros(0, 4),
        "long": torch.tensor([[-1, 2**40]]),
        "byte": torch.tensor([0, 255], dtype=torch.uint8),
        "flag": torch.tensor([True, False]),
    }


def views():
    base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
    shared = torch.randn(4, 3)
    return {
        "base": base,
        "transposed": base.permute(2, 0, 1),
        "slice": base[:, 1:, ::2],
        "column": base[1, :, 2],
        "half.transposed": torch.randn(3, 5).half().t(),
        "shared.weight": shared,
        "lm_head.weight": shared,
        "one": base[1:, 1:2, 3:],
    }


class Command:
    """Unpickles into a call of os.system; reading it must not make the file."""

    def __reduce__(self):
        return (os.system, ("touch canary-of-the-malicious-pickle",))


def rewrite(source, target, compression=zipfile.ZIP_STORED, replace=None, extra=None):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", compression) as new:
        for member in old.infolist():
            content = (replace or {}).get(member.filename, old.read(member))
            new.writestr(zipfile.ZipInfo(member.filename), content, compress_type=compression)
        for name in extra or []:
            new.writestr(zipfile.ZipInfo(name), b"payload", compress_type=zipfile.ZIP_STORED)


def write_sharded():
    shutil.rmtree("sharded", ignore_errors=True)
    config = T5Config(
        vocab_size=12, d_model=8, d_kv=4, d_ff=16, num_layers=1, num_heads=2, feed_forward_proj="relu",
        decoder_start_token_id=0)
    model = T5ForConditionalGeneration(config)
    model.save_pretrained("sharded", max_shard_size="4KB")
    for name in ("config.json", "generation_config.json"):
        os.remove(f"sharded/{name}")
    index = json.load(open("sharded/model.safetensors.index.json"))
    state = model.state_dict()
    record("sharded", {name: state[name] for name in index["weight_map"]})


types = every_type()
save_file(types, "types.safetensors", metadata={"format": "pt"})
record("types.safetensors", types)

state = collections.OrderedDict(types)
state._metadata = collections.OrderedDict([("", {"version": 1}), ("encoder", {"version": 2})])
torch.save(state, "types.bin")
record("types.bin", types)

torch.save(views(), "views.bin")
record("views.bin", torch.load("views.bin", weights_only=True))

module = torch.nn.Linear(3, 2)
torch.save({"state_dict": module.state_dict()}, "nested.bin")
record("nested.bin", module.state_dict())
torch.save(module.state_dict(), "legacy.bin", _use_new_zipfile_serialization=False)
torch.save({"weight": module.weight.detach(), "epoch": 3}, "not-only-tensors.bin")
torch.save(dict(module.state_dict()), "narrow-source.bin")
rewrite("narrow-source.bin", "narrow.bin")
record("narrow.bin", module.state_dict())
rewrite("narrow-source.bin", "compressed.bin", compression=zipfile.ZIP_DEFLATED)
rewrite("narrow-source.bin", "slip.bin", extra=["narrow-source/../../outside"])
rewrite("narrow-source.bin", "absolute.bin", extra=["/outside"])
rewrite("narrow-source.bin", "backslash.bin", extra=["narrow-source\\..\\outside"])
rewrite("narrow-source.bin", "two-folders.bin", extra=["other/data.pkl"])
malicious = io.BytesIO()
pickle.Pickler(malicious, protocol=2).dump({"weight": Command()})
rewrite("narrow-source.bin", "malicious.bin", replace={"narrow-source/data.pkl": malicious.getvalue()})
os.remove("narrow-source.bin")

torch.serialization.set_crc32_options(False)
torch.save(module.state_dict(), "unchecked.bin")
record("unchecked.bin", module.state_dict())

write_sharded()
with open("expected.json", "w") as file:
    json.dump(expected, file, indent=1, sort_keys=True)

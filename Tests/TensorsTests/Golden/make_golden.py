"""Writes operations.json beside this script: small inputs and what torch and transformers compute from them.

    python make_golden.py      # made with torch 2.13, transformers 5.23

Matrices are row-major lists of rows. Every backward entry holds the gradients for the given upstream gradient
`output_gradient`, computed in single precision like the forward pass.
"""

import json
import math
import pathlib

import torch
from torch.nn import functional
from transformers.activations import NewGELUActivation
from transformers.models.t5.modeling_t5 import T5Attention, T5LayerNorm

torch.set_num_threads(1)
torch.manual_seed(7)


def leaf(*shape, scale=1.0):
    return (scale * torch.randn(*shape)).requires_grad_()


def listed(tensor):
    """Nested lists with the shortest decimals that read back as the same single-precision numbers."""
    if tensor.dim() == 0:
        return float(f"{tensor.item():.9g}")
    return [listed(entry) for entry in tensor.detach()]


def rms_norm():
    """T5's layer norm: x / sqrt(mean(x^2) + epsilon) * weight; no mean subtraction, no bias."""
    norm = T5LayerNorm(10, eps=1e-6)
    with torch.no_grad():
        norm.weight.copy_(1 + 0.3 * torch.randn(10))
    x = leaf(4, 10)
    with torch.no_grad():
        x[2] *= 1e-3
        x[3] *= 100
    upstream = torch.randn(4, 10)
    output = norm(x)
    output.backward(upstream)
    return dict(
        epsilon=1e-6, input=listed(x), weight=listed(norm.weight), output=listed(output),
        output_gradient=listed(upstream), input_gradient=listed(x.grad), weight_gradient=listed(norm.weight.grad))


def gated_gelu():
    """gelu_new(gate) * linear, gelu_new being the tanh approximation; the extremes of the gate are among the inputs."""
    gate, linear = leaf(3, 8, scale=2.0), leaf(3, 8)
    with torch.no_grad():
        gate[0, :4] = torch.tensor([0.0, -12.0, 12.0, -0.7518])
    upstream = torch.randn(3, 8)
    output = NewGELUActivation()(gate) * linear
    output.backward(upstream)
    return dict(
        gate=listed(gate), linear=listed(linear), output=listed(output), output_gradient=listed(upstream),
        gate_gradient=listed(gate.grad), linear_gradient=listed(linear.grad))


def softmax_with_bias():
    """softmax(scores + bias) by rows, unmasked and causal (row i sees columns 0...i, the rest are 0)."""
    scores, bias = leaf(5, 5, scale=2.0), leaf(5, 5)
    with torch.no_grad():
        scores[4] += torch.tensor([80.0, -80.0, 0.0, 80.5, 0.0])
    upstream = torch.randn(5, 5)
    entries = {}
    for kind, masked in (("full", False), ("causal", True)):
        total = scores + bias
        if masked:
            total = total.masked_fill(torch.ones(5, 5).triu(1).bool(), -math.inf)
        output = torch.softmax(total, dim=-1)
        scores.grad = None
        output.backward(upstream)
        # The gradient of the bias is that of the scores: both enter through their sum.
        entries[kind] = dict(output=listed(output), scores_gradient=listed(scores.grad))
    return dict(scores=listed(scores), bias=listed(bias), output_gradient=listed(upstream), **entries)


def cross_entropy():
    """Mean over tokens of (1 - epsilon) * -log p[label] + epsilon * mean over the vocabulary of -log p."""
    logits = leaf(5, 11, scale=3.0)
    with torch.no_grad():
        logits[4] += 200
    labels = torch.tensor([3, 0, 10, 7, 7])
    cases = []
    for epsilon in (0.0, 0.1):
        logits.grad = None
        per_token = functional.cross_entropy(logits, labels, reduction="none", label_smoothing=epsilon)
        per_token.mean().backward()
        cases.append(dict(
            label_smoothing=epsilon, loss=listed(per_token.mean()), token_losses=listed(per_token),
            logits_gradient=listed(logits.grad)))
    return dict(
        logits=listed(logits), labels=labels.tolist(), cases=cases,
        log_probabilities=listed(torch.log_softmax(logits, dim=-1)))


def relative_position_buckets():
    """Buckets of key position - query position for the distances -300...300, as runs of [bucket, length]."""
    distances = torch.arange(-300, 301)
    cases = []
    for bidirectional in (True, False):
        for count, limit in ((32, 128), (8, 20), (16, 64), (64, 256), (12, 30)):
            buckets = T5Attention._relative_position_bucket(
                distances, bidirectional=bidirectional, num_buckets=count, max_distance=limit).tolist()
            runs = []
            for bucket in buckets:
                if runs and runs[-1][0] == bucket:
                    runs[-1][1] += 1
                else:
                    runs.append([bucket, 1])
            cases.append(dict(bidirectional=bidirectional, buckets=count, max_distance=limit, runs=runs))
    return dict(first_distance=-300, cases=cases)


def attention():
    """Unscaled attention of two packed sequences with a bias by distance, [heads, 2 * reach - 1]: to themselves, to
    their past, and to keys of other lengths."""
    heads, width, reach = 2, 3, 5
    entries = []
    for causal, query_lengths, key_lengths in ((False, (5, 3), (5, 3)), (True, (4, 5), (4, 5)), (False, (2, 5), (4, 1))):
        queries, keys, values = (leaf(sum(n), heads * width) for n in (query_lengths, key_lengths, key_lengths))
        bias = leaf(heads, 2 * reach - 1)
        outputs, query_start, key_start = [], 0, 0
        for rows, columns in zip(query_lengths, key_lengths):
            def by_head(tensor, start, length):
                return tensor[start:start + length].reshape(length, heads, width).transpose(0, 1)
            distance = torch.arange(columns)[None, :] - torch.arange(rows)[:, None]
            mask = bias[:, distance + reach - 1]
            if causal:
                mask = mask.masked_fill(distance > 0, -math.inf)
            output = functional.scaled_dot_product_attention(
                by_head(queries, query_start, rows), by_head(keys, key_start, columns),
                by_head(values, key_start, columns), attn_mask=mask, scale=1.0)
            outputs.append(output.transpose(0, 1).reshape(rows, heads * width))
            query_start, key_start = query_start + rows, key_start + columns
        output = torch.cat(outputs)
        upstream = torch.randn(output.shape)
        output.backward(upstream)
        entries.append(dict(
            causal=causal, heads=heads, head_width=width, query_lengths=query_lengths, key_lengths=key_lengths,
            queries=listed(queries), keys=listed(keys), values=listed(values), bias=listed(bias), output=listed(output),
            output_gradient=listed(upstream), query_gradient=listed(queries.grad), key_gradient=listed(keys.grad),
            value_gradient=listed(values.grad), bias_gradient=listed(bias.grad)))
    return entries


def main():
    entries = dict(
        rms_norm=rms_norm(), gated_gelu=gated_gelu(), softmax_with_bias=softmax_with_bias(),
        cross_entropy=cross_entropy(), relative_position_buckets=relative_position_buckets(),
        attention=attention())
    lines = []
    for key, entry in entries.items():
        if isinstance(entry, list):
            lines.append(f"  {json.dumps(key)}: [\n" + ",\n".join(f"    {json.dumps(e)}" for e in entry) + "\n  ]")
            continue
        inner = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in entry.items())
        lines.append(f"  {json.dumps(key)}: {{\n{inner}\n  }}")
    path = pathlib.Path(__file__).resolve().with_name("operations.json")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()

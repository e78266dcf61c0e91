"""Writes schedules.json, adamw.json and clipping.json beside this script: learning-rate factors, AdamW steps and clipped
gradients to test against.

    python make_golden.py      # made with torch 2.13, transformers 5.23
"""

import json
import pathlib

import torch
import transformers

FOLDER = pathlib.Path(__file__).resolve().parent


def schedule(name, warmup, total):
    """The factors that multiply the learning rate at updates 0, 1, …, total + 1."""
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=1.0)
    if name == "constant":
        scheduler = transformers.get_constant_schedule_with_warmup(optimizer, warmup)
    elif name == "linear":
        scheduler = transformers.get_linear_schedule_with_warmup(optimizer, warmup, total)
    else:
        scheduler = transformers.get_cosine_schedule_with_warmup(optimizer, warmup, total)
    factors = []
    for _ in range(total + 2):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return dict(schedule=name, warmup_steps=warmup, total_steps=total, factors=factors)


def adamw(weight_decay):
    """Three AdamW updates of one vector in single precision, with the parameters and both moments after each."""
    generator = torch.Generator().manual_seed(11)
    parameter = torch.nn.Parameter(torch.randn(6, generator=generator))
    settings = dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=weight_decay)
    optimizer = torch.optim.AdamW([parameter], **settings)
    initial, steps = parameter.tolist(), []
    for update in range(3):
        parameter.grad = torch.randn(6, generator=generator) * 10.0 ** (-update)
        # A parameter without a gradient only decays; a tiny one is of the size of eps.
        parameter.grad[0], parameter.grad[1] = 0.0, 1e-8
        gradient = parameter.grad.tolist()
        optimizer.step()
        state = optimizer.state[parameter]
        steps.append(dict(
            gradient=gradient, parameters=parameter.tolist(),
            first_moment=state["exp_avg"].tolist(), second_moment=state["exp_avg_sq"].tolist()))
    return dict(
        learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=weight_decay,
        initial=initial, steps=steps)


def clipping(maximum, scale):
    """Two gradients before and after clip_grad_norm_, with the norm it returns."""
    generator = torch.Generator().manual_seed(5)
    parameters = [torch.nn.Parameter(torch.zeros(n)) for n in (5, 9)]
    for parameter in parameters:
        parameter.grad = scale * torch.randn(parameter.shape, generator=generator)
    gradients = [parameter.grad.tolist() for parameter in parameters]
    norm = torch.nn.utils.clip_grad_norm_(parameters, maximum)
    return dict(
        maximum=maximum, gradients=gradients, norm=norm.item(), clipped=[p.grad.tolist() for p in parameters])


def write(name, entries):
    lines = ",\n".join("  " + json.dumps(entry) for entry in entries)
    (FOLDER / name).write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    lengths = ((4, 20), (0, 10), (1, 7), (5, 5))
    write("schedules.json", [schedule(n, w, t) for n in ("constant", "linear", "cosine") for w, t in lengths])
    write("adamw.json", [adamw(decay) for decay in (0.0, 0.01, 0.1)])
    write("clipping.json", [clipping(m, s) for m, s in ((1.0, 2.0), (1.0, 0.01), (0.25, 1.0), (5.0, 1e6))])

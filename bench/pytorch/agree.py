"""Bound and gradient norms of the PyTorch writing on Floe's own weights and draws, read from standard input as JSON."""
import json
import sys

import torch
from training import Training


def tensor(values):
    return torch.tensor(values["values"], dtype=torch.float32).reshape(values["shape"])


@torch.no_grad()
def fill_network(network, name, weights):
    linear = [layer for layer in network if isinstance(layer, torch.nn.Linear)]
    for i, layer in enumerate(linear):
        layer.weight.copy_(weights[f"{name}/w{i}"].T)
        layer.bias.copy_(weights[f"{name}/b{i}"])


@torch.no_grad()
def fill(training, weights):
    training.raw.copy_(weights["design/raw"])
    if training.scored is None:
        return
    critic = training.scored.critic
    fill_network(critic.of_theta, "critic/theta", weights)
    fill_network(critic.of_outcome, "critic/outcome", weights)
    critic.skip.weight.copy_(weights["critic/skip"].T)
    critic.offset.copy_(weights["critic/offset"])
    fill_network(training.scored.auxiliary, "auxiliary/net", weights)


def norm_of(parameters):
    return torch.nn.utils.get_total_norm([p.grad for p in parameters]).item()


given = json.load(sys.stdin)
training = Training(given["workload"])
fill(training, {name: tensor(values) for name, values in given["weights"].items()})
training.scaling = [[torch.tensor([given["scaling"][part][what]]) for what in ("mean", "sd")] for part in ("theta", "outcome")]
inputs = {name: tensor(values) for name, values in given["inputs"].items()}
noise = {name.removeprefix("noise/"): value for name, value in inputs.items() if name.startswith("noise/")}
bound = training.bound(inputs["theta"], noise)
bound.backward()
norms = {"design": norm_of([training.raw])}
if training.scored is not None:
    norms["critic"] = norm_of(training.scored.parameters())
print(json.dumps({"bound": bound.item(), "norms": norms}))

"""Multilayer perceptrons, and the clip that both groups of parameters go through."""
import math

import torch
from torch import nn


def mlp(*sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class Clip:
    """Cuts the gradients' norm at a multiple of its own running geometric mean over about a hundred steps, as src/engine/adam.ts does."""

    def __init__(self, parameters, multiple):
        self.parameters, self.multiple, self.usual = list(parameters), multiple, math.inf

    def __call__(self):
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, self.multiple * self.usual).item()
        if not math.isfinite(norm):
            raise FloatingPointError("the gradient is not finite")
        self.usual = norm if self.usual == math.inf else self.usual * (max(norm, 1e-30) / self.usual) ** 0.01
        return norm

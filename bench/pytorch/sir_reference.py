"""The SIR equations by Euler-Maruyama in PyTorch, one thread, float32: sir_reference.py torch|torchsde. Prints processor time in JSON."""
import json
import sys
import time

import torch
from simulators.sir import DT, INFECTED, POPULATION, advance

torch.set_num_threads(1)
torch.manual_seed(1)
PATHS, STEPS = 100_000, 100
beta = torch.exp(-0.693 + 0.5 * torch.randn(PATHS))
gamma = torch.exp(-2.303 + 0.5 * torch.randn(PATHS))


def by_hand(steps):
    s, i = torch.full((PATHS,), POPULATION - INFECTED), torch.full((PATHS,), INFECTED)
    for _ in range(steps):
        s, i = advance(s, i, beta, gamma)


class Sir(torch.nn.Module):
    noise_type, sde_type = "general", "ito"

    def f(self, t, y):
        s, i = y.clamp(0, POPULATION).unbind(1)
        rate, out = beta * s * i / POPULATION, gamma * i
        return torch.stack([-rate, rate - out], 1)

    def g(self, t, y):
        s, i = y.clamp(0, POPULATION).unbind(1)
        a, b = torch.sqrt(beta * s * i / POPULATION), torch.sqrt(gamma * i)
        return torch.stack([torch.stack([-a, torch.zeros_like(a)], 1), torch.stack([a, -b], 1)], 1)


def by_torchsde(steps):
    import torchsde

    start = torch.tensor([POPULATION - INFECTED, INFECTED]).expand(PATHS, 2)
    torchsde.sdeint(Sir(), start, torch.tensor([0.0, steps * DT]), dt=DT, method="euler")


run = {"torch": by_hand, "torchsde": by_torchsde}[sys.argv[1]]
with torch.no_grad():
    run(10)
    began = time.process_time()
    run(STEPS)
    seconds = time.process_time() - began
print(json.dumps({"name": sys.argv[1], "paths": PATHS, "steps": STEPS, "seconds": seconds}))

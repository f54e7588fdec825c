"""The same networks in PyTorch, eager: pytorch_step.py THREADS WORKLOAD. Reads times in ms to step for, answers in lines of JSON."""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)
workload = json.loads(sys.argv[2])
hidden, batch, features, measurements = workload["hidden"], workload["batch"], workload["features"], workload["measurements"]


def network(*sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


of_theta = network(2, hidden, hidden, features)
of_outcome = network(measurements, hidden, hidden, features)
auxiliary = network(2 * features, hidden, 1)
log_temperature = nn.Parameter(torch.zeros(()))
design = nn.Parameter(torch.linspace(-1, 1, measurements))
own_parameters = [log_temperature, design]
parameters = [p for net in (of_theta, of_outcome, auxiliary) for p in net.parameters()] + own_parameters
adam = torch.optim.Adam(parameters, lr=1e-4)
gamma = torch.distributions.Gamma(torch.tensor(2.0), torch.tensor(0.5))
joint = torch.eye(batch)


def step():
    theta = torch.randn(batch, 2)
    noise = torch.randn(batch, measurements) + gamma.sample((batch, measurements))
    outcome = 3 * theta[:, :1] + 3 * theta[:, 1:] * (10 * torch.tanh(design)) + noise
    h = F.normalize(of_theta(theta), dim=1)
    g = F.normalize(of_outcome(outcome / 20), dim=1)
    scores = log_temperature.exp() * (h @ g.T)
    u = auxiliary(torch.cat([h, g], 1)).squeeze(1)
    ratios = torch.exp(scores - (scores.diagonal() + u)[:, None]) * (1 - joint)
    loss = (u + ratios.sum(1) / (batch - 1) - 1).mean()
    adam.zero_grad()
    loss.backward()
    adam.step()
    return -loss.item()


def say(message):
    print(json.dumps(message), flush=True)


say({"versions": {"torch": torch.__version__}})
for line in sys.stdin:
    began = time.perf_counter()
    steps, bound = 0, 0.0
    while steps < 2 or time.perf_counter() - began < int(line) / 1000:
        bound += step()
        steps += 1
    if not math.isfinite(bound):
        sys.exit("the bound is not finite")
    say({"ms": (time.perf_counter() - began) / steps * 1000, "bound": bound / steps})

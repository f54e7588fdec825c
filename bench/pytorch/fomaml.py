"""A FOMAML step of PyTorch's eager mode under measurement: fomaml.py THREADS batched|each WORKLOAD."""
import json
import math
import sys

import torch
from protocol import serve

threads, way, workload = int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)
tasks, support, query = workload["tasks"], workload["support"], workload["query"]
inner = workload["innerRate"]
sizes = [1, *workload["hidden"], 1]
layers = [torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
params = [p for layer in layers for p in (layer.weight, layer.bias)]
adam = torch.optim.Adam(params, lr=1e-3)


def draw():
    amplitude = 0.1 + 4.9 * torch.rand(tasks, 1)
    phase = math.pi * torch.rand(tasks, 1)
    x = 10 * torch.rand(tasks, support + query) - 5
    y = amplitude * torch.sin(x - phase)
    return x[:, :support], y[:, :support], x[:, support:], y[:, support:]


def forward(weights, x):
    """Weights shared, [out, in], or one a task, [tasks, out, in]; x is [n, 1] or [tasks, n, 1]."""
    for i in range(0, len(weights), 2):
        w, b = weights[i], weights[i + 1]
        x = torch.baddbmm(b.unsqueeze(1), x, w.transpose(1, 2)) if w.dim() == 3 else torch.nn.functional.linear(x, w, b)
        if i + 2 < len(weights):
            x = torch.relu(x)
    return x.squeeze(-1)


def batched():
    """Weights of every task in one tensor a layer."""
    sx, sy, qx, qy = draw()
    own = [p.detach().expand(tasks, *p.shape).clone().requires_grad_() for p in params]
    loss = ((forward(own, sx.unsqueeze(-1)) - sy) ** 2).mean(1).sum()
    moved = [(p - inner * g).detach().requires_grad_() for p, g in zip(own, torch.autograd.grad(loss, own))]
    outer = ((forward(moved, qx.unsqueeze(-1)) - qy) ** 2).mean()
    for p, g in zip(params, torch.autograd.grad(outer, moved)):
        p.grad = g.sum(0)
    adam.step()
    return outer.item()


def each():
    """One task after the other, as most public implementations have it."""
    sx, sy, qx, qy = draw()
    adam.zero_grad()
    total = 0.0
    for t in range(tasks):
        loss = ((forward(params, sx[t].unsqueeze(-1)) - sy[t]) ** 2).mean()
        moved = [(p - inner * g).detach().requires_grad_() for p, g in zip(params, torch.autograd.grad(loss, params))]
        outer = ((forward(moved, qx[t].unsqueeze(-1)) - qy[t]) ** 2).mean() / tasks
        for p, g in zip(params, torch.autograd.grad(outer, moved)):
            p.grad = g if p.grad is None else p.grad + g
        total += outer.item()
    adam.step()
    return total


serve(batched if way == "batched" else each)

"""The networks of the literature: FLO with a bilinear critic on the line model, its design trained along."""
import torch
import torch.nn.functional as F
from nets import mlp
from torch import nn


class Network:
    def __init__(self, workload, fused):
        hidden, features, measurements = workload["hidden"], workload["features"], workload["measurements"]
        self.batch, self.measurements = workload["batch"], measurements
        self.of_theta = mlp(2, hidden, hidden, features)
        self.of_outcome = mlp(measurements, hidden, hidden, features)
        self.auxiliary = mlp(2 * features, hidden, 1)
        self.log_temperature = nn.Parameter(torch.zeros(()))
        self.design = nn.Parameter(torch.linspace(-1, 1, measurements))
        networks = (self.of_theta, self.of_outcome, self.auxiliary)
        parameters = [p for net in networks for p in net.parameters()] + [self.log_temperature, self.design]
        self.adam = torch.optim.Adam(parameters, lr=1e-4, fused=fused or None)
        self.gamma = torch.distributions.Gamma(torch.tensor(2.0), torch.tensor(0.5))
        self.joint = torch.eye(self.batch)

    def step(self):
        theta = torch.randn(self.batch, 2)
        shape = (self.batch, self.measurements)
        noise = torch.randn(shape) + self.gamma.sample(shape)
        outcome = 3 * theta[:, :1] + 3 * theta[:, 1:] * (10 * torch.tanh(self.design)) + noise
        h = F.normalize(self.of_theta(theta), dim=1)
        g = F.normalize(self.of_outcome(outcome / 20), dim=1)
        scores = self.log_temperature.exp() * (h @ g.T)
        u = self.auxiliary(torch.cat([h, g], 1)).squeeze(1)
        ratios = torch.exp(scores - (scores.diagonal() + u)[:, None]) * (1 - self.joint)
        loss = (u + ratios.sum(1) / (self.batch - 1) - 1).mean()
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()
        return -loss.item()

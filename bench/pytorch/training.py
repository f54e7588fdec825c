"""One step of `floe design`: draw, simulate, bound, gradients, clip and Adam for critic and design."""
import importlib

import torch
from critics import Scored
from estimators import by_likelihood, estimators
from nets import Clip
from torch import nn


class Training:
    def __init__(self, workload, fused=False):
        options = workload["training"]
        self.batch = options["batch"]
        self.simulator = importlib.import_module(f"simulators.{workload['simulator']}").Simulator(workload["designs"])
        self.estimator = estimators[workload["estimator"]]
        self.raw = nn.Parameter(self.simulator.start())
        self.scored = None
        groups = [(options["designRate"], [self.raw])]
        if workload["estimator"] not in by_likelihood:
            self.scaling = self.pilot()
            sizes = [mean.shape[1] for mean, _ in self.scaling]
            self.scored = Scored(options, *sizes, auxiliary=workload["estimator"] == "flo")
            groups.append((options["criticRate"], list(self.scored.parameters())))
        self.clips = [Clip(parameters, options["clipNorm"]) for _, parameters in groups]
        parameters = [{"lr": rate, "params": group} for rate, group in groups]
        self.adam = torch.optim.Adam(parameters, eps=1e-7, maximize=True, fused=fused or None)

    @torch.no_grad()
    def pilot(self, n=2000):
        """Means and standard deviations of the features of theta and outcome under random designs."""
        theta, noise = self.simulator.draw(n)
        outcome = self.simulator.simulate(theta, self.simulator.random_designs(n), noise)
        features = self.simulator.theta_features(theta), self.simulator.outcome_features(outcome)
        return [(x.mean(0, keepdim=True), x.std(0, correction=0, keepdim=True)) for x in features]

    def bound(self, theta, noise):
        design = self.simulator.design(self.raw)
        outcome = self.simulator.simulate(theta, design, noise)
        if self.scored is None:
            return self.estimator(self.simulator.log_likelihood(theta, design, outcome), None)
        features = self.simulator.theta_features(theta), self.simulator.outcome_features(outcome)
        return self.estimator(*self.scored(*((x - mean) / sd for x, (mean, sd) in zip(features, self.scaling))))

    def step(self):
        bound = self.bound(*self.simulator.draw(self.batch))
        self.adam.zero_grad()
        bound.backward()
        for clip in self.clips:
            clip()
        self.adam.step()
        return bound.item()

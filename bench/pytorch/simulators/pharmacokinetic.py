"""simulators/pharmacokinetic.ts: concentration of a drug at chosen times, with multiplicative and additive noise."""
import math

import torch

DOSE, HOURS, MULTIPLICATIVE, ADDITIVE = 400.0, 24.0, 0.01, 0.1
CENTRE, PRIOR_SD = [0.0, math.log(0.1), math.log(20)], math.sqrt(0.05)
SHIFT = 0.01 / HOURS  # keeps the difference of the rates away from 0


class Simulator:
    def __init__(self, designs):
        self.designs = designs
        self.centre = torch.tensor(CENTRE)

    def start(self):
        return torch.logit(torch.linspace(5 / 60, 23.9, self.designs)[None] / HOURS)

    def design(self, raw):
        return HOURS * torch.sigmoid(raw)

    def random_designs(self, n):
        return HOURS * torch.rand(n, self.designs)

    def draw(self, n):
        shape = (n, self.designs)
        theta = torch.exp(self.centre + PRIOR_SD * torch.randn(n, 3))
        factor = 1 + math.sqrt(MULTIPLICATIVE) * torch.randn(shape)
        return theta, {"factor": factor, "shift": math.sqrt(ADDITIVE) * torch.randn(shape)}

    def simulate(self, theta, design, noise):
        return concentration(theta, design) * noise["factor"] + noise["shift"]

    def theta_features(self, theta):
        return theta.log()

    def outcome_features(self, outcome):
        return torch.asinh(math.sqrt(MULTIPLICATIVE / ADDITIVE) * outcome)

    def log_likelihood(self, theta, design, outcome):
        """Of every outcome under every theta, [n, m]: the square expanded into two matrix products, as in src/modelling/likelihoods.ts."""
        mean = concentration(theta, design)
        variance = MULTIPLICATIVE * mean.square() + ADDITIVE
        centre = mean.mean(0, keepdim=True)
        mu, y, weight = mean - centre, outcome - centre, 1 / variance
        constant = 0.5 * (weight * mu.square() + variance.log() + math.log(2 * math.pi)).sum(1, keepdim=True)
        return (weight * mu) @ y.T - (0.5 * weight) @ y.square().T - constant


def concentration(theta, times):
    """(dose/V) ka/(ka - ke) (exp(-ke t) - exp(-ka t)), without the division by zero at ka = ke: [n, D], mg/L."""
    ka, ke, volume = theta.split(1, 1)
    difference = torch.sqrt((ka - ke).square() + SHIFT**2)
    slow = 0.5 * (ka + ke - difference)
    risen = -torch.expm1(-difference * times)
    return DOSE * ka / (volume * difference) * torch.exp(-slow * times) * risen

"""simulators/sir.ts, preset surveillance: an epidemic's path, simulated ahead into a bank and read at chosen times."""
import math

import torch

POPULATION, INFECTED, DAYS, DT = 500.0, 2.0, 100.0, 0.01
LATEST = 0.9999 * DAYS
INTERVALS = 500
HALF_WIDTH = 0.5  # days; dI/dt of a diffusion does not exist, see src/modelling/dynamics/readPath.ts
BANK = 20_000


class Simulator:
    def __init__(self, designs):
        self.designs = designs
        self.bank = None

    def start(self):
        times = torch.linspace(0.01 * DAYS, 0.99 * DAYS, self.designs) / LATEST
        before = torch.cat([torch.zeros(1), times[:-1]])
        return torch.logit((times - before) / (1 - before))[None]

    def design(self, raw):
        """Ascending: t_k = t_{k-1} + sigmoid(raw_k)·(latest - t_{k-1})."""
        return LATEST * -torch.expm1(-torch.nn.functional.softplus(raw).cumsum(1))

    def random_designs(self, n):
        return LATEST * torch.rand(n, self.designs).sort(1).values

    def draw(self, n):
        if self.bank is None:
            self.bank = simulate_bank(BANK)
        rates, paths = self.bank
        members = torch.randint(BANK, (n,))
        return rates[members], {"path": paths[members]}

    def simulate(self, theta, design, noise):
        """I at the design's times. The gradient in a time is the symmetric difference of the path around it."""
        path, times = noise["path"], design.detach()
        low, high = (times - HALF_WIDTH).clamp(min=0), (times + HALF_WIDTH).clamp(max=DAYS)
        slope = (read(path, high) - read(path, low)) / (high - low)
        return read(path, times) + slope * (design - times)

    def theta_features(self, theta):
        return theta.log()

    def outcome_features(self, outcome):
        return torch.sqrt(outcome + 3 / 8)


def read(path, times):
    """Linear interpolation on the grid: path [n, grid], times [1 or n, D] to [n, D]."""
    place = times * (INTERVALS / DAYS)
    left = place.long().clamp(max=INTERVALS - 1)
    share = place - left
    if times.shape[0] == 1:
        return torch.lerp(path[:, left[0]], path[:, left[0] + 1], share)
    return torch.lerp(path.gather(1, left), path.gather(1, left + 1), share)


@torch.no_grad()
def simulate_bank(size):
    """(beta, gamma) [size, 2] and I on the grid [size, grid], of epidemics with a time-mean of at least one infected."""
    candidates = math.ceil(1.3 * size)  # about 12 % are dropped
    rates = torch.exp(torch.tensor([math.log(0.5), math.log(0.1)]) + 0.5 * torch.randn(candidates, 2))
    beta, gamma = rates.unbind(1)
    s, i = torch.full((candidates,), POPULATION - INFECTED), torch.full((candidates,), INFECTED)
    paths = torch.empty(INTERVALS + 1, candidates)
    paths[0] = i
    for point in range(1, INTERVALS + 1):
        for _ in range(round(DAYS / INTERVALS / DT)):
            s, i = advance(s, i, beta, gamma)
        paths[point] = i
    kept = (paths.mean(0) >= 1).nonzero().squeeze(1)[:size]
    if len(kept) < size:
        raise RuntimeError("error: fewer epidemics passed the filter than expected")
    return rates[kept], paths[:, kept].T.contiguous()


def advance(s, i, beta, gamma):
    """One step of Euler and Maruyama; the new infections' noise is shared by S and I."""
    rate, out, root_dt = beta * s * i / POPULATION, gamma * i, math.sqrt(DT)
    infections = rate * DT + torch.sqrt(rate) * root_dt * torch.randn_like(s)
    recoveries = out * DT + torch.sqrt(out) * root_dt * torch.randn_like(s)
    return (s - infections).clamp(0, POPULATION), (i + infections - recoveries).clamp(0, POPULATION)

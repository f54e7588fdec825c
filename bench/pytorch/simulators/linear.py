"""simulators/linear.ts: a line's heights at chosen positions, with noise N(0, 1) + Gamma(2, scale 2)."""
import math

import torch

LOW, HIGH, PRIOR_SD, NOISE_SD, SCALE = -10.0, 10.0, 3.0, 1.0, 2.0


class Simulator:
    def __init__(self, designs):
        self.designs = designs
        self.gamma = torch.distributions.Gamma(torch.tensor(2.0), torch.tensor(1 / SCALE))

    def start(self):
        return torch.logit(torch.linspace(0, 1, self.designs)[None], eps=1e-3)

    def design(self, raw):
        return LOW + (HIGH - LOW) * torch.sigmoid(raw)

    def random_designs(self, n):
        return LOW + (HIGH - LOW) * torch.rand(n, self.designs)

    def draw(self, n):
        shape = (n, self.designs)
        return PRIOR_SD * torch.randn(n, 2), {"error": NOISE_SD * torch.randn(shape) + self.gamma.sample(shape)}

    def simulate(self, theta, design, noise):
        return heights(theta, design) + noise["error"]

    def theta_features(self, theta):
        return theta

    def outcome_features(self, outcome):
        return outcome

    def log_likelihood(self, theta, design, outcome):
        """Of every outcome under every theta: [n, m]."""
        return log_noise(outcome[None] - heights(theta, design)[:, None]).sum(2)


def heights(theta, design):
    return theta[:, :1] + theta[:, 1:] * design


def log_noise(x):
    """log p = 2 log r - log sd - r m - r²/2 + log(m Φ(m) + φ(m)) with r = sd/scale, m = x/sd - r; see simulators/linear/noise.ts."""
    r = NOISE_SD / SCALE
    m = x / NOISE_SD - r
    a = m.abs()
    mills = math.sqrt(math.pi / 2) * torch.special.erfcx(a / math.sqrt(2))
    rest = torch.where(a < 100, 1 - a * mills, 1 / (a.square() + 3))  # (m Φ(m) + φ(m)) / φ(m) at m = -a
    log_density = -0.5 * a.square() - 0.5 * math.log(2 * math.pi)
    below = log_density + rest.log()
    above = torch.log(a + log_density.exp() * rest)
    return 2 * math.log(r) - math.log(NOISE_SD) - r * m - 0.5 * r * r + torch.where(m < 0, below, above)

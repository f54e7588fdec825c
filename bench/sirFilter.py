"""The posterior of beta and gamma of the model `sir`, without Floe: a guided particle filter, as a second road (docs/posteriors.md).

    python3 bench/sirFilter.py --days 8,16,24,36,60 --infected 46.9,209.9,193.1,105.1,19

Particles are (theta, S, I), drawn around --centre by a Student distribution and weighted back to the prior of the preset `surveillance`. Between two
outcomes their noise is pulled towards the next outcome, as the linear noise approximation of sqrt(I) says from where a particle is (guided proposals:
Whitaker, Golightly, Boys and Sherlock 2017, Improved bridge constructs for stochastic differential equations); the last step meets the outcome. Weights are those of the
Euler scheme of step --dt itself, whatever pulls. An epidemic that reaches 0 before the next outcome is over.
"""
import argparse

import numpy as np

POPULATION, FIRST = 500.0, 2.0
PRIOR_MEAN, PRIOR_SD = np.log([0.5, 0.1]), np.array([0.5, 0.5])


def forecast(s, i, beta, gamma, days):
    """Where the course without noise leads in so many days: I, its slopes by S and I now, and its variance by the noise on the way."""
    steps = int(min(40, max(2, np.ceil(days / 0.5))))
    h = days / steps

    def drift(s, i):
        infection = beta * s * i / POPULATION
        return -infection, infection - gamma * i

    path = [(s, i)]
    for _ in range(steps):  # Heun
        ds, di = drift(s, i)
        ds2, di2 = drift(np.maximum(s + h * ds, 0), np.maximum(i + h * di, 1e-6))
        s, i = np.maximum(s + h * (ds + ds2) / 2, 0), np.maximum(i + h * (di + di2) / 2, 1e-6)
        path.append((s, i))
    by_s, by_i, variance = np.zeros_like(s), np.ones_like(s), np.zeros_like(s)

    def back(s, i, a, b):
        return beta * i / POPULATION * (b - a), beta * s / POPULATION * (b - a) - gamma * b

    def spread(s, i, a, b):
        return beta * s * i / POPULATION * (b - a) ** 2 + gamma * i * b**2

    for before, after in zip(path[-2::-1], path[:0:-1]):
        late = spread(*after, by_s, by_i)
        a, b = back(*after, by_s, by_i)
        a2, b2 = back(*before, by_s + h * a, by_i + h * b)
        by_s, by_i = by_s + h * (a + a2) / 2, by_i + h * (b + b2) / 2
        variance = variance + h * (late + spread(*before, by_s, by_i)) / 2
    return i, by_s, by_i, variance


def pull(s, i, beta, gamma, days, outcome):
    """Of the root of I: what it lacks of the outcome's, its slopes, its variance."""
    mean, by_s, by_i, variance = forecast(s, i, beta, gamma, days)
    mean = np.maximum(mean, 0.05)
    root = 2 * np.sqrt(mean)
    return np.sqrt(outcome) - np.sqrt(mean), by_s / root, by_i / root, np.maximum(variance / root**2, 1e-9)


def drawn_again(random, weights):
    n = len(weights)
    return np.minimum(np.searchsorted(np.cumsum(weights), (random.random() + np.arange(n)) / n), n - 1)


def normalised(log):
    weights = np.exp(log - log.max())
    return weights / weights.sum()


def to_outcome(random, particles, log, days, outcome, dt, renew):
    """Particles [4, n] of S, I, beta, gamma and log weights, carried to where I is the outcome. `renew`: days between two forecasts."""
    steps, block = round(days / dt), max(1, round(renew / dt))
    for k in range(steps):
        s, i, beta, gamma = particles
        left = (steps - k) * dt
        if k % block == 0 or left <= block * dt:
            lacks, by_s, by_i, variance = pull(s, i, beta, gamma, left, outcome)
            hope = -0.5 * lacks**2 / (1.3 * variance) - 0.5 * np.log(variance)
            weights = normalised(log + hope)
            if k % block == 0 and left > 2 * block * dt and 1 / (weights**2).sum() < 0.25 * len(weights):
                row = drawn_again(random, weights)
                particles, log = particles[:, row], -hope[row]
                lacks, by_s, by_i, variance = lacks[row], by_s[row], by_i[row], variance[row]
                s, i, beta, gamma = particles
        infection, recovery = np.maximum(beta * s * i / POPULATION, 1e-12), np.maximum(gamma * i, 1e-12)
        if k == steps - 1:
            change, mean, both = outcome - i, (infection - recovery) * dt, (infection + recovery) * dt
            log = log - 0.5 * (change - mean) ** 2 / both - 0.5 * np.log(2 * np.pi * both)
            share = infection / (infection + recovery)
            infected = infection * dt + share * (change - mean)
            infected += np.sqrt(share * recovery * dt) * random.standard_normal(len(s))
        else:
            by = np.array([(by_i - by_s) * np.sqrt(infection * dt), -by_i * np.sqrt(recovery * dt)])
            shift = np.clip(by * lacks / variance, -1.5, 1.5)
            noise = random.standard_normal(by.shape) + shift
            log = log - (shift * noise - 0.5 * shift**2).sum(0)
            lacks, variance = lacks - (by * noise).sum(0), np.maximum(variance - (by**2).sum(0), 1e-9)
            infected = infection * dt + np.sqrt(infection * dt) * noise[0]
            change = infected - recovery * dt - np.sqrt(recovery * dt) * noise[1]
            log = np.where(i + change <= 0, -1e9, log)
        i = np.clip(i + change, 1e-6, POPULATION)
        particles = np.array([np.clip(s - infected, 0, POPULATION - i), i, beta, gamma])
    return particles, log


def posterior(days, outcomes, centre, spread, n, dt, seed):
    random = np.random.default_rng(seed)
    z = random.standard_t(5, size=(n, 2))
    theta = np.log(centre) + 1.5 * np.array(spread) * z
    log = -0.5 * (((theta - PRIOR_MEAN) / PRIOR_SD) ** 2).sum(1) + 3 * np.log1p(z**2 / 5).sum(1)
    particles = np.array([np.full(n, POPULATION - FIRST), np.full(n, FIRST), *np.exp(theta).T])
    for before, day, outcome in zip([0, *days], days, outcomes):
        weights = normalised(log)
        if 1 / (weights**2).sum() < 0.6 * n and before > 0:
            particles, log = particles[:, drawn_again(random, weights)], np.zeros(n)
        particles, log = to_outcome(random, particles, log, day - before, outcome, dt, renew=0.5)
    weights = normalised(log)
    _, which = np.unique(particles[2], return_inverse=True)
    size = 1 / (np.bincount(which, weights) ** 2).sum()
    mean = particles[2:] @ weights
    return mean, np.sqrt((particles[2:] - mean[:, None]) ** 2 @ weights), size


if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    numbers = lambda text: [float(part) for part in text.split(",")]  # noqa: E731
    parse.add_argument("--days", type=numbers, default=[8, 16, 24, 36, 60])
    parse.add_argument("--infected", type=numbers, required=True, help="on these days, all above 0")
    parse.add_argument("--centre", type=numbers, default=[0.5, 0.1], help="about where beta and gamma are")
    parse.add_argument("--spread", type=numbers, default=[0.35, 0.35], help="about how far their logarithms spread there")
    parse.add_argument("--particles", type=int, default=80_000)
    parse.add_argument("--dt", type=float, default=0.1, help="days; all days are to be multiples of it")
    parse.add_argument("--seed", type=int, default=0)
    given = parse.parse_args()
    mean, sd, size = posterior(given.days, given.infected, given.centre, given.spread, given.particles, given.dt, given.seed)
    for name, m, s in zip(["beta", "gamma"], mean, sd):
        print(f"{name:6} mean {m:.4f} +- {s / np.sqrt(size):.4f}  sd {s:.4f}  (1/day)")
    print(f"effective number of thetas {size:.0f} of {given.particles}")

"""
Second road to examples/twoCompartment.ts: the D-optimal design of the same model, expected over its prior, by coordinate exchange on the grid.

    python3 bench/dOptimal.py [seed]

Needs numpy only, and shares no code with Floe: sensitivities are finite differences of the concentration by the logarithms of the parameters, the
information of one sample is that of a normal outcome whose variance depends on its mean, and the criterion the mean over draws of the prior of
log det(F + inverse of the prior's covariance) (Chaloner and Verdinelli 1995, section 4.1). Prints the times, to be given to floe evaluate.
"""
import sys
import numpy as np

MEDIAN = np.log([0.9, 6.0, 25.0, 5.0, 60.0])  # ka CL Vc Q Vp
SD = np.array([0.35, 0.3, 0.25, 0.4, 0.3])
PAIRS = {(0, 2): 0.1, (1, 2): 0.45, (1, 3): 0.2, (1, 4): 0.15, (2, 3): 0.1, (2, 4): 0.3, (3, 4): 0.35}
DOSE, RELATIVE, LEAST = 100.0, 0.15, 0.02
WINDOWS, SAMPLES = [(0, 4), (8, 10), (24, 26)], 6
STEP, APART = 5 / 60, 3  # of the grid in hours; spacing in steps

correlation = np.eye(5)
for (i, j), r in PAIRS.items():
    correlation[i, j] = correlation[j, i] = r
COVARIANCE = correlation * np.outer(SD, SD)


def concentration(logs, times):
    """The linear compartments solved by eigenvalues, [n, k]: no formula of the exponentials' weights is used."""
    ka, cl, vc, q, vp = np.exp(logs).T
    n = len(logs)
    rates = np.zeros((n, 3, 3))  # gut, blood, tissue
    rates[:, 0, 0] = -ka
    rates[:, 1, 0] = ka
    rates[:, 1, 1] = -(cl + q) / vc
    rates[:, 1, 2] = q / vp
    rates[:, 2, 1] = q / vc
    rates[:, 2, 2] = -q / vp
    values, vectors = np.linalg.eig(rates)
    start = np.zeros((n, 3, 1))
    start[:, 0, 0] = DOSE
    weights = np.linalg.solve(vectors, start.astype(vectors.dtype))[:, :, 0]
    modes = weights[:, None, :] * np.exp(values[:, None, :] * np.asarray(times)[None, :, None])
    return np.real(np.einsum("nj,nkj->nk", vectors[:, 1, :], modes)) / vc[:, None]


def information(logs, times):
    """Fisher information of one sample at each time, [n, k, 5, 5]."""
    h = 1e-4
    mean = concentration(logs, times)
    slopes = np.stack(
        [(concentration(logs + h * e, times) - concentration(logs - h * e, times)) / (2 * h) for e in np.eye(5)], axis=2
    )
    variance = LEAST**2 + (RELATIVE * mean) ** 2
    by_mean = 1 / variance + 2 * (RELATIVE**2 * mean / variance) ** 2  # of the mean, and of the variance that follows it
    return by_mean[:, :, None, None] * slopes[:, :, :, None] * slopes[:, :, None, :]


def main(seed):
    rng = np.random.default_rng(seed)
    logs = MEDIAN + rng.standard_normal((400, 5)) @ np.linalg.cholesky(COVARIANCE).T
    grid = [k for a, b in WINDOWS for k in range(round(a / STEP), round(b / STEP) + 1)]
    each = dict(zip(grid, np.moveaxis(information(logs, np.array(grid) * STEP), 1, 0)))
    before = np.linalg.inv(COVARIANCE)
    worth = lambda design: np.linalg.slogdet(sum(each[k] for k in design) + before)[1].mean()
    apart = lambda design: all(b - a >= APART for a, b in zip(sorted(design), sorted(design)[1:]))
    best, found = -np.inf, None
    for _ in range(6):
        while not apart(design := list(rng.choice(grid, SAMPLES, replace=False))):
            pass
        value, better = worth(design), True
        while better:
            better = False
            for i in range(SAMPLES):
                for k in grid:
                    other = design[:i] + [k] + design[i + 1 :]
                    if apart(other) and (now := worth(other)) > value + 1e-9:
                        design, value, better = other, now, True
        if value > best:
            best, found = value, sorted(design)
    print(f"# expected log det {best:.4f}; half of it and of log det of the prior: {0.5 * (best + np.linalg.slogdet(COVARIANCE)[1]):.4f} nats")
    print(",".join(f"{k * STEP:.10g}" for k in found))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)

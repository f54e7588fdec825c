"""Floe's default critic (src/critics/gaussian.ts), and the auxiliary network that FLO reads beside it."""
import math

import torch
from nets import mlp
from torch import nn


class Gaussian(nn.Module):
    """log N(theta; mu(y), Sigma(y)) - log N(theta; 0, I) + h(theta)·h~(y) + c. Each factor of Sigma is theta_k given those before it."""

    def __init__(self, theta, outcome, hidden, features):
        super().__init__()
        self.p, self.gaussian = theta, 2 * theta + theta * (theta - 1) // 2
        outputs = self.gaussian + features
        self.of_theta = mlp(theta, *hidden, features)
        self.of_outcome = mlp(outcome, *hidden, outputs)
        self.skip = nn.Linear(outcome, outputs, bias=False)
        self.offset = nn.Parameter(torch.zeros(1, 1))
        self.seen = theta + features + outputs
        with torch.no_grad():
            self.of_outcome[-1].weight.mul_(0.1)
            self.skip.weight.zero_()

    def forward(self, theta, outcome):
        """Scores [n, m], and what an auxiliary network reads about each pair."""
        h = self.of_theta(theta)
        encoded = self.of_outcome(outcome) + self.skip(outcome)
        posterior, g = encoded.split([self.gaussian, encoded.shape[1] - self.gaussian], 1)
        scores = (h / math.sqrt(h.shape[1])) @ g.T + self.posterior_scores(theta, posterior)
        scores = scores + (0.5 * theta.square().sum(1, keepdim=True) + self.offset)
        return scores, torch.cat([theta, h, encoded], 1)

    def posterior_scores(self, theta, posterior):
        """Sum over k of log N(theta_k; mu_k + sum of c_ka·theta_a, e^{-2 l_k}), without the constant: [n, m]."""
        p = self.p
        mu, log_precision, coefficients = posterior.split([p, p, posterior.shape[1] - 2 * p], 1)
        root = log_precision.exp()
        ones = torch.ones_like(theta[:, :1])
        scores = log_precision.sum(1)
        first = 0
        for k in range(p):
            # Coefficients of [theta_1 .. theta_k, 1] in the standardised residual: one product in place of four passes over [n, m].
            line = torch.cat([-coefficients[:, first : first + k], torch.ones_like(mu[:, :1]), -mu[:, k : k + 1]], 1)
            residual = torch.cat([theta[:, : k + 1], ones], 1) @ (root[:, k : k + 1] * line).T
            scores = scores - 0.5 * residual.square()
            first += k
        return scores


critics = {"gaussian": Gaussian}


class Scored(nn.Module):
    """A critic and, where the estimator needs one, its network v: `forward` gives scores [n, n] and v [n] or None."""

    def __init__(self, options, theta, outcome, auxiliary):
        super().__init__()
        self.critic = critics[options["critic"]](theta, outcome, options["hidden"], options["features"])
        self.auxiliary = mlp(self.critic.seen, options["hidden"][-1], 1) if auxiliary else None

    def forward(self, theta, outcome):
        scores, seen = self.critic(theta, outcome)
        return scores, self.auxiliary(seen).squeeze(1) if self.auxiliary else None

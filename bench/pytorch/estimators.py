"""The bounds of src/estimators, on scores [n, n] whose diagonal holds the pairs that belong together. nats"""
import functools
import math

import torch


def flo(scores, v):
    """Guo et al. 2022, equation 9. u starts as minus the critic, as in src/information/objective.ts."""
    n = scores.shape[0]
    joint = scores.diagonal()
    u = v - joint
    ratios = torch.exp(scores - (joint + u)[:, None])
    others = ratios.masked_fill(own_pairs(n), 0)
    return (1 - u - others.sum(1) / (n - 1)).mean()


@functools.cache
def own_pairs(n):
    return torch.eye(n, dtype=torch.bool)


def pce(scores, _):
    """The prior contrastive bound of Foster et al. 2020; scores are log likelihoods."""
    return (scores.diagonal() - torch.logsumexp(scores, 0) + math.log(scores.shape[0])).mean()


estimators = {"flo": flo, "pce": pce}
by_likelihood = {"pce"}

"""How a fixed number of runs is shared out so that the best system is found: OCBA."""

from __future__ import annotations

import numpy as np

from portsim.base.arrays import Floats, Ints


def shares(means: Floats, deviations: Floats, zone: float) -> Floats:
    """The share of all runs that each system gets, shape (k,), where the smallest mean is the best.

    N_i / N_j = ((s_i / d_i) / (s_j / d_j))^2 with d_i the distance to the best mean, and N_b = s_b
    sqrt(sum over i of N_i^2 / s_i^2). Distances below `zone` are taken as `zone`: what does not matter needs
    not be told apart. Where nobody has any spread all get the same.

    Source: Chen, Lin, Yucesan and Chick 2000, Simulation budget allocation for further enhancing the
    efficiency of ordinal optimization (Discrete Event Dynamic Systems 10), theorem 1.
    """
    best = int(np.argmin(means))
    apart = np.maximum(means - means[best], zone)
    others = np.arange(len(means)) != best
    apart = np.where(others & (apart > 0), apart, np.min(apart[others & (apart > 0)], initial=1.0))
    ratio = np.where(others, (deviations / apart) ** 2, 0.0)
    spread = others & (deviations > 0)
    ratio[best] = deviations[best] * np.sqrt(np.sum((ratio[spread] / deviations[spread]) ** 2))
    total = float(ratio.sum())
    return np.asarray(ratio / total) if total > 0 else np.full(len(means), 1 / len(means))


def next_runs(means: Floats, deviations: Floats, have: Ints, more: int, zone: float) -> Ints:
    """How many of `more` runs each system gets next, shape (k,), so that all runs come to their shares.

    Who has more than his share already gets none; what is left over goes to those furthest below theirs.
    """
    wanted = shares(means, deviations, zone) * (int(have.sum()) + more)
    short = np.maximum(wanted - have, 0.0)
    if not short.sum():
        short = np.ones(len(means))
    exact = short / short.sum() * more
    given: Ints = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - given), kind="stable")
    given[order[: more - int(given.sum())]] += 1
    return given


def chance_of_best(means: Floats, deviations: Floats, have: Ints) -> float:
    """A lower bound of the probability that the smallest mean is that of the best system.

    1 - sum over i of P(a normal difference of this mean and error lies below 0), for systems run
    independently of each other; on common draws it is larger as a rule. Source: Chen et al. 2000, equation
    (4), the Bonferroni bound APCS-B.
    """
    from scipy import stats

    best = int(np.argmin(means))
    error = np.sqrt(deviations**2 / have + deviations[best] ** 2 / have[best])
    apart = means - means[best]
    wrong = np.where(error > 0, stats.norm.sf(apart / np.where(error > 0, error, 1.0)), 0.5 * (apart == 0))
    return float(max(0.0, 1.0 - np.delete(wrong, best).sum()))

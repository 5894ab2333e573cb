"""Where worlds lie: points spread evenly over all inputs, each with the replications that it is run in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError, got
from portsim.scenario.inputs import Input
from portsim.study.uncertainty.worlds import Point
from portsim.workload.draws import Draws

LEAST, MOST = 8, 65536
ALIKE = 1.0  # of what two inputs may have in common, in standard errors of a correlation of 0
AGAIN = 8  # every eighth world is run once more, so that noise can be told from inputs


def shares_of(samples: int, inputs: int, seed: int, *, run_alike: bool = False) -> Floats:
    """Points spread evenly over all inputs, shape (samples, inputs), in [0, 1).

    Scrambled Sobol points; where some of their columns go together, as they do in many dimensions, columns
    are put in another order, so that what one input does is not taken for what another one does. Else the
    points are, but for worlds that are all `run_alike`, in the same replications: as Sobol drew them, each
    eighth one lies in the same parts of every range, so that second runs would show the noise of these parts
    alone, and the luck of a replication would pass for an input.

    Source: Owen 1998, Scrambling Sobol' and Niederreiter-Xing points; Joe and Kuo 2008.

    Raises PortsimError: the number of samples is no power of 2 from 8 to 65536.
    """
    from scipy.stats import qmc

    if type(samples) is not int or not LEAST <= samples <= MOST or samples & (samples - 1):
        allowed = f"allowed a power of 2 from {LEAST} to {MOST}, such as 128, 256 or 512"
        raise PortsimError(f"samples: got {got(samples)}, {allowed}: only these points are spread evenly")
    draws = Draws(seed, 0)
    sobol = qmc.Sobol(inputs, scramble=True, seed=draws.at("uncertainty", "points"))
    points, order = np.asarray(sobol.random(samples)), draws.at("uncertainty", "order")
    if alike(points) <= ALIKE / np.sqrt(samples):
        return points if run_alike else order.permutation(points)
    return _apart(points, order)


def alike(points: Floats) -> float:
    """The largest correlation, without its sign, of two columns of points of shape (samples, inputs); 0 of a
    single column."""
    if points.shape[1] < 2:
        return 0.0
    found = np.asarray(np.corrcoef(points, rowvar=False))
    np.fill_diagonal(found, 0.0)
    return float(np.abs(found).max())


def _apart(points: Floats, rng: np.random.Generator) -> Floats:
    """The same columns, each in another order: by chance, then so that no two go together as far as there are
    more points than columns. Each column keeps its values, and so its even spread.

    Source: Iman and Conover 1982, A distribution-free approach to inducing rank correlation among input
    variables, for a rank correlation of 0.
    """
    from scipy.linalg import cholesky, solve_triangular
    from scipy.special import ndtri

    mixed = rng.permuted(points, axis=0)
    samples, inputs = mixed.shape
    if inputs >= samples:
        return mixed
    scores = ndtri((mixed.argsort(axis=0).argsort(axis=0) + 0.5) / samples)
    scores /= scores.std(axis=0)
    root = cholesky(scores.T @ scores / samples, lower=True)
    ranks = solve_triangular(root, scores.T, lower=True).T.argsort(axis=0).argsort(axis=0)
    return np.take_along_axis(np.sort(mixed, axis=0), ranks, axis=0)


def points_of(inputs: Sequence[Input], shares: Floats, replications: int, all_numbers: int) -> list[Point]:
    """A point for each row of shares of shape (worlds, inputs); its replications are of the numbers below
    `all_numbers`, taken in turn. With one replication a world, every eighth is run once more, each next one
    one replication further on, so that noise is not known from a few pairs of replications."""
    names = [each.name for each in inputs]
    points = []
    for place, row in enumerate(shares):
        first = place * replications
        numbers = [first + k for k in range(replications)]
        if replications == 1 and place % AGAIN == 0:
            numbers.append(first + 1 + place // AGAIN % (all_numbers - 1))
        own = tuple(number % all_numbers for number in numbers)
        points.append(Point(dict(zip(names, map(float, row), strict=True)), own))
    return points

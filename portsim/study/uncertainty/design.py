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
AGAIN = 8  # every eighth world is run once more, so that noise can be told from inputs


def shares_of(samples: int, inputs: int, seed: int) -> Floats:
    """Scrambled Sobol points, shape (samples, inputs), in [0, 1).

    Source: Owen 1998, Scrambling Sobol' and Niederreiter-Xing points; Joe and Kuo 2008.

    Raises PortsimError: the number of samples is no power of 2 from 8 to 65536.
    """
    from scipy.stats import qmc

    if type(samples) is not int or not LEAST <= samples <= MOST or samples & (samples - 1):
        allowed = f"allowed a power of 2 from {LEAST} to {MOST}, such as 128, 256 or 512"
        raise PortsimError(f"samples: got {got(samples)}, {allowed}: only these points are spread evenly")
    rng = Draws(seed, 0).at("uncertainty", "points")
    return np.asarray(qmc.Sobol(inputs, scramble=True, seed=rng).random(samples))


def points_of(inputs: Sequence[Input], shares: Floats, replications: int, all_numbers: int) -> list[Point]:
    """A point for each row of shares of shape (worlds, inputs); its replications are of the numbers below
    `all_numbers`, taken in turn. With one replication a world, every eighth is run once more."""
    names = [each.name for each in inputs]
    points, turn = [], 0
    for place, row in enumerate(shares):
        n = replications + (replications == 1 and place % AGAIN == 0)
        numbers = tuple((turn + k) % all_numbers for k in range(n))
        turn += n
        points.append(Point(dict(zip(names, map(float, row), strict=True)), numbers))
    return points

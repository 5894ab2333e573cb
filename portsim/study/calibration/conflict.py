"""Where nothing is plausible: which observed figures the model cannot give, alone or together."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.calibration.outcome import Outcome
from portsim.study.calibration.region import CUTOFF, Matched
from portsim.study.calibration.targets import STRETCH, Targets

if TYPE_CHECKING:
    import pandas as pd

POINTS = 4096
MOST = STRETCH * math.sinh(CUTOFF / STRETCH)  # standard deviations of a figure itself that are allowed


def conflicts_table(outcome: Outcome) -> pd.DataFrame:
    """One row per figure and per pair of figures that no point of the space gives: the least implausibility
    of the worse one [standard deviations, allowed 3]. Empty where something is plausible.

    `kind`: out of reach (the figure alone), conflict (each can be given, both together cannot).
    """
    import pandas as pd

    columns = ["kind", "figure", "other", "least"]
    if outcome.found.posterior is not None:
        return pd.DataFrame(columns=columns)
    found = outcome.found.matched[-1]
    figures = np.abs(found.implausibilities(_points(outcome)))
    names = [outcome.targets.names[place] for place in found.places]
    alone = figures.min(axis=0)
    rows = [
        ("out of reach", name, "", least) for name, least in zip(names, alone, strict=True) if least > CUTOFF
    ]
    for one, other in combinations(range(len(names)), 2):
        least = float(np.maximum(figures[:, one], figures[:, other]).min())
        if max(alone[one], alone[other]) <= CUTOFF < least:
            rows.append(("conflict", names[one], names[other], least))
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("least", ascending=False, ignore_index=True)


def needed(outcome: Outcome) -> float:
    """The discrepancy, as a share of the observed figures, at which something would be plausible to the
    emulators of all waves, even if they were sure; rounded up to two digits, and infinite where a figure that
    is far off was observed to be 0."""
    targets, points = outcome.targets, _points(outcome)
    shares = np.max([_lacking(each, targets, points) for each in outcome.found.matched], axis=0)
    share = float(shares.min())
    if not 0 < share < np.inf:
        return share
    digit = 10.0 ** (math.floor(math.log10(share)) - 1)
    return math.ceil(share / digit) * digit


def _lacking(found: Matched, targets: Targets, points: Floats) -> Floats:
    """The discrepancy at which no figure rules a point out, of points of shape (n, inputs), shape (n,)."""
    own = list(found.places)
    stretches, known = targets.stretches[own], targets.variances[own] - targets.discrepancies[own] ** 2
    apart = stretches * np.sinh(found.foretold(points)[0] / stretches)
    lacking = np.sqrt(np.maximum((apart / MOST) ** 2 - known, 0.0))
    observed = np.abs(targets.observed[own])
    share = np.where(lacking > 0, lacking / np.where(observed > 0, observed, np.nan), 0.0)
    return np.asarray(np.nan_to_num(share, nan=np.inf).max(axis=1))


def _points(outcome: Outcome) -> Floats:
    """Points over the whole prior, and those that came nearest."""
    from scipy.stats import qmc

    region = outcome.found.region
    assert region is not None
    spread = qmc.Sobol(len(outcome.space), scramble=True, seed=outcome.scenario.study.seed % 2**32)
    return np.vstack([np.asarray(spread.random(POINTS)), region.points])

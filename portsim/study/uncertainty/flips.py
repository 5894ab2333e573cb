"""Where a verdict turns: the figure of one input at which it is another one, all others as stated."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.claims.claim import Reading
from portsim.claims.verdict import ClaimVerdict, judge
from portsim.kpis.kpi import Better
from portsim.study.uncertainty.chaos import Expansion

OFTEN = 0.5  # of the resampled worlds in which it has to turn


class Flip(NamedTuple):
    """The share of an input at which a verdict turns, with a 95 % bootstrap interval, and to which."""

    share: float
    low: float
    high: float
    to: ClaimVerdict


def verdict_at(reading: Reading, figure: float, better: Better) -> ClaimVerdict:
    """The verdict on a figure that is known exactly [the reading's unit]."""
    return judge(reading, figure, figure, figure, better)


def flips(
    expansion: Expansion,
    number: int,
    shares: Floats,
    stated: Floats,
    figure: float,
    reading: Reading,
    better: Better,
) -> list[Flip]:
    """The first of some shares of an input below and above the stated one at which the verdict is another
    one; none where it stays.

    `shares` rise, `stated` are the shares of all inputs as stated, shape (inputs,), and `figure` is that of
    the port as stated; the expansion says how much it differs elsewhere.
    """
    if not any(number in [i for i, _ in term] for term in expansion.terms):
        return []
    rows = np.tile(stated, (len(shares) + 1, 1))
    rows[:-1, number] = shares
    columns = expansion.columns(rows)
    change = columns[:-1] - columns[-1]
    own = figure + change @ expansion.coefficients
    others = figure + change @ expansion.resampled.T
    here = verdict_at(reading, figure, better)
    found = []
    for side in (-1, 1):
        place = _turn(own, shares, stated[number], side, reading, better, here)
        if place is None:
            continue
        turns = [
            shares[turn]
            for curve in others.T
            if (turn := _turn(curve, shares, stated[number], side, reading, better, here)) is not None
        ]
        if len(turns) < OFTEN * others.shape[1]:
            continue
        low, high = np.quantile(turns, (0.025, 0.975))
        to = verdict_at(reading, float(own[place]), better)
        found.append(Flip(float(shares[place]), float(low), float(high), to))
    return found


def _turn(
    curve: Floats,
    shares: Floats,
    stated: float,
    side: int,
    reading: Reading,
    better: Better,
    here: ClaimVerdict,
) -> int | None:
    """The first place on one side of the stated share at which the verdict is another one."""
    places = np.flatnonzero(shares * side > stated * side)[::side]
    return next(
        (int(place) for place in places if verdict_at(reading, float(curve[place]), better) != here), None
    )

"""The rule of verdicts; docs/method.md says it in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from portsim.base.borders import on_border
from portsim.claims.claim import Reading, Sense
from portsim.kpis.kpi import Better

ClaimVerdict = Literal[
    "reproduced",
    "partly reproduced",
    "exceeded",
    "undecided",
    "not reproduced",
    "calibrated to",
    "not testable",
]
FAR = 2.0  # the factor, and half to one and a half the part, within which a claim is partly reproduced
HALF = 0.5
DIGITS = 12  # so many digits of a border are kept: 1 - 1.25 x 0.1 is 0.875
Direction = Literal[-1, 0, 1]  # in which a figure goes on to be far more than was reported; 0: in none


BETTER: Mapping[Better, Direction] = MappingProxyType({"less": -1, "more": 1, "neither": 0})


class Regions(NamedTuple):
    """Where a figure is as reported (`near`), and where it is at least partly so (`half`), round it.

    Ends are [the reading's unit]. `beyond` says on which side of `half` lies far more than was reported.
    An interval that leaves `half` and is wider than `telling` says nothing.
    """

    near: tuple[float, float]
    half: tuple[float, float]
    telling: float
    beyond: Direction = 0


def judge(reading: Reading, low: float, mean: float, high: float, better: Better = "neither") -> ClaimVerdict:
    """The verdict on a reading whose figure has a mean and a 95 % CI; `better` is the direction of its KPI.

    A figure that is not there is not testable; one without a finite interval is undecided.
    """
    if np.isnan([low, mean, high]).any() or not np.isfinite(mean):
        return "not testable"
    near, half, telling, beyond = regions(reading, better)
    low, high = (on_border(end, *near, *half) for end in (low, high))
    if near[0] <= low and high <= near[1]:
        return "reproduced"
    if half[0] <= low and high <= half[1]:
        return "partly reproduced"
    if (beyond > 0 and low > half[1]) or (beyond < 0 and high < half[0]):
        return "exceeded"
    if high < half[0] or low > half[1]:
        return "not reproduced"
    if high - low > telling:
        return "undecided"
    touches = low <= near[1] and high >= near[0]
    onward = (beyond > 0 and low >= half[0]) or (beyond < 0 and high <= half[1])
    return "partly reproduced" if touches or onward else "not reproduced"


def regions(reading: Reading, better: Better = "neither") -> Regions:
    """The regions round what a reading reports."""
    return SENSES[reading.sense](reading, better)


def _at_least(reading: Reading, better: Better) -> Regions:
    goal = reading.reported
    half = min(goal, goal * HALF)
    if reading.figure == "ratio" and goal > 1:  # a change the other way is no part of it
        half = max(half, 1.0)
    return Regions((goal, inf), (half, inf), abs(goal))


def _at_most(reading: Reading, better: Better) -> Regions:
    goal = reading.reported
    half = max(goal, goal * FAR)
    if reading.figure == "ratio" and goal < 1:
        half = min(half, 1.0)
    return Regions((-inf, goal), (-inf, half), abs(goal))


def _about(reading: Reading, better: Better) -> Regions:
    if reading.of_share:
        near, half = _share(reading.reported, reading.within), _share(reading.reported, FAR)
        return Regions(near, half, half[1] - half[0], 1)
    goal, beyond = reading.reported, _beyond(reading, better)
    near, half = _around(goal, reading.tolerance), _around(goal, max(HALF, reading.tolerance))
    if reading.figure == "ratio" and beyond:  # a change the other way is no part of it
        half = (max(half[0], 1.0), half[1]) if beyond > 0 else (half[0], min(half[1], 1.0))
        near = (max(near[0], half[0]), min(near[1], half[1]))
    return Regions(near, half, half[1] - half[0], beyond)


def _around(goal: float, part: float) -> tuple[float, float]:
    low, high = sorted((goal * (1 - part), goal * (1 + part)))
    return _exact(low), _exact(high)


def _share(saved: float, factor: float) -> tuple[float, float]:
    """Shares saved of which both the saved and the remaining part are within a factor of the reported."""
    remaining = 1 - saved
    return _exact(max(1 - remaining * factor, saved / factor)), _exact(
        min(1 - remaining / factor, saved * factor)
    )


def _exact(x: float) -> float:
    return round(x, DIGITS)


def _beyond(reading: Reading, better: Better) -> Direction:
    """Where far more lies: away from 0 for what is saved, from 1 for a ratio, where the KPI is better."""
    if reading.figure == "value":
        return BETTER[better]
    if reading.figure == "baseline":
        return 0
    return _away_from(1.0 if reading.figure == "ratio" else 0.0, reading.reported)


def _away_from(origin: float, reported: float) -> Direction:
    return 0 if reported == origin else 1 if reported > origin else -1


SENSES: Mapping[Sense, Callable[[Reading, Better], Regions]] = MappingProxyType(
    {"at_least": _at_least, "at_most": _at_most, "about": _about}
)

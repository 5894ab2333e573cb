"""The rule of verdicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from portsim.claims.claim import Reading, Sense

ClaimVerdict = Literal["reproduced", "partly reproduced", "not reproduced", "calibrated to", "not testable"]


class Estimate(NamedTuple):
    """A simulated figure [the reading's unit] with its 95 % CI."""

    low: float
    mean: float
    high: float


class Met(NamedTuple):
    """Whether the whole CI meets a statement, and whether it is near enough to meet it partly."""

    wholly: bool
    partly: bool


def judge(reading: Reading, low: float, mean: float, high: float) -> ClaimVerdict:
    """Reproduced: the whole CI meets the statement. Partly: the CI straddles it, or the whole CI shows at
    least half of the reported effect (for `at_most`: at most twice the figure; for `about`: from half to one
    and a half times the figure). Not: anything else, also what is far more than was reported."""
    if not np.isfinite([low, mean, high]).all():  # no verdict without an interval
        return "not testable"
    met = SENSES[reading.sense](reading, Estimate(low, mean, high))
    return "reproduced" if met.wholly else "partly reproduced" if met.partly else "not reproduced"


def _at_least(reading: Reading, found: Estimate) -> Met:
    goal = reading.reported
    return Met(found.low >= goal, max(found.mean, found.high) >= goal or found.low >= goal / 2)


def _at_most(reading: Reading, found: Estimate) -> Met:
    goal = reading.reported
    return Met(found.high <= goal, min(found.mean, found.low) <= goal or found.high <= goal * 2)


def _about(reading: Reading, found: Estimate) -> Met:
    goal = reading.reported
    floor, ceiling = sorted((goal * (1 - reading.tolerance), goal * (1 + reading.tolerance)))
    straddles = not (found.high < floor or found.low > ceiling)
    return Met(
        floor <= found.low and found.high <= ceiling,
        straddles or (found.low >= goal / 2 and found.high <= goal * 1.5),
    )


SENSES: Mapping[Sense, Callable[[Reading, Estimate], Met]] = MappingProxyType(
    {"at_least": _at_least, "at_most": _at_most, "about": _about}
)

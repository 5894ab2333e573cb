"""The rule of verdicts, row by row: the CI of a simulated figure against what was reported."""

from __future__ import annotations

import math
from typing import get_args

import pytest

from portsim.claims.claim import Reading, Sense
from portsim.claims.verdict import SENSES, ClaimVerdict, judge

NOTHING, EVER = math.nan, math.inf

WHOLLY: ClaimVerdict = "reproduced"
PARTLY: ClaimVerdict = "partly reproduced"
NOT: ClaimVerdict = "not reproduced"
UNTESTED: ClaimVerdict = "not testable"


def reading(sense: Sense, reported: float, tolerance: float = 0.1) -> Reading:
    return Reading(
        name="r",
        kpi="truck_turn_time",
        alternative="a",
        figure="value",
        reported=reported,
        unit="min",
        sense=sense,
        tolerance=tolerance,
    )


# what was reported, the CI of the simulated figure, its mean
@pytest.mark.parametrize(
    ("sense", "reported", "low", "mean", "high", "verdict"),
    [
        ("at_least", 100, 100, 105, 110, WHOLLY),  # the lower end meets it exactly
        ("at_least", 100, 300, 350, 400, WHOLLY),  # far more
        ("at_least", 100, 95, 100, 105, PARTLY),  # straddles
        ("at_least", 100, 20, 60, 100, PARTLY),  # the upper end just reaches it
        ("at_least", 100, 50, 60, 70, PARTLY),  # the whole CI is half of it or more
        ("at_least", 100, 49, 60, 70, NOT),  # the mean is more than half, the CI is not
        ("at_least", 100, 30, 40, 48, NOT),
        ("at_least", 100, -20, -10, -5, NOT),
        ("at_most", 100, 80, 90, 100, WHOLLY),
        ("at_most", 100, 1, 2, 3, WHOLLY),
        ("at_most", 100, 95, 100, 105, PARTLY),
        ("at_most", 100, 100, 180, 260, PARTLY),  # the lower end just reaches it
        ("at_most", 100, 150, 175, 200, PARTLY),  # the whole CI is twice of it or less
        ("at_most", 100, 150, 175, 201, NOT),
        ("at_most", 100, 240, 260, 280, NOT),
        ("about", 100, 91, 100, 109, WHOLLY),  # within a tenth
        ("about", 100, 89, 95, 101, PARTLY),  # straddles the lower bound
        ("about", 100, 105, 110, 115, PARTLY),  # straddles the upper bound
        ("about", 100, 25, 60, 95, PARTLY),  # its end alone is within the band
        ("about", 100, 105, 140, 175, PARTLY),
        ("about", 100, 40, 100, 160, PARTLY),  # holds the whole band
        ("about", 100, 50, 55, 60, PARTLY),  # half
        ("about", 100, 49, 55, 60, NOT),
        ("about", 100, 120, 135, 150, PARTLY),  # one and a half times
        ("about", 100, 120, 135, 151, NOT),
        ("about", 100, 200, 210, 240, NOT),
        ("about", 100, -110, -100, -90, NOT),  # a loss where a saving was reported
        ("about", -100, -109, -100, -91, WHOLLY),
    ],
)
def test_a_verdict_follows_from_the_interval(
    sense: Sense, reported: float, low: float, mean: float, high: float, verdict: ClaimVerdict
) -> None:
    assert judge(reading(sense, reported), low, mean, high) == verdict


@pytest.mark.parametrize("sense", get_args(Sense))
@pytest.mark.parametrize("found", [(NOTHING, NOTHING, NOTHING), (-EVER, 100.0, EVER), (99.0, 100.0, EVER)])
def test_without_an_interval_there_is_no_verdict(sense: Sense, found: tuple[float, float, float]) -> None:
    assert judge(reading(sense, 100), *found) == UNTESTED


@pytest.mark.parametrize(("tolerance", "verdict"), [(0.25, WHOLLY), (0.1, PARTLY)])
def test_the_tolerance_of_about_is_the_claims_own(tolerance: float, verdict: ClaimVerdict) -> None:
    assert judge(reading("about", 100, tolerance), 80, 100, 120) == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(75, 125, WHOLLY), (30, 75, PARTLY), (125, 170, PARTLY), (30, 74, NOT)]
)
def test_the_bounds_of_about_belong_to_it(low: float, high: float, verdict: ClaimVerdict) -> None:
    """A quarter of 100 on either side: from 75 to 125."""
    assert judge(reading("about", 100, 0.25), low, (low + high) / 2, high) == verdict


def test_every_sense_that_a_claims_file_may_have_has_a_rule() -> None:
    assert set(get_args(Sense)) == set(SENSES)

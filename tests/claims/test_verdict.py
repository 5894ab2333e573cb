"""The rule of verdicts, row by row: the CI of a simulated figure against what was reported."""

from __future__ import annotations

import math
from typing import get_args

import pytest

from portsim.claims.claim import FigureName, Reading, Sense
from portsim.claims.verdict import SENSES, ClaimVerdict, judge, regions
from portsim.kpis.kpi import Better

NOTHING, EVER = math.nan, math.inf

WHOLLY: ClaimVerdict = "reproduced"
PARTLY: ClaimVerdict = "partly reproduced"
MORE: ClaimVerdict = "exceeded"
OPEN: ClaimVerdict = "undecided"
NOT: ClaimVerdict = "not reproduced"
UNTESTED: ClaimVerdict = "not testable"


def reading(sense: Sense, reported: float, figure: FigureName = "saved", **more: object) -> Reading:
    plain = {"name": "r", "kpi": "truck_turn_time", "alternative": "a", "unit": "min"}
    return Reading.model_validate({**plain, "figure": figure, "reported": reported, "sense": sense, **more})


# what was reported, the CI of the simulated figure, its mean
@pytest.mark.parametrize(
    ("sense", "reported", "low", "mean", "high", "verdict"),
    [
        ("at_least", 100, 100, 105, 110, WHOLLY),  # the lower end meets it exactly
        ("at_least", 100, 300, 350, 400, WHOLLY),  # far more
        ("at_least", 100, 95, 100, 105, PARTLY),  # straddles
        ("at_least", 100, 50, 900, 1750, PARTLY),  # however wide: all of it is half or more
        ("at_least", 100, 20, 60, 100, PARTLY),  # the upper end just reaches it
        ("at_least", 100, 1, 51, 101, PARTLY),  # as wide as the report
        ("at_least", 100, 0, 51, 101, OPEN),  # wider
        ("at_least", 100, -40, 10, 60, NOT),  # reaches half of it, and is no wider than the report
        ("at_least", 100, -41, 10, 60, OPEN),
        ("at_least", 120, -1853, 700, 3271, OPEN),
        ("at_least", 100, 50, 60, 70, PARTLY),  # the whole CI is half of it or more
        ("at_least", 100, 49, 60, 70, NOT),  # the mean is more than half, the CI is not
        ("at_least", 100, 30, 40, 48, NOT),
        ("at_least", 100, -900, -300, 49, NOT),  # however wide: none of it is half
        ("at_least", 100, -900, -300, 50, OPEN),  # its end alone is
        ("at_least", 100, -20, -10, -5, NOT),
        ("at_most", 100, 80, 90, 100, WHOLLY),
        ("at_most", 100, 1, 2, 3, WHOLLY),
        ("at_most", 100, 95, 100, 105, PARTLY),
        ("at_most", 100, 99, 150, 200, PARTLY),
        ("at_most", 100, 100, 150, 201, OPEN),  # all three verdicts are open
        ("at_most", 100, 150, 175, 200, PARTLY),  # the whole CI is twice of it or less
        ("at_most", 100, 150, 175, 201, NOT),
        ("at_most", 100, 150, 250, 251, OPEN),
        ("at_most", 100, 240, 260, 280, NOT),
        ("about", 100, 90, 100, 110, WHOLLY),  # within a tenth
        ("about", 100, 89, 95, 101, PARTLY),  # straddles the lower bound
        ("about", 100, 105, 110, 115, PARTLY),  # straddles the upper bound
        ("about", 100, 25, 60, 95, PARTLY),  # its end alone is within the band
        ("about", 100, 105, 140, 175, PARTLY),
        ("about", 100, 45, 95, 145, PARTLY),  # as wide as from half to one and a half
        ("about", 100, 44, 95, 145, OPEN),  # wider
        ("about", 100, 40, 100, 160, OPEN),
        ("about", 100, 50, 55, 60, PARTLY),  # half
        ("about", 100, 49, 55, 60, NOT),
        ("about", 100, 120, 135, 150, PARTLY),  # one and a half times
        ("about", 100, 120, 135, 151, PARTLY),  # half-way or far beyond
        ("about", 100, 149, 200, 249, PARTLY),
        ("about", 100, 149, 200, 250, OPEN),
        ("about", 100, 150, 175, 200, PARTLY),
        ("about", 100, 151, 210, 900, MORE),  # however wide: all of it is far beyond
        ("about", 1, 0.5, 0.6, 0.7, PARTLY),  # of one as of a hundred
        ("about", 0.5, 0.8, 0.9, 1.0, MORE),
        ("about", 0, 0.1, 0.2, 0.3, NOT),  # of nothing there is no more
        ("about", 0, -0.3, -0.2, -0.1, NOT),
        ("about", 100, -110, -100, -90, NOT),  # a loss where a saving was reported
        ("about", -100, -109, -100, -91, WHOLLY),
        ("about", -100, -200, -180, -151, MORE),  # a loss far beyond the reported one
        ("about", -100, 10, 20, 30, NOT),
    ],
)
def test_a_verdict_follows_from_the_interval(
    sense: Sense, reported: float, low: float, mean: float, high: float, verdict: ClaimVerdict
) -> None:
    assert judge(reading(sense, reported), low, mean, high) == verdict


# Of 90 % saved 10 % remain: 8 to 12.5 % are near, 5 to 20 % half-way. Half is as much saved as remains: 40 to
# 60 % and 25 to 75 %. Of 10 % the saving itself decides: 8 to 12.5 % and 5 to 20 %.
@pytest.mark.parametrize(
    ("reported", "low", "high", "verdict"),
    [
        (0.9, 0.875, 0.92, WHOLLY),
        (0.9, 0.8749, 0.92, PARTLY),
        (0.9, 0.875, 0.9201, PARTLY),
        (0.9, 0.8666, 0.8668, PARTLY),  # 20 s of 150 s remain: a third too much
        (0.9, 0.80, 0.95, PARTLY),
        (0.9, 0.7999, 0.8666, NOT),
        (0.9, 0.78, 0.79, NOT),  # twice as much remains
        (0.9, 0.78, 0.90, PARTLY),
        (0.9, 0.75, 0.9001, OPEN),
        (0.9, 0.9499, 0.99, PARTLY),
        (0.9, 0.9501, 0.99, MORE),
        (0.9, 0.986, 0.987, MORE),  # 1.3 % remains
        (0.5, 0.40, 0.60, WHOLLY),
        (0.5, 0.39, 0.60, PARTLY),
        (0.5, 0.25, 0.30, PARTLY),
        (0.5, 0.24, 0.30, NOT),
        (0.5, 0.017, 0.018, NOT),  # nearly all remains, which is less than twice the half
        (0.5, 0.76, 0.80, MORE),
        (0.1, 0.08, 0.125, WHOLLY),
        (0.1, -0.02, 0.02, NOT),  # what remains is within a factor 1.25, what is saved is not
        (0.1, 0.05, 0.2, PARTLY),
        (0.1, 0.21, 0.22, MORE),
    ],
)
def test_a_share_is_judged_by_what_remains_and_by_what_is_saved(
    reported: float, low: float, high: float, verdict: ClaimVerdict
) -> None:
    assert judge(reading("about", reported, "saved_share"), low, (low + high) / 2, high) == verdict


@pytest.mark.parametrize(("within", "verdict"), [(1.34, WHOLLY), (1.33, PARTLY)])
def test_the_factor_of_a_share_is_the_claims_own(within: float, verdict: ClaimVerdict) -> None:
    """86.66 % saved leave 13.34 % instead of 10 %."""
    share = reading("about", 0.9, "saved_share", within=within)
    assert judge(share, 0.8666, 0.8667, 0.8668) == verdict


def test_at_least_a_share_has_no_need_to_look_at_what_remains() -> None:
    assert judge(reading("at_least", 0.9, "saved_share"), 0.99, 0.995, 1.0) == WHOLLY


@pytest.mark.parametrize(
    ("reported", "low", "high", "verdict"),
    [
        (1.9, 1.71, 2.09, WHOLLY),
        (1.9, 1.0, 1.2, PARTLY),
        (1.9, 0.96, 1.2, NOT),  # half of the ratio, but partly a loss
        (1.9, 2.86, 4.6, MORE),
        (0.5, 0.45, 0.55, WHOLLY),
        (0.5, 0.25, 0.75, PARTLY),
        (0.5, 0.1, 0.24, MORE),  # a far larger fall than to the half
        (0.5, 0.1, 0.25, PARTLY),  # or just as large a one as is half-way
        (0.5, 0.76, 0.9, NOT),
        (0.7, 1.0, 1.05, NOT),  # one and a half of 0.7 is above 1: a rise is no part of a fall
        (0.7, 0.9, 1.0, PARTLY),
        (1.0, 1.6, 1.7, NOT),  # no change was reported, so nothing is more of it
        (1.0, 0.3, 0.4, NOT),
    ],
)
def test_a_ratio_goes_away_from_1(reported: float, low: float, high: float, verdict: ClaimVerdict) -> None:
    assert judge(reading("about", reported, "ratio"), low, (low + high) / 2, high) == verdict


@pytest.mark.parametrize(
    ("sense", "reported", "low", "high", "verdict"),
    [
        ("at_most", 0.7, 1.1, 1.3, NOT),  # below twice 0.7, but a rise
        ("at_most", 0.7, 0.8, 1.0, PARTLY),
        ("at_most", 0.4, 0.5, 0.8, PARTLY),
        ("at_most", 0.4, 0.85, 0.9, NOT),  # above twice 0.4
        ("at_most", 1.2, 1.3, 2.3, PARTLY),  # a rise of so much at most
        ("at_least", 1.5, 0.8, 0.9, NOT),  # more than half of 1.5, but a fall
        ("at_least", 1.5, 1.0, 1.4, PARTLY),
        ("at_least", 3.0, 1.2, 1.4, NOT),
        ("at_least", 0.8, 0.5, 0.7, PARTLY),
    ],
)
def test_a_ratio_with_an_end_goes_away_from_1_too(
    sense: Sense, reported: float, low: float, high: float, verdict: ClaimVerdict
) -> None:
    assert judge(reading(sense, reported, "ratio"), low, (low + high) / 2, high) == verdict


@pytest.mark.parametrize(
    ("figure", "better", "below", "above"),
    [
        ("value", "less", MORE, NOT),
        ("value", "more", NOT, MORE),
        ("value", "neither", NOT, NOT),
        ("baseline", "less", NOT, NOT),
        ("saved", "less", NOT, MORE),
        ("saved", "more", NOT, MORE),
    ],
)
def test_far_beyond_lies_where_the_claim_points(
    figure: FigureName, better: Better, below: ClaimVerdict, above: ClaimVerdict
) -> None:
    asked = reading("about", 100, figure)
    assert judge(asked, 10, 20, 30, better) == below
    assert judge(asked, 200, 210, 220, better) == above


def test_a_value_goes_on_in_no_direction_where_none_is_said() -> None:
    asked = reading("about", 100, "value")
    assert judge(asked, 10, 20, 30) == judge(asked, 200, 210, 220) == NOT
    assert regions(asked) == ((90, 110), (50, 150), 100, 0)


@pytest.mark.parametrize(("low", "verdict"), [(110, PARTLY), (110.1, NOT)])
def test_what_has_no_direction_is_partly_there_as_far_as_it_touches(
    low: float, verdict: ClaimVerdict
) -> None:
    """A tenth of 100 on either side: up to 110. The interval goes on beyond one and a half times."""
    assert judge(reading("about", 100, "baseline"), low, 140, 170) == verdict


@pytest.mark.parametrize("sense", get_args(Sense))
def test_a_figure_that_is_not_there_is_not_testable(sense: Sense) -> None:
    assert judge(reading(sense, 100), NOTHING, NOTHING, NOTHING) == UNTESTED


@pytest.mark.parametrize("sense", get_args(Sense))
def test_a_figure_without_end_or_without_an_interval_is_not_testable(sense: Sense) -> None:
    assert judge(reading(sense, 100), EVER, EVER, EVER) == UNTESTED
    assert judge(reading(sense, 100), NOTHING, 100, NOTHING) == UNTESTED


@pytest.mark.parametrize("sense", get_args(Sense))
def test_a_single_replication_leaves_it_undecided(sense: Sense) -> None:
    assert judge(reading(sense, 100), -EVER, 100.0, EVER) == OPEN


def test_a_claim_of_nothing_is_met_by_nothing_alone() -> None:
    assert judge(reading("at_most", 0), 0, 0, 0) == WHOLLY
    assert judge(reading("at_most", 0), 0.1, 0.2, 0.3) == NOT
    assert judge(reading("at_most", 0), -0.1, 0.0, 0.1) == OPEN


@pytest.mark.parametrize(("tolerance", "verdict"), [(0.25, WHOLLY), (0.1, PARTLY)])
def test_the_tolerance_of_about_is_the_claims_own(tolerance: float, verdict: ClaimVerdict) -> None:
    assert judge(reading("about", 100, tolerance=tolerance), 80, 100, 120) == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(75, 125, WHOLLY), (30, 75, PARTLY), (125, 170, PARTLY), (30, 74, NOT)]
)
def test_the_bounds_of_about_belong_to_it(low: float, high: float, verdict: ClaimVerdict) -> None:
    """A quarter of 100 on either side: from 75 to 125."""
    assert judge(reading("about", 100, tolerance=0.25), low, (low + high) / 2, high) == verdict


def test_a_wide_tolerance_is_no_narrower_half_way() -> None:
    assert judge(reading("about", 100, tolerance=0.8), 25, 100, 175) == WHOLLY
    assert judge(reading("about", 100, tolerance=0.8), 15, 40, 60) == PARTLY


def test_every_sense_that_a_claims_file_may_have_has_a_rule() -> None:
    assert set(get_args(Sense)) == set(SENSES)


@pytest.mark.parametrize("sense", ["at_most", "at_least"])
@pytest.mark.parametrize("off", [-1e-7, -1e-15, 1e-15, 1e-7])
def test_what_is_as_reported_but_for_rounding_meets_it(sense: Sense, off: float) -> None:
    """Tasks of 3, 4.1, 4.3, 4 and 1 min take 16.40000009 min, as their times have seven digits."""
    end = 16.4 * (1 + off)
    assert judge(reading(sense, 16.4), end, end, end) == WHOLLY
    assert judge(reading(sense, -16.4), -end, -end, -end) == WHOLLY


def test_rounding_reaches_no_further() -> None:
    assert judge(reading("at_most", 16.4), 16.401, 16.401, 16.401) == PARTLY
    assert judge(reading("at_most", 0), 1e-9, 1e-9, 1e-9) == NOT

"""Figures that unfinished shipments make bounds: on which side the true one lies, and what a CI leaves."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from portsim.kpis.kpi import Figure
from portsim.study.bounds import Bound, Bounded, bounded, compared
from portsim.study.statistics import paired

NAN = math.nan
BEFORE, AFTER = np.array([20.0, 21.0, 22.0]), np.array([15.0, 17.0, 16.0])


@pytest.mark.parametrize(
    ("more", "bound"),
    [
        ([0.0, 0.0], "exact"),
        ([0.0, 0.5], "at least"),
        ([-0.5, 0.0], "at most"),
        ([-0.5, 0.5], "at least"),
        ([NAN, 0.0], "exact"),  # what was not measured lies on no side
        ([NAN, 0.5], "at least"),
        ([NAN, -0.5], "at most"),
    ],
)
def test_one_replication_with_more_or_less_to_come_makes_a_bound(more: list[float], bound: Bound) -> None:
    assert Bounded(np.array([1.0, 2.0]), np.array(more)).bound == bound


def test_it_ends_where_all_that_may_come_has_come() -> None:
    assert Bounded(np.array([1.0, 2.0]), np.array([0.5, -3.0])).later.tolist() == [1.5, -1.0]


def test_figures_of_replications_are_put_together_with_the_largest_share_unfinished() -> None:
    found = bounded([Figure(10.0, 12.0, 0.01), Figure(11.0, 11.0), Figure(9.0, 8.0, 0.03)])
    assert found.value.tolist() == [10, 11, 9] and found.more.tolist() == [2, 0, -1]
    assert found.unfinished == 0.03
    assert Bounded(found.value, found.more).unfinished == 0


def exact(values: np.ndarray) -> Bounded:
    return Bounded(values, np.zeros(3))


def test_exact_figures_have_the_ci_of_their_pairs() -> None:
    assert compared(exact(BEFORE), exact(AFTER)) == paired(BEFORE, AFTER)


def test_what_was_seen_so_far_is_within_the_ci() -> None:
    """The first can fall and the second rise: the difference can only become larger; or smaller."""
    plain, two = paired(BEFORE, AFTER), np.full(3, 2.0)
    assert compared(Bounded(BEFORE, -two), Bounded(AFTER, two)).low == plain.low
    assert compared(Bounded(BEFORE, two), Bounded(AFTER, -two)).high == plain.high


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    [
        (0.0, 2.0, 0.0, 2.0),  # the second one can rise by 2, and so can its lead
        (0.0, -2.0, -2.0, 0.0),
        (2.0, 0.0, -2.0, 0.0),  # the first one can rise: the second one falls behind
        (-2.0, 0.0, 0.0, 2.0),
        (2.0, 3.0, -2.0, 3.0),  # each may rise without the other
        (-2.0, 3.0, 0.0, 5.0),  # the first falls and the second rises
        (2.0, -3.0, -5.0, 0.0),
    ],
)
def test_a_bound_moves_the_ends_of_the_ci_and_nothing_else(
    before: float, after: float, low: float, high: float
) -> None:
    """Each replication can change by the same, so that the interval is moved and not made wider."""
    plain = paired(BEFORE, AFTER)
    found = compared(Bounded(BEFORE, np.full(3, before)), Bounded(AFTER, np.full(3, after)))
    assert found.low == pytest.approx(plain.low + low)
    assert found.high == pytest.approx(plain.high + high)
    assert replace(found, low=plain.low, high=plain.high) == plain


def test_the_ci_holds_where_both_rise_in_replications_of_their_own() -> None:
    """The second rises by 9 in the first replication, the first by 9 in the last one: the differences are
    then 4, -4 and -15, a mean of -5 and a variance of (81 + 1 + 100) / 2; t of two degrees is 4.302653."""
    found = compared(Bounded(BEFORE, np.array([0.0, 0, 9])), Bounded(AFTER, np.array([9.0, 0, 0])))
    half = 4.302653 * (182 / 2) ** 0.5 / 3**0.5
    assert (found.low, found.high) == (pytest.approx(-5 - half), pytest.approx(-5 + half))

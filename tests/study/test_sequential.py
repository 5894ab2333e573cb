"""Replications until half-widths are as asked, on streams of normal figures whose sigma is known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from portsim.study.statistics import interval
from portsim.study.until_precise.half_width import NOWHERE, HalfWidth, target_of
from portsim.study.until_precise.sequential import Course, Rule, look_ahead, until
from portsim.study.until_precise.within import Within

AMOUNT = 0.3
ENOUGH = 46  # t(45) / sqrt(46) = 2.0141 / 6.7823 = 0.297 <= 0.3, t(44) / sqrt(45) = 2.0154 / 6.7082 = 0.3004


@dataclass
class Streams:
    """Figures of replications that are known beforehand; what was run is noted."""

    figures: Sequence[Sequence[float]]
    within: Within = field(default_factory=lambda: Within(0.05, {"min": AMOUNT}))
    matters: float = 0.0
    batches: list[range] = field(default_factory=list)
    expected: list[int] = field(default_factory=list)
    time: float = 0.0
    lasts: float = 0.0  # time of a replication [s]

    def run(self, numbers: range, expected: int) -> None:
        self.batches.append(numbers)
        self.expected.append(expected)
        self.time += self.lasts * len(numbers)

    def look(self, n: int) -> tuple[HalfWidth, ...]:
        assert n <= self.batches[-1].stop, "looked at what was not run"
        return tuple(self._of(np.array(own[:n], dtype=float)) for own in self.figures)

    def _of(self, values: np.ndarray) -> HalfWidth:
        if not np.isfinite(values).any():
            return NOWHERE
        mean, low, high = interval(values)
        deviation = float(values.std(ddof=1))
        return HalfWidth(
            mean, low, high, len(values), deviation, target_of(self.within, mean, self.matters, "min")
        )

    def until(
        self, *, start: int = 5, most: int = 200, seconds: float = math.inf, at_once: int = 1
    ) -> Course:
        return until(Rule(start, most, seconds, at_once), self.run, self.look, lambda: self.time)


def normal(seed: int, n: int = 400, mean: float = 10.0, sigma: float = 1.0) -> list[float]:
    return list(np.random.default_rng(seed).normal(mean, sigma, n))


@pytest.mark.parametrize(("n", "more"), [(5, 5), (100, 5), (119, 5), (120, 6), (200, 10), (1000, 50)])
def test_the_look_ahead_is_5_replications_or_5_percent(n: int, more: int) -> None:
    assert look_ahead(n) == more


def test_n_is_as_theory_has_it_in_95_of_100_seeds() -> None:
    """Of a sequential interval of fixed width n is ENOUGH x s^2, whose deviation is sqrt(2 / ENOUGH). Source:
    Chow and Robbins 1965; Anscombe 1952."""
    found = [Streams([normal(seed)]).until().n for seed in range(100)]
    far = 2.5 * ENOUGH * math.sqrt(2 / ENOUGH)
    assert sum(ENOUGH - far <= n <= ENOUGH + far for n in found) >= 95
    assert abs(np.mean(found) - ENOUGH) < 0.1 * ENOUGH


def test_the_interval_covers_nearly_as_often_as_it_says() -> None:
    courses = [Streams([normal(seed)]).until() for seed in range(200)]
    covered = np.mean([each.found[0].low <= 10.0 <= each.found[0].high for each in courses])
    assert 0.9 <= covered <= 0.975  # 0.95, less one or two points that stopping by chance costs


def test_a_share_of_the_figure_takes_as_many_as_its_ratio_says() -> None:
    """5 % of 10 is 0.5: t(17) / sqrt(18) = 0.497."""
    found = [Streams([normal(seed)], Within(0.05)).until().n for seed in range(100)]
    assert 14 <= np.mean(found) <= 22


def test_the_look_ahead_catches_an_early_convergence() -> None:
    alike, apart = [10.0, 10.01, 9.99, 10.0, 10.02], [7.0, 13.0] * 100
    course = Streams([alike + apart], Within(0.05, {"min": 0.5})).until()
    assert course.looks[0][0].met and not course.looks[1][0].met
    # All but 5 lie 3 from 10: s^2 = 9 (n - 5) / (n - 1), and 1.977 s / sqrt(n) <= 0.5 from n = 137 on.
    assert course.end == "met" and 135 <= course.n <= 139
    assert course.ran >= course.n + look_ahead(course.n)


def test_it_must_stay_as_asked_to_the_end_of_the_look_ahead() -> None:
    """The 10th figure, the last one of the look-ahead after 5, ends it; after it all is as asked again."""
    values = [10.0, 10.01, 9.99, 10.0, 10.02, 10.0, 10.0, 10.0, 10.0, 13.0, *(10.0 for _ in range(60))]
    course = Streams([values], Within(0.05, {"min": 0.5})).until()
    met = [look[0].met for look in course.looks]
    assert met[:5] == [True] * 5 and not met[5]
    assert course.n > 10 and course.n_met(0) == course.n and not course.looks[course.n - 6][0].met


def test_all_figures_must_be_as_asked_at_once_and_the_last_one_decides() -> None:
    quick, slow = normal(1, sigma=0.1), normal(2)
    course = Streams([quick, slow]).until()
    assert course.n_met(0) == 5 and course.n_met(1) == course.n > 20
    assert all(each.met for each in course.found)
    assert not course.looks[course.n - 1 - course.start][1].met


@pytest.mark.parametrize("at_once", [2, 3, 8])
def test_what_is_found_does_not_depend_on_how_many_are_run_at_once(at_once: int) -> None:
    one, many = Streams([normal(3)]), Streams([normal(3)])
    first, second = one.until(), many.until(at_once=at_once)
    assert (first.looks, first.end, first.n) == (second.looks, second.end, second.n)
    assert all(len(batch) % at_once == 0 for batch in many.batches[1:])
    assert [number for batch in many.batches for number in batch] == list(range(second.ran))


def test_batches_do_not_overshoot_by_much() -> None:
    streams = Streams([normal(4)])
    course = streams.until(at_once=2)
    assert course.ran <= course.last + 6 and len(streams.batches) < 20
    assert streams.expected[0] == 10 and max(streams.expected) <= 200


def test_it_ends_where_no_more_are_allowed() -> None:
    course = Streams([normal(5, sigma=0.6)]).until(most=12)
    assert (course.end, course.ran, course.n, course.n_met(0)) == ("most", 12, 12, None)


def test_no_batch_is_begun_that_would_end_after_the_budget() -> None:
    streams = Streams([normal(6)], lasts=2.0)
    course = streams.until(seconds=31.0)
    assert course.end == "budget" and course.ran == 15 and course.seconds == 30.0


def test_the_first_batch_is_run_however_small_the_budget_is() -> None:
    course = Streams([normal(6)], lasts=60.0).until(seconds=1.0)
    assert (course.end, course.ran, course.n) == ("budget", 5, 5)


def test_what_more_replications_than_allowed_would_take_ends_it_early() -> None:
    """A deviation of 40 asks for (1.96 x 40 / 0.3)^2 = 68,000 replications; the other figure is found."""
    course = Streams([normal(7, sigma=40.0), normal(8, sigma=0.1)]).until(most=200)
    assert course.end == "far" and course.ran < 20
    assert course.n_met(0) is None and course.n_met(1) == 5


def test_figures_that_are_not_there_do_not_count() -> None:
    nothing = [math.nan] * 400
    course = Streams([nothing, normal(9)]).until()
    assert course.end == "met" and course.n_met(0) is None and course.n > 20
    assert Streams([nothing]).until().end == "far"


def test_as_asked_at_the_end_but_not_for_long_is_not_sure() -> None:
    course = Streams([normal(1, sigma=0.1)]).until(most=8)
    assert course.end == "most" and course.since(0) == 5 and course.n_met(0) is None

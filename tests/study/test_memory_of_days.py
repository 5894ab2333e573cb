"""Tests of days that are alike: a queue that lasts from one day to the next makes them worth fewer."""

from __future__ import annotations

import math

import numpy as np
import pytest
from one_pair import pair

from portsim.study.held.days import errors
from portsim.study.held.energy import energy
from portsim.study.held.pairs import Pair
from portsim.study.memory import memory, worth


def days_like_the_last(draws: np.random.Generator, days: int, alike: float) -> np.ndarray:
    """A normal level of each day, variance 1, correlated with the day before, as in its steady state."""
    level = draws.normal(0, 1, days)
    for n in range(1, days):
        level[n] = alike * level[n - 1] + math.sqrt(1 - alike**2) * level[n]
    return level


def memory_of(level: np.ndarray, days: np.ndarray | None = None) -> float:
    day = np.arange(len(level)) if days is None else days
    return float(memory(level[:, None], day, np.zeros(len(level), dtype=np.int64))[0])


def test_days_with_a_correlation_of_a_half_are_worth_a_third_of_them() -> None:
    assert worth(30, 0.5) == pytest.approx(10)
    assert worth(30, 0.0) == 30


def test_memory_is_the_correlation_of_neighbours() -> None:
    level = days_like_the_last(np.random.default_rng(1), 3000, 0.6)
    assert memory_of(level) == pytest.approx(0.6, abs=0.04)


def test_a_quiet_weekend_is_no_memory() -> None:
    draws = np.random.default_rng(2)
    week = np.tile([4.0, 4, 4, 4, 4, 0, 0], 100)
    assert memory_of(week + draws.normal(0, 1, 700)) < 0.08
    assert np.corrcoef(week[1:], week[:-1])[0, 1] > 0.25, "as a pattern it has neighbours that are alike"
    assert memory_of(week) == 0


def test_days_of_different_runs_and_days_that_are_apart_are_no_neighbours() -> None:
    draws = np.random.default_rng(3)
    level = days_like_the_last(draws, 600, 0.9)
    runs = memory(level[:, None], np.tile([0, 1, 7, 8], 150), np.repeat(np.arange(150), 4))
    assert runs[0] == pytest.approx(0.9, abs=0.05)
    assert math.isnan(memory_of(level[::2], np.arange(0, 600, 2))), "every second day has no neighbour"


def test_less_than_two_weeks_show_no_memory() -> None:
    level = days_like_the_last(np.random.default_rng(4), 14, 0.9)
    assert math.isnan(memory_of(level[:13]))
    assert memory_of(level) > 0


@pytest.mark.parametrize("alike", [0.0, 0.6])
def test_the_error_of_a_mean_is_as_large_as_it_varies_from_log_to_log(alike: float) -> None:
    """As of independent days it was half as large where neighbours have a correlation of 0.6."""
    draws, days = np.random.default_rng(5), 90
    lag = np.arange(1, days)
    true = math.sqrt((1 + 2 * ((1 - lag / days) * alike**lag).sum()) / days)
    day = np.repeat(np.arange(days), 2)
    found = [
        errors(np.repeat(days_like_the_last(draws, days, alike), 2), day, (0.5,), math.nan, seed).error[1]
        for seed in range(12)
    ]
    assert np.mean(found) == pytest.approx(true, rel=0.15)


def test_as_many_days_as_they_are_worth_give_the_error() -> None:
    value, day = np.random.default_rng(6).normal(0, 1, 200), np.repeat(np.arange(20), 10)
    of_runs = np.array([0.5, 0.99, 0.99])
    found = errors(value, day, (0.5,), math.nan, 1, of_runs)
    assert found.worth == pytest.approx([20 / 3, 2, 2]), "two at least"
    assert found.freedom == pytest.approx([17 / 3, 2, 2])
    alone = errors(value, day, (0.5,), math.nan, 1, np.zeros(3))
    assert found.error[0] == pytest.approx(
        alone.error[0] * math.sqrt((alone.worth[0] - 1) / (found.worth[0] - 1)), rel=1e-12
    )


def log_and_runs(days: int, of_runs: int, alike: float) -> Pair:
    """A log, and ten runs of a port of which neighbouring days are alike."""
    draws = np.random.default_rng(7)

    def samples(n: int, alike: float) -> np.ndarray:
        level = 50 + 5 * days_like_the_last(draws, n, alike)
        return level[:, None] + draws.normal(0, 1, (n, 20))

    return pair(samples(days, 0.0), [samples(of_runs, alike) for _ in range(10)])


def test_of_few_days_the_runs_show_how_alike_they_are() -> None:
    """Days of a week's log counted as seven, whatever the queue."""
    alike, alone = (log_and_runs(7, 7, memory).figures[6] for memory in (0.8, 0.0))
    assert (alike.figure, alone.figure) == ("mean", "mean")
    assert alike.days_worth == 2
    assert 5 < alone.days_worth <= 7
    widths = [each.observed_high - each.observed_low for each in (alike, alone)]
    assert widths[0] > 2 * widths[1]


def test_where_neither_log_nor_runs_have_days_enough_nothing_is_known_of_it() -> None:
    assert math.isnan(log_and_runs(7, 1, 0.0).figures[6].days_worth)


def test_where_days_are_alike_whole_weeks_change_sides() -> None:
    """Log and runs are of one port. Day by day, p was 0.05 or less in 11 of 12 such draws; by weeks in 3."""
    draws = np.random.default_rng(6)

    def samples() -> np.ndarray:
        return 50 + 5 * days_like_the_last(draws, 28, 0.9)[:, None] + draws.normal(0, 1, (28, 5))

    whole = pair(samples(), [samples() for _ in range(4)])
    assert whole.energy.p > 0.1
    by_day = energy(whole._both.blocks(weekly=False), 1)
    assert by_day.p < 0.01
    assert by_day.distance == whole.energy.distance

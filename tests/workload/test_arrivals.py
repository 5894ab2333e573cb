"""Arrivals before the start: of the rate of their hours, and numbered from the start backwards."""

from __future__ import annotations

import numpy as np
import pytest

from portsim.model.calendar import Profile
from portsim.workload.arrivals import poisson_before

DAY, HOUR = 1440.0, 60.0
NOON = Profile(hours=tuple(float(hour == 12) for hour in range(24)), source=("user",))


def before(per_day: float, span: float, seed: int = 1, profile: Profile | None = None) -> np.ndarray:
    return poisson_before(per_day, profile, span, np.random.default_rng(seed))


@pytest.mark.parametrize("profile", [None, NOON])
def test_counts_of_a_day_before_the_start_are_poisson(profile: Profile | None) -> None:
    """24 a day, 500 times 7 days: the mean has a standard error of sqrt(24 / 3500) = 0.083, the index of
    dispersion one of sqrt(2 / 3499) = 0.024."""
    days = np.arange(-7, 1) * DAY
    found = [np.histogram(before(24, 7 * DAY, seed, profile), days)[0] for seed in range(500)]
    counts = np.array(found)
    assert counts.mean() == pytest.approx(24, abs=4 * 0.083)
    assert counts.var() / counts.mean() == pytest.approx(1, abs=4 * 0.024)


def test_they_are_counted_backwards_to_a_power_of_two_and_reach_over_the_span() -> None:
    found = before(24, 7 * DAY)
    assert len(found) == 256  # 168 are expected, and 6 times their root is 78
    within = found >= -7 * DAY
    assert 168 - 4 * 13 < within.sum() < 168 + 4 * 13 and (np.diff(found[within]) < 0).all()
    assert found[0] < 0 and (np.diff(found) < 0).all() and not within[-1]


def test_rare_ones_are_drawn_at_once() -> None:
    """Two that come once in a billion days are some billions of days back: the scale is their mean."""
    found = np.array([before(1e-9, 7 * DAY, seed) for seed in range(400)])
    assert found.shape == (400, 2)
    assert found[:, 0].mean() / DAY == pytest.approx(-1e9, abs=4 * 1e9 / 400**0.5)


def test_a_profile_of_an_hour_keeps_all_in_it() -> None:
    found = before(24, 7 * DAY, profile=NOON)
    found = found % DAY
    assert len(found) == 256 and ((found >= 12 * HOUR) & (found <= 13 * HOUR)).all()


def test_a_higher_rate_moves_each_nearer_by_as_much() -> None:
    one, more = before(24, 7 * DAY), before(24 * 1.03, 7 * DAY)
    both = (one >= -7 * DAY) & (more >= -7 * DAY)
    assert both.sum() > 100 and more[both] * 1.03 == pytest.approx(one[both])


@pytest.mark.parametrize(("per_day", "span"), [(0.0, 7 * DAY), (24.0, 0.0)])
def test_none_come_at_no_rate_or_in_no_time(per_day: float, span: float) -> None:
    assert len(before(per_day, span)) == 0

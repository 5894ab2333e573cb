"""How full blocks get, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import Given, flow, play, workload

from portsim.kpis.busy import Busy
from portsim.kpis.fill import PeakFill
from portsim.model.steps import inside, travel
from portsim.records.records import Records

BLOCK = flow("f", inside("block", (travel("stays"),)))


def yard(arrivals: list[float], stays: list[float], window: tuple[float, float] = (0, 100)) -> Records:
    """A block of four slots."""
    given = Given(arrivals, lasts={"stays": stays})
    return play(workload([BLOCK], {"box": given}, {"block": 4}, horizon=200), window)


def peak(arrivals: list[float], stays: list[float], window: tuple[float, float] = (0, 100)) -> float:
    return float(PeakFill(("block",)).samples(yard(arrivals, stays, window))[0])


def test_the_fullest_moment_counts() -> None:
    """Two of four from 10 to 20, three from 20 to 25."""
    assert peak([0, 10, 20, 90], [30, 15, 5, 50]) == 0.75


def test_who_leaves_makes_room_for_who_comes_at_this_moment() -> None:
    assert peak([0, 10], [10, 10]) == 0.25


def test_only_the_window_counts() -> None:
    """Three are there before 50, one of them until 60; at 50 itself two have just left."""
    assert peak([0, 0, 0], [50, 50, 60], (50, 100)) == 0.25
    assert peak([0, 0, 0], [50, 50, 60], (40, 100)) == 0.75
    assert peak([100, 100], [5, 5]) == 0.0


def test_those_that_wait_for_a_slot_do_not_count_and_those_that_never_leave_do() -> None:
    assert peak([0] * 6, [500] * 6) == 1.0


def test_the_mean_is_that_over_time() -> None:
    """One box for 50 and one for 30 of 100 minutes in four slots: 80 of 400."""
    assert Busy(("block",)).samples(yard([0, 10], [50, 30])) == pytest.approx([0.2])


def test_without_the_place_there_is_none() -> None:
    assert np.array_equal(PeakFill(("shed",)).samples(yard([0], [5])), np.empty(0))

"""Means of times whose short draws are lifted to a floor, and all that is worked out of them before a run."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import TypeAdapter
from worlds import flow, lasting, one, port, stream_of

from portsim.kpis.expected import expected
from portsim.kpis.kpi import Kpi
from portsim.kpis.spent import Spent
from portsim.model.durations import Duration, RandomTime
from portsim.model.place import Breakdown, Place
from portsim.model.steps import visit
from portsim.model.world import World
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.server_minutes import servers_up

LIFTED = lasting("3 min", at_least="3 min")
MEAN = 3 * (1 + math.exp(-1))  # 3 min, and with chance 1/e another 3 min on average
WORLD = World(port({"work": LIFTED}, {"truck": stream_of(400)}), {"f": flow("f", visit("gate", "work"))})


def test_of_an_exponential_time_the_mean_is_that_of_the_formula() -> None:
    """E[T^2] is 3^2 up to the floor, and (3 + X)^2 with chance 1/e."""
    square = 9 * (1 - math.exp(-1)) + (9 + 18 + 18) * math.exp(-1)
    assert LIFTED.lifted == pytest.approx((MEAN, square - MEAN**2), rel=1e-5)
    assert LIFTED.average == 3  # as stated


@pytest.mark.parametrize(
    ("shape", "more"),
    [
        ("erlang", {"k": 3}),
        ("lognormal", {"cv": 0.8}),
        ("lognormal", {"cv": 1e-6}),
        ("gamma", {"cv": 0.5}),
        ("weibull", {"k": 1.5}),
        ("loglogistic", {"k": 9}),
    ],
)
def test_they_are_the_mean_and_the_variance_of_what_is_drawn(shape: str, more: dict[str, object]) -> None:
    time = lasting("5 min", shape, at_least="6 min", **more)
    drawn = time.times(100_000, np.random.default_rng(1))
    assert time.lifted == pytest.approx((drawn.mean(), drawn.var()), rel=0.05, abs=0.01)
    assert time.lifted.average == pytest.approx(drawn.mean(), rel=0.005)


def test_without_a_floor_they_are_as_stated_and_no_time_at_all_is_the_floor() -> None:
    assert lasting("5 min").lifted == (5, 25)
    assert lasting("0 min", at_least="2 min").lifted == (2, 0)


def test_a_mixture_has_those_of_its_parts() -> None:
    parts = [{"weight": weight, "time": time} for weight, time in ((1, LIFTED), (3, lasting("5 min")))]
    mixture: RandomTime = TypeAdapter(Duration).validate_python(
        {"shape": "mixture", "parts": parts, "source": "user"}
    )
    square = (LIFTED.lifted.variance + MEAN**2 + 3 * 50) / 4
    mean = (MEAN + 15) / 4
    assert mixture.lifted == pytest.approx((mean, square - mean**2), rel=1e-5)


def test_more_work_comes_than_the_mean_without_the_floor_says() -> None:
    """400 trucks a day of 3 min are 0.83 of a lane; of 4.1 min they are 1.14."""
    (gate,) = offered_loads(WORLD)
    assert gate.mean == pytest.approx(400 / 1440 * MEAN, rel=1e-5)
    assert gate.grows


def test_the_closed_form_has_the_floor_too() -> None:
    service = Kpi("k", "K", "min", "less", Spent("service", labels=("work",)))
    assert expected(service, WORLD, WORLD).figure == pytest.approx(MEAN, rel=1e-5)


def test_servers_are_up_and_down_for_as_long_as_is_drawn() -> None:
    failing = Breakdown(between=lasting("10 min", "constant"), repair=LIFTED)
    assert servers_up(Place(servers=one(1), breakdown=failing)) == pytest.approx(10 / (10 + MEAN), rel=1e-5)

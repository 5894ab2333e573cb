"""What every shape of duration keeps to."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, pi
from typing import get_args

import numpy as np
import pytest
from pydantic import TypeAdapter
from worlds import GATE, draw, flow, lasting, port, simulate, stream_of

from portsim.model.durations import (
    Beta,
    ByHour,
    Constant,
    Duration,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    Loglogistic,
    Lognormal,
    Mixture,
    Normal,
    RandomTime,
    Triangular,
    Uniform,
    Weibull,
)
from portsim.workload.draws import Draws

N = 400_000
FAR = 4  # standard errors of a mean: one in 16,000 samples is farther off
USER = {"source": "user"}


@dataclass(frozen=True)
class Case:
    """A shape as a file gives it, and by hand its mean [min], coefficient of variation and bounds [min]."""

    cls: type[RandomTime]
    text: dict[str, object]
    mean: float
    cv: float
    words: str
    low: float = 0.0
    high: float = inf
    figures: dict[str, object] = field(default_factory=dict)

    @property
    def time(self) -> RandomTime:
        return TypeAdapter(Duration).validate_python({**self.text, "source": "A1", "note": "as read"})


CASES = [
    Case(Constant, {"shape": "constant", "mean": "420 s"}, 7, 0, "constant 7 min", 7, 7, {"mean": 7}),
    Case(
        Exponential, {"shape": "exponential", "mean": "7 min"}, 7, 1, "exponential 7 min", figures={"mean": 7}
    ),
    Case(
        Erlang,
        {"shape": "erlang", "mean": "7 min", "k": 4},
        7,
        0.5,  # 1 / sqrt(k)
        "erlang, mean 7 min",
        figures={"mean": 7, "k": 4},
    ),
    Case(
        Lognormal,
        {"shape": "lognormal", "mean": "3 h", "cv": 0.8},
        180,
        0.8,
        "lognormal, mean 3 h",
        figures={"mean": 180, "cv": 0.8},
    ),
    Case(
        Triangular,
        {"shape": "triangular", "low": "2 min", "mode": "4 min", "high": "9 min"},
        5,  # (2 + 4 + 9) / 3
        (26 / 12) ** 0.5 / 5,  # variance (4 + 16 + 81 - 8 - 18 - 36) / 18 = 39 / 18 = 26 / 12
        "triangular, mean 5 min",
        2,
        9,
        {"low": 2, "mode": 4, "high": 9},
    ),
    Case(
        Uniform,
        {"shape": "uniform", "low": "2 min", "high": "8 min"},
        5,
        3**0.5 / 5,  # variance 6 * 6 / 12 = 3
        "uniform, mean 5 min",
        2,
        8,
        {"low": 2, "high": 8},
    ),
    Case(
        Gamma,
        {"shape": "gamma", "mean": "7 min", "cv": 0.5},
        7,
        0.5,
        "gamma, mean 7 min",
        figures={"mean": 7, "cv": 0.5},
    ),
    Case(
        Weibull,
        {"shape": "weibull", "mean": "7 min", "k": 2},
        7,
        (4 / pi - 1) ** 0.5,  # of a Rayleigh time, sqrt(4 - pi) / sqrt(pi)
        "weibull, mean 7 min",
        figures={"mean": 7, "k": 2},
    ),
    Case(
        Loglogistic,
        {"shape": "loglogistic", "mean": "7 min", "k": 4},
        7,
        (4 / pi - 1) ** 0.5,  # angle pi / 4: tan(pi / 4) / (pi / 4) - 1
        "loglogistic, mean 7 min",
        figures={"mean": 7, "k": 4},
    ),
    Case(
        Normal,
        {"shape": "normal", "mode": "0 min", "sd": "3 min"},
        3 * (2 / pi) ** 0.5,  # half of a bell
        (pi / 2 - 1) ** 0.5,
        "normal, mean 2.39 min",
        figures={"mode": 0, "sd": 3},
    ),
    Case(
        Beta,
        {"shape": "beta", "low": "2 min", "high": "10 min", "alpha": 2, "beta": 6},
        4,  # 2 + 8 x 2 / 8
        (64 * 12 / (64 * 9)) ** 0.5 / 4,
        "beta, mean 4 min",
        2,
        10,
        {"low": 2, "high": 10, "alpha": 2, "beta": 6},
    ),
    Case(
        Empirical,
        {"shape": "empirical", "quantiles": ["2 min", "4 min", "10 min"], "shares": [0, 0.75, 1]},
        4,  # 0.75 x 3 + 0.25 x 7
        2 / 4,  # second moment 0.75 x 28 / 3 + 0.25 x 156 / 3 = 20, variance 20 - 16
        "empirical, mean 4 min",
        2,
        10,
        {"quantiles": (2, 4, 10), "shares": (0, 0.75, 1)},
    ),
    Case(
        Mixture,
        {
            "shape": "mixture",
            "parts": [
                {"weight": 3, "time": {"shape": "constant", "mean": "2 min", **USER}},
                {"weight": 1, "time": {"shape": "uniform", "low": "7 min", "high": "13 min", **USER}},
            ],
        },
        4,  # 0.75 x 2 + 0.25 x 10
        (0.75 * 4 + 0.25 * (100 + 3) - 16) ** 0.5 / 4,
        "mixture, mean 4 min",
        2,
        13,
    ),
    Case(
        ByHour,
        {
            "shape": "by_hour",
            "parts": [
                {"hours": "06:00-22:00", "weight": 3, "time": {"shape": "constant", "mean": "2 min", **USER}},
                {
                    "hours": "22:00-06:00",
                    "weight": 1,
                    "time": {"shape": "uniform", "low": "7 min", "high": "13 min", **USER},
                },
            ],
        },
        4,
        (0.75 * 4 + 0.25 * (100 + 3) - 16) ** 0.5 / 4,
        "by_hour, mean 4 min",
        2,
        13,
    ),
]


def read(**text: object) -> RandomTime:
    return TypeAdapter(Duration).validate_python({**text, **USER})


def rng(seed: int = 1) -> np.random.Generator:
    return Draws(seed, 0).at("shape")


def test_every_shape_is_tried() -> None:
    members = get_args(get_args(Duration.__value__)[0])
    assert [case.cls for case in CASES] == list(members)


@pytest.mark.parametrize("case", CASES, ids=[case.cls.__name__ for case in CASES])
class TestShape:
    def test_it_is_read_from_text(self, case: Case) -> None:
        assert type(case.time) is case.cls
        assert {key: getattr(case.time, key) for key in case.figures} == case.figures
        assert (case.time.source, case.time.note) == (("A1",), "as read")

    def test_its_average_is_the_mean_by_hand(self, case: Case) -> None:
        assert case.time.average == pytest.approx(case.mean)

    def test_its_variance_is_that_of_its_variation(self, case: Case) -> None:
        assert case.time.variance == pytest.approx((case.cv * case.mean) ** 2)

    def test_its_times_have_this_mean_and_variation(self, case: Case) -> None:
        got = case.time.times(N, rng())
        assert got.dtype == np.float64 and got.shape == (N,)
        assert abs(got.mean() - case.mean) <= FAR * case.cv * case.mean / N**0.5 + 1e-9
        assert got.std() / case.mean == pytest.approx(case.cv, rel=0.03, abs=1e-9)

    def test_so_have_its_times_to_seven_digits(self, case: Case) -> None:
        got = case.time.short_times(N, rng())
        assert got.dtype == np.float32 and got.shape == (N,)
        assert abs(got.mean(dtype=np.float64) - case.mean) <= FAR * case.cv * case.mean / N**0.5 + 1e-6
        assert got.std(dtype=np.float64) / case.mean == pytest.approx(case.cv, rel=0.03, abs=1e-6)

    def test_no_time_is_out_of_bounds(self, case: Case) -> None:
        for got in (case.time.times(N, rng()), case.time.short_times(N, rng())):
            assert got.min() >= case.low
            assert got.max() <= case.high

    def test_the_same_chance_gives_the_same_times(self, case: Case) -> None:
        assert np.array_equal(case.time.times(9, rng()), case.time.times(9, rng()))

    def test_it_says_itself(self, case: Case) -> None:
        assert case.time.words() == case.words

    def test_scaled_it_is_the_users_and_each_of_its_times_is_stretched(self, case: Case) -> None:
        scaled = case.time.scaled(3)
        assert type(scaled) is case.cls
        assert scaled.average == pytest.approx(3 * case.mean)
        assert (scaled.source, scaled.range, scaled.note) == (("user",), None, "")
        np.testing.assert_allclose(scaled.times(99, rng()), 3 * case.time.times(99, rng()), rtol=1e-12)


def test_the_variance_of_a_triangle_by_hand() -> None:
    """(9 + 16 + 64 - 12 - 24 - 32) / 18 = 21 / 18."""
    made = Triangular(low="3 min", mode="4 min", high="8 min", source="user")
    assert made.variance == pytest.approx(21 / 18)


def test_a_lognormal_of_great_variation_keeps_its_mean() -> None:
    got = lasting("7 min", "lognormal", cv=2).times(N, rng())
    assert abs(got.mean() - 7) <= FAR * 2 * 7 / N**0.5
    assert got.std() / 7 == pytest.approx(2, rel=0.05)


class Lowest(np.random.Generator):
    """Draws the lowest uniform there is."""

    def random(self, size: int, dtype: type[np.float32]) -> np.ndarray:  # type: ignore[override]
        return np.zeros(size, dtype=dtype)


def test_a_triangular_time_is_never_below_its_low() -> None:
    for tenths in range(1, 400):
        shape = Triangular(low="0 min", mode="0 min", high=f"{tenths / 10} min", source="user")
        assert shape.short_times(1, Lowest(np.random.PCG64(1))).min() >= 0


@pytest.mark.parametrize(
    ("shape", "more"), [("exponential", {}), ("erlang", {"k": 2}), ("lognormal", {"cv": 1})]
)
def test_a_floor_lifts_short_times_and_leaves_the_others(shape: str, more: dict[str, object]) -> None:
    free = lasting("7 min", shape, **more)
    floored = lasting("7 min", shape, at_least="3 min", **more)
    assert free.floor == 0 and floored.floor == 3
    assert np.array_equal(floored.times(1000, rng()), np.maximum(free.times(1000, rng()), 3))
    assert floored.average == free.average == 7
    assert floored.scaled(2).floor == 6


def test_what_takes_no_time_draws_no_chance() -> None:
    generator = rng()
    assert lasting("0 s").times(3, generator).tolist() == [0, 0, 0]
    assert lasting("0 s", "lognormal", cv=1, at_least="1 min").times(3, generator).tolist() == [1, 1, 1]
    assert generator.random() == rng().random()


def test_a_step_goes_by_the_hour_at_which_its_shipment_arrives() -> None:
    night = read(
        shape="by_hour",
        parts=[
            {"hours": "06:00-22:00", "weight": 2, "time": {"shape": "constant", "mean": "2 min", **USER}},
            {"hours": "22:00-06:00", "weight": 1, "time": {"shape": "constant", "mean": "9 min", **USER}},
        ],
    )
    arrivals = np.array([0.0, 359.9, 360, 1319, 1320, 1440 + 720, 2880 - 1])
    assert night.short_times_of(arrivals, rng()).tolist() == [9, 9, 2, 2, 9, 2, 9]
    world = port({"work": night}, {"truck": stream_of(500)})
    drawn = draw(world, [flow("f", GATE)])["truck"]
    hour = drawn.arrival % 1440 // 60
    assert set(drawn.durations["f", "work"][(hour >= 6) & (hour < 22)]) == {2}
    assert set(drawn.durations["f", "work"][(hour < 6) | (hour >= 22)]) == {9}


def test_a_part_draws_for_all_so_a_time_hangs_on_its_shipment_alone() -> None:
    parts = [{"weight": 1, "time": {"shape": "exponential", "mean": f"{m} min", **USER}} for m in (2, 20)]
    one = read(shape="mixture", parts=parts).times(1000, rng())
    parts[1] = {"weight": 1, "time": {"shape": "exponential", "mean": "40 min", **USER}}
    other = read(shape="mixture", parts=parts).times(1000, rng())
    same, doubled = one == other, np.isclose(2 * one, other)
    assert (same | doubled).all() and 400 < same.sum() < 600


@pytest.mark.parametrize("case", CASES, ids=[case.cls.__name__ for case in CASES])
def test_both_engines_leave_the_same_records(case: Case) -> None:
    """`simulate` compares them; and who is served next leaves the gate later by its time."""
    world = port({"work": case.time.scaled(0.2)}, {"truck": stream_of(200)})
    records = simulate(world, [flow("f", GATE)], 1, 0)
    assert len(records.visits_table()) > 100

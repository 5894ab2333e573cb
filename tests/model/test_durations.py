"""What every shape of duration keeps to, and that a new one is one class."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import gamma, inf
from typing import Annotated, Any, Literal, get_args

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter
from worlds import GATE, draw, flow, lasting, port, stream_of

from portsim.base.units import Minutes, show_minutes
from portsim.model.durations import (
    Constant,
    Duration,
    Erlang,
    Exponential,
    Kind,
    Lognormal,
    RandomTime,
    Triangular,
    Uniform,
)
from portsim.model.flow import Flow
from portsim.model.world import World
from portsim.scenario.offered_load import offered_loads
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
    figures: dict[str, float] = field(default_factory=dict)

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
]


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


def test_a_shape_that_does_not_say_has_no_variance() -> None:
    assert WEIBULL.variance == 0


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


# --- a shape that portsim does not know


class Weibull(RandomTime):
    """A time to failure; its mean is scale x gamma(1 + 1 / k)."""

    shape: Literal["weibull"] = "weibull"
    scale: Minutes
    k: float

    @property
    def average(self) -> float:
        return self.scale * gamma(1 + 1 / self.k)

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        return (self.scale * rng.weibull(self.k, n)).astype(kind)

    def scaled(self, factor: float) -> Weibull:
        return self.by_user(scale=self.scale * factor)


WEIBULL = Weibull(scale="2 min", k=2, **USER)
MEAN = 3.14159265**0.5  # 2 x gamma(1.5), gamma(1.5) = sqrt(pi) / 2


class TestNewShape:
    def test_its_times_have_its_mean(self) -> None:
        deviation = (4 - MEAN**2) ** 0.5  # variance scale^2 (gamma(2) - gamma(1.5)^2)
        assert abs(WEIBULL.times(N, rng()).mean() - MEAN) <= FAR * deviation / N**0.5
        assert WEIBULL.short_times(9, rng()).dtype == np.float32

    def test_a_port_runs_with_it(self) -> None:
        world = port({"work": WEIBULL}, {"truck": stream_of(500)})
        times = draw(world, [flow("f", GATE)])["truck"].durations["f", "work"]
        own = Draws(1, 0).at("duration", "truck", "f", "work")
        assert np.array_equal(times, WEIBULL.short_times(len(times), own))

    def test_the_change_log_says_it_and_the_offered_load_reads_it(self) -> None:
        given = World(
            port({"work": lasting("1 min")}, {"truck": stream_of(144)}), {"f": Flow("f", (GATE,))}
        ).written_by("trial")
        world = given.set("tasks.work", WEIBULL).scale("tasks.work", 2)
        assert [str(change) for change in world.changes] == [
            "tasks.work: exponential 1 min -> weibull, mean 1.77 min (trial)",
            "tasks.work: weibull, mean 1.77 min -> weibull, mean 3.54 min (trial)",
        ]
        (load,) = offered_loads(world)
        assert load.mean == pytest.approx(144 / 1440 * 2 * MEAN)

    def test_a_file_gives_it_once_it_is_in_the_union(self) -> None:
        both = Annotated[Constant | Weibull, Field(discriminator="shape")]
        data = {"shape": "weibull", "scale": "120 s", "k": 2, "source": "user"}
        assert TypeAdapter(both).validate_python(data) == WEIBULL

    def test_its_range_is_that_of_its_mean(self) -> None:
        with pytest.raises(ValueError, match=r"mean 1\.77 min lies outside its own range, 2 min to 3 min"):
            Weibull(scale="2 min", k=2, range=("2 min", "3 min"), **USER)
        assert show_minutes(MEAN) == "1.77 min"

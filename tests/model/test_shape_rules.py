"""What shapes of durations and numbers refuse, what they just allow, and the figures they are drawn from."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from numpy.typing import DTypeLike
from pydantic import TypeAdapter, ValidationError
from worlds import lasting, port, stream_of

from portsim.model.demand import Demand
from portsim.model.durations import Duration, RandomTime, Triangular, Uniform
from portsim.model.numbers import Number, RandomNumber
from portsim.model.world import World
from portsim.scenario.what_if import set_text
from portsim.workload.draws import Draws


def time(shape: str, **figures: object) -> RandomTime:
    return TypeAdapter(Duration).validate_python({"shape": shape, "source": "user", **figures})


def number(shape: str, **figures: float) -> RandomNumber:
    return TypeAdapter(Number).validate_python({"shape": shape, "source": "user", **figures})


TRIANGULAR = "shape triangular needs low <= mode <= high, and low below high"
UNIFORM = "shape uniform needs low below high"


@pytest.mark.parametrize(
    ("shape", "figures", "message"),
    [
        ("triangular", {"low": "3 min", "mode": "2 min", "high": "5 min"}, TRIANGULAR),
        ("triangular", {"low": "3 min", "mode": "6 min", "high": "5 min"}, TRIANGULAR),
        ("triangular", {"low": "3 min", "mode": "3 min", "high": "3 min"}, TRIANGULAR),
        ("uniform", {"low": "3 min", "high": "2 min"}, UNIFORM),
        ("uniform", {"low": "3 min", "high": "3 min"}, UNIFORM),
    ],
)
def test_times_that_make_no_shape_are_refused(shape: str, figures: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=rf"Value error, {re.escape(message)} \["):
        time(shape, **figures)


@pytest.mark.parametrize("mode", ["2 min", "8 min"])
def test_a_mode_may_lie_at_either_end(mode: str) -> None:
    made = time("triangular", low="2 min", mode=mode, high="8 min")
    assert isinstance(made, Triangular) and made.average == (2 + 8 + made.mode) / 3


@pytest.mark.parametrize(
    ("shape", "figures", "message"),
    [
        ("constant", {"mean": 2.5}, "shape constant needs a whole number as its mean"),
        ("geometric", {"mean": 0.9}, "shape geometric counts from 1: its mean is at least 1"),
        ("uniform", {"low": 3, "high": 2}, "shape uniform needs low <= high"),
    ],
)
def test_numbers_that_make_no_shape_are_refused(shape: str, figures: dict[str, float], message: str) -> None:
    with pytest.raises(ValidationError, match=rf"Value error, {re.escape(message)} \["):
        number(shape, **figures)


@pytest.mark.parametrize(
    ("shape", "figures", "only"),
    [
        ("geometric", {"mean": 1}, 1),
        ("geometric", {"mean": 1.5}, None),
        ("uniform", {"low": 4, "high": 4}, 4),
    ],
)
def test_numbers_may_be_as_small_and_as_even_as_can_be(
    shape: str, figures: dict[str, float], only: int | None
) -> None:
    drawn = number(shape, **figures).draw(1000, Draws(1, 0).at("number"))
    assert drawn.dtype == np.int64
    assert set(drawn.tolist()) == {only} if only else drawn.min() == 1


@pytest.mark.parametrize(
    ("shape", "figures", "least"),
    [
        ("constant", {"mean": 3}, 3),
        ("geometric", {"mean": 3}, 1),
        ("poisson", {"mean": 3}, 0),
        ("uniform", {"low": 2, "high": 4}, 2),
    ],
)
def test_the_least_number_is_the_smallest_that_can_be_drawn(
    shape: str, figures: dict[str, float], least: int
) -> None:
    made = number(shape, **figures)
    assert made.least == least == made.draw(1000, Draws(1, 0).at("number")).min()


def test_a_number_scales_down_to_a_mean_of_one_and_no_further() -> None:
    assert number("poisson", mean=4).scaled(0.25).average == 1
    assert number("poisson", mean=4).scaled(0.375).average == 1.5
    with pytest.raises(ValueError, match=r"^a mean of 4 times 0\.2 is below 1$"):
        number("poisson", mean=4).scaled(0.2)


def test_a_floor_below_a_minute_lifts_too() -> None:
    floored = lasting("1 min", at_least="30 s").times(1000, Draws(1, 0).at("time"))
    free = lasting("1 min").times(1000, Draws(1, 0).at("time"))
    assert floored.min() == 0.5 and np.array_equal(floored, np.maximum(free, 0.5))


def test_what_takes_no_time_is_of_the_kind_asked_for() -> None:
    assert lasting("0 s").short_times(3, Draws(1, 0).at("time")).dtype == np.float32
    assert lasting("0 s").times(3, Draws(1, 0).at("time")).dtype == np.float64


class Given(np.random.Generator):
    """Draws one figure again and again."""

    def __init__(self, figure: float) -> None:
        super().__init__(np.random.PCG64(1))
        self.figure = figure

    def standard_normal(self, size: int, dtype: DTypeLike) -> np.ndarray:  # type: ignore[override]
        return np.full(size, self.figure, dtype=dtype)

    def random(self, size: int, dtype: DTypeLike) -> np.ndarray:  # type: ignore[override]
        return np.full(size, self.figure, dtype=dtype)


def test_a_lognormal_time_rises_with_its_draw() -> None:
    """One sigma above the median, which is mean / sqrt(1 + cv^2); sigma^2 = ln(1 + cv^2)."""
    made, sigma = lasting("6 min", "lognormal", cv=1), math.log(2) ** 0.5
    assert made.times(1, Given(1))[0] == pytest.approx(6 / 2**0.5 * math.exp(sigma))
    assert made.times(1, Given(-1))[0] == pytest.approx(6 / 2**0.5 * math.exp(-sigma))


@pytest.mark.parametrize(("uniform", "expected"), [(0.0, 2.0), (0.125, 3.0), (0.5, 4.0), (0.875, 5.0)])
def test_a_triangular_time_is_the_inverse_of_its_distribution(uniform: float, expected: float) -> None:
    """From 2 to 6 with mode 4: (x - 2)^2 / 8 up to 4, and 1 - (6 - x)^2 / 8 from there on."""
    made = Triangular(low="2 min", mode="4 min", high="6 min", source="user")
    assert made.times(1, Given(uniform))[0] == pytest.approx(expected)


@pytest.mark.parametrize(("uniform", "expected"), [(0.0, 2.0), (0.25, 3.5), (0.5, 5.0)])
def test_a_uniform_time_goes_evenly_from_low_to_high(uniform: float, expected: float) -> None:
    made = Uniform(low="2 min", high="8 min", source="user")
    assert made.times(1, Given(uniform))[0] == pytest.approx(expected)


def test_a_plain_figure_stands_for_the_mean() -> None:
    """A user's 4 min or 12 boxes take the place of the mean, and the shape stays."""
    boxes = {"flows": ("f",), "brought_by": "ship", "number": number("poisson", mean=9)}
    demand = {"ship": stream_of(1), "box": TypeAdapter(Demand).validate_python(boxes)}
    made = World(port({"work": time("erlang", mean="2 min", k=3)}, demand), {}).written_by("user")
    changed = set_text(set_text(made, "tasks.work", "4 min"), "demand.box.number", 12)
    assert [change.new for change in changed.changes] == ["erlang, mean 4 min", "poisson, mean 12"]

"""Times given that they are longer than what has passed: by the formula of each shape."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from pydantic import TypeAdapter

from portsim.base.arrays import Floats
from portsim.model.durations import ByHour, Constant, Duration, Exponential, RandomTime, Uniform

SHARES = np.linspace(0.0005, 0.9995, 1000)  # evenly from nearly 0 to nearly 1
SHAPES = [
    "exponential, mean: 5 min",
    "erlang, mean: 5 min, k: 3",
    "lognormal, mean: 5 min, cv: 0.8",
    "triangular, low: 1 min, mode: 2 min, high: 8 min",
    "triangular, low: 1 min, mode: 8 min, high: 8 min",
    "uniform, low: 2 min, high: 9 min",
    "gamma, mean: 5 min, cv: 0.5",
    "weibull, mean: 5 min, k: 1.5",
    "loglogistic, mean: 5 min, k: 3",
    "normal, mode: 5 min, sd: 3 min",
    "beta, low: 1 min, high: 9 min, alpha: 2, beta: 3",
    "exponential, mean: 5 min, at_least: 2 min",
]


def shape(text: str) -> RandomTime:
    name, *given = text.split(", ")
    figures: dict[str, object] = dict(each.split(": ") for each in given)
    figures |= {key: float(str(figures[key])) for key in ("cv", "alpha", "beta") if key in figures}
    if "k" in figures:
        figures["k"] = int(float(str(figures["k"]))) if name == "erlang" else float(str(figures["k"]))
    found: RandomTime = TypeAdapter(Duration).validate_python({"shape": name, "source": "user", **figures})
    return found


def longer(time: RandomTime, passed: float, shares: Floats = SHARES, arrival: float = 0.0) -> Floats:
    n = len(shares)
    return time.longer_than(np.full(n, passed), shares, np.full(n, arrival))


def test_what_is_left_of_an_exponential_time_is_such_a_time_again() -> None:
    """P(T > 7 + t | T > 7) = exp(-t / 5): a share s is exceeded at -5 ln s, whatever has passed."""
    time = Exponential(mean="5 min", source="user")
    for passed in (0.0, 7.0, 300.0):
        left = longer(time, passed, np.array([0.5, exp(-1)])) - passed
        assert left == pytest.approx([5 * log(2), 5])


def test_a_constant_time_has_its_rest_left_and_none_once_it_is_over() -> None:
    time = Constant(mean="10 min", source="user")
    assert longer(time, 4.0) - 4.0 == pytest.approx(np.full(1000, 6.0))
    assert np.isnan(longer(time, 10.0)).all() and np.isnan(longer(time, 11.0)).all()


def test_what_is_left_of_a_uniform_time_is_uniform() -> None:
    """From 2 to 9 min: after 5 min any time up to 4 min more, after 9 none."""
    time = Uniform(low="2 min", high="9 min", source="user")
    assert longer(time, 5.0, np.array([1.0, 0.5, 0.25])) == pytest.approx([5.0, 7.0, 8.0])
    assert longer(time, 1.0, np.array([1.0, 0.5])) == pytest.approx([2.0, 5.5])
    assert np.isnan(longer(time, 9.0)).all()


@pytest.mark.parametrize("text", SHAPES)
@pytest.mark.parametrize("passed", [0.0, 1.5, 3.5])
def test_times_are_those_drawn_without_the_shorter_ones(text: str, passed: float) -> None:
    """Mean and quartiles of 400,000 draws, those up to `passed` left out: rejection is another route."""
    time = shape(text)
    drawn = time.times(400_000, np.random.default_rng(1))
    kept, found = drawn[drawn > passed], longer(time, passed)
    assert found.min() >= passed
    assert found.mean() == pytest.approx(kept.mean(), rel=0.01)
    assert np.quantile(found, (0.25, 0.5, 0.75)) == pytest.approx(
        np.quantile(kept, (0.25, 0.5, 0.75)), rel=0.015
    )


def test_between_quantiles_as_measured_lie_straight_lines() -> None:
    """Of 1, 2, 4 and 9 min a third lies in each gap: longer than 3 min is half a third, and the last one."""
    time = TypeAdapter(Duration).validate_python(
        {"shape": "empirical", "quantiles": ["1 min", "2 min", "4 min", "9 min"], "source": "user"}
    )
    assert longer(time, 3.0, np.array([1.0, 2 / 3, 1 / 3])) == pytest.approx([3.0, 4.0, 6.5])


def test_of_a_mixture_the_parts_that_are_left_count() -> None:
    """6 min for one of two, else 20 min: after 6 min it is the 20 for sure, after 5 one of both alike."""
    parts = [
        {"weight": 1, "time": {"shape": "constant", "mean": m, "source": "user"}} for m in ("6 min", "20 min")
    ]
    time = TypeAdapter(Duration).validate_python({"shape": "mixture", "parts": parts, "source": "user"})
    assert longer(time, 6.0) == pytest.approx(np.full(1000, 20.0))
    assert (longer(time, 5.0) == 6.0).sum() == 500
    assert np.isnan(longer(time, 20.0)).all()


def test_by_hour_the_arrival_decides_the_part() -> None:
    parts = [
        {"hours": [hours], "weight": 1, "time": {"shape": "constant", "mean": mean, "source": "user"}}
        for hours, mean in (("06:00-22:00", "10 min"), ("22:00-06:00", "30 min"))
    ]
    time = ByHour.model_validate({"parts": parts, "source": "user"})
    assert longer(time, 4.0, arrival=12 * 60.0) == pytest.approx(np.full(1000, 10.0))
    assert longer(time, 4.0, arrival=23 * 60.0) == pytest.approx(np.full(1000, 30.0))
    assert np.isnan(longer(time, 15.0, arrival=12 * 60.0)).all()


class Mine(Constant):
    """A shape that says nothing of its shares: 3, 4, ... 12 min, all alike."""

    def draw(self, n: int, rng: np.random.Generator, kind: type) -> np.ndarray:
        return np.repeat(np.arange(3.0, 13.0), -(-n // 10))[:n].astype(kind)

    longer = RandomTime.longer
    exceeded_by = RandomTime.exceeded_by


def test_a_shape_that_does_not_say_is_sampled() -> None:
    """Longer than 7.5 min are 8 to 12: the middle is 10."""
    found = longer(Mine(mean="7.5 min", source="user"), 7.5)
    assert np.median(found) == pytest.approx(10.0, abs=0.1)
    assert found.min() >= 7.5

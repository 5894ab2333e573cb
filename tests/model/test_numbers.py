"""What every shape of random whole number keeps to."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import get_args

import numpy as np
import pytest
from pydantic import TypeAdapter

from portsim.model.numbers import ConstantNumber, Geometric, Number, Poisson, RandomNumber, UniformNumber
from portsim.workload.draws import Draws

N = 200_000
FAR = 4  # standard errors of a mean: one in 16,000 samples is farther off


@dataclass(frozen=True)
class Case:
    """A shape as a file gives it, and what it is by hand: mean, variance, bounds; and scaled by 1.5."""

    cls: type[RandomNumber]
    text: dict[str, object]
    mean: float
    variance: float
    low: float
    high: float
    words: str
    scaled: float

    @property
    def number(self) -> RandomNumber:
        return TypeAdapter(Number).validate_python({**self.text, "source": "A1", "note": "as read"})


CASES = [
    Case(ConstantNumber, {"shape": "constant", "mean": 5}, 5, 0, 5, 5, "constant, mean 5", 8),  # from 7.5
    Case(Geometric, {"shape": "geometric", "mean": 4}, 4, 12, 1, inf, "geometric, mean 4", 6),  # m (m - 1)
    Case(Poisson, {"shape": "poisson", "mean": 2.5}, 2.5, 2.5, 0, inf, "poisson, mean 2.5", 3.75),
    Case(
        UniformNumber,
        {"shape": "uniform", "low": 3, "high": 12},
        7.5,
        8.25,  # (10 x 10 - 1) / 12
        3,
        12,
        "uniform, mean 7.5",
        11.5,  # 4.5 to 18, rounded to 5 to 18
    ),
]


def drawn(number: RandomNumber) -> np.ndarray:
    return number.draw(N, Draws(1, 0).at("number"))


def test_every_shape_is_tried() -> None:
    assert [case.cls for case in CASES] == list(get_args(get_args(Number.__value__)[0]))


@pytest.mark.parametrize("case", CASES, ids=[case.cls.__name__ for case in CASES])
class TestShape:
    def test_it_is_read_from_text(self, case: Case) -> None:
        assert type(case.number) is case.cls
        assert {key: getattr(case.number, key) for key in case.text} == case.text

    def test_its_average_is_the_mean_by_hand(self, case: Case) -> None:
        assert case.number.average == case.mean

    def test_its_draws_are_whole_and_have_this_mean_and_variance(self, case: Case) -> None:
        got = drawn(case.number)
        assert got.dtype == np.int64 and got.shape == (N,)
        assert abs(got.mean() - case.mean) <= FAR * (case.variance / N) ** 0.5
        assert got.var() == pytest.approx(case.variance, rel=0.03)

    def test_its_draws_keep_its_bounds(self, case: Case) -> None:
        got = drawn(case.number)
        assert got.min() == case.low
        assert got.max() <= case.high

    def test_it_says_itself(self, case: Case) -> None:
        assert case.number.words() == case.words

    def test_scaled_it_is_the_users(self, case: Case) -> None:
        scaled = case.number.scaled(1.5)
        assert type(scaled) is case.cls and scaled.average == case.scaled
        assert (scaled.source, scaled.range, scaled.note) == (("user",), None, "")

    def test_it_is_not_scaled_below_1(self, case: Case) -> None:
        with pytest.raises(ValueError, match=rf"^a mean of {case.mean:g} times 0\.1 is below 1$"):
            case.number.scaled(0.1)

"""Inputs as distributions: figures at shares of the distribution over a range."""

from __future__ import annotations

import math

import numpy as np
import pytest

from portsim.base.units import Price
from portsim.model.appointments import Quota
from portsim.model.calendar import Calendar, OtherCalendar, OtherProfile, Profile
from portsim.model.costs import Life, PaidOnce, PaidYearly
from portsim.model.durations import Erlang, Triangular
from portsim.model.money import Rate
from portsim.model.numbers import ConstantNumber, Poisson
from portsim.model.sourced import Count, Money, PerDay, Share, Sourced, Time
from portsim.model.spread import figure_at


def test_triangular_is_most_likely_as_stated() -> None:
    # distribution function at the mode: (2 - 0) / (10 - 0)
    assert figure_at(0.2, 0, 2, 10, "triangular") == pytest.approx(2)
    assert figure_at(0.0, 0, 2, 10, "triangular") == 0
    assert figure_at(1.0, 0, 2, 10, "triangular") == 10
    # F(x) = 1 - (10 - x)^2 / (10 * 8) is 0.8 at x = 6
    assert figure_at(0.8, 0, 2, 10, "triangular") == pytest.approx(6)


def test_the_mean_of_a_triangular_is_that_of_its_three_figures() -> None:
    shares = (np.arange(20_000) + 0.5) / 20_000
    mean = np.mean([figure_at(share, 1, 2, 9, "triangular") for share in shares])
    assert mean == pytest.approx((1 + 2 + 9) / 3, rel=1e-4)


@pytest.mark.parametrize(("low", "stated", "high"), [(1, 1, 3), (1, 3, 3), (2, 2, 2)])
def test_what_is_stated_may_be_an_end(low: float, stated: float, high: float) -> None:
    found = [figure_at(share, low, stated, high, "triangular") for share in (0, 0.5, 1)]
    assert found[0] == low and found[-1] == high and sorted(found) == found


def test_uniform_is_even() -> None:
    assert figure_at(0.25, 2, 3, 10, "uniform") == 4


def test_a_lognormal_has_its_median_as_stated_and_its_range_round_nearly_all() -> None:
    assert figure_at(0.5, 1, 2, 8, "lognormal") == pytest.approx(2)
    # 97.5 % lie below the high end, 2.5 % below the low one, and nothing beyond either
    assert figure_at(0.975, 1, 2, 8, "lognormal") == pytest.approx(8, rel=1e-4)
    assert figure_at(0.025, 1, 2, 8, "lognormal") == pytest.approx(1, rel=1e-4)
    assert figure_at(1.0, 1, 2, 8, "lognormal") == 8 and figure_at(0.0, 1, 2, 8, "lognormal") == 1
    # one deviation above the median: 2 x 4^(1/1.96)
    assert figure_at(0.841345, 1, 2, 8, "lognormal") == pytest.approx(2 * 4 ** (1 / 1.96), rel=1e-4)


def test_a_count_is_drawn_to_the_nearest_whole_number() -> None:
    count = Count(value=2, source=("assumption",), range=(1, 4), distribution="uniform")
    assert [count.drawn_at(share).value for share in (0, 0.49, 0.51, 1)] == [1, 2, 3, 4]


def test_counts_of_terminals_go_by_one_factor_within_their_range() -> None:
    count = Count(value={"a": 10, "b": 20}, source=("assumption",), range=(5, 30))
    assert count.drawn_at(0).value == {"a": 5, "b": 10}  # the smallest is at the low end
    assert count.drawn_at(1).value == {"a": 15, "b": 30}  # the largest is at the high end


def test_a_terminal_without_servers_gets_none_and_one_with_some_keeps_one() -> None:
    count = Count(value={"a": 10, "b": 0}, source=("assumption",), range=(0, 30))
    assert count.drawn_at(0).value == {"a": 1, "b": 0}
    assert count.drawn_at(1).value == {"a": 30, "b": 0}


def test_a_share_a_time_and_a_rate_are_drawn_from_their_ranges() -> None:
    for kind, scale in ((Share, 0.01), (Time, 1.0), (PerDay, 1.0)):
        number = kind(value=_raw(kind, 50), source=("assumption",), range=(_raw(kind, 20), _raw(kind, 100)))
        assert number.drawn_at(0).value == pytest.approx(20 * scale)
        assert number.drawn_at(1).value == pytest.approx(100 * scale)


def _raw(kind: type, x: int) -> str:
    return {Share: f"{x} %", Time: f"{x} min", PerDay: f"{x} per day"}[kind]


def test_a_price_keeps_its_unit() -> None:
    price = Money(value="60 yuan/h", source=("assumption",), range=("30 yuan/h", "90 yuan/h"))
    assert price.drawn_at(0).value == Price(0.5, "yuan/h") or price.drawn_at(0).value.unit == "yuan/h"
    assert price.drawn_at(0).level == pytest.approx(30) and price.drawn_at(1).level == pytest.approx(90)


def test_a_shape_keeps_its_form_and_takes_another_mean() -> None:
    erlang = Erlang(mean="10 min", k=3, source=("assumption",), range=("5 min", "20 min"))
    assert (erlang.drawn_at(1).average, erlang.drawn_at(1).k) == (pytest.approx(20), 3)
    triangle = Triangular(
        low="2 min", mode="4 min", high="6 min", source=("assumption",), range=("2 min", "8 min")
    )
    drawn = triangle.drawn_at(1)
    assert (drawn.low, drawn.mode, drawn.high) == (pytest.approx(4), pytest.approx(8), pytest.approx(12))
    assert Poisson(mean=4, source=("assumption",), range=(0.5, 8)).drawn_at(0).average == pytest.approx(0.5)
    assert ConstantNumber(mean=3, source=("assumption",), range=(2, 4)).drawn_at(1).average == 4


def test_a_range_that_begins_at_nothing_leaves_a_shape() -> None:
    triangle = Triangular(
        low="0 min", mode="30 min", high="60 min", source=("assumption",), range=("0 min", "60 min")
    )
    assert 0 < triangle.drawn_at(0).average < 1e-6


def calendar(**weights: float) -> Calendar:
    other = {name: {"hours": "08:00-17:30", "weight": weight} for name, weight in weights.items()}
    return Calendar.model_validate({"hours": "06:00-20:00", "source": "assumption", "alternatives": other})


def test_what_is_stated_is_as_likely_as_all_its_alternatives_together() -> None:
    two = Calendar.model_validate(
        {
            "hours": "06:00-20:00",
            "source": "assumption",
            "alternatives": {"short": {"hours": "08:00-17:30"}, "long": {"hours": "00:00-24:00"}},
        }
    )
    assert [two.chosen_at(share) for share in (0, 0.5, 0.51, 0.74, 0.76, 1)] == [
        "", "", "short", "short", "long", "long",
    ]  # fmt: skip
    assert two.drawn_at(1).words().startswith("00:00-24:00")
    assert two.drawn_at(0) is two


def test_a_weight_says_how_likely_an_alternative_is_beside_what_is_stated() -> None:
    found = calendar(short=3)  # 1 to 3: the first quarter is as stated
    assert [found.chosen_at(share) for share in (0.24, 0.26)] == ["", "short"]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"distribution": "uniform"}, "a distribution needs a range of figures: got uniform of none"),
        (
            {"distribution": "lognormal", "range": ["0 min", "9 min"]},
            "lognormal needs a range above 0, got 0 s",
        ),
        ({"distribution": "normal", "range": ["1 min", "9 min"]}, "'triangular', 'uniform' or 'lognormal'"),
    ],
)
def test_a_distribution_that_cannot_be_is_refused(given: dict[str, object], text: str) -> None:
    with pytest.raises(ValueError, match=text.replace("(", r"\(")):
        Time.model_validate({"value": "5 min", "source": "I1", **given})


def test_a_number_of_the_user_has_no_range_left_to_draw_from() -> None:
    number = Time(value="5 min", source=("assumption",), range=("1 min", "9 min"), distribution="uniform")
    mine = number.scaled(1.5)
    assert not mine.varies and mine.distribution == "triangular"
    with pytest.raises(ValueError, match="no range of figures"):
        mine.drawn_at(0.5)
    assert math.isnan(calendar(short=1).level)


def test_a_range_says_how_likely_its_figures_are_where_it_is_not_as_usual() -> None:
    plain = {"value": "5 min", "source": "assumption", "range": ["1 min", "9 min"]}
    assert Time.model_validate(plain).range_words() == "1 min to 9 min"
    assert (
        Time.model_validate({**plain, "distribution": "uniform"}).range_words() == "1 min to 9 min (uniform)"
    )
    assert calendar(short=3, long=1).range_words() == "short (weight 3), long (weight 1)"


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Calendar, {"hours": "08:00-17:00", "range": ["07:00-17:00", "09:00-17:00"]}),
        (Calendar, {"hours": "08:00-17:00"}),
        (Profile, {"hours": [1] * 24}),
        (OtherCalendar, {"hours": "08:00-17:00"}),
        (OtherProfile, {"hours": [1] * 24}),
        (Quota, {"value": 6, "range": [4, 8]}),
        (Rate, {"value": 7.1, "range": [6.3, 7.5]}),
        (PaidOnce, {"value": "9 yuan", "range": ["8 yuan", "10 yuan"]}),
        (PaidYearly, {"value": "9 yuan/y", "range": ["8 yuan/y", "10 yuan/y"]}),
        (Life, {"value": "9 years", "range": ["8 years", "10 years"]}),
    ],
)
@pytest.mark.parametrize("how", ["uniform", "triangular"])
def test_a_distribution_is_refused_where_nothing_is_drawn_by_it(
    kind: type[Sourced], given: dict[str, object], how: str
) -> None:
    plain = {"source": "assumption", **given}
    if "range" in given:
        assert kind.model_validate(plain).range_words()
    text = (
        f"takes no distribution, got '{how}': nothing is drawn from a range here, only from those of "
        "servers, shares, times, rates, factors and prices; take it out"
    )
    with pytest.raises(ValueError, match=text):
        kind.model_validate({**plain, "distribution": how})

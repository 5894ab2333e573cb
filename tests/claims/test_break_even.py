"""Break-even, worked out by hand: the volume and the unit cost at which a yearly figure is as reported."""

from __future__ import annotations

import math

import pytest

from portsim.base.units import Price
from portsim.claims.break_even import Amount, NeededPrice, break_even

PRICES = {"lifts": Price(60, "yuan"), "truck_hours": Price(80, "yuan/h")}
UNIT = "M yuan/y"


def test_a_quarter_of_the_report_takes_four_times_the_volume() -> None:
    found = break_even(1.64, 0.41, UNIT, {"truck_hours": -0.09, "lifts": 0.5}, PRICES, users=20)
    assert found.factor == pytest.approx(4)
    assert found.users == 20 and found.users_needed == pytest.approx(80)
    assert found.parts == (Amount("lifts", 0.5), Amount("truck_hours", -0.09))
    assert not found.holds


def test_the_price_is_that_of_the_largest_gain() -> None:
    """1.23 M yuan are missing; lifts gain 0.5 M at 60 yuan, so that each must cost 60 x (1 + 2.46)."""
    parts = {"lifts": 0.5, "truck_hours": 0.3, "scans": 9.0, "sheets": -0.39}
    found = break_even(1.64, 0.41, UNIT, parts, PRICES)  # no price of scans and sheets is known
    assert found.price is not None
    assert found.price.entry == "lifts" and found.price.stated == Price(60, "yuan")
    assert found.price.needed.unit == "yuan"
    assert found.price.needed.amount == pytest.approx(207.6)


def test_of_equal_gains_one_is_always_the_same() -> None:
    both = {"lifts": 0.5, "truck_hours": 0.5}
    backwards = dict(reversed(both.items()))
    assert break_even(2, 1, UNIT, both, PRICES) == break_even(2, 1, UNIT, backwards, PRICES)


def test_a_figure_above_the_report_takes_less_volume_and_a_lower_price() -> None:
    found = break_even(1.0, 2.0, UNIT, {"lifts": 2.0}, PRICES, users=30)
    assert found.factor == 0.5 and found.users_needed == 15
    assert found.price == NeededPrice("lifts", Price(60, "yuan"), Price(30, "yuan"))


def test_no_price_above_0_will_do_where_the_rest_is_too_much_already() -> None:
    found = break_even(1.0, 4.0, UNIT, {"lifts": 1.0, "scans": 3.0}, PRICES)
    assert found.price is None and found.factor == 0.25


@pytest.mark.parametrize(("reported", "simulated"), [(1.64, -0.1), (-1.64, 0.1), (1.64, 0.0)])
def test_no_volume_turns_a_loss_into_a_saving(reported: float, simulated: float) -> None:
    found = break_even(reported, simulated, UNIT, {"truck_hours": simulated}, PRICES)
    assert found.factor == math.inf and not found.holds
    assert found.price is None


def test_a_loss_is_as_reported_at_some_volume_too() -> None:
    found = break_even(-2.0, -0.5, UNIT, {"truck_hours": -0.5}, PRICES)
    assert found.factor == 4
    assert found.price == NeededPrice("truck_hours", Price(80, "yuan/h"), Price(320, "yuan/h"))


@pytest.mark.parametrize(
    ("simulated", "holds"), [(1.0, True), (1.09, True), (0.91, True), (1.11, False), (0.89, False)]
)
def test_what_is_within_a_tenth_of_the_report_holds(simulated: float, holds: bool) -> None:
    assert break_even(1.0, simulated, UNIT, {}, PRICES).holds == holds


def test_a_figure_of_all_shipments_names_no_users() -> None:
    assert break_even(1.0, 0.5, UNIT, {}, {}).users_needed is None

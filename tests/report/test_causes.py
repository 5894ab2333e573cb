"""Causes and break-even in words."""

from __future__ import annotations

import math

from portsim.base.units import Price
from portsim.claims.break_even import Amount, BreakEven, NeededPrice, break_even
from portsim.claims.cause import Cause
from portsim.report.causes import break_even_in_words, cause_in_words

STEPS = (Amount("exam_shift", 327.4), Amount("dig_out", 4.7))
MOVES = (Amount("dig_out", 0.6667), Amount("lift_off", 2.0))


def even(factor: float, holds: bool = False, users: float | None = None, **more: NeededPrice) -> BreakEven:
    return BreakEven("M yuan/y", (), factor, holds, users, **more)


def test_minutes_are_in_the_unit_that_a_person_would_choose() -> None:
    cause = Cause(STEPS, STEPS[1:], "min", 6, 5, measured=True)
    assert cause_in_words(cause) == (
        "baseline: exam_shift 5.46 h, dig_out 4.7 min; with the measure: dig_out 4.7 min; "
        "5 of its 6 deciding parameters assumed"
    )


def test_pieces_are_counted() -> None:
    cause = Cause(MOVES, (), "moves/box", 2, 0, measured=True)
    assert cause_in_words(cause) == (
        "baseline: dig_out 0.67, lift_off 2.00; 0 of its 2 deciding parameters assumed"
    )


def test_the_direction_stands_first() -> None:
    cause = Cause((), STEPS, "min", 6, 5, measured=True, direction="less")
    assert cause_in_words(cause).startswith("less than reported; with the measure: exam_shift")


def test_what_was_not_measured_says_so_first() -> None:
    cause = Cause(STEPS, (), "min", 6, 5)
    assert cause_in_words(cause).startswith(
        "not measured: no such shipment came in the window, or the scenario lacks the tariffs; baseline: "
    )


def test_what_no_kpi_measures_is_in_the_words_of_the_claims_file() -> None:
    assert cause_in_words(Cause(why="nobody asks drivers")) == "nobody asks drivers"


def test_the_break_even_stands_last() -> None:
    cause = Cause((), (), "M yuan/y", 6, 5, measured=True, break_even=even(math.inf))
    assert cause_in_words(cause) == "5 of its 6 deciding parameters assumed; no volume makes it true"


def test_break_even_names_parts_volume_and_unit_cost() -> None:
    prices = {"lifts": Price(60, "yuan"), "truck_hours": Price(80, "yuan/h")}
    found = break_even(1.64, 0.41, "M yuan/y", {"lifts": 0.5, "truck_hours": -0.09}, prices, users=20)
    assert break_even_in_words(found) == (
        "made up of lifts +0.5, truck_hours -0.09 M yuan/y; true at 4 times the volume or unit costs, "
        "that is 80 such shipments a day instead of 20; or with lifts at 208 yuan instead of 60 yuan"
    )


def test_four_parts_are_named_and_none_that_is_0() -> None:
    parts = tuple(Amount(name, amount) for name, amount in zip("abcde", (9, 8, -7, 6, 5), strict=True))
    found = BreakEven("M yuan/y", parts, 2.0, False)
    assert break_even_in_words(found) == (
        "made up of a +9, b +8, c -7, d +6 M yuan/y; true at 2 times the volume or unit costs"
    )
    zero = BreakEven("M yuan/y", (Amount("a", 0.0),), 2.0, False)
    assert break_even_in_words(zero) == "true at 2 times the volume or unit costs"


def test_what_holds_needs_no_other_volume() -> None:
    assert break_even_in_words(even(1.02, holds=True, users=20)) == "true at the stated volume"


def test_a_figure_far_above_the_report_takes_a_small_part_of_the_volume() -> None:
    assert break_even_in_words(even(0.05)) == "true at 0.05 times the volume or unit costs"

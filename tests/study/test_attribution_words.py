"""What an attribution says, in full sentences, of games whose shares are worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest

from portsim.scenario.sections import Use
from portsim.study.attribution_tables import Attributed, design_table, overlap_table, shapley_table
from portsim.study.attribution_words import amount, sentences, with_ci
from portsim.study.contrasts import Estimate, Response
from portsim.study.factors import Factors
from portsim.study.two_levels import design_of

NAMES = ("gate_pass", "more_lanes", "by_mail", "at_night", "e", "f", "g")


def known(factors: int, worth: Callable[[int], float], unit: str = "yuan/y", n: int = 5) -> Attributed:
    """Costs that a set of measures lowers by `worth`, times 0.98 to 1.02 over the replications."""
    scale = np.linspace(0.98, 1.02, n)[:, None]
    design = design_of(factors)
    bits, everyone = [1 << i for i in range(factors)], (1 << factors) - 1
    runs = dict.fromkeys((0, *bits, *(everyone ^ bit for bit in bits), everyone, *design.runs))
    value = scale * np.array([[worth(run) for run in runs]])
    columns = {run: place for place, run in enumerate(runs)}
    response = Response("costs", "Costs of companies", unit, "less", columns, value, value, headline=True)
    uses = tuple(Use(measure=name) for name in NAMES[:factors])
    return Attributed(Factors(uses, (0,) * factors), design, [response])


def said(found: Attributed, grows: tuple[str, ...] = ()) -> tuple[str, ...]:
    return sentences(found, overlap_table(found), design_table(found, grows))


def overlapping(on: int) -> float:
    """120 and 80 M of two measures that save 12 M of it twice, and 21 M of a third one."""
    return 1e6 * (120 * (on & 1) + 80 * (on >> 1 & 1) + 21 * (on >> 2 & 1) - 12 * (on & 3 == 3))


def test_what_is_counted_twice_is_said_with_its_pair() -> None:
    """Together 209 of 221; the 12 M are taken from both in equal parts: 114, 74 and 21 of 209."""
    first, second, third = said(known(3, overlapping))
    # deviation of 0.98, 0.99, 1, 1.01, 1.02: 0.0158114; t(0.975, 4) = 2.776445, so +-1.9632 %
    assert first == (
        "Costs of companies: together the 3 measures save 209 M yuan/y (95 % CI 205 to 213); alone they "
        "would add up to 221 M yuan/y: 12.0 M yuan/y (95 % CI 11.8 to 12.2) are counted twice, 12.0 M yuan/y "
        "by gate pass and more lanes."
    )
    assert second == (
        "Of this, whatever the order: gate pass 55 % (114 M yuan/y), more lanes 35 % (74.0 M yuan/y), by "
        "mail 10 % (21.0 M yuan/y)."
    )
    assert third == "All 8 combinations of the 3 measures were run (2^3)."


def test_what_adds_up_is_said() -> None:
    first, *_ = said(known(2, lambda on: 3.0 * (on & 1) + 1.0 * (on >> 1 & 1), unit="min"))
    assert first == (
        "Costs of companies: together the 2 measures take off 4.00 min (95 % CI 3.92 to 4.08); alone they "
        "would add up to 4.00 min: nothing is counted twice."
    )


def test_what_adds_up_stands_on_one_scale() -> None:
    """The CI of 0.99 M yuan reaches over a million, so all is in millions."""
    first, *_ = said(known(2, lambda on: 495_000.0 * ((on & 1) + (on >> 1 & 1))))
    assert first == (
        "Costs of companies: together the 2 measures save 0.99 M yuan/y (95 % CI 0.97 to 1.01); alone they "
        "would add up to 0.99 M yuan/y: nothing is counted twice."
    )


def test_measures_that_help_each_other_are_said() -> None:
    first, *_ = said(known(2, lambda on: 10.0 * (on == 3), unit="min"))
    assert first.endswith(
        "alone they would add up to 0.0 min: they help each other by 10.0 min (95 % CI 9.8 to 10.2), 10.0 "
        "min by gate pass and more lanes."
    )


def test_a_measure_that_makes_it_worse_is_named() -> None:
    told = said(known(2, lambda on: 10.0 * (on & 1) - 4.0 * (on >> 1 & 1)))
    assert "Costs of companies: made worse by more lanes." in told
    lost, *_ = said(known(2, lambda on: -10.0 * (on & 1) - 4.0 * (on >> 1 & 1)))
    assert lost.startswith(
        "Costs of companies: together the 2 measures save -14.0 yuan/y (95 % CI -14.3 to -13.7)"
    )


def test_parts_of_what_becomes_worse_are_counted_the_way_it_is_said() -> None:
    """A figure of which less is better becomes 14 min longer: one measure adds 18, the other takes off 4."""
    lost, parts, *_ = said(known(2, lambda on: -18.0 * (on & 1) + 4.0 * (on >> 1 & 1), unit="min"))
    assert lost == (
        "Costs of companies: together the 2 measures add 14.0 min (95 % CI 13.7 to 14.3); alone they would "
        "add up to 14.0 min: nothing is counted twice."
    )
    assert parts == "Of this, whatever the order: gate pass 129 % (18.0 min), more lanes -29 % (-4.00 min)."


def test_losses_that_grow_on_one_another_are_not_counted_twice() -> None:
    """Alone each adds 10 min, together 25; of money alone each loses 10, together 25."""
    lost, *_ = said(known(2, lambda on: -10.0 * on.bit_count() - 5.0 * (on == 3), unit="min"))
    assert lost == (
        "Costs of companies: together the 2 measures add 25.0 min (95 % CI 24.5 to 25.5); alone they would "
        "add up to 20.0 min: they hinder each other by 5.00 min (95 % CI 4.90 to 5.10), 5.00 min by gate "
        "pass and more lanes."
    )
    paid, *_ = said(known(2, lambda on: -10.0 * on.bit_count() - 5.0 * (on == 3)))
    assert "save -25.0 yuan/y" in paid and "they hinder each other by 5.00 yuan/y" in paid


def test_losses_that_overlap_are_told_as_losses() -> None:
    """Alone each adds 10 min, together 15: each is part of the other's."""
    lost, *_ = said(known(2, lambda on: -10.0 * on.bit_count() + 5.0 * (on == 3), unit="min"))
    assert lost == (
        "Costs of companies: together the 2 measures add 15.0 min (95 % CI 14.7 to 15.3); alone they would "
        "add up to 20.0 min: 5.00 min (95 % CI 4.90 to 5.10) of the loss are counted twice, 5.00 min by gate "
        "pass and more lanes."
    )


def test_savings_that_turn_into_a_loss_are_hindered() -> None:
    """Alone each takes off 3 min, together they add 4."""
    lost, *_ = said(known(2, lambda on: 3.0 * on.bit_count() - 10.0 * (on == 3), unit="min"))
    assert "together the 2 measures add 4.00 min" in lost and "alone they would add up to -6.00 min" in lost
    assert "they hinder each other by 10.0 min" in lost and "twice" not in lost


def test_other_figures_that_become_worse_are_told_so_too() -> None:
    found = known(2, lambda on: -10.0 * on.bit_count() - 5.0 * (on == 3), unit="min")
    more = replace(found.responses[0], name="wait", title="Wait", headline=False)
    told = said(replace(found, responses=[*found.responses, more]))
    worse = "Wait: together add 25.0 min (95 % CI 24.5 to 25.5); they hinder each other by 5.00 min"
    assert f"{worse}, 5.00 min by gate pass and more lanes." in told


def test_a_fraction_says_what_it_cannot_tell() -> None:
    *_, what, rest = said(known(7, lambda on: float(on.bit_count())))
    assert what == (
        "Of 128 combinations 30 were run: the fraction 2^(7-3) IV, each measure alone and on top of all "
        "others, and all together. Pairs in one row of `interactions` are aliased: the design does not tell "
        "which it is. Of up to 6 measures all combinations are run."
    )
    assert rest == (
        "Shares are main effects, which is right where no more than two measures act on each other; what "
        "each saves alone, and on top of all others, says nothing against it."
    )


def test_a_fraction_says_where_three_act_at_once() -> None:
    """Worth 8 with A, B and C: each has a main effect of 2, and so has E, as E = ABC, which does nothing. On
    top of all others A, B and C save 8, alone 0; so 2 - 4 of each, and 2 - 0 of E, are of three at once."""
    found = known(7, lambda on: 8.0 * (on & 7 == 7), unit="min")
    *_, rest = said(found)
    assert rest.startswith(
        "Shares are main effects, which is right where no more than two measures act on each"
    )
    for name in ("gate pass", "more lanes", "by mail"):
        assert f"-2.00 min (95 % CI -2.04 to -1.96) of what {name} is given in costs" in rest
    assert "; 2.00 min (95 % CI 1.96 to 2.04) of what e is given in costs." in rest
    assert "at night is given" not in rest
    table = shapley_table(found).set_index("measure")
    assert table["saved"].round(9).tolist() == [2, 2, 2, 0, 2, 0, 0, 8, 0]
    assert table["beyond_two"].round(9).tolist()[:7] == [-2, -2, -2, 0, 2, 0, 0]


def test_queues_that_grow_are_said() -> None:
    assert "In 1 of 8 runs a queue grows without end; what rests on them says little." in said(
        known(3, overlapping), ("ab",)
    )


@pytest.mark.parametrize(
    ("x", "unit", "beside", "text"),
    [
        (204_123_456.0, "yuan/y", 0.0, "204 M yuan/y"),
        (12_345.0, "yuan/y", 0.0, "12,300 yuan/y"),
        (12_345.0, "yuan/y", 204e6, "0 M yuan/y"),
        (-0.4, "min", 100.0, "0 min"),
        (0.123, "share", 0.0, "12.3 points"),
        (0.0, "min", 0.0, "0 min"),
        (0.00123456, "h", 0.0, "0.00123 h"),
        (999_999.0, "yuan/y", 0.0, "1.00 M yuan/y"),
    ],
)
def test_amounts_have_three_digits(x: float, unit: str, beside: float, text: str) -> None:
    assert amount(x, unit, beside=beside) == text


@pytest.mark.parametrize(
    ("e", "text"),
    [
        (Estimate(17.1e6, 14.9e6, 19.3e6, 0.0, 5), "17.1 M yuan/y (95 % CI 14.9 to 19.3)"),
        (Estimate(1710.0, -39.4e6, 42.9e6, 0.9, 5), "0.0 M yuan/y (95 % CI -39.4 to 42.9)"),
        (Estimate(5.0, -inf, inf, nan, 1), "5.00 yuan/y (no CI)"),
        (Estimate(nan, nan, nan, nan, 0), "not measured"),
    ],
)
def test_an_interval_is_on_the_scale_of_its_estimate(e: Estimate, text: str) -> None:
    assert with_ci(e, "yuan/y") == text

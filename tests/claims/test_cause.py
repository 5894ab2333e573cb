"""The cause of a verdict, from findings made up by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from shipped import LIBRARY

from portsim.base.units import Price
from portsim.claims.break_even import Amount
from portsim.claims.cause import Cause, cause_of
from portsim.claims.claim import Reading
from portsim.claims.finding import Finding, kpi_of

PRICES = {"lifts": Price(60, "yuan"), "truck_hours": Price(80, "yuan/h"), "scans": Price(100, "yuan")}


def reading(**more: Any) -> Reading:
    plain = {"name": "r", "kpi": "truck_turn_time", "alternative": "a", "figure": "value", "reported": 10}
    return Reading(**{**plain, "unit": "min", "sense": "about", **more})


def cause(findings: list[Finding], mean: float = 10.0, **more: Any) -> Cause:
    asked = reading(**more)
    return cause_of(asked, kpi_of(asked, LIBRARY), findings, mean, 7, 3, None)


def yearly(figure: str, findings: list[Finding], mean: float, reported: float = 4, **more: Any) -> Cause:
    asked = reading(kpi="total_cost", figure=figure, reported=reported, unit="M yuan/y", **more)
    return cause_of(asked, kpi_of(asked, LIBRARY), findings, mean, 7, 3, PRICES)


class TestLargest:
    def test_are_three_means_over_replications_the_largest_first(self) -> None:
        """Means 4, 3, 2.5 and 1: what one replication lacks counts 0 there."""
        findings = [
            Finding(10, {"a": 2.0, "b": 6.0, "c": 1.0, "d": 5.0}, {"a": 9.0}),
            Finding(10, {"a": 6.0, "c": 1.0}, {"a": 1.0}),
        ]
        found = cause(findings)
        assert found.before == (Amount("a", 4.0), Amount("b", 3.0), Amount("d", 2.5))
        assert found.after == (Amount("a", 5.0),)

    def test_of_equal_amounts_stand_in_the_order_of_their_names(self) -> None:
        found = cause([Finding(10, {"z": 1.0, "a": 1.0, "m": 1.0, "b": 1.0}, {})])
        assert [step.label for step in found.before] == ["a", "b", "m"]

    @pytest.mark.parametrize(
        ("kpi", "unit"),
        [
            ("truck_turn_time", "min"),  # a KPI in minutes
            ("exam_lead_time", "min"),  # in hours, made of minutes
            ("lcl_pickup_within_1h", "min"),  # a share, made of minutes
            ("gate_lane_throughput", "min"),  # trucks an hour, made of minutes
            ("exam_moves", "moves/box"),
            ("document_window_visits", "visits/truck"),
            ("sheets", "M sheets/y"),
            ("total_cost", "M yuan/y"),
        ],
    )
    def test_are_minutes_unless_the_kpi_counts(self, kpi: str, unit: str) -> None:
        assert cause([Finding(10, {}, {})], kpi=kpi).unit == unit


class TestDirection:
    @pytest.mark.parametrize(
        ("mean", "direction"), [(10.9, None), (9.1, None), (11.1, "more"), (8.9, "less"), (math.nan, None)]
    )
    def test_is_given_beyond_the_tolerance_of_about(self, mean: float, direction: str | None) -> None:
        assert cause([Finding(mean, {}, {})], mean).direction == direction

    def test_of_a_negative_report_is_by_the_numbers(self) -> None:
        assert cause([Finding(-12, {}, {})], -12.0, reported=-10).direction == "less"

    @pytest.mark.parametrize("sense", ["at_most", "at_least"])
    def test_is_no_matter_of_a_bound(self, sense: str) -> None:
        assert cause([Finding(99, {}, {})], 99.0, sense=sense).direction is None


class TestMeasured:
    def test_without_a_mean_there_is_none(self) -> None:
        assert not cause([Finding(math.nan, {}, {})], math.nan).measured

    def test_what_no_kpi_measures_says_why(self) -> None:
        untested = reading(kpi=None, why="nobody asks drivers")
        assert cause_of(untested, None, [], math.nan, 0, 0, None) == Cause(why="nobody asks drivers")

    def test_it_counts_parameters_and_the_assumed_ones(self) -> None:
        found = cause([Finding(10, {}, {})])
        assert (found.parameters, found.assumed, found.why) == (7, 3, None)


class TestBreakEven:
    FINDINGS = (
        Finding(0, {"lifts": 5.0, "truck_hours": 1.0}, {"lifts": 3.0, "scans": 2.0}, users=10),
        Finding(0, {"lifts": 7.0, "truck_hours": 1.0}, {"lifts": 3.0}, users=20),
    )

    def test_a_saving_is_what_each_entry_costs_less(self) -> None:
        """Lifts save 2 and 4, truck hours 1 and 1, scans cost 2 and 0 more: 3 + 1 - 1 = 3."""
        found = yearly("saved", list(self.FINDINGS), 3.0, reported=6.0).break_even
        assert found is not None
        assert found.parts == (Amount("lifts", 3.0), Amount("scans", -1.0), Amount("truck_hours", 1.0))
        assert found.factor == 2
        assert found.price is not None and found.price.needed.amount == pytest.approx(60 * (1 + 3 / 3))

    def test_a_cost_is_what_each_entry_costs_with_the_measure(self) -> None:
        found = yearly("value", list(self.FINDINGS), 4.0, reported=2.0).break_even
        assert found is not None
        assert found.parts == (Amount("lifts", 3.0), Amount("scans", 1.0), Amount("truck_hours", 0.0))
        assert found.factor == 0.5

    def test_users_are_the_mean_of_the_cohort_and_of_no_other(self) -> None:
        of_cohort = yearly("saved", list(self.FINDINGS), 3.0, reported=6.0, cohort=("routed",)).break_even
        of_all = yearly("saved", list(self.FINDINGS), 3.0, reported=6.0).break_even
        assert of_cohort is not None and (of_cohort.users, of_cohort.users_needed) == (15, 30)
        assert of_all is not None and of_all.users is None

    @pytest.mark.parametrize("figure", ["baseline", "saved_share", "ratio"])
    def test_is_sought_for_what_a_measure_costs_or_saves_alone(self, figure: str) -> None:
        assert yearly(figure, list(self.FINDINGS), 3.0).break_even is None

    def test_is_not_sought_without_a_mean_or_without_prices(self) -> None:
        assert yearly("saved", list(self.FINDINGS), math.nan).break_even is None
        assert cause(list(self.FINDINGS), figure="saved").break_even is None

"""What one replication says about one reading, on two trucks a side that were worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from shipped import LIBRARY
from worlds import by_hand, lasting, port, stream_of

from portsim.claims.claim import FigureName, Reading
from portsim.claims.figures import FIGURES
from portsim.claims.finding import figure_alone, find
from portsim.model.steps import visit
from portsim.model.world import World
from portsim.records.records import Records
from portsim.report.terminal.why import FIGURES as IN_WORDS

GATE = visit("gate", "serve", at_start="gate_in", at_end="gate_out")
TWO_DAYS = (0.0, 2880.0)


def reading(figure: FigureName, *cohort: str, kpi: str | None = "truck_turn_time") -> Reading:
    return Reading(
        name="r",
        kpi=kpi,
        alternative="a",
        figure=figure,
        cohort=cohort,
        reported=1,
        unit="min",
        sense="about",
    )


def trucks(*minutes: float, with_code: tuple[bool, ...]) -> Records:
    """Trucks that come a hundred minutes apart and are served at once."""
    arrivals = [100.0 * number for number in range(len(minutes))]
    records = by_hand([GATE], arrivals, {"gate": 1}, serve=list(minutes))
    world = World(port({"serve": lasting("1 h")}, {"truck": stream_of(100)}), {}, LIBRARY)
    return replace(records, world=world, traits={"has_code": np.array(with_code)}, window=TWO_DAYS)


BEFORE = trucks(40, 20, with_code=(False, False))
AFTER = trucks(10, 20, with_code=(True, False))


@pytest.mark.parametrize(
    ("figure", "of_all", "of_those_with_code"),
    [
        ("baseline", 30, 40),
        ("value", 15, 10),
        ("saved", 15, 30),
        ("saved_share", 0.5, 0.75),
        ("ratio", 0.5, 0.25),
    ],
)
def test_a_figure_compares_the_same_shipments(
    figure: FigureName, of_all: float, of_those_with_code: float
) -> None:
    assert find(reading(figure), BEFORE, AFTER).figure == pytest.approx(of_all)
    assert find(reading(figure, "has_code"), BEFORE, AFTER).figure == pytest.approx(of_those_with_code)


@pytest.mark.parametrize("figure", get_args(FigureName))
def test_a_figure_alone_is_that_of_the_finding(figure: FigureName) -> None:
    for asked, after in (
        (reading(figure), AFTER),
        (reading(figure, "has_code"), AFTER),
        (reading(figure), trucks(100, 9999, with_code=(True, False))),
        (reading(figure, kpi=None), AFTER),
    ):
        found = find(asked, BEFORE, after, 100)
        assert figure_alone(asked, BEFORE, after, 100) == pytest.approx(found.figure, rel=1e-12, nan_ok=True)


def test_users_are_counted_per_day() -> None:
    """Two trucks, one of them with a code, in a window of two days."""
    assert find(reading("saved"), BEFORE, AFTER).users == 1
    assert find(reading("saved", "has_code"), BEFORE, AFTER).users == 0.5


def test_the_parts_are_those_of_the_cohort_on_both_sides() -> None:
    found = find(reading("saved", "has_code"), BEFORE, AFTER)
    assert (dict(found.before), dict(found.after)) == ({"serve": 40}, {"serve": 10})


def test_what_no_kpi_measures_has_no_figure() -> None:
    found = find(reading("value", kpi=None), BEFORE, AFTER)
    assert math.isnan(found.figure) and found.before == found.after == {}


@pytest.mark.parametrize("figure", ["saved_share", "ratio"])
@pytest.mark.parametrize("baseline", [0.0, math.nan])
def test_there_is_no_share_of_nothing(figure: FigureName, baseline: float) -> None:
    assert math.isnan(FIGURES[figure].of(baseline, 5.0))


def test_each_baseline_has_a_cohort_of_its_own() -> None:
    for minutes in (40.0, 60.0, 80.0):
        before = trucks(minutes, 20, with_code=(False, False))
        assert find(reading("baseline", "has_code"), before, AFTER).figure == minutes


def test_every_figure_that_a_claims_file_may_ask_for_is_worked_out_and_has_words() -> None:
    assert set(get_args(FigureName)) == set(FIGURES) == set(IN_WORDS)


@pytest.mark.parametrize(
    ("figure", "seen", "ends"),
    [
        ("value", 500, (500, 550)),
        ("baseline", 30, (30, 30)),
        ("saved", 30 - 500, (30 - 550, 30 - 500)),
        ("ratio", 500 / 30, (500 / 30, 550 / 30)),
    ],
)
def test_what_is_unfinished_gives_a_figure_two_ends(
    figure: FigureName, seen: float, ends: tuple[float, float]
) -> None:
    """The first truck takes 100 minutes; the second is served from minute 100 to the horizon, 1000, and may
    take 100 minutes more: a mean of 500 to 550."""
    found = find(reading(figure), BEFORE, trucks(100, 9999, with_code=(True, False)), grace=100)
    assert found.figure == pytest.approx(seen) and found.ends == pytest.approx(ends)


def test_what_is_through_has_no_ends() -> None:
    assert find(reading("saved"), BEFORE, AFTER, grace=100).ends is None

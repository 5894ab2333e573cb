"""On which side of a crossing a target is reached, in the sentences and of whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import portsim
from portsim.study.paying.crossings import At, Curve, Search, crossings
from portsim.study.paying.figure_asked import Asked
from portsim.study.paying.one_input import find_input
from portsim.study.paying.sentences import found_in_words

TIME = Asked("truck_visit_time", "", "min", "less")
DONE = Asked("trucks", "", "trucks/day", "more")
EXACT = Search(1e-9, 1e-9)


@pytest.fixture(scope="module")
def scenario() -> portsim.Scenario:
    return portsim.load("ocean_gate")


def said(scenario: portsim.Scenario, asked: Asked, target: float, line: Callable[[float], float]) -> str:
    """What is said first of a figure that is this line of the uptake, known to 0.1."""
    curve = Curve(lambda x: At(x, line(x), line(x) - 0.1, line(x) + 0.1, 3))
    found = crossings(curve, [0.5, 0.75, 0.95], target, replace(EXACT, below=asked.below(target)))
    moved = find_input(scenario, "measures.qr_gate_pass.uptake")
    return next(found_in_words(found, curve.points, moved, asked, target, "qr"))


@pytest.mark.parametrize(
    ("asked", "target", "slope", "text"),
    [
        # the figure is slope (x - 0.7) + target, so that it crosses the target at 70 %
        (TIME, -2, -4, "qr: truck_visit_time falls by 2 min or more from an uptake of 70 % on"),
        (TIME, -2, 4, "qr: truck_visit_time falls by 2 min or more up to an uptake of 70 %"),
        (TIME, 1, 4, "qr: truck_visit_time rises by 1 min or more from an uptake of 70 % on"),
        (TIME, 1, -4, "qr: truck_visit_time rises by 1 min or more up to an uptake of 70 %"),
        (TIME, 0, -4, "qr: truck_visit_time does not rise from an uptake of 70 % on"),
        (DONE, 0, 4, "qr: trucks does not fall from an uptake of 70 % on"),
        (DONE, 5, 4, "qr: trucks rises by 5 trucks/day or more from an uptake of 70 % on"),
        (DONE, -5, 4, "qr: trucks falls by 5 trucks/day or more up to an uptake of 70 %"),
    ],
)
def test_a_crossing_is_said_by_the_side_that_reaches_the_target(
    scenario: portsim.Scenario, asked: Asked, target: float, slope: float, text: str
) -> None:
    """The interval of a line known to 0.1 is 0.1 / 4 to both sides: 67.5 to 72.5 %."""
    first = said(scenario, asked, target, lambda x: slope * (x - 0.7) + target)
    assert first == f"{text} (95 % CI 67.5 % to 72.5 %); stated is 90 %."


def test_what_is_so_everywhere_or_nowhere_is_said_by_the_same_side(scenario: portsim.Scenario) -> None:
    fast = said(scenario, TIME, -2, lambda x: -3 - x)
    assert fast.startswith(
        "qr: truck_visit_time falls by 2 min or more everywhere between an uptake of 50 % "
    )
    slow = said(scenario, TIME, -2, lambda x: -1 + x / 10)
    assert slow.startswith("qr: truck_visit_time falls by 2 min or more nowhere between an uptake of 50 % ")


@pytest.mark.parametrize(
    ("below", "slope", "value", "low", "high"),
    [
        (False, 1, 7, 5, 9),  # reached from 7 on; perhaps from 5, or not before 9
        (True, 1, 6, 4, 8),  # reached up to 6
        (True, -1, 7, 5, 9),
        (False, -1, 6, 4, 8),
    ],
)
def test_of_whole_numbers_the_one_that_reaches_the_target_is_named(
    below: bool, slope: int, value: float, low: float, high: float
) -> None:
    """The figure slope (x - 6.5), known to 2, holds 0 in its interval from 4.5 to 8.5."""
    curve = Curve(lambda x: At(x, slope * (x - 6.5), slope * (x - 6.5) - 2, slope * (x - 6.5) + 2, 3))
    (found,) = crossings(curve, [1, 5, 10, 15, 20], 0.0, Search(1, 1, whole=True, below=below))
    assert (found.value, found.low, found.high) == (value, low, high)
    assert (found.before, found.after, found.rises) == (6, 7, slope > 0)


def test_a_figure_on_the_target_reaches_it_from_both_sides() -> None:
    def line(x: float) -> At:
        return At(x, x - 5, x - 5, x - 5, 3)

    (above,) = crossings(Curve(line), [1, 9], 0.0, Search(1, 1, whole=True))
    (below,) = crossings(Curve(line), [1, 9], 0.0, Search(1, 1, whole=True, below=True))
    assert (above.value, below.value) == (5, 5)

"""Grids and costs as a user writes them."""

from __future__ import annotations

import pytest

from portsim.base.errors import PortsimError
from portsim.study.sizing.costs import parse_costs
from portsim.study.sizing.grid import parse_factor, parse_grid
from portsim.study.sizing.words import read_costs

LANES, BAYS, UPTAKE = (
    "places.gate_in.lanes=10:12",
    "places.exam_bay.bays=3:4",
    "measures.qr.uptake=50%:90%:20%",
)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=2:5", ("2", "3", "4", "5")),
        ("a.b=2:6:2", ("2", "4", "6")),
        ("a.b=50%:90%:20%", ("50%", "70%", "90%")),
        ("a.b=0.1:0.3:0.1", ("0.1", "0.2", "0.3")),
        ("a.b=20 min:40 min:10 min", ("20 min", "30 min", "40 min")),
        ("a.b=7", ("7",)),
        ("a.b=4, 2,9", ("4", "2", "9")),
        ("calendars.x=daily,hourly", ("daily", "hourly")),
        ("a.b=06:00-22:00,08:00-20:00", ("06:00-22:00", "08:00-20:00")),
    ],
)
def test_values_are_read(text: str, values: tuple[str, ...]) -> None:
    assert parse_factor(text).values == values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a.b", "got no 'key=values', write e.g. --over places.gate_in.lanes=10:16"),
        ("=2:5", "got no 'key=values'"),
        ("a.b=5:2", "5 to 2 runs downwards; write the lower one first"),
        ("a.b=2:5:0", "got a step of 0, allowed one above 0"),
        ("a.b=2:5:-1", "got a step of -1, allowed one above 0"),
        ("a.b=10:15:2", "steps of 2 from 10 do not end at 15; write 10:14:2, or another step"),
        ("a.b=50%:95%:10%", "steps of 10% from 50% do not end at 95%; write 50%:90%:10%, or another step"),
        ("a.b=50%:90%", "50%:90% needs a step, such as 50%:90%:10%"),
        ("a.b=1 min:2 h:1 min", "got units h and min, allowed one of them"),
        ("a.b=1:1000000", "1,000,000 values, allowed 1,000"),
        ("a.b=1,,2", "a value between two commas is missing"),
        ("a.b=1,1", "the value 1 stands twice"),
    ],
)
def test_what_is_no_grid_gets_one_clear_message(text: str, words: str) -> None:
    with pytest.raises(PortsimError) as caught:
        parse_factor(text)
    assert words in str(caught.value) and str(caught.value).startswith("over ")


def test_a_key_stands_once() -> None:
    with pytest.raises(PortsimError, match="stands twice; give all its values in one --over"):
        parse_grid([LANES, LANES])
    with pytest.raises(PortsimError, match=r"a\.b\.c: is a part of a\.b, which is varied too"):
        parse_grid(["a.b=1:2", "a.b.c=1:2"])
    with pytest.raises(PortsimError, match="nothing to choose"):
        parse_grid([])


def test_points_are_numbered_the_last_factor_fastest() -> None:
    grid = parse_grid([LANES, BAYS])
    assert grid.size == 6 and [grid.point(n).at for n in range(3)] == [(0, 0), (0, 1), (1, 0)]
    assert all(grid.number(grid.point(n).at) == n for n in range(6))
    assert grid.label(grid.point(3)) == "gate_in lanes 11, exam_bay bays 4"


def test_costs_are_for_one_more_or_for_a_value() -> None:
    grid = parse_grid([LANES, UPTAKE, "calendars.x=daily,hourly"])
    costs = parse_costs(
        [
            "places.gate_in.lanes=0.9 M yuan/y",
            "measures.qr.uptake=1000000 yuan/y",
            "calendars.x:daily=0 yuan/y",
            "calendars.x:hourly=100 yuan/h",
        ],
        grid,
    )
    last = grid.point(grid.size - 1)  # 12 lanes, 90 %, hourly: 10.8 M + 0.9 M + 100 * 8760
    assert costs.of(last) == pytest.approx(10_800_000 + 900_000 + 876_000)
    assert (costs.unit, costs.stated) == ("yuan/y", True)


def test_without_costs_each_server_counts_as_one() -> None:
    grid = parse_grid([LANES, UPTAKE])
    costs = parse_costs([], grid)
    assert costs.of(grid.point(0)) == 10 and (costs.unit, costs.stated) == ("servers", False)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["places.gate_in.lane=1 point"], "is not varied by --over (nearest: places.gate_in.lanes)"),
        (["places.gate_in.lanes"], "got no 'key=cost'"),
        (
            ["places.gate_in.lanes=1 point"],
            "places.exam_bay.bays has no cost; add --cost places.exam_bay.bays",
        ),
        (
            ["places.gate_in.lanes=1 point", "places.exam_bay.bays=1 yuan/y"],
            "yuan and points beside each other",
        ),
        (
            ["places.gate_in.lanes=1 yuan", "places.exam_bay.bays=1 yuan/y"],
            "got '1 yuan', allowed a cost such as",
        ),
        (["places.gate_in.lanes=-1 yuan/y"], "allowed a cost of 0 or more"),
        (["places.gate_in.lanes=40,000 yuan/y"], "numbers have no commas: write 40000 or 40.000"),
        (["places.gate_in.lanes=nan yuan/y"], "got 'nan yuan/y', allowed a cost such as 900000 yuan/y"),
        (["places.gate_in.lanes=1", "places.gate_in.lanes=2"], "stands twice"),
        (["places.gate_in.lanes:9=1"], "--over does not take this value"),
        (["places.gate_in.lanes:10=1", "places.exam_bay.bays=1"], "places.gate_in.lanes has no cost for 11"),
    ],
)
def test_what_is_no_cost_gets_one_clear_message(texts: list[str], words: str) -> None:
    with pytest.raises(PortsimError) as caught:
        parse_costs(texts, parse_grid([LANES, BAYS]))
    assert words in str(caught.value) and str(caught.value).startswith("cost")


def test_a_named_value_has_no_cost_of_one_more() -> None:
    with pytest.raises(PortsimError, match="daily is no plain number, so one more of it has no cost"):
        parse_costs(["calendars.x=1 point"], parse_grid(["calendars.x=daily,hourly"]))


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (
            ["places.gate_in.lanes=900000"],
            [
                "Costs are read in points, as no money stands beside the numbers: for money a year write "
                '--cost places.gate_in.lanes="900000 yuan/y".'
            ],
        ),
        (["places.gate_in.lanes=900000 yuan/y"], []),
        ([], ["No costs were given, so each server counts as 1: give them with --cost."]),
    ],
)
def test_costs_without_money_are_said_to_be_read_in_points(cost: list[str], said: list[str]) -> None:
    grid = parse_grid([LANES])
    assert list(read_costs(parse_costs(cost, grid), grid)) == said

"""The lines of the ledger by hand: what a cost and a fee are for both sides, and where none is measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shipped import LIBRARY
from worlds import by_hand, port, stream_of

from portsim.kpis.ledger_lines import Line, costs, lines
from portsim.model.steps import travel, visit
from portsim.model.tariff import Tariff
from portsim.model.world import World
from portsim.records.records import Records

STEPS = (visit("crane", "lift_box", counts="lift", at_queue="gate_arrival"),)


def lifted(lasts: float, **tariff: object) -> Records:
    """One truck, of 100 a day, that is lifted once."""
    costs = {"cost": {"value": "60 yuan", "source": "user"}, "payer": "terminal", **tariff}
    records = by_hand(STEPS, [0.0], {"crane": 1}, lift_box=lasts)
    made = port({}, {"truck": stream_of(100)}, tariffs={"lift": Tariff.model_validate(costs)})
    return replace(records, world=World(made, {}, LIBRARY))


FEE = {"fee": {"value": "90 yuan", "source": "user"}, "charged_to": "shipper"}


def test_without_a_fee_a_cost_is_one_line() -> None:
    assert lines(lifted(3)) == (Line("lifts", "terminal", "cost", 36500, "lifts", 60.0, 36500 * 6000),)


def test_a_fee_is_a_line_for_who_pays_and_one_for_who_gets_it() -> None:
    assert lines(lifted(3, **FEE))[1:] == (
        Line("lifts", "shipper", "transfer", 36500, "lifts", 90.0, 36500 * 9000),
        Line("lifts", "terminal", "transfer", 36500, "lifts", -90.0, -36500 * 9000),
    )


def test_what_no_shipment_was_counted_for_is_no_amount_for_anyone() -> None:
    found = lines(replace(lifted(3, **FEE), window=(2000.0, 3000.0), grouped=None), 60.0)
    assert [(each.payer, each.kind, each.fen, each.more) for each in found] == [
        ("terminal", "cost", None, 0),
        ("shipper", "transfer", None, 0),
        ("terminal", "transfer", None, 0),
    ]
    assert all(np.isnan(each.quantity) for each in found)
    assert all(each.missing == ("truck",) for each in found)


def test_costs_are_those_of_the_lines_without_the_fees() -> None:
    measured, nobody = lifted(3, **FEE), replace(lifted(3), window=(2000.0, 3000.0), grouped=None)
    assert costs(measured) == [("terminal", 36500 * 6000)]
    assert costs(nobody) == [("terminal", None)]
    assert costs(replace(measured, world=None)) == []


def test_what_is_unfinished_says_how_much_more_it_would_cost() -> None:
    """The truck is under the crane at the horizon: no lift is done, and one will be, for each of 36,500."""
    assert [(each.fen, each.more) for each in lines(lifted(9999, **FEE), 60.0)] == [
        (0, 36500 * 6000),
        (0, 36500 * 9000),
        (0, -36500 * 9000),
    ]
    assert [(each.fen, each.more) for each in lines(lifted(9999, **FEE))] == [(0, 0)] * 3
    assert [each.more for each in lines(lifted(3, **FEE), 60.0)] == [0] * 3


def test_an_hour_more_is_twice_that_of_half_an_hour() -> None:
    """The truck waits for its lift since minute 0; 36,500 trucks a year at 80 yuan/h."""
    steps = (*STEPS, travel("leave", at_end="gate_out"))
    records = by_hand(steps, [0.0], {"crane": 1}, lift_box=9999, leave=1)
    hours = Tariff.model_validate({"cost": {"value": "80 yuan/h", "source": "user"}, "payer": "haulier"})
    made = port({}, {"truck": stream_of(100)}, tariffs={"truck_hour": hours})
    records = replace(records, world=World(made, {}, LIBRARY))
    for grace in (60.0, 30.0):
        (line,) = lines(records, grace)
        assert line.fen == round(36500 * 1000 / 60 * 8000)
        assert line.more == pytest.approx(36500 * grace / 60 * 8000, abs=1)


def test_without_a_world_there_are_no_lines() -> None:
    assert lines(replace(lifted(3), world=None)) == ()

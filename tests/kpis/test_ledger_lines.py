"""The lines of the ledger by hand: what a cost and a fee are for both sides, and where none is measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from shipped import LIBRARY
from worlds import by_hand, port, stream_of

from portsim.kpis.ledger_lines import Line, lines
from portsim.model.steps import visit
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
    found = lines(replace(lifted(3, **FEE), window=(2000.0, 3000.0), grouped=None))
    assert [(each.payer, each.kind, each.fen) for each in found] == [
        ("terminal", "cost", None),
        ("shipper", "transfer", None),
        ("terminal", "transfer", None),
    ]
    assert all(np.isnan(each.quantity) for each in found)


def test_without_a_world_there_are_no_lines() -> None:
    assert lines(replace(lifted(3), world=None)) == ()

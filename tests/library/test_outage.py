"""What is usual before an outage, and when the gate is back to it, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shipped import KPIS
from worlds import by_hand

from portsim.library.backlogs import outage, quarters, waiting
from portsim.model.calendar import Calendar
from portsim.model.port import Port
from portsim.model.steps import visit
from portsim.model.world import World
from portsim.records.records import Records

RECOVERY = KPIS["outage_recovery_time"]


def gate(*down: tuple[str, str], arrivals: list[float], each: float, horizon: float = 1000) -> Records:
    """Trucks at one lane, `each` so long [min]; the platform may be down from when to when."""
    records = by_hand([visit("gate_in", "check")], arrivals, {"gate_in": 1}, horizon=horizon, check=each)
    hours = Calendar(hours=(("00:00", "24:00"),), source="user", but_for=Calendar(hours=down, source="user"))
    port = Port.model_construct(calendars={"platform_up": hours})
    return replace(records, world=World(port, records.flows))


def test_usual_is_what_is_not_passed_in_19_of_20_quarters_before() -> None:
    """Ten hours before the outage: three quarters with two waiting, three with one, 34 with none. The 95th
    percentile lies between the 38th and the 39th of 40: two. From 11:00 on three wait, from 11:30 two."""
    records = gate(("10:00", "11:00"), arrivals=[0.0] * 3 + [600.0] * 5, each=45)
    before = waiting(records, ("gate_in",), quarters(0, 600))
    assert sorted(before.tolist()) == [0] * 34 + [1] * 3 + [2] * 3
    assert RECOVERY.value(records) == pytest.approx(0.5)


def test_only_the_counted_window_says_what_is_usual() -> None:
    """Counted from 01:30 on, when one truck waits for its last three quarters: usual is less than two."""
    records = gate(("10:00", "11:00"), arrivals=[0.0] * 3 + [600.0] * 5, each=45)
    later = replace(records, window=(90.0, records.horizon))
    assert waiting(later, ("gate_in",), quarters(90, 600)).max() == 0
    assert RECOVERY.value(later) == pytest.approx(2.0)  # the last truck is let in at 13:00


def test_several_hours_of_outage_are_one_from_the_first_to_the_last() -> None:
    records = gate(("10:00", "10:15"), ("10:45", "11:00"), arrivals=[600.0] * 5, each=45)
    assert outage(records.port, records.horizon) == (600, 660)
    assert RECOVERY.value(records) == pytest.approx(2.0)


def test_what_lies_beyond_the_horizon_is_cut_off() -> None:
    records = gate(("10:00", "11:00"), ("15:00", "23:00"), arrivals=[0.0], each=45)
    assert outage(records.port, 950) == (600, 950)
    assert outage(records.port, 900) == (600, 660)  # it begins at 15:00, when the run is over
    assert outage(records.port, 600) is None


def test_a_quarter_of_an_hour_before_the_outage_is_enough_to_say_what_is_usual() -> None:
    records = gate(("10:00", "11:00"), arrivals=[600.0], each=45)
    assert RECOVERY.value(replace(records, window=(585.0, 1000.0))) == 0.0
    assert RECOVERY.of.withheld(replace(records, window=(585.1, 1000.0)))


def test_the_number_waiting_is_the_mean_of_a_quarter() -> None:
    """Two trucks at 00:05, one lane, ten minutes each: one waits till 00:15, two thirds of a quarter."""
    records = gate(("10:00", "11:00"), arrivals=[5.0, 5.0], each=10)
    assert waiting(records, ("gate_in",), quarters(0, 30)).tolist() == [0.666667, 0.0]
    assert waiting(records, ("gate_in", "qr_lane"), quarters(0, 30)).tolist() == [0.666667, 0.0]

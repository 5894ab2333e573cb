"""Which signals the compiled engine has to send: those that something comes of."""

from __future__ import annotations

import pytest
from worlds import Given, flow, lowered, play, times, workload

from portsim.model.flow import Flow
from portsim.model.steps import signal, start, travel, wait_until, when_sent

pytest.importorskip("numba")


def names_heard(streams: dict[str, Given], *flows: Flow) -> dict[str, set[str]]:
    from portsim.engine.compiled.tables import heard

    programs = lowered(workload(flows, streams, {}))
    return {name: {programs.signals[n] for n in numbers} for name, numbers in heard(programs).items()}


def test_what_a_shipment_of_the_stream_itself_waits_for_or_forks_by_is_heard_there_alone() -> None:
    truck = flow("t", signal("paid"), signal("seen"), signal("weighed"), start("box"))
    box = flow("box", wait_until("paid"), when_sent("weighed", (travel("lift"),)))
    ship = flow("s", signal("paid"), signal("seen"))
    given = {"truck": Given([0.0], ("t",), {"lift": 1.0}), "vessel": Given([0.0], ("s",))}
    assert names_heard(given, truck, box, ship) == {"truck": {"paid", "weighed"}, "vessel": set()}


def test_what_a_carrier_is_asked_for_is_heard_in_every_stream() -> None:
    ship = flow("s", signal("berthed"), signal("sailed"))
    box = flow("b", wait_until("berthed", of="carrier"), travel("lift"))
    given = {"vessel": Given([0.0], ("s",)), "box": Given([0.0], ("b",), {"lift": 1.0}, carrier=[0])}
    assert names_heard(given, ship, box) == {"vessel": {"berthed"}, "box": {"berthed"}}


def test_a_signal_that_nobody_asks_for_is_still_written_down() -> None:
    """Both engines leave the moment at which it was sent, and a waiter of another one is left alone."""
    truck = flow("f", start("box"), travel("road"), signal("seen"), travel("home"), signal("paid"))
    box = flow("box", wait_until("paid"), travel("lift"))
    given = Given([0.0], lasts={"road": 5.0, "home": 7.0, "lift": 1.0})
    records = play(workload([truck, box], {"truck": given}, {}))
    assert times(records, "seen") == [(5.0, 5.0, 5.0)]
    assert times(records, "lift") == [(12.0, 12.0, 13.0)]

"""The language of flows: one function a word, by which a port's work can be read aloud.

`travel`, `visit`, `inside`, `maybe`, `when`, `when_sent`, `if_room`, `wait_until`,
`wait_for_all`, `signal`, `wait_for_next`, `start`.
Every step has a label, unique in its flow; chance and records are addressed by it, so a step
that is inserted or removed leaves all others as they were.
"""

from __future__ import annotations

from portsim.model.step import Body as Body  # so that flows are written with this module alone
from portsim.model.step import Owner
from portsim.model.step import Step as Step
from portsim.model.step import walk as walk
from portsim.model.words import (
    IfRoom,
    Inside,
    Maybe,
    Priority,
    Signal,
    Start,
    Travel,
    Visit,
    WaitForAll,
    WaitForNext,
    WaitUntil,
    When,
    WhenSent,
)


def travel(
    task: str,
    *,
    label: str | None = None,
    counts: str | None = None,
    at_start: str | None = None,
    at_end: str | None = None,
) -> Travel:
    return Travel(task, label=label or task, counts=counts, at_start=at_start, at_end=at_end)


def visit(
    place: str,
    task: str,
    *,
    label: str | None = None,
    priority: Priority = "normal",
    counts: str | None = None,
    at_queue: str | None = None,
    at_start: str | None = None,
    at_end: str | None = None,
) -> Visit:
    return Visit(
        place,
        task,
        priority,
        label=label or task,
        counts=counts,
        at_queue=at_queue,
        at_start=at_start,
        at_end=at_end,
    )


def inside(place: str, body: Body, *, label: str | None = None, priority: Priority = "normal") -> Inside:
    return Inside(place, body, priority, label=label or f"in_{place}")


def maybe(chance: str, body: Body, *, orelse: Body = (), label: str | None = None) -> Maybe:
    return Maybe(body, orelse, chance, label=label or chance)


def when(traits: str | tuple[str, ...], body: Body, *, orelse: Body = (), label: str | None = None) -> When:
    names = (traits,) if isinstance(traits, str) else traits
    return When(body, orelse, names, label=label or "when_" + "_and_".join(names))


def when_sent(signal: str, body: Body, *, orelse: Body = (), label: str | None = None) -> WhenSent:
    return WhenSent(body, orelse, signal, label=label or f"when_{signal}")


def if_room(place: str, body: Body, *, orelse: Body = (), label: str | None = None) -> IfRoom:
    return IfRoom(body, orelse, place, label=label or f"room_at_{place}")


def wait_until(
    signal: str,
    *,
    of: Owner = "shipment",
    label: str | None = None,
    at_start: str | None = None,
    at_end: str | None = None,
) -> WaitUntil:
    return WaitUntil(signal, of, label=label or f"wait_{signal}", at_start=at_start, at_end=at_end)


def wait_for_all(
    signal: str,
    *,
    label: str | None = None,
    at_start: str | None = None,
    at_end: str | None = None,
) -> WaitForAll:
    return WaitForAll(signal, label=label or f"wait_for_all_{signal}", at_start=at_start, at_end=at_end)


def signal(name: str, *, label: str | None = None, at_end: str | None = None) -> Signal:
    return Signal(name, label=label or name, at_end=at_end)


def wait_for_next(dispatch: str, *, label: str | None = None, at_end: str | None = None) -> WaitForNext:
    return WaitForNext(dispatch, label=label or dispatch, at_end=at_end)


def start(flow: str, *, label: str | None = None) -> Start:
    return Start(flow, label=label or f"start_{flow}")

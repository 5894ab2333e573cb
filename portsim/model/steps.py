"""The nine words in which a port's work is written down: a flow is data that can be read aloud.

`travel`, `visit`, `inside`, `maybe`, `when`, `wait_until`, `signal`, `wait_for_next`, `start`.
Every step has a label, unique in its flow; chance and records are addressed by it, so a step
that is inserted or removed leaves all others as they were. `at_queue`, `at_start` and `at_end`
name the time-release milestone that a step stamps on its shipment; `counts` names what one visit
adds to (a lift, a haul, a document window).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Priority = Literal["urgent", "normal", "low"]


Owner = Literal["shipment", "carrier", "declaration"]


@dataclass(frozen=True)
class Travel:
    """Moving (or any plain delay) that needs no server; lasts as long as its task."""

    task: str
    label: str
    counts: str | None = None
    at_start: str | None = None
    at_end: str | None = None


@dataclass(frozen=True)
class Visit:
    """Queue for one server of a place, be served for the task's time, leave."""

    place: str
    task: str
    label: str
    priority: Priority = "normal"
    counts: str | None = None
    at_queue: str | None = None
    at_start: str | None = None
    at_end: str | None = None


@dataclass(frozen=True)
class Inside:
    """Hold one server of a place while the body is done; it cannot leak."""

    place: str
    body: Body
    label: str
    priority: Priority = "normal"


@dataclass(frozen=True)
class Maybe:
    """Do the body with a named chance, drawn once per shipment for this label."""

    chance: str
    body: Body
    orelse: Body
    label: str


@dataclass(frozen=True)
class When:
    """Do the body if the shipment has all of the named traits.

    The name of a calendar of hours among them means: while it is open, at the moment the step is reached.
    """

    traits: tuple[str, ...]
    body: Body
    orelse: Body
    label: str


@dataclass(frozen=True)
class WaitUntil:
    """Wait for a signal of the shipment itself, of the carrier that brings or takes it, or of its papers."""

    signal: str
    label: str
    of: Owner = "shipment"
    at_start: str | None = None
    at_end: str | None = None


@dataclass(frozen=True)
class Signal:
    """Say once and for good that something has happened; whoever waits for it goes on."""

    signal: str
    label: str
    at_end: str | None = None


@dataclass(frozen=True)
class WaitForNext:
    """Wait for the next departure of a dispatch calendar, or for the shipment's own planned time."""

    dispatch: str
    label: str
    at_end: str | None = None


@dataclass(frozen=True)
class Start:
    """Begin another thread of the same shipment; this one goes on at once."""

    flow: str
    label: str


Step = Travel | Visit | Inside | Maybe | When | WaitUntil | Signal | WaitForNext | Start


Body = tuple[Step, ...]


def travel(
    task: str,
    *,
    label: str | None = None,
    counts: str | None = None,
    at_start: str | None = None,
    at_end: str | None = None,
) -> Travel:
    return Travel(task, label or task, counts, at_start, at_end)


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
    return Visit(place, task, label or task, priority, counts, at_queue, at_start, at_end)


def inside(place: str, body: Body, *, label: str | None = None, priority: Priority = "normal") -> Inside:
    return Inside(place, body, label or f"in_{place}", priority)


def maybe(chance: str, body: Body, *, orelse: Body = (), label: str | None = None) -> Maybe:
    return Maybe(chance, body, orelse, label or chance)


def when(traits: str | tuple[str, ...], body: Body, *, orelse: Body = (), label: str | None = None) -> When:
    names = (traits,) if isinstance(traits, str) else traits
    return When(names, body, orelse, label or "when_" + "_and_".join(names))


def wait_until(
    signal: str,
    *,
    of: Owner = "shipment",
    label: str | None = None,
    at_start: str | None = None,
    at_end: str | None = None,
) -> WaitUntil:
    return WaitUntil(signal, label or f"wait_{signal}", of, at_start, at_end)


def signal(name: str, *, label: str | None = None, at_end: str | None = None) -> Signal:
    return Signal(name, label or name, at_end)


def wait_for_next(dispatch: str, *, label: str | None = None, at_end: str | None = None) -> WaitForNext:
    return WaitForNext(dispatch, label or dispatch, at_end)


def start(flow: str, *, label: str | None = None) -> Start:
    return Start(flow, label or f"start_{flow}")


def walk(body: Body) -> Iterator[Step]:
    """Every step, outer before inner, in reading order."""
    for step in body:
        yield step
        if isinstance(step, Inside):
            yield from walk(step.body)
        elif isinstance(step, Maybe | When):
            yield from walk(step.body)
            yield from walk(step.orelse)

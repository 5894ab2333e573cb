"""The language of flows: one function a word, by which a port's work can be read aloud.

`travel`, `visit`, `inside`, `maybe`, `when`, `when_sent`, `if_room`, `wait_until`,
`wait_for_all`, `signal`, `wait_for_next`, `start`.
Every step has a `label`, unique in its flow; chance and records are addressed by it, so a step that is
inserted or removed leaves all others as they were. `counts` names what one visit adds to; `at_queue`,
`at_start` and `at_end` the milestones that are stamped. A body may be a tuple or a list of steps.

Raises ArgumentError, each of them: an argument of another type. PortsimError: no such priority or owner.
"""

from __future__ import annotations

from typing import get_args

from portsim.base.arguments import check_arguments, check_one_of
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
    """Time passes, as long as the task lasts; nobody else is needed. Its label is the task by default."""
    check_arguments(travel, locals())
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
    """Queue for one server of a place, be served for as long as the task lasts, leave. Its label is the task
    by default.

    `at_queue` is stamped on joining the queue, `at_start` when service begins, `at_end` when it ends. Of
    those who wait the urgent ones are served first, the low ones last.
    """
    check_arguments(visit, locals())
    check_one_of("visit: priority", priority, get_args(Priority))
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
    """Queue for one server of a place and keep it while the body is done; it is let go at its end."""
    check_arguments(inside, locals())
    check_one_of("inside: priority", priority, get_args(Priority))
    return Inside(place, tuple(body), priority, label=label or f"in_{place}")


def maybe(chance: str, body: Body, *, orelse: Body = (), label: str | None = None) -> Maybe:
    """Do the body with a named chance, drawn once for each shipment; else do `orelse`."""
    check_arguments(maybe, locals())
    return Maybe(tuple(body), tuple(orelse), chance, label=label or chance)


def when(traits: str | tuple[str, ...], body: Body, *, orelse: Body = (), label: str | None = None) -> When:
    """Do the body if the shipment has all of these traits; else do `orelse`. The name of a calendar of hours
    among them means: while it is open.
    """
    check_arguments(when, locals())
    names = (traits,) if isinstance(traits, str) else tuple(traits)
    return When(tuple(body), tuple(orelse), names, label=label or "when_" + "_and_".join(names))


def when_sent(signal: str, body: Body, *, orelse: Body = (), label: str | None = None) -> WhenSent:
    """Do the body if the shipment has sent a signal by now; else do `orelse`."""
    check_arguments(when_sent, locals())
    return WhenSent(tuple(body), tuple(orelse), signal, label=label or f"when_{signal}")


def if_room(place: str, body: Body, *, orelse: Body = (), label: str | None = None) -> IfRoom:
    """Do the body if fewer are at a place, served and waiting, than it `holds`; else do `orelse`."""
    check_arguments(if_room, locals())
    return IfRoom(tuple(body), tuple(orelse), place, label=label or f"room_at_{place}")


def wait_until(
    signal: str,
    *,
    of: Owner = "shipment",
    label: str | None = None,
    at_start: str | None = None,
    at_end: str | None = None,
) -> WaitUntil:
    """Wait for a signal of the shipment itself, of its `carrier` or of its `declaration`; `of` says whose."""
    check_arguments(wait_until, locals())
    check_one_of("wait_until: of", of, get_args(Owner))
    return WaitUntil(signal, of, label=label or f"wait_{signal}", at_start=at_start, at_end=at_end)


def wait_for_all(
    signal: str,
    *,
    label: str | None = None,
    at_start: str | None = None,
    at_end: str | None = None,
) -> WaitForAll:
    """Wait until all that it carries or declares have sent a signal."""
    check_arguments(wait_for_all, locals())
    return WaitForAll(signal, label=label or f"wait_for_all_{signal}", at_start=at_start, at_end=at_end)


def signal(name: str, *, label: str | None = None, at_end: str | None = None) -> Signal:
    """Say once and for good that something has happened; whoever waits for it goes on."""
    check_arguments(signal, locals())
    return Signal(name, label=label or name, at_end=at_end)


def wait_for_next(dispatch: str, *, label: str | None = None, at_end: str | None = None) -> WaitForNext:
    """Wait for the next departure of a calendar, or for the shipment's own planned time."""
    check_arguments(wait_for_next, locals())
    return WaitForNext(dispatch, label=label or dispatch, at_end=at_end)


def start(flow: str, *, label: str | None = None) -> Start:
    """Begin a further flow of the same shipment; this one goes on at once."""
    check_arguments(start, locals())
    return Start(flow, label=label or f"start_{flow}")

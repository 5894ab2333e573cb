"""How many servers of a place are on duty over time, and how many of them begin new work."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.base.units import DAY, WEEK
from portsim.model.hours import Span
from portsim.model.place import Place
from portsim.model.port import Port
from portsim.model.roster import Roster


class Levels(NamedTuple):
    """Numbers of servers [1], each from its moment [min] on until the next one; the first moment is 0.

    Both have shape (n,), the moments rise.
    """

    moments: Floats
    numbers: Ints

    def at(self, moments: Floats) -> Ints:
        """The number at each moment from 0 on [min], shape of `moments`."""
        return np.asarray(self.numbers[np.searchsorted(self.moments, moments, side="right") - 1])

    def integral(self, edges: Floats) -> Floats:
        """Server minutes between edges [min], shape (edges - 1,)."""
        lengths = np.diff(self.moments)
        sums = np.concatenate([[0.0], np.cumsum(self.numbers[:-1] * lengths)])
        before = np.searchsorted(self.moments, edges, side="right") - 1
        reached = sums[before] + self.numbers[before] * (edges - self.moments[before])
        return np.asarray(np.diff(reached))


def on_duty(port: Port, place: Place, terminal: str, end: float) -> Levels:
    """How many servers of one pool are on duty, from 0 up to `end` [min], breakdowns apart.

    The servers of the shifts, or as many as there are at all hours, while the calendar of the place is open.
    """
    servers = place.servers
    shifts = (
        [(shift.at(terminal), shift.spans(end)) for shift in servers.shifts.values()]
        if isinstance(servers, Roster)
        else [(servers.at(terminal), [(0.0, np.inf)])]
    )
    hours = [(0.0, np.inf)] if place.calendar is None else port.calendars[place.calendar].open_spans(end)
    spans = [*hours, *(span for _, each in shifts for span in each)]
    moments = np.array(sorted({0.0, *(t for span in spans for t in span)}))
    moments = moments[moments < end]
    numbers = sum(number * under_way(each, moments) for number, each in shifts)
    return _changes(moments, np.where(under_way(hours, moments) > 0, numbers, 0))


def begin_work(port: Port, place: Place, terminal: str, end: float) -> Levels:
    """How many servers of one pool would begin new work, from 0 up to `end` [min], breakdowns apart.

    As many as are on duty, but that with a `last_start` those that go begin none shortly before.
    """
    before = place.last_start
    if not before:
        return on_duty(port, place, terminal, end)
    duty = on_duty(port, place, terminal, end + before)
    told = duty.moments - before  # from when on a number counts that comes later
    moments = np.unique([0.0, *duty.moments, *told[told > 0]])
    moments = moments[moments < end]
    first, last = (np.searchsorted(known, moments, side="right") for known in (duty.moments, told))
    least = [duty.numbers[a - 1 : b].min() for a, b in zip(first, last, strict=True)]
    return _changes(moments, np.array(least))


def ever_at_work(port: Port, place: Place, terminal: str) -> bool:
    """Whether a server of the place ever begins any work, in a week or on the numbered days."""
    numbered = [0] if place.calendar is None else [0, *port.calendars[place.calendar].on]
    if isinstance(place.servers, Roster):
        numbered += [day for shift in place.servers.shifts.values() for day in shift.on]
    return bool(begin_work(port, place, terminal, WEEK + DAY * max(numbered)).numbers.max() > 0)


def differing(one: Levels, other: Levels, end: float) -> list[Span]:
    """The spans [min] from 0 to `end` in which two numbers of servers differ."""
    moments = np.unique([*one.moments, *other.moments])
    apart = one.at(moments) != other.at(moments)
    closes = np.append(moments[1:], end)
    return list(zip(moments[apart].tolist(), closes[apart].tolist(), strict=True))


def under_way(spans: list[Span], moments: Floats) -> Ints:
    """How many spans [begin, close) hold each moment, shape of `moments`."""
    begins, closes = (np.sort([span[edge] for span in spans]) for edge in (0, 1))
    begun = np.searchsorted(begins, moments, side="right")
    return np.asarray(begun - np.searchsorted(closes, moments, side="right"))


def _changes(moments: Floats, numbers: Ints) -> Levels:
    """The levels without moments at which nothing changes."""
    changes = np.concatenate([[True], numbers[1:] != numbers[:-1]])
    return Levels(moments[changes], numbers[changes])

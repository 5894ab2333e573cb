"""Servers over time: shifts, opening hours and breakdowns, drawn ahead as a tape of capacity changes."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.base.memory import Same
from portsim.model.duty import Levels, begin_work, on_duty, under_way
from portsim.model.hours import Span
from portsim.model.place import Breakdown
from portsim.model.port import Port
from portsim.workload.draws import Draws

Tape = tuple[tuple[float, int], ...]


def capacity_tape(port: Port, name: str, terminal: str, block: int, end: float, draws: Draws) -> Tape:
    """(time [min], servers that begin work from then on) of one pool, rising, the first at time 0."""
    place, key = port.places[name], _key(port, name, terminal, block, end)
    return draws.once(
        ("capacity", *key),
        lambda: _tape(port, name, terminal, block, end, draws, begin_work(port, place, terminal, end)),
    )


def duty_tape(port: Port, name: str, terminal: str, block: int, end: float, draws: Draws) -> Tape:
    """(time [min], servers on duty from then on) of one pool, rising, the first at time 0.

    It differs from `capacity_tape` shortly before the end of a shift, where some begin no new work.
    """
    place, key = port.places[name], _key(port, name, terminal, block, end)
    return draws.once(
        ("duty", *key),
        lambda: _tape(port, name, terminal, block, end, draws, on_duty(port, place, terminal, end)),
    )


def _key(port: Port, name: str, terminal: str, block: int, end: float) -> tuple[Hashable, ...]:
    """All that a tape depends on; most places are the same parts in all alternatives."""
    place = port.places[name]
    calendar = None if place.calendar is None else port.calendars[place.calendar]
    return name, terminal, block, end, Same(place), Same(calendar)


def _tape(port: Port, name: str, terminal: str, block: int, end: float, draws: Draws, levels: Levels) -> Tape:
    """The levels without those servers that are broken down.

    Servers are numbered, and a shift of n has the first n of them: each fails and is repaired by its own
    clock, on duty or not, and is missed only while it is on duty.
    """
    breakdown = port.places[name].breakdown
    if breakdown is None:
        return tuple(zip(levels.moments.tolist(), levels.numbers.tolist(), strict=True))
    downs = _breakdowns(breakdown, int(levels.numbers.max()), end, draws, f"{name}/{terminal}/{block}")
    moments = np.unique([*levels.moments, *(t for each in downs for span in each for t in span)])
    moments = moments[moments < end]
    up = levels.at(moments)
    for number in np.unique(levels.numbers[levels.numbers > 0]):
        shift = levels.at(moments) == number
        up[shift] -= _down(downs[:number], moments[shift])
    changes = np.concatenate([[True], up[1:] != up[:-1]])
    return tuple(zip(moments[changes].tolist(), up[changes].tolist(), strict=True))


def _down(servers: list[list[Span]], moments: Floats) -> Ints:
    """How many of these servers are broken down at each moment [min], shape of `moments`."""
    return under_way([span for each in servers for span in each], moments)


def _breakdowns(
    breakdown: Breakdown, servers: int, end: float, draws: Draws, address: str
) -> list[list[Span]]:
    """When each server is broken down [min]; of no length where both of its times are drawn as 0."""
    found: list[list[Span]] = []
    for server in range(servers):
        rng = draws.at("breakdown", address, str(server))
        spans: list[Span] = []
        clock = 0.0
        while clock < end:
            up, down = breakdown.between.times(1, rng)[0], breakdown.repair.times(1, rng)[0]
            spans.append((clock + up, clock + up + down))
            clock += up + down
        found.append([span for span in spans if span[0] < end])
    return found

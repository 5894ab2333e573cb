"""Servers over time: opening hours and breakdowns, drawn ahead as a tape of capacity changes."""

from __future__ import annotations

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.model.place import Breakdown
from portsim.model.port import Port
from portsim.workload.draws import Draws

Tape = tuple[tuple[float, int], ...]


def capacity_tape(port: Port, name: str, terminal: str, block: int, end: float, draws: Draws) -> Tape:
    """(time [min], servers at work from then on) of one pool, rising, the first at time 0."""
    place = port.places[name]
    servers = place.servers.at(terminal)
    spans = [(0.0, np.inf)]
    if place.calendar is not None:
        spans = port.calendars[place.calendar].open_spans(end)
    downs = _breakdowns(place.breakdown, servers, end, draws, f"{name}/{terminal}/{block}")
    moments = np.unique([0.0, *(t for span in (*spans, *downs) for t in span)])
    moments = moments[moments < end]
    at_work = np.where(_under_way(spans, moments) > 0, servers, 0)
    levels = np.maximum(at_work - _under_way(downs, moments), 0)
    changes = np.concatenate([[True], levels[1:] != levels[:-1]])
    return tuple(zip(moments[changes].tolist(), levels[changes].tolist(), strict=True))


def _under_way(spans: list[tuple[float, float]], moments: Floats) -> Ints:
    """How many spans [begin, close) hold each moment, shape of `moments`."""
    begins, closes = (np.sort([span[edge] for span in spans]) for edge in (0, 1))
    begun = np.searchsorted(begins, moments, side="right")
    return np.asarray(begun - np.searchsorted(closes, moments, side="right"))


def _breakdowns(
    breakdown: Breakdown | None, servers: int, end: float, draws: Draws, address: str
) -> list[tuple[float, float]]:
    if breakdown is None:
        return []
    spans: list[tuple[float, float]] = []
    for server in range(servers):
        rng = draws.at("breakdown", address, str(server))
        clock = 0.0
        while clock < end:
            up, down = breakdown.between.times(1, rng)[0], breakdown.repair.times(1, rng)[0]
            spans.append((clock + up, clock + up + down))
            clock += up + down
            if up + down <= 0:
                raise ValueError("a breakdown needs time between failures or time to repair")
    return [span for span in spans if span[0] < end]

"""When the queues of an event are gone: numbers waiting against those of the same run without it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.use import presence
from portsim.records.records import Records

QUARTER = 15.0  # [min] numbers waiting are means over so long
NEAR = 1.0  # shipments by which two queues may differ and still be taken for the same
NEAR_SHARE = 0.05  # or this share of the queue without the event, where that is more
HELD = 4  # quarters for which a queue has to be back


def waiting(records: Records, places: Iterable[str], edges: Floats) -> Floats:
    """Mean number queueing at places, all terminals, between edges [min]; shape (edges - 1,)."""
    total = sum((presence(records, place, edges, "queue") for place in places), np.zeros(len(edges) - 1))
    return np.asarray(np.round(total / np.diff(edges), 6))  # the rest is the rounding of long sums


def quarters(begin: float, end: float, mark: float | None = None) -> Floats:
    """Every 15th minute [min] from `begin` up to `end`; with a `mark`, those whole quarters from it."""
    first = begin if mark is None else mark - QUARTER * np.floor((mark - begin) / QUARTER)
    return np.arange(first, end + 1e-6, QUARTER)


def apart(with_event: Floats, without: Floats) -> Floats:
    """By how many more than is near a queue differs from that without the event, shape of both."""
    return np.asarray(np.abs(with_event - without) - np.maximum(NEAR, NEAR_SHARE * without))


def recovery(with_event: Floats, without: Floats, edges: Floats, end: float) -> float:
    """Time [min] from the end of an event until a queue is back to what it is without the event.

    It is back with the first quarter, after the end of the event and the largest difference, that begins an
    hour in which the queues are near: within 1 shipment, or 5 % of the queue without the event. 0 where they
    never were apart. NaN where the queue is not back at the end of the run.
    """
    beyond = apart(with_event, without)
    if not (beyond > 0).any():
        return 0.0
    near = np.convolve(beyond <= 0, np.ones(HELD), "valid") == HELD
    begins = edges[: len(near)]
    late = (begins >= end - 1e-6) & (np.arange(len(near)) >= int(np.argmax(beyond)))
    back = begins[near & late]
    return float(back[0] - end) if len(back) else float("nan")

"""The events of a log, case by case and piece by piece, so that memory does not grow with the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints
from portsim.report.logs.log import Log

AT_ONCE = 50_000  # visits of a piece; a larger case is one piece


@dataclass(frozen=True, eq=False)
class Events:
    """Some whole cases of a log: every array has shape (events,), by case and time.

    case: its number. row: the visit, its row in the table of visits. shipment, slot, pool: of that visit,
    pool -1 without a place. edge: 0 queued, 1 started, 2 ended. minute [min]: when.
    """

    case: Ints
    row: Ints
    shipment: Ints
    slot: Ints
    pool: Ints
    edge: Ints
    minute: Floats


def events(log: Log) -> Iterator[Events]:
    """The events of a log. What had not come at the horizon is no event."""
    rows = log.rows
    cases = log.case_of(rows)
    first = np.concatenate([[0], np.flatnonzero(np.diff(cases)) + 1, [len(rows)]]) if len(rows) else [0]
    begin = 0
    while begin < len(rows):
        after = int(np.searchsorted(first, begin + AT_ONCE))
        end = max(int(first[min(after, len(first) - 1)]), int(first[np.searchsorted(first, begin) + 1]))
        yield _piece(log, rows[begin:end], cases[begin:end])
        begin = end


def _piece(log: Log, rows: Ints, cases: Ints) -> Events:
    raw = log.records.raw
    has = np.zeros((len(log.edges), 3), dtype=np.bool_)
    for number, edges in enumerate(log.edges):
        has[number, list(edges)] = True
    slots: Ints = raw.slot[rows].astype(np.int64)
    minutes = np.stack([raw.queued[rows], raw.started[rows], raw.ended[rows]], axis=1)
    there: Bools = has[slots] & np.isfinite(minutes)
    visit, edge = np.nonzero(there)
    slot, minute = slots[visit], minutes[visit, edge]
    # at one moment: in reading order, and a stay ends after what is inside it
    place = np.where(edge == 2, log.last_inside[slot], slot)
    order = np.lexsort((-slot, edge, place, minute, cases[visit]))
    visit, edge, slot, minute = visit[order], edge[order], slot[order], minute[order]
    own = rows[visit]
    return Events(
        cases[visit],
        own,
        raw.shipment[own].astype(np.int64),
        slot,
        raw.pool[own].astype(np.int64),
        edge.astype(np.int64),
        minute,
    )

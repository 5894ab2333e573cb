"""A log as CSV: one row for each event, by case and time.

Dialect: UTF-8 without a byte order mark, comma, line feed, a header; texts in double quotes where they need
them, quotes inside doubled (RFC 4180 but for the line ends).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from portsim.report.logs.events import Events, events
from portsim.report.logs.log import LIFECYCLE, Log
from portsim.report.logs.names import Names
from portsim.report.logs.tally import Tally

COLUMNS = (
    "case",
    "activity",
    "lifecycle",
    "timestamp",
    "resource",
    "stream",
    "shipment",
    "thread",
    "visit",
    "place",
    "terminal",
    "block",
    "carrier",
    "declaration",
    "milestone",
    "counts",
    "minute",
)


def csv_pieces(log: Log, tally: Tally) -> Iterator[str]:
    """The text of the file, piece by piece."""
    traits = tuple(log.records.traits)
    yield _text([[*COLUMNS, *(f"trait:{name}" for name in traits)]])
    names = Names(log)
    milestones = {(slot, edge): name for slot, edge, name in names.milestones()}
    for piece in events(log):
        tally.add(piece)
        yield _text(_rows(log, names, milestones, traits, piece))


def _rows(
    log: Log,
    names: Names,
    milestones: dict[tuple[int, int], str],
    traits: tuple[str, ...],
    piece: Events,
) -> Iterator[list[object]]:
    records = log.records
    shipments = np.unique(piece.shipment)
    of = {
        number: [
            names.stream(number),
            names.shipment(number),
            records.terminals[records.terminal[number]],
            names.shipment(int(records.carrier[number])),
            names.shipment(int(records.declaration[number])),
            ["true" if records.traits[trait][number] else "false" for trait in traits],
        ]
        for number in shipments.tolist()
    }
    when = log.dates.texts(piece.minute)
    case, called = -1, ""
    for n, (number, row, shipment, slot, pool, edge, minute) in enumerate(_columns(piece)):
        if number != case:
            case, called = number, names.case(number)
        stream, own, terminal, carrier, declaration, has = of[shipment]
        visited, step = records.slots[slot], records.steps[slot]
        place, at, block = records.pools[pool] if pool >= 0 else ("", terminal, "")
        yield [
            called,
            visited.label,
            LIFECYCLE[edge],
            when[n],
            names.resources[pool] if pool >= 0 else "",
            stream,
            own,
            visited.flow,
            row,
            place,
            at,
            block,
            carrier,
            declaration,
            milestones.get((slot, edge), ""),
            step.counts or "",
            minute,
            *has,
        ]


def _columns(piece: Events) -> Iterator[tuple[int, int, int, int, int, int, float]]:
    columns = (piece.case, piece.row, piece.shipment, piece.slot, piece.pool, piece.edge)
    return zip(*(column.tolist() for column in columns), piece.minute.tolist(), strict=True)


def _text(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()

"""What an OCEL 2.0 log holds, whatever it is written as: types, objects and events with all they are about.

Objects are shipments, of a type called as their stream, and their threads, of a type `thread:FLOW`; a
shipment is related to its carrier and its declaration, a thread to its shipment. An event is of its shipment
and its thread, and of the carrier or declaration where the step waits for that or is done at its side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from portsim.base.arrays import Ints
from portsim.report.logs.events import Events
from portsim.report.logs.log import LIFECYCLE, Log
from portsim.report.logs.names import Names

AT_ONCE = 20_000  # objects of a piece
STATIC = "1970-01-01T00:00:00.000+00:00"  # the date of attributes that never change
Value = Literal["string", "integer", "boolean", "time"]
Attributes = Mapping[str, Value]
OF_EVENTS: Attributes = {
    "lifecycle": "string",
    "visit": "integer",
    "resource": "string",
    "place": "string",
    "terminal": "string",
    "block": "integer",
    "milestone": "string",
    "counts": "string",
}


class Thing(NamedTuple):
    """An object, or an event: its attributes as texts, and the objects that it is related to, with how.

    `time` is when an event is, and `STATIC` for an object.
    """

    id: str
    type: str
    time: str
    attributes: Mapping[str, str]
    related: Sequence[tuple[str, str]]


def event_types(log: Log) -> dict[str, Attributes]:
    """The attributes of each type of event: the labels of steps."""
    return dict.fromkeys((slot.label for slot in log.records.slots), OF_EVENTS)


def object_types(log: Log) -> dict[str, Attributes]:
    """The attributes of each type of object: streams, and flows as threads."""
    traits: dict[str, Value] = {f"trait:{name}": "boolean" for name in log.records.traits}
    of_shipments: Attributes = {"terminal": "string", "arrival": "time", **traits}
    streams = dict.fromkeys(log.records.streams, of_shipments)
    return streams | {f"thread:{flow}": {} for flow in log.flows}


def objects(log: Log, names: Names) -> Iterator[list[Thing]]:
    """The objects, some at a time: shipments whose steps are in the log, all that they point to, their
    threads."""
    shipments = _with_owners(log)
    for begin in range(0, len(shipments), AT_ONCE):
        yield [_shipment(log, names, int(number)) for number in shipments[begin : begin + AT_ONCE]]
    threads = np.unique(log.thread(log.rows))
    for begin in range(0, len(threads), AT_ONCE):
        yield [_thread(log, names, int(number)) for number in threads[begin : begin + AT_ONCE]]


def _with_owners(log: Log) -> Ints:
    """The numbers of the shipments in the log, of their carriers and declarations, and of those of these."""
    records = log.records
    found: Ints = np.flatnonzero(log.taken)
    while True:
        owners = np.unique(np.concatenate([found, records.carrier[found], records.declaration[found]]))
        owners = owners[owners >= 0]
        if len(owners) == len(found):
            return found
        found = owners


def _shipment(log: Log, names: Names, number: int) -> Thing:
    records = log.records
    attributes = {
        "terminal": records.terminals[records.terminal[number]],
        "arrival": log.dates.text(float(records.arrival[number])),
        **{f"trait:{trait}": "true" if has[number] else "false" for trait, has in records.traits.items()},
    }
    owners = (("carrier", records.carrier), ("declaration", records.declaration))
    related = [(names.shipment(int(of[number])), how) for how, of in owners if of[number] >= 0]
    return Thing(names.shipment(number), names.stream(number), STATIC, attributes, related)


def _thread(log: Log, names: Names, number: int) -> Thing:
    shipment, flow = divmod(number, len(log.flows))
    kind = f"thread:{log.flows[flow]}"
    return Thing(names.thread(number), kind, STATIC, {}, [(names.shipment(shipment), "shipment")])


def things(log: Log, names: Names, piece: Events, before: int) -> Iterator[Thing]:
    """The events of a piece; there were so many `before` it."""
    records = log.records
    when = log.dates.texts(piece.minute)
    milestones = {(slot, edge): name for slot, edge, name in names.milestones()}
    beside = _beside(log)
    threads = log.thread(piece.row)
    columns = (piece.shipment, threads, piece.slot, piece.pool, piece.edge, piece.row)
    for n, (shipment, thread, slot, pool, edge, row) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        visited, step = records.slots[slot], records.steps[slot]
        said = {"lifecycle": LIFECYCLE[edge], "visit": str(row)}
        if pool >= 0:
            place, terminal, block = records.pools[pool]
            said |= {"resource": names.resources[pool], "place": place, "terminal": terminal}
            said["block"] = str(block)
        if (slot, edge) in milestones:
            said["milestone"] = milestones[slot, edge]
        if step.counts:
            said["counts"] = step.counts
        related = [(names.shipment(shipment), "shipment"), (names.thread(thread), "thread")]
        for how in beside[slot]:
            owner = int((records.carrier if how == "carrier" else records.declaration)[shipment])
            if owner >= 0:
                related.append((names.shipment(owner), how))
        yield Thing(f"e{before + n}", visited.label, when[n], said, related)


def _beside(log: Log) -> list[Sequence[str]]:
    """Of each slot, whether its events are also of the carrier or the declaration of the shipment: the step
    waits for a signal of it, or is done at a place where the carrier lies."""
    port = log.records.port
    found: list[Sequence[str]] = []
    for slot, step in zip(log.records.slots, log.records.steps, strict=True):
        owner = "" if step.awaits is None else step.awaits[0]
        at_side = port is not None and slot.place and port.places[slot.place].as_carrier_at is not None
        found.append(("carrier",) if at_side else (owner,) if owner in ("carrier", "declaration") else ())
    return found

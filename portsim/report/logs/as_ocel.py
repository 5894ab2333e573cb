"""A log as OCEL 2.0, JSON: every event names all objects that it is about.

Objects are shipments, of a type called as their stream, and their threads, of a type `thread:FLOW`; a
shipment is related to its carrier and its declaration, a thread to its shipment. An event is of its shipment
and its thread, and of the carrier or declaration where the step waits for that or is done at its side.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import numpy as np

from portsim.report.logs.events import Events, events
from portsim.report.logs.log import LIFECYCLE, Log
from portsim.report.logs.names import Names
from portsim.report.logs.tally import Tally

AT_ONCE = 20_000  # objects of a piece
STATIC = "1970-01-01T00:00:00.000+00:00"  # the date of attributes that never change
OF_EVENTS = {
    "lifecycle": "string",
    "visit": "integer",
    "resource": "string",
    "place": "string",
    "terminal": "string",
    "block": "integer",
    "milestone": "string",
    "counts": "string",
}


def ocel_pieces(log: Log, tally: Tally) -> Iterator[str]:
    """The text of the file, piece by piece."""
    names = Names(log)
    yield '{"eventTypes": ' + _json(_event_types(log)) + ',\n"objectTypes": ' + _json(_object_types(log))
    yield ',\n"objects": ['
    comma = ""
    for found in _objects(log, names):
        if found:
            yield comma + ",\n".join(found)
            comma = ",\n"
    yield '],\n"events": ['
    comma = ""
    for piece in events(log):
        yield comma + ",\n".join(_events(log, names, piece, tally.events))
        tally.add(piece)
        comma = ",\n"
    yield "]}\n"


def _event_types(log: Log) -> list[object]:
    labels = dict.fromkeys(slot.label for slot in log.records.slots)
    attributes = [{"name": name, "type": kind} for name, kind in OF_EVENTS.items()]
    return [{"name": label, "attributes": attributes} for label in labels]


def _object_types(log: Log) -> list[object]:
    traits = [{"name": f"trait:{name}", "type": "boolean"} for name in log.records.traits]
    of_shipments = [{"name": "terminal", "type": "string"}, {"name": "arrival", "type": "time"}, *traits]
    streams: list[object] = [{"name": name, "attributes": of_shipments} for name in log.records.streams]
    return streams + [{"name": f"thread:{flow}", "attributes": []} for flow in log.flows]


def _objects(log: Log, names: Names) -> Iterator[list[str]]:
    """The objects: shipments whose steps are in the log, their carriers and declarations, their threads."""
    records = log.records
    numbers = np.flatnonzero(log.taken)
    owners = np.unique(np.concatenate([records.carrier[numbers], records.declaration[numbers], numbers]))
    shipments = owners[owners >= 0]
    for begin in range(0, len(shipments), AT_ONCE):
        yield [_shipment(log, names, int(number)) for number in shipments[begin : begin + AT_ONCE]]
    threads = np.unique(log.thread(log.rows))
    for begin in range(0, len(threads), AT_ONCE):
        yield [_thread(log, names, int(number)) for number in threads[begin : begin + AT_ONCE]]


def _shipment(log: Log, names: Names, number: int) -> str:
    records = log.records
    said = {
        "terminal": records.terminals[records.terminal[number]],
        "arrival": log.dates.text(float(records.arrival[number])),
        **{f"trait:{trait}": "true" if has[number] else "false" for trait, has in records.traits.items()},
    }
    owners = (("carrier", records.carrier), ("declaration", records.declaration))
    return _json(
        {
            "id": names.shipment(number),
            "type": names.stream(number),
            "attributes": [{"name": key, "time": STATIC, "value": value} for key, value in said.items()],
            "relationships": [
                {"objectId": names.shipment(int(owner[number])), "qualifier": qualifier}
                for qualifier, owner in owners
                if owner[number] >= 0
            ],
        }
    )


def _thread(log: Log, names: Names, number: int) -> str:
    shipment, flow = divmod(number, len(log.flows))
    return _json(
        {
            "id": names.thread(number),
            "type": f"thread:{log.flows[flow]}",
            "attributes": [],
            "relationships": [{"objectId": names.shipment(shipment), "qualifier": "shipment"}],
        }
    )


def _events(log: Log, names: Names, piece: Events, before: int) -> Iterator[str]:
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
        objects = [(names.shipment(shipment), "shipment"), (names.thread(thread), "thread")]
        for qualifier in beside[slot]:
            owner = int((records.carrier if qualifier == "carrier" else records.declaration)[shipment])
            if owner >= 0:
                objects.append((names.shipment(owner), qualifier))
        yield _json(
            {
                "id": f"e{before + n}",
                "type": visited.label,
                "time": when[n],
                "attributes": [{"name": key, "value": value} for key, value in said.items()],
                "relationships": [{"objectId": name, "qualifier": what} for name, what in objects],
            }
        )


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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

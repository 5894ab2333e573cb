"""A log as OCEL 2.0, JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from portsim.report.logs.events import events
from portsim.report.logs.log import Log
from portsim.report.logs.names import Names
from portsim.report.logs.ocel import Attributes, Thing, event_types, object_types, objects, things
from portsim.report.logs.tally import Tally


def ocel_pieces(log: Log, tally: Tally) -> Iterator[str]:
    """The text of the file, piece by piece."""
    names = Names(log)
    yield '{"eventTypes": ' + _json(_types(event_types(log)))
    yield ',\n"objectTypes": ' + _json(_types(object_types(log)))
    yield ',\n"objects": ['
    yield from _listed(map(_object, found) for found in objects(log, names) if found)
    yield '],\n"events": ['
    yield from _listed(_events(log, names, tally))
    yield "]}\n"


def _types(declared: Mapping[str, Attributes]) -> list[object]:
    return [
        {"name": name, "attributes": [{"name": each, "type": kind} for each, kind in attributes.items()]}
        for name, attributes in declared.items()
    ]


def _listed(pieces: Iterable[Iterable[str]]) -> Iterator[str]:
    comma = ""
    for piece in pieces:
        yield comma + ",\n".join(piece)
        comma = ",\n"


def _events(log: Log, names: Names, tally: Tally) -> Iterator[Iterator[str]]:
    for piece in events(log):
        yield map(_event, things(log, names, piece, tally.events))
        tally.add(piece)


def _object(thing: Thing) -> str:
    attributes = [
        {"name": key, "time": thing.time, "value": value} for key, value in thing.attributes.items()
    ]
    return _json({"id": thing.id, "type": thing.type, "attributes": attributes, **_related(thing)})


def _event(thing: Thing) -> str:
    attributes = [{"name": key, "value": value} for key, value in thing.attributes.items()]
    return _json(
        {
            "id": thing.id,
            "type": thing.type,
            "time": thing.time,
            "attributes": attributes,
            **_related(thing),
        }
    )


def _related(thing: Thing) -> dict[str, object]:
    return {"relationships": [{"objectId": name, "qualifier": how} for name, how in thing.related]}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

"""The cells of an OCEL 2.0 log (JSON), a row for each event and each object that it is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portsim.base.errors import ConfigError
from portsim.scenario.logs.cells.cells import Cells
from portsim.scenario.logs.cells.table import Gathered
from portsim.scenario.logs.damage import of_json, reason
from portsim.scenario.logs.raw import opened

OWN = ("activity", "time", "object", "object type", "qualifier")


def ocel_cells(path: str, where: str) -> Cells:
    """The cells: `activity`, `time`, `object`, `object type`, `qualifier`, the attributes of the event, and
    those of the object as `object:...`; objects first, then events, piece by piece.

    Raises ConfigError: no JSON, no events, an event or object without what OCEL 2.0 asks for.
    """
    from ijson import JSONError

    gathered, at = Gathered(OWN), "object 1"
    try:
        objects = {}
        for number, each in enumerate(_items(path, "objects.item"), 1):
            at = f"object {number}"
            objects[str(each["id"])] = _of_object(each)
        for number, event in enumerate(_items(path, "events.item"), 1):
            at = f"event {number}"
            said = {str(each["name"]): _text(each["value"]) for each in _list(event, "attributes")}
            own = {**said, "activity": str(event["type"]), "time": str(event["time"])}
            for related in _list(event, "relationships"):
                name = str(related["objectId"])
                if name not in objects:
                    raise ValueError(f"event {event['id']} is of object {name}, which is not there")
                qualifier = {"object": name, "qualifier": str(related.get("qualifier", ""))}
                gathered.add({**own, **objects[name], **qualifier})
    except KeyError as error:
        raise ConfigError(f"{where}: cannot be read as OCEL 2.0: {at} has no {error}") from None
    except JSONError:
        raise ConfigError(f"{where}: cannot be read as OCEL 2.0: {of_json(path, opened)}") from None
    except (TypeError, AttributeError):
        raise ConfigError(
            f"{where}: cannot be read as OCEL 2.0: {at} is none as OCEL 2.0 writes it"
        ) from None
    except (OSError, EOFError, ValueError) as error:
        raise ConfigError(f"{where}: cannot be read as OCEL 2.0: {reason(error)}") from None
    if not gathered.rows:
        raise ConfigError(f"{where}: there is not one event of an object in it; is it OCEL 2.0?")
    return Cells("OCEL 2.0", gathered.columns(), lambda row: f"relation {row + 1}", names=gathered.names)


def _items(path: str, prefix: str) -> Iterator[Mapping[str, object]]:
    import ijson

    with opened(path) as file:
        yield from ijson.items(file, prefix, use_float=True)


def _list(item: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    found = item.get(key, [])
    if not isinstance(found, list):
        raise ValueError(f"{key} of {item.get('id')} is no list")
    return found


def _of_object(item: Mapping[str, object]) -> dict[str, str]:
    said = {f"object:{each['name']}": _text(each["value"]) for each in _list(item, "attributes")}
    return {**said, "object type": str(item["type"])}


def _text(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)

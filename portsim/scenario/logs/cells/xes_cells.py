"""The cells of an XES event log (IEEE 1849), a row per event; those of its trace are called `case:...`."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, iterparse

from portsim.base.errors import ConfigError
from portsim.scenario.logs.cells.cells import Cells
from portsim.scenario.logs.cells.table import Gathered
from portsim.scenario.logs.damage import of_xml, reason
from portsim.scenario.logs.raw import opened


def xes_cells(path: str, where: str) -> Cells:
    """The cells of all attributes of traces and events, read trace by trace.

    Raises ConfigError: no XML, no events.
    """
    gathered = Gathered()
    try:
        with opened(path) as file:
            for trace, event in _events(iterparse(file, events=("start", "end"))):
                gathered.add({**trace, **event})
    except ParseError as error:
        raise ConfigError(f"{where}: cannot be read as XES: {of_xml(error)}") from None
    except (OSError, EOFError, ValueError) as error:
        raise ConfigError(f"{where}: cannot be read as XES: {reason(error)}") from None
    if not gathered.rows:
        raise ConfigError(f"{where}: there is not one event in it; is it an XES log?")
    return Cells("XES", gathered.columns(), lambda row: f"event {row + 1}", names=gathered.names)


def _events(steps: Iterator[tuple[str, Element]]) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The attributes of the trace and of the event, for each event; what was read is let go of."""
    depth: list[Element] = []
    for edge, element in steps:
        if edge == "start":
            depth.append(element)
            continue
        depth.pop()
        if _tag(element) == "trace":
            trace = {f"case:{key}": value for key, value in _attributes(element)}
            for event in element:
                if _tag(event) == "event":
                    yield trace, dict(_attributes(event))
        if len(depth) == 1:  # a child of the log
            element.clear()
            depth[0].clear()


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    for child in element:
        key, value = child.get("key"), child.get("value")
        if key is not None and value is not None:
            yield key, value

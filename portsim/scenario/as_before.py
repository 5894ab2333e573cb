"""A changed document read again: what it states as before is the part that was there before.

So a part is checked once, and what was worked out from it stays known.
"""

from __future__ import annotations

from collections.abc import Mapping

from portsim.base.memory import Same
from portsim.model.flow import FLOW
from portsim.model.library import Library
from portsim.model.part import Part
from portsim.model.port import Port
from portsim.model.world import World
from portsim.scenario.checking import build, build_from
from portsim.scenario.holidays import dated
from portsim.scenario.reading import Document
from portsim.scenario.sections import scenario_model

MONEY = ("money",)


def file_of(document: Document, library: Library, before: Document | None = None) -> Port:
    """The checked model of a document; `before` is the one of which it is a change, if it is one.

    Raises ConfigError: one line per error, in file order, at most ten.
    """
    return document.once(("file", Same(library)), lambda: _checked(document, library, before))


def world_of(port: Port, library: Library, before: World | None) -> World:
    """The world of a port: the one before, with all that is known of it, where it is of the same parts."""
    if before is not None and before.library is library and _same_parts(port, before.port):
        return before
    return World(port, library[FLOW], library)


def _same_parts(one: Port, other: Port) -> bool:
    return all(getattr(one, group) is getattr(other, group) for group in Port.model_fields)


def _checked(document: Document, library: Library, before: Document | None) -> Port:
    model, now = scenario_model(library), _dated(document)
    if before is None or document.at(MONEY) is not before.at(MONEY):  # all amounts are read in it
        return build(model, now)
    then, known = _dated(before).data, file_of(before, library)
    given = {key: _known(value, then.get(key), _parts_of(known, key)) for key, value in now.data.items()}
    found = build_from(model, given, now)
    whole = [key for key in model.model_fields if now.data.get(key) is then.get(key)]
    return found.model_copy(update={key: getattr(known, key) for key in whole})  # no copies of them


def _dated(document: Document) -> Document:
    return document.once("dated", lambda: dated(document))


def _parts_of(file: Port, key: str) -> object:
    """The checked parts under a key of a file, by the names that the file gives them."""
    part = getattr(file, key, None)
    return part.children() if isinstance(part, Part) else part


def _known(now: object, then: object, part: object) -> object:
    """What is stated, with the checked part in the place of each that was stated before."""
    if now is then and isinstance(part, Part):
        return part
    if isinstance(now, Mapping) and isinstance(then, Mapping) and isinstance(part, Mapping):
        return {name: _known(own, then.get(name), part.get(name)) for name, own in now.items()}
    return now

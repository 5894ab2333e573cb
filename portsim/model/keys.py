"""Dotted keys: parts of a port by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar, get_args

from portsim.base.errors import ConfigError, did_you_mean
from portsim.model.calendar import Timetable, Weights
from portsim.model.part import Part
from portsim.model.shapes import Shape
from portsim.model.sourced import Figure, Sourced
from portsim.model.varied import Varied

P = TypeVar("P", bound=Part)
ABSTRACT = (
    Part,
    Sourced,
    Figure,
    Shape,
    Timetable,
    Varied,
    Weights,
)  # kinds that no part of a port is of directly
NAMING = ("calendar", "profile")  # keys under which a part names another
AS_A_WHOLE = "set the number as a whole, for its source is that of all its figures"


def part_at(part: object, path: list[str], key: str) -> object:
    """What stands at a path below a part; `key` is what messages call it.

    Raises ConfigError: the path leads nowhere.
    """
    for name in path:
        part = _child(part, name, key)
    return part


def with_part(part: P, path: list[str], value: Part | str, key: str) -> tuple[P, object]:
    """The part with the value at the path, and what stood there before.

    Only the last name may be a new one, in a group of parts.

    Raises ConfigError: the path leads nowhere, or to one figure of a sourced number.
    Raises ValidationError: the value does not fit.
    """
    if isinstance(part, Sourced):
        raise ConfigError(f"{key}: {AS_A_WHOLE}")
    new, old = _with_part(_child(part, path[0], key), path[1:], value, key)
    return part.with_child(path[0], new), old


def with_parts(part: P, values: Mapping[str, Part]) -> P:
    """The part with other parts under several dotted keys, all of which exist.

    Raises ConfigError: a key leads nowhere. ValidationError: a value does not fit.
    """
    new = _with_parts(part, {key: (key.split("."), value) for key, value in values.items()})
    assert isinstance(new, type(part))
    return new


def _with_parts(there: object, values: Mapping[str, tuple[list[str], Part]]) -> object:
    below: dict[str, dict[str, tuple[list[str], Part]]] = {}
    for key, (path, value) in values.items():
        below.setdefault(path[0], {})[key] = (path[1:], value)
    for name, own in below.items():
        old = _child(there, name, next(iter(own)))
        whole = next((value for path, value in own.values() if not path), None)
        new = _with_parts(old, own) if whole is None else whole
        there = there.with_child(name, new) if isinstance(there, Part) else {**children(there), name: new}
    return there


def _with_part(there: object, path: list[str], value: Part | str, key: str) -> tuple[object, object]:
    if not path:
        return value, there
    if isinstance(there, Part):
        return with_part(there, path, value, key)
    if isinstance(there, dict) and len(path) == 1:
        return {**there, path[0]: value}, there.get(path[0])
    new, old = _with_part(_child(there, path[0], key), path[1:], value, key)
    return {**children(there), path[0]: new}, old


def _child(part: object, name: str, key: str) -> object:
    options = children(part)
    if name not in options:
        raise ConfigError(f"{key}: unknown key '{name}'{did_you_mean(name, options)}")
    return options[name]


def children(part: object) -> dict[str, object]:
    """What stands under each key of a part or of a group of parts; nothing below a single value."""
    return part.children() if isinstance(part, Part) else part if isinstance(part, dict) else {}


def check_kind(part: Part, path: list[str], value: object, key: str) -> None:
    """Raises TypeError: the value is no part, or not of the kind that stands at the path or beside it; nor
    the name of one, where a name belongs there."""
    group = part_at(part, path[:-1], key)
    if names_another(group, path[-1]) and isinstance(value, str):
        return
    there = children(group).get(path[-1])
    if there is None and isinstance(group, dict):
        there = next(iter(group.values()), None)
    if not isinstance(value, Part):
        such = f", such as {_kind(there)}" if isinstance(there, Part) else ""
        raise TypeError(f"{key}: got {value!r}, allowed a part of the port{such}")
    several = group.kinds_at(path[-1]) if isinstance(group, Part) else ()
    if isinstance(there, Part) and not isinstance(value, several or _family(there)):
        raise TypeError(f"{key}: got {_kind(value)}, allowed {_kind(there)}")


def names_another(part: object, name: str) -> bool:
    """Whether the name of another part stands under a key of this one, such as a calendar or a profile."""
    field = type(part).model_fields.get(name) if isinstance(part, Part) else None
    return field is not None and name in NAMING and field.annotation == (str | None)


def _family(part: Part) -> type[Part]:
    """The most general kind of a part: all shapes of a duration are of one kind."""
    return next(
        kind for kind in reversed(type(part).__mro__) if issubclass(kind, Part) and kind not in ABSTRACT
    )


def _kind(part: Part) -> str:
    return "a" + re.sub("[A-Z]", lambda letter: f" {letter[0].lower()}", _family(part).__name__)


def in_file(part: object, path: list[str], value: object) -> dict[str, object]:
    """A part as a file gives it, in mappings down to the path, with a value there and all else as it is."""
    options, name, rest = children(part), path[0], path[1:]
    return {**options, name: in_file(options.get(name), rest, value) if rest else value}


def sourced_kind(parent: object, name: str) -> type[Sourced] | None:
    """The kind of sourced number that may stand under a name where there is none so far."""
    field = type(parent).model_fields.get(name) if isinstance(parent, Part) else None
    kinds = get_args(field.annotation) if field is not None else ()
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Sourced)), None)


def what_it_is(value: object) -> str:
    """What stands at a key, for the end of a message: a group, nothing, or the value."""
    if isinstance(value, Part | dict):
        return f"a group of them (allowed: {', '.join(children(value))})"
    return "nothing" if value is None else repr(value)

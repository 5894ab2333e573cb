"""One key of a document changed by the user."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from numbers import Number, Real

import numpy as np

from portsim.base.errors import ArgumentError, ConfigError, Keys, Position, did_you_mean, dotted, got
from portsim.scenario.layers import (
    by_shift,
    by_user,
    entries,
    merge,
    named_in,
    number_key,
    paths,
    positions_of,
)
from portsim.scenario.reading import Document, PlainCopy
from portsim.scenario.yaml_text import parse_yaml


def spelt(key: str, value: object) -> str:
    """A value of Python as the text of a YAML file; None is its null.

    Raises ArgumentError: it is of a type that has no such text, or something in it is.
    """

    def inside(each: object) -> object:
        if isinstance(each, np.generic):
            return each.item()
        if isinstance(each, Real | date):
            return float(each) if isinstance(each, Real) else str(each)
        raise ArgumentError(
            f"set {key}: got {type(each).__name__}, allowed a value of a YAML file: a text, a number, "
            "a list or a mapping"
        )

    if isinstance(value, str | Number | np.generic | date):
        return str(value)
    return json.dumps(value, default=inside, ensure_ascii=False)


def touches(key: str, other: str) -> bool:
    """Whether one of two dotted keys is the other one or stands below it."""
    return f"{key}.".startswith(f"{other}.") or f"{other}.".startswith(f"{key}.")


def assign(doc: Document, key: str, text: str, origin: str = "set") -> tuple[Document, str, str]:
    """The document with one key changed, the old value and the new one as text.

    Raises ConfigError: the key leads nowhere (with the nearest name), or the text is no value.
    """
    path = _path(doc.data, key, origin)
    where = Position(origin, 0, 0)
    option = f"{origin} {key}".strip()
    value = PlainCopy(option, {(): Position(option, 0, 0)}).plain(parse_yaml(text, option), ())
    if value is None and text.strip() not in ("null", "~"):
        raise ConfigError(where.says(key, "got no value; write null to remove the key"))
    old = _at(doc.data, path)
    named = by_shift(old) or (isinstance(value, str) and named_in(old))
    if isinstance(old, dict) and not isinstance(value, dict | None) and number_key(old) is None and not named:
        raise ConfigError(where.says(key, f"holds several keys; set one of them ({', '.join(old)})"))
    if value is None and isinstance(path[-1], int):
        raise ConfigError(where.says(key, "an entry of a list cannot be removed; set the whole list"))
    claimed = {(*path, *below): where for below in paths(value)}
    new = None if value is None else merge(old, value, path, Document({}, {path: where}), claimed)
    data = _changed(doc.data, path, new)
    owner = _owner(doc.data, path, value)
    given = entries(value) if owner == path else path[len(owner) : len(owner) + 1]
    if owner and "source" not in given and "note" not in given:
        kept = ("range", "distribution") if "range" in given else ()
        data = _changed(data, owner, by_user(entries(_at(data, owner)), kept))
        claimed[(*owner, "source")] = where
    changed = Document(data, positions_of(data, claimed, doc.positions), doc.coined)
    return changed, _shown(old), _shown(value)


def _owner(data: object, path: Keys, value: object) -> Keys:
    """The path of the sourced mapping that a new value makes the user's; empty if there is none.

    A plain value in place of a whole number is the user's by the merge.
    """
    if isinstance(value, dict):
        deepest = len(path)
    elif value is None or number_key(_at(data, path)) is None:
        deepest = len(path) - 1
    else:
        return ()
    above = (path[:end] for end in range(deepest, 0, -1))
    return next((each for each in above if "source" in entries(_at(data, each))), ())


def _path(data: object, key: str, origin: str) -> Keys:
    """The path of a dotted key; every part must exist."""
    where, node = Position(origin, 0, 0), data
    path: Keys = ()
    for part in key.split("."):
        place = dotted(path)
        here = f" in {place}" if place else " at the top level"
        if isinstance(node, dict) and part not in node:
            raise ConfigError(where.says(key, f"unknown key '{part}'{here}{did_you_mean(part, node)}"))
        if isinstance(node, list) and not (part.isdecimal() and int(part) < len(node)):
            allowed = f"0 to {len(node) - 1}" if node else "none"
            raise ConfigError(where.says(key, f"unknown entry '{part}'{here} (allowed: {allowed})"))
        if not isinstance(node, dict | list):
            raise ConfigError(where.says(key, f"{place} is {got(node)}, it has no key '{part}'"))
        path = (*path, int(part) if isinstance(node, list) else part)
        node = _at(node, path[-1:])
    return path


def _at(node: object, path: Keys) -> object:
    for part in path:
        node = entries(node)[part]
    return node


def _changed(data: Mapping[str, object], path: Keys, value: object) -> dict[str, object]:
    """The data with one value replaced; None removes a key."""
    return {str(key): each for key, each in _entries(data, path, value).items()}


def _entries(node: object, path: Keys, value: object) -> dict[str | int, object]:
    out, key, below = entries(node), path[0], path[1:]
    if below:
        inside = _entries(out[key], below, value)
        out[key] = list(inside.values()) if isinstance(out[key], list) else inside
    elif value is None:
        del out[key]
    else:
        out[key] = value
    return out


def _shown(value: object) -> str:
    if isinstance(value, dict):
        key = number_key(value)
        inner = (f"{k}: {_shown(v)}" for k, v in value.items() if k != "alternatives")
        return _shown(value[key]) if key in value else f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

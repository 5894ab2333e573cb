"""One document laid over another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from portsim.base.errors import ConfigError, Keys, Position, did_you_mean, dotted, nearest
from portsim.scenario.reading import Document

USER, ASSUMPTION = "user", "assumption"
OF_THE_OLD = ("range", "distribution", "note")  # said about a figure that another one replaces
MISSPELT = 0.75  # how like a key that is there one must be to be taken for it (0..1)
Key = TypeVar("Key", str, str | int)


# --- changing


def overlay(base: Document, over: Document) -> Document:
    """The base with what the other document sets; null deletes a key (RFC 7396).

    A plain value over a sourced number replaces its value, and its source becomes `user`. Where the source of
    a new value is `user`, the old range and note, which were about another number, do not stay.
    """
    claimed: dict[Keys, Position] = {(): over.where(())}
    data = _merged(base.data, over.data, (), over, claimed)
    positions = positions_of(data, claimed, over.positions, base.positions)
    return Document(data, positions, {**base.coined, **_coined(base.data, over.data)})


def check_removals(base: Document, over: Document) -> None:
    """Say so where a file would remove what is not there, next to a name that is: it is misspelt; and where
    it would remove something, and has nothing written behind its key: it may be unfinished.

    Raises ConfigError: null for such a key.
    """
    _check_removals(base.data, over.data, (), over)


def _check_removals(
    base: Mapping[str, object], over: Mapping[str, object], path: Keys, top: Document
) -> None:
    for key, value in over.items():
        there, at = base.get(key), (*path, key)
        if isinstance(value, dict) and isinstance(there, dict):
            _check_removals(there, value, at, top)
        elif value is None and key not in base and (near := nearest(str(key), map(str, base), MISSPELT)):
            vain = f"null removes nothing, as there is no '{key}' (nearest: {near})"
            raise ConfigError(top.where(at).says(dotted(at), f"{vain}; correct it or leave it out"))
        elif at in top.bare and key in base:
            todo = (
                "write below it what changes, null to remove what the extended file has, or take its line out"
            )
            raise ConfigError(top.where(at).says(dotted(at), f"got nothing; {todo}"))


def _coined(base: Mapping[str, object], over: Mapping[str, object]) -> dict[Keys, str]:
    """Names that are in a group of `over` alone and like one in that group of the base."""
    out: dict[Keys, str] = {}
    for group, names in over.items():
        known = base.get(group)
        if isinstance(known, dict) and isinstance(names, dict):
            new = (name for name in names if name not in known)
            out |= {(group, name): near for name in new if (near := nearest(name, known)) is not None}
    return out


def merge(base: object, over: object, path: Keys, top: Document, claimed: dict[Keys, Position]) -> object:
    """What stands at a path when `over` is laid over `base`; `claimed` notes what a plain value sets."""
    if isinstance(over, dict):
        onto = base if isinstance(base, dict) and not _other_kind(base, over) else {}
        if number_key(onto) in over and over.get("source") == USER and "range" not in over:
            onto = {key: value for key, value in onto.items() if key not in OF_THE_OLD}
        return _merged(onto, over, path, top, claimed)
    if by_shift(base) and not isinstance(over, list):
        claimed.update(dict.fromkeys(((*path, key) for key in ("value", "source")), top.where(path)))
        return {"value": over, "source": USER}  # as many at all hours
    if isinstance(over, str) and named_in(base):
        return _named(base, over, path, top, claimed)
    key = number_key(base)
    if isinstance(over, list) or not isinstance(base, dict) or key is None:
        return over
    for each in (key, "source"):
        claimed[(*path, each)] = top.where(path)
    return {**by_user(base), key: over}


def _merged(
    base: Mapping[str, object],
    over: Mapping[str, object],
    path: Keys,
    top: Document,
    claimed: dict[Keys, Position],
) -> dict[str, object]:
    out = dict(base)
    for key, value in over.items():
        if value is None:
            out.pop(key, None)
        else:
            out[key] = merge(out.get(key), value, (*path, key), top, claimed)
    return out


def _other_kind(base: Mapping[str, object], over: Mapping[str, object]) -> bool:
    """Whether one is a number of servers and the other one has shifts: it keeps no key of the number."""
    return ("shifts" in over and "value" in base) or ("value" in over and "shifts" in base)


def by_shift(base: object) -> bool:
    """Whether it is a number of servers by shift, which a plain number replaces at all hours."""
    return isinstance(base, dict) and "shifts" in base


def named_in(base: object) -> bool:
    """Whether it lists alternatives, one of which a name in its place stands for."""
    return isinstance(base, dict) and isinstance(base.get("alternatives"), dict)


def _named(
    base: object, name: str, path: Keys, top: Document, claimed: dict[Keys, Position]
) -> dict[str, object]:
    """The alternative of this name in the place of a calendar or profile; it keeps the list.

    Raises ConfigError: there is no such alternative.
    """
    listed = entries(entries(base)["alternatives"])
    if name not in listed:
        hint = did_you_mean(name, map(str, listed))
        raise ConfigError(top.where(path).says(dotted(path), f"unknown alternative '{name}'{hint}"))
    given = {"source": ASSUMPTION, **{str(key): value for key, value in entries(listed[name]).items()}}
    claimed.update(dict.fromkeys(((*path, key) for key in given), top.where(path)))
    return {**given, "alternatives": entries(base)["alternatives"]}


def number_key(base: object) -> str | None:
    """The key of a sourced number that a plain value in its place stands for."""
    if not isinstance(base, dict) or "source" not in base:
        return None
    return "value" if "value" in base else "mean" if "shape" in base else None


def by_user(base: Mapping[Key, object], keep: tuple[str, ...] = ()) -> dict[Key | str, object]:
    """A sourced number as the user's: the old range and note, but for what to keep, were about another."""
    old = {key: value for key, value in base.items() if key in keep or key not in OF_THE_OLD}
    return {**old, "source": USER}


def entries(node: object) -> dict[str | int, object]:
    """What stands under each key of a mapping, or at each place of a list; nothing below a single value."""
    return dict(node) if isinstance(node, dict) else dict(enumerate(node)) if isinstance(node, list) else {}


def paths(data: object) -> list[Keys]:
    """Every path in the data, the empty one first."""
    found: list[Keys] = []
    _note(data, (), found)
    return found


def _note(data: object, path: Keys, found: list[Keys]) -> None:
    """Note the path of the data and all paths below, in reading order."""
    found.append(path)
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in below:
        _note(value, (*path, key), found)


def positions_of(data: object, *layers: Mapping[Keys, Position]) -> dict[Keys, Position]:
    """Where each value of merged data stands: in the first layer that sets it."""
    return {path: layer[path] for path in paths(data) for layer in reversed(layers) if path in layer}

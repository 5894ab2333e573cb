"""One document laid over another."""

from __future__ import annotations

from collections.abc import Mapping

from portsim.base.errors import Keys, Position, nearest
from portsim.scenario.reading import Document

USER = "user"


# --- changing


def overlay(base: Document, over: Document) -> Document:
    """The base with what the other document sets; null deletes a key (RFC 7396).

    A plain value over a sourced number replaces its value, and its source becomes `user`.
    """
    claimed: dict[Keys, Position] = {(): over.where(())}
    data = merge(base.data, over.data, (), over, claimed)
    assert isinstance(data, dict)
    positions = positions_of(data, claimed, over.positions, base.positions)
    return Document(data, positions, {**base.coined, **_coined(base.data, over.data)})


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
    if isinstance(over, dict):
        out = dict(base) if isinstance(base, dict) else {}
        for key, value in over.items():
            if value is None:
                out.pop(key, None)
            else:
                out[key] = merge(out.get(key), value, (*path, key), top, claimed)
        return out
    key = number_key(base)
    if isinstance(over, list) or key is None:
        return over
    assert isinstance(base, dict)
    for each in (key, "source"):
        claimed[(*path, each)] = top.where(path)
    return by_user(base) | {key: over}


def number_key(base: object) -> str | None:
    """The key of a sourced number that a plain value in its place stands for."""
    if not isinstance(base, dict) or "source" not in base:
        return None
    return "value" if "value" in base else "mean" if "shape" in base else None


def by_user(base: dict[str, object]) -> dict[str, object]:
    """The range and the note were about the old number; neither is true of the user's."""
    return {k: v for k, v in base.items() if k not in ("range", "note")} | {"source": USER}


def paths(data: object) -> list[Keys]:
    """Every path in the data, the empty one first."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [(), *((key, *below) for key, value in inner for below in paths(value))]


def positions_of(data: object, *layers: Mapping[Keys, Position]) -> dict[Keys, Position]:
    """Where each value of merged data stands: in the first layer that sets it."""
    return {path: layer[path] for path in paths(data) for layer in reversed(layers) if path in layer}

"""A what-if: numbers of a world set or scaled by dotted keys, as a file writes them."""

from __future__ import annotations

from portsim.base.errors import ConfigError
from portsim.model.keys import as_text, optional_kind, part_at
from portsim.model.shapes import Duration, Number
from portsim.model.sourced import USER, Part, Sourced
from portsim.model.world import World
from portsim.scenario.checking import build
from portsim.scenario.reading import Document


def set_text(world: World, key: str, raw: object) -> World:
    """Like `World.set`, with a value as it stands in a file: a number with its unit, or a whole mapping.

    Raises ConfigError: the key leads nowhere or to a group; the value does not fit.
    """
    path = key.split(".")
    old = part_at(world.port, path, key)
    parent = part_at(world.port, path[:-1], key)
    kind = type(old) if isinstance(old, Part) else optional_kind(parent, path[-1])
    if kind is None:
        raise ConfigError(f"{key}: set a number, such as {key}.value's parent, not a group of them")
    if isinstance(raw, dict):
        data = raw
    elif issubclass(kind, Sourced):
        name = "mean" if issubclass(kind, Duration | Number) else "value"
        data = old.model_dump(exclude_none=True) if isinstance(old, Part) else {}
        data = {k: v for k, v in data.items() if k not in ("range", "note")}
        data = as_text(data) | {name: raw, "source": USER}
    else:
        raise ConfigError(f"{key}: got {raw!r}, allowed a mapping with the keys of {kind.__name__}")
    try:
        value = build(kind, Document(data, {}))
        if old is None and isinstance(parent, Part):  # what comes new must fit what stands beside it
            build(type(parent), Document({**dict(parent), path[-1]: value}, {}))
    except ConfigError as error:
        raise ConfigError(f"{key}: {error}") from None
    return world.set(key, value)

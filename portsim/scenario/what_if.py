"""A what-if: numbers of a world set or scaled by dotted keys, as a file writes them."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import create_model

from portsim.base.errors import ConfigError
from portsim.model.keys import (
    AS_A_WHOLE,
    children,
    in_file,
    names_another,
    part_at,
    sourced_kind,
    what_it_is,
)
from portsim.model.part import Part
from portsim.model.port import Port
from portsim.model.random_time import RandomTime
from portsim.model.roster import Roster
from portsim.model.sourced import USER, Sourced
from portsim.model.time_spread import spread_out
from portsim.model.varied import Varied
from portsim.model.world import World
from portsim.scenario.checking import build_from

COINED = ("calendars", "profiles")  # groups in which a what-if may declare a part that only it uses


def set_text(world: World, key: str, raw: object, spread: float = 1.0) -> World:
    """Like `World.set`, with a value as it stands in a file: a number with its unit, a whole mapping, the
    name of a calendar or profile, or, at one of these, that of an alternative which it lists. A calendar or
    profile may be a new one. Random times of a mapping are spread `spread` times as wide as it says.

    Raises ConfigError: the key leads nowhere or to a group; the value does not fit.
    """
    path = key.split(".")
    parent = part_at(world.port, path[:-1], key)
    coined = (
        len(path) == 2 and path[0] in COINED and path[1] not in children(parent) and isinstance(raw, dict)
    )
    old = None if coined else part_at(world.port, path, key)
    if isinstance(parent, Sourced):
        raise ConfigError(f"{key}: {AS_A_WHOLE}")
    value = raw
    if not isinstance(raw, dict):
        kind = sourced_kind(parent, path[-1])
        if isinstance(old, Varied) and isinstance(raw, str):
            value = _named(old, key, raw)
        elif isinstance(old, Roster):  # as many at all hours
            value = {"value": raw, "source": USER}
        elif isinstance(old, Sourced) and old.figure:
            value = _with_figure(old, key, raw)
        elif old is None and kind is not None and kind.figure:
            value = {kind.figure: raw, "source": USER}
    port = build_from(Port, in_file(world.port, path, value))
    new = part_at(port, path, key)
    if not isinstance(new, Part) and not (isinstance(new, str) and names_another(parent, path[-1])):
        raise ConfigError(f"{key}: set takes a number or a part, not {what_it_is(new)}")
    if isinstance(raw, dict) and isinstance(new, Part):
        new = new.spread_by(spread) if isinstance(new, RandomTime) else spread_out(new, spread)
    return world.set(key, new)


def _named(old: Varied, key: str, name: str) -> Varied:
    try:
        return old.named(name)
    except ValueError as error:
        raise ConfigError(f"{key}: {error}") from None


@cache
def _figure_alone(kind: type[Sourced]) -> type[Part]:
    """A part that is the figure of a kind of number, and nothing else."""
    field = kind.model_fields[kind.figure]
    fields: dict[str, Any] = {kind.figure: (field.annotation, field)}
    return create_model("Figure", __base__=Part, **fields)


def _with_figure(old: Sourced, key: str, raw: object) -> Sourced:
    """The user's figure in place of the old one; what else makes up the number stays."""
    try:
        figure = build_from(_figure_alone(type(old)), {old.figure: raw})
    except ConfigError as error:
        raise ConfigError(f"{key}.{error}") from None
    try:
        return old.by_user(**figure.children())
    except ValueError as error:
        raise ConfigError(f"{key}: {error}") from None

"""Dotted keys: parts of a port by name."""

from __future__ import annotations

from typing import get_args

from portsim.base.errors import ConfigError, did_you_mean
from portsim.model.sourced import Part, Sourced


def as_text(data: dict[str, object]) -> dict[str, object]:
    """Numbers of a checked part as a file would give them, so that they can be checked again."""
    from portsim.model.shapes import SHAPES

    if data.get("shape") in SHAPES:
        times = ("mean", "low", "mode", "high", "at_least")
        return {k: f"{v} min" if k in times else v for k, v in data.items()}
    return data


def part_at(part: object, path: list[str], key: str) -> object:
    for name in path:
        options = children(part)
        if name not in options:
            raise ConfigError(f"{key}: unknown key '{name}'{did_you_mean(name, options)}")
        part = options[name]
    return part


def optional_kind(parent: object, name: str) -> type[Part] | None:
    """The kind of part that may stand under a name where there is none so far."""
    if not isinstance(parent, Part) or isinstance(parent, Sourced) or getattr(parent, name) is not None:
        return None
    kinds = get_args(type(parent).model_fields[name].annotation)
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Part)), None)


def what_it_is(value: object) -> str:
    if isinstance(value, Part | dict):
        return f"a group of them (allowed: {', '.join(children(value))})"
    return "nothing" if value is None else repr(value)


def children(part: object) -> dict[str, object]:
    if isinstance(part, dict):
        return part
    if isinstance(part, Part):
        return {name: getattr(part, name) for name in type(part).model_fields}
    return {}


def with_part(part: object, path: list[str], value: Part, key: str) -> tuple[object, object]:
    """The part with the value at the path, and what stood there before."""
    options = children(part)
    name, rest = path[0], path[1:]
    if name not in options and (rest or isinstance(part, Part)):
        raise ConfigError(f"{key}: unknown key '{name}'{did_you_mean(name, options)}")
    if rest:
        new, old = with_part(options[name], rest, value, key)
    else:
        new, old = value, options.get(name)
    if isinstance(part, Part):
        return part.model_copy(update={name: new}), old
    return {**options, name: new}, old

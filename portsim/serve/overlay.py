"""The changes of a page as what a scenario file lays over the one that it extends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portsim.base.errors import ConfigError, Position, got
from portsim.model.sourced import Sourced
from portsim.model.varied import Varied
from portsim.scenario.inputs import Input
from portsim.scenario.reading import PlainCopy
from portsim.scenario.saving import Plain, changed_figures, put
from portsim.scenario.yaml_text import parse_yaml
from portsim.serve.state import WrongValue

BY_USER: Mapping[str, object] = {"source": "user", "range": None, "distribution": None, "note": None}


def overlay_of(changes: Iterable[tuple[str, str | float]], inputs: Mapping[str, Input]) -> Plain:
    """Nested mappings as a scenario file has them; null removes what was said about an earlier figure.

    A text stands in the place of the number that it is for, a share gives every number of its input another
    figure.

    Raises WrongValue: a text that is no single value.
    """
    data: Plain = {}
    for name, value in changes:
        if isinstance(value, str):
            *path, last = name.split(".")
            if len(path) > 1 and path[-1] == "value":  # of one terminal among several
                put(data, [*path[:-1]], dict(BY_USER))
            put(data, path, {last: _single(name, value)})
            continue
        for key, number in inputs[name].at(value).items():
            changed = _changed(inputs[name].numbers[key], number)
            *path, last = key.split(".")
            if isinstance(changed, dict):
                put(data, [*path, last], changed)
            elif changed is not None:
                put(data, path, {last: changed})
    return data


def _single(name: str, text: str) -> object:
    """The value of a text, as `--set` reads it."""
    try:
        value = PlainCopy(name, {(): Position(name, 0, 0)}).plain(parse_yaml(text, name), ())
    except ConfigError as error:
        raise WrongValue(str(error), name) from None
    if isinstance(value, dict | list) or value is None:
        raise WrongValue(f"{name}: got {got(text)}, allowed one value", name)
    return value


def _changed(old: Sourced, new: Sourced) -> object:
    """What a file says to make one number of another: the name of an alternative, or figures by the user;
    None where nothing is changed."""
    if isinstance(old, Varied):
        named = next((name for name in old.alternatives if old.named(name) == new), None)
        return named
    fields = changed_figures(old, new)
    return {**fields, **BY_USER} if fields else None

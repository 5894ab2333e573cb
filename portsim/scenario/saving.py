"""Numbers as a scenario file has them, for files that are written."""

from __future__ import annotations

from collections.abc import Mapping

from portsim.base.units import Price, show_clock, show_minutes, show_per_day, show_price, show_share
from portsim.model.durations import RandomTime
from portsim.model.mixed_times import HoursPart, MixturePart
from portsim.model.sourced import PerDay, Share, Sourced, Time
from portsim.scenario.layers import entries
from portsim.scenario.locate import merged, scenario_folder
from portsim.scenario.scenario import Scenario

Plain = dict[str, object]
DIGITS = 6  # of a number in a file that is written
SAID = ("source", "range", "distribution", "note", "alternatives")  # of a number, beside its figures


def put(data: Plain, path: list[str], values: Mapping[str, object]) -> None:
    """Write values into nested mappings, at a path that is made where it is not there."""
    for part in path:
        inner = data.setdefault(part, {})
        assert isinstance(inner, dict)
        data = inner
    data.update(values)


def changed_figures(old: Sourced, new: Sourced) -> Plain:
    """The figures in which two numbers of one kind differ, by their keys, as a file has them."""
    return {
        name: figure_text(new, value)
        for name in type(new).model_fields
        if name not in SAID and (value := getattr(new, name)) != getattr(old, name)
    }


def figure_text(number: Sourced, value: object) -> object:
    """A figure of a number as a file has it."""
    if isinstance(value, Price):
        return show_price(value)
    if isinstance(value, float) and isinstance(number, RandomTime | Time):
        return show_minutes(value, DIGITS)
    if isinstance(value, tuple) and isinstance(number, RandomTime):
        return [_of_list(number, each) for each in value]
    if isinstance(value, float) and isinstance(number, Share):
        return show_share(value, DIGITS)
    if isinstance(value, float) and isinstance(number, PerDay):
        return show_per_day(value)
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def _of_list(number: RandomTime, each: object) -> object:
    """One of the quantiles of a time, or one of its parts with a shape of its own, as a file has it."""
    if not isinstance(each, MixturePart | HoursPart):
        return figure_text(number, each)
    time = each.time
    given = {name: value for name in type(time).model_fields if (value := getattr(time, name)) is not None}
    own = {name: figure_text(time, value) for name, value in given.items() if name not in SAID}
    part: Plain = {"weight": each.weight, "time": {**own, "source": "user"}}
    if isinstance(each, HoursPart):
        part["hours"] = [[show_clock(begin), show_clock(end)] for begin, end in each.hours]
    return part


def set_beside(scenario: Scenario) -> Plain:
    """The numbers that were set beside a scenario's file, as a file that extends it has them."""
    data: Plain = {}
    if not scenario.set_by_user:
        return data
    stated = merged(scenario.path, ()).data
    for group, name in dict.fromkeys(tuple(each.key.split(".")[:2]) for each in scenario.set_by_user):
        new, old = scenario.document.at((group, name)), entries(stated.get(group)).get(name)
        put(data, [group], {name: _patch(old, new)})
    return data


def _patch(old: object, new: object) -> object:
    """What a file has to say where one value stands, so that the other one does (RFC 7396): of a group what
    is another one, of a number with its source all, and null for what is gone."""
    if not isinstance(new, dict) or not isinstance(old, dict):
        return new
    whole = "source" in new or "shifts" in new
    changed = {key: _patch(old.get(key), each) for key, each in new.items() if whole or each != old.get(key)}
    return {**changed, **{key: None for key in old if key not in new}}


def extended(base: Scenario) -> str:
    """What `extends` names: a shipped scenario by its file's name, any other one by its whole path."""
    path = base.path.resolve()
    return path.name if path.parent == scenario_folder().resolve() else path.as_posix()

"""Names, units and quantities inside sentences, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from portsim.base.currency import as_inside, with_name
from portsim.base.language import ENGLISH, known, named, retold, spoken, t
from portsim.base.plain_words import plain_words


def unit_words(unit: str) -> str:
    """A unit [any] in the language that is spoken: its magnitude and what stands between strokes word by
    word."""
    if spoken() == ENGLISH:
        return with_name(unit)
    unit = "day" if unit == "days" else as_inside(unit)
    if (whole := known(unit)) != with_name(unit):
        return whole
    magnitude, space, plain = unit.partition(" ") if unit.startswith(("M ", "bn ")) else ("", "", unit)
    return known(magnitude) * bool(space) + "/".join(map(known, plain.split("/")))


def quantity(text: str) -> str:
    """A number that was written with its unit, such as `2.5 min` or `12 M yuan`."""
    number, space, unit = text.partition(" ")
    return f"{known(number)}{space}{unit_words(unit)}"


def span(low: str, high: str) -> str:
    """Two quantities as one range, the unit once where both have the same: `2.5 to 12 min`."""
    first, _, unit = low.partition(" ")
    same = unit and unit == high.partition(" ")[2]
    return t("{low} to {high}", low=known(first) if same else quantity(low), high=quantity(high))


def spaced(name: str) -> str:
    """A name inside a sentence: its words in the language, else the name in plain words."""
    said = named(name)
    return plain_words(name) if said == name else said


def amounting(name: str, amount: str) -> str:
    """A name with its amount: `lift_off 7.34 min`, the name in the words of the language if it has some."""
    return t("{name} {amount}", name=named(name), amount=amount)


def joined(things: Iterable[str]) -> str:
    """Things of one kind one after the other, with commas; some languages have a sign of their own for it."""
    found = list(things)
    return reduce(lambda names, name: t("{names}, {name}", names=names, name=name), found) if found else ""


def statistic_of(name: str) -> str:
    """A KPI with its statistic, as targets name it: `P90 truck_visit_time`, `share truck_visit_time within
    60 min`."""
    if spoken() == ENGLISH or (said := retold(name)) != name:
        return name if spoken() == ENGLISH else said
    statistic, _, kpi = name.rpartition(" ")
    return f"{known(statistic)} {named(kpi)}" if statistic else named(kpi)

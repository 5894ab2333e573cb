"""What can be changed on the page: every number with a range and all servers, each with its positions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from portsim.base.currency import with_name
from portsim.base.units import DAY, HOUR, Price
from portsim.model.durations import RandomTime
from portsim.model.shapes import Shape
from portsim.model.sourced import ASSUMPTION, Count, PerDay, Share, Sourced, Time, level_of
from portsim.model.varied import Varied
from portsim.scenario.inputs import Input, inputs
from portsim.scenario.scenario import Scenario

STEPS = 20  # about so many positions between the ends of a range
MOST = 60
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
UNITS = ((DAY, " day"), (HOUR, " h"), (1.0, " min"), (1 / 60, " s"))  # of times [min], each with its name
Kind = Literal["number", "share", "choice"]


@dataclass(frozen=True)
class Control:
    """One slider, or one choice.

    `values` are what a state of the page holds: texts as a scenario file has them, or shares [0..1] of the
    distribution of an input whose figures move together; `texts` say them to people, and `stated` is the
    place of the scenario's own one. `keys` are the dotted keys of what it changes.
    """

    name: str
    keys: tuple[str, ...]
    kind: Kind
    values: tuple[str | float, ...]
    texts: tuple[str, ...]
    stated: int
    range: str
    assumed: bool
    note: str


def controls(scenario: Scenario) -> tuple[Control, ...]:
    """All that can be changed: the inputs of a study, then servers without a range.

    Raises ConfigError: groups of inputs that do not fit the scenario.
    """
    found: dict[str, Control] = {}
    for each in inputs(scenario):
        for control in _of_input(each):
            found[control.name] = control
    bare = scenario.bare or scenario.baseline
    for name, place in bare.port.places.items():
        for noun, count in place.counts():
            for control in _of_servers(f"places.{name}.{noun}", count):
                found.setdefault(control.name, control)
    return tuple(found.values())


def _of_input(each: Input) -> Iterator[Control]:
    number = each.first
    if len(each.numbers) > 1 or (isinstance(number, Shape) and not number.figure):
        yield _by_share(each)
    elif isinstance(number, Varied):
        names = tuple(number.alternatives)
        texts = ("as stated", *(name.replace("_", " ") for name in names))
        yield _control(each.name, "choice", ("", *names), texts, 0, number)
    elif isinstance(number, Count):
        yield from _of_servers(each.name, number)
    elif number.range is not None:
        low, high = (level_of(end) for end in number.range)
        figures = _figures(number, low, high)
        stated = min(range(len(figures)), key=lambda place: abs(figures[place] - number.level))
        values = tuple(_written(number, figure, high) for figure in figures)
        texts = (*values[:stated], number.brief, *values[stated + 1 :])
        yield _control(each.name, "number", values, texts, stated, number)


def _by_share(each: Input) -> Control:
    """Positions by shares, of numbers that move as one."""
    stated = each.stated
    shares = sorted({*(place / STEPS for place in range(STEPS + 1)), stated})
    number = each.first
    return Control(
        each.name,
        tuple(each.numbers),
        "share",
        tuple(round(share, 6) for share in shares),
        tuple(each.words_at(share) for share in shares),
        shares.index(stated),
        number.range_words(),
        any(ASSUMPTION in n.source for n in each.numbers.values()),
        number.note if len(each.numbers) == 1 else "",
    )


def _of_servers(key: str, number: Count) -> Iterator[Control]:
    """One control for all terminals, or one for each that has its own number."""
    if isinstance(number.value, int):
        yield _count(key, number.value, number)
        return
    for terminal, value in number.value.items():
        if value:
            yield _count(f"{key}.value.{terminal}", value, number)


def _count(name: str, value: int, number: Count) -> Control:
    low, high = number.range or (min(1, value), max(2 * value, value + 2))
    low, high = min(low, value), max(high, value)
    step = max(1, math.ceil((high - low) / MOST))
    counts = sorted({*range(low, high + 1, step), value, high})
    texts = tuple(map(str, counts))
    return _control(name, "number", texts, texts, counts.index(value), number)


def _control(
    name: str, kind: Kind, values: tuple[str, ...], texts: tuple[str, ...], stated: int, number: Sourced
) -> Control:
    words = number.range_words()
    return Control(
        name, (name,), kind, values, texts, stated, words, ASSUMPTION in number.source, number.note
    )


def _figures(number: Sourced, low: float, high: float) -> list[float]:
    """Round figures from end to end [its unit], with both ends and what is stated."""
    unit, _ = _unit(number, high)
    step = _nice((high - low) / unit / STEPS) * unit
    found = [low, high, number.level]
    if step > 0:
        first, last = math.ceil(low / step), math.floor(high / step)
        round_ones = (place * step for place in range(first, last + 1))
        found += [each for each in round_ones if all(abs(each - other) > step / 4 for other in found)]
    return sorted(set(found))


def _nice(step: float) -> float:
    """The next round step that is no smaller; 0 of 0."""
    if not step > 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(step))
    return next(each * power for each in NICE if each * power >= step * (1 - 1e-9))


def _unit(number: Sourced, high: float) -> tuple[float, str]:
    """In what a kind of number is written: how much of its own unit that is, and its name."""
    if isinstance(number, Time | RandomTime):
        return next((each for each in UNITS[:2] if high > 2 * each[0]), UNITS[2 if high > 2 else 3])
    if isinstance(number, Share):
        return 0.01, " %"
    if isinstance(number, PerDay):
        return 1.0, " per day"
    price = getattr(number, "value", None)
    return 1.0, f" {with_name(price.unit)}" if isinstance(price, Price) else ""


def _written(number: Sourced, figure: float, high: float) -> str:
    """A figure as a scenario file has it; a time that is less than one of its unit in a smaller one."""
    unit, name = _unit(number, high)
    if 0 < figure < unit and isinstance(number, Time | RandomTime):
        unit, name = next((each for each in UNITS if each[0] <= figure), UNITS[-1])
    return f"{figure / unit:.6g}{name}"

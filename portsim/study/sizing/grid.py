"""Grids: the numbers of a port that may be chosen, the values of each, and every way to choose them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from portsim.base.errors import PortsimError, got
from portsim.base.units import NUMBER

SPAN = re.compile(
    rf"\s*({NUMBER})\s*([^\d:]*?)\s*:\s*({NUMBER})\s*([^\d:]*?)\s*(?::\s*({NUMBER})\s*([^\d:]*?)\s*)?"
)
DASH = re.compile(rf"\s*({NUMBER}) ?(?:-|\.\.|to) ?({NUMBER})\s*")
WHOLE = re.compile(r"\d+", re.ASCII)
MOST_VALUES = 1000  # of one number


@dataclass(frozen=True)
class Factor:
    """A number of the scenario by its dotted key, and the values that it may take, as they are written."""

    key: str
    values: tuple[str, ...]

    @property
    def is_count(self) -> bool:
        """Whether all its values are whole numbers, as servers are."""
        return all(WHOLE.fullmatch(value) for value in self.values)


@dataclass(frozen=True)
class Point:
    """One way to choose: its number in the grid, and for each factor the place of its value, from 0."""

    number: int
    at: tuple[int, ...]


@dataclass(frozen=True)
class Grid:
    """All points, the last factor changing fastest."""

    factors: tuple[Factor, ...]

    @property
    def size(self) -> int:
        return math.prod(len(each.values) for each in self.factors)

    def point(self, number: int) -> Point:
        at, rest = [], number
        for factor in reversed(self.factors):
            rest, place = divmod(rest, len(factor.values))
            at.append(place)
        return Point(number, tuple(reversed(at)))

    def number(self, at: Sequence[int]) -> int:
        found = 0
        for factor, place in zip(self.factors, at, strict=True):
            found = found * len(factor.values) + place
        return found

    def values(self, point: Point) -> tuple[str, ...]:
        return tuple(factor.values[place] for factor, place in zip(self.factors, point.at, strict=True))

    def label(self, point: Point) -> str:
        """A point in words: `gate_in lanes 12, exam_bay bays 4`."""
        pairs = zip(self.factors, self.values(point), strict=True)
        return ", ".join(f"{' '.join(each.key.split('.')[1:])} {value}" for each, value in pairs)


def parse_grid(texts: Sequence[str]) -> Grid:
    """The grid of several `KEY=VALUES`.

    Raises PortsimError: none is given; one that is not so written; a key that stands twice.
    """
    if not texts:
        raise PortsimError(
            "size: nothing to choose; name a number and its values, --over places.gate_in.lanes=10:16"
        )
    factors = tuple(map(parse_factor, texts))
    keys = [each.key for each in factors]
    for key in keys:
        if keys.count(key) > 1:
            raise PortsimError(f"over {key}: stands twice; give all its values in one --over")
    for one in keys:
        for other in keys:
            if other.startswith(f"{one}."):
                raise PortsimError(f"over {other}: is a part of {one}, which is varied too; leave one out")
    return Grid(factors)


def parse_factor(text: str) -> Factor:
    """A number and its values: `places.gate_in.lanes=10:16`, `...uptake=50%:90%:10%`, or a list with commas,
    `calendars.exam_shift=daily,hourly`.

    Raises PortsimError: it is not so written; a span that runs downwards or has no end; a value that stands
    twice; a step that does not lead to the end of its span; more than a thousand values.
    """
    key, equals, given = text.partition("=")
    key, given = key.strip(), given.strip()
    if not equals or not key or not given:
        raise PortsimError(f"over {text}: got no 'key=values', write e.g. --over places.gate_in.lanes=10:16")
    if dash := DASH.fullmatch(given):
        low, high = dash[1], dash[2]
        raise PortsimError(f"over {key}: got {got(given)}; write {low}:{high} for {low} to {high}")
    span = SPAN.fullmatch(given)
    values = _span(key, span) if span else tuple(each.strip() for each in given.split(","))
    if "" in values:
        raise PortsimError(f"over {key}: got {got(given)}, a value between two commas is missing")
    for value in values:
        if values.count(value) > 1:
            raise PortsimError(f"over {key}: the value {value} stands twice")
    return Factor(key, values)


def _span(key: str, found: re.Match[str]) -> tuple[str, ...]:
    low_text, low_unit, high_text, high_unit, step_text, step_unit = found.groups()
    units = {each for each in (low_unit, high_unit, step_unit) if each}
    if len(units) > 1:
        raise PortsimError(f"over {key}: got units {' and '.join(sorted(units))}, allowed one of them")
    unit = units.pop() if units else ""
    low, high = Fraction(low_text), Fraction(high_text)
    if step_text is None and (unit or low.denominator > 1 or high.denominator > 1):
        raise PortsimError(
            f"over {key}: {found[0].strip()} needs a step, such as {low_text}{unit}:{high_text}{unit}:"
            f"{_shown((high - low) / 4) if high > low else '0.1'}{unit}"
        )
    step = Fraction(step_text or 1)
    if high < low:
        raise PortsimError(f"over {key}: {low_text} to {high_text} runs downwards; write the lower one first")
    if step <= 0:
        raise PortsimError(f"over {key}: got a step of {step_text}, allowed one above 0")
    steps, left = divmod(high - low, step)
    if left:
        raise PortsimError(
            f"over {key}: steps of {step_text}{unit} from {low_text}{unit} do not end at {high_text}{unit}; "
            f"write {low_text}{unit}:{_shown(high - left)}{unit}:{step_text}{unit}, or another step"
        )
    if steps >= MOST_VALUES:
        raise PortsimError(
            f"over {key}: {steps + 1:,} values, allowed {MOST_VALUES:,}; take a longer step, "
            f"{low_text}{unit}:{high_text}{unit}:STEP"
        )
    gap = " " if len(unit) > 1 else ""
    return tuple(f"{_shown(low + n * step)}{gap}{unit}" for n in range(steps + 1))


def _shown(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.10g}"

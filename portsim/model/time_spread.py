"""What holds for the shapes of all random quantities: how widely times are spread around their means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, TypeVar

from pydantic import Field

from portsim.model.keys import with_parts
from portsim.model.part import Part
from portsim.model.random_time import RandomTime
from portsim.model.sourced import Factor, Sourced, sourced_numbers

P = TypeVar("P", bound=Part)


class TimeSpread(Factor):
    """How many times as wide as stated random times are spread, above 0 and up to 3."""

    MOST: ClassVar[float] = 3.0


class Shapes(Part):
    """What holds for the shapes of all random quantities."""

    spread_of_times: Annotated[
        TimeSpread | None,
        Field(description="how many times as wide as stated are random times whose means have a range"),
    ] = None


SPREAD = "shapes.spread_of_times"


def factor_of(shapes: Shapes, drawn: Mapping[str, Sourced]) -> float:
    """How many times as wide as stated times are spread; `drawn` are other numbers by dotted key."""
    spread = drawn.get(SPREAD, shapes.spread_of_times)
    return 1.0 if spread is None else spread.level


def spread_out(part: P, drawn: Mapping[str, Sourced], factor: float) -> P:
    """The part with other numbers by dotted key, and each random time with a range a factor as widely spread.

    A time whose mean has no range is known as it is, and stays. One of several shapes goes as a whole or not
    at all.

    Raises ConfigError: a key leads nowhere. ValidationError: a value does not fit.
    """
    wider = {} if factor == 1 else _wider(part, drawn, factor)
    numbers = {**drawn, **wider}
    return with_parts(part, numbers) if numbers else part


def _wider(part: Part, drawn: Mapping[str, Sourced], factor: float) -> dict[str, Sourced]:
    found: dict[str, Sourced] = {}
    within = "\0"  # of a time, what it is made of
    for key, number in sourced_numbers(part):
        if not isinstance(number, RandomTime) or key.startswith(within):
            continue
        within = f"{key}."
        time = drawn.get(key, number)
        if number.range is not None and isinstance(time, RandomTime):
            found[key] = time.spread_by(factor)
    return found

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
        Field(description="how many times as wide as stated all random times are spread"),
    ] = None


SPREAD = "shapes.spread_of_times"


def spread_out(part: P, drawn: Mapping[str, Sourced], factor: float) -> P:
    """The part with other numbers by dotted key, and each random time below it a factor as widely spread; one
    that is made of others goes as a whole.

    Raises ConfigError: a key leads nowhere. ValidationError: a value does not fit.
    """
    wider = {} if factor == 1 else _wider(part, drawn, factor)
    numbers = {**drawn, **wider}
    return with_parts(part, numbers) if numbers else part


def _wider(part: Part, drawn: Mapping[str, Sourced], factor: float) -> dict[str, Sourced]:
    found: dict[str, Sourced] = {}
    last = ""
    for key, number in sourced_numbers(part):
        of_another = last and key.startswith(f"{last}.")
        if isinstance(number, RandomTime) and not of_another:
            last, time = key, drawn.get(key, number)
            assert isinstance(time, RandomTime)
            found[key] = time.spread_by(factor)
    return found

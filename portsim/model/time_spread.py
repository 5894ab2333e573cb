"""What holds for the shapes of all random quantities: how widely times are spread around their means."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeVar

from pydantic import Field

from portsim.model.keys import with_parts
from portsim.model.part import Part
from portsim.model.random_time import RandomTime
from portsim.model.sourced import Factor, sourced_numbers

P = TypeVar("P", bound=Part)


class TimeSpread(Factor):
    """A factor for the spread of all random times, above 0 and up to 3; 1 is as stated."""

    MOST: ClassVar[float] = 3.0


class Shapes(Part):
    """How widely random times spread, for all of them at once."""

    spread_of_times: Annotated[
        TimeSpread | None,
        Field(description="a factor for the spread of all random times; their means stay"),
    ] = None


SPREAD = "shapes.spread_of_times"


def spread_out(part: P, factor: float) -> P:
    """The part with each random time below it a factor as widely spread.

    Raises ValidationError: a time does not go with what else there is.
    """
    times = {} if factor == 1 else random_times(part)
    return with_parts(part, {key: time.spread_by(factor) for key, time in times.items()}) if times else part


def random_times(part: Part) -> dict[str, RandomTime]:
    """The random times below a part, by dotted key; one that is made of others as a whole."""
    found: dict[str, RandomTime] = {}
    last = ""
    for key, number in sourced_numbers(part):
        of_another = last and key.startswith(f"{last}.")
        if isinstance(number, RandomTime) and not of_another:
            last, found[key] = key, number
    return found

"""An event: what happens once in a run, such as a closure, and how often a year where that is known."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from portsim.base.errors import got
from portsim.base.units import LONGEST, NUMBER
from portsim.model.part import Part
from portsim.model.sourced import Figure, Share, Time

A_YEAR = re.compile(rf"({NUMBER})(?:\s+(?:per|a)\s+year)?", re.ASCII)


def per_year(value: object) -> float:
    """How often a year: `4`, or `4 per year` [1/y].

    Raises ValueError: no number above 0.
    """
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    match = A_YEAR.fullmatch(text) if len(text) <= LONGEST else None
    number = float(match[1]) if match is not None else math.nan
    if not 0 < number < math.inf:
        raise ValueError(f"got {got(value)}, allowed a number above 0, such as 4 or 0.5 per year")
    return number


PerYearValue = Annotated[
    float,
    BeforeValidator(per_year),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0},
                {"type": "string", "pattern": r"^\s*[0-9.eE+-]+\s+(per|a)\s+year\s*$"},
            ]
        }
    ),
]


class PerYear(Figure):
    """How often something happens [1/y]."""

    value: PerYearValue
    range: tuple[PerYearValue, PerYearValue] | None = None

    def _written(self, figure: float) -> str:
        return f"{figure:g} per year"


class Once(Part):
    """Something happens once in the run, so its cost is said per event."""

    per_year: PerYear | None = Field(None, description="how often it happens in a year, where that is known")


@dataclass(frozen=True)
class Occurrence:
    """The event that a world holds: its measure or what-if, and how often that is said to happen."""

    name: str
    per_year: PerYear | None = None


def _once(value: object) -> object:
    if isinstance(value, bool):
        return {} if value else None
    if isinstance(value, dict | Once) or value is None:
        return value
    raise ValueError(f"got {got(value)}, allowed true, or per_year with its source: {{per_year: {{...}}}}")


Declared = Annotated[
    Once | None,
    BeforeValidator(_once, json_schema_input_type=bool | Once | None),
    Field(description="true if it happens once in the run, or {per_year: ...}: how often a year"),
]


class StaysAway(Part):
    """A share of a stream does not come in some hours, and comes when these are over.

    It is those whose time to come, the planned one where the stream has one, lies in the hours of the
    calendar `during`. They come evenly spread over `back_within` from the end of these hours on.
    """

    share: Share = Field(description="share of the shipments that would come in these hours")
    during: str = Field(description="calendar of the hours in which they stay away")
    back_within: Time = Field(description="how long after these hours they come, evenly spread")

"""Where a place stands on the plan that a playback draws: how things look, and nothing else."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, WithJsonSchema

from portsim.base.errors import got
from portsim.base.units import share

WIDTH, HEIGHT = 1000.0, 750.0  # of the part of the plan on which places are put, in its units
SINGLE = (150.0, 90.0)  # of a place without blocks
SEVERAL = (380.0, 170.0)  # of all blocks of a place, however many they are: no figure may stop a plan
HEAD = 20.0  # above blocks, for the name of their place
ALLOWED = (
    "two shares of the plan from 0 % to 100 %, how far the middle of the place is from its left and from its "
    "upper edge, such as [20 %, 75 %]"
)


def _at(value: object) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        items = f"a list of {len(value)}" if isinstance(value, list | tuple) else got(value)
        raise ValueError(f"got {items}, allowed {ALLOWED}")
    try:
        return share(value[0]), share(value[1])
    except ValueError as error:
        raise ValueError(f"{str(error).split(', allowed')[0]}, allowed {ALLOWED}") from None


Position = Annotated[
    tuple[float, float],
    BeforeValidator(_at),
    WithJsonSchema(
        {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": {
                "anyOf": [
                    {"type": "number", "minimum": 0, "maximum": 1},
                    {"type": "string", "pattern": r"^\s*[0-9.]+\s*%\s*$"},
                ]
            },
            "examples": [["20 %", "75 %"]],
        }
    ),
]


class Area(NamedTuple):
    """What a place takes of the plan: its upper left corner and its size, in units of the plan."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Area) -> bool:
        """Whether the two have more in common than an edge."""
        return (
            min(self.x + self.width, other.x + other.width) - max(self.x, other.x) > 1e-6
            and min(self.y + self.height, other.y + other.height) - max(self.y, other.y) > 1e-6
        )


def area(at: tuple[float, float], *, several: bool) -> Area:
    """What a place, or all blocks of one that has several, takes of the plan; near an edge it is moved
    inside."""
    width, height = SEVERAL if several else SINGLE
    x = min(max(at[0] * WIDTH - width / 2, 0.0), WIDTH - width)
    y = min(max(at[1] * HEIGHT - height / 2, 0.0), HEIGHT - height)
    return Area(x, y, width, height)


def rows(blocks: int) -> int:
    """In how many rows the blocks of a place stand."""
    return math.ceil(blocks / math.ceil(math.sqrt(3 * blocks)))

"""A scenario file with other figures in place of those that it states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import ValidationError

from portsim.base.errors import ConfigError
from portsim.model.keys import with_parts
from portsim.model.port import Port
from portsim.model.random_time import RandomTime
from portsim.model.sourced import Sourced
from portsim.model.time_spread import Shapes, random_times, spread_out


class AsDrawn(NamedTuple):
    """The file that runs go by, and how many times as wide as stated its random times are spread.

    `unspread` are these times before that, by dotted key; none where they are as wide as stated.
    """

    file: Port
    spread: float
    unspread: Mapping[str, RandomTime]


def as_drawn(stated: Port, drawn: Mapping[str, Sourced]) -> AsDrawn:
    """The file with other numbers by dotted key, its random times then spread as it says.

    Raises ConfigError: a key leads nowhere, or a number does not fit.
    """
    try:
        file = with_parts(stated, drawn) if drawn else stated
        shapes: Shapes = file.__getattribute__("shapes")
        spread = 1.0 if shapes.spread_of_times is None else shapes.spread_of_times.level
        return AsDrawn(spread_out(file, spread), spread, {} if spread == 1 else random_times(file))
    except ValidationError as error:
        raise ConfigError("; ".join(each["msg"] for each in error.errors(include_url=False))) from None

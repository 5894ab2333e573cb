"""A scenario file with other figures in place of those that it states."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from portsim.base.errors import ConfigError
from portsim.model.port import Port
from portsim.model.sourced import Sourced
from portsim.model.time_spread import SPREAD, Shapes, spread_out


def as_drawn(stated: Port, drawn: Mapping[str, Sourced]) -> tuple[Port, float]:
    """The file with other numbers by dotted key, its random times spread as it says; and how many times as
    wide as stated that is.

    Raises ConfigError: a key leads nowhere, or a number does not fit.
    """
    shapes: Shapes = stated.__getattribute__("shapes")
    spread = drawn.get(SPREAD, shapes.spread_of_times)
    factor = 1.0 if spread is None else spread.level
    try:
        return spread_out(stated, drawn, factor), factor
    except ValidationError as error:
        raise ConfigError("; ".join(each["msg"] for each in error.errors(include_url=False))) from None

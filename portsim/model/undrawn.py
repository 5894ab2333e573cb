"""Numbers and parts with a range that no study draws from: they take no distribution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from portsim.base.errors import got
from portsim.model.sourced import Sourced
from portsim.model.spread import Distribution


class Undrawn(Sourced):
    """What has a source and, where it is uncertain, a range in which no study varies it."""

    distribution: Distribution = Field("triangular", description="not taken: no study draws from its range")

    @model_validator(mode="before")
    @classmethod
    def _takes_none(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and "distribution" in given:
            raise ValueError(
                f"takes no distribution, got {got(given['distribution'])}: nothing is drawn from a range "
                "here, only from those of servers, shares, times, rates, factors and prices; take it out"
            )
        return given

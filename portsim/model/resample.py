"""Days of a log drawn anew for each replication."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from portsim.base.units import DAY, Minutes, show_minutes
from portsim.model.part import Part


class Resample(Part):
    """How days of a log are drawn anew for each replication, which else would be copies of one trace.

    `stationary`: blocks of days that follow one another, each beginning on any day of the log, of a random
    length with mean `block` (Politis and Romano 1994, The stationary bootstrap, JASA 89). It keeps no day of
    the week. `weekly`: whole weeks of the log from Monday on, each drawn on its own.
    """

    method: Literal["stationary", "weekly"]
    block: Annotated[Minutes | None, Field(description="mean length of a block, 1 day or more")] = None

    @model_validator(mode="after")
    def _has_a_block(self) -> Self:
        if self.method == "weekly" and self.block is not None:
            raise ValueError("a block of the weekly method is a week; remove block")
        if self.method == "stationary" and (self.block is None or self.block < DAY):
            raise ValueError(
                "the stationary method needs a mean block of 1 day or more, such as block: 2 day"
            )
        return self

    def words(self) -> str:
        block = "" if self.block is None else f", blocks of {show_minutes(self.block)} in the mean"
        return f"{self.method}{block}"

"""How far the arrivals of a stream lie from its planned ones, and who goes by the plan."""

from __future__ import annotations

from typing import Self

import numpy as np
from pydantic import Field, model_validator

from portsim.base.arrays import Floats
from portsim.base.units import DAY, say_minutes
from portsim.model.durations import Duration
from portsim.model.part import Part
from portsim.model.sourced import Time

FURTHEST = 60 * DAY  # planned arrivals before the start are drawn, and most of them take no part


class Lateness(Part):
    """How late shipments come after their planned arrival: `by` less `earliest`; below 0 is early.

    `name` is what flows call the planned arrival: `wait_for_next` it, and who is early waits for the plan.
    The streams in `planned_for` go by the planned arrival of their carrier and not by the actual one: those
    that are taken come the dwell before it, and of what is brought those papers that are lodged ahead.
    """

    name: str = Field(min_length=1, description="what flows call the planned arrival")
    earliest: Time = Field(description="how long before its planned arrival one comes at the earliest")
    by: Duration = Field(description="how long after that earliest moment it comes")
    reaches_back: Time = Field(
        description="planned arrivals reach back this long before the run; who is even later is left out"
    )
    planned_for: tuple[str, ...] = Field(
        (), description="streams that go by the planned arrival of these carriers, not by the actual one"
    )

    @model_validator(mode="after")
    def _reaches_back_by_days(self) -> Self:
        if self.reaches_back.value > FURTHEST:
            raise ValueError(
                f"reaches_back: got {say_minutes(self.reaches_back.value)}, "
                f"allowed {say_minutes(FURTHEST)} or less"
            )
        return self

    @property
    def average(self) -> float:
        """Mean lateness [min], but for floors."""
        return self.by.average - self.earliest.value

    def draw(self, n: int, rng: np.random.Generator) -> Floats:
        """The lateness of `n` shipments [min], shape (n,)."""
        return np.asarray(self.by.times(n, rng) - self.earliest.value)

"""Days of a log drawn anew for each replication."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from portsim.base.units import DAY, CountValue, Minutes, say_minutes
from portsim.model.hours import numbers_in_words
from portsim.model.part import Part


class Resample(Part):
    """How days of a log are drawn anew for each replication; without it all have the same arrivals.

    `stationary`: blocks of days that follow one another, each beginning on any day of the log, of a random
    length with mean `block` (Politis and Romano 1994, The stationary bootstrap, JASA 89). It keeps no day of
    the week. `weekly`: whole weeks of the log from Monday on, each drawn on its own. `alike`: single days,
    each from the days alike, Monday to Friday or the weekend; those in `holidays` are drawn for one another,
    or weekend days for them where the log has fewer than two, and they for no other day. With `after` the log
    is as it is up to that moment; what comes then is drawn from the whole days before it.
    """

    added: ClassVar[frozenset[str]] = frozenset({"after", "holidays"})

    method: Literal["stationary", "weekly", "alike"] = Field(
        description="blocks of days, whole weeks, or single days, each for a day like it"
    )
    block: Annotated[
        Minutes | None, Field(description="mean length of a block, with stationary; 1 day or more")
    ] = None
    after: Annotated[
        Minutes | None,
        Field(
            gt=0, description="the log is as it is for so long from its Monday 00:00 on, and drawn after that"
        ),
    ] = None

    holidays: Annotated[
        tuple[CountValue, ...],
        Field(
            description="with alike: the public holidays, also to come, as numbers of days; the log's "
            "Monday is 0"
        ),
    ] = ()

    @model_validator(mode="after")
    def _has_a_block(self) -> Self:
        if self.method != "stationary" and self.block is not None:
            length = "a week" if self.method == "weekly" else "a day"
            raise ValueError(f"a block of the {self.method} method is {length}; remove block")
        if self.method != "alike" and self.holidays:
            raise ValueError("holidays go with the alike method; remove holidays")
        if self.method == "stationary" and (self.block is None or self.block < DAY):
            raise ValueError(
                "the stationary method needs a mean block of 1 day or more, such as block: 2 day"
            )
        return self

    def words(self) -> str:
        block = "" if self.block is None else f", blocks of {say_minutes(self.block)} in the mean"
        after = "" if self.after is None else f", after {say_minutes(self.after)} of the log as it is"
        free = f", public holidays {numbers_in_words(self.holidays)}" if self.holidays else ""
        return f"{self.method}{block}{after}{free}"

"""Streams of shipments: how they arrive, what they carry, how they are declared."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from portsim.model.place import Mode
from portsim.model.shapes import Duration, Number
from portsim.model.sourced import Part, PerDay, Share, Time


class Trait(Part):
    """A lasting property that a share of the shipments of some streams has."""

    share: Share
    of: tuple[str, ...] = Field(min_length=1, description="the demand streams whose shipments can have it")
    per: Literal["shipment", "declaration", "carrier"] = "shipment"
    digital: Annotated[
        bool, Field(description="held through the data platform, and worth nothing while that is down")
    ] = False


class Planned(Part):
    """A time the shipment is due: its arrival plus a dwell, moved within that day to the profile's hours."""

    name: str
    dwell: Duration
    profile: str


class Declaration(Part):
    """Boxes of one customs declaration: they are selected together and arrive within `spread`."""

    boxes: Number
    spread: Time


ORIGINS = ("per_day", "brought_by", "declares")


NOT_DECLARED = ("profile", "taken_by", "planned", "before_start", "declaration", "log")


class Declares(Part):
    """The stream whose shipments are declared, and when: one declaration for each group of boxes.

    Declarations with the trait `early` are lodged `before` the first of their boxes arrives, all others
    `after` it.
    """

    stream: str
    early: str = Field(description="trait, per declaration, of those lodged before arrival")
    before: Duration
    after: Duration


class Demand(Part):
    """One stream of shipments: how they arrive, which flows they begin, which carrier they belong to.

    They go to the terminals of their `mode` by these terminals' shares, or with the carrier that brings them.
    """

    flows: tuple[str, ...] = Field(min_length=1)
    per_day: PerDay | None = None
    profile: str | None = None
    brought_by: str | None = Field(None, description="stream of the carrier that brings them")
    number: Number | None = Field(None, description="how many one carrier brings")
    declares: Declares | None = Field(None, description="these are the declarations of another stream")
    taken_by: str | None = Field(None, description="stream of the carrier that takes them after the dwell")
    dwell: Duration | None = Field(None, description="from arrival to readiness for the taking carrier")
    planned: Planned | None = None
    before_start: Time | None = Field(None, description="arrivals reach back this long; only those still due")
    declaration: Declaration | None = None
    log: str | None = Field(None, description="CSV or Parquet file that replaces generated columns")
    mode: Mode = "sea"

    @model_validator(mode="after")
    def _one_origin(self) -> Demand:
        origins = [key for key in ORIGINS if getattr(self, key) is not None]
        if len(origins) != 1:
            raise ValueError(
                f"a stream has exactly one of {', '.join(ORIGINS)}; got {', '.join(origins) or 'none'}"
            )
        if (self.brought_by is None) != (self.number is None):
            raise ValueError("brought_by and number go together")
        if (self.taken_by is None) != (self.dwell is None):
            raise ValueError("taken_by and dwell go together")
        if self.declares is not None:
            extra = [k for k in NOT_DECLARED if getattr(self, k) is not None]
            if extra:
                raise ValueError(f"a stream that declares another takes no {', '.join(extra)}")
        if self.declaration is not None and self.before_start is not None:
            raise ValueError("what is there before the start has been declared: it takes no declaration")
        if self.brought_by is not None and (self.taken_by or self.before_start or self.profile):
            raise ValueError(
                "a stream that is brought_by a carrier takes no taken_by, before_start or profile"
            )
        if self.log is not None and (self.brought_by is not None or self.before_start is not None):
            raise ValueError("a log says when shipments arrive: it takes no brought_by and no before_start")
        if self.before_start is not None and self.planned is None and self.taken_by is None:
            raise ValueError("before_start needs planned or taken_by: what is still due at the start?")
        return self

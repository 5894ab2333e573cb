"""Cohorts: shipments that are looked at by themselves, by what they are, where and when they came, and what
was done with them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from portsim.base.arrays import Bools, Floats
from portsim.base.units import DAY, Clock, Minutes, show_clock
from portsim.model.part import Part

Came = Literal["early", "late"]


class Cohort(Part):
    """Shipments that meet all of these conditions, such as `{took: [open_and_search], terminals: [north]}`.

    KPIs and readings take a cohort by its name, like a trait.
    """

    added: ClassVar[frozenset[str]] = frozenset({"at", "came"})

    traits: tuple[str, ...] = Field((), description="traits that they have")
    terminals: tuple[str, ...] = Field((), description="terminals at one of which they are")
    took: tuple[str, ...] = Field((), description="steps all of which they, or their declaration, have begun")
    left_out: tuple[str, ...] = Field(
        (), description="steps none of which they, or their declaration, have begun"
    )
    at: tuple[str, ...] = Field((), description="places to one of which they, or their declaration, came")
    hours: tuple[tuple[Clock, Clock], ...] = Field(
        (), description='hours of the day in which they arrived, such as [["22:00", "06:00"]]'
    )

    came: Came | None = Field(None, description="before or after their planned arrival")

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not any(getattr(self, name) for name in Cohort.model_fields):
            raise ValueError(
                "a cohort needs traits, terminals, took, left_out, at, hours or came: which shipments are in "
                "it?"
            )
        if both := sorted(set(self.took) & set(self.left_out)):
            raise ValueError(f"{both[0]} is both in took and left_out; keep it in one of the two")
        if empty := [begin for begin, end in self.hours if begin % DAY == end % DAY and end != begin + DAY]:
            clock = show_clock(empty[0])
            raise ValueError(f"hours from {clock} to {clock} are none; the whole day is 00:00 to 24:00")
        return self

    def came_so(self, arrival: Floats, plan: Floats | None) -> Bools:
        """Whether each came early or late as asked, all where nothing is, none without a plan, shape of
        `arrival`; both are moments [min]."""
        if self.came is None or plan is None:
            return np.full(len(arrival), self.came is None)
        return np.asarray(arrival < plan if self.came == "early" else arrival > plan)

    def arrived_in(self, arrival: Floats) -> Bools:
        """Whether each moment [min] is in one of the hours, all where there are none, shape of `arrival`."""
        if not self.hours:
            return np.ones(len(arrival), dtype=np.bool_)
        clock = arrival % DAY
        inside = np.zeros(len(arrival), dtype=np.bool_)
        for begin, end in self.hours:
            within = (clock >= begin) & (clock < end)
            inside |= within if begin < end else (clock >= begin) | (clock < end)
        return inside


class CohortKpi(Part):
    """A KPI of a cohort, such as `{of: exam_lead_time, cohort: [opened]}`, or another statistic of a KPI."""

    of: str = Field(description="the KPI that is measured")
    cohort: tuple[str, ...] = Field(
        (), description="cohorts and traits: it counts the shipments that are in all of them"
    )
    statistic: str | None = Field(
        None, description="mean, max, median, p95, share_within and so on; that of the KPI if not said"
    )
    limit: Annotated[
        Minutes | None,
        Field(description="the time within which share_within counts, and above which share_above does"),
    ] = None
    title: str = Field("", description="what tables and charts call it")

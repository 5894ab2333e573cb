"""The file of `--observed`: logs that users measured, what of them is compared, and within which band."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, NamedTuple, Self

from pydantic import BeforeValidator, Discriminator, Field, PlainValidator, Tag, model_validator

from portsim.base.errors import got
from portsim.base.units import minutes, say_minutes, share, show_share
from portsim.claims.observation import Interval, Observation
from portsim.model.log_map import LogFile, LogMap, Names
from portsim.model.part import Part
from portsim.scenario.alternatives import BASELINE

WEEK = re.compile(r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])|[1-9]\d{0,3}", re.ASCII)


class Band(NamedTuple):
    """How far a simulated figure may lie from the observed one: a share of it, or minutes."""

    size: float
    relative: bool

    def words(self) -> str:
        return show_share(self.size) if self.relative else say_minutes(self.size)


TENTH = Band(0.1, relative=True)


def band_of(value: object) -> Band:
    """A band such as `10 %`, `0.1` or `5 min`.

    Raises ValueError: neither a share nor a time; 0, or a share of 1 or more.
    """
    if isinstance(value, Band):
        return value
    allowed = "a share of what is observed, such as 10 %, or a time, such as 5 min"
    text = value.strip() if isinstance(value, str) else value
    relative = not isinstance(text, str) or text.endswith("%") or not re.search("[A-Za-z]", text)
    try:
        size = share(text) if relative else minutes(text)
    except ValueError:
        raise ValueError(f"got {got(value)}, allowed {allowed}") from None
    if not size or (relative and size >= 1):
        raise ValueError(f"got {got(value)}, allowed {allowed}; above 0, and a share below 100 %")
    return Band(size, relative)


def _kind(value: object) -> str:
    return "interval" if isinstance(value, Mapping | Interval) else "text"


def weeks_of(value: object) -> tuple[str, ...]:
    """Weeks as texts: `2025-W14`, or 3 for the third week of a log in minutes.

    Raises ValueError: one is neither.
    """
    listed = value if isinstance(value, list | tuple) else [value]
    for each in listed:
        if isinstance(each, bool) or not isinstance(each, str | int) or not WEEK.fullmatch(str(each)):
            raise ValueError(
                f"got {got(each)}, allowed a week such as 2025-W14, or its number from 1 in a log in minutes"
            )
    return tuple(map(str, listed))


Compared = Annotated[
    Annotated[str, Tag("text")] | Annotated[Interval, Tag("interval")], Discriminator(_kind)
]  # a KPI by its name, or an interval of its own


class Measurement(Part):
    """A log that users measured: which milestones it has, and what of it the model is held against.

    Its columns are those of a log of arrivals, and the milestones of its streams, each with a moment.
    """

    stream: Names = Field(description="demand stream whose shipments it has, or a list of them")
    log: LogFile = Field(description="the file, or a map of its columns")
    compare: tuple[Compared, ...] = Field(
        (), description="KPIs, or intervals {from, to}; without it, all that its milestones allow"
    )
    band: Annotated[Band, PlainValidator(band_of)] = Field(
        TENTH, description="within which a quantile is equivalent: 10 % of it, or a time; stated beforehand"
    )
    hold_out: Annotated[tuple[str, ...], BeforeValidator(weeks_of)] = Field(
        (), description="weeks that calibration does not see, such as 2025-W14"
    )
    alternative: str = Field(BASELINE, description="the baseline, or the alternative that was measured")
    source: str = Field("", description="who measured it, with what, and when")

    @property
    def map(self) -> LogMap:
        """The log as a map, also where its columns have portsim's names."""
        return LogMap.model_validate({"file": self.log}) if isinstance(self.log, str) else self.log

    @property
    def assumed_band(self) -> bool:
        """Whether the file states no band, so that it is an assumption."""
        return "band" not in self.model_fields_set


class MeasuredFile(Part):
    """Logs under `observed`, single figures under `figures` as in a file of published figures."""

    observed: Mapping[str, Measurement] = Field({}, description="logs by a name of your own")
    figures: Mapping[str, Observation] = Field({}, description="figures by a name of your own")

    @model_validator(mode="after")
    def _has_something(self) -> Self:
        if not self.observed and not self.figures:
            raise ValueError("names neither observed nor figures; give a log or a figure")
        for name in self.observed:
            if not re.fullmatch(r"[\w-]+", name):
                raise ValueError(f"got {got(name)} in observed, allowed letters, digits, _ and -")
        return self

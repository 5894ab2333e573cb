"""The port as checked, frozen values: the configuration is the model.

Every number about the world is a *sourced* number: it names rows of the evidence list, or is an
honest `assumption` with a range. Inside portsim all times are minutes.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from portsim.errors import got
from portsim.units import Clock, CountValue, Minutes, PerDayValue, ShareValue

ASSUMPTION = "assumption"
USER = "user"


class Part(BaseModel):
    """A piece of the configuration: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _sources(value: object) -> object:
    if not isinstance(value, str | list | tuple):
        raise ValueError(f"got {got(value)}, allowed the name of a source or a list of names")
    return (value,) if isinstance(value, str) else value


Sources = Annotated[
    tuple[str, ...],
    BeforeValidator(_sources, json_schema_input_type=str | list[str]),
    Field(min_length=1, description="rows of the evidence list, 'assumption' (with a range), or 'user'"),
]


class Sourced(Part):
    """A number with the place it comes from and, where it is uncertain, a range."""

    source: Sources
    note: str = Field("", description="how the figure was read or chosen")

    @model_validator(mode="after")
    def _assumption_has_range(self) -> Sourced:
        bounds = getattr(self, "range", None)
        if ASSUMPTION in self.source and bounds is None:
            raise ValueError("an assumption needs a range: add range: [low, high]")
        if bounds is not None and not isinstance(bounds[0], str) and not bounds[0] <= bounds[1]:
            raise ValueError("a range is [low, high]: its first number must not be above its second")
        return self


class Count(Sourced):
    """A whole number [1], one for all terminals or one per terminal."""

    value: CountValue | dict[str, CountValue]
    range: tuple[CountValue, CountValue] | None = None

    def at(self, terminal: str) -> int:
        return self.value[terminal] if isinstance(self.value, dict) else self.value


class Share(Sourced):
    """A share or chance [0..1]."""

    value: ShareValue
    range: tuple[ShareValue, ShareValue] | None = None


class Time(Sourced):
    """A fixed time [min]."""

    value: Minutes
    range: tuple[Minutes, Minutes] | None = None


class PerDay(Sourced):
    """A rate [1/day]."""

    value: PerDayValue
    range: tuple[PerDayValue, PerDayValue] | None = None


SHAPES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    # shape: (needs, may have)
    "constant": (frozenset({"mean"}), frozenset()),
    "exponential": (frozenset({"mean"}), frozenset({"at_least"})),
    "erlang": (frozenset({"mean", "k"}), frozenset({"at_least"})),
    "lognormal": (frozenset({"mean", "cv"}), frozenset({"at_least"})),
    "triangular": (frozenset({"low", "mode", "high"}), frozenset()),
    "uniform": (frozenset({"low", "high"}), frozenset()),
}


class Duration(Sourced):
    """A random time [min]: `mean` is the mean, `cv` the coefficient of variation, `k` Erlang phases.

    `at_least` lifts shorter draws to a floor; the mean is that of the shape without the floor.
    """

    shape: Literal["constant", "exponential", "erlang", "lognormal", "triangular", "uniform"]
    mean: Minutes | None = None
    k: Annotated[int, Field(ge=1, le=100)] | None = None
    cv: Annotated[float, Field(gt=0, le=10)] | None = None
    low: Minutes | None = None
    mode: Minutes | None = None
    high: Minutes | None = None
    at_least: Minutes | None = None
    range: tuple[Minutes, Minutes] | None = Field(None, description="low and high of the mean")

    @model_validator(mode="after")
    def _fits_shape(self) -> Duration:
        needs, may = SHAPES[self.shape]
        given = {
            key
            for key in ("mean", "k", "cv", "low", "mode", "high", "at_least")
            if getattr(self, key) is not None
        }
        if missing := sorted(needs - given):
            raise ValueError(f"shape {self.shape} needs {', '.join(missing)}")
        if extra := sorted(given - needs - may):
            raise ValueError(f"shape {self.shape} does not take {', '.join(extra)}")
        if self.low is not None and self.high is not None:
            middle = self.low if self.mode is None else self.mode
            if not self.low <= middle <= self.high or self.low == self.high:
                raise ValueError(f"shape {self.shape} needs low <= mode <= high, and low below high")
        return self

    @property
    def average(self) -> float:
        """Mean of the shape [min]."""
        if self.shape == "triangular":
            assert self.low is not None and self.mode is not None and self.high is not None
            return (self.low + self.mode + self.high) / 3
        if self.shape == "uniform":
            assert self.low is not None and self.high is not None
            return (self.low + self.high) / 2
        assert self.mean is not None
        return self.mean


class Number(Sourced):
    """A random whole number: geometric (from 1), poisson, uniform (low..high) or constant."""

    shape: Literal["constant", "geometric", "poisson", "uniform"]
    mean: Annotated[float, Field(gt=0, lt=1e6)] | None = None
    low: CountValue | None = None
    high: CountValue | None = None
    range: tuple[float, float] | None = Field(None, description="low and high of the mean")

    @model_validator(mode="after")
    def _fits_shape(self) -> Number:
        if self.shape == "uniform":
            if self.low is None or self.high is None or self.mean is not None or self.low > self.high:
                raise ValueError("shape uniform needs low <= high, and no mean")
        elif self.mean is None or self.low is not None or self.high is not None:
            raise ValueError(f"shape {self.shape} needs mean, and no low or high")
        elif self.shape == "geometric" and self.mean < 1:
            raise ValueError("shape geometric counts from 1: its mean is at least 1")
        elif self.shape == "constant" and self.mean != round(self.mean):
            raise ValueError("shape constant needs a whole number as its mean")
        return self

    @property
    def average(self) -> float:
        if self.shape == "uniform":
            assert self.low is not None and self.high is not None
            return (self.low + self.high) / 2
        assert self.mean is not None
        return self.mean


class Terminal(Part):
    """One gate-and-yard complex with its exam site and warehouse, and its share of all shipments."""

    title: str
    share: Share


class Breakdown(Part):
    """One server of the place fails after a random time in service and is repaired."""

    between: Duration
    repair: Duration

    @model_validator(mode="after")
    def _works_sometimes(self) -> Breakdown:
        if not self.between.average > 0:
            raise ValueError("a breakdown needs a time in service: between must be above 0 on average")
        return self


NOUNS = (
    "lanes",
    "cranes",
    "tractors",
    "stackers",
    "scanners",
    "bays",
    "desks",
    "docks",
    "teams",
    "clerks",
    "officers",
    "servers",
)


class Place(Part):
    """Where a shipment queues for one of several equal servers; say how many under the noun that fits.

    With `blocks`, every terminal has that many pools with a queue of their own, and a shipment
    belongs to one of them by chance. With a `calendar`, the servers work only in its hours.
    """

    lanes: Count | None = None
    cranes: Count | None = None
    tractors: Count | None = None
    stackers: Count | None = None
    scanners: Count | None = None
    bays: Count | None = None
    desks: Count | None = None
    docks: Count | None = None
    teams: Count | None = None
    clerks: Count | None = None
    officers: Count | None = None
    servers: Count | None = None
    blocks: Count | None = None
    calendar: str | None = None
    breakdown: Breakdown | None = None

    @model_validator(mode="after")
    def _one_noun(self) -> Place:
        given = [noun for noun in NOUNS if getattr(self, noun) is not None]
        if len(given) != 1:
            raise ValueError(
                f"a place says how many servers it has under exactly one of {', '.join(NOUNS)}; "
                f"got {', '.join(given) or 'none'}"
            )
        return self

    @property
    def noun(self) -> str:
        return next(noun for noun in NOUNS if getattr(self, noun) is not None)

    @property
    def capacity(self) -> Count:
        count = getattr(self, self.noun)
        assert isinstance(count, Count)
        return count

    def pools(self, terminal: str) -> int:
        return 1 if self.blocks is None else self.blocks.at(terminal)


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Calendar(Sourced):
    """Opening hours of servers, or departures at which waiting shipments go on. Day 0 is a Monday."""

    hours: tuple[tuple[Clock, Clock], ...] = ()
    departures: tuple[Clock, ...] = ()
    days: tuple[Weekday, ...] = Field(WEEK, min_length=1)
    holidays: tuple[CountValue, ...] = Field((), description="numbers of days without work, day 0 first")
    range: tuple[str, str] | None = Field(None, description="other plausible hours, in words")

    @model_validator(mode="after")
    def _hours_or_departures(self) -> Calendar:
        if bool(self.hours) == bool(self.departures):
            raise ValueError("a calendar has either hours or departures")
        for begin, end in self.hours:
            if not begin < end:
                raise ValueError("hours need begin before end, at most 24:00")
        for (_, end), (begin, _) in zip(self.hours, self.hours[1:], strict=False):
            if begin < end:
                raise ValueError("hours must follow one another without overlap")
        if list(self.departures) != sorted(set(self.departures)) or any(d >= 1440 for d in self.departures):
            raise ValueError("departures must rise through the day, each before 24:00")
        return self


class Profile(Sourced):
    """How a week's arrivals spread: 24 hour weights for a day and 7 day weights from Monday."""

    hours: tuple[float, ...] = Field(min_length=24, max_length=24)
    days: tuple[float, ...] = Field((1, 1, 1, 1, 1, 1, 1), min_length=7, max_length=7)
    range: tuple[str, str] | None = Field(None, description="other plausible profiles, in words")

    @model_validator(mode="after")
    def _weights(self) -> Profile:
        for name, weights in (("hours", self.hours), ("days", self.days)):
            if any(not math.isfinite(w) or w < 0 for w in weights) or sum(weights) <= 0:
                raise ValueError(f"{name} are weights: none below 0, not all 0")
        return self

    def weights(self) -> tuple[float, ...]:
        """Shares of the week's arrivals in its 168 hours, summing to 1."""
        total = sum(self.hours) * sum(self.days)
        return tuple(day * hour / total for day in self.days for hour in self.hours)


class Trait(Part):
    """A lasting property that a share of the shipments of some streams has."""

    share: Share
    of: tuple[str, ...] = Field(min_length=1, description="the demand streams whose shipments can have it")
    per: Literal["shipment", "declaration", "carrier"] = "shipment"


class Planned(Part):
    """A time the shipment is due: its arrival plus a dwell, moved within that day to the profile's hours."""

    name: str
    dwell: Duration
    profile: str


class Declaration(Part):
    """Boxes of one customs declaration: they are selected together and arrive within `spread`."""

    boxes: Number
    spread: Time


class Demand(Part):
    """One stream of shipments: how they arrive, which flows they begin, which carrier they belong to."""

    flows: tuple[str, ...] = Field(min_length=1)
    per_day: PerDay | None = None
    profile: str | None = None
    brought_by: str | None = Field(None, description="stream of the carrier that brings them")
    number: Number | None = Field(None, description="how many one carrier brings")
    taken_by: str | None = Field(None, description="stream of the carrier that takes them after the dwell")
    dwell: Duration | None = Field(None, description="from arrival to readiness for the taking carrier")
    planned: Planned | None = None
    before_start: Time | None = Field(None, description="arrivals reach back this long; only those still due")
    declaration: Declaration | None = None
    log: str | None = Field(None, description="CSV or Parquet file that replaces generated columns")

    @model_validator(mode="after")
    def _one_origin(self) -> Demand:
        if (self.brought_by is None) == (self.per_day is None):
            raise ValueError("a stream has either per_day or brought_by")
        if (self.brought_by is None) != (self.number is None):
            raise ValueError("brought_by and number go together")
        if (self.taken_by is None) != (self.dwell is None):
            raise ValueError("taken_by and dwell go together")
        if self.brought_by is not None and (self.taken_by or self.before_start or self.profile):
            raise ValueError(
                "a stream that is brought_by a carrier takes no taken_by, before_start or profile"
            )
        if self.log is not None and (self.brought_by is not None or self.before_start is not None):
            raise ValueError("a log says when shipments arrive: it takes no brought_by and no before_start")
        if self.before_start is not None and self.planned is None and self.taken_by is None:
            raise ValueError("before_start needs planned or taken_by: what is still due at the start?")
        return self


class Port(Part):
    """All that a run reads about the world; flows say what is done, the port says with what."""

    terminals: dict[str, Terminal] = Field(min_length=1)
    places: dict[str, Place]
    tasks: dict[str, Duration]
    chances: dict[str, Share] = {}
    traits: dict[str, Trait] = {}
    calendars: dict[str, Calendar] = {}
    profiles: dict[str, Profile] = {}
    demand: dict[str, Demand] = Field(min_length=1)


P = TypeVar("P", bound=Part)


def sourced_numbers(part: Part, path: str = "") -> list[tuple[str, Sourced]]:
    """Every sourced number below a part, with its dotted key, in file order."""
    found: list[tuple[str, Sourced]] = []
    if isinstance(part, Sourced):
        found.append((path, part))
    for name in type(part).model_fields:
        _collect(getattr(part, name), f"{path}.{name}" if path else name, found)
    return found


def _collect(value: object, path: str, found: list[tuple[str, Sourced]]) -> None:
    if isinstance(value, Part):
        found.extend(sourced_numbers(value, path))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _collect(inner, f"{path}.{key}", found)

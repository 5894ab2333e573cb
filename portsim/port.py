"""The port as checked, frozen values: the configuration is the model."""

from __future__ import annotations

import math
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from portsim.sourced import Count, Duration, Money, Number, Part, PerDay, Share, Sourced, Time
from portsim.steps import Owner
from portsim.units import Clock, CountValue

Mode = Literal["sea", "air"]


class Terminal(Part):
    """One gate-and-yard complex or air cargo terminal with its exam site and warehouse.

    `share` is its part of all shipments of its mode of transport.
    """

    title: str
    share: Share
    mode: Mode = "sea"


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

    A place stands at every terminal of its `mode`. With `blocks`, each has that many pools with a queue of
    their own, and a shipment belongs to one of them by chance. With a `calendar`, the servers work only in
    its hours.
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
    mode: Mode = "sea"

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
    """Opening hours of servers, or departures at which waiting shipments go on. Day 0 is a Monday.

    It applies every week, or `on` the numbered days alone; the hours of `but_for` are taken out of it.
    """

    hours: tuple[tuple[Clock, Clock], ...] = ()
    departures: tuple[Clock, ...] = ()
    days: tuple[Weekday, ...] = Field(WEEK, min_length=1)
    holidays: tuple[CountValue, ...] = Field((), description="numbers of days without work, day 0 first")
    on: tuple[CountValue, ...] = Field((), description="numbers of the only days it applies to; none: all")
    but_for: Calendar | None = Field(None, description="hours that are taken out of these hours")
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
        if self.but_for is not None and not (self.hours and self.but_for.hours):
            raise ValueError("but_for takes hours out of hours; departures have none")
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


Payer = Literal[
    "haulier",
    "shipper",
    "terminal",
    "customs",
    "cfs",
    "airline_and_cargo_terminal",
    "shipping_line",
    "public_purse",
]
PAYERS: tuple[Payer, ...] = get_args(Payer)
COMPANIES: tuple[Payer, ...] = tuple(p for p in PAYERS if p not in ("customs", "public_purse"))


class Tariff(Part):
    """What a piece of work costs and who bears it; it is read by the ledger and never changes a run.

    A `fee` is charged by the payer to another one: a transfer, which is shown and is no cost of its own.
    """

    cost: Money
    payer: Payer
    pieces: Number | None = Field(None, description="pieces that one counted step stands for; 1 if not said")
    takes: Time | None = Field(None, description="work that one counted step means, for costs per hour")
    charged_to: Payer | None = None
    fee: Money | None = None

    @model_validator(mode="after")
    def _charge(self) -> Tariff:
        if (self.charged_to is None) != (self.fee is None):
            raise ValueError("charged_to and fee go together")
        if self.charged_to == self.payer:
            raise ValueError(f"a fee passes between two payers; got {self.payer} on both sides")
        if self.fee is not None and self.fee.value.unit != self.cost.value.unit:
            raise ValueError("a fee has the unit of the cost: both for a piece [yuan], or both per time")
        if self.takes is not None and self.cost.value.unit == "yuan":
            raise ValueError("takes needs a cost per time, such as 50 yuan/h")
        if self.pieces is not None and self.cost.value.unit == "yuan/h":
            raise ValueError("pieces needs a cost for a piece, such as 75 yuan")
        return self


class Port(Part):
    """All that a run reads about the world; flows say what is done, the port says with what."""

    terminals: dict[str, Terminal] = Field(min_length=1)
    places: dict[str, Place]
    tasks: dict[str, Duration]
    chances: dict[str, Share] = Field({})
    traits: dict[str, Trait] = Field({})
    calendars: dict[str, Calendar] = Field({})
    profiles: dict[str, Profile] = Field({})
    demand: dict[str, Demand] = Field(min_length=1)
    tariffs: dict[str, Tariff] = Field({})

    def parent(self, stream: str) -> str | None:
        """The stream that the shipments of this one come from: their carrier, or what they declare."""
        demand = self.demand[stream]
        declared = None if demand.declares is None else demand.declares.stream
        return demand.brought_by or demand.taken_by or declared

    def owner(self, stream: str, of: Owner) -> str | None:
        """The stream whose signals a shipment of `stream` waits for; None if there is no such stream."""
        demand = self.demand[stream]
        if of == "carrier":
            return demand.brought_by or demand.taken_by
        if of == "declaration":
            declaring = ((n, d.declares) for n, d in self.demand.items() if d.declares is not None)
            return next((n for n, declares in declaring if declares.stream == stream), None)
        return stream

    def bears(self, stream: str, trait: str) -> bool:
        """Whether shipments of a stream can have a trait; a declaration has those its boxes share."""
        config, declares = self.traits[trait], self.demand[stream].declares
        shared = declares is not None and declares.stream in config.of and config.per == "declaration"
        return shared or stream in config.of

    def terminals_of(self, mode: Mode) -> tuple[str, ...]:
        """Names of the terminals of a mode of transport, in the order of all terminals."""
        return tuple(name for name, terminal in self.terminals.items() if terminal.mode == mode)

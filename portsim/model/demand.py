"""Streams of shipments: how they arrive, what they carry, how they are declared.

A stream comes at a rate, is brought by a carrier, or declares another one; each is a class with its own keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator
from typing_extensions import TypeAliasType

from portsim.base.errors import nearest
from portsim.model.durations import Duration
from portsim.model.event import StaysAway
from portsim.model.lateness import Lateness
from portsim.model.log_map import LogFile
from portsim.model.numbers import Number, RandomNumber
from portsim.model.part import Part
from portsim.model.place import Mode
from portsim.model.planned import Planned, plans_of
from portsim.model.resample import Resample
from portsim.model.sourced import Factor, PerDay, Share, Sourced, Time

Per = Literal["shipment", "declaration", "carrier"]  # for what a property is drawn


class Trait(Part):
    """A lasting property that a share of the shipments of some streams has."""

    share: Share = Field(description="share of the shipments that have it")
    of: tuple[str, ...] = Field(min_length=1, description="the demand streams whose shipments can have it")
    per: Annotated[
        Per,
        Field(
            description="each shipment has it by itself, or all of a declaration or carrier have it together"
        ),
    ] = "shipment"
    digital: Annotated[
        bool,
        Field(description="it is held through the data platform, and counts for nothing while that is down"),
    ] = False

    def words(self) -> str:
        return self.share.words()


class Declaration(Part):
    """How boxes share customs declarations: those of one are selected for exam together."""

    boxes: Number = Field(description="how many boxes one declaration has")
    spread: Time = Field(description="the boxes of one declaration arrive within this time of its first box")

    @model_validator(mode="after")
    def _of_one_box_or_more(self) -> Self:
        if self.boxes.least < 1:
            raise ValueError(
                f"a declaration has 1 box or more, but {self.boxes.called()} can give {self.boxes.least}; "
                "take shape geometric, or uniform with low: 1"
            )
        return self


class Declares(Part):
    """Which stream is declared, and when.

    Declarations with the trait `early` are lodged `before` the first of their boxes arrives, all others
    `after` it.
    """

    stream: str = Field(description="the stream whose shipments they declare")
    early: str = Field(
        description="trait of that stream, per declaration, of those that are lodged before the boxes arrive"
    )
    before: Duration = Field(description="how long before the first box arrives the early ones are lodged")
    after: Duration = Field(description="how long after the first box has arrived the others are lodged")


class Shipments(Part):
    """What every stream says: which flows its shipments begin.

    They go to the terminals of their `mode` by these terminals' shares, or with the carrier that brings them.
    """

    origin: ClassVar[str]  # the key that says how they come
    carrier_key: ClassVar[str] = ""  # the key that names their carrier

    flows: tuple[str, ...] = Field(min_length=1, description="flows that each shipment begins")
    mode: Mode = Field("sea", description="mode of transport: they go to the terminals of this mode")
    like: Annotated[
        str | None, Field(description="another stream of the same kind: figures of that one include this one")
    ] = None

    @property
    def carrier(self) -> str | None:
        """The stream of the vessels or flights that bring or take the shipments."""
        return None

    @property
    def there_before(self) -> bool:
        """Whether they are there when the run starts."""
        return False

    @property
    def volume(self) -> Sourced | None:
        """The number that states how many come; None if that follows from another stream."""
        return None

    @property
    def plans(self) -> Mapping[str, tuple[str, ...]]:
        """The planned times that flows can wait for, to the keys of the numbers that decide each."""
        return {}

    def profiles(self) -> Iterator[tuple[str, str]]:
        """The profiles that the stream reads: the key that names each, and its name."""
        return iter(())


# What both streams that come and those that are brought can say.
MaybePlanned = Annotated[
    Planned | None, Field(description="a time at which they are due, such as the pick-up of a box")
]
MaybeDeclaration = Annotated[
    Declaration | None,
    Field(description="how they share customs declarations; each has one of its own if not said"),
]
MaybeAway = Annotated[
    StaysAway | None, Field(description="a share that does not come in some hours but after them")
]


class Taken(NamedTuple):
    """The stream of the carriers that take shipments, and how long these dwell before."""

    by: str
    dwell: Duration


class Arrivals(Shipments):
    """A stream that comes by itself: at a rate, or as a log says.

    Beside a log neither `per_day` nor `profile` is read: arrivals are those of the log, `per_row` for each
    row, and the volume is that of the rows within the counted days, by day. With `lateness` rate and profile
    are of planned arrivals.
    """

    origin: ClassVar[str] = "per_day"
    carrier_key: ClassVar[str] = "taken_by"
    added: ClassVar[frozenset[str]] = frozenset({"lateness", "per_row"})

    per_day: PerDay = Field(
        description="how many come in a mean day at all terminals together; not read beside a log"
    )
    profile: Annotated[
        str | None,
        Field(description="the profile of their arrivals over hours and days; evenly spread if not said"),
    ] = None
    before_start: Time | None = Field(
        None,
        description="it is there at the start of a run: what came in this time before it and is still due",
    )
    taken_by: str | None = Field(
        None, description="stream of the carriers that take them away: the next that calls after the dwell"
    )
    dwell: Duration | None = Field(
        None, description="with taken_by: how long after its arrival a shipment is ready for a carrier"
    )
    planned: MaybePlanned = None
    lateness: Lateness | None = Field(
        None,
        description="how far they come from their planned arrival; rate and profile are then of the "
        "planned ones",
    )
    declaration: MaybeDeclaration = None
    stays_away: MaybeAway = None
    log: LogFile | None = Field(
        None,
        description="a file of the shipments that really came, with a map if its columns have other names",
    )
    resample: Resample | None = Field(
        None, description="how days of the log are drawn anew for each replication"
    )
    per_row: Factor | None = Field(None, description="how many come for each row of the log")

    @classmethod
    def called(cls) -> str:
        return "a stream that comes per_day"

    @property
    def carrier(self) -> str | None:
        return self.taken_by

    @property
    def volume(self) -> PerDay:
        return self.per_day

    @property
    def taken(self) -> Taken | None:
        """Which carrier takes the shipments, and after what dwell; None if no carrier does."""
        return None if self.taken_by is None or self.dwell is None else Taken(self.taken_by, self.dwell)

    @property
    def there_before(self) -> bool:
        return self.before_start is not None

    @property
    def plans(self) -> Mapping[str, tuple[str, ...]]:
        return plans_of(self.planned, self.lateness)

    def profiles(self) -> Iterator[tuple[str, str]]:
        if self.profile is not None:
            yield "profile", self.profile
        if self.planned is not None:
            yield "planned.profile", self.planned.profile

    @model_validator(mode="after")
    def _taken_after_a_dwell(self) -> Self:
        if (self.taken_by is None) != (self.dwell is None):
            raise ValueError("taken_by and dwell go together")
        return self

    @model_validator(mode="after")
    def _resamples_a_log(self) -> Self:
        if self.resample is not None and self.log is None:
            raise ValueError("resample draws days of a log, and there is none; add log, or remove resample")
        if self.per_row is not None and self.log is None:
            raise ValueError("per_row is of a log, and there is none; add log, or change per_day")
        return self

    @model_validator(mode="after")
    def _names_two_plans_apart(self) -> Self:
        if self.planned is not None and self.lateness is not None and self.planned.name == self.lateness.name:
            raise ValueError(
                f"planned and lateness are both called '{self.lateness.name}'; give one another name"
            )
        return self

    @model_validator(mode="after")
    def _fits_what_was_there_before(self) -> Self:
        if self.before_start is None:
            return self
        if self.declaration is not None:
            raise ValueError("what is there before the start has been declared: it takes no declaration")
        if self.log is not None:
            raise ValueError("a log says when shipments arrive: it takes no before_start")
        if self.lateness is not None:
            raise ValueError("what is there before the start has arrived: it takes no lateness")
        if self.planned is None and self.taken_by is None:
            raise ValueError("before_start needs planned or taken_by: what is still due at the start?")
        return self


class Brought(Shipments):
    """A stream that comes with the carriers of another stream, such as the boxes of vessels.

    Beside a log `number` is not read: each row names its carrier, by the log of the carriers' own stream.
    """

    origin: ClassVar[str] = "brought_by"
    carrier_key: ClassVar[str] = "brought_by"
    added: ClassVar[frozenset[str]] = frozenset({"log"})
    lateness: ClassVar[None] = None
    resample: ClassVar[None] = None

    brought_by: str = Field(description="stream of the carriers that bring them")
    number: Number = Field(description="how many one carrier brings; not read beside a log")
    planned: MaybePlanned = None
    declaration: MaybeDeclaration = None
    stays_away: MaybeAway = None
    log: LogFile | None = Field(
        None, description="a file of the shipments that really came, with the carrier of each"
    )

    @classmethod
    def called(cls) -> str:
        return "a stream that is brought_by a carrier"

    @property
    def carrier(self) -> str:
        return self.brought_by

    @property
    def volume(self) -> RandomNumber:
        return self.number

    @property
    def plans(self) -> Mapping[str, tuple[str, ...]]:
        return plans_of(self.planned, None)

    def profiles(self) -> Iterator[tuple[str, str]]:
        if self.planned is not None:
            yield "planned.profile", self.planned.profile


class Declared(Shipments):
    """The declarations of another stream."""

    origin: ClassVar[str] = "declares"
    planned: ClassVar[None] = None
    declaration: ClassVar[None] = None
    stays_away: ClassVar[None] = None
    lateness: ClassVar[None] = None
    log: ClassVar[None] = None
    resample: ClassVar[None] = None

    declares: Declares = Field(description="which stream they declare, and when")

    @classmethod
    def called(cls) -> str:
        return "a stream that declares another"


KINDS = (Arrivals, Brought, Declared)
ORIGINS = tuple(kind.origin for kind in KINDS)


def _origins(data: Mapping[str, object]) -> list[str]:
    """The origins that a stream in a file has; if it has none, those that a misspelt key is like."""
    known = {key for kind in KINDS for key in kind.model_fields}
    meant = (nearest(key, ORIGINS) for key in data if key not in known)
    return [key for key in ORIGINS if data.get(key) is not None] or list(filter(None, meant))


def _one_origin(data: object) -> object:
    if isinstance(data, Mapping) and len(found := _origins(data)) != 1:
        raise ValueError(
            f"a stream has exactly one of {', '.join(ORIGINS)}; got {', '.join(found) or 'none'}"
        )
    return data


def _kind(data: object) -> str:
    if isinstance(data, Mapping):
        return next(kind.__name__ for kind in KINDS if kind.origin in _origins(data))
    return type(data).__name__ if isinstance(data, Shipments) else Arrivals.__name__


Demand = TypeAliasType(
    "Demand",
    Annotated[
        Annotated[Arrivals, Tag("Arrivals")]
        | Annotated[Brought, Tag("Brought")]
        | Annotated[Declared, Tag("Declared")],
        Discriminator(_kind),
        BeforeValidator(_one_origin),
    ],
)

"""Terminals, and the places where shipments queue for servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from portsim.base.errors import nearest
from portsim.model.durations import Duration
from portsim.model.part import Part
from portsim.model.roster import Roster, Servers, refuse_other_rosters
from portsim.model.sketch import Position
from portsim.model.sourced import Count, Share

Mode = Literal["sea", "air"]


class Terminal(Part):
    """One gate-and-yard complex or air cargo terminal with its exam site and warehouse.

    `share` is its part of all shipments of its mode of transport. `times` are those of tasks that take
    another time here than elsewhere, such as the way to a place that stands at another terminal.
    """

    added: ClassVar[frozenset[str]] = frozenset({"times"})

    title: str = Field(description="what tables and charts call it")
    share: Share = Field(description="share of all shipments of its mode of transport that it handles")
    mode: Annotated[Mode, Field(description="the mode of transport that it serves")] = "sea"
    times: dict[str, Duration] = Field(
        {}, description="tasks that take another time at this terminal than elsewhere"
    )

    def __hash__(self) -> int:
        return hash((self.title, self.share, self.mode, *self.times.items()))

    def words(self) -> str:
        return self.share.words()


class Breakdown(Part):
    """Each server fails after a random time, on duty or not, and is repaired. Work under way is finished."""

    between: Duration = Field(description="from a repair to the next failure")
    repair: Duration = Field(description="from a failure until the server works again")

    @model_validator(mode="after")
    def _works_sometimes(self) -> Self:
        if not self.between.average > 0:
            raise ValueError("a breakdown needs a time in service: between must be above 0 on average")
        return self

    def words(self) -> str:
        return f"fails after {self.between.words()}, repaired in {self.repair.words()}"


MOST_SERVERS, MOST_BLOCKS = 10**9, 10_000  # both fit the numbers of the engines


class Place(Part):
    """Where shipments queue for one of several equal servers. Their number stands under the noun that fits.

    A file says how many there are under the noun that fits, whichever it is: `lanes: {value: 4, ...}`,
    `berths: {...}`; or how many by shift, `lanes: {shifts: {day: {value: 6, hours: 06:00-22:00, ...}}}`. A
    place stands at every terminal of its `mode`. With `blocks`, each has that many pools with a queue of
    their own. A shipment belongs to one of them by chance, unless they take them `in_turn`, or each has the
    block that its carrier has at another place (the cranes of a berth work the vessel there). With `as_at` it
    has the blocks of another place, and a shipment the same one in both: slots lie under the crane of their
    block. With a `calendar`, the servers, those of shifts too, work only in its hours. Terminals that it
    `serves` share its servers, and one queue for each pool.
    """

    added: ClassVar[frozenset[str]] = frozenset({"as_at", "serves"})
    looks: ClassVar[frozenset[str]] = frozenset({"at"})

    servers: Servers
    noun: str = "servers"
    blocks: Annotated[
        Count | None,
        Field(
            description="how many blocks it has, each with so many servers and a queue of its own; 1 if "
            "not said"
        ),
    ] = None
    in_turn: Annotated[
        bool, Field(description="shipments take the blocks in turn as they arrive; by chance if not said")
    ] = False
    as_carrier_at: Annotated[
        str | None,
        Field(
            description="another place, such as berth: a shipment has the block that its carrier has there"
        ),
    ] = None
    as_at: Annotated[
        str | None,
        Field(description="another place whose blocks it has too: a shipment has the same block in both"),
    ] = None
    calendar: Annotated[
        str | None, Field(description="the calendar in whose hours its servers work; always if not said")
    ] = None
    breakdown: Annotated[Breakdown | None, Field(description="how its servers fail and are repaired")] = None
    holds: Annotated[
        Count | None,
        Field(description="how many may be there, served or waiting, where a flow asks for room"),
    ] = None
    mode: Annotated[Mode, Field(description="mode of transport: it stands at the terminals of this mode")] = (
        "sea"
    )
    serves: Annotated[
        tuple[str, ...],
        Field(description="terminals that share it; it stands at the first of them"),
    ] = ()
    like: Annotated[
        str | None, Field(description="another place of the same kind: figures of that one include this one")
    ] = None
    at: Annotated[
        Position | None,
        Field(
            description="where it stands on the plan of a playback: how far from its left and upper edge, "
            "such as [20 %, 75 %]; no figure depends on it"
        ),
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _servers_under_their_noun(cls, data: object) -> object:
        if not isinstance(data, Mapping) or "noun" in data:
            return data
        nouns = cls._nouns(data)
        if len(nouns) != 1:
            raise ValueError(
                "a place says how many servers it has under one noun, such as lanes, cranes or desks; "
                f"got {', '.join(nouns) or 'none'}" + ("; keep one" if nouns else "")
            )
        refuse_other_rosters(nouns[0], data[nouns[0]])
        others = {key: value for key, value in data.items() if key != nouns[0]}
        return {**others, "servers": data[nouns[0]], "noun": nouns[0]}

    @classmethod
    def _nouns(cls, data: Mapping[str, object]) -> list[str]:
        """The keys of a file that say how many servers there are; those like a known key are misspelt."""
        known = cls.model_fields.keys() - {"servers", "noun"}
        others = [key for key in data if key.isidentifier() and key not in known and data[key] is not None]
        counts = {key: count for key in others if isinstance(count := data[key], Count | Roster | Mapping)}
        clear = [
            key for key in counts or others if key == "servers" or not _like_one_of(key, frozenset(known))
        ]
        return clear or [
            key
            for key, count in counts.items()
            if isinstance(count, Count | Roster) or "value" in count or "shifts" in count
        ]

    @classmethod
    def keys_in(cls, data: Mapping[str, object]) -> dict[str, str]:
        keys = super().keys_in(data)
        if "noun" not in data:
            del keys["noun"]
            keys["servers"] = next(iter(cls._nouns(data)), "servers")
        return keys

    def children(self) -> dict[str, object]:
        others = {key: value for key, value in super().children().items() if key not in ("servers", "noun")}
        return {self.noun: self.servers, **others}

    @model_validator(mode="after")
    def _countable(self) -> Self:
        for key, counts, most in (
            (self.noun, [count for _, count in self.counts()], MOST_SERVERS),
            ("blocks", [self.blocks], MOST_BLOCKS),
            ("holds", [self.holds], MOST_SERVERS),
        ):
            if (got := sum(max(count.all) for count in counts if count is not None)) > most:
                raise ValueError(f"{key}: got {got}, allowed at most {most:,}")
        return self

    @model_validator(mode="after")
    def _shares_out_blocks_in_one_way(self) -> Self:
        if self.in_turn and self.as_carrier_at is not None:
            raise ValueError("blocks are taken in_turn or as_carrier_at another place, not both")
        if self.as_at is not None and (self.blocks or self.in_turn or self.as_carrier_at is not None):
            raise ValueError(
                "as_at takes the blocks of that place; take out blocks, in_turn and as_carrier_at"
            )
        if self.blocks is None and (self.in_turn or self.as_carrier_at is not None):
            raise ValueError("in_turn and as_carrier_at share out blocks, and there are none; add blocks")
        return self

    def counts(self) -> Iterator[tuple[str, Count]]:
        """The numbers of servers below the place, with their dotted keys: one, or one for each shift."""
        if isinstance(self.servers, Count):
            yield self.noun, self.servers
        else:
            yield from ((f"{self.noun}.shifts.{name}", shift) for name, shift in self.servers.shifts.items())

    def most(self, terminal: str) -> int:
        """The number of servers at a terminal; of shifts, those of all together: never are more on duty."""
        return sum(count.at(self.site(terminal)) for _, count in self.counts())

    def site(self, terminal: str) -> str:
        """The terminal at which shipments of a terminal find the place: that one, or the first of those that
        share it."""
        return self.serves[0] if terminal in self.serves else terminal

    def terminals_at(self, terminal: str) -> tuple[str, ...]:
        """The terminals whose shipments come to the place that stands at one."""
        return self.serves if terminal in self.serves else (terminal,)

    def room(self, terminal: str) -> int:
        """How many may be there at a terminal, where a flow asks for room; 0 without a limit."""
        return 0 if self.holds is None else self.holds.at(self.site(terminal))

    @property
    def last_start(self) -> float:
        """How long before the end of their shift servers begin no new work [min]."""
        return self.servers.before_end if isinstance(self.servers, Roster) else 0.0

    def kinds_at(self, key: str) -> tuple[type[Part], ...]:
        return (Count, Roster) if key == self.noun else super().kinds_at(key)

    def words(self) -> str:
        by_shift = isinstance(self.servers, Roster)
        return f"{self.noun}: {self.servers.words()}" if by_shift else f"{self.servers.words()} {self.noun}"

    def pools(self, terminal: str) -> int:
        """Number of pools [1] of its own at a terminal, each with a queue; `Port.pools` knows `as_at` too."""
        return 1 if self.blocks is None else self.blocks.at(self.site(terminal))

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema of files, where any further key is the noun, and holds a count and no text."""
        schema = handler(core)
        place = handler.resolve_ref_schema(schema)
        del place["properties"]["noun"], place["required"]
        count = place["properties"].pop("servers")
        place["additionalProperties"] = {
            "title": "lanes, cranes or another noun",
            "description": "how many servers it has: one number at all hours, or one by shift",
            "anyOf": count["oneOf"],
            "allOf": [{"type": ["object", "integer", "null"]}],
        }
        return schema


@lru_cache(maxsize=1000)
def _like_one_of(key: str, known: frozenset[str]) -> bool:
    """Whether a key may be one of those, misspelt; the same few are asked for each place of each world."""
    return nearest(key, known) is not None

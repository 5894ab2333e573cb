"""Terminals, and the places where shipments queue for servers."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from portsim.model.shapes import Duration
from portsim.model.sourced import Count, Part, Share

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

"""Figures of shipments that may not be through at the horizon: samples, and which can still change."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from portsim.base.arrays import Bools, Floats, joined
from portsim.kpis.kpi import Quantity, share_unfinished
from portsim.records.records import Records


@dataclass(frozen=True)
class OfStreams(Quantity):
    """A quantity of the shipments of streams (all, if none is named) that have these traits."""

    @property
    @abstractmethod
    def streams(self) -> tuple[str, ...]:
        """A field of each kind."""

    @property
    @abstractmethod
    def traits(self) -> tuple[str, ...]:
        """A field of each kind."""

    @abstractmethod
    def each(self, records: Records) -> Iterator[tuple[Floats, Bools]]:
        """Of each stream the samples, and which of them can still change, shape (counted,) both."""

    @abstractmethod
    def undecided(self, records: Records) -> int:
        """The number of shipments of which it is not known yet whether they count."""

    def pairs(self, records: Records) -> list[tuple[Floats, Bools]]:
        """What `each` gives, worked out once."""
        return records.once(("of streams", self), lambda: list(self.each(records)))

    def samples(self, records: Records) -> Floats:
        return joined([amounts for amounts, _ in self.pairs(records)], np.float64)

    def unfinished(self, records: Records) -> float:
        pending = joined([waiting for _, waiting in self.pairs(records)], np.bool_)
        return share_unfinished(pending, self.undecided(records))

    def among(self, traits: tuple[str, ...]) -> Self:
        every = tuple(dict.fromkeys((*self.traits, *traits)))
        if every == self.traits:
            return self  # with what was worked out of it
        return replace(self, traits=every)  # type: ignore[call-arg]  # a field of each kind

"""Figures of shipments that may not be through at the horizon: samples, and which can still change."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from portsim.base.arguments import check_fields
from portsim.base.arrays import Bools, Floats, joined
from portsim.kpis.kpi import Quantity, share_unfinished
from portsim.records.records import Records


@dataclass(frozen=True)
class OfStreams(Quantity):
    """A quantity of the shipments of streams (all, if none is named) that have these traits."""

    def check_itself(self) -> None:
        check_fields(self)

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

    def of_all(self, records: Records) -> tuple[Floats, Bools]:
        """What `each` gives, of all streams one behind the other, worked out once; shape (counted,) both."""
        return records.once(("of streams", self), lambda: self._joined(records))

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        streams, traits = (
            (("stream", name) for name in self.streams),
            (("trait", name) for name in self.traits),
        )
        return (*streams, *traits)

    def _joined(self, records: Records) -> tuple[Floats, Bools]:
        pairs = list(self.each(records))
        amounts = joined([amounts for amounts, _ in pairs], np.float64)
        return amounts, joined([waiting for _, waiting in pairs], np.bool_)

    def samples(self, records: Records) -> Floats:
        return self.of_all(records)[0]

    def unfinished(self, records: Records) -> float:
        return share_unfinished(self.of_all(records)[1], self.undecided(records))

    def summed(self, records: Records) -> tuple[float, float]:
        """The sum of the samples of one stream's records, and the share unfinished; no samples are kept.

        Where all are through, the sum is the same however much longer others take: it is worked out once.
        """
        (shipments,) = records.among(())
        found = shipments.once(
            ("summed", self), lambda: self._sum(replace(records, grace=0.0) if records.grace else records)
        )
        if records.grace and found[1]:
            return records.once(("summed", self), lambda: self._sum(records))
        return found

    def _sum(self, records: Records) -> tuple[float, float]:
        amounts, pending = self._joined(records)
        return float(amounts.sum()), share_unfinished(pending, self.undecided(records))

    def among(self, traits: tuple[str, ...]) -> Self:
        every = tuple(dict.fromkeys((*self.traits, *traits)))
        if every == self.traits:
            return self  # with what was worked out of it
        return replace(self, traits=every)  # type: ignore[call-arg]  # a field of each kind

"""What the trucks of a stream have booked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Bools, Floats, read_only


@dataclass(frozen=True)
class Bookings:
    """The bookings of a stream; every array has one entry per shipment, shape (n,).

    `wished` [min] is when a truck that books wants to come, NaN for all who do not book. `placed`: it found a
    slot. `aimed` [min] is when it means to come: as it wished, or at any time in another zone. `no_show`: it
    did not come in its zone and booked again. `opens` and `closes` [min] are of the zone booked last, NaN
    for none.
    """

    wished: Floats
    placed: Bools
    aimed: Floats
    no_show: Bools
    opens: Floats
    closes: Floats

    @property
    def sealed(self) -> Bookings:
        """The same, which cannot be written to."""
        return Bookings(**{name: read_only(column) for name, column in vars(self).items()})

    def among(self, these: Bools) -> Bookings:
        """The bookings of these shipments alone."""
        return Bookings(
            self.wished[these],
            self.placed[these],
            self.aimed[these],
            self.no_show[these],
            self.opens[these],
            self.closes[these],
        )


def booked_columns(
    bookings: Mapping[str, Bookings], own: Callable[[str], slice], n: int
) -> dict[str, Floats]:
    """Wishes and slots [min] of all `n` shipments, of which each stream has its `own`, NaN where nothing is
    booked; no columns where no stream has appointments."""
    names = {"wished": "wished", "slot_opens": "opens", "slot_closes": "closes"} if bookings else {}
    columns = {name: np.full(n, np.nan) for name in names}
    for stream, booked in bookings.items():
        for name, each in names.items():
            columns[name][own(stream)] = getattr(booked, each)
    return columns

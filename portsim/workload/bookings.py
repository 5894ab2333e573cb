"""What the trucks of a stream have booked."""

from __future__ import annotations

from dataclasses import dataclass

from portsim.base.arrays import Bools, Floats


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

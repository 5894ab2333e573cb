"""How the time of each shipment is split over the stages of its way, from its first to its last milestone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints
from portsim.records.records import Records
from portsim.records.shipments import Shipments


@dataclass(frozen=True)
class Split:
    """The time of some shipments, stage by stage; every array has one entry per shipment, shape (n,).

    minutes: by the milestone that a stage ends with [min], 0 for a shipment that skips it.
    taken: by milestone, whether the shipment passed it.
    ahead: by milestone, whether the shipment is still under way to it at the horizon.
    under_way: whether it is under way to any of them.
    rest: the time [min] since its last milestone of a shipment under way, 0 for all others.
    """

    minutes: Mapping[str, Floats]
    taken: Mapping[str, Bools]
    ahead: Mapping[str, Bools]
    under_way: Bools
    rest: Floats

    @property
    def total(self) -> Floats:
        """The time [min] from the first to the last milestone, or to the horizon for those under way."""
        return sum(self.minutes.values(), self.rest)


def split(records: Records, shipments: Shipments, names: tuple[str, ...], chosen: Ints) -> Split:
    """The time of the chosen shipments of a stream, by their numbers, split over the stages that end with
    `names[1:]`. All have passed `names[0]`, their arrival.

    A stage begins at the latest milestone passed before it, and lasts 0 where it was over by then. A shipment
    is under way while one of the milestones can still come; what it has waited since its last one, up to the
    horizon, counts apart. A milestone from which it was exempt does not come. So minutes and rest of a
    shipment add up to its time.
    """
    known = [name for name in names if name in shipments.milestones]
    last = shipments.stamp(known[0])[chosen]
    minutes: dict[str, Floats] = {}
    taken: dict[str, Bools] = {}
    ahead: dict[str, Bools] = {}
    under_way = np.zeros(len(last), dtype=np.bool_)
    for name in known[1:]:
        moment = shipments.stamp(name)[chosen]
        taken[name] = np.isfinite(moment)
        minutes[name] = np.fmax(moment - last, 0.0)  # of NaN and a number the number
        last = np.fmax(moment, last)
        ahead[name] = records.pending_stamp(shipments, name)[chosen]
        under_way |= ahead[name]
    return Split(minutes, taken, ahead, under_way, np.where(under_way, records.horizon - last, 0.0))

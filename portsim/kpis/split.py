"""How the time of each shipment is split over the stages of its way, from its first to its last milestone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints
from portsim.records.shipments import Shipments


@dataclass(frozen=True)
class Split:
    """The time of some shipments, stage by stage; every array has one entry per shipment, shape (n,).

    minutes: by the milestone that a stage ends with [min], 0 for a shipment that skips it.
    taken: by milestone, whether the shipment passed it.
    reached: the number of the milestone that it passed last, 0 for the first, in the order of `minutes`.
    under_way: whether it was not through at the horizon.
    rest: the time [min] since its last milestone of a shipment under way, 0 for all others.
    """

    minutes: Mapping[str, Floats]
    taken: Mapping[str, Bools]
    reached: Ints
    under_way: Bools
    rest: Floats

    @property
    def total(self) -> Floats:
        """The time [min] from the first to the last milestone, or to the horizon for those under way."""
        return sum(self.minutes.values(), self.rest)

    def ahead(self, number: int) -> Bools:
        """Those under way that have milestone `number` still ahead of them."""
        return self.under_way & (self.reached < number)


def split(shipments: Shipments, names: tuple[str, ...], chosen: Bools, horizon: float) -> Split:
    """The time of the chosen shipments, split over the stages that end with `names[1:]`.

    A stage begins at the latest milestone passed before it, and lasts 0 where it was over by then. A shipment
    that has ended is through, also without a milestone from which it was exempt; so is one that has passed
    the last milestone of all. What it did since its last milestone until the `horizon` [min] counts for a
    shipment that is not through. So minutes and rest of a shipment add up to its time.
    """
    stamps = {name: shipments.stamp(name)[chosen] for name in names if name in shipments.milestones}
    first, *others = stamps
    last = stamps[first]
    minutes: dict[str, Floats] = {}
    taken: dict[str, Bools] = {}
    reached = np.zeros(len(last), dtype=np.int64)
    through = np.isfinite(shipments.ended[chosen])
    for number, name in enumerate(others, start=1):
        moment, passed = stamps[name], np.isfinite(stamps[name])
        minutes[name] = np.where(passed, np.maximum(moment - last, 0.0), 0.0)
        last = np.where(passed, np.maximum(moment, last), last)
        taken[name] = passed
        reached[passed] = number
    if others:
        through |= taken[others[-1]]
    return Split(minutes, taken, reached, ~through, np.where(through, 0.0, horizon - last))

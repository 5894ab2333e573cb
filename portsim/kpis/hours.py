"""Queue and utilisation by hour of the day."""

from __future__ import annotations

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.use import capacity_integral, hours, presence
from portsim.records.records import Records


def hours_of_day(records: Records) -> dict[tuple[str, str], tuple[Floats, Floats]]:
    """(place, terminal) to mean queue length and utilisation by hour of the day, shape (24,) each.

    Both are time-weighted over the window; utilisation is NaN in hours without a server at work.
    """
    edges = hours(records)
    days = (len(edges) - 1) // 24
    out: dict[tuple[str, str], tuple[Floats, Floats]] = {}
    for place in dict.fromkeys(name for name, _, _ in records.pools):
        for terminal in dict.fromkeys(at for name, at, _ in records.pools if name == place):
            queue = presence(records, place, edges, "queue", terminal).reshape(days, 24).sum(axis=0)
            busy = presence(records, place, edges, "service", terminal).reshape(days, 24).sum(axis=0)
            offered = capacity_integral(records, place, edges, terminal).reshape(days, 24).sum(axis=0)
            share = np.divide(busy, offered, out=np.full(24, np.nan), where=offered > 0)
            out[place, terminal] = (queue / (60.0 * days), share)
    return out

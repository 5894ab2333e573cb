"""Planned and actual arrivals of a stream that does not come as planned.

Planned arrivals are a Poisson process, and each shipment is moved by a lateness of its own: the actual ones
are a Poisson process again, of the rate that the lateness smooths (displacement theorem; Kingman 1993,
Poisson Processes, 5.5). For that the plan has to reach beyond both ends of a run.
"""

from __future__ import annotations

import numpy as np

from portsim.base.arrays import Floats
from portsim.model.calendar import Profile
from portsim.model.lateness import Lateness
from portsim.workload.arrivals import poisson_arrivals, poisson_before
from portsim.workload.draws import Draws


def planned_arrivals(
    lateness: Lateness, name: str, per_day: float, profile: Profile | None, horizon: float, draws: Draws
) -> Floats:
    """Planned arrivals [min] of all who can come in the run, and of some who cannot, shape (n,).

    Those planned before the start come first, the latest of them at the head and their number a power of two:
    a longer run renumbers none, and neither does another rate until that number doubles or halves. Those
    planned from then on are the arrivals of a stream that comes as planned.
    """
    reach = lateness.reaches_back.value
    back = poisson_before(per_day, profile, reach, draws.at("planned before the start", name))
    end = horizon + lateness.earliest.value
    return np.concatenate([back, poisson_arrivals(per_day, profile, 0.0, end, draws.at("arrival", name))])


def lateness_of(lateness: Lateness, name: str, n: int, draws: Draws) -> Floats:
    """How late each shipment of a stream is [min], below 0 for who is early, shape (n,)."""
    return lateness.draw(n, draws.at("lateness", name))

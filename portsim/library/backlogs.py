"""KPIs of an outage of the data platform: how long the queue gets, and when it is back to normal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.kpi import Quantity, kpi
from portsim.kpis.use import presence
from portsim.kpis.ways import Read, parameters_at, steps_at
from portsim.model.port import Port
from portsim.model.world import World
from portsim.records.records import Records

UP = "platform_up"
BACKLOGS = {  # where those wait whom an outage holds up
    "gate": ("gate_in", "qr_lane", "fallback_lane"),
    "papers": ("customs_window", "air_customs_window", "document_officer", "air_document_officer"),
}
QUARTER = 15.0  # [min] numbers waiting are means over so long
USUAL = 0.95  # quantile of the number waiting before the outage, up to which it is taken for normal


def outage(port: Port | None, horizon: float) -> tuple[float, float] | None:
    """Begin and end [min] of the outage before the horizon, None if there is none.

    Several hours or days of outage count as one, from the first begin to the last end.
    """
    calendar = port.calendars.get(UP) if port is not None else None
    if calendar is None or calendar.but_for is None:
        return None
    spans = [span for span in calendar.but_for.open_spans(horizon) if span[0] < horizon]
    return (spans[0][0], min(spans[-1][1], horizon)) if spans else None


def waiting(records: Records, places: tuple[str, ...], edges: Floats) -> Floats:
    """Mean number queueing at places, all terminals, between edges [min]; shape (edges - 1,)."""
    total = sum((presence(records, place, edges, "queue") for place in places), np.zeros(len(edges) - 1))
    return np.asarray(np.round(total / np.diff(edges), 6))  # the rest is the rounding of long sums


def backlogs(records: Records) -> dict[str, Floats]:
    """Number waiting of every backlog, 15-min means from the begin of the counted window to the horizon."""
    edges = quarters(records.window[0], records.horizon)
    return {name: waiting(records, places, edges) for name, places in BACKLOGS.items()}


def quarters(begin: float, end: float) -> Floats:
    """Every 15th minute from begin up to end [min]."""
    return np.arange(begin, end + 1e-6, QUARTER)


@dataclass(frozen=True)
class Waiting(Quantity):
    """Number waiting at places: its means over 15 min, in the counted window."""

    places: tuple[str, ...]

    def samples(self, records: Records) -> Floats:
        return waiting(records, self.places, quarters(*records.window))

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_at(world, self.places)

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters_at(world, self.places)

    @property
    def adds_up(self) -> bool:
        return False


@dataclass(frozen=True)
class Recovery(Quantity):
    """Time [min] from the end of the outage until no more wait at places than usually did before; one sample.

    Usual is the 95th percentile of the 15-min means between the begin of the counted window and the outage;
    back is the first 15 min after its end whose mean is not above that. No sample where the world has no
    outage, where it begins with the window or earlier, or where the queue is not back at the horizon.
    """

    places: tuple[str, ...]

    def applies(self, records: Records) -> bool:
        """Whether the world of these records has an outage after the begin of the counted window."""
        span = outage(records.port, records.horizon)
        return span is not None and span[0] >= records.window[0] + QUARTER

    def samples(self, records: Records) -> Floats:
        span = outage(records.port, records.horizon)
        if span is None or not self.applies(records):
            return np.empty(0)
        before = waiting(records, self.places, quarters(records.window[0], span[0]))
        after = waiting(records, self.places, quarters(span[1], records.horizon))
        back = np.flatnonzero(after <= np.quantile(before, USUAL))
        return np.asarray(back[:1] * QUARTER, dtype=np.float64)

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_at(world, self.places)

    def reads(self, world: World) -> tuple[str, ...]:
        own = (f"calendars.{UP}",) if UP in world.port.calendars else ()
        return (*own, *parameters_at(world, self.places))

    def withheld(self, records: Records) -> bool:
        return not self.applies(records)

    @property
    def adds_up(self) -> bool:
        return False


kpi(
    "gate_backlog_peak",
    "Most trucks waiting at the gate, mean of 15 min",
    "trucks",
    "less",
    Waiting(BACKLOGS["gate"]),
    "max",
)
kpi(
    "outage_recovery_time",
    "From the end of an outage until the gate queue is back to normal",
    "h",
    "less",
    Recovery(BACKLOGS["gate"]),
    scale=1 / 60,
)

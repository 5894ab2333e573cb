"""Streams that book slots, for the tests of appointments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from worlds import GATE, draw, flow, lasting, port, share

from portsim.model.appointments import Appointments
from portsim.model.calendar import Profile
from portsim.model.demand import Demand, Trait
from portsim.model.steps import visit, wait_for_next
from portsim.workload.bookings import Bookings
from portsim.workload.build import Stream

USER = {"source": "user"}
FLOWS = (flow("f", GATE), flow("g", wait_for_next("pickup"), visit("gate", "work")))
DAY, SIX = 1440.0, 360.0
PLANNED = {"name": "pickup", "dwell": {"shape": "constant", "mean": "12 h", **USER}, "profile": "even"}


def hours(value: str) -> dict[str, object]:
    return {"value": value, **USER}


def off(part: float, by: str) -> dict[str, object]:
    return {"share": share(part), "by": {"shape": "constant", "mean": by, **USER}}


def booking(quota: object = 10, streams: Sequence[str] = ("trucks",), **more: object) -> Appointments:
    """Hourly slots without limits that matter; everybody shows up, as punctual as can be."""
    usual: dict[str, object] = {
        "streams": streams,
        "books": "books",
        "quota": {"value": quota, **USER},
        "slot": hours("1 h"),
        "earliest": hours("12 h"),
        "latest": hours("12 h"),
        "no_show": share(0),
        "rebooking": {"shape": "constant", "mean": "30 min", **USER},
    }
    return Appointments.model_validate(usual | more)


def drawn(
    streams: Mapping[str, Demand], *given: Appointments, uptake: float = 1, days: float = 2, **more: object
) -> Mapping[str, Stream]:
    books = Trait(share=share(uptake), of=tuple(streams))
    world = port(
        {"work": lasting("1 min")},
        streams,
        traits={"books": books},
        appointments={f"a{n}": each for n, each in enumerate(given)},
        profiles={"even": Profile(hours=(1.0,) * 24, source="user")},
        **more,
    )
    return draw(world, FLOWS, days)


def booked(stream: Stream) -> Bookings:
    assert stream.bookings is not None
    return stream.bookings


def by_hour(arrival: np.ndarray) -> dict[int, int]:
    found, counts = np.unique(arrival // 60, return_counts=True)
    return dict(zip(found.astype(int).tolist(), counts.tolist(), strict=True))

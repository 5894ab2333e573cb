"""Planned times of a stream: when its shipments are due, and what decides that."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from portsim.model.durations import Duration
from portsim.model.lateness import Lateness
from portsim.model.part import Part


class Planned(Part):
    """A time the shipment is due: its arrival plus a dwell, moved within that day to the profile's hours."""

    name: str = Field(description="what flows call this time")
    dwell: Duration = Field(description="from arrival to the time at which it is due")
    profile: str = Field(description="the hours of the day to which it is moved")


def plans_of(planned: Planned | None, lateness: Lateness | None) -> Mapping[str, tuple[str, ...]]:
    """The planned times that there are by name, to the keys below the stream of what decides each."""
    found: dict[str, tuple[str, ...]] = {}
    if planned is not None:
        found[planned.name] = ("planned.dwell",)
    if lateness is not None:
        found[lateness.name] = ("lateness.earliest", "lateness.by")
    return found

"""Planned times of a stream: when its shipments are due, and what decides that."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from portsim.model.durations import Duration
from portsim.model.lateness import Lateness
from portsim.model.part import Part


class Planned(Part):
    """When a shipment is due: on the day of its arrival plus a dwell, at an hour drawn from a profile."""

    name: str = Field(description="what flows call this time")
    dwell: Duration = Field(description="from its arrival to the day on which it is due")
    profile: str = Field(description="the profile from which the hour of that day is drawn")


def plans_of(planned: Planned | None, lateness: Lateness | None) -> Mapping[str, tuple[str, ...]]:
    """The planned times that there are by name, to the keys below the stream of what decides each."""
    found: dict[str, tuple[str, ...]] = {}
    if planned is not None:
        found[planned.name] = ("planned.dwell",)
    if lateness is not None:
        found[lateness.name] = ("lateness.earliest", "lateness.by")
    return found

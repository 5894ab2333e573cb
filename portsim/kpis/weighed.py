"""Mean time over streams, weighed with their stated volumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portsim.base.arguments import check_fields
from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError
from portsim.kpis.between import Between
from portsim.kpis.kpi import Quantity
from portsim.kpis.ways import Read
from portsim.model.world import World
from portsim.records.records import Records
from portsim.scenario.rates import daily_rate, volume_keys


@dataclass(frozen=True)
class Weighed(Quantity):
    """Mean time [min] over flows, each weighed with the stated volume of its stream and its kind; one
    sample.

    Streams that a world does not have, or of which none are stated, are left out; no sample where the figure
    of one of the others was not measured.
    """

    parts: tuple[Between, ...]

    def check_itself(self) -> None:
        check_fields(self)
        for part in self.parts:
            part.check_itself()
            if len(part.streams) != 1:
                raise PortsimError(f"Weighed: parts: got {part}, allowed those of one stream each")

    def _means(self, records: Records) -> dict[str, tuple[float, float]]:
        """Stream to (stated shipments a day, mean [min])."""
        port = records.port
        found: dict[str, tuple[float, float]] = {}
        for part in self.parts:
            (stream,) = part.streams
            if port is None or stream not in port.demand:
                continue
            if rate := sum(daily_rate(port, each) for each in port.streams_like((stream,))):
                samples = part.samples(records)
                mean = float(samples.mean()) if len(samples) else float("nan")
                found[stream] = rate, mean
        return found

    def samples(self, records: Records) -> Floats:
        means = self._means(records).values()
        total = sum(rate for rate, _ in means)
        if not total or not all(np.isfinite(mean) for _, mean in means):
            return np.empty(0)
        return np.array([sum(rate * mean for rate, mean in means) / total])

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for part in self.parts for pair in part.mentions)

    @property
    def single(self) -> bool:
        return True

    def steps(self, world: World) -> tuple[Read, ...]:
        return tuple(dict.fromkeys(read for part in self.parts for read in part.steps(world)))

    def reads(self, world: World) -> tuple[str, ...]:
        keys: dict[str, None] = {}
        for part in self.parts:
            if part.streams[0] in world.port.demand:
                alike = world.port.streams_like(part.streams)
                volumes = (key for stream in alike for key in volume_keys(world.port, stream))
                keys.update(dict.fromkeys((*part.reads(world), *volumes)))
        return tuple(keys)

    def behind(self, records: Records) -> Mapping[str, float]:
        """Stream to its part of the figure [min]."""
        means = self._means(records)
        total = sum(rate for rate, _ in means.values())
        return {s: rate * mean / total for s, (rate, mean) in means.items() if rate * mean > 0}

    def unfinished(self, records: Records) -> float:
        present = [p for p in self.parts if records.port and p.streams[0] in records.port.demand]
        return max((part.unfinished(records) for part in present), default=0.0)

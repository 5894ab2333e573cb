"""KPIs: named figures of one replication's records, each with its unit and direction.

A file of KPIs that lies here is found by itself; declaring one is to touch one place. A KPI is a
quantity (what is measured on each shipment or place) and a statistic of it.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from portsim.kpis.reads import Read
from portsim.records import Records
from portsim.registry import Registry
from portsim.workload.draws import Floats
from portsim.world import World

Better = Literal["less", "more", "neither"]
Statistic = Literal["mean", "median", "p90", "share_within", "per_hour"]


class Quantity(Protocol):
    """What a KPI measures: samples of one replication, the steps it reads, and their parameters."""

    def samples(self, records: Records) -> Floats: ...

    def steps(self, world: World) -> tuple[Read, ...]: ...

    def reads(self, world: World) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Kpi:
    """A figure of one replication. `scale` turns the quantity's unit [min] into `unit`.

    `within` is the target [in the quantity's unit] of the statistic `share_within`.
    """

    name: str
    title: str
    unit: str
    better: Better
    of: Quantity
    statistic: Statistic = "mean"
    scale: float = 1.0
    within: float = 0.0

    def value(self, records: Records) -> float:
        """The figure [unit]; NaN when there was nothing to measure."""
        samples = self.of.samples(records)
        if not len(samples):
            return float("nan")
        if self.statistic == "mean":
            return float(samples.mean()) * self.scale
        if self.statistic == "share_within":
            return float((samples <= self.within).mean())
        if self.statistic == "per_hour":
            return 60.0 / float(samples.mean()) if samples.mean() > 0 else float("nan")
        return float(np.quantile(samples, 0.9 if self.statistic == "p90" else 0.5)) * self.scale


KPIS: Registry[Kpi] = Registry("KPI")


def kpi(
    name: str,
    title: str,
    unit: str,
    better: Better,
    of: Quantity,
    statistic: Statistic = "mean",
    *,
    scale: float = 1.0,
    within: float = 0.0,
) -> Kpi:
    """Declare a KPI under its name."""
    return KPIS.add(name, Kpi(name, title, unit, better, of, statistic, scale, within))


def load_all() -> None:
    """Import every file of this folder, so that its KPIs are declared."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")

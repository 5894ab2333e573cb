"""KPIs: named figures of one replication's records, each with its unit and direction.

A KPI is a quantity (what is measured on each shipment or place) and a statistic of it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, get_args

import numpy as np

from portsim.base.arguments import check_arguments
from portsim.base.arrays import Bools, Floats
from portsim.base.currency import in_own
from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.base.units import Price
from portsim.kpis.statistic import ALLOWED, OF_ONE, SHARES, UNSCALED, is_statistic, statistic_of
from portsim.kpis.ways import Read
from portsim.model.declare import declare
from portsim.model.library import Kind
from portsim.model.world import World
from portsim.records.records import Records

Better = Literal["less", "more", "neither"]


class Figure(NamedTuple):
    """A KPI of one replication [its unit], as if all unfinished shipments were through at the horizon, and as
    if each took a stated time longer; `unfinished` is their share. The same twice is an exact figure."""

    value: float
    later: float
    unfinished: float = 0.0


class Quantity(ABC):
    """What a KPI measures: samples of one replication, the steps it reads, their parameters, its make-up.

    A quantity is a frozen dataclass, as what is worked out for equal ones is worked out once.
    """

    def check_itself(self) -> None:  # noqa: B027 # what need not be checked leaves it as it is
        """Called when a KPI or an entry of it is declared.

        Raises PortsimError: a field is not what it can be, such as one text where a list of names belongs.
        """

    @abstractmethod
    def samples(self, records: Records) -> Floats:
        """The samples of a run [the quantity's unit], shape (n,); none where there is nothing to measure."""

    @abstractmethod
    def steps(self, world: World) -> tuple[Read, ...]:
        """The steps that it reads."""

    @abstractmethod
    def reads(self, world: World) -> tuple[str, ...]:
        """Dotted keys of the parameters that decide it."""

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        """(what, name) of what it names, to be checked: milestones, streams, traits, flows, places, steps,
        counts and ledger entries."""
        return ()

    def among(self, traits: tuple[str, ...]) -> Quantity:
        """The same for shipments with these traits alone.

        Raises PortsimError: it is not measured on shipments.
        """
        raise PortsimError(f"{type(self).__name__} has no shipments to choose a cohort from")

    def behind(self, records: Records) -> Mapping[str, float]:
        """Step label (or ledger entry) to its part of the figure: minutes [min], visits or M yuan a year."""
        return {}

    @property
    def behind_in_minutes(self) -> bool:
        """Whether `behind` gives minutes [min]; if not, visits, or millions of yuan or pieces a year."""
        return True

    @property
    def single(self) -> bool:
        """Whether a run has one sample, so that its mean says all: no quantile, maximum or share."""
        return False

    def unfinished(self, records: Records) -> float:
        """Share of the counted shipments whose sample is not complete at the horizon."""
        return 0.0

    @property
    def adds_up(self) -> bool:
        """Whether `behind` says what a figure is the sum of."""
        return True

    def prices(self, world: World) -> Mapping[str, Price] | None:
        """Unit cost of each ledger entry behind a yearly figure; None for one that no volume scales."""
        return None


def share_unfinished(pending: Bools, undecided: int) -> float:
    """The share of shipments that are not through (`pending`, shape (n,)), or of which it is not known yet
    whether they are in a cohort."""
    n = len(pending) + undecided
    return (int(np.count_nonzero(pending)) + undecided) / n if n else 0.0


@dataclass(frozen=True)
class Kpi:
    """A figure of one replication. `scale` turns the quantity's unit [min] into `unit`.

    `within` is the limit [in the quantity's unit] of the statistics share_within and share_above. With
    `spread`, a study keeps its quantiles over shipments. `matters` is the smallest difference that matters
    [unit; of money always yuan]; None takes the rule of `smallest`.
    """

    name: str
    title: str
    unit: str
    better: Better
    of: Quantity
    statistic: str = "mean"
    scale: float = 1.0
    within: float = 0.0
    spread: bool = False
    matters: float | None = None

    def smallest(self, baseline: float) -> float:
        """The smallest difference that matters [unit, in the money that is counted in]: 1 point of a share,
        else 1 % of the baseline."""
        if self.matters is not None:
            return in_own(self.matters) if self.in_money else self.matters
        return 0.01 if self.unit == "share" else 0.01 * abs(baseline)

    @property
    def in_money(self) -> bool:
        """Whether its unit is one of money, such as `M yuan/y`."""
        return "yuan" in self.unit

    def samples(self, records: Records) -> Floats:
        """The quantity's samples [its unit], shape (n,).

        Raises TypeError: the quantity gives something else. ValueError: samples that are no finite numbers.
        """
        return records.once(("samples", self.of), lambda: _checked(self.of, self.of.samples(records)))

    def value(self, records: Records) -> float:
        """The figure [unit]; NaN when there was nothing to measure."""
        samples = self.samples(records)
        if not len(samples):
            return float("nan")
        scale = 1.0 if self.statistic in UNSCALED else self.scale
        return statistic_of(self.statistic, samples, self.within) * scale

    def figure(self, records: Records, grace: float) -> Figure:
        """The figure, and what it would be if all that is unfinished took `grace` [min] longer."""
        value, unfinished = self.value(records), self.of.unfinished(records)
        if not unfinished:
            return Figure(value, value)
        later = self.value(records.once(("later", grace), lambda: records.later(grace)))
        nobody = np.isnan(later)  # all who are in the cohort so far leave it
        return Figure(later if nobody else value, later, unfinished)

    def among(self, traits: tuple[str, ...]) -> Kpi:
        """The KPI of shipments with these traits alone."""
        return replace(self, of=self.of.among(traits)) if traits else self


def _checked(quantity: Quantity, samples: object) -> Floats:
    """The samples of a quantity, if they are an array of finite numbers, shape (n,)."""
    if not isinstance(samples, np.ndarray):
        what = type(samples).__name__
    elif samples.ndim != 1 or samples.dtype.kind not in "fiub":
        what = f"an array of {samples.dtype}, shape {samples.shape}"
    elif len(wrong := samples[~np.isfinite(samples)]):
        raise ValueError(
            f"{type(quantity).__name__}.samples returned {len(wrong)} of {len(samples)} samples that are "
            f"{wrong[0]}, allowed finite numbers; leave out what was not measured"
        )
    else:
        return samples
    raise TypeError(
        f"{type(quantity).__name__}.samples returned {what}, allowed an array of numbers, shape (n,)"
    )


def _says(kpi: Kpi) -> str:
    return f"{kpi.title} [{kpi.unit}]"


KPI: Kind[Kpi] = Kind("KPI", "KPIs", _says)


def kpi(
    name: str,
    title: str,
    unit: str,
    better: Better,
    of: Quantity,
    statistic: str = "mean",
    *,
    scale: float = 1.0,
    within: float = 0.0,
    spread: bool = False,
    matters: float | None = None,
) -> Kpi:
    """Declare a KPI under its name; `matters` is the smallest difference of it that matters [unit].

    `statistic` is mean, median, max, any percentile such as p90, share_within or share_above the limit
    `within` [the quantity's unit], or per_hour.

    Raises PortsimError: the module declares the name twice; a field of the quantity is not what it can be.
    TypeError: an argument of another type; `of` is no quantity, or one that cannot be hashed. ValueError: no
    such direction or statistic, or none of one figure of a run; a limit that is missing or not read; a scale
    of 0, or no finite one, or one below 0 of what is no mean; a smallest difference that is no finite number
    above 0.
    """
    check_arguments(kpi, locals(), "title unit scale within spread matters")
    if better not in get_args(Better):
        raise ValueError(
            f"KPI '{name}': better: got {got(better)}{did_you_mean(str(better), get_args(Better))}"
        )
    if not is_statistic(statistic):
        raise ValueError(
            f"KPI '{name}': statistic: got {got(statistic)}{did_you_mean(str(statistic), ALLOWED)}"
        )
    if (statistic in SHARES) != (within > 0):
        why = f"{statistic} needs a limit above 0" if statistic in SHARES else f"{statistic} reads no limit"
        raise ValueError(f"KPI '{name}': within: got {got(within)}; {why}")
    if scale != 1.0 and statistic in UNSCALED:
        raise ValueError(f"KPI '{name}': scale: got {got(scale)}; {statistic} is not scaled")
    if scale == 0 or not np.isfinite(scale):
        raise ValueError(f"KPI '{name}': scale: got {got(scale)}, allowed a finite number other than 0")
    if scale < 0 and (spread or statistic != "mean"):
        what = statistic if statistic != "mean" else "spread"
        raise ValueError(
            f"KPI '{name}': scale: got {got(scale)}; {what} needs a scale above 0, or the largest is the "
            "smallest"
        )
    if matters is not None and not 0 < matters < float("inf"):
        raise ValueError(
            f"KPI '{name}': matters: got {got(matters)}, allowed a finite number above 0 [{unit}]"
        )
    if not isinstance(of, Quantity):
        raise TypeError(
            f'KPI \'{name}\': got {of!r}, allowed a quantity, such as portsim.Between("gate_in", "gate_out")'
        )
    of.check_itself()
    if of.single and (spread or statistic not in OF_ONE):
        wrong = f"spread: got {got(spread)}" if statistic in OF_ONE else f"statistic: got {got(statistic)}"
        none = "spread" if statistic in OF_ONE else statistic
        raise ValueError(
            f"KPI '{name}': {wrong}; {type(of).__name__} is one figure of a run, which has no {none}"
        )
    if not isinstance(of, Hashable):
        what = type(of).__name__
        raise TypeError(f"KPI '{name}': its quantity {what} is not frozen; make it a frozen dataclass")
    made = Kpi(name, title, unit, better, of, statistic, scale, within, spread, matters)
    return declare(KPI, name, made)

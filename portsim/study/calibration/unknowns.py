"""The inputs that a calibration looks for, and the space that their ranges span."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import ConfigError, PortsimError, did_you_mean
from portsim.claims.deciding import deciding_kpi, numbers_behind
from portsim.claims.observation import Observation
from portsim.model.random_time import RandomTime
from portsim.model.sourced import ASSUMPTION, Count, Sourced
from portsim.model.time_spread import SPREAD
from portsim.scenario.inputs import Input, inputs
from portsim.scenario.numbers import bare_sources
from portsim.scenario.scenario import Scenario

GRID = 2001  # shares at which the figures of an input are worked out beforehand


def unknowns(
    scenario: Scenario, observations: Mapping[str, Observation], names: Sequence[str] | None = None
) -> tuple[Input, ...]:
    """The named inputs; without names all assumptions with a range that decide one of the matched figures.

    Raises PortsimError: a name that there is not, that stands twice, that has no range or moves with others;
    no input at all.
    """
    known = {each.name: each for each in inputs(scenario)}
    if names is None:
        found = tuple(_deciding(known, scenario, observations))
        if not found:
            raise PortsimError(
                f"calibrate: {scenario.path.name}: no assumption with a range decides these figures; name "
                "the inputs with --inputs, or add range: [low, high] to what is not known"
            )
        return found
    for place, name in enumerate(names):
        if name in names[:place]:
            raise PortsimError(f"inputs {name}: stands twice")
        if name not in known:
            raise ConfigError(_not_known(name, known, scenario))
    if not names:
        raise PortsimError("inputs: got none, allowed one key or more, such as tasks.gate_to_yard")
    return tuple(known[name] for name in names)


def _not_known(name: str, known: Mapping[str, Input], scenario: Scenario) -> str:
    """Why a name is no input, in words."""
    for each in known.values():
        if name in each.numbers:
            return f"inputs {name}: it moves together with others as {each.name}; name {each.name}"
    numbers = dict(bare_sources(scenario))
    if name not in numbers:
        return f"inputs: unknown input '{name}'{did_you_mean(name, {**numbers, **known})}"
    where = scenario.document.where(tuple(name.split(".")))
    if not numbers[name].varies:
        stated = numbers[name].brief
        return where.says(
            name, f"has no range to look in, it is {stated} for sure; add range: [low, high], or leave it out"
        )
    return where.says(name, "decides no run that a figure speaks of; leave it out")


def _deciding(
    known: Mapping[str, Input], scenario: Scenario, observations: Mapping[str, Observation]
) -> Iterator[Input]:
    keys: set[str] = set()
    for each in observations.values():
        kpi = each.compared_with(scenario.library)
        if kpi is not None and not each.hold_out:
            world = scenario.world(each.alternative)
            behind = dict(numbers_behind(deciding_kpi(kpi, world), world))
            keys.update(behind)
            keys.update(deciding_kpi(kpi, world))
            if any(isinstance(number, RandomTime) for number in behind.values()):
                keys.add(SPREAD)
    for one in known.values():
        if any(key in keys and ASSUMPTION in number.source for key, number in one.numbers.items()):
            yield one


@dataclass(frozen=True)
class Axis:
    """One input as numbers: its figure at each share of its distribution."""

    input: Input

    @cached_property
    def _grid(self) -> Floats:
        first = next(iter(self.input.numbers))
        return np.array([self.input.at(share)[first].level for share in np.linspace(0, 1, GRID)])

    @cached_property
    def _cuts(self) -> Floats:
        return np.array(self.input.cuts)

    @cached_property
    def _steps(self) -> Floats:
        """The figures of the steps, or their places where they have no figures."""
        ends = [0.0, *self._cuts, 1.0]
        middles = [(low + high) / 2 for low, high in pairwise(ends)]
        first = next(iter(self.input.numbers))
        found = np.array([self.input.at(share)[first].level for share in middles])
        return found if np.isfinite(found).all() else np.arange(len(middles), dtype=np.float64)

    @property
    def named(self) -> bool:
        """Whether it steps through names, such as calendars, and has no figures."""
        return not np.isfinite(self.input.first.level)

    @property
    def whole(self) -> bool:
        """Whether its figures are whole numbers."""
        return isinstance(self.input.first, Count)

    def levels(self, shares: Floats) -> Floats:
        """The figures [its unit] at shares of shape (n,); of what has none the places of its names, from
        0."""
        if len(self._cuts):
            return np.asarray(self._steps[np.searchsorted(self._cuts, shares, side="right")])
        if self.whole:
            return np.asarray(self._grid[np.rint(shares * (GRID - 1)).astype(int)], dtype=np.float64)
        return np.asarray(np.interp(shares, np.linspace(0, 1, GRID), self._grid))

    def features(self, shares: Floats) -> Floats:
        """The figures as parts [0..1] of the way from their least to their largest, shape (n,)."""
        ends = self._steps if len(self._cuts) else self._grid
        low, high = float(ends.min()), float(ends.max())
        return (self.levels(shares) - low) / (high - low) if high > low else np.zeros(len(shares))


@dataclass(frozen=True)
class Space:
    """All unknown inputs. A point is a share [0..1] of each; evenly spread shares are the prior."""

    inputs: tuple[Input, ...]

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        return tuple(map(Axis, self.inputs))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.inputs)

    def __len__(self) -> int:
        return len(self.inputs)

    def levels(self, shares: Floats) -> Floats:
        """The figures [their units] at points of shape (n, inputs)."""
        return np.column_stack([axis.levels(shares[:, i]) for i, axis in enumerate(self.axes)])

    def features(self, shares: Floats) -> Floats:
        """What emulators see of points of shape (n, inputs): each input from 0 to 1."""
        return np.column_stack([axis.features(shares[:, i]) for i, axis in enumerate(self.axes)])

    def numbers(self, shares: Mapping[str, float]) -> dict[str, Sourced]:
        """The numbers of inputs at shares [0..1], by dotted key; `shares` are by the names of inputs."""
        found: dict[str, Sourced] = {}
        for each in self.inputs:
            if each.name in shares:
                found |= each.at(shares[each.name])
        return found

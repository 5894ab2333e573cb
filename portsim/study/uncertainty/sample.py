"""The worlds of a study of uncertainty and what they said, figure by figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from portsim.base.arrays import Floats
from portsim.claims.claim import Claim, Reading
from portsim.claims.finding import kpi_of
from portsim.kpis.kpi import KPI, Better
from portsim.scenario.inputs import Input
from portsim.scenario.scenario import Scenario
from portsim.study.uncertainty.chaos import Axis, Expansion, expand
from portsim.study.uncertainty.deciding import axes_of
from portsim.study.uncertainty.noise import Components, components
from portsim.study.uncertainty.outputs import Output
from portsim.study.uncertainty.worlds import Answered, Point

NOISY = 0.5  # of the variance between worlds; with more noise of the runs no input is said to decide


@dataclass(frozen=True)
class Sample:
    """Worlds at points of shape (worlds, inputs), what they answered, and what the port as stated says in all
    replications, `stated` of shape (replications, outputs)."""

    scenario: Scenario
    claims: Mapping[str, Claim]
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    shares: Floats
    points: tuple[Point, ...]
    answers: tuple[Answered, ...]
    stated: Floats
    _made: dict[int, tuple[Components, Expansion]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        return axes_of(self.inputs)

    @cached_property
    def stated_shares(self) -> Floats:
        """Where the port as stated lies, shape (inputs,)."""
        return np.array([each.stated for each in self.inputs])

    @property
    def tells(self) -> bool:
        """Whether there are as many worlds as inputs: of fewer, several inputs always look alike."""
        return len(self.points) >= len(self.inputs)

    @property
    def seed(self) -> int:
        return self.scenario.study.seed

    @property
    def problems(self) -> list[str]:
        """Why worlds cannot be run, one for each that cannot."""
        return [each.problem for each in self.answers if each.problem]

    def components(self, number: int) -> Components:
        """One figure over the worlds, with noise and inputs apart."""
        return self._of(number)[0]

    def expansion(self, number: int) -> Expansion:
        """One figure as a sum of terms in the inputs."""
        return self._of(number)[1]

    def _of(self, number: int) -> tuple[Components, Expansion]:
        if number not in self._made:
            figures = [each.figures[:, number] for each in self.answers]
            numbers = [point.replications for point in self.points]
            found = components(figures, numbers, self.stated[:, number])
            tells = self.tells and found.noise_share <= NOISY
            told = found.values if tells else np.full(len(figures), np.nan)
            self._made[number] = found, expand(self.shares, told, self.axes, self.seed)
        return self._made[number]

    def reading(self, output: Output) -> tuple[Reading, Better]:
        """The reading behind a figure, and in which direction its KPI is better."""
        reading = next(each for each in self.claims[output.of].readings if each.name == output.name)
        kpi = kpi_of(reading, self.scenario.library)
        return reading, "neither" if kpi is None else kpi.better

    def better(self, output: Output) -> Better:
        """In which direction a figure is better: savings are more, a difference goes by its KPI."""
        if output.kind == "aim":
            return self.scenario.library[KPI][output.name].better
        return "more" if output.kind == "saving" else "neither"

"""Benches of the systems of a grid: what is measured on them, and which points can run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from portsim.base.errors import ConfigError
from portsim.scenario.scenario import Scenario
from portsim.study.answers import Answers
from portsim.study.sizing.bench import Bench
from portsim.study.sizing.grid import Point
from portsim.study.sizing.question import Asked
from portsim.study.sizing.systems import Measured, Simulator, Systems, Tally


@dataclass(frozen=True)
class Runner:
    """Makes benches of the systems, each with a seed of its own."""

    systems: Systems
    asked: Asked
    workers: int
    tally: Tally | None
    answers: Answers | None

    @property
    def measured(self) -> tuple[Measured, ...]:
        found = [Measured(each.kpi, each.declared, each.at_most) for each in self.asked.targets]
        if self.asked.minimised is not None:
            _, declared, kpi = self.asked.minimised
            found.append(Measured(kpi, declared, True))
        return tuple(found)

    def refused(self, point: Point) -> str | None:
        """Why a point cannot run, None if it can."""
        try:
            self.systems.scenario_of(point)
        except ConfigError as error:
            return str(error).splitlines()[0]
        return None

    def runs(self, point: Point) -> bool:
        return self.refused(point) is None

    def bench(self, seed: int) -> Bench:
        grid = self.systems.grid

        @cache
        def scenario_of(number: int) -> Scenario:
            return self.systems.scenario_of(grid.point(number)).with_study(seed=seed)

        return Bench(
            Simulator(
                self.systems.alternative,
                self.measured,
                scenario_of,
                lambda number: grid.label(grid.point(number)),
                self.workers,
                self.answers,
                self.tally,
            ).draw
        )

"""The worlds of a calibration: the port at other figures of its unknown inputs, run and held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.base.errors import ConfigError
from portsim.claims.observation import Observation
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.scenario import Scenario
from portsim.study.answers import Answers
from portsim.study.calibration.unknowns import Space
from portsim.study.observed import find
from portsim.study.question import Asked, Run
from portsim.study.replication import Job, keep_of_runs
from portsim.study.uncertainty.known import Known
from portsim.study.uncertainty.worlds import Answered, Point
from portsim.study.workers import spread_out
from portsim.workload.size import memory_of

QUESTION, KEPT, NOTHING = "calibration", "observed", Asked(())


def worlds_of(scenario: Scenario) -> Scenario:
    """The scenario as a calibration runs it: without claims and figures that it is not asked about, and also
    where more work comes than its servers can do, for such a world tells where the port is not."""
    means = replace(scenario.means, overload=True)
    return replace(scenario, claims=None, validation=None, means=means)


@dataclass
class PortRuns:
    """Runs of a scenario at points of its unknown inputs, each `per_world` times, replications in turn.

    `stated` are the figures of the port as stated in all replications, shape (replications, figures).
    """

    scenario: Scenario
    observations: Mapping[str, Observation]
    space: Space
    per_world: int
    workers: int
    answers: Answers | None
    told: Callable[[], None]
    stated: Floats = field(init=False)
    _points: list[Point] = field(init=False, default_factory=list)
    _found: list[Answered] = field(init=False, default_factory=list)
    _shares: list[Floats] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        found = self._answers([Point({}, (number,)) for number in range(self._n)])
        self.stated = np.vstack([each.figures for each in found])

    @property
    def _n(self) -> int:
        return self.scenario.study.replications

    def run(self, points: Floats) -> None:
        """Run the worlds at points of shape (n, inputs)."""
        asked = [self._point(point, len(self._points) + place) for place, point in enumerate(points)]
        self._found += self._answers(asked)
        self._points += asked
        self._shares.append(points)

    def _point(self, shares: Floats, place: int) -> Point:
        """A world, with the replications whose turn it is."""
        numbers = tuple((place * self.per_world + k) % self._n for k in range(self.per_world))
        return Point(dict(zip(self.space.names, map(float, shares), strict=True)), numbers)

    def at(self, shares: Mapping[str, float]) -> Floats:
        """The figures of the port with some inputs at shares [0..1] and all others as stated, in all
        replications of the study, shape (replications, figures)."""
        found = self._answers([Point(shares, (number,)) for number in range(self._n)])
        return np.vstack([each.figures for each in found])

    @property
    def points(self) -> Floats:
        return np.vstack(self._shares)

    @property
    def figures(self) -> Floats:
        """What the worlds say, means over the replications of each, shape (worlds, figures)."""
        return np.array([each.figures.mean(axis=0) for each in self._found])

    @property
    def luck(self) -> Floats:
        """How far the port as stated lies off its mean in the replications of each world, in standard
        deviations, shape (worlds, figures)."""
        deviations = self.stated.std(axis=0)
        standard = (self.stated - self.stated.mean(axis=0)) / np.where(deviations > 0, deviations, 1.0)
        return np.array([standard[list(point.replications)].mean(axis=0) for point in self._points])

    @property
    def works(self) -> Bools:
        """Whether the servers of each world can do its work, shape (worlds,)."""
        return np.array([not each.raised and not each.problem for each in self._found])

    @property
    def problems(self) -> list[str]:
        """Why worlds cannot be run, one for each that cannot."""
        return [each.problem for each in self._found if each.problem]

    @cached_property
    def _known(self) -> Known:
        outputs = [(name, _definition(each)) for name, each in self.observations.items()]
        return Known(self.answers, self.scenario, outputs, QUESTION)

    def _answers(self, points: Sequence[Point]) -> list[Answered]:
        return list(self._through(points))

    def _through(self, points: Sequence[Point]) -> Iterator[Answered]:
        known = [self._known.of(point) for point in points]
        new = [point for point, own in zip(points, known, strict=True) if own is None]
        common = (self.scenario, self.observations, self.space)
        found = spread_out(
            _answer, common, new, self.workers, self.scenario.library, takes=memory_of(self.scenario)
        )
        for point, own in zip(points, known, strict=True):
            answered = next(found) if own is None else Answered(*own)
            if own is None:
                self._known.keep(point, answered)
            self.told()
            yield answered


def _definition(each: Observation) -> str:
    """What of an observation decides the figure that a run gives."""
    kept = {"kpi", "interval", "statistic", "limit", "cohort", "terminal", "alternative", "unit"}
    return each.model_dump_json(include=kept)


def _answer(
    scenario: Scenario, observations: Mapping[str, Observation], space: Space, point: Point
) -> Answered:
    """What one world says; `raised` are the places to which more work comes than they can do."""
    figures = np.full((len(point.replications), len(observations)), np.nan)
    try:
        world = scenario.with_drawn(space.numbers(point.shares)) if point.shares else scenario
        overloaded = dict.fromkeys(
            load.place
            for name in world.alternatives
            for load in offered_loads(world.world(name))
            if load.grows
        )
    except ConfigError as error:
        return Answered(figures, problem=str(error).splitlines()[0])

    speak = {each.alternative for each in observations.values()}
    asked = tuple(name for name in world.alternatives if name in speak)

    def kept(run: Run) -> dict[str, float]:
        found = find(observations, run.alternative, run.records, run.scenario.study.run_out.at_most)
        return {name: finding.value for name, finding in found.items()}

    for row, number in zip(figures, point.replications, strict=True):
        job = Job(number, asked, NOTHING)
        runs = keep_of_runs(world, {}, observations, job, {KEPT: kept})
        said = {name: value for own in runs.values() for name, value in own[KEPT].items()}
        row[:] = [said.get(name, np.nan) for name in observations]
    return Answered(figures, tuple(overloaded))

"""One replication: every alternative of a scenario run on the same draws, and what each run keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

from portsim.claims.claim import Claim
from portsim.claims.observation import Observation
from portsim.model.world import World
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.drawn import draws_of
from portsim.study.question import QUESTION, Asked, Run
from portsim.study.run import run_world
from portsim.workload.draws import Draws

T = TypeVar("T")


class Job(NamedTuple):
    """What is done in one replication: the alternatives that are run on its draws, and what they are asked.

    With `leave_draws` a study that is like it is to follow, and has the draws.
    """

    number: int
    alternatives: tuple[str, ...]
    asked: Asked
    leave_draws: bool = False


def replicate(
    scenario: Scenario, claims: Mapping[str, Claim], observations: Mapping[str, Observation], job: Job
) -> dict[str, dict[str, Any]]:
    """Run alternatives once on the draws of one replication: alternative -> question -> what is kept."""
    questions = scenario.library[QUESTION]
    keeping = {name: keep for name in job.asked.questions if (keep := questions[name].keep) is not None}
    return keep_of_runs(scenario, claims, observations, job, keeping)


def keep_of_runs(
    scenario: Scenario,
    claims: Mapping[str, Claim],
    observations: Mapping[str, Observation],
    job: Job,
    keeping: Mapping[str, Callable[[Run], T]],
) -> dict[str, dict[str, T]]:
    """Run alternatives once on the draws of one replication, and keep of each run what `keeping` takes from
    it, under its name: alternative -> name -> what is kept."""
    with draws_of(scenario, job.number, again=job.leave_draws) as draws:
        runs = _Runs(scenario, job.number, draws)
        return _kept(scenario, claims, observations, job, keeping, runs)


def _kept(
    scenario: Scenario,
    claims: Mapping[str, Claim],
    observations: Mapping[str, Observation],
    job: Job,
    keeping: Mapping[str, Callable[[Run], T]],
    runs: _Runs,
) -> dict[str, dict[str, T]]:
    """One alternative after the other: what has been kept of one is all that is left of it."""

    def kept_of(alternative: str) -> dict[str, T]:
        world, records = scenario.world(alternative), runs.of(alternative)
        pair, before = runs.pair(alternative, records), partial(runs.of, BASELINE)
        run = Run(
            scenario,
            claims,
            alternative,
            world,
            records,
            before,
            job.number,
            runs.run,
            pair,
            observations,
            job.asked.kpis,
            job.asked.comparisons,
        )
        own: dict[str, T] = {}
        for name, keep in keeping.items():
            with scenario.library.blaming(QUESTION, name):
                own[name] = keep(run)
        return own

    return {alternative: kept_of(alternative) for alternative in job.alternatives}


class _Runs:
    """The runs of one replication. Records that are needed again, by an alternative that holds an event, are
    kept; all others are gone when their alternative is done with."""

    def __init__(self, scenario: Scenario, number: int, draws: Draws) -> None:
        self.scenario, self.number, self.draws = scenario, number, draws
        self.events = {
            name: found for name in scenario.alternatives if (found := scenario.event(name)) is not None
        }
        self.again = {BASELINE, *(scenario.same(each.uses) for each in self.events.values())}
        self.kept: dict[str, Records] = {}

    def of(self, alternative: str) -> Records:
        """The records of an alternative."""
        if alternative in self.kept:
            return self.kept[alternative]
        records = self._run(self.scenario.world(alternative))
        if alternative in self.again:
            self.kept[alternative] = records
        return records

    def pair(self, alternative: str, records: Records) -> tuple[Records, Records] | None:
        """The records of an alternative, and of the same measures without its event, equally long; None if it
        holds no event."""
        event = self.events.get(alternative)
        if event is None:
            return None
        same = self.scenario.same(event.uses)
        without = self.of(same) if same else self._run(event.world)
        end = max(records.horizon, without.horizon)
        if records.horizon < end:
            records = self._run(self.scenario.world(alternative), end)
        if without.horizon < end:
            without = self._run(event.world, end)
        return records, without

    def run(self, world: World, at_least: float) -> Records:
        """The records of a world on the draws of this replication, run to `at_least` [min]."""
        return self._run(world, at_least)

    def _run(self, world: World, at_least: float = 0.0) -> Records:
        return run_world(world, self.scenario, self.number, self.draws, at_least)

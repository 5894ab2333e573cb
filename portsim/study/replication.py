"""One replication: every alternative of a scenario run on the same draws, and what each run keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portsim.claims.claim import Claim
from portsim.claims.observation import Observation
from portsim.model.world import World
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.question import QUESTION, Run
from portsim.study.run import run_world
from portsim.workload.draws import Draws


def replicate(
    scenario: Scenario, claims: Mapping[str, Claim], observations: Mapping[str, Observation], number: int
) -> dict[str, dict[str, Any]]:
    """Run every alternative once on the draws of one replication: question -> alternative -> what is kept."""
    asked = {name: each.keep for name, each in scenario.library[QUESTION].items() if each.keep is not None}
    kept: dict[str, dict[str, Any]] = {name: {} for name in asked}
    runs = _Runs(scenario, number)
    for alternative in scenario.alternatives:
        world, records = scenario.world(alternative), runs.of(alternative)
        baseline, pair = runs.of(BASELINE), runs.pair(alternative, records)
        run = Run(
            scenario, claims, alternative, world, records, baseline, number, runs.run, pair, observations
        )
        for name, keep in asked.items():
            with scenario.library.blaming(QUESTION, name):
                kept[name][alternative] = keep(run)
    return kept


class _Runs:
    """The runs of one replication. Records that are needed again, by an alternative that holds an event, are
    kept; all others are gone when their alternative is done with."""

    def __init__(self, scenario: Scenario, number: int) -> None:
        self.scenario, self.number = scenario, number
        self.draws = Draws(scenario.study.seed, number, shared=True)
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

    def run(self, world: World) -> Records:
        """The records of a world on the draws of this replication."""
        return self._run(world)

    def _run(self, world: World, at_least: float = 0.0) -> Records:
        return run_world(world, self.scenario, self.number, self.draws, at_least)

"""One replication: every alternative of a scenario run on the same draws, and what each run keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portsim.claims.claim import Claim
from portsim.model.world import World
from portsim.records.records import Records
from portsim.scenario.scenario import Scenario
from portsim.study.question import QUESTION, Run
from portsim.study.run import run_world
from portsim.workload.draws import Draws


def replicate(scenario: Scenario, claims: Mapping[str, Claim], number: int) -> dict[str, dict[str, Any]]:
    """Run every alternative once on the draws of one replication: question -> alternative -> what is kept."""
    draws = Draws(scenario.study.seed, number, shared=True)
    asked = {name: each.keep for name, each in scenario.library[QUESTION].items() if each.keep is not None}
    kept: dict[str, dict[str, Any]] = {name: {} for name in asked}
    baseline: Records | None = None

    def again(world: World) -> Records:
        return run_world(world, scenario, number, draws)

    for alternative in scenario.alternatives:
        world = scenario.world(alternative)
        records = run_world(world, scenario, number, draws)
        baseline = baseline or records
        run = Run(scenario, claims, alternative, world, records, baseline, number, again)
        for name, keep in asked.items():
            with scenario.library.blaming(QUESTION, name):
                kept[name][alternative] = keep(run)
    return kept

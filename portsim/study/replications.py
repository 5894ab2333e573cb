"""The replications of a study, spread over cores; what was answered before is not run again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portsim.claims.claim import Claim
from portsim.claims.observation import Observation
from portsim.scenario.scenario import Scenario
from portsim.study.answers import About, Answers, about_runs
from portsim.study.question import Asked, Kept
from portsim.study.replication import Job, replicate
from portsim.study.workers import spread_out

Answered = Mapping[str, Mapping[str, Any]]  # alternative -> question -> what its run kept


def kept_by_runs(
    scenario: Scenario,
    claims: Mapping[str, Claim],
    observations: Mapping[str, Observation],
    asked: Asked,
    workers: int,
    answers: Answers | None = None,
    numbers: Sequence[int] | None = None,
) -> Iterator[Kept]:
    """What the runs of each replication keep for what they are asked, replication by replication.

    `numbers` are those of the replications that are run, from 0; None takes all of the study.

    Raises PortsimError: a number of workers below 0; a worker that ended early.
    """
    everyone = scenario.alternatives
    numbers = range(scenario.study.replications) if numbers is None else numbers
    about = [
        about_runs(scenario, number, asked.kpis, claims=bool(claims))
        for number in numbers
        if answers is not None
    ]
    known = [_answered(answers, runs) for runs in about] if answers is not None else [{} for _ in numbers]
    missing = [
        tuple(name for name in everyone if not _all_of(asked.questions, own.get(name, {}))) for own in known
    ]
    jobs = [
        Job(number, names, asked, answers is not None)
        for number, names in zip(numbers, missing, strict=True)
        if names
    ]
    found = spread_out(replicate, (scenario, claims, observations), jobs, workers, scenario.library)
    for place in range(len(numbers)):
        new = next(found) if missing[place] else {}
        if answers is not None:
            for name, own in new.items():
                answers.keep(about[place][name], own)
        every = {name: {**known[place].get(name, {}), **new.get(name, {})} for name in everyone}
        yield {each: {name: every[name][each] for name in everyone} for each in asked.questions}


def _answered(answers: Answers, runs: Mapping[str, About]) -> Answered:
    return {name: dict(answers.of(run)) for name, run in runs.items()}


def _all_of(questions: tuple[str, ...], answered: Mapping[str, Any]) -> bool:
    return answered.keys() >= set(questions)

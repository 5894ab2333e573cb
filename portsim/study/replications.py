"""The replications of a study, spread over cores; what was answered before is not run again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from portsim.claims.claim import Claim
from portsim.claims.observation import Observation
from portsim.scenario.scenario import Scenario
from portsim.study.answers import About, Answers, Origin, about_runs
from portsim.study.question import QUESTION, Asked, Kept
from portsim.study.replication import Job, replicate
from portsim.study.workers import spread_out
from portsim.workload.size import memory_of

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
    before = [Before.of(answers, scenario, number, asked, claims=bool(claims)) for number in numbers]
    known = [each.answered() for each in before]
    missing = [
        tuple(name for name in everyone if not own.get(name, {}).keys() >= set(asked.questions))
        for own in known
    ]
    leave_draws = answers is not None and answers.leave_draws
    jobs = [
        Job(number, names, asked, leave_draws)
        for number, names in zip(numbers, missing, strict=True)
        if names
    ]
    if answers is not None:
        answers.found += sum(len(everyone) - len(names) for names in missing)
    found = spread_out(
        replicate,
        (scenario, claims, observations),
        jobs,
        workers,
        scenario.library,
        takes=memory_of(scenario, unlimited=bool(claims)),
    )
    for own, names, here in zip(known, missing, before, strict=True):
        new = next(found) if names else {}
        here.keep(new)
        every = {name: {**own.get(name, {}), **new.get(name, {})} for name in everyone}
        yield {each: {name: every[name][each] for name in everyone} for each in asked.questions}


class Before(NamedTuple):
    """What the runs of one replication answered before this study, if anything keeps it.

    `of_texts` are the questions whose answers depend on claims and observed figures, `others` all others.
    """

    answers: Answers | None
    origin: Origin
    runs: Mapping[str, About]
    of_texts: tuple[str, ...]
    others: tuple[str, ...]

    @classmethod
    def of(
        cls, answers: Answers | None, scenario: Scenario, number: int, asked: Asked, *, claims: bool
    ) -> Before:
        """What is known of a replication of a scenario's study, by its number."""
        questions, origin = scenario.library[QUESTION], Origin(scenario.name, number)
        if answers is None:
            return cls(None, origin, {}, (), ())
        of_texts = tuple(name for name in asked.questions if questions[name].texts)
        others = tuple(name for name in asked.questions if not questions[name].texts)
        about = about_runs(scenario, number, asked.kpis, claims=claims, against=asked.measured_key)
        return cls(answers, origin, about, of_texts, others)

    def answered(self) -> Answered:
        """Alternative to what its run answered, as far as it was asked."""
        if self.answers is None:
            return {}
        ask = self.answers.of
        return {
            name: {**ask(run.whatever_texts, self.others), **ask(run, self.of_texts)}
            for name, run in self.runs.items()
        }

    def keep(self, new: Answered) -> None:
        """Keep what runs answer now."""
        if self.answers is None or not new:
            return
        kept: dict[About, dict[str, Any]] = {}
        for name, own in new.items():
            for question, answer in own.items():
                about = self.runs[name] if question in self.of_texts else self.runs[name].whatever_texts
                kept.setdefault(about, {})[question] = answer
        self.answers.new += len(new)
        self.answers.keep_all(kept, self.origin)

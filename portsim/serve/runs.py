"""The runs of a state, replication by replication: what was answered before is not run again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic
from typing import Any
from uuid import uuid4

from portsim.base.errors import PortsimError
from portsim.kpis.kpi import KPI
from portsim.scenario.scenario import Scenario
from portsim.serve.lanes import Answered, Lanes, Piece, Sent, sent
from portsim.serve.state import State
from portsim.serve.variant import Variants
from portsim.study.aims import primaries
from portsim.study.answers import Answers
from portsim.study.question import Asked, Kept, StudyResult, asked
from portsim.study.replications import Before

TABLES = ("comparison", "payers", "hours")
MORE, LATEST = 3, 1.0  # figures come again with so many times the replications, or after so long [s]
FIRST = 2  # replications that are run before a page asks for them


def asked_of(base: Scenario) -> Asked:
    """What the runs of a page are asked: tables, and the KPIs that any alternative aims at; all KPIs, where
    none aims at any, so that what they move can be shown."""
    aims = dict.fromkeys(name for names in primaries(base).values() for name in names)
    measured = [name for name in aims if name in base.library[KPI]]
    return asked(base.library, TABLES, measured or None)


class Runs:
    """All runs of a page, and their answers.

    Each is asked for the same KPIs whatever alternatives are shown, so that another choice of alternatives
    finds what was run before.
    """

    def __init__(self, variants: Variants, lanes: Lanes) -> None:
        base = variants.base
        self.variants, self.lanes = variants, lanes
        self.answers = Answers()
        self.stopped = False
        self.asked: Asked = asked_of(base)
        self._sent: dict[State, Sent] = {}
        self._opening: tuple[State, asyncio.Task[list[asyncio.Task[Kept]]]] | None = None

    def open(self, state: State) -> None:
        """Begin with the first replications of the state that a page opens with, before it asks for them."""
        self._opening = state, asyncio.create_task(self._first(state))

    def stop(self) -> None:
        """End all runs and the processes that do them."""
        self.stopped = True
        if self._opening is not None:
            self._opening[1].cancel()
        self.lanes.stop()

    async def _first(self, state: State) -> list[asyncio.Task[Kept]]:
        scenario = await asyncio.to_thread(self.variants.of, state)
        return self._begun(state, scenario, range(min(FIRST, scenario.study.replications)))

    def _begun(self, state: State, scenario: Scenario, numbers: range) -> list[asyncio.Task[Kept]]:
        return [asyncio.create_task(self._replication(state, scenario, number)) for number in numbers]

    async def of(self, state: State) -> AsyncGenerator[StudyResult]:
        """The study of a state with its first replication, with three times as many, and so on, or after a
        second with those that are there; at last with all.

        To work the figures out takes time from the runs. When the caller stops, so do the runs that have not
        begun.

        Raises WrongValue: a state that cannot run. PortsimError: two processes ended over one run; all was
        stopped.
        """
        try:
            async with aclosing(self._studies(state)) as studies:
                async for study in studies:
                    yield study
        except asyncio.CancelledError:
            if not self.stopped:
                raise
            raise PortsimError("portsim serve was stopped") from None

    async def _studies(self, state: State) -> AsyncGenerator[StudyResult]:
        tasks: list[asyncio.Task[Kept]] = []
        if self._opening is not None and self._opening[0] == state:
            opening, self._opening = self._opening[1], None
            tasks = await opening
        scenario = await asyncio.to_thread(self.variants.of, state)
        tasks += self._begun(state, scenario, range(len(tasks), scenario.study.replications))
        done: list[Kept] = []
        shown, since = 0, monotonic()
        try:
            for number, task in enumerate(tasks, start=1):
                done.append(await task)
                early = number < MORE * shown and monotonic() < since + LATEST
                if number < len(tasks) and (early or tasks[number].done()):
                    continue
                yield StudyResult(scenario, {}, tuple(done), {}, self.asked.kpis)
                shown, since = number, monotonic()
        finally:
            for task in tasks:
                task.cancel()

    async def _replication(self, state: State, scenario: Scenario, number: int) -> Kept:
        """What all alternatives keep in one replication."""
        before = Before.of(self.answers, scenario, number, self.asked, claims=False)
        known = before.answered()
        questions = self.asked.questions
        missing = [name for name in scenario.alternatives if not known[name].keys() >= set(questions)]
        new: dict[str, Answered] = {}
        if missing:
            runs = (self._run(state, scenario, number, name, before) for name in missing)
            new = dict(zip(missing, await asyncio.gather(*runs), strict=True))
        every: dict[str, Any] = {name: {**known[name], **new.get(name, {})} for name in scenario.alternatives}
        return {each: {name: every[name][each] for name in every} for each in questions}

    async def _run(
        self, state: State, scenario: Scenario, number: int, alternative: str, before: Before
    ) -> Answered:
        if state not in self._sent:
            self._sent.clear()
            self._sent[state] = sent(uuid4().hex, scenario)
        piece = Piece(self._sent[state], number, alternative, self.asked)
        answers = await self.lanes.do(piece)
        before.keep({alternative: answers})
        return answers

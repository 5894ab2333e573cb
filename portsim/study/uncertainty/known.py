"""What worlds said before: a study that is given answers runs only worlds that are new to them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from portsim.base.arrays import Floats
from portsim.scenario.inputs import Input, inputs
from portsim.scenario.plain import plain
from portsim.scenario.scenario import Scenario
from portsim.study.answers import About, Answers, Origin, about_runs

if TYPE_CHECKING:
    from portsim.study.uncertainty.worlds import Answered, Point

QUESTION, WORLDS = "uncertainty", "worlds"  # the names under which answers are kept, and whose they are


class Known:
    """The worlds of a scenario that `answers` holds for a question, with what they were asked for; none
    without `answers`."""

    def __init__(
        self,
        answers: Answers | None,
        scenario: Scenario,
        outputs: Sequence[Sequence[str]],
        question: str = QUESTION,
    ) -> None:
        self.answers, self.scenario, self.question = answers, scenario, question
        self._outputs = [list(each) for each in outputs]
        self._runs: dict[int, object] = {}

    @cached_property
    def _inputs(self) -> dict[str, Input]:
        return {each.name: each for each in inputs(self.scenario)}

    def _about(self, point: Point) -> About:
        """What decides the answers of a world: the runs of the port as stated, and the drawn numbers."""
        for number in point.replications:
            if number not in self._runs:
                self._runs[number] = about_runs(self.scenario, number, None, claims=True)
        drawn = [self._inputs[name].at(share) for name, share in point.shares.items()]
        numbers = [[key, plain(number)] for each in drawn for key, number in each.items()]
        runs = [self._runs[number] for number in point.replications]
        text = json.dumps([runs, numbers, self._outputs, self.scenario.means.overload])
        return About(WORLDS, hashlib.sha256(text.encode()).hexdigest()[:16], "", (), (), None)

    def of(self, point: Point) -> tuple[Floats, tuple[str, ...], str] | None:
        """Figures, raised places and problem of a world, None if it is new."""
        if self.answers is None:
            return None
        found: tuple[Floats, tuple[str, ...], str] | None
        found = self.answers.of(self._about(point), (self.question,)).get(self.question)
        if found is not None:
            self.answers.found += self._runs_of(point)
        return found

    def keep(self, point: Point, answered: Answered) -> None:
        """Keep what a world says now."""
        if self.answers is None:
            return
        self.answers.new += self._runs_of(point)
        origin = Origin(self.scenario.name, point.replications[0])
        self.answers.keep_all({self._about(point): {self.question: tuple(answered)}}, origin)

    def _runs_of(self, point: Point) -> int:
        return len(point.replications) * len(self.scenario.alternatives)

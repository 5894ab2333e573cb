"""The figure of an alternative as one input moves: by runs, or without any where the input is a price or a
cost, which decide no run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from portsim.base.errors import ConfigError
from portsim.kpis.ledger import ENTRY
from portsim.kpis.ledger_lines import Line
from portsim.model.sourced import Figure
from portsim.model.tariff import Tariff
from portsim.scenario.costs import costs_of, is_cost
from portsim.scenario.identity import world_key
from portsim.scenario.scenario import Scenario
from portsim.study.answers import Answers
from portsim.study.paying.crossings import At
from portsim.study.paying.figure_asked import Asked
from portsim.study.paying.one_input import OneInput
from portsim.study.question import StudyResult
from portsim.study.study import compare
from portsim.study.workers import Progress

LINEAR = ("cost", "pieces", "takes")  # figures of a tariff by which what it prices is multiplied
Look = Callable[[float], At]


@dataclass(frozen=True)
class Runs:
    """How studies of a scenario are run: on the same draws, and what was answered before is not run again."""

    asked: Asked
    alternative: str
    workers: int
    progress: Progress | None
    answers: Answers

    def study(self, scenario: Scenario) -> StudyResult:
        """The baseline and the alternative, asked for what the figure needs.

        Raises PortsimError: as `compare`.
        """
        return compare(
            scenario.only(self.alternative),
            workers=self.workers,
            claims=False,
            progress=self.progress,
            tables=self.asked.tables,
            kpis=self.asked.kpis,
            answers=self.answers,
        )


def by_runs(scenario: Scenario, moved: OneInput, runs: Runs) -> Look:
    """The figure by a study at each value; a value with which the port cannot run says so."""

    def look(value: float) -> At:
        try:
            changed = scenario.set(moved.key, moved.text(value))
            study = runs.study(changed)
        except ConfigError as error:
            return At(value, state="cannot run", why=str(error).splitlines()[0])
        return runs.asked.at(value, study, runs.alternative, costs_of(changed, runs.alternative), _as_it_is)

    return look


def without_runs(scenario: Scenario, moved: OneInput, runs: Runs) -> Look | None:
    """The figure at each value by one study, or none: the input is a cost of a measure, or a price that
    decides nothing of a run. None if it is neither, so that it takes runs."""
    if not runs.asked.in_money:
        return None
    if is_cost(moved.key):
        return _of_cost(scenario, moved, runs)
    group, _, rest = moved.key.partition(".")
    tariff, _, field = rest.partition(".")
    if group != "tariffs" or field not in LINEAR:
        return None
    return _of_tariff(scenario, moved, runs, tariff, field)


def _of_cost(scenario: Scenario, moved: OneInput, runs: Runs) -> Look:
    key, _, field = moved.key.rpartition(".")
    costs = costs_of(scenario, runs.alternative)
    study = runs.study(scenario)

    def look(value: float) -> At:
        now = tuple(
            replace(each, item=each.item.model_copy(update={field: _with(getattr(each.item, field), value)}))
            if each.key == key
            else each
            for each in costs
        )
        return runs.asked.at(value, study, runs.alternative, now, _as_it_is)

    return look


def _with(number: Figure, value: float) -> Figure:
    return number.model_copy(update={"value": value})


def _of_tariff(scenario: Scenario, moved: OneInput, runs: Runs, tariff: str, field: str) -> Look | None:
    """The figure with lines of the ledger multiplied; None where a measure sets the tariff itself, or reads
    it, so that more than the lines would change."""
    at = moved.stated if moved.stated > 0 else moved.high if moved.high > 0 else 1.0
    once = scenario.set(moved.key, moved.text(at))
    other = scenario.set(moved.key, moved.text(2 * at))
    for name in ("baseline", runs.alternative):
        before, after = (each.world(name).port.tariffs[tariff] for each in (once, other))
        if _figure_of(before, field) == _figure_of(after, field) or not _same_but(once, other, name):
            return None
    study = runs.study(once)
    entries = scenario.library[ENTRY]

    def look(value: float) -> At:
        def scaled(line: Line) -> float:
            return value / at if entries[line.entry].tariff == tariff else 1.0

        return runs.asked.at(value, study, runs.alternative, costs_of(once, runs.alternative), scaled)

    return look


def _figure_of(tariff: Tariff, field: str) -> object:
    number = getattr(tariff, field)
    return getattr(number, number.figure)


def _same_but(one: Scenario, other: Scenario, alternative: str) -> bool:
    """Whether two scenarios have the same world of an alternative, but for its tariffs."""
    first, second = one.world(alternative), other.world(alternative)
    port = second.port.model_copy(update={"tariffs": first.port.tariffs})
    return world_key(replace(second, port=port)) == world_key(first)


def _as_it_is(_: Line) -> float:
    return 1.0

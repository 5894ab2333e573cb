"""The systems of a grid: the scenario of each point, why a point cannot run, and the figures of runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import ConfigError, PortsimError
from portsim.kpis.kpi import KPI, Kpi
from portsim.model.world import World
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.assign import assign, touches
from portsim.scenario.identity import run_key
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.reading import Document
from portsim.scenario.scenario import Scenario, parse
from portsim.study.answers import About, Answers, Origin
from portsim.study.drawn import draws_of
from portsim.study.run import run_world
from portsim.study.sizing.bench import Wanted
from portsim.study.sizing.grid import Factor, Grid, Point
from portsim.study.workers import Progress, spread_out
from portsim.workload.size import memory_of

TOGETHER = 8  # systems that are run on one replication's draws in one piece of work
QUESTION = "size"  # the name under which answers are kept
EVERY_VALUE = 60  # values of a factor that are all tried by themselves before the grid; else its ends


class Measured(NamedTuple):
    """A KPI that is worked out on each run, and the one of the library that it was made of.

    `more_is_worse` says which end is taken of a figure that unfinished shipments make a bound.
    """

    kpi: Kpi
    declared: str
    more_is_worse: bool

    @property
    def asked(self) -> str:
        """What decides its figure beside the run: KPI, statistic, limit, and the end of a bound."""
        end = "upper" if self.more_is_worse else "lower"
        return f"{self.kpi.name} {self.kpi.statistic} {self.kpi.within} {end}"


@dataclass(frozen=True)
class Systems:
    """All points of a grid on a scenario, with one alternative in force; scenarios are made when asked for.

    `scenario` has no other alternatives, so that what keeps another one from running keeps no point from it.
    """

    scenario: Scenario
    alternative: str
    grid: Grid

    def settings(self, point: Point) -> list[tuple[str, str]]:
        keys = (factor.key for factor in self.grid.factors)
        return list(zip(keys, self.grid.values(point), strict=True))

    def scenario_of(self, point: Point) -> Scenario:
        """The scenario of a point.

        Raises ConfigError: the port cannot run so; more work would come than its servers can do.
        """
        made = with_numbers(self.scenario, self.settings(point))
        if not self.scenario.means.overload:
            refuse_overload(made.world(self.alternative))
        return made


def systems_of(scenario: Scenario, alternative: str, grid: Grid) -> Systems:
    """The systems of a grid; every value is tried by itself first.

    Raises ConfigError: no such alternative; a key that leads nowhere, or that is an option of a measure which
    the alternative does not use; a value that the scenario does not take.
    """
    scenario.world(alternative)
    uses = scenario.compare.get(alternative, ())
    for factor in grid.factors:
        group, _, rest = factor.key.partition(".")
        measure = rest.split(".")[0]
        if group == "measures" and measure not in {use.measure for use in (*uses, *scenario.in_place)}:
            others = [n for n, its in scenario.compare.items() if measure in {use.measure for use in its}]
            hint = f"; name one that does, --alternative {others[0]}" if others else ""
            raise ConfigError(f"over {factor.key}: {alternative} does not use {measure}{hint}")
    data = {key: value for key, value in scenario.document.data.items() if key != "compare"}
    if alternative != BASELINE:
        data["compare"] = {alternative: [use.model_dump() for use in uses]}
    document = replace(scenario.document, data=data)
    bare = replace(
        scenario.only(*(() if alternative == BASELINE else (alternative,))),
        means=replace(scenario.means, document=document),
    )
    found = Systems(bare, alternative, grid)
    for factor in grid.factors:
        _try_alone(found, factor)
    return found


def refuse_overload(world: World) -> None:
    """Raises ConfigError: more work would come than the servers of a world can do."""
    too_much = [each for each in offered_loads(world) if each.grows]
    if too_much:
        worst = max(too_much, key=lambda each: each.mean)
        raise ConfigError(f"offered load {worst.mean:.2f} at {worst.place}, {worst.where}, is above 1")


def _try_alone(systems: Systems, factor: Factor) -> None:
    values = factor.values
    free = replace(systems.scenario, means=replace(systems.scenario.means, overload=True))
    for value in values if len(values) <= EVERY_VALUE else (values[0], values[-1]):
        try:
            free.set(factor.key, value)
        except ConfigError as error:
            raise ConfigError(re.sub(r"^set\b", "over", str(error), flags=re.MULTILINE)) from None


def with_numbers(scenario: Scenario, settings: Sequence[tuple[str, str]]) -> Scenario:
    """The scenario with several numbers set at once, read anew, whatever the load of its servers.

    Raises ConfigError: as `Scenario.set`.
    """
    document: Document = scenario.document
    for key, value in settings:
        document, _, _ = assign(document, key, value, "over")
    keys = [key for key, _ in settings]
    drawn = {name: n for name, n in scenario.drawn.items() if not any(touches(name, key) for key in keys)}
    read_again = parse(document, scenario.path, scenario.library, overload=True, drawn=drawn)
    with_compare = replace(read_again, compare=scenario.compare, engine=scenario.engine)
    study = scenario.study
    return with_compare.with_study(**{name: getattr(study, name) for name in type(study).model_fields})


class _Piece(NamedTuple):
    """Systems that are run on the draws of one replication."""

    number: int
    scenarios: tuple[Scenario, ...]


def _figures(alternative: str, measured: tuple[Measured, ...], piece: _Piece) -> list[Floats]:
    """The figures of each system, shape (measured,) each [the KPI's unit]; NaN where nothing was measured.

    Of a figure that unfinished shipments make a bound the worse end is taken.
    """
    found = []
    with draws_of(piece.scenarios[0], piece.number, again=False) as draws:
        for scenario in piece.scenarios:
            world = scenario.world(alternative)
            records = run_world(world, scenario, piece.number, draws)
            own = []
            for kpi, declared, more_is_worse in measured:
                with scenario.library.blaming(KPI, declared):
                    figure = kpi.figure(records, scenario.study.run_out.at_most)
                ends = (figure.value, figure.later)
                own.append(max(ends) if more_is_worse else min(ends))
            found.append(np.array(own, dtype=np.float64))
    return found


class Tally:
    """Runs done and runs known to come, told to whoever follows the progress."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._done, self._total = progress, 0, 0

    def planned(self, runs: int) -> None:
        self._total += runs

    def ran(self, runs: int) -> None:
        self._done += runs
        self._progress(self._done, self._total)


@dataclass(frozen=True)
class Simulator:
    """Runs systems and gives their figures; what `answers` holds already is not run again."""

    alternative: str
    measured: tuple[Measured, ...]
    scenario_of: Callable[[int], Scenario]
    label_of: Callable[[int], str]
    workers: int = 0
    answers: Answers | None = None
    tally: Tally | None = None

    def draw(self, wanted: Wanted) -> Iterator[Floats]:
        """The figures of each (system, replication), shape (measured,), in this order.

        Raises PortsimError: a run has nothing to measure a KPI on.
        """
        known = {pair: own for pair in wanted if (own := self._answered(*pair)) is not None}
        pieces, pairs = self._pieces([pair for pair in wanted if pair not in known])
        if self.tally is not None:
            self.tally.planned(sum(map(len, pairs)))
        if pieces:
            library = pieces[0].scenarios[0].library
            work = spread_out(
                _figures,
                (self.alternative, self.measured),
                pieces,
                self.workers,
                library,
                takes=memory_of(pieces[0].scenarios[0]),
            )
            for done, found in zip(pairs, work, strict=True):
                known.update(zip(done, found, strict=True))
                if self.tally is not None:
                    self.tally.ran(len(done))
                self._keep(done, found)
        for pair in wanted:
            self._check(*pair, known[pair])
            yield known[pair]

    def _pieces(self, missing: Sequence[tuple[int, int]]) -> tuple[list[_Piece], list[list[tuple[int, int]]]]:
        """The work, and the (system, replication) of each piece."""
        by_number: dict[int, list[int]] = {}
        for system, number in missing:
            by_number.setdefault(number, []).append(system)
        pieces, pairs = [], []
        for number, systems in by_number.items():
            for at in range(0, len(systems), TOGETHER):
                some = systems[at : at + TOGETHER]
                pieces.append(_Piece(number, tuple(map(self.scenario_of, some))))
                pairs.append([(system, number) for system in some])
        return pieces, pairs

    def _about(self, system: int, number: int) -> About:
        scenario = self.scenario_of(system)
        key = run_key(scenario.world(self.alternative), scenario.study, number)
        names = tuple(each.asked for each in self.measured)
        return About(self.alternative, key, "", (), (), names)

    def _answered(self, system: int, number: int) -> Floats | None:
        if self.answers is None:
            return None
        found: Floats | None = self.answers.of(self._about(system, number), (QUESTION,)).get(QUESTION)
        self.answers.found += found is not None
        return found

    def _keep(self, pairs: Sequence[tuple[int, int]], found: Sequence[Floats]) -> None:
        """Keep the figures of systems in one replication."""
        if self.answers is None:
            return
        kept = {self._about(*pair): {QUESTION: figures} for pair, figures in zip(pairs, found, strict=True)}
        system, number = pairs[0]
        self.answers.new += len(pairs)
        self.answers.keep_all(kept, Origin(self.scenario_of(system).name, number))

    def _check(self, system: int, number: int, figures: Floats) -> None:
        for each, value in zip(self.measured, figures, strict=True):
            if np.isnan(value):
                raise PortsimError(
                    f"{each.declared}: nothing to measure in replication {number} at "
                    f"{self.label_of(system)}; name another KPI, or run more --days"
                )

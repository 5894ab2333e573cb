"""The runs of a control study: figures, costs and what exams found, replication by replication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError
from portsim.kpis.cost import Cost
from portsim.kpis.kpi import KPI
from portsim.model.payers import COMPANIES, PUBLIC
from portsim.model.risk import Risk
from portsim.records.records import Records
from portsim.scenario.identity import run_key
from portsim.scenario.scenario import Scenario
from portsim.study.answers import About, Answers, Origin
from portsim.study.control.odds import Odds
from portsim.study.control.outcomes import Outcomes, outcomes_of
from portsim.study.control.points import Point
from portsim.study.drawn import draws_of
from portsim.study.run import run_world
from portsim.study.sizing.systems import Measured, Tally
from portsim.study.workers import spread_out
from portsim.workload.size import memory_of

TOGETHER: Final = 8  # points that are run on one replication's draws in one piece of work
QUESTION: Final = "control"
COSTS: Final = {
    "companies": Cost(COMPANIES),
    "customs": Cost(PUBLIC),
}


class Told(NamedTuple):
    """What one run says: KPIs [their units], then costs [yuan/y] by `COSTS`, and outcomes [1/y]."""

    figures: Floats
    outcomes: Outcomes

    def packed(self) -> tuple[Floats, Floats, Floats]:
        """The same as plain arrays."""
        return self.figures, self.outcomes.boxes, self.outcomes.hits


@dataclass(frozen=True)
class _Setting:
    """What a run needs of a point."""

    alternative: str
    scenario: Scenario
    odds: Mapping[str, Odds]


class _Piece(NamedTuple):
    number: int
    settings: tuple[_Setting, ...]


def runs_of(
    points: Sequence[Point],
    measured: tuple[Measured, ...],
    replications: int,
    workers: int,
    tally: Tally | None,
    answers: Answers | None,
) -> list[list[Told]]:
    """What the runs of each point say, replication by replication; all points have the same draws.

    Raises PortsimError: a run that has no box; a KPI that no run can measure.
    """
    pairs = [(number, place) for number in range(replications) for place in range(len(points))]
    known = {pair: own for pair in pairs if (own := _answered(answers, points, measured, *pair)) is not None}
    missing = [pair for pair in pairs if pair not in known]
    if tally is not None:
        tally.planned(len(missing))
    pieces = list(_pieces(points, missing))
    library = points[0].scenario.library
    takes = memory_of(points[0].scenario)
    work = spread_out(_tell, (measured,), [piece for piece, _ in pieces], workers, library, takes=takes)
    for (_, done), found in zip(pieces, work, strict=True):
        known.update(zip(done, found, strict=True))
        if tally is not None:
            tally.ran(len(done))
        if answers is not None:
            kept = {
                _about(points[place], measured, number): {QUESTION: told.packed()}
                for (number, place), told in zip(done, found, strict=True)
            }
            answers.new += len(done)
            answers.keep_all(kept, Origin(points[0].scenario.name, done[0][0]))
    for at, each in enumerate(measured):
        if all(np.isnan(told.figures[at]) for told in known.values()):
            raise PortsimError(
                f"risk.kpis: {each.declared}: nothing to measure in any run; name another KPI, "
                "or run more --days"
            )
    return [[known[number, place] for number in range(replications)] for place in range(len(points))]


def _pieces(
    points: Sequence[Point], missing: Sequence[tuple[int, int]]
) -> Iterator[tuple[_Piece, list[tuple[int, int]]]]:
    by_number: dict[int, list[int]] = {}
    for number, place in missing:
        by_number.setdefault(number, []).append(place)
    for number, places in by_number.items():
        for at in range(0, len(places), TOGETHER):
            some = places[at : at + TOGETHER]
            chosen = (points[place] for place in some)
            settings = tuple(_Setting(each.alternative, each.scenario, each.odds) for each in chosen)
            yield _Piece(number, settings), [(number, place) for place in some]


def _tell(measured: tuple[Measured, ...], piece: _Piece) -> list[Told]:
    found = []
    with draws_of(piece.settings[0].scenario, piece.number, again=False) as draws:
        for alternative, scenario, odds in ((s.alternative, s.scenario, s.odds) for s in piece.settings):
            records = run_world(scenario.world(alternative), scenario, piece.number, draws)
            figures = [*(_figure(records, scenario, each) for each in measured), *_costs(records)]
            risk = scenario.risk
            assert isinstance(risk, Risk)
            found.append(Told(np.array(figures, dtype=np.float64), outcomes_of(records, risk, odds, draws)))
    return found


def _figure(records: Records, scenario: Scenario, each: Measured) -> float:
    """The figure of a run; where unfinished shipments make it a bound, the worse end."""
    with scenario.library.blaming(KPI, each.declared):
        figure = each.kpi.figure(records, scenario.study.run_out.at_most)
    ends = (figure.value, figure.later)
    return max(ends) if each.more_is_worse else min(ends)


def _costs(records: Records) -> list[float]:
    """Costs of a year [yuan/y] by group of payers; NaN where no tariff prices anything of theirs."""
    samples = (each.samples(records) for each in COSTS.values())
    return [float(own[0]) if len(own) else float("nan") for own in samples]


def _about(point: Point, measured: tuple[Measured, ...], number: int) -> About:
    scenario = point.scenario
    key = run_key(scenario.world(point.alternative), scenario.study, number)
    names = tuple(each.asked for each in measured)
    return About(point.alternative, key, "", (), (QUESTION, repr(point.odds), repr(point.risk)), names)


def _answered(
    answers: Answers | None, points: Sequence[Point], measured: tuple[Measured, ...], number: int, place: int
) -> Told | None:
    if answers is None:
        return None
    found = answers.of(_about(points[place], measured, number), (QUESTION,)).get(QUESTION)
    if found is None:
        return None
    answers.found += 1
    figures, boxes, hits = found
    return Told(figures, Outcomes(boxes, hits))

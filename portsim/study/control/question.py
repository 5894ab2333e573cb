"""Control against facilitation: what a faster or lighter exam costs in risk missed."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from portsim.base.arguments import check_arguments
from portsim.base.currency import money_name
from portsim.base.errors import ConfigError, PortsimError
from portsim.base.language import named, t
from portsim.model.risk import Risk
from portsim.scenario.aims import aims_of
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.answers import Answers
from portsim.study.checks import check_study
from portsim.study.control.exchange import exchange_table
from portsim.study.control.points import Point, check_names, for_alternatives, points_of, usual_factors
from portsim.study.control.runs import runs_of
from portsim.study.control.tables import (
    Control,
    Seen,
    front_table,
    frontier_table,
    not_run_table,
    traders_table,
)
from portsim.study.control.words import sentences
from portsim.study.engines import settled
from portsim.study.in_money import in_its_money
from portsim.study.one_week import of_one_week
from portsim.study.sizing.costs import YUAN, Costs, parse_costs
from portsim.study.sizing.grid import Grid, parse_grid
from portsim.study.sizing.systems import Measured, Tally, with_numbers
from portsim.study.sizing.targets import measured as measured_in
from portsim.study.traces import prepared
from portsim.study.workers import Progress

if TYPE_CHECKING:
    import pandas as pd

MOST_POINTS: Final = 300  # of a grid, for each alternative


@in_its_money
def control(
    scenario: Scenario,
    over: Sequence[str] = (),
    *,
    alternatives: Collection[str] | None = None,
    cost: Sequence[str] = (),
    days: int | None = None,
    warm_up_days: int | None = None,
    run_out: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 0,
    progress: Progress | None = None,
    answers: Answers | None = None,
) -> Analysis:
    """What exams find and miss, and what they cost in time and money, over exam rates, quality of selection
    and servers; read from the section `risk` of the scenario.

    `over` are numbers and their values, `traits.selected_for_exam.share=0.5%:2%:0.5%`; by default the exam
    rate and the selectivity from end to end of their ranges, and the servers that `risk` names up to the most
    of theirs. `alternatives` are run beside the baseline; by default those of one measure that aims at a KPI
    of `risk`. `cost` is what one more costs beside the ledger, `places.exam_bay.bays=600000 yuan/y`. Unless
    said otherwise a run counts at most 7 days, after a warm-up of at most 7 and with 7 of run-out.

    Whether a box has something to find is drawn after each run, by Bayes' rule from its own way through the
    exam (`outcomes_of`); the closed form stands beside it. The share of suspect images rises with what
    the exams hold, so that better selection also opens more boxes.

    Tables: `frontier` (one row for each point), `front` (those that no point of the same conditions beats in
    missed hits, time and cost), `exchange` (what one more find costs along the front), `traders`,
    `not_run`; the functions in `portsim.study.control.tables`, and `exchange_table`, give columns and units.

    Source: selection by a binormal ROC curve, Green and Swets 1966, Fawcett 2006 (`caught`); hits by Bayes'
    rule; Pareto front of three figures.

    Raises PortsimError: no section risk, or one that does not fit the port; what is asked is wrong; no point
    can run; fewer than two replications.
    """
    check_arguments(control, locals(), "over alternatives cost progress answers")
    over, cost = tuple(over), tuple(cost)
    scenario, risk = _ready(check_study(scenario), days, warm_up_days, run_out, replications, seed)
    grid = parse_grid(over) if over else Grid(usual_factors(scenario, risk))
    if grid.size > MOST_POINTS:
        raise PortsimError(
            f"control: {grid.size:,} points, allowed {MOST_POINTS}; vary less, or in wider steps"
        )
    own_costs = _costs(cost, grid)
    names = _alternatives(scenario, risk, alternatives)
    measured = _measured(scenario, risk)
    scenario = settled(
        prepared(scenario.only(*names), names), scenario.study.replications * grid.size * len(names)
    )
    if scenario.study.replications < 2:
        raise PortsimError("replications: got 1, allowed 2 or more, as each point needs a spread")
    points: list[Point] = []
    for name in names:
        own = for_alternatives(scenario, name)
        _try_alone(own, grid)
        points += points_of(own, name, grid)
    able = [each for each in points if not each.why]
    if not able:
        raise PortsimError(f"control: none of {len(points)} points can run; {points[0].why}")
    tally = None if progress is None else Tally(progress)
    told = runs_of(
        able, tuple(each for _, each in measured), scenario.study.replications, workers, tally, answers
    )
    seen = tuple(Seen(p, t, _cost_of(p, own_costs)) for p, t in zip(able, told, strict=True))
    found = Control(
        seen,
        tuple(each for _, each in measured),
        tuple(name for name, _ in measured),
        tuple(each.key for each in grid.factors),
        risk.rate_key,
        tuple(each for each in points if each.why),
    )
    frontier = frontier_table(found)
    tables: dict[str, pd.DataFrame] = {
        "frontier": frontier,
        "front": front_table(found, frontier),
        "exchange": exchange_table(found),
        "traders": traders_table(found),
        "not_run": not_run_table(found),
    }
    facts = {
        "over": [f"{each.key}={','.join(each.values)}" for each in grid.factors],
        "alternatives": list(names),
        "cost": list(cost),
        "risk": risk.model_dump(mode="json"),
        "kpis": list(found.names),
        "keys": list(found.other_keys),
    }
    title = t("{title}: control against facilitation", title=named(scenario.title))
    return Analysis("control", title, scenario, tables, sentences(found, costed=bool(cost)), facts)


def _ready(
    scenario: Scenario,
    days: int | None,
    warm_up_days: int | None,
    run_out: str | None,
    replications: int | None,
    seed: int | None,
) -> tuple[Scenario, Risk]:
    risk = scenario.risk
    if risk is None:
        raise ConfigError(
            f"{scenario.path.name}: has no section risk, so nothing is known of what exams can find; add one "
            "as in ocean_gate.yaml (docs/control.md)"
        )
    scenario = of_one_week(
        scenario,
        days=days,
        warm_up_days=warm_up_days,
        run_out=run_out,
        replications=replications,
        seed=seed,
    )
    check_names(scenario, risk)
    return scenario, risk


def _alternatives(scenario: Scenario, risk: Risk, chosen: Collection[str] | None) -> tuple[str, ...]:
    """The baseline and the alternatives that are run.

    Raises ConfigError: no such alternative, or one that holds an event.
    """
    if chosen is None:
        kpis = {name for text in risk.kpis for name in (text, text.split()[-1])}
        chosen = [
            name
            for name, uses in scenario.compare.items()
            if len(uses) == 1 and kpis & set(aims_of(scenario.means, uses[0].measure))
        ]
    chosen = (chosen,) if isinstance(chosen, str) else chosen
    for name in chosen:
        if name not in scenario.alternatives:
            raise ConfigError(f"alternative: {scenario.unknown(name)}")
        if scenario.event(name) is not None:
            raise ConfigError(f"alternative: {name} holds an event, which is no state of a year")
    return tuple(dict.fromkeys((BASELINE, *chosen)))


def check_risk(scenario: Scenario) -> None:
    """Raises ConfigError: the section risk names what the port does not have."""
    if scenario.risk is not None:
        check_names(scenario, scenario.risk)
        _measured(scenario, scenario.risk)


def _measured(scenario: Scenario, risk: Risk) -> list[tuple[str, Measured]]:
    found = {}
    for place, text in enumerate(risk.kpis):
        where = scenario.document.where(("risk", "kpis", place))
        name, declared, kpi = measured_in(text, scenario.library, f"{where}: risk.kpis")
        if name in found:
            raise ConfigError(where.says("risk.kpis", f"{name} stands twice"))
        found[name] = Measured(kpi, declared, kpi.better != "more")
    return list(found.items())


def _try_alone(scenario: Scenario, grid: Grid) -> None:
    """Raises ConfigError: a key leads nowhere, or is an option of a measure that nobody uses; a value that
    the scenario does not take."""
    for factor in grid.factors:
        for value in factor.values:
            with_numbers(scenario, [(factor.key, value)])


def _costs(texts: Sequence[str], grid: Grid) -> tuple[Grid, Costs] | None:
    """What the values of some factors cost; None if nobody said."""
    if not texts:
        return None
    named = {text.partition("=")[0].partition(":")[0].strip() for text in texts}
    some = Grid(tuple(each for each in grid.factors if each.key in named))
    costs = parse_costs(texts, some if len(some.factors) == len(named) else grid)
    if costs.unit != YUAN:
        raise PortsimError(
            f"cost: got {costs.unit}, allowed {money_name()} a year, as costs are added to the ledger's; "
            f"write 900000 {money_name()}/y"
        )
    return some, costs


def _cost_of(point: Point, own: tuple[Grid, Costs] | None) -> float:
    """What the numbers of a point cost beside the ledger [yuan/y].

    Raises PortsimError: the port as stated has a value that has no cost.
    """
    if own is None:
        return math.nan
    grid, costs = own
    total = 0.0
    for factor, by_value in zip(grid.factors, costs.by_value, strict=True):
        value = point.values[factor.key]
        if value not in factor.values:
            raise PortsimError(
                f"cost {factor.key}: the port as stated has {value}, which has no cost; add it to --over"
            )
        total += by_value[factor.values.index(value)]
    return total

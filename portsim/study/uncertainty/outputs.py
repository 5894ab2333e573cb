"""The figures that every world is asked for: readings of claims, savings by payer, aims of measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from portsim.claims.claim import Claim
from portsim.kpis.kpi import KPI
from portsim.kpis.ledger import priced
from portsim.kpis.ledger_lines import costs
from portsim.model.payers import PAYERS, TOTALS, Payer
from portsim.scenario.scenario import Scenario
from portsim.study.aims import primaries
from portsim.study.audit import figures
from portsim.study.question import Run

Costs = Sequence[tuple[Payer, int | None]]  # of each entry: who bears it, and what it costs in a year [fen]
FEN = 100
YEARLY = "yuan/y"


class Output(NamedTuple):
    """A figure of a world [unit]: a reading of a claim; what a payer or group saves under an alternative; or
    the difference that an alternative makes to a KPI that it aims at."""

    kind: Literal["claim", "saving", "aim"]
    of: str
    name: str
    unit: str


def outputs_of(scenario: Scenario, claims: Mapping[str, Claim]) -> tuple[Output, ...]:
    """All figures that are asked of each world of a scenario, claims first."""
    kpis, found = scenario.library[KPI], []
    for claim, its in claims.items():
        found += [Output("claim", claim, reading.name, reading.unit) for reading in its.readings]
    paying = {priced_entry.tariff for priced_entry in priced(scenario.baseline)}
    payers = {scenario.baseline.port.tariffs[name].payer for name in paying}
    who = [*(payer for payer in PAYERS if payer in payers), *(TOTALS if payers else ())]
    for alternative, aims in primaries(scenario).items():
        if scenario.world(alternative).event is None:
            found += [Output("saving", alternative, name, YEARLY) for name in who]
        found += [Output("aim", alternative, name, kpis[name].unit) for name in aims]
    return tuple(found)


def figures_of(run: Run) -> dict[Output, float]:
    """What one run of an alternative says, beside the baseline on the same draws; NaN where nothing is."""
    scenario, name = run.scenario, run.alternative
    grace = scenario.study.run_out.at_most
    found = {
        Output("claim", claim, reading, _unit(run, claim, reading)): figure
        for (claim, reading), figure in figures(run).items()
    }
    if name not in scenario.compare:
        return found
    if run.world.event is None:
        before = run.baseline.once(("costs",), lambda: costs(run.baseline))
        amounts = saved(before, costs(run.records))
        found |= {Output("saving", name, who, YEARLY): amount for who, amount in amounts.items()}
    kpis = scenario.library[KPI]
    for aim in primaries(scenario)[name]:
        kpi = kpis[aim]
        first, second = (kpi.figure(each, grace).value for each in (run.baseline, run.records))
        found[Output("aim", name, aim, kpi.unit)] = second - first
    return found


def _unit(run: Run, claim: str, reading: str) -> str:
    return next(each.unit for each in run.claims[claim].readings if each.name == reading)


def saved(before: Costs, after: Costs) -> dict[str, float]:
    """What each payer, all companies and all payers save in a year [yuan/y], transfers left out."""
    fen: dict[str, float] = {payer: 0 for payer, _ in (*before, *after)}
    for sign, found in ((1, before), (-1, after)):
        for payer, amount in found:
            fen[payer] += float("nan") if amount is None else sign * amount
    totals = {name: sum(fen.get(payer, 0) for payer in members) for name, members in TOTALS.items()}
    return {name: amount / FEN for name, amount in {**fen, **totals}.items()} if fen else {}

"""Yearly figures that contain what another claim reports, while that claim did not come out as reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portsim.claims.claim import Reading
from portsim.claims.finding import kpi_of
from portsim.claims.verdict import ClaimVerdict, judge
from portsim.kpis.cost import MILLION, Cost
from portsim.kpis.ledger import ENTRY
from portsim.kpis.yearly import Yearly
from portsim.scenario.scenario import Scenario

AMISS: tuple[ClaimVerdict, ...] = ("exceeded", "not reproduced")


@dataclass(frozen=True)
class Judged:
    """A reading with its figure [the reading's unit], 95 % CI and verdict."""

    claim: str
    reading: Reading
    mean: float
    low: float
    high: float
    verdict: ClaimVerdict


@dataclass(frozen=True)
class Leaning:
    """What a yearly figure would be if it held the reported amount of another claim [the figure's unit].

    `simulated` and `reported` are the other claim's own figures [its `unit`]; `verdict` is that on `figure`.
    """

    claim: str
    simulated: float
    reported: float
    unit: str
    figure: float
    verdict: ClaimVerdict


@dataclass(frozen=True)
class _Saving:
    """What a yearly saving is made of: ledger entries; one unit of its figure is worth `price` [yuan]."""

    entries: frozenset[str]
    price: float
    of_money: bool


def leanings(judged: Judged, others: Iterable[Judged], scenario: Scenario) -> Iterator[Leaning]:
    """For a saving of money a year: the primary readings of other claims whose amount it contains, and that
    are exceeded or not reproduced.

    It contains another saving of a year if that is of the same shipments, or it is itself of all; if its
    alternative has all of the other's measures; and if the other's ledger entries are among its own.
    """
    own = _saving(judged.reading, scenario)
    kpi = kpi_of(judged.reading, scenario.library)
    if own is None or kpi is None or not own.of_money:
        return
    for other in others:
        theirs = _saving(other.reading, scenario)
        if other.claim == judged.claim or other.verdict not in AMISS or theirs is None:
            continue
        if not (_within(other.reading, judged.reading, scenario) and theirs.entries <= own.entries):
            continue
        more = (other.reading.reported - other.mean) * theirs.price
        figure = judged.mean + more
        verdict = judge(judged.reading, judged.low + more, figure, judged.high + more, kpi.better)
        yield Leaning(other.claim, other.mean, other.reading.reported, other.reading.unit, figure, verdict)


def _saving(reading: Reading, scenario: Scenario) -> _Saving | None:
    """What a reading is made of if it is about millions saved in a year; None for any other."""
    kpi = kpi_of(reading, scenario.library)
    if kpi is None or reading.figure != "saved" or kpi.scale != MILLION:
        return None
    world = scenario.world(reading.alternative)
    if isinstance(kpi.of, Cost):
        return _Saving(frozenset(each.name for each, _ in kpi.of.chosen(world)), 1.0, of_money=True)
    if isinstance(kpi.of, Yearly):
        entry = scenario.library[ENTRY][kpi.of.entry]
        tariff = world.port.tariffs.get(entry.tariff)
        if tariff is not None:
            return _Saving(frozenset((entry.name,)), entry.price(tariff.cost.value), of_money=False)
    return None


def _within(part: Reading, whole: Reading, scenario: Scenario) -> bool:
    """Whether the saving of one reading is part of that of another: fewer measures, the same shipments."""
    measures = {use.measure for use in scenario.compare[part.alternative]}
    all_measures = {use.measure for use in scenario.compare[whole.alternative]}
    return measures <= all_measures and set(whole.cohort) <= set(part.cohort)

"""The cause of a verdict, as numbers: what the figure is made of, and how much of it is assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from portsim.base.borders import on_border
from portsim.base.units import Price
from portsim.claims.break_even import Amount, BreakEven, break_even
from portsim.claims.claim import Reading
from portsim.claims.closed_form import ClosedForm
from portsim.claims.figures import FIGURES
from portsim.claims.finding import Finding
from portsim.claims.leaning import Leaning
from portsim.claims.origin import NO_ORIGIN, Origin
from portsim.claims.verdict import regions
from portsim.kpis.kpi import Kpi

LARGEST = 3  # so many steps are named on each side

Direction = Literal["more", "less"]


@dataclass(frozen=True)
class Cause:
    """What the model shows behind the figure of a reading.

    `before` and `after` are the largest steps in the baseline and with the measure [unit]: minutes, or the
    KPI's own unit where it counts pieces or money. `assumed` of the deciding `parameters` are assumptions.
    `direction` says on which side of an `about` the figure lies, None where it is within the tolerance.
    `why` says in the words of the claims file why nothing measures it; None where a KPI does. `origin` is its
    label, `closed_form` what is expected of it without queues, both in its own unit [figure_unit]; it
    `leans_on` what other claims report.
    """

    before: tuple[Amount, ...] = ()
    after: tuple[Amount, ...] = ()
    unit: str = ""
    parameters: int = 0
    assumed: int = 0
    measured: bool = False
    direction: Direction | None = None
    why: str | None = None
    break_even: BreakEven | None = None
    origin: Origin = NO_ORIGIN
    closed_form: ClosedForm | None = None
    leans_on: tuple[Leaning, ...] = ()
    figure_unit: str = ""


def cause_of(
    reading: Reading,
    kpi: Kpi | None,
    findings: Sequence[Finding],
    mean: float,
    parameters: int,
    assumed: int,
    prices: Mapping[str, Price] | None,
) -> Cause:
    """The cause behind a reading of a KPI (None if none measures it), over its findings in all replications
    and their mean [unit].

    `prices` are the unit costs of the ledger entries behind a yearly figure, None for any other.
    """
    if kpi is None:
        return Cause(why=reading.why)
    return Cause(
        largest([finding.before for finding in findings]),
        largest([finding.after for finding in findings]),
        "min" if kpi.of.behind_in_minutes else kpi.unit,
        parameters,
        assumed,
        bool(np.isfinite(mean)),
        _direction(reading, mean),
        break_even=_break_even(reading, findings, mean, prices),
    )


def largest(found: Sequence[Mapping[str, float]]) -> tuple[Amount, ...]:
    """The steps with the largest mean over replications; one that a replication lacks counts 0 there."""
    means = sorted(_means(found).items(), key=lambda item: (-item[1], item[0]))
    return tuple(Amount(*each) for each in means[:LARGEST])


def in_one_cell(amounts: Iterable[Amount]) -> str:
    """Steps with their amounts as one text: `gate_in 2.71; scan 0.33`."""
    return "; ".join(f"{each.label} {each.amount:.6g}" for each in amounts)


def _means(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    means: dict[str, float] = {}
    for amounts in found:
        for label, amount in amounts.items():
            means[label] = means.get(label, 0.0) + amount / len(found)
    return means


def _direction(reading: Reading, mean: float) -> Direction | None:
    low, high = regions(reading).near
    mean = on_border(mean, low, high)
    if reading.sense != "about" or not np.isfinite(mean) or low <= mean <= high:
        return None
    return "more" if mean > high else "less"


def _break_even(
    reading: Reading, findings: Sequence[Finding], mean: float, prices: Mapping[str, Price] | None
) -> BreakEven | None:
    """For a yearly figure that a measure can move, what would make the statement true."""
    figure = FIGURES[reading.figure]
    if prices is None or not figure.breaks_even or not np.isfinite(mean):
        return None
    parts = _means(
        [
            {
                name: figure.of(finding.before.get(name, 0.0), finding.after.get(name, 0.0))
                for name in _names(finding.before, finding.after)
            }
            for finding in findings
        ]
    )
    users = float(np.mean([finding.users for finding in findings])) if reading.cohort else None
    return break_even(reading.reported, mean, reading.unit, parts, prices, users)


def _names(*found: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(name for each in found for name in each)

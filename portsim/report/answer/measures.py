"""The answer of a study, measure by measure in the order of money: what each aims at, saves, costs and
claims."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from portsim.claims.claim import Claim
from portsim.model.payers import ALL, TOTALS
from portsim.report.material import FOUND, MONEY, how_often, side_effects
from portsim.report.payers import Who, who
from portsim.report.rows import Audited, Compared, audited, compared
from portsim.study.uncertainty.earlier import Holds, Over, Sure

if TYPE_CHECKING:
    import pandas as pd

State = Literal["tested", "one trace", "overloaded"]


class Claimed(NamedTuple):
    """The verdict on the primary reading of a claim, and in how many worlds it holds, where that is known."""

    claim: str
    statement: str
    verdict: str
    holds: Holds | None


@dataclass(frozen=True)
class Answer:
    """What came out for one measure, or several together.

    `aims` are the KPIs that it aims at, `bounds` those of them that are bounds as shipments are unfinished,
    `costs` the KPIs of money that it moves, `sides` what else it makes worse by what matters, the largest
    first, and `moved` what it was found to move where it aims at nothing. `saved` is what all payers save
    [yuan/y], `over` the same over the inputs; `gains` and `pays` are the payers whose CI excludes 0.
    `aims_over` has the difference of an aim over the inputs. On `one trace` nothing is tested, and where a
    queue grows (`overloaded`) `worse` alone is found; `figures` and `differing` count the KPIs.
    """

    alternative: str
    state: State
    figures: int
    differing: int
    aims: tuple[Compared, ...]
    bounds: tuple[Compared, ...]
    costs: tuple[Compared, ...]
    sides: tuple[Compared, ...]
    worse: tuple[Compared, ...]
    moved: tuple[Compared, ...]
    saved: Who | None
    over: Over | None
    gains: tuple[Who, ...]
    pays: tuple[Who, ...]
    aims_over: Mapping[str, Over]
    claims: tuple[Claimed, ...]

    @property
    def worth(self) -> float:
        """What all payers save [yuan/y], NaN where there is no such figure."""
        return math.nan if self.saved is None else self.saved.saved


def answers(
    comparison: pd.DataFrame,
    payers: pd.DataFrame,
    audit: pd.DataFrame,
    claims: Mapping[str, Claim],
    sure: Sure | None = None,
) -> tuple[Answer, ...]:
    """The answer of each alternative, the one that saves most first; those without money last, as compared.

    Rows without an interval, or without n, are left out, but those of one trace.
    """
    if comparison.empty:
        return ()
    traced = comparison["verdict"] == "one trace"
    kept = comparison[comparison[["low", "high", "n"]].notna().all(axis=1) | traced]
    sides = side_effects(kept).tolist()
    rows: dict[str, list[_Row]] = {}
    for row, times, side in zip(compared(kept), how_often(kept), sides, strict=True):
        rows.setdefault(row.alternative, []).append(_Row(row, times, side))
    money = list(who(payers)) if len(payers) else []
    verdicts = list(audited(audit)) if len(audit) else []
    found = [_of(name, own, money, verdicts, claims, sure) for name, own in rows.items()]
    return tuple(sorted(found, key=lambda each: -each.worth if math.isfinite(each.worth) else math.inf))


class _Row(NamedTuple):
    """A row of the comparison, how often its difference holds what matters, and whether it is a side
    effect."""

    row: Compared
    times: float
    side: bool

    @property
    def open(self) -> bool:
        """Whether a figure of it is a bound."""
        return (self.row.baseline_is, self.row.value_is) != ("exact", "exact")

    @property
    def in_money(self) -> bool:
        return MONEY in self.row.unit


def _of(
    name: str,
    rows: Sequence[_Row],
    money: Sequence[Who],
    verdicts: Sequence[Audited],
    claims: Mapping[str, Claim],
    sure: Sure | None,
) -> Answer:
    others = [each for each in rows if not each.row.aim and not each.open]
    costs = [each for each in others if each.in_money and each.row.verdict in ("saves", "worse")]
    sides = [each for each in others if each.side]
    found = [each for each in others if not each.in_money and not each.side and each.row.verdict in FOUND]
    aims = tuple(each.row for each in rows if each.row.aim and not each.open)
    own = [row for row in money if row.alternative == name]
    parts = [row for row in own if row.payer not in TOTALS]
    return Answer(
        alternative=name,
        state=_state([each.row.verdict for each in rows]),
        figures=len(rows),
        differing=sum(each.row.difference != 0 for each in rows),
        aims=aims,
        bounds=tuple(each.row for each in rows if each.row.aim and each.open),
        costs=tuple(each.row for each in costs),
        sides=_largest_first(sides),
        worse=_largest_first([each for each in rows if each.row.verdict == "worse"]),
        moved=() if any(each.row.aim for each in rows) else _largest_first(found),
        saved=next((row for row in own if row.payer == ALL), None),
        over=None if sure is None else sure.saving(name, ALL),
        gains=tuple(sorted((row for row in parts if row.low > 0), key=lambda row: -row.saved)),
        pays=tuple(sorted((row for row in parts if row.high < 0), key=lambda row: row.saved)),
        aims_over={}
        if sure is None
        else {row.kpi: over for row in aims if (over := sure.aim(name, row.kpi))},
        claims=tuple(_claimed(name, verdicts, claims, sure)),
    )


def _largest_first(rows: Sequence[_Row]) -> tuple[Compared, ...]:
    return tuple(each.row for each in sorted(rows, key=lambda each: -each.times))


def _state(verdicts: Sequence[str]) -> State:
    if set(verdicts) == {"one trace"}:  # some figures are in other runs, too, such as one that is always 0
        return "one trace"
    return "overloaded" if "overloaded" in verdicts else "tested"


def _claimed(
    name: str, verdicts: Sequence[Audited], claims: Mapping[str, Claim], sure: Sure | None
) -> Iterator[Claimed]:
    """The claims whose primary reading is about an alternative."""
    about = {
        (claim, reading.name)
        for claim, its in claims.items()
        for reading in its.readings
        if reading.primary and reading.alternative == name
    }
    for row in verdicts:
        if (row.claim, row.reading) in about:
            holds = None if sure is None else sure.holds(row.claim)
            yield Claimed(row.claim, row.statement, row.verdict, holds)

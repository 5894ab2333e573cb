"""The measures of a study in the order of the money that they save, each in two lines."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portsim.base.language import known, later, t
from portsim.base.wide import left, right, shortened
from portsim.base.wide import width as columns
from portsim.model.payers import ALL
from portsim.report.answer.no_money import NO_TARIFFS, reasons, shared
from portsim.report.material import FOUND, MONEY, largest_first, side_effects
from portsim.report.numbers import change, figures, interval
from portsim.report.payers import least
from portsim.report.rows import Compared, compared
from portsim.report.words import inline, label, with_commas
from portsim.study.question import StudyResult

if TYPE_CHECKING:
    import pandas as pd

MILLION = 1e6
INDENT = "    "
WIDE = 38  # [characters] for the money of a measure, at the right
ROOM = 24  # [characters] that a side effect needs at least
NO_MONEY = later("no yearly money")


@dataclass(frozen=True)
class Paying:
    """A measure, what it saves all payers a year [M yuan/y] as text, and what else there is to say of it.

    `saved` orders the measures [yuan/y]; minus infinity without money. `aim` says what it aims at, before and
    after; `side` the largest side effect, empty if there is none.
    """

    name: str
    saved: float
    money: str
    aim: str
    side: str

    def lines(self, width: int) -> list[str]:
        """Two lines of at most `width` [characters]."""
        name = shortened(label(self.name), width - WIDE - 1)
        first = f"{left(name, width - WIDE - 1)} {right(self.money, WIDE)}"
        aim = shortened(self.aim, width - len(INDENT))
        room = width - len(INDENT) - columns(aim) - 2
        side = t("; ") + shortened(self.side, room) if self.side and room >= ROOM else ""
        return [first.rstrip(), f"{INDENT}{aim}{side}"]

    @property
    def short(self) -> str:
        """The measure and its money in a few words."""
        amount = "" if self.money == known(NO_MONEY) else re.split(r" ?[(\uff08]", self.money)[0]
        return f"{inline(self.name)} {amount}".strip()


def in_order(study: StudyResult) -> list[Paying]:
    """The alternatives of a study, those that save all payers most first, those without money last."""
    why, once = reasons(study), shared(study)
    found = [_of(study, name, why.get(name, ""), once) for name in study.scenario.compare]
    return sorted(found, key=lambda each: -each.saved)


def _of(study: StudyResult, name: str, why: str, said: str) -> Paying:
    """An alternative; `why` it has no yearly money is said beside it, unless it is `said` of all at once."""
    payers, comparison = study.table("payers"), study.table("comparison")
    own = payers[(payers["alternative"] == name) & (payers["payer"] == ALL)]
    saved = float(own["saved"].iloc[0]) if len(own) else math.nan
    rows = comparison[comparison["alternative"] == name]
    if why == NO_TARIFFS:
        return Paying(name, -math.inf, "", _aim(rows), _side(rows))
    if why:
        once, measured = _once(study, name), math.isfinite(saved)
        money = _amount(saved, math.nan, math.nan) if measured else once or known(NO_MONEY)
        side = _side(rows) if once or said else why
        return Paying(name, saved if measured else -math.inf, money, _aim(rows), side)
    low, high = float(own["low"].iloc[0]), float(own["high"].iloc[0])
    return Paying(name, saved, _amount(saved, low, high), _aim(rows), _side(rows))


def _amount(saved: float, low: float, high: float) -> str:
    """M yuan a year with the 95 % CI; what rounds to 0.00 is 0."""
    if abs(saved) < least() and not max(abs(low), abs(high)) >= least():
        return "0"
    text = change(saved / MILLION)
    if not math.isfinite(low):
        return t("{amount} (no CI)", amount=text)
    ci = interval(low / MILLION, high / MILLION, signed=True)
    return t("{amount} ({ci})", amount=text, ci=ci)


def _once(study: StudyResult, name: str) -> str:
    """What the event of an alternative costs all payers once; empty without an event or tariffs."""
    if study.scenario.event(name) is None:
        return ""
    events = study.table("events")
    costs = events[(events["alternative"] == name) & (events["figure"] == "cost") & (events["of"] == ALL)]
    for row in costs.to_dict("records"):
        mean, low, high = (-float(row[key]) / MILLION for key in ("mean", "high", "low"))
        if not math.isfinite(low):
            return t("once {amount} (no CI)", amount=change(mean))
        return t("once {amount} ({ci})", amount=change(mean), ci=interval(low, high, signed=True))
    return ""


def _aim(rows: pd.DataFrame) -> str:
    """What a measure aims at, before and after: the first that moved, else the first with its verdict.

    Without aims that this port measures it is what moves most of all that is no side effect.
    """
    aims = list(compared(rows[rows["aim"].astype(bool) & (rows["verdict"] != "not measured")]))
    if not aims:
        other = rows["verdict"].isin(FOUND) & ~side_effects(rows) & ~rows["unit"].str.contains(MONEY)
        aims = list(compared(largest_first(rows[other])))
    if not aims:
        return t("nothing gets better beyond run noise")
    moved = [row for row in aims if row.verdict in FOUND]
    chosen = (moved or aims)[0]
    moves = f"{inline(chosen.kpi)} {_before_after(chosen)}"
    return with_commas([moves, *([] if chosen.verdict in ("saves", "changes") else [known(chosen.verdict)])])


def _before_after(row: Compared) -> str:
    before, after = figures(row.baseline, row.unit), figures(row.value, row.unit)
    head, _, unit = before.partition(" ")
    return f"{head if after.partition(' ')[2] == unit else before} -> {after}"


def _side(rows: pd.DataFrame) -> str:
    """The largest side effect, or that a queue grows without end."""
    if (rows["verdict"] == "overloaded").any():
        return t("a queue grows without end, so nothing is saved")
    worse = largest_first(rows[side_effects(rows)])
    return next(_worse(compared(worse)), "")


def _worse(rows: Iterator[Compared]) -> Iterator[str]:
    for row in rows:
        yield t("but {kpi} {difference}", kpi=inline(row.kpi), difference=row.difference_text)

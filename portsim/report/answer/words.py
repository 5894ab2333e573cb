"""The answer of a study in plain sentences, with their numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from portsim.report.analyses.uncertainty import decided
from portsim.report.answer.measures import Answer, Claimed
from portsim.report.material import FOUND, said
from portsim.report.numbers import change, figures, interval, percent
from portsim.report.payers import LEAST, MILLION, UNIT, Who
from portsim.report.primaries import audit_in_words
from portsim.report.rows import Compared
from portsim.report.words import inline, label
from portsim.study.ledger import ALL
from portsim.study.uncertainty.earlier import Holds, Over, Sure

if TYPE_CHECKING:
    import pandas as pd

MOST = 4  # aims, amounts of money and side effects that are said in full
OFTEN = 0.9  # of the worlds; a claim holds in nearly all of them, or, in less than a tenth, in nearly none
OVER = "5 to 95 % over the inputs"
HOLDS = "reproduced"
MONEY = f"M {UNIT}"  # all money of the answer is in it, so that amounts can be compared at a glance
NONE: Mapping[str, Over] = MappingProxyType({})


def aim_in_short(answer: Answer) -> str:
    """The first thing that a measure aims at and moves, in a few words: `exam set down time -36 %`."""
    for row in answer.aims:
        if row.verdict in FOUND:
            by = change(row.difference, row.unit) if row.unit == "share" else percent(row.relative)
            return f"{inline(row.kpi)} {by}"
    return ""


class Said(NamedTuple):
    """A sentence about a measure, and what it is about: a verdict on what it aims at, money, who gains and
    pays, side effects, claims."""

    about: str
    text: str


def in_short(
    answers: Sequence[Answer],
    audit: pd.DataFrame,
    sure: Sure | None,
    command: str,
    unpaid: Sequence[str] = (),
) -> list[str]:
    """The whole answer in a few sentences; `command` finds out how sure it is over the inputs, and `unpaid`
    says why there is no yearly money."""
    return [
        *_money_in_short(answers),
        *unpaid,
        *_moved_in_short(answers),
        *_claims_in_short(audit, sure),
        *_sure_in_short(answers, sure, command),
    ]


def _money_in_short(answers: Sequence[Answer]) -> Iterator[str]:
    money = [each for each in answers if each.saved is not None and math.isfinite(each.worth)]
    if not money:
        return
    saved = [each.saved for each in money if each.saved is not None]
    save = sum(row.low > 0 for row in saved)
    pay = sum(row.high < 0 for row in saved)
    open_ = len(money) - save - pay
    certain = f"a saving from {save} of {_alternatives(len(money))} for certain"
    parts = [certain if save else "no certain saving"]
    parts += [f"a loss from {pay}"] if pay else []
    parts += [f"open for {open_}, as the 95 % CI includes 0"] if open_ else []
    yield f"Money, for all payers together: {', '.join(parts)}."
    yield f"{label(money[0].alternative)} comes first: it {worth(money[0])}."
    gain, pay_more = _who(money[0])
    yield f"Who gains from it: {gain.text}. Who pays more: {pay_more.text}."


def _alternatives(n: int) -> str:
    return "1 alternative" if n == 1 else f"{n} alternatives"


def _moved_in_short(answers: Sequence[Answer]) -> Iterator[str]:
    """Of the first alternatives without yearly money what each moves most, aims first."""
    without = [each for each in answers if not math.isfinite(each.worth)]
    for each in without[:MOST]:
        aims = [row for row in each.aims if row.verdict in FOUND]
        found = [*aims, *each.sides, *each.moved]
        if found:
            yield f"{label(each.alternative)}: {moved(found[0])}."
    if len(without) > MOST:
        yield f"{_alternatives(len(without) - MOST)} more without yearly money stand below."


def _claims_in_short(audit: pd.DataFrame, sure: Sure | None) -> Iterator[str]:
    if audit.empty:
        return
    yield audit_in_words(audit)
    primary = audit[audit["primary"].astype(bool)]
    holds = [each for claim in primary["claim"] if sure is not None and (each := sure.holds(str(claim)))]
    if holds:
        always = sum(each.share >= OFTEN for each in holds)
        never = sum(each.share <= 1 - OFTEN for each in holds)
        yield (
            f"Over the ranges of the inputs {always} of {len(holds)} claims hold in at least 9 of 10 worlds, "
            f"{never} in at most 1 of 10, and {len(holds) - always - never} in some."
        )


def _sure_in_short(answers: Sequence[Answer], sure: Sure | None, command: str) -> Iterator[str]:
    if sure is None:
        yield (
            "A 95 % CI holds the noise of the runs alone. How sure this is over the ranges of the inputs, "
            f"and which of them could change it, is not worked out yet. This does it: {command}"
        )
        return
    yield (
        f"How sure that is over the inputs comes from {sure.worlds} worlds with figures drawn from all "
        f"ranges, each of {sure.days} counted days."
    )
    first = next((each.alternative for each in answers if math.isfinite(each.worth)), "")
    if found := decided(sure.decided_by(first, ALL)):
        yield f"What could change the money of {inline(first)} most, by its share of the variance: {found}."


def worth(answer: Answer) -> str:
    """What a measure saves in a year with both uncertainties: `saves 54.3 M yuan/y (95 % CI ...)`."""
    row = answer.saved
    if row is None:
        return "has no yearly figure of money"
    if not math.isfinite(row.saved):
        return "has no yearly figure of money, as something was not measured"
    saved, low, high = (x / MILLION for x in (row.saved, row.low, row.high))
    ci = f"95 % CI {interval(low, high, MONEY, signed=low < 0)}" if math.isfinite(low) else "no CI"
    over = "" if answer.over is None else f"; {OVER} {_money_over(answer.over)}"
    if low > 0:
        return f"saves {figures(saved, MONEY)} ({ci}{over})"
    if high < 0:
        return f"costs {figures(-saved, MONEY)} more (saved: {ci}{over})"
    return f"may save or cost: {change(saved, MONEY)} ({ci}{over})"


def _money_over(over: Over) -> str:
    low, high = over.p5 / MILLION, over.p95 / MILLION
    return interval(low, high, MONEY, signed=low < 0)


def sentences(answer: Answer) -> list[Said]:
    """What there is to say of a measure, the most important first."""
    return list(_sentences(answer))


def _sentences(answer: Answer) -> Iterator[Said]:
    if answer.state == "one trace":
        yield Said("one trace", f"so no CI and no test; {answer.differing} figures differ on it")
        return
    if answer.state == "overloaded":
        yield Said(
            "overloaded",
            "a queue grows for as long as the run lasts, so it saves nothing in any of "
            f"{answer.figures} figures",
        )
        yield from _each("worse", answer.worse)
        return
    yield from _aims(answer)
    if answer.saved is None and answer.costs:
        yield from _each("money", answer.costs, verdict=True)
    if math.isfinite(answer.worth):
        yield from _who(answer)
    yield from _each("side effect", answer.sides)
    if not answer.sides:
        yield Said("side effect", "none that matters")
    if answer.claims:
        yield Said("claims", _claims(answer.claims))


def _aims(answer: Answer) -> Iterator[Said]:
    """The KPIs that a measure aims at: what differs in full, the others by name."""
    if not answer.aims and not answer.bounds:
        yield Said("aims", "none declared; this moves" if answer.moved else "none declared")
        for verdict in FOUND:
            yield from _each(verdict, [row for row in answer.moved if row.verdict == verdict])
    for verdict in FOUND:
        own = [row for row in answer.aims if row.verdict == verdict]
        yield from _each(verdict, own, answer.aims_over)
    for verdict in ("equivalent", "undecided", "not measured"):
        own = [row for row in answer.aims if row.verdict == verdict]
        if own:
            yield Said(verdict, ", ".join(map(_named, own)))
    if answer.bounds:
        names = ", ".join(inline(row.kpi) for row in answer.bounds)
        yield Said("only bounds", f"{names}, as shipments are unfinished when the run ends")


def _each(
    about: str, rows: Sequence[Compared], over: Mapping[str, Over] = NONE, *, verdict: bool = False
) -> Iterator[Said]:
    """A sentence for each of the first rows, and the names of the others."""
    for row in rows[:MOST]:
        yield Said(about, moved(row, over.get(row.kpi)) + (f": {row.verdict}" if verdict else ""))
    if rest := [inline(row.kpi) for row in rows[MOST:]]:
        yield Said(about, f"also {', '.join(rest)}")


def _named(row: Compared) -> str:
    """A KPI by its name; an undecided one with its CI and the replications that would tell."""
    if row.verdict != "undecided":
        return inline(row.kpi)
    ci = f"95 % CI {interval(row.low, row.high, row.unit, signed=True)}"
    if not math.isfinite(row.low):
        ci = "no CI, as too few were measured"
    elif row.low > 0 or row.high < 0:
        ci += ", not enough for one of several tests"
    told = said(row.verdict, row.replications_needed).removeprefix("undecided").strip(" ()")
    return f"{inline(row.kpi)} ({'; '.join(filter(None, (ci, told)))})"


def moved(row: Compared, over: Over | None = None) -> str:
    """How one KPI moved, with its CI, and its difference over the inputs where that is known."""
    ci = interval(row.low, row.high, row.unit, signed=True)
    wide = "" if over is None else f"; {OVER} {_over(over, row.unit)}"
    return (
        f"{inline(row.kpi)} from {figures(row.baseline, row.unit)} to {figures(row.value, row.unit)} "
        f"(95 % CI of the difference {ci}, n = {figures(row.n)}{wide})"
    )


def _over(over: Over, unit: str) -> str:
    return interval(over.p5, over.p95, unit, signed=over.p5 < 0)


def _who(answer: Answer) -> Iterator[Said]:
    """Who gains and who pays more in a year; a payer whose CI holds 0, or who moves less than 5,000 yuan, is
    not named."""
    gains, pays = (
        [row for row in rows if not abs(row.saved) < LEAST] for rows in (answer.gains, answer.pays)
    )
    yield Said("gain", _amounts(gains) or "nobody for certain")
    yield Said("pay more", _amounts(pays) or "nobody for certain")


def _amounts(rows: Sequence[Who]) -> str:
    """Payers with their amounts."""
    listed = ", ".join(f"{inline(row.payer)} {change(row.saved / MILLION)}" for row in rows)
    return f"{listed} {MONEY}" if rows else ""


def _claims(claims: Sequence[Claimed]) -> str:
    """How many claims hold, and each with its verdict and in how many worlds it holds."""
    listed = ", ".join(map(_claimed, claims))
    held = sum(each.verdict == HOLDS for each in claims)
    return listed if len(claims) == 1 else f"{held} of {len(claims)} reproduced: {listed}"


def _claimed(each: Claimed) -> str:
    holds = "" if each.holds is None else f" (P(holds) {in_percent(each.holds)})"
    return f"{each.claim} {each.verdict}{holds}"


def in_percent(holds: Holds) -> str:
    """The share of worlds: `61 %`."""
    return f"{100 * holds.share:.0f} %"

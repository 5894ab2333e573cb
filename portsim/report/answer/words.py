"""The answer of a study in plain sentences, with their numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from portsim.base.language import known, later, t
from portsim.base.spoken import unit_words
from portsim.report.answer.measures import Answer, Claimed
from portsim.report.material import FOUND, would_tell
from portsim.report.numbers import change, figures, interval, percent
from portsim.report.payers import MILLION, UNIT, Who, least
from portsim.report.rows import Compared
from portsim.report.words import apart, inline, listed
from portsim.study.uncertainty.earlier import Holds, Over

MOST = 4  # aims, amounts of money and side effects that are said in full
OVER = later("5 to 95 % over the inputs")
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


def worth(answer: Answer) -> str:
    """What a measure saves in a year with both uncertainties: `saves 54.3 M yuan/y (95 % CI ...)`."""
    row = answer.saved
    if row is None:
        return t("has no yearly figure of money")
    if not math.isfinite(row.saved):
        return t("has no yearly figure of money, as something was not measured")
    saved, low, high = (x / MILLION for x in (row.saved, row.low, row.high))
    signed = low < 0
    ci = t("95 % CI {ci}", ci=interval(low, high, MONEY, signed=signed)) if math.isfinite(low) else t("no CI")
    sure = apart([ci, *([] if answer.over is None else [f"{known(OVER)} {_money_over(answer.over)}"])])
    if low > 0:
        return t("saves {amount} ({sure})", amount=figures(saved, MONEY), sure=sure)
    if high < 0:
        return t("costs {amount} more (saved: {sure})", amount=figures(-saved, MONEY), sure=sure)
    return t("may save or cost: {amount} ({sure})", amount=change(saved, MONEY), sure=sure)


def _money_over(over: Over) -> str:
    low, high = over.p5 / MILLION, over.p95 / MILLION
    return interval(low, high, MONEY, signed=low < 0)


def sentences(answer: Answer) -> list[Said]:
    """What there is to say of a measure, the most important first."""
    return list(_sentences(answer))


def _sentences(answer: Answer) -> Iterator[Said]:
    if answer.state == "one trace":
        yield Said(
            "one trace",
            t("so no CI and no test; {differing} figures differ on it", differing=answer.differing),
        )
        return
    if answer.state == "overloaded":
        yield Said(
            "overloaded",
            t(
                "a queue grows for as long as the run lasts, so it saves nothing in any of {figures} figures",
                figures=answer.figures,
            ),
        )
        yield from _each("worse", answer.worse)
        return
    yield from _aims(answer)
    if answer.saved is None and answer.costs:
        yield from _each("money", answer.costs, verdict=True)
    if math.isfinite(answer.worth):
        yield from who(answer)
    yield from _each("side effect", answer.sides)
    if not answer.sides:
        yield Said("side effect", t("none that matters"))
    if answer.claims:
        yield Said("claims", _claims(answer.claims))


def _aims(answer: Answer) -> Iterator[Said]:
    """The KPIs that a measure aims at: what differs in full, the others by name."""
    if not answer.aims and not answer.bounds:
        yield Said("aims", t("none declared; this moves") if answer.moved else t("none declared"))
        for verdict in FOUND:
            yield from _each(verdict, [row for row in answer.moved if row.verdict == verdict])
    for verdict in FOUND:
        own = [row for row in answer.aims if row.verdict == verdict]
        yield from _each(verdict, own, answer.aims_over)
    for verdict in ("equivalent", "undecided", "not measured", "one trace"):
        own = [row for row in answer.aims if row.verdict == verdict]
        if own:
            yield Said(verdict, listed(map(_named, own)))
    if answer.bounds:
        names = listed(inline(row.kpi) for row in answer.bounds)
        yield Said("only bounds", t("{names}, as shipments are unfinished when the run ends", names=names))


def _each(
    about: str, rows: Sequence[Compared], over: Mapping[str, Over] = NONE, *, verdict: bool = False
) -> Iterator[Said]:
    """A sentence for each of the first rows, and the names of the others."""
    for row in rows[:MOST]:
        text = moved(row, over.get(row.kpi))
        yield Said(about, t("{text}: {end}", text=text, end=known(row.verdict)) if verdict else text)
    if rest := [inline(row.kpi) for row in rows[MOST:]]:
        yield Said(about, t("also {names}", names=listed(rest)))


def _named(row: Compared) -> str:
    """A KPI by its name; an undecided one with its CI and the replications that would tell."""
    if row.verdict != "undecided":
        return inline(row.kpi)
    ci = t("95 % CI {ci}", ci=interval(row.low, row.high, row.unit, signed=True))
    if not math.isfinite(row.low):
        ci = t("no CI, as too few were measured")
    elif row.low > 0 or row.high < 0:
        ci = t("{ci}, not enough for one of several tests", ci=ci)
    needed = row.replications_needed
    why = apart([ci, *([would_tell(needed)] if 0 < needed < math.inf else [])])
    return t("{name} ({why})", name=inline(row.kpi), why=why)


def moved(row: Compared, over: Over | None = None) -> str:
    """How one KPI moved, with its CI, and its difference over the inputs where that is known."""
    ci = row.ci(row.unit)
    ci = t("95 % CI of the difference {ci}, n = {n}", ci=ci, n=figures(row.n))
    return t(
        "{kpi} from {before} to {after} ({sure})",
        kpi=inline(row.kpi),
        before=figures(row.baseline, row.unit),
        after=figures(row.value, row.unit),
        sure=apart([ci, *([] if over is None else [f"{known(OVER)} {_over(over, row.unit)}"])]),
    )


def _over(over: Over, unit: str) -> str:
    return interval(over.p5, over.p95, unit, signed=over.p5 < 0)


def who(answer: Answer) -> Iterator[Said]:
    """Who gains and who pays more in a year; a payer whose CI holds 0, or who moves less than 5,000 yuan, is
    not named."""
    gains, pays = (
        [row for row in rows if not abs(row.saved) < least()] for rows in (answer.gains, answer.pays)
    )
    yield Said("gain", _amounts(gains) or t("nobody beyond run noise"))
    yield Said("pay more", _amounts(pays) or t("nobody beyond run noise"))


def _amounts(rows: Sequence[Who]) -> str:
    """Payers with their amounts."""
    amounts = listed(f"{inline(row.payer)} {change(row.saved / MILLION)}" for row in rows)
    return f"{amounts} {unit_words(MONEY)}" if rows else ""


def _claims(claims: Sequence[Claimed]) -> str:
    """How many claims hold, and each with its verdict and in how many worlds it holds."""
    each = listed(map(_claimed, claims))
    held = sum(claim.verdict == HOLDS for claim in claims)
    if len(claims) == 1:
        return each
    return t("{held} of {n} reproduced: {claims}", held=held, n=len(claims), claims=each)


def _claimed(each: Claimed) -> str:
    holds = "" if each.holds is None else t(" (P(holds) {holds})", holds=in_percent(each.holds))
    return f"{each.claim} {known(each.verdict)}{holds}"


def in_percent(holds: Holds) -> str:
    """The share of worlds: `61 %`."""
    return f"{100 * holds.share:.0f} %"

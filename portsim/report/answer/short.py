"""The answer of a study in a few sentences: money, who gains and pays, claims, how sure, what decides."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from portsim.base.language import counted, t
from portsim.model.payers import ALL
from portsim.report.analyses.uncertainty import decided
from portsim.report.answer.measures import Answer
from portsim.report.answer.words import MOST, moved, who, worth
from portsim.report.material import FOUND
from portsim.report.primaries import audit_in_words
from portsim.report.words import inline, label, with_commas
from portsim.study.uncertainty.earlier import Sure

if TYPE_CHECKING:
    import pandas as pd

OFTEN = 0.9  # of the worlds; a claim holds in nearly all of them, or, in less than a tenth, in nearly none


def in_short(
    answers: Sequence[Answer],
    audit: pd.DataFrame,
    sure: Sure | None,
    command: str,
    unpaid: Sequence[str] = (),
    measured: Sequence[str] = (),
) -> list[str]:
    """The whole answer in a few sentences; `command` finds out how sure it is over the inputs, `unpaid` says
    why there is no yearly money, and `measured` what becomes of the user's own figures."""
    return [
        *_money_in_short(answers),
        *unpaid,
        *_moved_in_short(answers),
        *measured,
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
    parts = [
        counted(
            len(money),
            "a saving from {save} of 1 alternative beyond run noise",
            "a saving from {save} of {n} alternatives beyond run noise",
            save=save,
        )
        if save
        else t("no saving beyond run noise")
    ]
    parts += [t("a loss from {pay}", pay=pay)] if pay else []
    parts += [t("open for {open}, as the 95 % CI includes 0", open=open_)] if open_ else []
    yield t("Money, for all payers together: {parts}.", parts=with_commas(parts))
    name, most = label(money[0].alternative), worth(money[0])
    yield t("{name} comes first: it {worth}.", name=name, worth=most)
    gain, pays = who(money[0])
    yield t("Who gains from it: {gain}. Who pays more: {pay}.", gain=gain.text, pay=pays.text)


def _moved_in_short(answers: Sequence[Answer]) -> Iterator[str]:
    """Of the first alternatives without yearly money what each moves most, aims first."""
    without = [each for each in answers if not math.isfinite(each.worth)]
    for each in without[:MOST]:
        aims = [row for row in each.aims if row.verdict in FOUND]
        found = [*aims, *each.sides, *each.moved]
        if found:
            yield t("{name}: {text}.", name=label(each.alternative), text=moved(found[0]))
    if len(without) > MOST:
        yield counted(
            len(without) - MOST,
            "1 alternative more without yearly money stand below.",
            "{n} alternatives more without yearly money stand below.",
        )


def _claims_in_short(audit: pd.DataFrame, sure: Sure | None) -> Iterator[str]:
    if audit.empty:
        return
    yield audit_in_words(audit)
    primary = audit[audit["primary"].astype(bool)]
    holds = [each for claim in primary["claim"] if sure is not None and (each := sure.holds(str(claim)))]
    if holds:
        always = sum(each.share >= OFTEN for each in holds)
        never = sum(each.share <= 1 - OFTEN for each in holds)
        yield t(
            "Over the ranges of the inputs {always} of {n} claims hold in at least 9 of 10 worlds, "
            "{never} in at most 1 of 10, and {some} in some.",
            always=always,
            n=len(holds),
            never=never,
            some=len(holds) - always - never,
        )


def _sure_in_short(answers: Sequence[Answer], sure: Sure | None, command: str) -> Iterator[str]:
    if sure is None:
        yield t(
            "A 95 % CI holds the noise of the runs alone. How sure this is over the ranges of the inputs, "
            "and which of them could change it, is not worked out yet. This does it: {command}",
            command=command,
        )
        return
    yield t(
        "How sure that is over the inputs comes from {worlds} worlds with figures drawn from all "
        "ranges, each of {days} counted days.",
        worlds=sure.worlds,
        days=sure.days,
    )
    first = next((each.alternative for each in answers if math.isfinite(each.worth)), "")
    if found := decided(sure.decided_by(first, ALL)):
        yield t(
            "What could change the money of {name} most, by its share of the variance: {inputs}.",
            name=inline(first),
            inputs=found,
        )

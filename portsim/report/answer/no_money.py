"""Why an alternative has no yearly money, or none that a CI can be given for, and what would do."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from portsim.base.language import later, t
from portsim.report.words import inline, label, listed
from portsim.scenario.alternatives import BASELINE
from portsim.study.question import StudyResult

if TYPE_CHECKING:
    import pandas as pd

SURE = 0.99  # chance that a stream comes at least once in the counted days of a replication
NO_TARIFFS = later("no money: the scenario has no tariffs; add some under tariffs")


def days_for(per_day: float) -> int:
    """The counted days [day] in which a stream of so many shipments a day [1/day] comes at least once, with a
    chance of 99 %: the least n with exp(-n per_day) <= 0.01, as arrivals by chance (Poisson) have it."""
    return math.ceil(-math.log(1 - SURE) / per_day)


def reasons(study: StudyResult) -> dict[str, str]:
    """Alternative -> why it has no yearly money, for those that have none; empty where all have."""
    scenario, payers = study.scenario, study.table("payers")
    found = {}
    for name in scenario.compare:
        own = payers[payers["alternative"] == name]
        if own.empty:
            event = scenario.event(name) is not None
            found[name] = (
                t("it holds an event, which is costed once and not by the year") if event else NO_TARIFFS
            )
        elif own["saved"].isna().any() or own["low"].isna().any():
            found[name] = _unmeasured(study, name, own)
    return found


def shared(study: StudyResult) -> str:
    """The reason, if it is one and the same for all alternatives and none holds an event; else empty."""
    found = reasons(study)
    if any(study.scenario.event(name) is not None for name in found):
        return ""
    one = set(found.values())
    return one.pop() if len(one) == 1 and set(found) == set(study.scenario.compare) else ""


def sentences(study: StudyResult) -> Iterator[str]:
    """The reasons in words, alternatives of one reason together."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in reasons(study).items():
        by_reason.setdefault(reason, []).append(name)
    everyone = set(study.scenario.compare)
    for reason, names in by_reason.items():
        why = t("the scenario has no tariffs; add some under tariffs") if reason == NO_TARIFFS else reason
        if set(names) == everyone:
            yield t("No yearly money: {why}.", why=why)
        else:
            yield t("No yearly money for {names}: {why}.", names=listed(map(inline, names)), why=why)


def _unmeasured(study: StudyResult, alternative: str, own: pd.DataFrame) -> str:
    """Which streams did not come in the counted days, or in how many replications money was measured."""
    ledger = study.table("ledger")
    rows = ledger[ledger["alternative"].isin([BASELINE, alternative]) & ~ledger["measured"]]
    streams = dict.fromkeys(name for text in rows["missing"] for name in str(text).split("; ") if name)
    if streams:
        rates = study.table("volumes").set_index("stream")["per_day"]
        enough = max((days_for(float(rates[name])) for name in streams if name in rates.index), default=0)
        more = enough > study.scenario.study.days
        days = t("count {days:,} days or more", days=enough) if more else t("count more days")
        names = listed(map(inline, streams))
        return t("nothing came of {names} in some replication; {days}", names=names, days=days)
    n, total = int(own["n"].min()), study.scenario.study.replications
    if n == total == 1:
        return t("one replication has no CI; take two or more")
    entries = list(dict.fromkeys(map(str, rows["entry"])))
    what = t(" ({names})", names=listed(map(label, entries))) if entries else ""
    return t("measured in {n} of {total} replications{what}; count more days", n=n, total=total, what=what)

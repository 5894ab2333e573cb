"""What the page shows of a study: differences with intervals, money by payer, queues by hour, its footing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np

from portsim.base.language import known
from portsim.base.spoken import unit_words
from portsim.kpis.kpi import KPI
from portsim.report.words import label
from portsim.scenario.alternatives import BASELINE
from portsim.study.aims import primaries
from portsim.study.comparison import comparison_table, with_bounds
from portsim.study.growth import growing
from portsim.study.hours import HOURS
from portsim.study.ledger import LEDGER_OF_A_YEAR, payers_table
from portsim.study.question import StudyResult
from portsim.study.traces import repeated

MILLION = 1e6
FEWEST = 2  # replications from which there is an interval
PLACES = 4  # decimals of a mean queue; what is below, less than ten seconds of one shipment a day, is 0
MOVED = ("saves", "worse")
Plain = dict[str, Any]
PIN = "pinned"  # the other side, where a pinned variant is what is compared with


def load_libraries() -> None:
    """Load what tables and intervals need, while the first runs are under way: it takes some tenths of a
    second."""
    for name in ("pandas", "scipy.special"):
        import_module(name)


def answer(study: StudyResult, against: StudyResult | None = None) -> Plain:
    """All that the page shows of the replications that are there [plain values, as JSON takes them].

    Compared with each alternative's own baseline, or with the same alternative of another study on the same
    draws, replication by replication. Figures of a single replication have no interval: `low` and `high` are
    null, and the word is `first estimate`, or `one replication` where others are there without the figure,
    or `one trace` where all are copies.
    """
    if against is not None:
        study, against = _equally_many(study, against)
    scenario = study.scenario
    rows = _against_baseline(study) if against is None else _against_pin(study, against)
    return {
        "kind": "figures",
        "n": len(study.replications),
        "of": scenario.study.replications,
        "days": scenario.study.days,
        "warm_up_days": scenario.study.warm_up_days,
        "seed": scenario.study.seed,
        "identity": scenario.identity,
        "overload": scenario.means.overload,
        "pinned": against is not None,
        "rows": rows,
        "money": _money(study, against),
        "hours": _hours(study, against),
    }


def _equally_many(one: StudyResult, other: StudyResult) -> tuple[StudyResult, StudyResult]:
    n = min(len(one.replications), len(other.replications))

    def first(each: StudyResult) -> StudyResult:
        return replace(each, replications=each.replications[:n])

    return first(one), first(other)


def _against_baseline(study: StudyResult) -> list[Plain]:
    scenario = study.scenario
    aims = primaries(scenario)
    table = comparison_table(
        with_bounds(study),
        study.kpis,
        BASELINE,
        aims,
        scenario.matters,
        traced=bool(repeated(scenario)),
        overloaded=growing(study),
    )
    return list(_rows(study, table.to_dict("records")))


def _against_pin(study: StudyResult, pin: StudyResult) -> list[Plain]:
    scenario = study.scenario
    aims = primaries(scenario)
    every = tuple(dict.fromkeys(name for names in aims.values() for name in names))
    now, then = with_bounds(study), with_bounds(pin)
    rows: list[Plain] = []
    for name in scenario.alternatives:
        if name not in then:
            continue
        overloaded = [name] if name in growing(study) or name in growing(pin) else []
        table = comparison_table(
            {PIN: then[name], name: now[name]},
            study.kpis,
            PIN,
            {name: aims.get(name, every)},
            scenario.matters,
            traced=bool(repeated(scenario)),
            overloaded=overloaded,
        )
        rows += _rows(study, table.to_dict("records"))
    return rows


def _rows(study: StudyResult, records: list[dict[Any, Any]]) -> Iterator[Plain]:
    """What each alternative aims at, then what else it is found to move."""
    kpis, traced = study.scenario.library[KPI], bool(repeated(study.scenario))
    order = {name: place for place, name in enumerate(study.scenario.alternatives)}
    for row in sorted(records, key=lambda each: (order[each["alternative"]], not each["aim"])):
        sure = row["n"] >= FEWEST
        if not row["aim"] and not (sure and row["verdict"] in MOVED):
            continue
        kpi = study.kpis.get(row["kpi"]) or kpis[row["kpi"]]
        yield {
            "alternative": row["alternative"],
            "kpi": row["kpi"],
            "title": label(row["kpi"]),
            "says": known(kpi.title),
            "unit": unit_words(row["unit"]),
            "better": row["better"],
            "aim": bool(row["aim"]),
            "baseline": _number(row["baseline"]),
            "value": _number(row["value"]),
            "difference": _number(row["difference"]),
            "low": _number(row["low"]) if sure else None,
            "high": _number(row["high"]) if sure else None,
            "matters": _number(row["matters"]),
            "n": int(row["n"]),
            "bound": not row["baseline_is"] == row["value_is"] == "exact",
            "verdict": word_of(row, len(study.replications), study.scenario.study.replications, traced),
        }


def word_of(row: Mapping[Any, Any], n: int, of: int, traced: bool) -> str:
    """The verdict of a row with `n` replications of `of`; where one alone has the figure, why: more are to
    come, all are copies of one trace (`traced`: of a log's arrivals), or the others are without it."""
    if row["n"] >= FEWEST or row["n"] == 0:
        return str(row["verdict"])
    if n < FEWEST:
        return "first estimate" if of >= FEWEST else "one trace"
    return "one trace" if traced else "one replication"


def _money(study: StudyResult, pin: StudyResult | None) -> list[Plain]:
    """Saved by each payer [M yuan/y], positive is less to pay."""
    found: list[Plain] = []
    name, traced = LEDGER_OF_A_YEAR.name, bool(repeated(study.scenario))
    for alternative in study.scenario.alternatives:
        if pin is None and alternative == BASELINE:
            continue
        if pin is not None and alternative not in pin.scenario.alternatives:
            continue
        other, side = (study, BASELINE) if pin is None else (pin, alternative)
        ledgers = [
            {PIN: then[side], alternative: now[alternative]}
            for then, now in zip(other.kept(name), study.kept(name), strict=True)
        ]
        grows = alternative in growing(study) or side in growing(other)
        table = payers_table(ledgers, PIN, [alternative] if grows else [], traced=traced)
        for row in table[table["alternative"] == alternative].to_dict("records"):
            sure = row["n"] >= FEWEST
            found.append(
                {
                    "alternative": alternative,
                    "payer": row["payer"],
                    "saved": _number(row["saved"], MILLION),
                    "low": _number(row["low"], MILLION) if sure else None,
                    "high": _number(row["high"], MILLION) if sure else None,
                    "n": int(row["n"]),
                    "verdict": word_of(
                        row, len(study.replications), study.scenario.study.replications, traced
                    ),
                }
            )
    return found


def _hours(study: StudyResult, pin: StudyResult | None) -> list[Plain]:
    """Mean number in the queue of each place by hour of the day, of every alternative that is shown."""
    sides: list[tuple[str, StudyResult, str]] = [(name, study, name) for name in study.scenario.alternatives]
    if pin is not None:
        both = [name for name in pin.scenario.alternatives if name in study.scenario.alternatives]
        sides += [(f"{PIN} {name}", pin, name) for name in both]
    found: dict[tuple[str, str], dict[str, list[float | None]]] = {}
    for title, each, name in sides:
        kept = each.kept(HOURS.name)
        for key in kept[0][name]:
            queue = np.mean([own[name][key][0] for own in kept], axis=0)
            found.setdefault(key, {})[title] = [
                _number(round(float(value), PLACES), digits=4) for value in queue
            ]
    counted = Counter(place for place, _ in found)
    return [
        {
            "place": place,
            "title": label(place),
            "terminal": terminal if counted[place] > 1 else "",
            "queues": queues,
        }
        for (place, terminal), queues in found.items()
        if any(value for queue in queues.values() for value in queue)
    ]


def _number(value: float, unit: float = 1.0, digits: int = 6) -> float | None:
    """A number to some digits; null where it is none, or infinite."""
    number = float(value) / unit
    return float(f"{number:.{digits}g}") if math.isfinite(number) else None

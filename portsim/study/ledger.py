"""The ledger's tables over replications: what each entry costs whom, and who saves what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.ledger import ENTRY, priced
from portsim.kpis.ledger_lines import Line
from portsim.kpis.year import DAYS
from portsim.model.port import Port
from portsim.model.tariff import COMPANIES, PAYERS
from portsim.model.world import World
from portsim.scenario.offered_load import daily_rate
from portsim.study.statistics import Paired, interval, paired

if TYPE_CHECKING:
    import pandas as pd

Ledgers = Sequence[Mapping[str, tuple[Line, ...]]]
ALL, ALL_COMPANIES = "all_payers", "companies"
LEDGER = (
    "alternative", "entry", "payer", "kind", "quantity", "unit", "unit_cost", "amount", "low", "high",
    "difference", "difference_low", "difference_high", "n", "measured",
)  # fmt: skip
WHO = ("alternative", "payer", "amount", "saved", "low", "high", "received", "n", "verdict")


def ledger_table(ledgers: Ledgers, baseline: str) -> pd.DataFrame:
    """One row per alternative, entry, payer and kind: amounts of a year [yuan/y] in whole fen, with 95 % CI.

    `ledgers` holds one mapping per replication, alternative -> lines. `difference` is alternative - baseline;
    `measured` says whether every replication gave a figure.
    """
    import pandas as pd

    rows = []
    for alternative in ledgers[0] if ledgers else ():
        for line in ledgers[0][alternative]:
            key = (line.entry, line.payer, line.kind)
            fen, base = _fen(ledgers, alternative, key), _fen(ledgers, baseline, key)
            _, low, high = interval(fen)
            difference = paired(base, fen)
            quantities = [each.quantity for each in _lines(ledgers, alternative, key)]
            rows.append(
                (
                    alternative, *key, interval(np.array(quantities))[0], line.unit, line.unit_cost,
                    _whole(fen) / 100, low / 100, high / 100,
                    _difference(_whole(fen) - _whole(base), difference) / 100,
                    difference.low / 100, difference.high / 100,
                    int(np.isfinite(fen).sum()), bool(np.isfinite(fen).all()),
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(LEDGER))


def payers_table(ledgers: Ledgers, baseline: str) -> pd.DataFrame:
    """Who saves what [yuan/y]: one row per alternative and payer, then all companies and all payers.

    `amount` sums the payer's rows of the ledger to the fen; `saved` is baseline - alternative of costs alone,
    with its 95 % CI; `received` is how much more a payer gets from transfers, which is no saving.
    """
    import pandas as pd

    rows = []
    for alternative in ledgers[0] if ledgers else ():
        payers = [p for p in PAYERS if any(line.payer == p for line in ledgers[0][alternative])]
        groups = [(p, (p,)) for p in payers] + [(ALL_COMPANIES, COMPANIES), (ALL, PAYERS)]
        for name, members in groups if payers else ():

            def cost(line: Line, members: tuple[str, ...] = members) -> bool:
                return line.payer in members and line.kind == "cost"

            def moved(line: Line, members: tuple[str, ...] = members) -> bool:
                return line.payer in members and line.kind == "transfer"

            after, before = _sums(ledgers, alternative, cost), _sums(ledgers, baseline, cost)
            passed = _sums(ledgers, baseline, moved) - _sums(ledgers, alternative, moved)
            saved = paired(after, before)
            then, now = _total(ledgers, baseline, cost), _total(ledgers, alternative, cost)
            rows.append(
                (
                    alternative, name, now / 100, _difference(then - now, saved) / 100,
                    saved.low / 100, saved.high / 100, interval(passed)[0] / 100, saved.n,
                    _verdict(saved.low, saved.high, saved.n),
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(WHO))


def volumes_table(port: Port) -> pd.DataFrame:
    """The stated volumes that scale the ledger: stream, shipments a day and a year, source of the rate."""
    import pandas as pd

    rows = []
    for name, demand in port.demand.items():
        rate = daily_rate(port, name)
        stated = demand.volume
        if rate > 0 and stated is not None:
            rows.append((name, rate, DAYS * rate, " ".join(stated.source), stated.note))
    return pd.DataFrame(rows, columns=["stream", "per_day", "per_year", "source", "note"])


def untariffed(world: World) -> tuple[str, ...]:
    """Entries that are left out because the scenario has no tariff for them."""
    known = priced(world)
    return tuple(name for name, entry in world.library[ENTRY].items() if entry not in known)


def _lines(ledgers: Ledgers, alternative: str, key: tuple[str, str, str]) -> list[Line]:
    return [
        line for each in ledgers for line in each[alternative] if (line.entry, line.payer, line.kind) == key
    ]


def _fen(ledgers: Ledgers, alternative: str, key: tuple[str, str, str]) -> Floats:
    """Amounts of one row by replication [fen], NaN where not measured; 0 where there is no such row."""
    found = [np.nan if line.fen is None else float(line.fen) for line in _lines(ledgers, alternative, key)]
    return np.array(found or [0.0] * len(ledgers))


def _whole(fen: Floats) -> float:
    """The mean in whole fen, NaN if no replication measured it."""
    mean = interval(fen)[0]
    return float(round(mean)) if np.isfinite(mean) else mean


def _difference(whole: float, found: Paired) -> float:
    """The difference of two amounts [fen]; that of the pairs where a side was not measured at times."""
    return whole if np.isnan(whole) or abs(whole - found.difference) < 100 else float(round(found.difference))


def _sums(ledgers: Ledgers, alternative: str, chosen: Callable[[Line], bool]) -> Floats:
    """Sum of the chosen lines by replication [fen]; NaN where one was not measured."""
    return np.array(
        [
            sum(float("nan") if line.fen is None else line.fen for line in each[alternative] if chosen(line))
            for each in ledgers
        ]
    )


def _total(ledgers: Ledgers, alternative: str, chosen: Callable[[Line], bool]) -> float:
    """Sum over the ledger's rows, each in whole fen, so that payers add up to the total exactly."""
    keys = dict.fromkeys((x.entry, x.payer, x.kind) for x in ledgers[0][alternative] if chosen(x))
    return sum((_whole(_fen(ledgers, alternative, key)) for key in keys), 0.0)


def _verdict(low: float, high: float, n: int) -> str:
    """What the CI of a saving says; for a single payer, without a correction for many."""
    if n == 0:
        return "not measured"
    return "saves" if low > 0 else "pays more" if high < 0 else "no detectable difference"

"""The ledger's tables over replications: what each entry costs whom, and who saves what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.ledger import ENTRY, priced
from portsim.kpis.ledger_lines import Kind, Line, lines
from portsim.model.tariff import COMPANIES, PAYERS
from portsim.model.world import World
from portsim.scenario.alternatives import BASELINE
from portsim.study.judgement import found
from portsim.study.question import FEN, Question, Run, StudyResult
from portsim.study.statistics import Paired, interval, paired

if TYPE_CHECKING:
    import pandas as pd

Ledgers = Sequence[Mapping[str, tuple[Line, ...]]]
MATTERS = 0.01  # of what a payer bears in the baseline
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
        before, after = _by_row(ledgers, baseline), _by_row(ledgers, alternative)
        for key, line in after.items():
            base = before.get(key, _nothing(len(ledgers)))
            _, low, high = interval(line.fen)
            difference = paired(base.fen, line.fen)
            rows.append(
                (
                    alternative, *key, interval(line.quantity)[0], line.unit, line.unit_cost,
                    _whole(line.fen) / 100, low / 100, high / 100,
                    _difference([base.fen], [line.fen]) / 100, difference.low / 100, difference.high / 100,
                    int(np.isfinite(line.fen).sum()), bool(np.isfinite(line.fen).all()),
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
        before, after = _by_row(ledgers, baseline), _by_row(ledgers, alternative)
        payers = [p for p in PAYERS if any(key.payer == p for key in after)]
        groups = [(p, (p,)) for p in payers] + [(ALL_COMPANIES, COMPANIES), (ALL, PAYERS)]
        for name, members in groups if payers else ():
            then, now = _chosen(before, members, "cost"), _chosen(after, members, "cost")
            paid, pays = _chosen(before, members, "transfer"), _chosen(after, members, "transfer")
            n = len(ledgers)
            saved = paired(_sum(now, n), _sum(then, n))
            received = interval(_sum(paid, n) - _sum(pays, n))[0]
            rows.append(
                (
                    alternative, name, sum(map(_whole, now)) / 100, _difference(now, then) / 100,
                    saved.low / 100, saved.high / 100, received / 100, saved.n,
                    _verdict(saved),
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(WHO))


class Key(NamedTuple):
    """What tells the rows of a ledger apart."""

    entry: str
    payer: str
    kind: Kind


@dataclass(frozen=True)
class Row:
    """One row of a ledger over the replications: arrays of shape (replications,), NaN where not measured."""

    fen: Floats
    quantity: Floats
    unit: str
    unit_cost: float


def _by_row(ledgers: Ledgers, alternative: str) -> dict[Key, Row]:
    """The rows of an alternative, in the order of its lines."""
    rows: dict[Key, list[Line]] = {}
    for each in ledgers:
        for line in each[alternative]:
            rows.setdefault(Key(line.entry, line.payer, line.kind), []).append(line)
    return {key: _over_replications(lines) for key, lines in rows.items()}


def _over_replications(lines: list[Line]) -> Row:
    fen = np.array([np.nan if line.fen is None else float(line.fen) for line in lines])
    return Row(fen, np.array([line.quantity for line in lines]), lines[0].unit, lines[0].unit_cost)


def _nothing(n: int) -> Row:
    """A row of which an alternative has no such work: 0 in each of n replications."""
    return Row(np.zeros(n), np.zeros(n), "", 0.0)


def _chosen(rows: Mapping[Key, Row], payers: Collection[str], kind: Kind) -> list[Floats]:
    """The amounts [fen] of the rows of some payers, each of shape (replications,)."""
    return [row.fen for key, row in rows.items() if key.payer in payers and key.kind == kind]


def _sum(amounts: list[Floats], n: int) -> Floats:
    """Sum of amounts by replication [fen], shape (n,); NaN where one was not measured."""
    total = np.zeros(n)
    for fen in amounts:
        total = total + fen
    return total


def _whole(fen: Floats) -> float:
    """The mean in whole fen, NaN if no replication measured it."""
    mean = interval(fen)[0]
    return float(round(mean)) if np.isfinite(mean) else mean


def _difference(less: list[Floats], more: list[Floats]) -> float:
    """How much `more` is above `less` [fen]: the difference of two sums of rows, each row in whole fen.

    Only replications that measured every row on both sides are taken, so that like is compared with like; NaN
    if there is none. Where all are measured, the differences of payers add up to that of all to the fen.
    """
    both = np.all([np.isfinite(fen) for fen in (*less, *more)], axis=0)
    return sum((_whole(fen[both]) for fen in more), 0.0) - sum((_whole(fen[both]) for fen in less), 0.0)


def _verdict(saved: Paired) -> str:
    """What the CI of a saving says for a single payer, without a correction for many; 1 % of what he pays
    without the measure matters."""
    said = found(saved, saved.p, MATTERS * abs(saved.value))
    return {"more": "saves", "less": "pays more"}.get(said, said)


def untariffed(world: World) -> tuple[str, ...]:
    """Entries that are left out because the scenario has no tariff for them."""
    known = priced(world)
    return tuple(name for name, entry in world.library[ENTRY].items() if entry not in known)


def _keep(run: Run) -> tuple[Line, ...]:
    """The ledger of a run; none of one that holds an event, which is costed per event and not per year."""
    return () if run.world.event is not None else lines(run.records)


def _ledger(study: StudyResult) -> pd.DataFrame:
    return ledger_table(study.kept(LEDGER_OF_A_YEAR.name), BASELINE)


def _payers(study: StudyResult) -> pd.DataFrame:
    return payers_table(study.kept(LEDGER_OF_A_YEAR.name), BASELINE)


LEDGER_OF_A_YEAR = Question(
    "ledger",
    "What the work of a year costs, by entry and payer; transfers between payers sum to 0",
    _ledger,
    _keep,
    file="ledger",
    digits=FEN,
)
PAYERS_OF_A_YEAR = Question("payers", "Who saves what in a year, by payer", _payers)

"""The ledger's tables over replications: what each entry costs whom, and who saves what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.ledger import ENTRY, priced
from portsim.kpis.ledger_lines import Kind, Line, lines
from portsim.model.payers import PAYERS, TOTALS
from portsim.model.world import World
from portsim.scenario.alternatives import BASELINE
from portsim.study.bounds import Bounded, apart, untraced
from portsim.study.growth import growing
from portsim.study.judgement import found
from portsim.study.question import FEN, Question, Run, StudyResult
from portsim.study.statistics import Paired, interval
from portsim.study.traces import repeated

if TYPE_CHECKING:
    import pandas as pd

Ledgers = Sequence[Mapping[str, tuple[Line, ...]]]
MATTERS = 0.01  # of what a payer bears in the baseline
LEDGER = (
    "alternative", "entry", "payer", "kind", "quantity", "unit", "unit_cost", "amount", "low", "high",
    "difference", "difference_low", "difference_high", "n", "measured", "amount_is", "missing",
)  # fmt: skip
WHO = ("alternative", "payer", "amount", "saved", "low", "high", "received", "n", "amount_is", "verdict")


def ledger_table(ledgers: Ledgers, baseline: str, *, traced: bool = False) -> pd.DataFrame:
    """One row per alternative, entry, payer and kind: amounts of a year [yuan/y] in whole fen, with 95 % CI;
    also of one who pays in the baseline alone.

    `ledgers` holds one mapping per replication, alternative -> lines. `difference` is alternative - baseline;
    `measured` says whether every replication gave a figure, `amount_is` whether it is exact or, as shipments
    are unfinished, a bound. `missing` are streams of which no shipment was counted in some replication. With
    `traced`, amounts that are equal in all replications are copies of one trace, and have no CI.
    """
    import pandas as pd

    rows = []
    for alternative in ledgers[0] if ledgers else ():
        before, after = _by_row(ledgers, baseline), _by_row(ledgers, alternative)
        for key in dict.fromkeys((*after, *before)) if after else ():
            base = before[key] if key in before else _nothing(after[key])
            line = after[key] if key in after else _nothing(base)
            (own,) = untraced(traced, line.bounded)
            _, low, high = interval(own.value)
            difference = apart(traced, base.bounded, line.bounded)
            rows.append(
                (
                    alternative, *key, interval(line.quantity)[0], line.unit, line.unit_cost,
                    _whole(line.fen) / 100, low / 100, high / 100,
                    _difference([base.fen], [line.fen]) / 100, difference.low / 100, difference.high / 100,
                    int(np.isfinite(own.value).sum()), bool(np.isfinite(line.fen).all()), line.bounded.bound,
                    "; ".join(line.missing),
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(LEDGER))


def payers_table(
    ledgers: Ledgers, baseline: str, overloaded: Collection[str] = (), *, traced: bool = False
) -> pd.DataFrame:
    """Who saves what [yuan/y]: one row per alternative and payer, then all companies and all payers.

    `amount` sums the payer's rows of the ledger to the fen; `saved` is baseline - alternative of costs alone,
    with its 95 % CI, whatever the unfinished shipments add. An alternative with a queue that grows
    (`overloaded`) saves nothing; where it grows in the baseline, none does. `received` is how much more a
    payer gets from transfers, which is no saving. `traced`: as in `ledger_table`; of what is the same on both
    sides nothing is saved, with or without other days.
    """
    import pandas as pd

    rows = []
    for alternative in ledgers[0] if ledgers else ():
        before, after = _by_row(ledgers, baseline), _by_row(ledgers, alternative)
        payers = [p for p in PAYERS if after and any(key.payer == p for key in (*after, *before))]
        groups = [*((p, (p,)) for p in payers), *TOTALS.items()]
        for name, members in groups if payers else ():
            then, now = _fen(_chosen(before, members, "cost")), _fen(_chosen(after, members, "cost"))
            paid, pays = (_fen(_chosen(rows, members, "transfer")) for rows in (before, after))
            n = len(ledgers)
            costs = [_total(_chosen(rows, members, "cost"), n) for rows in (after, before)]
            saved = apart(traced, *costs)
            received = interval(_sum(paid, n) - _sum(pays, n))[0]
            rows.append(
                (
                    alternative, name, sum(map(_whole, now)) / 100, _difference(now, then) / 100,
                    saved.low / 100, saved.high / 100, received / 100, saved.n, costs[0].bound,
                    _verdict(saved, overloaded=bool({baseline, alternative} & set(overloaded))),
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
    more: Floats
    missing: tuple[str, ...]

    @property
    def bounded(self) -> Bounded:
        """The amounts [fen] with what unfinished shipments may add."""
        return Bounded(self.fen, self.more)


def _by_row(ledgers: Ledgers, alternative: str) -> dict[Key, Row]:
    """The rows of an alternative, in the order of its lines."""
    rows: dict[Key, list[Line]] = {}
    for each in ledgers:
        for line in each[alternative]:
            rows.setdefault(Key(line.entry, line.payer, line.kind), []).append(line)
    return {key: _over_replications(lines) for key, lines in rows.items()}


def _over_replications(lines: list[Line]) -> Row:
    fen = np.array([np.nan if line.fen is None else float(line.fen) for line in lines])
    quantity, more = (
        np.array([float(getattr(line, name)) for line in lines]) for name in ("quantity", "more")
    )
    missing = tuple(dict.fromkeys(stream for line in lines for stream in line.missing))
    return Row(fen, quantity, lines[0].unit, lines[0].unit_cost, more, missing)


def _nothing(like: Row) -> Row:
    """A row of which an alternative has no such work, or another payer: 0 in each replication."""
    zero = np.zeros(len(like.fen))
    return replace(like, fen=zero, quantity=zero, more=zero, missing=())


def _chosen(rows: Mapping[Key, Row], payers: Collection[str], kind: Kind) -> list[Row]:
    """The rows of some payers."""
    return [row for key, row in rows.items() if key.payer in payers and key.kind == kind]


def _fen(rows: list[Row]) -> list[Floats]:
    """The amounts [fen] of rows, each of shape (replications,)."""
    return [row.fen for row in rows]


def _total(rows: list[Row], n: int) -> Bounded:
    """The sum of rows over n replications [fen]."""
    return Bounded(_sum(_fen(rows), n), _sum([row.more for row in rows], n))


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


def _verdict(saved: Paired, *, overloaded: bool) -> str:
    """What the CI of a saving says for a single payer, without a correction for many; 1 % of what he pays
    without the measure matters."""
    said = found(saved, saved.p, MATTERS * abs(saved.value))
    if overloaded and said in ("more", "equivalent"):
        return "overloaded"
    return {"more": "saves", "less": "pays more"}.get(said, said)


def untariffed(world: World) -> tuple[str, ...]:
    """Entries that are left out because the scenario has no tariff for them."""
    known = priced(world)
    return tuple(name for name, entry in world.library[ENTRY].items() if entry not in known)


def _keep(run: Run) -> tuple[Line, ...]:
    """The ledger of a run; none of one that holds an event, which is costed per event and not per year."""
    if run.world.event is not None:
        return ()
    return lines(run.records, run.scenario.study.run_out.at_most)


def _ledger(study: StudyResult) -> pd.DataFrame:
    return ledger_table(study.kept(LEDGER_OF_A_YEAR.name), BASELINE, traced=bool(repeated(study.scenario)))


def _payers(study: StudyResult) -> pd.DataFrame:
    traced = bool(repeated(study.scenario))
    return payers_table(study.kept(LEDGER_OF_A_YEAR.name), BASELINE, growing(study), traced=traced)


LEDGER_OF_A_YEAR = Question(
    "ledger",
    "What the work of a year costs, by entry and payer; transfers between payers sum to 0",
    _ledger,
    _keep,
    file="ledger",
    digits=FEN,
    texts=False,
)
PAYERS_OF_A_YEAR = Question(
    "payers", "Who saves what in a year, by payer", _payers, needs=("ledger", "growth")
)

"""The lines of the ledger, in whole fen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from portsim.kpis.ledger import Entry, priced
from portsim.kpis.year import uncounted, year, year_unfinished
from portsim.model.payers import Payer
from portsim.model.tariff import Tariff
from portsim.records.records import Records

Kind = Literal["cost", "transfer"]


@dataclass(frozen=True)
class Line:
    """What one entry means for one payer in a year of one replication; `fen` is None if it was not measured.

    `unit_cost` is yuan per unit. A transfer has two lines whose amounts add up to 0. `more` fen would come on
    top if all that is unfinished took the longest run-out longer; `missing` are streams of which no shipment
    was counted.
    """

    entry: str
    payer: Payer
    kind: Kind
    quantity: float
    unit: str
    unit_cost: float
    fen: int | None
    more: int = 0
    missing: tuple[str, ...] = ()


def lines(records: Records, grace: float = 0.0) -> tuple[Line, ...]:
    """The ledger of one replication, in the order in which entries were declared; what is unfinished may take
    `grace` [min] longer."""
    if records.port is None:
        return ()
    tariffs = records.port.tariffs
    priced_here = priced(records.world)
    return tuple(
        line for entry in priced_here for line in _lines(entry, tariffs[entry.tariff], records, grace)
    )


def costs(records: Records) -> list[tuple[Payer, int | None]]:
    """Of each entry who bears it, and the `fen` of its cost, without what else its lines say."""
    tariffs = {} if records.port is None else records.port.tariffs
    return [
        (tariff.payer, in_fen(year(entry, records) * entry.price(tariff.cost.value)))
        for entry in priced(records.world)
        for tariff in (tariffs[entry.tariff],)
    ]


def of_lines(ledger: Iterable[Line]) -> list[tuple[Payer, int | None]]:
    """The same of a ledger that is there already."""
    return [(line.payer, line.fen) for line in ledger if line.kind == "cost"]


def _lines(entry: Entry, tariff: Tariff, records: Records, grace: float) -> Iterator[Line]:
    quantity = later = year(entry, records)
    if year_unfinished(entry, records):
        later = year(entry, records.once(("later", grace), lambda: records.later(grace)))
    missing = uncounted(entry, records) if in_fen(quantity) is None else ()

    def line(payer: Payer, kind: Kind, price: float) -> Line:
        fen, then = in_fen(quantity * price), in_fen(later * price)
        more = 0 if fen is None or then is None else then - fen
        return Line(entry.name, payer, kind, quantity, entry.unit, price, fen, more, missing)

    yield line(tariff.payer, "cost", entry.price(tariff.cost.value))
    if tariff.fee is not None and tariff.charged_to is not None:
        fee = entry.price(tariff.fee.value)
        yield line(tariff.charged_to, "transfer", fee)
        yield line(tariff.payer, "transfer", -fee)


def in_fen(yuan: float) -> int | None:
    """An amount [yuan] in whole fen, rounded once; None for what was not measured."""
    return round(yuan * 100) if np.isfinite(yuan) else None

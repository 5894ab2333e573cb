"""The lines of the ledger, in whole fen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from portsim.kpis.ledger import Entry, priced
from portsim.kpis.year import year
from portsim.model.tariff import Payer, Tariff
from portsim.records.records import Records

Kind = Literal["cost", "transfer"]


@dataclass(frozen=True)
class Line:
    """What one entry means for one payer in a year of one replication; `fen` is None if it was not measured.

    `unit_cost` is yuan per unit. A transfer has two lines whose amounts add up to 0.
    """

    entry: str
    payer: Payer
    kind: Kind
    quantity: float
    unit: str
    unit_cost: float
    fen: int | None


def lines(records: Records) -> tuple[Line, ...]:
    """The ledger of one replication, in the order in which entries were declared."""
    if records.port is None:
        return ()
    tariffs = records.port.tariffs
    priced_here = priced(records.world)
    return tuple(line for entry in priced_here for line in _lines(entry, tariffs[entry.tariff], records))


def _lines(entry: Entry, tariff: Tariff, records: Records) -> Iterator[Line]:
    quantity = year(entry, records)
    cost = entry.price(tariff.cost.value)
    yield Line(entry.name, tariff.payer, "cost", quantity, entry.unit, cost, in_fen(quantity * cost))
    if tariff.fee is not None and tariff.charged_to is not None:
        fee = entry.price(tariff.fee.value)
        fen = in_fen(quantity * fee)
        paid_back = None if fen is None else -fen
        yield Line(entry.name, tariff.charged_to, "transfer", quantity, entry.unit, fee, fen)
        yield Line(entry.name, tariff.payer, "transfer", quantity, entry.unit, -fee, paid_back)


def in_fen(yuan: float) -> int | None:
    """An amount [yuan] in whole fen, rounded once; None for what was not measured."""
    return round(yuan * 100) if np.isfinite(yuan) else None

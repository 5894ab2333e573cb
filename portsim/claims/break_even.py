"""Break-even: the volume, or the unit cost, at which a reported yearly figure would come out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from portsim.base.units import Price

SAME = 0.1  # of the report; a figure this near to it needs no other volume


class Amount(NamedTuple):
    """What one step, stream or ledger entry adds to a figure."""

    label: str
    amount: float


@dataclass(frozen=True)
class NeededPrice:
    """The unit cost of a ledger entry as it is stated, and the one at which the report would come out."""

    entry: str
    stated: Price
    needed: Price


@dataclass(frozen=True)
class BreakEven:
    """What would have to be otherwise for a yearly figure to be as reported.

    `parts` make up the figure, by ledger entry [unit], the largest first. It takes `factor` times the stated
    volume or unit costs, infinity where no volume makes it true; `holds` says that the figure is as reported
    already. `users` is how many shipments a day [1/day] the figure speaks of, None where it speaks of all.
    """

    unit: str
    parts: tuple[Amount, ...]
    factor: float
    holds: bool
    users: float | None = None
    price: NeededPrice | None = None

    @property
    def users_needed(self) -> float | None:
        """The shipments a day [1/day] that it takes."""
        return None if self.users is None else self.users * self.factor


def break_even(
    reported: float,
    simulated: float,
    unit: str,
    parts: Mapping[str, float],
    prices: Mapping[str, Price],
    users: float | None = None,
) -> BreakEven:
    """What it takes for `simulated` to be `reported` [unit].

    `parts` says what makes the figure up, by ledger entry [unit]; `prices` their unit costs.
    """
    ordered = sorted(
        (Amount(*part) for part in parts.items()), key=lambda part: (-abs(part.amount), part.label)
    )
    possible = simulated * reported > 0
    return BreakEven(
        unit,
        tuple(ordered),
        reported / simulated if possible else math.inf,
        possible and abs(simulated - reported) <= SAME * abs(reported),
        users,
        _price(reported, simulated, ordered, prices),
    )


def _price(
    reported: float, simulated: float, parts: list[Amount], prices: Mapping[str, Price]
) -> NeededPrice | None:
    """The price of the largest part on the report's side of 0, if a price above 0 will do."""
    gains = [part for part in parts if part.amount * reported > 0 and part.label in prices]
    if not gains:
        return None
    entry, amount = max(gains, key=lambda part: (abs(part.amount), part.label))
    stated = prices[entry]
    needed = stated.amount * (1 + (reported - simulated) / amount)
    return NeededPrice(entry, stated, Price(needed, stated.unit)) if needed > 0 else None

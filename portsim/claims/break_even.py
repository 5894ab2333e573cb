"""Break-even: the volume, or the unit cost, at which a reported yearly figure would come out."""

from __future__ import annotations

from collections.abc import Mapping

from portsim.base.units import Price, show_price

SAME = 0.1  # a figure this near to the report needs no other volume


def break_even(
    reported: float,
    simulated: float,
    unit: str,
    parts: Mapping[str, float],
    prices: Mapping[str, Price],
    users: float = 0.0,
) -> str:
    """What would have to be otherwise for `simulated` to be `reported` [unit], in words.

    `parts` says what makes the figure up, by ledger entry [unit]; `prices` their unit costs. With `users`
    [1/day], the shipments a day that the figure speaks of, it says how many of them it would take.
    """
    said = []
    if moved := sorted(parts.items(), key=lambda item: (-abs(item[1]), item[0])):
        listed = ", ".join(f"{name} {amount:+.3g}" for name, amount in moved[:4] if amount)
        said += [f"made up of {listed} {unit}"] if listed else []
    if simulated * reported <= 0:
        said.append("no volume makes it true")
    elif abs(simulated - reported) <= SAME * abs(reported):
        said.append("true at the stated volume")
    else:
        times = reported / simulated
        many = f", that is {users * times:,.3g} such shipments a day instead of {users:,.3g}" if users else ""
        said.append(f"true at {times:,.3g} times the volume or unit costs{many}")
    gains = [(amount, name) for name, amount in parts.items() if amount * reported > 0 and name in prices]
    if gains:
        amount, name = max(gains, key=lambda gain: (abs(gain[0]), gain[1]))
        price = prices[name]
        needed = price.amount * (1 + (reported - simulated) / amount)
        if needed > 0:
            wanted = show_price(Price(float(f"{needed:.3g}"), price.unit))
            said.append(f"or with {name} at {wanted} instead of {show_price(price)}")
    return "; ".join(said)

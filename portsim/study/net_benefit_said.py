"""What the table of net benefit says, in plain words."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from portsim.model.sourced import ASSUMPTION, sourced_numbers
from portsim.scenario.costs import Cost, costs_of
from portsim.scenario.scenario import Scenario
from portsim.study.ledger import ALL, ALL_COMPANIES
from portsim.study.said import between, money, number

if TYPE_CHECKING:
    import pandas as pd


def sentences(
    scenario: Scenario,
    table: pd.DataFrame,
    alternative: str,
    groups: Sequence[str] = (ALL_COMPANIES, ALL),
) -> Iterator[str]:
    """What the table of net benefit says of one alternative, in plain words: of some groups of payers, then
    of payers who pay for it and get less back."""
    rows = {str(row["payer"]): row for row in table[table["alternative"] == alternative].to_dict("records")}
    costs = costs_of(scenario, alternative)
    for group in groups:
        yield f"{alternative}, {who(group)}: {_said(rows[group])}"
    losing = [
        f"{who(name)} ({money(row['net'], 'yuan a year')})"
        for name, row in rows.items()
        if name not in (ALL_COMPANIES, ALL) and row["verdict"] == "does not pay"
    ]
    if losing:
        yield f"{alternative} does not pay for {', '.join(losing)}."
    if not costs:
        yield f"{alternative} has no costs: none of its measures says any, so its net benefit is its saving."
    elif unnamed := _without(scenario, alternative, costs):
        yield f"{alternative}: no costs are said of {', '.join(unnamed)}, which count as free."
    numbers = [number for each in costs for _, number in sourced_numbers(each.item)]
    if numbers and all(ASSUMPTION in number.source for number in numbers):
        yield f"{alternative}: all its costs are assumptions."


def _said(row: Mapping[Hashable, Any]) -> str:
    if row["n"] == 0:
        return "not measured in any replication; count more days."
    net = f"{money(row['net'], 'yuan')} a year (95 % CI {between(row['low'], row['high'])})"
    text = (
        f"{row['verdict']}; it saves {money(row['saved'])} a year, costs {money(row['costs'])} "
        f"({between(row['costs_least'], row['costs_most'])} over the ranges), net benefit {net}"
    )
    if math.isfinite(row["ratio"]):
        text += f", benefit-cost ratio {number(row['ratio'])}"
    if row["once"] > 0:
        years = f"in {number(row['payback'])} years" if math.isfinite(row["payback"]) else "never"
        text += f", paid back {years}"
    return f"{text}."


def who(group: str) -> str:
    """A group of payers inside a sentence: `companies`, `the haulier`."""
    words = group.replace("_", " ")
    if group in (ALL_COMPANIES, ALL):
        return words
    return "the CFS" if group == "cfs" else f"the {words}"


def _without(scenario: Scenario, alternative: str, costs: Sequence[Cost]) -> list[str]:
    """The measures of an alternative that say no costs."""
    saying = {each.measure for each in costs}
    return [use.measure for use in scenario.compare[alternative] if use.measure not in saying]

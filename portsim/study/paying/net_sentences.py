"""What the table of net benefit says, in plain words."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from portsim.model.sourced import ASSUMPTION, sourced_numbers
from portsim.scenario.costs import Cost, costs_of
from portsim.scenario.scenario import Scenario
from portsim.study.ledger import ALL, ALL_COMPANIES
from portsim.study.paying.said import between, money, number

if TYPE_CHECKING:
    import pandas as pd


def overview(scenario: Scenario, table: pd.DataFrame, alternatives: Sequence[str]) -> Iterator[str]:
    """What the table of net benefit says of several alternatives: first which of them pay for companies, then
    each by itself, then what all costs rest on."""
    rows = table[table["payer"] == ALL_COMPANIES]
    for verdict in dict.fromkeys(rows["verdict"]):
        names = ", ".join(rows[rows["verdict"] == verdict]["alternative"])
        yield f"For companies {verdict}: {names}."
    for name in alternatives:
        yield from sentences(scenario, table, name, grounds=False)
    yield from _grounds([each for name in alternatives for each in costs_of(scenario, name)])


def sentences(
    scenario: Scenario,
    table: pd.DataFrame,
    alternative: str,
    group: str = ALL_COMPANIES,
    *,
    grounds: bool = True,
) -> Iterator[str]:
    """What the table of net benefit says of one alternative: of a group of payers, of all payers where that
    is another finding, of payers who pay and get less back, and with `grounds` what its costs rest on."""
    rows = {str(row["payer"]): row for row in table[table["alternative"] == alternative].to_dict("records")}
    costs = costs_of(scenario, alternative)
    same = rows[group]["verdict"] == rows[ALL]["verdict"] and rows[group]["costs"] == rows[ALL]["costs"]
    for each in (group,) if same or group == ALL else (group, ALL):
        yield f"{alternative}, {who(each)}: {_said(rows[each])}"
    losing = [
        f"{who(name)} ({money(row['net'], 'yuan a year')})"
        for name, row in rows.items()
        if name not in (ALL_COMPANIES, ALL, group) and row["verdict"] == "does not pay"
    ]
    if losing:
        yield f"{alternative} does not pay for {', '.join(losing)}."
    if not costs:
        yield f"{alternative} has no costs: none of its measures says any, so its net benefit is its saving."
    elif unnamed := _without(scenario, alternative, costs):
        yield f"{alternative}: no costs are said of {', '.join(unnamed)}, which count as free."
    if grounds:
        yield from _grounds(costs)


def _grounds(costs: Sequence[Cost]) -> Iterator[str]:
    numbers = {f"{each.key}.{key}": number for each in costs for key, number in sourced_numbers(each.item)}
    assumed = sum(ASSUMPTION in number.source for number in numbers.values())
    if numbers:
        yield (
            f"Of {len(numbers)} figures of costs {'all' if assumed == len(numbers) else assumed} are "
            "assumptions; portsim sources shows their ranges."
        )


def _said(row: Mapping[Hashable, Any]) -> str:
    if row["n"] == 0:
        return "not measured in any replication; count more days."
    net = f"{money(row['net'], 'yuan')} a year (95 % CI {between(row['low'], row['high'])})"
    costs = "costs nothing"
    if row["costs_most"] > 0:
        ends = between(row["costs_least"], row["costs_most"])
        costs = f"costs {money(row['costs'])} ({ends} over the ranges)"
    text = f"{row['verdict']}; it saves {money(row['saved'])} a year, {costs}, net benefit {net}"
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

"""What the table of net benefit says, in plain words."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from portsim.base.currency import money_name
from portsim.base.language import known, named, t
from portsim.base.spoken import joined
from portsim.model.payers import ALL, ALL_COMPANIES
from portsim.model.sourced import ASSUMPTION, sourced_numbers
from portsim.scenario.costs import Cost, costs_of
from portsim.scenario.scenario import Scenario
from portsim.study.paying.said import between, money, number

if TYPE_CHECKING:
    import pandas as pd


def overview(scenario: Scenario, table: pd.DataFrame, alternatives: Sequence[str]) -> Iterator[str]:
    """What the table of net benefit says of several alternatives: first which of them pay for companies, then
    each by itself, then what all costs rest on."""
    yield from verdicts(table)
    for name in alternatives:
        yield from sentences(scenario, table, name, grounds=False)
    yield from rest_on(scenario, alternatives)


def rest_on(scenario: Scenario, alternatives: Sequence[str]) -> Iterator[str]:
    """What the costs of alternatives rest on: which measures have none, with what to write, and how many are
    assumed."""
    keys = dict.fromkeys(key for name in alternatives for key in _free(scenario, name))
    if keys:
        item = f"readers: {{payer: terminal, per_year: {{value: 1000 {money_name()}/y, source: user}}}}"
        yield t(
            "No costs are given for {keys}, so each counts as free. If it costs something, write "
            "`costs` under it, an item a line, such as {item}",
            keys=joined(keys),
            item=item,
        )
    yield from _grounds([each for name in alternatives for each in costs_of(scenario, name)])


def verdicts(table: pd.DataFrame) -> Iterator[str]:
    """Which alternatives pay for companies: a sentence for each verdict in a table of net benefit."""
    rows = table[table["payer"] == ALL_COMPANIES]
    for verdict in dict.fromkeys(rows["verdict"]):
        names = joined(map(named, rows[rows["verdict"] == verdict]["alternative"]))
        yield t("For companies ({verdict}): {names}.", verdict=known(verdict), names=names)


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
    same = rows[group]["verdict"] == rows[ALL]["verdict"] and rows[group]["costs"] == rows[ALL]["costs"]
    name = named(alternative)
    for each in (group,) if same or group == ALL else (group, ALL):
        yield t(
            "{name}, {who}: {said}",
            name=name,
            who=who(each),
            said=_said(rows[each], costs_of(scenario, alternative)),
        )
    losing = [
        t("{who} ({net})", who=who(payer), net=money(row["net"], "yuan a year"))
        for payer, row in rows.items()
        if payer not in (ALL_COMPANIES, ALL, group) and row["verdict"] == "does not pay"
    ]
    if losing:
        yield t("{name} does not pay for {losing}.", name=name, losing=joined(losing))
    if grounds:
        yield from rest_on(scenario, [alternative])


def _grounds(costs: Sequence[Cost]) -> Iterator[str]:
    numbers = {f"{each.key}.{key}": number for each in costs for key, number in sourced_numbers(each.item)}
    assumed = sum(ASSUMPTION in number.source for number in numbers.values())
    if numbers:
        yield t(
            "Of {n} figures of costs {assumed} are assumptions; portsim sources shows their ranges.",
            n=len(numbers),
            assumed=t("all") if assumed == len(numbers) else assumed,
        )


def _said(row: Mapping[Hashable, Any], items: Sequence[Cost]) -> str:
    if row["n"] == 0:
        return t("not measured in any replication; count more days.")
    if row["verdict"] == "overloaded":
        return t(
            "{verdict}; a queue grows for as long as the run lasts, so that nothing is saved.",
            verdict=known(row["verdict"]),
        )
    costs = t("costs nothing") if items else t("no costs are given")
    if row["costs_least"] == row["costs_most"] > 0:
        costs = t("costs {costs}", costs=money(row["costs"]))
    elif row["costs_most"] > 0:
        ends = between(row["costs_least"], row["costs_most"])
        costs = t("costs {costs} ({ends} over the ranges)", costs=money(row["costs"]), ends=ends)
    text = t(
        "{verdict}; it saves {saved} a year, {costs}, net benefit {net} a year (95 % CI {ends})",
        verdict=known(row["verdict"]),
        saved=money(row["saved"]),
        costs=costs,
        net=money(row["net"]),
        ends=between(row["low"], row["high"]),
    )
    if math.isfinite(row["ratio"]):
        text += t(", benefit-cost ratio {ratio}", ratio=number(row["ratio"]))
    if row["once"] > 0:
        years = row["discounted_payback"]
        text += (
            t(", paid back in {years} years", years=number(years))
            if math.isfinite(years)
            else t(", paid back never")
        )
    return text + t(".")


def who(group: str) -> str:
    """A group of payers inside a sentence: `companies`, `the haulier`."""
    if (said := named(group)) != group:
        return said
    words = group.replace("_", " ")
    if group in (ALL_COMPANIES, ALL):
        return words
    return "the CFS" if group == "cfs" else f"the {words}"


def _free(scenario: Scenario, alternative: str) -> Iterator[str]:
    """The keys of the measures and what-ifs of an alternative that have no costs."""
    paid = {each.measure for each in costs_of(scenario, alternative)}
    for use in scenario.compare[alternative]:
        if use.measure not in paid:
            yield f"{'what_ifs' if use.measure in scenario.what_ifs else 'measures'}.{use.measure}"

"""What there is, scenarios and all that a library declares, as tables for the terminal or as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portsim.base.currency import with_name
from portsim.base.language import known, named, retold
from portsim.base.spoken import unit_words
from portsim.model.library import Library
from portsim.report.terminal.columns import plain_table
from portsim.report.terminal.console import console
from portsim.report.words import BRACKET, unit_in
from portsim.scenario.locate import merged, shipped_scenarios

if TYPE_CHECKING:
    import pandas as pd

SCENARIOS = "scenarios"
COLUMNS = ("kind", "name", "title", "from")


def things_table(library: Library, kind: str | None) -> pd.DataFrame:
    """One row per scenario that portsim ships and per thing that a library declares: kind, name, title, and
    where it comes from.

    `kind` takes one kind alone, such as `kpis`; None takes all.
    """
    import pandas as pd

    rows = [(SCENARIOS, name, title, "portsim") for name, title in _titles()]
    for each in library.kinds:
        rows += [
            (_kind(each.plural), found.name, each.says(found.thing), plugin.origin)
            for plugin in library.plugins
            for found in plugin.declared
            if found.kind == each
        ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table if kind is None else table[table["kind"] == kind].reset_index(drop=True)


def show_things(library: Library, kind: str | None) -> None:
    """Print what there is, a table for each kind."""
    plurals = {_kind(each.plural): each.plural for each in library.kinds}
    table = things_table(library, kind)
    for number, name in enumerate(dict.fromkeys(table["kind"])):
        own = table[table["kind"] == name]
        names = ["name", "title", *(["from"] if own["from"].nunique() > 1 else [])]
        heading = plurals.get(name, name)
        rows = ((first, *map(_said, others)) for first, *others in own[names].itertuples(index=False))
        if number:
            console().print()
        console().print(
            plain_table(
                known(heading[:1].upper() + heading[1:]), [known(each.capitalize()) for each in names], rows
            ),
            highlight=False,
        )


def _said(text: str) -> str:
    """What is said of a thing; of a KPI its title and unit."""
    title, unit = BRACKET.sub("", text), unit_in(text)
    if unit and (known(title) != title or with_name(unit) != unit):
        return f"{known(title)} [{unit_words(unit)}]"
    return retold(named(text))


def _kind(plural: str) -> str:
    """How a kind is written on the command line: `ledger-entries`."""
    return plural.replace(" ", "-").lower()


def _titles() -> Iterator[tuple[str, str]]:
    """The scenarios that portsim ships, with their titles."""
    for name, path in shipped_scenarios().items():
        yield name, str(merged(path, ()).data.get("title", ""))

"""Who saves what: the ledger's section of the report, and its short table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from portsim.report.markdown import pipe_table
from portsim.report.numbers import MISSING, change, figures, interval
from portsim.report.style import BASELINE
from portsim.report.words import inline, label

if TYPE_CHECKING:
    from rich.table import Table

UNIT = "yuan/y"
TOTALS = ("companies", "all_payers")


class Who(NamedTuple):
    """What one payer saves under one measure [yuan/y]; `received` is what transfers bring him, no saving."""

    scenario: str
    payer: str
    amount: float
    saved: float
    low: float
    high: float
    received: float
    n: float
    verdict: str


def who(payers: pd.DataFrame) -> Iterator[Who]:
    """Read the table of payers row by row, the baseline and payers without any cost left out."""
    moved = (payers[["amount", "saved", "received"]] != 0).any(axis=1)
    busy = set(payers[moved]["payer"])
    for row in payers.to_dict("records"):
        if row["scenario"] != BASELINE and row["payer"] in busy:
            text = {key: str(row[key]) for key in ("scenario", "payer", "verdict")}
            number = {key: float(row[key]) for key in Who._fields if key not in text}
            yield Who(**text, **number)  # type: ignore[arg-type]


def money_section(
    payers: pd.DataFrame, ledger: pd.DataFrame, volumes: pd.DataFrame, left_out: Sequence[str]
) -> str:
    """The section `Who saves what`: savings by payer, the entries behind them, and the stated volumes.

    Empty where the scenario has no tariffs.
    """
    if payers.empty:
        return ""
    parts = [
        "## Who saves what",
        "A year's costs, scaled by the stated volumes. A transfer between payers is shown and is no saving. "
        "A payer who is not named under a measure neither saves nor pays more.",
        pipe_table(
            ("Measure", "Payer", "Cost a year", "Saved", "95 % CI", "Received by transfers", "n", "Finding"),
            [
                (
                    label(row.scenario),
                    f"**{label(row.payer)}**" if row.payer in TOTALS else label(row.payer),
                    figures(row.amount, UNIT),
                    change(row.saved, UNIT),
                    interval(row.low, row.high, UNIT, signed=True),
                    change(row.received, UNIT),
                    figures(row.n),
                    row.verdict,
                )
                for row in who(payers)
                if row.saved != 0 or row.received != 0
            ],
            right=range(2, 7),
        ),
        "### Entries that differ",
        pipe_table(
            ("Measure", "Entry", "Payer", "Kind", "Quantity a year", "Unit cost", "Difference", "95 % CI"),
            list(_entries(ledger)),
            right=range(4, 8),
        ),
    ]
    unmeasured = list(dict.fromkeys(ledger[~ledger["measured"]]["entry"]))
    if unmeasured:
        names = ", ".join(inline(str(name)) for name in unmeasured)
        parts.append(f"Not measured in every replication, as too many shipments are unfinished: {names}.")
    if left_out:
        names = ", ".join(inline(name) for name in left_out)
        parts.append(f"Left out, because the scenario has no tariff for them: {names}.")
    parts += [
        "### Stated volumes",
        pipe_table(
            ("Stream", "A day", "A year", "Source", "Note"),
            [
                (label(stream), figures(day), figures(year), source, note)
                for stream, day, year, source, note in volumes.itertuples(index=False)
            ],
            right=(1, 2),
        ),
    ]
    return "\n\n".join(parts)


def _entries(ledger: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    """Rows of the entries that a measure moves, or that were not measured."""
    for row in ledger[ledger["scenario"] != BASELINE].to_dict("records"):
        if row["difference"] != 0:
            yield (
                label(str(row["scenario"])),
                label(str(row["entry"])),
                label(str(row["payer"])),
                str(row["kind"]),
                figures(float(row["quantity"]), str(row["unit"])),
                figures(float(row["unit_cost"]), f"yuan/{_one(str(row['unit']))}"),
                change(float(row["difference"]), UNIT),
                interval(float(row["difference_low"]), float(row["difference_high"]), UNIT, signed=True),
            )


def _one(unit: str) -> str:
    """A single piece of a unit: `lifts` becomes `lift`."""
    return {"boxes": "box"}.get(unit, unit.removesuffix("s"))


def payers_table(payers: pd.DataFrame) -> Table:
    """Return a terminal table of savings by payer [yuan/y], one column per payer, one line per measure."""
    from rich.table import Table

    rows = list(who(payers)) if len(payers) else []
    names = list(dict.fromkeys(row.payer for row in rows))
    table = Table(
        title=f"Who saves what [{UNIT}], costs alone; * the 95 % CI leaves out 0", title_justify="left"
    )
    table.add_column("Measure", overflow="fold")
    for name in names:
        table.add_column(label(name), justify="right", overflow="fold")
    for scenario in dict.fromkeys(row.scenario for row in rows):
        cells = {row.payer: _cell(row) for row in rows if row.scenario == scenario}
        table.add_row(label(scenario), *(cells.get(name, MISSING) for name in names))
    if not rows:
        table.caption = "no tariffs"
    return table


def _cell(row: Who) -> str:
    if row.n == 0:
        return "not measured"
    return change(row.saved) + ("*" if row.verdict in ("saves", "pays more") else "")

"""Who saves what: the ledger's section of the report, and its short table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from portsim.base.language import known, t
from portsim.base.wide import width
from portsim.model.payers import TOTALS
from portsim.report.numbers import missing
from portsim.report.parts import (
    Cell,
    Figure,
    Grid,
    Part,
    Section,
    Text,
    between,
    grid,
    number,
    signed,
    strong,
)
from portsim.report.payers import MILLION, UNIT, Who, least, who
from portsim.report.words import inline, label, listed
from portsim.scenario.alternatives import BASELINE

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

WIDE = 36  # [characters]; with the totals and a short first column this fits 80


def money_section(
    payers: pd.DataFrame,
    ledger: pd.DataFrame,
    volumes: pd.DataFrame,
    left_out: Sequence[str],
    events: Sequence[str] = (),
    figures_of: Sequence[Figure] = (),
) -> list[Section]:
    """The section `Who saves what`: savings by payer, the entries behind them, and the stated volumes.

    `events` are the alternatives that hold an event, `figures_of` the charts that stand first. Empty where
    the scenario has no tariffs.
    """
    if payers.empty:
        return []
    parts: list[Part] = [
        Text(
            t(
                "A year's costs, scaled by the stated volumes. A transfer between payers is shown and is "
                "no saving. A payer who is not named under a measure neither saves nor pays more."
            )
        ),
        *figures_of,
        _savings(payers),
        Section(
            "entries",
            t("Entries that differ"),
            (
                grid(
                    "entries",
                    t("Entries of the ledger that a measure moves"),
                    (
                        t("Measure"),
                        t("Entry"),
                        t("Payer"),
                        t("Kind"),
                        t("Quantity a year"),
                        t("Unit cost"),
                        t("Difference"),
                        t("95 % CI"),
                    ),
                    _entries(ledger),
                    range(4, 8),
                ),
                *map(Text, _unmeasured(ledger)),
            ),
        ),
    ]
    if events:
        names = listed(inline(name) for name in events)
        parts.append(Text(t("Without yearly figures, as they hold an event: {names}.", names=names)))
    if left_out:
        names = listed(inline(name) for name in left_out)
        parts.append(Text(t("Left out, because the scenario has no tariff for them: {names}.", names=names)))
    parts.append(
        Section(
            "volumes",
            t("Stated volumes"),
            (
                grid(
                    "volumes",
                    t("Volumes that scale the ledger to a year"),
                    (t("Stream"), t("A day"), t("A year"), t("Source"), t("Note")),
                    [
                        (label(stream), number(day), number(year), source, known(note))
                        for stream, day, year, source, note in volumes.itertuples(index=False)
                    ],
                    (1, 2),
                ),
            ),
        )
    )
    return [Section("money", t("Who saves what"), tuple(parts), t("Money"))]


def _savings(payers: pd.DataFrame) -> Grid:
    return grid(
        "payers",
        t("Savings of a year by measure and payer"),
        (
            t("Measure"),
            t("Payer"),
            t("Cost a year"),
            t("Saved"),
            t("95 % CI"),
            t("Received by transfers"),
            "n",
            t("Finding"),
        ),
        [
            (
                label(row.alternative),
                strong(label(row.payer)) if row.payer in TOTALS else label(row.payer),
                number(row.amount, UNIT),
                signed(row.saved, UNIT),
                between(row.low, row.high, UNIT, signed=True),
                signed(row.received, UNIT),
                number(row.n),
                known(row.verdict),
            )
            for row in who(payers)
            if row.saved != 0 or row.received != 0
        ],
        range(2, 7),
    )


def _unmeasured(ledger: pd.DataFrame) -> Iterator[str]:
    """What is not measured, or a bound, why, and what would do."""
    why: dict[str, dict[str, None]] = {}
    for row in ledger[~ledger["measured"]].to_dict("records"):
        streams = [inline(name) for name in str(row["missing"]).split("; ") if name]
        why.setdefault(inline(str(row["entry"])), {}).update(dict.fromkeys(streams))
    if why:
        named = [
            t("{entry} (no {streams})", entry=entry, streams=listed(streams) or t("shipment"))
            for entry, streams in why.items()
        ]
        yield (
            t(
                "Not measured in every replication, as nothing of a stream came in the counted days: "
                "{named}. Count more days.",
                named=listed(named),
            )
        )
    bounds = dict.fromkeys(ledger[ledger["amount_is"] != "exact"]["entry"])
    if bounds:
        names = listed(inline(str(name)) for name in bounds)
        yield t(
            "Bounds, as shipments are unfinished at the end: {names}. A longer run-out would tell.",
            names=names,
        )


def _entries(ledger: pd.DataFrame) -> Iterator[tuple[str | Cell, ...]]:
    """Rows of the entries that a measure moves, or that were not measured."""
    for row in ledger[ledger["alternative"] != BASELINE].to_dict("records"):
        if row["difference"] != 0:
            yield (
                label(str(row["alternative"])),
                label(str(row["entry"])),
                label(str(row["payer"])),
                known(str(row["kind"])),
                number(float(row["quantity"]), str(row["unit"])),
                number(float(row["unit_cost"]), f"yuan/{_one(str(row['unit']))}"),
                signed(float(row["difference"]), UNIT),
                between(float(row["difference_low"]), float(row["difference_high"]), UNIT, signed=True),
            )


def _one(unit: str) -> str:
    """A single piece of a unit: `lifts` becomes `lift`."""
    return {"boxes": "box"}.get(unit, unit.removesuffix("s"))


def payers_table(payers: pd.DataFrame) -> Table:
    """Return a terminal table of savings by payer [M yuan/y], one row per measure.

    Who neither saves nor pays 0.005 M more is not named. Lines break between payers alone.
    """
    from rich.table import Table
    from rich.text import Text

    rows = list(who(payers)) if len(payers) else []
    title = t("Who saves what [M yuan/y], costs alone; * the 95 % CI excludes 0")
    table = Table(title=Text(title), title_justify="left")
    table.add_column(t("Measure"))
    for name in TOTALS:
        table.add_column(label(name), justify="right", no_wrap=True)
    table.add_column(t("Of which"), no_wrap=True)
    for alternative in dict.fromkeys(row.alternative for row in rows):
        own = {row.payer: row for row in rows if row.alternative == alternative}
        totals = [_cell(own[name]) if name in own else missing() for name in TOTALS]
        parts = [row for name, row in own.items() if name not in TOTALS and not abs(row.saved) < least()]
        table.add_row(
            label(alternative), *totals, _lines([f"{inline(row.payer)} {_cell(row)}" for row in parts])
        )
    if not rows:
        table.caption = t("no tariffs")
    return table


def _lines(parts: Sequence[str]) -> str:
    """Join the parts to lines of at most `WIDE` characters; a break falls between two parts alone."""
    lines: list[str] = []
    for part in parts:
        if lines and width(lines[-1]) + 2 + width(part) <= WIDE:
            lines[-1] += f"{t(', ')}{part}"
        else:
            lines.append(part)
    return "\n".join(lines)


def _cell(row: Who) -> str:
    """A saving in M yuan/y with two decimals, and a star where its CI excludes 0."""
    if row.n == 0:
        return t("not measured")
    star = "*" if row.low > 0 or row.high < 0 else ""
    return f"{row.saved / MILLION:+.2f}{star}"

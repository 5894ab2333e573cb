"""The section of the report that holds the model against published figures, the misses first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from portsim.report.parts import Cell, Figure, Grid, Point, Points, Section, Text, between, grid, number
from portsim.report.rows import Validated, validated
from portsim.report.validated import cause_in_words, held_against, off_in_words, validation_in_words

if TYPE_CHECKING:
    import pandas as pd

RULE = (
    "Each figure was published by others, and no number that decides it came from the same document. Met: "
    "the whole 95 % CI lies in the band that the file states. Fitted: so it does, but numbers of this port "
    "were chosen to that end, so it confirms nothing. Missed: all of it lies on one side. "
    "Undecided: it reaches over an end."
)


def validation_section(validation: pd.DataFrame, figures_of: Sequence[Figure] = ()) -> list[Section]:
    """The section `Held against published figures`; empty where the scenario names none."""
    if validation.empty:
        return []
    rows = list(validated(validation))
    order = sorted(rows, key=lambda row: row.verdict != "missed")
    why = Points(
        tuple(
            Point(
                f"{row.figure}, {row.statement}: {row.word}.",
                f"{cause_in_words(row)}; the band: {row.because}",
            )
            for row in order
        )
    )
    return [
        Section(
            "validation",
            "Held against published figures",
            (Text(f"{validation_in_words(validation)} {RULE}"), *figures_of, _table(rows), Text("Why:"), why),
            "Validation",
        )
    ]


def _table(rows: Sequence[Validated]) -> Grid:
    return grid(
        "validation",
        "Published figures, and what the model gives",
        ("Figure", "Statement", "Compared with", "Observed", "Band", "Simulated", "95 % CI", "n", "Verdict",
         "Off by", "Source", "Year"),
        [
            (
                row.figure,
                row.statement,
                held_against(row),
                number(row.observed, row.unit),
                Cell(row.band, row.band_low),
                number(row.simulated, row.unit),
                between(row.low, row.high, row.unit),
                number(row.n),
                Cell(row.word, None, "verdict"),
                Cell(off_in_words(row), row.relative),
                f"{row.source}: {row.reference}",
                row.year,
            )
            for row in rows
        ],
        range(3, 8),
    )  # fmt: skip

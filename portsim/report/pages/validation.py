"""The section of the report that holds the model against published figures, the misses first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from portsim.base.language import known, later, t
from portsim.report.parts import Cell, Figure, Grid, Point, Points, Section, Text, between, grid, number
from portsim.report.rows import Validated, validated
from portsim.report.validated import cause_in_words, held_against, off_in_words, validation_in_words
from portsim.report.words import sentences

if TYPE_CHECKING:
    import pandas as pd

RULE = later(
    "Each figure was published by others, and no number that decides it came from the same "
    "document. Met: the whole 95 % CI lies in the band that the file states. Fitted: so it "
    "does, but numbers of this port were chosen to that end, so it confirms nothing. Missed: "
    "all of it lies on one side. Undecided: it reaches over an end."
)


def validation_section(validation: pd.DataFrame, figures_of: Sequence[Figure]) -> list[Section]:
    """The section `Held against published figures`; empty where the scenario names none."""
    if validation.empty:
        return []
    rows = list(validated(validation))
    order = sorted(rows, key=lambda row: row.verdict != "missed")
    why = Points(
        tuple(
            Point(
                t(
                    "{figure}, {statement}: {verdict}.",
                    figure=row.figure,
                    statement=known(row.statement),
                    verdict=row.word,
                ),
                t("{cause}; the band: {because}", cause=cause_in_words(row), because=known(row.because)),
            )
            for row in order
        )
    )
    return [
        Section(
            "validation",
            t("Held against published figures"),
            (
                Text(sentences([validation_in_words(validation), known(RULE)])),
                *figures_of,
                _table(rows),
                Text(t("Why:")),
                why,
            ),
            t("Validation"),
        )
    ]


def _table(rows: Sequence[Validated]) -> Grid:
    return grid(
        "validation",
        t("Published figures, and what the model gives"),
        (
            t("Figure"),
            t("Statement"),
            t("Compared with"),
            t("Observed"),
            t("Band"),
            t("Simulated"),
            t("95 % CI"),
            "n",
            t("Verdict"),
            t("Off by"),
            t("Source"),
            t("Year"),
        ),
        [
            (
                row.figure,
                known(row.statement),
                held_against(row),
                number(row.observed, row.unit),
                Cell(row.band, row.band_low),
                number(row.simulated, row.unit),
                between(row.low, row.high, row.unit),
                number(row.n),
                Cell(row.word, None, "verdict", row.verdict),
                Cell(off_in_words(row), row.relative),
                f"{row.source}: {row.reference}",
                row.year,
            )
            for row in rows
        ],
        range(3, 8),
    )

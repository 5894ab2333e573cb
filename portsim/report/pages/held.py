"""The section of the report that holds the model against what users measured, the misses first."""

from __future__ import annotations

from collections.abc import Sequence

from portsim.base.language import known, later, t
from portsim.report.held import ORDER, HeldRow, footing_in_words, held_in_words, sentence
from portsim.report.numbers import probability
from portsim.report.parts import Cell, Grid, Part, Point, Points, Section, Text, between, grid, number
from portsim.report.words import ended, sentences
from portsim.study.held.figure import HeldFigure

RULE = later(
    "Met: P50 and P90 both lie within the band round what was observed, by two one-sided tests at 5 % each "
    "(Schuirmann 1987). Missed: one of them lies beyond it, at 5 % for both together. Undecided: neither is "
    "shown. Intervals are 95 %: of what was observed by drawing its days anew, of which alike neighbours "
    "count as fewer, of what is simulated over replications. The energy distance compares whole curves; with "
    "many shipments its p is small for differences that matter to nobody, so it decides nothing."
)


def held_section(rows: Sequence[HeldRow], figures_of: Sequence[Part]) -> list[Section]:
    """The section `Held against what you measured`; empty where nothing was."""
    if not rows:
        return []
    order = sorted(rows, key=lambda row: ORDER.index(row.verdict) != ORDER.index("missed"))
    points = Points(tuple(Point(ended(sentence(row)), ended(footing_in_words(row))) for row in order))
    return [
        Section(
            "observed",
            t("Held against what you measured"),
            (Text(sentences([held_in_words(rows), known(RULE)])), points, *figures_of, _table(rows)),
            t("What you measured"),
        )
    ]


def _table(rows: Sequence[HeldRow]) -> Grid:
    return grid(
        "observed",
        t("What you measured, and what the model gives"),
        (
            t("Compared"),
            t("Figure"),
            t("Observed"),
            t("95 % CI"),
            t("Simulated"),
            t("95 % CI"),
            t("Difference"),
            t("Off by"),
            t("p of equivalence"),
            t("Found"),
        ),
        [_cells(row, each) for row in rows for each in row.figures],
        range(2, 9),
    )


def _cells(row: HeldRow, each: HeldFigure) -> tuple[str | Cell, ...]:
    unit = "share" if each.figure == "beyond target" else row.unit
    return (
        row.name,
        known(each.figure),
        number(each.observed, unit),
        between(each.observed_low, each.observed_high, unit),
        number(each.simulated, unit),
        between(each.low, each.high, unit),
        between(each.difference_low, each.difference_high, unit, signed=True),
        Cell(row.off(each), each.relative),
        Cell(probability(each.p), each.p),
        Cell(known(each.found), None, "verdict", each.found),
    )

"""The section of the report that holds the model against published figures, the misses first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.report.markdown import as_text, pipe_table
from portsim.report.numbers import figures, interval
from portsim.report.rows import validated
from portsim.report.validated import cause_in_words, held_against, off_in_words, validation_in_words

if TYPE_CHECKING:
    import pandas as pd

RULE = (
    "Each figure was published by others, and no number that decides it came from the same document. *Met*: "
    "the whole 95 % CI lies in the band that the file states. *Fitted*: so it does, but numbers of this port "
    "were chosen to that end, so it confirms nothing. *Missed*: all of it lies on one side. "
    "*Undecided*: it reaches over an end."
)


def validation_section(validation: pd.DataFrame) -> str:
    """The section `Held against published figures`; empty where the scenario names none."""
    if validation.empty:
        return ""
    rows = list(validated(validation))
    table = pipe_table(
        (
            "Figure",
            "Statement",
            "Compared with",
            "Observed",
            "Band",
            "Simulated",
            "95 % CI",
            "n",
            "Verdict",
            "Off by",
            "Source",
            "Year",
        ),
        [
            (
                as_text(row.figure),
                as_text(row.statement),
                as_text(held_against(row)),
                figures(row.observed, row.unit),
                row.band,
                figures(row.simulated, row.unit),
                interval(row.low, row.high, row.unit),
                figures(row.n),
                f"**{row.word}**",
                off_in_words(row),
                as_text(f"{row.source}: {row.reference}"),
                row.year,
            )
            for row in rows
        ],
        right=range(3, 8),
    )
    order = sorted(rows, key=lambda row: row.verdict != "missed")
    why = "\n".join(
        f"- **{as_text(row.figure)}, {as_text(row.statement)}: {row.word}.** {as_text(cause_in_words(row))}; "
        f"the band: {as_text(row.because)}"
        for row in order
    )
    head = "## Held against published figures"
    return "\n\n".join([head, f"{validation_in_words(validation)} {RULE}", table, "Why:", why])

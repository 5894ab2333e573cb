"""The sections of the report on the model: what measures changed, assumptions, limits, provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from portsim.base.language import known, retold, t
from portsim.report.numbers import figures
from portsim.report.parts import Cell, Part, Point, Points, Section, Text, code, grid
from portsim.report.words import label

if TYPE_CHECKING:
    import pandas as pd

LONG = ("run_keys", "processor", "logs")  # these stand in provenance.json; logs have a section of their own


def changes_section(changes: pd.DataFrame) -> Section:
    """What each measure changed in the model, old and new."""
    rows = [
        (label(str(alternative)), label(str(measure)), code(str(key)), retold(str(old)), retold(str(new)))
        for alternative, measure, key, old, new in changes.reindex(
            columns=["alternative", "measure", "key", "old", "new"]
        ).itertuples(index=False)
    ]
    return Section(
        "changes",
        t("What each measure changed in the model"),
        (
            grid(
                "changes",
                t("Changes of the model by alternative"),
                (t("Alternative"), t("Measure"), t("Parameter"), t("Old"), t("New")),
                rows,
            ),
        ),
        t("Changes"),
    )


def assumptions_section(assumptions: pd.DataFrame, influence: Mapping[str, float]) -> Section:
    """Every assumed number. With `influence`, key to the largest share of the variance of any figure that a
    number takes part in, the most influential one first; else in the order of the groups of keys."""
    found = assumptions.reindex(columns=["key", "value", "range", "note"]).astype(str)
    rows = list(found.itertuples(index=False))
    if influence:
        rows.sort(key=lambda row: -influence.get(row[0], 0.0))
    cells = [
        (
            known(row[0].split(".")[0]),
            code(row[0]),
            row[1],
            row[2],
            *([_share(influence.get(row[0]))] if influence else []),
            known(row[3]),
        )
        for row in rows
    ]
    headings = (
        t("Group"),
        t("Parameter"),
        t("Value"),
        t("Range"),
        *([t("Largest influence")] if influence else []),
        t("Note"),
    )
    how = (
        t(
            "The most influential one first: the largest total index of the number over all figures, "
            "the share of the variance over the inputs that it takes part in."
        )
        if influence
        else t("By group of parameters. Which of them decide is not known.")
    )
    table = grid("assumptions", t("Assumed numbers"), headings, cells, (4,) if influence else ())
    return Section(
        "assumptions",
        t("Assumptions"),
        (Text(t("{n} numbers are assumed. {how}", n=len(rows), how=how)), table),
    )


def _share(total: float | None) -> Cell:
    return Cell("") if total is None else Cell(figures(total, "share"), total)


def limits_section(limits: Sequence[str]) -> Section:
    """What the model leaves out, as its scenario says."""
    part: Part = Points(tuple(Point("", known(limit)) for limit in limits))
    return Section(
        "limits", t("Limits"), (part if limits else Text(t("No limits were named for this study.")),)
    )


def provenance_section(provenance: Mapping[str, object]) -> Section:
    """What has to be known to get the same figures again."""
    rows = [(label(str(key)), code(str(value))) for key, value in provenance.items() if key not in LONG]
    return Section(
        "provenance",
        t("Provenance"),
        (grid("provenance", t("What gives the same figures again"), (t("What"), t("Value")), rows),),
    )

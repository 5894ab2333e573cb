"""The numbers of a scenario and what they rest on, as a table for the terminal or as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.base.language import known, t
from portsim.model.sourced import ASSUMPTION
from portsim.report.terminal.columns import plain_table
from portsim.report.terminal.console import console
from portsim.report.words import listed
from portsim.scenario.numbers import sources
from portsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("key", "value", "range", "source", "assumed", "note", "reference")


def numbers_table(scenario: Scenario) -> pd.DataFrame:
    """One row per number, the assumed first, with its key, value, range, source, note and reference.

    `source` names rows of the evidence, `reference` is what these rows cite.
    """
    import pandas as pd

    rows = []
    for key, number in sources(scenario):
        cited = (scenario.evidence[name].reference for name in number.source if name in scenario.evidence)
        rows.append(
            (
                key, number.words(), number.range_words(), " ".join(number.source),
                ASSUMPTION in number.source, number.note, "; ".join(dict.fromkeys(cited)),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def show_sources(scenario: Scenario, *, notes: bool = True) -> None:
    """Print every number with its source, the assumed first, then the references of the evidence used.

    Without `notes` these are left out, and a line says so.
    """
    table, out = numbers_table(scenario), console()
    names = ["key", "value", "range", "source", *(["note"] if notes else [])]
    headings = [known(name.capitalize()) for name in names]
    title = t(
        "Numbers of {name}: {n}, {assumed} of them assumed (first)",
        name=scenario.name,
        n=len(table),
        assumed=int(table["assumed"].sum()),
    )
    out.print(plain_table(title, headings, table[names].itertuples(index=False)), highlight=False)
    if not notes:
        out.print(
            t("Notes: --verbose; as a table for other programs, with references: --csv."), highlight=False
        )
    out.print(
        t(
            "Ranges are triangular distributions, most likely as stated, where nothing else is said; "
            "alternatives of a calendar or profile together are as likely as what is stated."
        ),
        highlight=False,
    )
    for name, keys in scenario.together.items():
        out.print(t("Varied as one, {name}: {keys}", name=name, keys=listed(keys)), highlight=False)
    _show_evidence(scenario, table)


def _show_evidence(scenario: Scenario, table: pd.DataFrame) -> None:
    """Print the rows of the evidence that the numbers name; nothing where they name none."""
    used = sorted({name for text in table["source"] for name in text.split() if name in scenario.evidence})
    if not used:
        return
    rows = (scenario.evidence[name] for name in used)
    cells = [
        (name, f"{row.what}: {row.figure}", row.reference, row.confidence)
        for name, row in zip(used, rows, strict=True)
    ]
    headings = (t("Row"), t("What and figure"), t("Reference"), t("Conf."))
    console().print(plain_table(t("Evidence"), headings, cells), highlight=False)

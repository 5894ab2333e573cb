"""The model against published figures, for the terminal: the table, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.base.language import known, retold, t
from portsim.report.numbers import figures, interval
from portsim.report.rows import validated
from portsim.report.terminal.console import console, styled
from portsim.report.validated import cause_in_words, model_against, off_in_words, validation_in_words

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

WORD = 10  # signs of the longest word of a verdict, which a narrow terminal would break
_INK = {"met": "green", "fitted": "dim", "missed": "red", "undecided": "dim", "not measured": "dim"}


def show_validation(validation: pd.DataFrame, footing: str, *, why: bool = False) -> None:
    """Print the table with what it rests on; with `why` also, figure by figure, where it comes from."""
    out = console()
    out.print(_table(validation))
    out.print(validation_in_words(validation), highlight=False, soft_wrap=True)
    out.print(footing, highlight=False)
    for row in sorted(validated(validation), key=lambda row: row.verdict != "missed") if why else ():
        out.print(
            styled(f"{row.figure} {known(row.statement)}", "bold"),
            t(": {verdict}", verdict=row.word),
            sep="",
            highlight=False,
        )
        out.print(f"  {cause_in_words(row)}", highlight=False, markup=False)


def _table(validation: pd.DataFrame) -> Table:
    from rich.cells import cell_len
    from rich.table import Table

    rows = list(validated(validation))
    table = Table(title=known(model_against(rows)), title_justify="left")
    table.add_column(t("Figure"), overflow="fold")
    for heading in (t("Observed"), t("Band"), t("Simulated"), t("95 % CI"), "n"):
        word = max(map(cell_len, heading.split()))
        table.add_column(heading, justify="right", overflow="fold", min_width=word)
    table.add_column(t("Verdict"), overflow="fold", min_width=WORD)
    for row in rows:
        unit, off = row.unit if row.unit == "share" else "", off_in_words(row) or retold(row.reason)
        table.add_row(
            styled(f"{row.figure}  {known(row.statement)}", ""),
            figures(row.observed, row.unit),
            interval(row.band_low, row.band_high, unit),
            figures(row.simulated, unit),
            interval(row.low, row.high, unit),
            figures(row.n),
            styled(row.word, _INK[row.verdict]) + styled(t("; ") + off if off else "", ""),
        )
    return table

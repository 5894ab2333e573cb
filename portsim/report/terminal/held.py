"""The model held against what users measured, for the terminal: the quantiles, the verdicts, what they rest
on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.base.language import known, t
from portsim.report.held import HeldRow, ends, footing_in_words, held_in_words, held_rows, sentence
from portsim.report.numbers import figures
from portsim.report.terminal.console import console, styled
from portsim.report.words import ended

if TYPE_CHECKING:
    from rich.table import Table

    from portsim.study.question import StudyResult

_INK = {"equivalent": "green", "different": "red", "undecided": "dim"}


def show_held(study: StudyResult, footing: str) -> None:
    """Print how each measured log was read, a table of quantiles for each comparison, its verdict, and what
    it rests on; nothing, if the study is held against none."""
    rows = held_rows(study)
    if not rows:
        return
    out = console()
    for log in () if study.against is None else study.against.logs.values():
        said = t("{name}: read as {how}", name=log.name, how=log.reading.words())
        out.print(said, highlight=False, markup=False, soft_wrap=True)
    for row in rows:
        out.print(_table(row))
        out.print(ended(sentence(row)), highlight=False, markup=False)
        out.print(f"  {footing_in_words(row)}", highlight=False, markup=False, style="dim")
    out.print(held_in_words(rows), highlight=False)
    out.print(footing, highlight=False)


def _table(row: HeldRow) -> Table:
    from rich.table import Table

    table = Table(title=row.name, title_justify="left")
    table.add_column(t("Figure"), overflow="fold")
    for heading in (t("Observed"), t("Simulated"), t("Off by")):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column(t("Found"), overflow="fold")
    for each in row.figures:
        unit = "share" if each.figure == "beyond target" else row.unit
        many = (
            (each.observed, each.observed_low, each.observed_high),
            (each.simulated, each.low, each.high),
        )
        table.add_row(
            known(each.figure),
            *(
                figures(value, unit) + ("" if unit == "share" else ends(low, high))
                for value, low, high in many
            ),
            row.off(each),
            styled(known(each.found), _INK[each.found]),
        )
    return table

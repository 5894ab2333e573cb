"""What an analysis leaves behind: tables as CSV, charts, a page that says what was found, provenance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from portsim.base.files import write_text
from portsim.base.language import ENGLISH, known, retold, spoken, t
from portsim.report.markdown import as_text, pipe_table
from portsim.report.numbers import figures
from portsim.report.words import replications
from portsim.study.analysis import Analysis
from portsim.study.in_money import with_money
from portsim.study.provenance import write_provenance
from portsim.study.question import as_csv

if TYPE_CHECKING:
    import pandas as pd

    from portsim.report.charts.style import Drawn

MARK = "report.md"  # a folder with this file holds an analysis, or a study
MOST = 40  # rows of a table on the page; all of them stand in the CSV


@dataclass(frozen=True)
class Section:
    """A part of the page of an analysis: heading, Markdown, and what is said below it."""

    heading: str
    body: str
    below: str = ""


@dataclass(frozen=True)
class Sheet:
    """A chart of an analysis: the stem of its files, its caption, how it is drawn, and the table that a page
    saves as its data."""

    name: str
    caption: str
    draw: Callable[[Analysis], Drawn]
    data: pd.DataFrame | None = field(default=None, compare=False)


def fill_with(
    analysis: Analysis,
    partial: Path,
    sheets: Sequence[Sheet] = (),
    sections: Sequence[Section] | None = None,
) -> None:
    """Write tables, charts, report and provenance of an analysis into a folder that is being filled.

    `sections` make up the report in place of its tables.

    Raises PortsimError: a file cannot be written.
    """
    with analysis.scenario.counting():
        _fill_with(analysis, partial, sheets, sections)


def _fill_with(
    analysis: Analysis, partial: Path, sheets: Sequence[Sheet], sections: Sequence[Section] | None
) -> None:
    from portsim.report.charts.style import save

    for name, table in analysis.tables.items():
        write_text(partial / f"{name}.csv", as_csv(table))
    if sheets:
        (partial / "figures").mkdir()
    for sheet in sheets:
        save(sheet.draw(analysis), partial / "figures" / sheet.name)
    write_text(partial / MARK, page(analysis, sheets, sections))
    write_provenance(partial, analysis.scenario, {"analysis": analysis.name, **analysis.facts})


def page(analysis: Analysis, sheets: Sequence[Sheet] = (), sections: Sequence[Section] | None = None) -> str:
    """The page of an analysis, Markdown: what was found, the charts, then the tables or sections."""
    scenario = analysis.scenario
    study = scenario.study
    length = replications(study.replications, study.days)
    parts = [
        f"# {as_text(analysis.title)}",
        "\n".join(f"- {as_text(retold(sentence))}" for sentence in analysis.sentences),
        *(
            f"![{said}](figures/{quote(sheet.name)}.png)\n\n{said}"
            for sheet in sheets
            for said in (as_text(known(sheet.caption)),)
        ),
        *(_tables(analysis) if sections is None else _written(sections)),
        t(
            "Rests on n = {length}, seed {seed}, identity {identity}; provenance.json has the rest.",
            length=length,
            seed=study.seed,
            identity=scenario.identity,
        )
        if analysis.runs
        else t(
            "Rests on no run; seed {seed}, identity {identity}; provenance.json has the rest.",
            seed=study.seed,
            identity=scenario.identity,
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _written(sections: Sequence[Section]) -> Iterator[str]:
    for each in sections:
        yield from (f"## {each.heading}", each.body, each.below)


def _tables(analysis: Analysis) -> Iterator[str]:
    for name, table in analysis.tables.items():
        yield f"## {known(name.replace('_', ' ').capitalize())}"
        yield shown(table)
        if len(table) > MOST:
            yield t(
                "The first {most} of {rows} rows; `{name}.csv` has all.",
                most=MOST,
                rows=len(table),
                name=name,
            )


def shown(table: pd.DataFrame, most: int = MOST) -> str:
    """A table as Markdown, numbers to three digits, of at most so many rows."""
    table = with_money(table)
    numeric: Collection[int] = [n for n, kind in enumerate(table.dtypes) if kind.kind in "fi"]
    rows = [
        [figures(cell) if isinstance(cell, float) else as_text(known(str(cell))) for cell in row]
        for row in table.head(most).itertuples(index=False)
    ]
    return pipe_table(_headings(list(table.columns)), rows, numeric)


def _headings(columns: Sequence[str]) -> list[str]:
    """The columns in words; in another language than English all of them or none: `found` of a table that is
    also written as CSV may be no verdict."""
    plain = [column.replace("_", " ") for column in columns]
    if spoken() == ENGLISH or plain == list(columns):
        return list(map(known, plain))
    said = list(map(known, columns))
    return plain if any(map(str.__eq__, said, columns)) else said

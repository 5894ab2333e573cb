"""What a control study leaves behind: the chart of hits missed against time, and what the terminal prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.base.language import counted, known, later, t
from portsim.base.units import show_share
from portsim.report.analysis import MOST, Section, Sheet, shown
from portsim.report.numbers import figures, reader_scale
from portsim.report.terminal.console import console, styled
from portsim.report.terminal.points import say_points
from portsim.report.words import label, unit_in

if TYPE_CHECKING:
    import pandas as pd

    from portsim.report.charts.style import Drawn
    from portsim.study.analysis import Analysis

ROWS = 14  # that the terminal shows; all stand in frontier.csv
MILLION = 1e6


def _draw(analysis: Analysis) -> Drawn:
    from portsim.report.charts.control import control_panel

    study = analysis.scenario.study
    days = counted(study.days, "{n} day", "{n} days")
    note = t(" of {days}, seed {seed}", days=days, seed=study.seed)
    return control_panel(analysis.tables["frontier"], note=note)


SHEETS: tuple[Sheet, ...] = (
    Sheet("control", later("Hits missed against time, by exam rate and quality of selection"), _draw),
)

BELOW = later(
    "Finds and misses a year. `missed_share`, `found_expected`, `exams_per_find`: closed "
    "form; `found` with its 95 % CI: simulated, box by box. `cost_more`: than the baseline "
    "as stated [yuan/y]."
)


def sections(analysis: Analysis) -> tuple[Section, ...]:
    """The page: the front, what one more find costs along it, all points, traders as stated."""
    found = []
    for heading, table, below in (
        (
            t("The front"),
            _brief(analysis.tables["front"]),
            t("{below} No other point is better in all three.", below=known(BELOW)),
        ),
        (t("What one more find costs"), analysis.tables["exchange"], known(EXCHANGE)),
        (
            t("All points"),
            _brief(analysis.tables["frontier"]),
            t("`frontier.csv` has every column."),
        ),
        (t("Traders, as stated"), _traders(analysis.tables["traders"]), ""),
        (t("Points that cannot run"), analysis.tables["not_run"], ""),
    ):
        if len(table):
            cut = t(" The first {most} of {n} rows.", most=MOST, n=len(table)) if len(table) > MOST else ""
            found.append(Section(heading, shown(table), below + cut))
    return tuple(found)


EXCHANGE = later(
    "From one exam rate of the front to the next, all else the same: `exams_per_find`, "
    "`cost_per_find` and `time_per_find` are what each further find takes. `exchange.csv` is "
    "the same table."
)


def _brief(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of the frontier that a page has room for."""
    if table.empty:
        return table
    names = [str(each) for each in table.columns]
    keys = names[: names.index("stated")]
    kpis = [name for name in names[names.index("stated") : names.index("cost_companies")] if "[" in name]
    rest = ["cost_more", "missed_share", "found_expected", "found", "found_low", "found_high"]
    return table[[*keys, *kpis, *rest, "exams_per_find", "on_front"]]


def _traders(table: pd.DataFrame) -> pd.DataFrame:
    if table.empty:
        return table
    own = table[table["stated"].astype(bool)]
    columns = ["stream", "trader", "boxes", "prior", "own_rate", "caught", "hits_expected"]
    columns += ["found_expected", "found", "missed_expected", "missed_share"]
    return own[["alternative", *columns]]


def show_control(analysis: Analysis, footing: str) -> None:
    """Print the front, or all points where these are few, then what was found."""
    from rich.table import Table

    frontier, out = analysis.tables["frontier"], console()
    names = [str(each) for each in frontier.columns]
    others = names[names.index("selectivity") + 1 : names.index("stated")]
    time = names[names.index("stated") + 1]
    scale, unit = reader_scale(unit_in(time))
    table, which = _shown(frontier, [key for key in others if key.startswith("risk.")])
    made = Table(
        title=analysis.title, title_justify="left", title_style="bold", padding=(0, 1), pad_edge=False
    )
    made.add_column(t("Alternative"), overflow="fold")
    heads = (t("Exam rate"), *(label(key.split(".", 1)[1].replace(".", " ")) for key in others))
    for head in (
        *heads,
        f"{label(unit_less(time))} [{unit}]",
        t("Cost more [M yuan/y]"),
        t("Missed"),
        t("Finds [1/y]"),
    ):
        made.add_column(head, justify="right", overflow="fold")
    made.add_column(t("Exams a find"), justify="right", overflow="fold")
    made.add_column("")
    before = ""
    for row in table.head(ROWS).to_dict("records"):
        look, name = "bold green" if row["stated"] else "", label(str(row["alternative"]))
        cells = (
            "" if name == before else name,
            show_share(float(row["exam_rate"])),
            *(str(row[key]) for key in others),
            figures(float(row[time]) * scale),
            figures(float(row["cost_more"]) / MILLION),
            f"{float(row['missed_share']):.1%}".replace("%", " %"),
            figures(float(row["found_expected"])),
            figures(float(row["exams_per_find"])),
            "*" if row["on_front"] else "",
        )
        before = name
        made.add_row(*(styled(cell, look) for cell in cells))
    out.print(made)
    rest = len(frontier) - min(len(table), ROWS) if len(table) else 0
    left = counted(rest, " {n} more point: frontier.csv.", " {n} more points: frontier.csv.") if rest else ""
    out.print(
        t("{which}* on the front. Green: as stated.{left}", which=which, left=left),
        highlight=False,
        soft_wrap=True,
    )
    say_points(analysis.sentences)
    out.print(footing, highlight=False)


def unit_less(name: str) -> str:
    """A column without the unit that it carries in brackets."""
    return name.partition(" [")[0]


def _shown(frontier: pd.DataFrame, conditions: list[str]) -> tuple[pd.DataFrame, str]:
    """The points of the world as stated, and what is said of that; all where nothing runs as stated."""
    stated = frontier[frontier["stated"].astype(bool)]
    if stated.empty:
        return frontier, ""
    table = frontier
    for key in ("selectivity", *conditions):
        table = table[table[key] == stated[key].iloc[0]]
    if len(table) == len(frontier):
        return table, ""
    return table, t("Selectivity {value:g}, as stated. ", value=stated["selectivity"].iloc[0])

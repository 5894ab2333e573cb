"""What a study of uncertainty shows: claims with both uncertainties, what decides them, where they turn."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from portsim.base.language import known, later, t
from portsim.model.payers import TOTALS
from portsim.report.analysis import Section, Sheet
from portsim.report.markdown import as_text, pipe_table
from portsim.report.numbers import figures, interval
from portsim.report.rows import SIGNS
from portsim.report.words import inline, label, listed, sentences
from portsim.study.analysis import Analysis
from portsim.study.uncertainty.sample import NOISY

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from portsim.report.charts.style import Drawn

HEADINGS = (
    later("claim"),
    later("reported"),
    later("as stated"),
    later("5 to 95 % over inputs"),
    later("verdict as stated"),
    later("holds in"),
    later("decided by"),
)
FLIPS, SAVINGS = 40, 40  # rows on the page
NOISE = later("noise of the runs")


def _verdicts(analysis: Analysis) -> Drawn:
    from portsim.report.charts.uncertain import verdicts_chart

    return verdicts_chart(analysis.tables["claims"])


def _tornado(analysis: Analysis) -> Drawn:
    from portsim.report.charts.uncertain import tornado_chart

    return tornado_chart(analysis.tables["tornado"])


VERDICTS = Sheet(
    "verdicts", later("In how many worlds each claim holds, and where its figure lies"), _verdicts
)
TORNADO = Sheet(
    "tornado", later("How the figure of a claim changes with one input at an end of its range"), _tornado
)


def sheets(analysis: Analysis) -> tuple[Sheet, ...]:
    """The charts: of claims where there are any, and of single inputs where some were tried."""
    shown = ((VERDICTS, "claims"), (TORNADO, "tornado"))
    return tuple(sheet for sheet, table in shown if len(analysis.tables[table]))


def claims_in_rows(claims: pd.DataFrame) -> list[list[str]]:
    """The primary reading of each claim in words: reported, as stated, interval over inputs, verdict,
    P(holds) and what decides it."""
    return [
        [
            row["claim"],
            f"{SIGNS[row['sense']]} {figures(row['reported'], row['unit'])}",
            figures(row["stated"], row["unit"]),
            interval(row["p5"], row["p95"], row["unit"]),
            known(row["verdict"]),
            t(
                "{share:.0%} ({low:.0%} to {high:.0%})",
                share=row["p_holds"],
                low=row["p_holds_low"],
                high=row["p_holds_high"],
            ).replace("%", " %"),
            decided(row["decided_by"]) or (known(NOISE) if row["noise_share"] > NOISY else ""),
        ]
        for row in _records(claims[claims["primary"].astype(bool)])
    ]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]


def decided(text: str) -> str:
    """Deciding inputs for readers: keys without the group that they stand in, shares in percent."""
    parts = [each for each in str(text).split("; ") if each and each != "nan"]
    return listed(re.sub(r"(\S+) (\d+)%", lambda m: f"{short(m[1])} {m[2]} %", part) for part in parts)


def short(key: str) -> str:
    """A dotted key, or a name of a group, as a reader says it: `places.exam_bay.bays` is `exam bay: bays`."""
    rest = key.partition(".")[2]
    if not rest:
        return label(key).lower()
    words = rest.removesuffix(".share").removesuffix(".cost") if "." in rest else rest
    return t(": ").join(map(inline, words.split(".")))


def sections(analysis: Analysis) -> list[Section]:
    """The page: claims, what to measure first, where verdicts turn, savings, one input at a time."""
    flips, savings = analysis.tables["flips"], analysis.tables["savings"]
    claims = claims_in_rows(analysis.tables["claims"])
    out = [
        Section(
            t("Claims"), pipe_table(tuple(map(known, HEADINGS)), claims) if claims else "", known(_CLAIMS)
        ),
        Section(t("Worth measuring first"), _worth(analysis.worth_measuring), known(_WORTH)),
        Section(
            t("Where a verdict turns"), _flips(flips, FLIPS), _more(known(_FLIPS), "flips", len(flips), FLIPS)
        ),
        Section(t("Savings"), _savings(savings, SAVINGS), _more("", "savings", len(savings), SAVINGS)),
    ]
    return [each for each in out if each.body]


_CLAIMS = later(
    "*As stated*: all inputs as the scenario gives them; `claims.csv` has the 95 % CI of the "
    "runs. *Holds in*: the share of worlds in which the primary reading is reproduced, with "
    "its 95 % interval for so many worlds. *Decided by*: total indices, the share of the "
    "variance over the inputs that an input takes part in."
)
_WORTH = later("Over all claims: how many more of their verdicts would be right if this input were known.")
_FLIPS = later("All other inputs as stated; in brackets the 95 % interval of the turning point.")


def _more(text: str, name: str, rows: int, most: int) -> str:
    rest = (
        t("The first {most} of {rows} rows; `{name}.csv` has all.", most=most, rows=rows, name=name)
        if rows > most
        else ""
    )
    return sentences(filter(None, (text, rest)))


def _worth(worth: pd.DataFrame) -> str:
    rows = []
    for row in _records(worth.head(10)):
        ends = as_text(t("{low} to {high}", low=row["low_end"], high=row["high_end"]))
        claims, stated = row["claims"].replace(" ", ", "), as_text(row["stated"])
        rows.append([short(row["input"]), f"{row['worth']:.2f}", claims, stated, ends, row["source"]])
    return (
        pipe_table((t("input"), t("verdicts"), t("claims"), t("stated"), t("range"), t("source")), rows, (1,))
        if rows
        else ""
    )


def _flips(flips: pd.DataFrame, most: int) -> str:
    rows = []
    for row in _records(flips.head(most)):
        at = as_text(
            t("{turns_at} ({low} to {high})", turns_at=row["turns_at"], low=row["low"], high=row["high"])
        )
        turn = t("{side}: {steps}", side=known(row["from"]), steps=known(row["to"]))
        rows.append([row["claim"], short(row["input"]), as_text(row["stated"]), at, turn])
    return (
        pipe_table((t("claim"), t("input"), t("stated"), t("turns at"), t("from: to")), rows) if rows else ""
    )


def _savings(savings: pd.DataFrame, most: int) -> str:
    rows = savings_in_rows(savings)[:most]
    return pipe_table(tuple(map(known, SAVINGS_HEADINGS)), rows) if rows else ""


def savings_in_rows(savings: pd.DataFrame) -> list[list[str]]:
    """The savings of all payers together and the differences of KPIs in words: as stated, interval over
    inputs, the share of worlds in which they are better, and what decides them."""
    single = (savings["kind"] == "saving") & ~savings["figure"].isin(list(TOTALS))
    rows = []
    for row in _records(savings[~single]):
        over = interval(row["p5"], row["p95"], row["unit"])
        better = f"{100 * row['p_better']:.0f} %" if math.isfinite(row["p_better"]) else ""
        names = [label(row["alternative"]), label(row["figure"])]
        rows.append([*names, figures(row["stated"], row["unit"]), over, better, decided(row["decided_by"])])
    return rows


SAVINGS_HEADINGS = (
    later("alternative"),
    later("saving or difference"),
    later("as stated"),
    later("5 to 95 % over inputs"),
    later("better in"),
    later("decided by"),
)


def terminal_table(analysis: Analysis, width: int) -> Table:
    """The claims for a terminal of so many columns; of a study without any, the savings and differences."""
    from rich.table import Table

    table = Table(title=t("How sure, and what decides it"))
    headings, rows = _for_terminal(analysis, narrow=width < 100)
    for heading in headings:
        table.add_column(known(heading).capitalize(), overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _for_terminal(analysis: Analysis, *, narrow: bool) -> tuple[Sequence[str], list[list[str]]]:
    """Headings and rows."""
    claims = claims_in_rows(analysis.tables["claims"])
    if not claims:
        return SAVINGS_HEADINGS, savings_in_rows(analysis.tables["savings"])[:SAVINGS]
    if not narrow:
        return HEADINGS, claims
    shown = (0, 2, 3, 5, 6)
    short_rows = [
        [row[place].split(" (")[0] if place == 5 else row[place] for place in shown] for row in claims
    ]
    return [HEADINGS[place] for place in shown], short_rows

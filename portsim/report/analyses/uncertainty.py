"""What a study of uncertainty shows: claims with both uncertainties, what decides them, where they turn."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from portsim.report.analysis import Section, Sheet
from portsim.report.markdown import as_text, pipe_table
from portsim.report.numbers import figures, interval
from portsim.report.rows import SIGNS
from portsim.report.words import inline, label
from portsim.study.analysis import Analysis
from portsim.study.uncertainty.sample import NOISY

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from portsim.report.charts.style import Drawn

HEADINGS = (
    "claim",
    "reported",
    "as stated",
    "5 to 95 % over inputs",
    "verdict as stated",
    "holds in",
    "decided by",
)
FLIPS, SAVINGS = 40, 40  # rows on the page
NOISE = "noise of the runs"


def _verdicts(analysis: Analysis) -> Drawn:
    from portsim.report.charts.uncertain import verdicts_chart

    return verdicts_chart(analysis.claims)


def _tornado(analysis: Analysis) -> Drawn:
    from portsim.report.charts.uncertain import tornado_chart

    return tornado_chart(analysis.tornado)


VERDICTS = Sheet("verdicts", "In how many worlds each claim holds, and where its figure lies", _verdicts)
TORNADO = Sheet(
    "tornado", "How the figure of a claim changes with one input at an end of its range", _tornado
)


def sheets(analysis: Analysis) -> tuple[Sheet, ...]:
    """The charts, without that of single inputs where none was tried."""
    return (VERDICTS, TORNADO) if len(analysis.tornado) else (VERDICTS,)


def claims_in_rows(claims: pd.DataFrame) -> list[list[str]]:
    """The primary reading of each claim in words: reported, as stated, interval over inputs, verdict,
    P(holds) and what decides it."""
    return [
        [
            row["claim"],
            f"{SIGNS[row['sense']]} {figures(row['reported'], row['unit'])}",
            figures(row["stated"], row["unit"]),
            interval(row["p5"], row["p95"], row["unit"]),
            row["verdict"],
            f"{row['p_holds']:.0%} ({row['p_holds_low']:.0%} to {row['p_holds_high']:.0%})".replace(
                "%", " %"
            ),
            decided(row["decided_by"]) or (NOISE if row["noise_share"] > NOISY else ""),
        ]
        for row in _records(claims[claims["primary"].astype(bool)])
    ]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]


def decided(text: str) -> str:
    """Deciding inputs for readers: keys without the group that they stand in, shares in percent."""
    parts = [each for each in str(text).split("; ") if each and each != "nan"]
    return ", ".join(re.sub(r"(\S+) (\d+)%", lambda m: f"{short(m[1])} {m[2]} %", part) for part in parts)


def short(key: str) -> str:
    """A dotted key, or a name of a group, as a reader says it: `places.exam_bay.bays` is `exam bay: bays`."""
    rest = key.partition(".")[2]
    if not rest:
        return label(key).lower()
    words = rest.removesuffix(".share").removesuffix(".cost") if "." in rest else rest
    return ": ".join(map(inline, words.split(".")))


def sections(analysis: Analysis) -> list[Section]:
    """The page: claims, what to measure first, where verdicts turn, savings, one input at a time."""
    flips, savings = analysis.flips, analysis.savings
    out = [
        Section("Claims", pipe_table(HEADINGS, claims_in_rows(analysis.claims)), _CLAIMS),
        Section("Worth measuring first", _worth(analysis.worth_measuring), _WORTH),
        Section("Where a verdict turns", _flips(flips, FLIPS), _more(_FLIPS, "flips", len(flips), FLIPS)),
        Section("Savings", _savings(savings, SAVINGS), _more("", "savings", len(savings), SAVINGS)),
    ]
    return [each for each in out if each.body]


_CLAIMS = (
    "*As stated*: all inputs as the scenario gives them; `claims.csv` has the 95 % CI of the runs. "
    "*Holds in*: the share of worlds in which the primary reading is reproduced, with its 95 % interval for "
    "so many worlds. *Decided by*: total indices, the share of the variance over the inputs that an input "
    "takes part in."
)
_WORTH = "Over all claims: how many more of their verdicts would be right if this input were known."
_FLIPS = "All other inputs as stated; in brackets the 95 % interval of the turning point."


def _more(text: str, name: str, rows: int, most: int) -> str:
    rest = f"The first {most} of {rows} rows; `{name}.csv` has all." if rows > most else ""
    return " ".join(filter(None, (text, rest)))


def _worth(worth: pd.DataFrame) -> str:
    rows = []
    for row in _records(worth.head(10)):
        ends = as_text(f"{row['low_end']} to {row['high_end']}")
        claims, stated = row["claims"].replace(" ", ", "), as_text(row["stated"])
        rows.append([short(row["input"]), f"{row['worth']:.2f}", claims, stated, ends, row["source"]])
    return (
        pipe_table(("input", "verdicts", "claims", "stated", "range", "source"), rows, (1,)) if rows else ""
    )


def _flips(flips: pd.DataFrame, most: int) -> str:
    rows = []
    for row in _records(flips.head(most)):
        at = as_text(f"{row['turns_at']} ({row['low']} to {row['high']})")
        turn = f"{row['from']}: {row['to']}"
        rows.append([row["claim"], short(row["input"]), as_text(row["stated"]), at, turn])
    return pipe_table(("claim", "input", "stated", "turns at", "from: to"), rows) if rows else ""


def _savings(savings: pd.DataFrame, most: int) -> str:
    single = (savings["kind"] == "saving") & ~savings["figure"].isin(["companies", "all_payers"])
    rows = []
    for row in _records(savings[~single].head(most)):
        over = interval(row["p5"], row["p95"], row["unit"])
        better = f"{row['p_better']:.0%}" if math.isfinite(row["p_better"]) else ""
        names = [label(row["alternative"]), label(row["figure"])]
        rows.append([*names, figures(row["stated"], row["unit"]), over, better, decided(row["decided_by"])])
    return pipe_table(_SAVINGS, rows) if rows else ""


_SAVINGS = (
    "alternative", "saving or difference", "as stated", "5 to 95 % over inputs", "better in", "decided by"
)  # fmt: skip


def terminal_table(analysis: Analysis, width: int) -> Table:
    """The claims for a terminal of so many columns."""
    from rich.table import Table

    table = Table(title="How sure, and what decides it")
    narrow = width < 100
    chosen: Sequence[int] = (0, 2, 3, 5, 6) if narrow else range(len(HEADINGS))
    for place in chosen:
        table.add_column(HEADINGS[place].capitalize(), overflow="fold")
    for row in claims_in_rows(analysis.claims):
        table.add_row(
            *(row[place].split(" (")[0] if narrow and place == 5 else row[place] for place in chosen)
        )
    return table

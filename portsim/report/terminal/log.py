"""A log of a user's own on the terminal: what it is, its columns, its hours, the YAML to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from portsim.base.language import counted, known, later, t
from portsim.base.printable import say
from portsim.base.wide import left, right
from portsim.report.terminal.console import console

if TYPE_CHECKING:
    import pandas as pd

    from portsim.scenario.logs.inspection.arrivals import Arriving
    from portsim.scenario.logs.inspection.inspect import Inspection

HEADINGS = (
    later("column"),
    later("looks like"),
    later("type"),
    later("filled"),
    later("different"),
    later("examples"),
)
WIDEST, NARROWEST, LONGEST = 28, 12, 40  # names at most, names and examples at least, examples at most
GAP = 2
FIRST = 7  # columns of the hour in front of a line
FEW = 6


def columns_table(found: Inspection) -> pd.DataFrame:
    """A row for each column: name, what its cells are, how many are filled and different, examples, role."""
    import pandas as pd

    guessed = found.guess
    roles = {guessed.case: "case", guessed.terminal: "terminal"}
    roles |= dict.fromkeys(guessed.activities, "activity")
    roles |= dict.fromkeys(guessed.moment, "time" if guessed.long else "arrival")
    rows = [
        {
            "column": each.name,
            "looks_like": roles.get(each.name, "") if each.name else "",
            "type": each.kind,
            "filled": each.filled,
            "different": each.different,
            "examples": " | ".join(each.examples),
        }
        for each in found.looks
    ]
    return pd.DataFrame(rows)


def show_inspection(found: Inspection) -> None:
    """Print all that is known of a log."""
    from portsim.scenario.logs.inspection.paste import yaml_of

    say(t("{file}: {what}; {rows}, {columns}", **_size(found)))
    say("")
    _show_columns(columns_table(found))
    if found.arriving is not None:
        say("")
        _show_arriving(found, found.arriving)
    if found.odd:
        say("")
        say(t("What is odd:"))
        for each in found.odd:
            say(f"- {each}")
    say("")
    say(t("To paste under a stream of your scenario (then run portsim validate):"))
    say("")
    say(yaml_of(found))


def _size(found: Inspection) -> dict[str, object]:
    signs = f", {found.signs.words()}" if found.signs.words() else ""
    rows = counted(found.rows, "{n:,} row", "{n:,} rows")
    columns = counted(len(found.looks), "{n} column", "{n} columns")
    return {"file": found.file, "what": found.said + signs, "rows": rows, "columns": columns}


def _show_columns(table: pd.DataFrame) -> None:
    """The columns in lines that fit: names and examples are cut where they do not, and numbers never."""
    from rich.cells import cell_len
    from rich.table import Table

    shown = console()
    cells = [
        (str(name), str(role), str(kind), f"{filled:,}", f"{different:,}", str(examples))
        for name, role, kind, filled, different, examples in table.itertuples(index=False)
    ]
    headings = tuple(map(known, HEADINGS))
    widths = [max(cell_len(row[n]) for row in (headings, *cells)) for n in range(len(headings))]
    room = shown.width - sum(widths[1:5]) - GAP * (len(HEADINGS) - 1)
    name = min(widths[0], WIDEST, max(NARROWEST, room - NARROWEST))
    out = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for number, heading in enumerate(HEADINGS):
        width = (name, *widths[1:5], max(NARROWEST, min(LONGEST, room - name)))[number]
        justify: Literal["left", "right"] = "right" if heading in ("filled", "different") else "left"
        out.add_column(headings[number], justify=justify, no_wrap=True, overflow="ellipsis", max_width=width)
    for row in cells:
        out.add_row(*row)
    shown.print(out)


def _show_arriving(found: Inspection, each: Arriving) -> None:
    names = " ".join(found.guess.moment)
    if found.dated:
        begin, end = (
            f"{np.datetime_as_string(when, unit='m').replace('T', ' ')}" for when in (each.first, each.last)
        )
        zone = found.zone or t("no time zone stated")
        say(
            t(
                "{names}: {begin} to {end}, {days} ({zone})",
                names=names,
                begin=begin,
                end=end,
                days=counted(each.days, "{n} day", "{n} days"),
                zone=zone,
            )
        )
    else:
        say(t("{names}: minutes, {days}", names=names, days=counted(each.days, "{n} day", "{n} days")))
    if each.empty:
        days = ", ".join(map(str, each.empty[:FEW])) + (", ..." if len(each.empty) > FEW else "")
        numbers = len(each.empty)
        say(t("days without rows: {numbers} ({days})", numbers=numbers, days=days if found.dated else "..."))
    hours, since = each.gap[0] / 60, np.datetime_as_string(each.gap[1], unit="m").replace("T", " ")
    if found.dated:
        say(t("longest time without a row: {hours} h, from {since}", hours=f"{hours:.1f}", since=since))
    what = t("events") if found.guess.long else t("rows")
    say("")
    say(t("Mean number of {what} by hour and weekday", what=what))
    weekdays = (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))
    say(left(t("hour"), FIRST) + "  ".join(right(day, 6) for day in weekdays))
    for hour in range(24):
        say(f"{hour:02d}     {'  '.join(_number(n, 1) for n in each.week[:, hour])}".rstrip())
    say(f"{left(t('day'), FIRST)}{'  '.join(_number(n, 0) for n in each.week.sum(axis=1))}".rstrip())


def _number(value: float, digits: int) -> str:
    """A mean in its column, blank where there is none, as of a day that the log has not or not all of."""
    return f"{value:6.{digits}f}" if np.isfinite(value) else " " * 6

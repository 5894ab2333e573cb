"""Markdown: rows of values become a pipe table that no cell can break, and a user's text stays text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from portsim.base.language import t
from portsim.report.parts import Cell, Figure, Fold, Gallery, Grid, Part, Points, Section, Text


def pipe_table(headings: Sequence[str], rows: Iterable[Sequence[object]], right: Collection[int] = ()) -> str:
    """Return a Markdown table; columns in `right` are set flush right, and without rows it says `no data`."""
    lines = [_line(row) for row in rows]
    if not lines:
        return t("no data")
    rule = "|".join("---:" if column in right else "---" for column in range(len(headings)))
    return "\n".join([_line(headings), f"|{rule}|", *lines])


MARKS = re.compile(r"[\\`*\[\]~]|(?<!\w)_|_(?!\w)")
ENTITY = re.compile(r"&(?=#?\w+;)")
FIRST = re.compile(r"^([#+-]|\d+[.)])(?=\s|$)|^(=+|-+)$")


def as_text(text: str) -> str:
    """A text of a user as one line of Markdown that shows it as it is: no heading, link, picture or HTML."""
    line = " ".join(text.split())
    line = ENTITY.sub("&amp;", MARKS.sub(lambda mark: f"\\{mark[0]}", line))
    line = line.replace("<", "&lt;").replace(">", "&gt;")
    return FIRST.sub(lambda mark: f"{mark[0][:-1]}\\{mark[0][-1]}", line)


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def in_markdown(parts: Iterable[Part], level: int = 2) -> str:
    """Parts of a page as Markdown: headings from this level on, folds with their line in bold."""
    return "\n\n".join(_part(part, level) for part in parts)


def _part(part: Part, level: int) -> str:
    match part:
        case Text(text, small):
            return f"*{as_text(text)}*" if small else as_text(text)
        case Points(points):
            return "\n".join(
                f"- **{as_text(each.lead)}** {as_text(each.text)}" if each.lead else f"- {as_text(each.text)}"
                for each in points
            )
        case Figure(name):
            return f"![](figures/{name}.png)"
        case Gallery(names):
            return "\n\n".join(f"![](figures/{name}.png)" for name in names)
        case Grid():
            cells = (tuple(map(_cell, row)) for row in part.rows)
            return pipe_table(part.headings, cells, part.right)
        case Fold(summary, inner):
            return f"**{as_text(summary)}**\n\n{in_markdown(inner, level)}"
        case Section(_, title, inner, _):
            return f"{'#' * level} {as_text(title)}\n\n{in_markdown(inner, level + 1)}"


def _cell(cell: str | Cell) -> str:
    if isinstance(cell, str):
        return as_text(cell)
    text = as_text(cell.text)
    match cell.kind:
        case "code":
            return f"`{cell.text}`"
        case "strong" | "verdict":
            return f"**{text}**" if text else ""
        case _:
            return text

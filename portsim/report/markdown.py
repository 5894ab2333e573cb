"""Markdown: rows of values become a pipe table that no cell can break, and a user's text stays text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence


def pipe_table(headings: Sequence[str], rows: Iterable[Sequence[object]], right: Collection[int] = ()) -> str:
    """Return a Markdown table; columns in `right` are set flush right, and without rows it says `no data`."""
    lines = [_line(row) for row in rows]
    if not lines:
        return "no data"
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

"""Markdown tables: rows of values become a pipe table, and no cell can break it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence


def pipe_table(headings: Sequence[str], rows: Iterable[Sequence[object]], right: Collection[int] = ()) -> str:
    """Return a Markdown table; columns in `right` are set flush right, and without rows it says `no data`."""
    lines = [_line(row) for row in rows]
    if not lines:
        return "no data"
    rule = "|".join("---:" if column in right else "---" for column in range(len(headings)))
    return "\n".join([_line(headings), f"|{rule}|", *lines])


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

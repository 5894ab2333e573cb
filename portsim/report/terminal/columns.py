"""Plain tables for the terminal: no boxes, so that they copy; names are broken after a dot or underscore."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from portsim.base.printable import printable

if TYPE_CHECKING:
    from rich.table import Table

NAME = 34  # [characters] that a name takes at most in one line
WORD = 14  # [characters] that a word of another column takes at most


def broken(name: str, width: int = NAME) -> str:
    """A name in lines of at most `width` [characters], each but the last ending in a dot or an underscore.

    It is broken after dots where that will do, else after underscores too; a word that is longer than a line
    stands whole.
    """
    lines = [""]
    for part in re.findall(r"[^.]*\.|[^.]+$", name):
        pieces = [part] if len(part) <= width else re.findall(r"[^_]*_+|[^_]+$", part)
        for piece in pieces:
            if lines[-1] and len(lines[-1]) + len(piece) > width:
                lines.append("")
            lines[-1] += piece
    return "\n".join(lines)


def plain_table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    names: bool = True,
    width: int = NAME,
) -> Table:
    """A table without boxes; the first column holds `names` in lines of `width` [characters] at most, else
    texts, which wrap between words alone."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.header_style = "bold"
    first, *others = headings
    table.add_column(first, no_wrap=names)
    for heading in others:
        table.add_column(heading, overflow="fold")
    for name, *cells in rows:
        table.add_row(broken(printable(name), width) if names else name, *map(_foldable, cells))
    return table


def _foldable(cell: str) -> str:
    """A text whose long words are broken after an underscore, so that no column breaks them elsewhere."""
    return " ".join(broken(word, WORD) if "_" in word else word for word in cell.split(" "))

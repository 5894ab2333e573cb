"""A quote that is missing, or one too many: whole rows of a CSV file are then the text of one cell."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from portsim.scenario.logs.cells.dialect import Dialect

FEW = 3  # lines of a cell below its first, from which on they can be rows
ALIKE = 0.8  # of them have as many cells as the header, if they are rows


def lost_rows(lines: Iterable[str], dialect: Dialect) -> str:
    """Where a quote makes one cell of whole rows, and what to do; empty if none does. `lines` are those below
    the header."""
    kept: list[str] = []
    rows = csv.reader(
        _kept(lines, kept),
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        escapechar=dialect.escape or None,
    )
    line = begin = dialect.body + 1
    odd = False
    try:
        for _ in rows:
            below = kept[1:]
            odd = bool(below) and sum(each.count(dialect.quote) for each in kept) % 2 == 1
            alike = sum(each.count(dialect.separator) == dialect.wide - 1 for each in below)
            if not odd and dialect.wide > 1 and len(below) >= FEW and alike >= ALIKE * len(below):
                return _told(line, f"closes {len(below)} lines further down, with whole rows between")
            begin, line = line, line + len(kept)
            kept.clear()
    except csv.Error:  # a cell that is longer than any is
        return _told(line, "closes far below, if at all, with whole rows between")
    return _told(begin, "never closes, so all below is one cell") if odd else ""


def _told(line: int, what: str) -> str:
    return f"line {line}: a quote opens here and {what}; close it, or take it out"


def _kept(lines: Iterable[str], kept: list[str]) -> Iterator[str]:
    """The lines, those since the last row kept."""
    for line in lines:
        kept.append(line)
        yield line

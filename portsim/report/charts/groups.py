"""Rows of a chart under headings: where each stands, and how many lines its label takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

Row = TypeVar("Row")
GAP = 0.45  # [lines] above a heading


class Group(NamedTuple, Generic[Row]):
    """A heading and the rows below it."""

    heading: str
    rows: Sequence[Row]


class Placed(NamedTuple, Generic[Row]):
    """A heading (no row) or a row: its label, and the middle of its stripe [lines from the top]."""

    text: str
    row: Row | None
    middle: float


def placed(groups: Sequence[Group[Row]], name: Callable[[Row], str]) -> tuple[list[Placed[Row]], float]:
    """The headings and rows of all groups from top to bottom, and the height of all [lines]; a row is as high
    as its label has lines."""
    found: list[Placed[Row]] = []
    y = 0.0
    for place, group in enumerate(groups):
        y += GAP if place else 0.0
        found.append(Placed(group.heading, None, y + 0.5))
        y += 1.0
        for row in group.rows:
            text = name(row)
            lines = 1.0 + 0.75 * text.count("\n")
            found.append(Placed(text, row, y + lines / 2))
            y += lines
    return found, y

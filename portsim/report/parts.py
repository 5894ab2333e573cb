"""Parts of a page, whatever it is written in: texts, lists, tables, folds, figures, and sections of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from portsim.base.language import known
from portsim.report.numbers import change, figures, interval

Kind = Literal["", "strong", "code", "verdict"]


class Cell(NamedTuple):
    """A cell of a table as it is read, the number [any] that it is sorted by, and how it is set; `mark` is
    the verdict, in English, whose mark it has."""

    text: str
    value: float | None = None
    kind: Kind = ""
    mark: str = ""


class Text(NamedTuple):
    """A paragraph; `small` for what stands under a table."""

    text: str
    small: bool = False


class Point(NamedTuple):
    """An item of a list, with what stands before it in bold."""

    lead: str
    text: str


class Points(NamedTuple):
    """A list."""

    points: tuple[Point, ...]


class Figure(NamedTuple):
    """A chart, by the stem of its files."""

    name: str


class Gallery(NamedTuple):
    """Small charts side by side, as many as the page is wide, by the stems of their files."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table: what it shows, headings, rows as wide as these, and the columns that are set flush right.

    `name` is the stem of the file that it is saved as.
    """

    name: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    right: frozenset[int]


@dataclass(frozen=True)
class Fold:
    """Parts that are folded away under a line that says what they are."""

    summary: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Section:
    """A part of the page with a heading of its own; `name` is its address on the page, `short` its title in
    the contents where that is another."""

    name: str
    title: str
    parts: tuple[Part, ...]
    short: str = ""


Part = Text | Points | Figure | Gallery | Grid | Fold | Section


def grid(
    name: str,
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str | Cell]],
    right: Collection[int] = (),
) -> Grid:
    """A table of any rows; its headings may be texts that are said later."""
    return Grid(name, caption, tuple(map(known, headings)), tuple(map(tuple, rows)), frozenset(right))


def number(value: float, unit: str = "") -> Cell:
    """A value in its unit [any], sorted by its size."""
    return Cell(figures(value, unit), value)


def signed(value: float, unit: str = "") -> Cell:
    """A difference in its unit [any], sorted by its size."""
    return Cell(change(value, unit), value)


def between(low: float, high: float, unit: str = "", *, signed: bool = False) -> Cell:
    """An interval in its unit [any], sorted by its lower end."""
    return Cell(interval(low, high, unit, signed=signed), low)


def strong(text: str) -> Cell:
    """A cell in bold."""
    return Cell(text, None, "strong")


def code(text: str) -> Cell:
    """A name as it is written in a file."""
    return Cell(text, None, "code")

"""What is said of how a log with a map was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portsim.base.many import many


@dataclass(frozen=True)
class Reading:
    """How a log was read.

    rows: of its file. left_out: how many rows, by why. unread: columns that the map does not name.
    other: names of the map that the file writes otherwise. map: the map in words.
    """

    format: str
    rows: int
    left_out: Mapping[str, int]
    unread: tuple[str, ...]
    other: Mapping[str, str]
    notes: tuple[str, ...]
    map: str

    def words(self) -> str:
        """The reading in one line."""
        said = [self.format, *self.notes]
        said += [f"{real!r} taken for {name!r}" for name, real in self.other.items()]
        left = left_out_in_words(self.left_out)
        names = ", ".join(self.unread[:8]) + (
            f" and {len(self.unread) - 8} more" if len(self.unread) > 8 else ""
        )
        return "; ".join(
            [
                ", ".join(said),
                f"{many(self.rows, 'row')} in the file",
                *([f"left out: {left}"] if left else []),
                *([f"columns not read: {names}"] if names else []),
            ]
        )


def left_out_in_words(left: Mapping[str, int]) -> str:
    """How many rows are left out, by why: `1 blank row, 3 rows before 2026-03-02`."""
    return ", ".join(many(number, _of_one(what), what) for what, number in left.items())


def _of_one(what: str) -> str:
    """Why rows are left out, said of one: `row before 2026-03-02`."""
    first, *rest = what.split(" ")
    if first in ("rows", "cases", "events"):
        return " ".join([first[:-1], *rest])
    return what.replace(" rows", " row")

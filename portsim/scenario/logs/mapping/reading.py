"""What is said of how a log with a map was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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
        left = ", ".join(f"{number:,} {what}" for what, number in self.left_out.items())
        names = ", ".join(self.unread[:8]) + (
            f" and {len(self.unread) - 8} more" if len(self.unread) > 8 else ""
        )
        return "; ".join(
            [
                ", ".join(said),
                f"{self.rows:,} rows in the file",
                *([f"left out: {left}"] if left else []),
                *([f"columns not read: {names}"] if names else []),
            ]
        )

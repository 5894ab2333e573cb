"""One thing that is wrong with a world."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A thing that is wrong, with its dotted key; `at` is where to look if a file has no such key."""

    key: str
    message: str
    at: str = ""

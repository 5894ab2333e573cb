"""One thing that is wrong with a world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Mend:
    """What would mend a problem: to `add` or `remove` what stands at a dotted key, or to multiply the
    `servers` there by a factor."""

    how: Literal["add", "remove", "servers"]
    key: str
    factor: float = 1.0


@dataclass(frozen=True)
class Problem:
    """A thing that is wrong, with its dotted key; `at` is where to look if a file has no such key."""

    key: str
    message: str
    at: str = ""
    mend: Mend | None = None

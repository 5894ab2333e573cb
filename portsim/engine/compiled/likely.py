"""Which row of a program is likely to take time next: every fork is gone through as if it were taken.

It says what memory to ask for ahead, and no more.
"""

from __future__ import annotations

from portsim.base.arrays import Ints, SmallInts
from portsim.engine.program import Kind

TAKES_TIME = (Kind.TRAVEL, Kind.VISIT, Kind.ENTER, Kind.WAIT, Kind.NEXT, Kind.END)


def likely_next(kinds: SmallInts, targets: Ints) -> list[int]:
    """For each row, the next one that takes time or ends; the row itself where there is none."""
    what, where = kinds.tolist(), targets.tolist()
    found = []
    for row in range(len(what)):
        there, passed = row + 1, 0
        while there < len(what) and what[there] not in TAKES_TIME and passed < len(what):
            there = where[there] if what[there] == Kind.JUMP else there + 1
            passed += 1
        found.append(there if there < len(what) else row)
    return found

"""How often Python looks for circles of objects, which nothing else frees."""

from __future__ import annotations

import gc

COLLECT = 20_000  # new objects between two searches: at Python's own 700 they cost a tenth


def look_seldom() -> None:
    """Look for circles after `COLLECT` new objects."""
    gc.set_threshold(COLLECT)


def leave_as_it_is() -> None:
    """Look no more at what there is now: it stays to the end of the process."""
    gc.freeze()

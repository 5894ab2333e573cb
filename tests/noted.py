"""What is said to the user beside a result."""

from __future__ import annotations

from collections.abc import Callable

from portsim.base.notes import notes_shown


def notes_of(call: Callable[[], object]) -> list[str]:
    """The notes that a call gives, in their order."""
    found: list[str] = []
    with notes_shown(found.append):
        call()
    return found

"""The line or row of a file that a user says is its header."""

from __future__ import annotations

from collections.abc import Sequence

from portsim.scenario.logs.cells.cells import LogError


def check_header(header: int, there: int, of: tuple[str, str], where: str) -> None:
    """Refuse a header that a file does not have: `of` is what it has, `line`, and what has it, `the file`.

    Raises LogError: it lies beyond the end.
    """
    unit, whole = of
    if header > there:
        has = f"1 {unit}" if there == 1 else f"{there:,} {unit}s"
        raise LogError(
            f"{where}: header: got {header}, and {whole} has {has}; say the {unit} with the names of the "
            "columns",
            ("header",),
        )


def check_names(names: Sequence[str], place: str, where: str) -> None:
    """Refuse a header without a single name.

    Raises LogError: all of its cells are blank.
    """
    if not any(name.strip() for name in names):
        unit = place.partition(" ")[0]
        raise LogError(
            f"{where}: header: {place} has no name in it; say the {unit} with the names of the columns",
            ("header",),
        )

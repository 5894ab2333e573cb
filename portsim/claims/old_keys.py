"""Keys of a claims file that have a new name: a file that still has the old one is read, with a note."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from portsim.base.errors import ConfigError, Keys, dotted
from portsim.base.notes import note
from portsim.scenario.reading import Document

OLD, NEW = "scenario", "alternative"  # what is compared; a scenario is a file


def with_new_keys(document: Document) -> Document:
    """The document with the new key in each reading that has the old one, and one note for all of them.

    Raises ConfigError: a reading has both.
    """
    data, positions = deepcopy(document.data), dict(document.positions)
    found = []
    for at, reading in _readings(data):
        if OLD in reading:
            where = document.where((*at, OLD))
            if NEW in reading:
                raise ConfigError(where.says(dotted((*at, OLD)), f"is the old name of '{NEW}'; keep one"))
            reading[NEW] = reading.pop(OLD)
            positions[(*at, NEW)] = where
            found.append(where)
    if found:
        others = len(found) - 1
        more = f", and in {others} more reading{'s' if others > 1 else ''}" if others else ""
        note(
            f"{min(found)}: the key '{OLD}' of a reading is now '{NEW}'{more}; the file is read all the same"
        )
    return Document(data, positions, document.coined)


def _readings(data: dict[str, object]) -> Iterator[tuple[Keys, dict[str, object]]]:
    """Every reading with its path, as far as the file has the shape of a claims file."""
    claims = data.get("claims")
    for name, claim in claims.items() if isinstance(claims, dict) else ():
        readings = claim.get("readings") if isinstance(claim, dict) else None
        for number, reading in enumerate(readings if isinstance(readings, list) else ()):
            if isinstance(reading, dict):
                yield ("claims", name, "readings", number), reading

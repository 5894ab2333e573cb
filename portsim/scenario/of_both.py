"""What a what-if keeps from the extended file, beside what the file that extends it writes under its name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from portsim.base.errors import listed
from portsim.base.notes import note
from portsim.scenario.reading import Document

if TYPE_CHECKING:
    from portsim.scenario.scenario import Scenario


def tell_of_both(scenario: Scenario) -> None:
    """Note the what-ifs that a scenario's file changes in part, and what they keep of the extended one."""
    for name in scenario.what_ifs:
        if text := kept_in_words(scenario.document, name):
            note(f"{scenario.document.where(('what_ifs', name))}: what_ifs.{name}: {text}")


def behind_an_error(document: Document, name: str) -> str:
    """What is said of it at the end of a message about a what-if."""
    kept = kept_in_words(document, name)
    return f"; {name} {kept}" if kept else ""


def kept_in_words(document: Document, name: str) -> str:
    """The numbers that a what-if changes by the extended file alone; empty if it has none, or no other.

    A file over another one replaces key by key, so what is set and scaled under one name is that of both.
    """
    top, own = document.where(()).file, 0
    kept: dict[str, str] = {}
    for way in ("set", "scale"):
        numbers = document.at(("what_ifs", name, way))
        for key in numbers if isinstance(numbers, dict) else ():
            file = document.where(("what_ifs", name, way, key)).file
            own += file == top
            if file != top:
                kept[f"{way}.{key}"] = Path(file).name
    if not own or not kept:
        return ""
    first = next(iter(kept))
    files = listed(sorted(set(kept.values())))
    return (
        f"keeps {listed(list(kept))} of {files}, as what-ifs of one name are put together; to take it out, "
        f"write {first.replace('.', ': {', 1)}: null}}, or give yours another name"
    )

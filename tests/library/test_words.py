"""Every name in a shipped flow has a word in each language: steps, places, times, chances, calendars."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import portsim
from portsim.base.language import languages
from portsim.model.flow import Flow
from portsim.scenario.plugins import shipped

FOLDERS = (
    Path(portsim.__file__).parent / "library/words",
    Path(portsim.__file__).parents[1] / "scenarios/words",
)


def names() -> Iterator[str]:
    for declared in shipped().declared:
        if isinstance(declared.thing, Flow):
            yield declared.name
            yield from (step.label for step in declared.thing.all_steps)
            for group in declared.thing.named.values():
                yield from group


@pytest.mark.parametrize("language", languages()[1:])
def test_a_flow_can_be_read_in_it(language: str) -> None:
    known: set[str] = set()
    for folder in FOLDERS:
        known |= json.loads((folder / f"{language}.json").read_text(encoding="utf-8")).keys()
    found = list(dict.fromkeys(names()))
    assert {"gate_in", "rail_crane", "open_and_search"} <= set(found)
    assert [name for name in found if name not in known] == []

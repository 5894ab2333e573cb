"""Odd values at every place of a scenario: each is taken or told, and none is a raw error."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from shipped import LIBRARY

from portsim.base.errors import Keys, PortsimError
from portsim.scenario.load import load
from portsim.scenario.reading import Document, read
from portsim.scenario.scenario import parse

pytestmark = pytest.mark.usefixtures("tiny_folder")


def test_the_scenario_that_is_edited_here_loads() -> None:
    assert load("tiny.yaml").alternatives == ("baseline", "qr", "lanes")


def paths(node: object, path: Keys = ()) -> Iterator[Keys]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from paths(value, (*path, key))


ODD = [None, 5, -1, 0, 1e308, float("nan"), True, "", "x", "9 min", "0 s", "1e15 day", "9" * 12, "a.b", "\0"]


@pytest.mark.parametrize(
    "value", [*ODD, "x" * 5000, [], [None], ["x"], {}, {"x": None}, {"value": 0}], ids=lambda v: repr(v)[:20]
)
def test_no_value_at_any_place_gets_past_the_checks_as_a_raw_error(value: object) -> None:
    document = read(Path("tiny.yaml"))
    for path in paths(document.data):
        data = copy.deepcopy(document.data)
        node: Any = data
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = value
        with suppress(PortsimError):  # some values are fine at some places
            parse(Document(data, document.positions), Path("tiny.yaml"), LIBRARY)

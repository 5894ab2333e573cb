"""Setting one key of a document: what becomes the user's, and what cannot be set."""

from __future__ import annotations

from pathlib import Path

import pytest
from harbour import PORT, Harbour, Lanes, document

from portsim.base.errors import ConfigError
from portsim.scenario.assign import assign
from portsim.scenario.checking import build


def test_setting_a_number_makes_it_the_users_and_tells_old_and_new(tmp_path: Path) -> None:
    base = document(tmp_path, PORT)
    doc, old, new = assign(base, "places.gate_in.lanes", "6")
    assert (old, new) == ("4", "6")
    lanes = build(Harbour, doc).places["gate_in"].lanes
    assert lanes == Lanes(value=6, source="user")
    assert build(Harbour, base).places["gate_in"].lanes.value == 4, "the document is never changed"


@pytest.mark.parametrize(
    ("key", "text", "old", "new", "at", "expected"),
    [
        ("tasks.paper_check.mean", "120 s", "150 s", "120 s", "tasks.paper_check",
         {"mean": "120 s", "source": "user"}),
        ("tasks.paper_check", "120 s", "150 s", "120 s", "tasks.paper_check",
         {"mean": "120 s", "source": "user"}),
        ("tasks.paper_check", "{k: 2}", "150 s", "{k: 2}", "tasks.paper_check", {"k": 2, "source": "user"}),
        ("tasks.paper_check", "{k: 2, source: E9}", "150 s", "{k: 2, source: E9}", "tasks.paper_check",
         {"k": 2, "source": "E9", "range": ["90 s", "240 s"]}),
        ("tasks.paper_check.source", "E2", "E1", "E2", "tasks.paper_check",
         {"source": "E2", "range": ["90 s", "240 s"]}),
        ("tasks.paper_check.range", "[1 s, 2 s]", "[90 s, 240 s]", "[1 s, 2 s]", "tasks.paper_check",
         {"source": "user", "range": ["1 s", "2 s"]}),
        ("tasks.paper_check.range.1", "200 s", "240 s", "200 s", "tasks.paper_check",
         {"source": "user", "range": ["90 s", "200 s"]}),
        ("tasks.paper_check.k", "null", "3", "null", "tasks.paper_check", {"k": None, "source": "user"}),
        ("places.gate_out.lanes.value.north", "5", "2", "5", "places.gate_out.lanes",
         {"value": {"north": 5, "south": 3}, "source": "user"}),
        ("places.gate_in.lanes", "null", "4", "null", "places.gate_in", {}),
        ("places.gate_out.lanes", "7", "{north: 2, south: 3}", "7", "places.gate_out.lanes",
         {"value": 7, "source": "user"}),
        ("guards.1.meow", "9", "2", "9", "guards.1", {"kind": "cat", "meow": 9}),
    ],
)  # fmt: skip
def test_setting_below_a_sourced_mapping_makes_the_whole_the_users(
    tmp_path: Path, key: str, text: str, old: str, new: str, at: str, expected: dict[str, object]
) -> None:
    doc, was, now = assign(document(tmp_path, PORT), key, text)
    node: object = doc.data
    for part in at.split("."):
        node = node[int(part)] if isinstance(node, list) else node[part] if isinstance(node, dict) else None
    assert isinstance(node, dict)
    assert (was, now) == (old, new)
    assert {k: node.get(k) for k in expected} == expected
    assert ("range" in node) == ("range" in expected)
    if expected:  # without its only number a place is not valid
        build(Harbour, doc)


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        (
            "places.gate_inn.lanes",
            "6",
            "set places.gate_inn.lanes: unknown key 'gate_inn' in places (nearest: gate_in)",
        ),
        ("place", "6", "set place: unknown key 'place' at the top level (nearest: places)"),
        ("tasks.x", "6", "set tasks.x: unknown key 'x' in tasks (allowed: paper_check)"),
        ("", "6", "set: unknown key '' at the top level (allowed: guards, places, tasks)"),
        ("guards.2", "6", "set guards.2: unknown entry '2' in guards (allowed: 0 to 1)"),
        (
            "tasks.paper_check.k.x",
            "6",
            "set tasks.paper_check.k.x: tasks.paper_check.k is 3, it has no key 'x'",
        ),
        ("places.gate_in", "6", "set places.gate_in: holds several keys; set one of them (lanes)"),
        (
            "places.gate_in.lanes",
            "",
            "set places.gate_in.lanes: got no value; write null to remove the key",
        ),
        ("guards.1", "!x 1", "set guards.1: got the tag !x, allowed plain values without tags"),
        ("guards.1", "null", "set guards.1: an entry of a list cannot be removed; set the whole list"),
        ("title", "x", "set title: unknown key 'title' at the top level (allowed: guards, places, tasks)"),
        (
            "places.gate_in.lanes",
            "[1",
            "set places.gate_in.lanes:1:1: not valid YAML: "
            "the quotes or brackets that begin here are never closed",
        ),
    ],
)
def test_a_key_or_text_that_cannot_be_set_is_refused(
    tmp_path: Path, key: str, text: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        assign(document(tmp_path, PORT), key, text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        (
            "places.gate_in.lanes",
            "six",
            "set places.gate_in.lanes.value: got 'six', allowed a whole number >= 0 or a mapping",
        ),
        ("tasks.paper_check.k", "0", "set tasks.paper_check.k: got 0, allowed 1 or more"),
        (
            "places.gate_in.lanes",
            "{vlaue: 6}",
            "set places.gate_in.lanes.vlaue: unknown key 'vlaue' in places.gate_in.lanes (nearest: value)",
        ),
    ],
)
def test_a_value_set_and_refused_names_the_option(tmp_path: Path, key: str, text: str, message: str) -> None:
    doc, _, _ = assign(document(tmp_path, PORT), key, text)
    with pytest.raises(ConfigError) as caught:
        build(Harbour, doc)
    assert str(caught.value) == message

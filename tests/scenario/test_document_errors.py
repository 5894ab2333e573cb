"""Errors of a document: where, what was got and what is allowed, all of them in file order."""

from __future__ import annotations

from pathlib import Path

import pytest
from harbour import Use, failure

from portsim.base.errors import ConfigError, did_you_mean
from portsim.scenario.checking import build
from portsim.scenario.reading import Document


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("places: 3\n", "port.yaml:1:1: places: got 3, allowed a mapping"),
        (
            "places:\n  gate: 3\n",
            "port.yaml:2:3: places.gate: got 3, allowed a mapping with keys calendar, lanes",
        ),
        (
            "places:\n  gate:\n    lane: 3\n    lanes: {value: 1, source: A1}\n",
            "port.yaml:3:5: unknown key 'lane' in places.gate (nearest: lanes)",
        ),
        ("plcaes: {}\n", "port.yaml:1:1: unknown key 'plcaes' at the top level (nearest: places)"),
        (
            "places:\n  gate:\n    lanes: {value: 1}\n",
            "port.yaml:3:5: places.gate.lanes: missing key 'source' (row of the evidence list)",
        ),
        (
            "places:\n  gate:\n    lanes: {value: {a: six}, source: A1}\n",
            "port.yaml:3:21: places.gate.lanes.value.a: got 'six', allowed a whole number >= 0",
        ),
        (
            "places:\n  gate:\n    lanes: {value: 1, source: A1}\n    calendar: [1]\n",
            "port.yaml:4:5: places.gate.calendar: got a list, allowed text",
        ),
        (
            "tasks:\n  t: {shape: erlnag, mean: 1 s, source: A1}\n",
            "port.yaml:2:7: tasks.t.shape: got 'erlnag', "
            "allowed constant, erlang, lognormal (nearest: erlang)",
        ),
        (
            "tasks:\n  t: {shape: erlang, mean: 150, source: A1, k: 0}\n",
            "port.yaml:2:22: tasks.t.mean: got 150, "
            "allowed a time with its unit: write 150 s, 150 min or 150 h\n"
            "port.yaml:2:45: tasks.t.k: got 0, allowed 1 or more",
        ),
        (
            "guards:\n  - {kind: cta, meow: 1}\n",
            "port.yaml:2:6: guards.0.kind: got 'cta', allowed dog, cat (nearest: cat)",
        ),
        ("guards:\n  - {meow: 1}\n", "port.yaml:2:5: guards.0: missing key 'kind'"),
        (
            "guards:\n  - {kind: cat, meow: x, bark: 1}\n",
            "port.yaml:2:17: guards.0.meow: got 'x', allowed a whole number\n"
            "port.yaml:2:26: unknown key 'bark' in guards.0 (allowed: kind, meow)",
        ),
        (
            "compare:\n  all: [1]\n",
            "port.yaml:2:9: compare.all.0: got 1, allowed text or a mapping with keys measure, over",
        ),
        (
            "compare:\n  all: [a, {measure: b, ovre: true}]\n",
            "port.yaml:2:25: unknown key 'ovre' in compare.all.1 (nearest: over)",
        ),
        ("weights: [1, 2, 3]\n", "port.yaml:1:1: weights: got 3 entries, allowed at most 2"),
        ("weights: [1, .nan]\ntitle: 3\n", "port.yaml:2:1: title: got 3, allowed text"),
        ("title: loud\n", "port.yaml:1:1: the harbour is quiet at night"),
    ],
)
def test_every_error_says_where_what_was_got_and_what_is_allowed(
    tmp_path: Path, text: str, message: str
) -> None:
    assert failure(tmp_path, text) == message


def test_ten_errors_are_told_in_file_order_and_the_rest_counted(tmp_path: Path) -> None:
    lines = failure(tmp_path, "".join(f"key_{n}: 1\n" for n in range(12, 0, -1))).split("\n")
    assert [line.split(": ")[0] for line in lines[:10]] == [f"port.yaml:{n}:1" for n in range(1, 11)]
    assert lines[10:] == ["... and 2 more"]


def test_data_without_positions_is_checked_all_the_same() -> None:
    with pytest.raises(ConfigError) as caught:
        build(Use, Document({"measure": "a", "over": 3}, {}))
    assert str(caught.value) == "over: got 3, allowed true or false"


def test_near_names_are_offered_else_the_allowed_ones() -> None:
    assert did_you_mean("gate_inn", ["gate_in", "gate_out"]) == " (nearest: gate_in)"
    assert did_you_mean("x", ["b", "a"]) == " (allowed: a, b)"
    assert (
        did_you_mean("x", map(str, range(10, 30))) == f" (allowed: {', '.join(map(str, range(10, 22)))}, ...)"
    )
    assert did_you_mean("x", []) == " (none are defined)"

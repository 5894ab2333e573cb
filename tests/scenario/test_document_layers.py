"""Laying one document over another: a merge patch that keeps positions and sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from harbour import PORT, Harbour, document
from hypothesis import given, settings
from hypothesis import strategies as st

from portsim.base.errors import ConfigError
from portsim.scenario.checking import build
from portsim.scenario.layers import overlay
from portsim.scenario.reading import Document

json = st.recursive(
    st.integers() | st.text(max_size=3) | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
mappings = st.dictionaries(st.sampled_from("abc"), json, max_size=3)


@settings(deadline=None)
@given(mappings, st.dictionaries(st.sampled_from("abc"), json | st.none(), max_size=3))
def test_overlay_is_the_json_merge_patch(base: dict[str, object], over: dict[str, object]) -> None:
    def patch(target: object, change: object) -> object:  # the pseudo code of RFC 7396
        if not isinstance(change, dict):
            return change
        out = dict(target) if isinstance(target, dict) else {}
        for key, value in change.items():
            if value is None:
                out.pop(key, None)
            else:
                out[key] = patch(out.get(key), value)
        return out

    assert overlay(Document(base, {}), Document(over, {})).data == patch(base, over)


def test_overlay_keeps_the_position_of_the_file_that_set_the_value(tmp_path: Path) -> None:
    base = document(tmp_path, PORT)
    over = document(
        tmp_path, "guards: [{kind: cat, meow: 5}]\nplaces:\n  gate_out: null\ntitle: x\n", "over.yaml"
    )
    both = overlay(base, over)
    assert both.data["guards"] == [{"kind": "cat", "meow": 5}] and both.data["title"] == "x"
    places, before = both.data["places"], base.data["places"]
    assert isinstance(places, dict) and list(places) == ["gate_in"]
    assert isinstance(before, dict) and list(before) == ["gate_in", "gate_out"], "the base is never changed"
    assert Path(both.where(("guards", 0, "meow")).file).name == "over.yaml"
    assert Path(both.where(("guards", 1)).file).name == "over.yaml"
    assert Path(both.where(("places", "gate_in", "lanes")).file).name == "port.yaml"


def test_a_plain_value_over_a_sourced_number_is_the_users(tmp_path: Path) -> None:
    base = document(tmp_path, PORT)
    over = document(tmp_path, "places: {gate_in: {lanes: six}}\ntasks:\n  paper_check: 120 s\n", "over.yaml")
    both = overlay(base, over)
    places, tasks = both.data["places"], both.data["tasks"]
    assert isinstance(places, dict) and isinstance(tasks, dict)
    assert places["gate_in"]["lanes"] == {"value": "six", "source": "user"}
    assert tasks["paper_check"] == {"shape": "erlang", "mean": "120 s", "k": 3, "source": "user"}
    with pytest.raises(ConfigError) as caught:
        build(Harbour, both)
    assert str(caught.value) == (
        f"{tmp_path}/over.yaml:1:20: places.gate_in.lanes.value: got 'six', "
        "allowed a whole number >= 0 or a mapping"
    )

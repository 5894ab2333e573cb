"""Configuration documents: positions, layers, single changes, and every error in full."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, model_validator

from portsim.document import Document, assign, build, overlay, read
from portsim.errors import ConfigError, Position, did_you_mean
from portsim.units import CountValue, Minutes


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Lanes(Part):
    value: CountValue | dict[str, CountValue]
    source: str = Field(description="row of the evidence list")
    range: tuple[CountValue, CountValue] | None = None
    note: str = ""


class Task(Part):
    shape: Literal["constant", "erlang", "lognormal"]
    mean: Minutes
    source: str
    k: Annotated[int, Field(ge=1, le=100)] | None = None
    range: tuple[Minutes, Minutes] | None = None


class Gate(Part):
    lanes: Lanes
    calendar: str | None = None


class Dog(Part):
    kind: Literal["dog"]
    bark: int


class Cat(Part):
    kind: Literal["cat"]
    meow: int


class Use(Part):
    measure: str
    over: bool = False


class Harbour(Part):
    places: dict[str, Gate] = {}
    tasks: dict[str, Task] = {}
    guards: list[Annotated[Dog | Cat, Field(discriminator="kind")]] = []
    compare: dict[str, tuple[str | Use, ...]] = {}
    weights: tuple[float, ...] = Field((1, 1), min_length=2, max_length=2)
    title: str | None = None

    @model_validator(mode="after")
    def _quiet(self) -> Harbour:
        if self.title == "loud":
            raise ValueError("the harbour is quiet at night")
        return self


PORT = """\
# a harbour
places:
  gate_in:
    lanes: {value: 4, source: A1, range: [3, 5], note: read off a photo}
  gate_out:
    lanes:
      value: {north: 2, south: 3}
      source: A2
tasks:
  paper_check: {shape: erlang, mean: 150 s, k: 3, source: E1, range: [90 s, 240 s]}
guards:
  - {kind: dog, bark: 1}
  - kind: cat
    meow: 2
"""


def document(tmp_path: Path, text: str, name: str = "port.yaml") -> Document:
    (tmp_path / name).write_text(text)
    return read(tmp_path / name)


def failure(tmp_path: Path, text: str) -> str:
    """The error of a file, without the folder that holds it."""
    with pytest.raises(ConfigError) as caught:
        build(Harbour, document(tmp_path, text))
    return str(caught.value).replace(f"{tmp_path}/", "")


# --- reading


def test_a_document_is_plain_data_that_knows_where_every_key_stands(tmp_path: Path) -> None:
    doc = document(tmp_path, PORT)
    lanes = {"value": 4, "source": "A1", "range": [3, 5], "note": "read off a photo"}
    assert doc.data["places"] == {
        "gate_in": {"lanes": lanes},
        "gate_out": {"lanes": {"value": {"north": 2, "south": 3}, "source": "A2"}},
    }
    file = str(tmp_path / "port.yaml")
    assert doc.where(("places", "gate_in", "lanes")) == Position(file, 4, 5)
    assert doc.where(("places", "gate_in", "lanes", "source")) == Position(file, 4, 23)
    assert doc.where(("guards", 1)) == Position(file, 13, 5)
    assert doc.where(("guards", 1, "tail")) == Position(file, 13, 5)
    assert doc.where(("nowhere",)) == Position(file, 1, 1)
    assert str(doc.where(())) == f"{file}:1:1"


def test_yaml_1_2_keeps_no_and_times_of_day_as_text_and_types_are_plain(tmp_path: Path) -> None:
    doc = document(
        tmp_path, "\ufeffa: no\nb: 12:30\nc: 1.50\nd: 017\ne: 2026-03-01\nf: ~\ng: &x true\nh: *x\ni: 'q'\n"
    )
    assert list(doc.data.values()) == ["no", "12:30", 1.5, 17, "2026-03-01", None, True, True, "q"]
    assert [type(v) for v in doc.data.values()] == [str, str, float, int, str, type(None), bool, bool, str]


def test_anchors_and_merge_keys_are_copied(tmp_path: Path) -> None:
    doc = document(tmp_path, "a: &a {x: 1, y: 2}\nb: *a\nc:\n  <<: *a\n  y: 3\n")
    assert doc.data == {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 2}, "c": {"x": 1, "y": 3}}
    assert doc.data["a"] is not doc.data["b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "port.yaml: the file is empty, allowed a mapping of keys to values"),
        ("# only words\n", "port.yaml: the file is empty, allowed a mapping of keys to values"),
        ("- 1\n", "port.yaml:1:1: got a list at the top, allowed a mapping of keys to values"),
        ("abc\n", "port.yaml:1:1: got 'abc' at the top, allowed a mapping of keys to values"),
        (
            "a:\n  b: 1\n  b: 2\n",
            "port.yaml:3:3: not valid YAML: key 'b' stands twice in one mapping; keep one of them",
        ),
        ("a:\n\t- b\n", "port.yaml:2:1: not valid YAML: a tab cannot indent; use spaces"),
        (
            "a: b: c\n",
            "port.yaml:1:5: not valid YAML: a ':' where no key can stand; "
            "quote the text, or check the indentation",
        ),
        (
            "a:\n  b: 1\n c: 2\n",
            "port.yaml:3:2: not valid YAML: the indentation does not fit the lines above",
        ),
        (
            "a: 1\nb\nc: 2\n",
            "port.yaml:3:1: not valid YAML: this line or the one above lacks a ':' after its key",
        ),
        ("a: *x\n", "port.yaml:1:4: not valid YAML: alias *x has no anchor &x above it"),
        (
            "a: 1\nb: 'x\nc: 2\n",
            "port.yaml:2:4: not valid YAML: the quotes or brackets that begin here are never closed",
        ),
        (
            "a: {b: 1\n",
            "port.yaml:1:4: not valid YAML: the quotes or brackets that begin here are never closed",
        ),
        ("a: @x\n", "port.yaml:1:4: not valid YAML: '@' cannot begin a value; put the value in quotes"),
        ("a: 1\n---\na: 2\n", "port.yaml:2:1: not valid YAML: a second document begins; a file holds one"),
        (
            "a: 1\nb: \x07\n",
            "port.yaml:2:4: not valid YAML: unacceptable character #x0007: "
            "special characters are not allowed",
        ),
        ("p:\n  1: x\n", "port.yaml:2:3: p.1: got 1 as a key, allowed text; put 1 in quotes"),
        ("true: x\n", "port.yaml:1:1: True: got true as a key, allowed text; put true in quotes"),
        (
            "a:\n  b: !!python/object:os.system [ls]\n",
            "port.yaml:2:3: a.b: got the tag tag:yaml.org,2002:python/object:os.system, "
            "allowed plain values without tags",
        ),
        ("a: !mine 1\n", "port.yaml:1:1: a: got the tag !mine, allowed plain values without tags"),
        (
            "a: !!set {x}\n",
            "port.yaml:1:1: a: got a set or binary data, allowed text, numbers, lists and mappings",
        ),
        ("a: " + "[" * 3000, "port.yaml: is nested too deeply"),
        (
            "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
            + "".join(
                f"{y}: &{y} [{', '.join([f'*{x}'] * 10)}]\n"
                for x, y in zip("abcdefgh", "bcdefghi", strict=True)
            ),
            "port.yaml: got more than 100000 values, counting what aliases repeat",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_simple_words(
    tmp_path: Path, text: str, message: str
) -> None:
    assert failure(tmp_path, text) == message


def test_what_is_no_text_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("a: 1\nb: Köln".encode("latin-1"))
    (tmp_path / "binary.yaml").write_bytes(b"a\0b")
    (tmp_path / "huge.yaml").write_bytes(b"#" * 1_000_001)
    for name, message in (
        ("latin.yaml", "/latin.yaml:2: is not text in UTF-8; save the file as UTF-8"),
        ("binary.yaml", "/binary.yaml: is binary, allowed text in UTF-8"),
        ("huge.yaml", "/huge.yaml: got 1000001 bytes, allowed a YAML file of at most 1000000"),
        ("", ": is a folder, allowed a YAML file"),
        ("hgue.yaml", "/hgue.yaml: no such file (nearest: huge.yaml)"),
        ("zzz", "/zzz: no such file (allowed: binary.yaml, huge.yaml, latin.yaml)"),
        ("no/a.yaml", f"/no/a.yaml: no such file (no .yaml file in {tmp_path}/no)"),
    ):
        with pytest.raises(ConfigError) as caught:
            read(tmp_path / name)
        assert str(caught.value) == f"{tmp_path}{message}"
    with pytest.raises(ConfigError) as caught:
        read(Path("/dev/null"))
    assert str(caught.value) == "/dev/null: is no regular file, allowed a YAML file"


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.binary(), st.text("ab:-[]{}#&*!|>'\"%@ ,?\n\t1.~<=").map(str.encode)))
def test_any_bytes_give_a_document_or_a_user_error(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "any.yaml"
    file.write_bytes(raw)
    try:
        assert isinstance(read(file).data, dict)
    except ConfigError as error:
        assert str(error).startswith(str(file))


# --- laying over


json = st.recursive(
    st.integers() | st.text(max_size=3) | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
mappings = st.dictionaries(st.sampled_from("abc"), json, max_size=3)


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


# --- setting one key


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
            "--set places.gate_inn.lanes: unknown key 'gate_inn' in places (nearest: gate_in)",
        ),
        ("place", "6", "--set place: unknown key 'place' at the top level (nearest: places)"),
        ("tasks.x", "6", "--set tasks.x: unknown key 'x' in tasks (allowed: paper_check)"),
        ("", "6", "--set: unknown key '' at the top level (allowed: guards, places, tasks)"),
        ("guards.2", "6", "--set guards.2: unknown entry '2' in guards (allowed: 0 to 1)"),
        (
            "tasks.paper_check.k.x",
            "6",
            "--set tasks.paper_check.k.x: tasks.paper_check.k is 3, it has no key 'x'",
        ),
        ("places.gate_in", "6", "--set places.gate_in: holds several keys; set one of them (lanes)"),
        (
            "places.gate_in.lanes",
            "",
            "--set places.gate_in.lanes: got no value; write null to remove the key",
        ),
        ("guards.1", "!x 1", "--set guards.1: got the tag !x, allowed plain values without tags"),
        ("guards.1", "null", "--set guards.1: an entry of a list cannot be removed; set the whole list"),
        ("title", "x", "--set title: unknown key 'title' at the top level (allowed: guards, places, tasks)"),
        (
            "places.gate_in.lanes",
            "[1",
            "--set places.gate_in.lanes:1:1: not valid YAML: "
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
            "--set places.gate_in.lanes.value: got 'six', allowed a whole number >= 0 or a mapping",
        ),
        ("tasks.paper_check.k", "0", "--set tasks.paper_check.k: got 0, allowed 1 or more"),
        (
            "places.gate_in.lanes",
            "{vlaue: 6}",
            "--set places.gate_in.lanes.vlaue: unknown key 'vlaue' in places.gate_in.lanes (nearest: value)",
        ),
    ],
)
def test_a_value_set_and_refused_names_the_option(tmp_path: Path, key: str, text: str, message: str) -> None:
    doc, _, _ = assign(document(tmp_path, PORT), key, text)
    with pytest.raises(ConfigError) as caught:
        build(Harbour, doc)
    assert str(caught.value) == message


# --- checking


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

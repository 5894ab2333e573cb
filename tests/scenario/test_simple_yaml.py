"""Simple YAML is read by libyaml, with the meaning that it has to the reader of any YAML."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portsim.base.errors import ConfigError, Keys, Position
from portsim.scenario import simple_yaml, yaml_text
from portsim.scenario.locate import scenario_folder
from portsim.scenario.reading import read, read_any
from portsim.scenario.simple_yaml import read_simple

TEXT = """\
# a port
gate: {lanes: 4, load: 0.72, open: true, note: 'a "b"'}
days: [mon, "08:30", ~]
港:
  - 150 s
  - note: two words
      and two more
"""
PARTS = (
    *("k: ", "gate", "a b", ": ", ":", "- ", "\n", "\n  ", "\n- ", "{", "}", "[", "]", ", ", "'", '"'),
    *("150 s", "5 %", "08:30", "0", "-1", "+1", "017", "0o7", "0x1F", "1_0", "1.5", "1.", ".5", "1e3"),
    *(".inf", "~", "null", "True", "yes", "no", "<<", "=", "?", "|", ">-", "&x ", "*x", "!t ", "%", "---"),
    *("2026-03-01", "2026-03-01 10:00", "港", "\t", "\r\n", "\u00a0", "\x85", "key: value\n", "\\x1b"),
)
FILES = sorted(path.name for path in scenario_folder().glob("*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_every_shipped_file_is_simple_and_the_same_to_both_readers(name: str) -> None:
    text = (scenario_folder() / name).read_text(encoding="utf-8")
    quick = read_simple(text, name)
    assert quick is not None
    assert told(quick) == told(read_any(text, name))


def test_values_are_plain_and_know_where_they_stand() -> None:
    found = read_simple(TEXT, "port.yaml")
    assert found is not None
    data, positions = found
    gate = {"lanes": 4, "load": 0.72, "open": True, "note": 'a "b"'}
    words = "two words and two more"
    assert data == {"gate": gate, "days": ["mon", "08:30", None], "港": ["150 s", {"note": words}]}
    assert [type(value) for value in gate.values()] == [type(v) for v in data["gate"].values()]  # type: ignore[attr-defined]
    assert positions == {
        path: Position("port.yaml", line, column)
        for path, line, column in (
            ((), 1, 1),
            (("gate",), 2, 1),
            (("gate", "lanes"), 2, 8),
            (("gate", "load"), 2, 18),
            (("gate", "open"), 2, 30),
            (("gate", "note"), 2, 42),
            (("days",), 3, 1),
            (("days", 0), 3, 8),
            (("days", 1), 3, 13),
            (("days", 2), 3, 22),
            (("港",), 4, 1),
            (("港", 0), 5, 5),
            (("港", 1), 6, 5),
            (("港", 1, "note"), 6, 5),
        )
    }


def test_lines_may_end_as_on_windows() -> None:
    assert read_simple(TEXT.replace("\n", "\r\n"), "f") == read_simple(TEXT, "f")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only words\n",
        "- 1\n",
        "~\n",
        "a: 1\na: 2\n",
        "a: &x 1\nb: *x\n",
        "a: !t 1\n",
        "a: {<<: {b: 1}}\n",
        "a: 2026-03-01\n",
        "a: 017\n",
        "a: 1e3\n",
        "a: .inf\n",
        "a: +1\n",
        "a: True\n",
        "1: a\n",
        "true: a\n",
        "? [a]\n: b\n",
        "a: |\n  b\n",
        "a: >-\n  b\n",
        'a: "\\x1b"\n',
        'a: ["b":c]\n',
        "a: b\u00a0c\n",
        "---\na: 1\n",
        "a: 1\n---\nb: 1\n",
        "a: 1\n...\n",
        "a: b: c\n",
        "a: {b: 1\n",
    ],
)
def test_what_is_not_simple_is_left_to_the_other_reader(text: str) -> None:
    assert read_simple(text, "f") is None


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("a: " + "[" * 98 + "1" + "]" * 98 + "\n", True),
        ("a: " + "[" * 99 + "]" * 99 + "\n", True),
        ("a: " + "[" * 99 + "1" + "]" * 99 + "\n", False),
        ("a: " + "[" * 98 + "{b: 1}" + "]" * 98 + "\n", False),
        ("b:\n  a: " + "[" * 120 + "\n", False),
        ("a:\n" + "".join(" " * n + "- a:\n" for n in range(2, 160, 2)), False),
        ("a: [" + "1," * 297 + "]\n", True),
        ("a: [" + "1,\n" * 298 + "]\n", False),
        ("".join(f"a{n}: 1\n" for n in range(200)), False),
    ],
)
def test_both_readers_allow_as_much_and_refuse_what_is_beyond_at_the_same_place(
    text: str, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for reader in (simple_yaml, yaml_text):
        monkeypatch.setattr(reader, "MOST_VALUES", 300)
    if allowed:
        quick = read_simple(text, "f")
        assert quick is not None and told(quick) == told(read_any(text, "f"))
    else:
        with pytest.raises(ConfigError) as one:
            read_simple(text, "f")
        with pytest.raises(ConfigError) as other:
            read_any(text, "f")
        assert str(one.value) == str(other.value)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=9).map("".join))
@example('k: "1":30')
@example("k: 7000-8000 yuan a month")
def test_what_is_simple_has_one_meaning(text: str) -> None:
    quick = read_simple(text, "f")
    if quick is not None:
        try:
            any_reader = read_any(text, "f")
        except ConfigError as error:
            raise AssertionError(f"{text!r} was read as {quick[0]}, and is refused: {error}") from None
        assert told(quick) == told(any_reader)


def test_without_libyaml_the_other_reader_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "port.yaml"
    file.write_text(TEXT, encoding="utf-8")
    quick = read(file)
    monkeypatch.setitem(sys.modules, "yaml.cyaml", None)
    assert read_simple(TEXT, "f") is None
    slow = read(file)
    assert told((slow.data, slow.positions)) == told((quick.data, quick.positions))


def told(found: tuple[object, object]) -> tuple[str, list[tuple[str, Position]]]:
    """Values with their types, and where each stands."""
    data, positions = found
    assert isinstance(positions, dict)
    places: dict[Keys, Position] = positions
    return repr(data), sorted((repr(path), place) for path, place in places.items())

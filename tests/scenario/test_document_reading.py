"""Reading a document: plain data with positions, and files that cannot be used."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest
from harbour import PORT, document, failure
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portsim.base.errors import ConfigError, Position
from portsim.scenario.reading import read


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


COMMA = (
    "with a comma between: numbers have no commas; write a point before a fraction, and nothing between "
    "thousands"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "port.yaml: the file is empty, allowed a mapping of keys to values"),
        ("# only words\n", "port.yaml: the file is empty, allowed a mapping of keys to values"),
        ("- 1\n", "port.yaml:1:1: got a list at the top, allowed a mapping of keys to values"),
        ("abc\n", "port.yaml:1:1: got 'abc' at the top, allowed a mapping of keys to values"),
        (
            "a:\n  b: 1\n  b: 2\n",
            "port.yaml:3:3: not valid YAML: duplicate key 'b'; remove one",
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
        ("p: {mean: 2,4 min, cv: 0.5}\n", f"port.yaml:1:5: p.mean: got 2 and '4 min' {COMMA}"),
        ("p: {mean: 2,4min}\n", f"port.yaml:1:5: p.mean: got 2 and '4min' {COMMA}"),
        ("p: {q: {value: 5,7 %}}\n", f"port.yaml:1:9: p.q.value: got 5 and '7 %' {COMMA}"),
        ("p: {cv: 0,45}\n", f"port.yaml:1:5: p.cv: got 0 and 45 {COMMA}"),
        ("p: {value: 1,200 per day}\n", f"port.yaml:1:5: p.value: got 1 and '200 per day' {COMMA}"),
        ("p: {value: 1,200.5 m}\n", f"port.yaml:1:5: p.value: got 1 and '200.5 m' {COMMA}"),
        ("p: {value: 1.200,5 m}\n", f"port.yaml:1:5: p.value: got 1.2 and '5 m' {COMMA}"),
        ("true: x\n", "port.yaml:1:1: True: got true as a key, allowed text; put true in quotes"),
        (
            "a:\n  b: !!python/object:os.system [ls]\n",
            "port.yaml:2:3: a.b: got the tag tag:yaml.org,2002:python/object:os.system, "
            "allowed plain values without tags",
        ),
        ("a: !mine 1\n", "port.yaml:1:1: a: got the tag !mine, allowed plain values without tags"),
        (
            "a: !!set {x}\n",
            "port.yaml:1:1: a: got a set, pairs or binary data, allowed text, numbers, lists and mappings",
        ),
        ("a: " + "[\n " * 3000, "port.yaml:100:2: is nested too deeply, allowed 100 levels"),
        (
            "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
            + "".join(
                f"{y}: &{y} [{', '.join([f'*{x}'] * 10)}]\n"
                for x, y in zip("abcdefgh", "bcdefghi", strict=True)
            ),
            "port.yaml:1:32: e.0.6.8.8.8: got more than 20000 values, counting what aliases repeat",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_simple_words(
    tmp_path: Path, text: str, message: str
) -> None:
    assert failure(tmp_path, text) == message


def test_what_is_no_text_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("a: 1\nb: Köln".encode("latin-1"))
    (tmp_path / "binary.yaml").write_bytes(b"a: 1\na\0b")
    (tmp_path / "marked.yaml").write_bytes("a: 1\n".encode("utf-16"))
    (tmp_path / "wide.yaml").write_bytes("a: 1\nb: 2\n".encode("utf-16-le"))
    (tmp_path / "wider.yaml").write_bytes("a: 1\n".encode("utf-32"))
    (tmp_path / "huge.yaml").write_bytes(b"#" * 1_000_001)
    for name, message in (
        ("latin.yaml", "/latin.yaml:2: is not text in UTF-8; save the file as UTF-8"),
        ("binary.yaml", "/binary.yaml:2: is binary, allowed text in UTF-8"),
        ("marked.yaml", "/marked.yaml:1: is text in UTF-16, allowed text in UTF-8; save the file as UTF-8"),
        ("wide.yaml", "/wide.yaml:1: is text in UTF-16, allowed text in UTF-8; save the file as UTF-8"),
        ("wider.yaml", "/wider.yaml:1: is text in UTF-32, allowed text in UTF-8; save the file as UTF-8"),
        ("huge.yaml", "/huge.yaml: got 1000001 bytes, allowed a YAML file of at most 1000000"),
        ("", ": is a folder, allowed a YAML file"),
        ("hgue.yaml", "/hgue.yaml: no such file (nearest: huge.yaml)"),
        (
            "zzz",
            "/zzz: no such file (allowed: binary.yaml, huge.yaml, latin.yaml, marked.yaml, wide.yaml, wider.yaml)",
        ),
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


def test_a_link_that_leads_nowhere_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "gone.yaml").symlink_to("nothing.yaml")
    (tmp_path / "round.yaml").symlink_to("round.yaml")
    for name, cause in (
        ("gone", "a symbolic link to a file that is not there"),
        ("round", "a symbolic link that leads back to itself"),
    ):
        with pytest.raises(ConfigError) as caught:
            read(tmp_path / f"{name}.yaml")
        assert str(caught.value) == f"{tmp_path}/{name}.yaml: {cause}"

"""Values come back from a store bit by bit, and nothing else than values comes out of one."""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stored import same

from portsim.kpis.kpi import Figure
from portsim.study.answers import About, Origin
from portsim.study.seen import Seen
from portsim.study.store.reading import Unreadable, read
from portsim.study.store.store import Store
from portsim.study.store.written import Rows, Unknown

RUN = About("baseline", "0123456789abcdef", "0123456789abcdef", (), (), None)
ODD = struct.unpack("<d", struct.pack("<Q", 0x7FF8_0000_0000_1234))[0]  # a NaN with a payload
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sampled_from([ODD, -0.0, 0.0, math.inf, -math.inf, 5e-324]),
)
KEY = st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.integers(-9, 9)
VALUES = st.recursive(
    PLAIN | st.builds(Figure, st.floats(), st.floats(), st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(KEY | st.tuples(KEY, KEY), inner, max_size=3),
    ),
    max_leaves=12,
)


def through_rows(value: object) -> Any:
    rows = Rows()
    rows.add(value)
    return read(rows.columns)


def through_a_store(folder: Path, answers: dict[str, Any]) -> Any:
    Store(folder).keep_all({RUN: answers}, Origin("tiny", 3))
    return Store(folder).of(RUN)


@given(VALUES)
@settings(deadline=None)
def test_any_value_is_the_same_when_it_comes_back(value: object) -> None:
    same(value, through_rows(value))


@given(answers=st.lists(VALUES, min_size=1, max_size=3))
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_and_from_the_disk(tmp_path_factory: pytest.TempPathFactory, answers: list[object]) -> None:
    asked = {f"table {number}": each for number, each in enumerate(answers)}
    found = through_a_store(tmp_path_factory.mktemp("store"), asked)
    assert set(found) == set(asked)
    for name, each in asked.items():
        same(each, found[name])


ARRAYS = [
    np.array([1.5, np.nan, np.inf, -0.0, ODD]),
    np.array([0.1, np.nan], dtype=np.float32),
    np.array([[1, 2], [3, 2**62 + 1]]),
    np.array([True, False]),
    np.array([0, 2**64 - 1], dtype=np.uint64),
    np.array([-5, 7], dtype=np.int8),
    np.zeros((3, 0)),
    np.array(2.5),
    np.arange(6, dtype=">f8").reshape(2, 3),
]
NUMBERS = [np.float64("nan"), np.float32(0.1), np.int32(-4), np.bool_(True), np.uint64(2**64 - 1)]


@pytest.mark.parametrize("value", [*ARRAYS, *NUMBERS], ids=repr)
def test_numbers_of_numpy_keep_type_shape_and_bits(tmp_path: Path, value: object) -> None:
    same({"x": value}, through_rows({"x": value}))
    same(value, through_a_store(tmp_path / "store", {"x": value})["x"])


def test_whole_numbers_of_any_size_come_back(tmp_path: Path) -> None:
    value = (2**63 - 1, -(2**63), 2**63, 10**300, -1, 0, True)
    same(value, through_a_store(tmp_path / "store", {"x": value})["x"])


def test_an_array_that_comes_back_is_nobody_elses(tmp_path: Path) -> None:
    found = through_a_store(tmp_path / "store", {"x": (np.arange(3.0), np.arange(3.0))})["x"]
    found[0][0] = 9
    assert found[1].tolist() == [0, 1, 2]


class Own:
    pass


class Number(float):
    pass


UNKNOWN = [
    (Own(), r"test_store_values\.Own"),
    (Number(1), r"test_store_values\.Number"),
    ({1, 2}, r"builtins\.set"),
    (b"bytes", r"builtins\.bytes"),
    (1j, r"builtins\.complex"),
    ({None: 1}, r"a key of builtins\.NoneType"),
    ({(1, (2,)): 1}, r"a key of builtins\.tuple"),
    (np.array(["text"]), "numpy numbers of type <U4"),
    (np.array([None]), "numpy numbers of type object"),
    ("\ud800", "text that is no Unicode"),
    ({"\ud800": 1}, "text that is no Unicode"),
    (10**5000, "a whole number of thousands of digits"),
    (Seen(1, 1.0, 1.0, 1.0, Own()), r"test_store_values\.Own"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("value", "what"), UNKNOWN, ids=range(len(UNKNOWN)))
def test_what_is_no_plain_value_is_refused_and_leaves_no_row(value: object, what: str) -> None:
    rows = Rows()
    rows.add((1, "a"))
    before = {name: list(column) for name, column in rows.columns.items()}
    with pytest.raises(Unknown, match=what):
        rows.add({"fine": 1.0, "text": "x", "bad": [2, value]})
    assert rows.columns == before


def test_a_value_that_holds_itself_is_refused() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(Unknown, match="more than 12 deep"):
        Rows().add(value)


def changed(what: object, row: int, /, **cells: object) -> dict[str, list[Any]]:
    rows = Rows()
    rows.add(what)
    columns = rows.columns
    for name, cell in cells.items():
        columns[name][row] = cell
    return columns


FIGURE = {"turn": Figure(1.0, 2.0, 0.5)}
HOSTILE = [
    changed(FIGURE, 1, kind="class subprocess.Popen"),
    changed(FIGURE, 1, kind="class portsim.base.errors.PortsimError"),
    changed(FIGURE, 2, name="__class__"),
    changed(FIGURE, 0, n=10**12),
    changed(FIGURE, 0, n=-1),
    changed(FIGURE, 0, n=0),
    changed(FIGURE, 0, n=None),
    changed(FIGURE, 2, kind="pickle"),
    changed(FIGURE, 2, value=None),
    changed(FIGURE, 1, name="[["),
    changed(FIGURE, 1, name='{"a": 1}'),
    changed(FIGURE, 1, name="null"),
    changed({"x": np.arange(3.0)}, 1, kind="array <f8 1000000x1000000"),
    changed({"x": np.arange(3.0)}, 1, kind="array <f8 -3x-1"),
    changed({"x": np.arange(3.0)}, 1, kind="array |O 3"),
    changed({"x": np.arange(3.0)}, 1, kind="array nonsense 3"),
    changed({"x": np.arange(3.0)}, 1, values=None),
    changed({"x": 3}, 1, whole=None),
    changed({"x": "a"}, 1, text=None),
    changed({"x": True}, 1, whole=7),
    {name: [] for name in Rows().columns},
]


@pytest.mark.parametrize("columns", HOSTILE, ids=range(len(HOSTILE)))
def test_rows_that_no_store_writes_are_refused(columns: dict[str, list[Any]]) -> None:
    with pytest.raises(Unreadable):
        read(columns)


def test_rows_for_readers_have_key_field_and_value() -> None:
    rows = Rows()
    rows.add({("gate_in", "north"): Figure(1.5, 2.0, 0.25)})
    shown = [
        (rows.columns["key"][at], rows.columns["field"][at], rows.columns["value"][at])
        for at in range(len(rows))
    ]
    head = [("", "", None), ("gate_in | north", "", None)]
    fields = [("value", 1.5), ("later", 2.0), ("unfinished", 0.25)]
    assert shown == head + [("gate_in | north", field, value) for field, value in fields]

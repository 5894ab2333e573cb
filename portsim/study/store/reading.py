"""Rows to answers: only what `written.py` writes is read, all else is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.store.classes import BY_NAME, FIELDS
from portsim.study.store.kinds import (
    ARRAY,
    BOOL,
    CLASS,
    DEEPEST,
    FLOAT,
    INT,
    LIST,
    MAPPING,
    NONE,
    SCALAR,
    TEXT,
    TUPLE,
)


class Unreadable(Exception):
    """Rows or bytes that no store has written so; the message says what is wrong."""


def read(columns: Mapping[str, list[Any]]) -> Any:
    """The answer that these rows hold, with the columns `COLUMNS`.

    Raises Unreadable: they are no rows of one answer.
    """
    reader = _Reader(columns)
    try:
        answer = reader.take(0)
    except (TypeError, ValueError, KeyError, IndexError, OverflowError, RecursionError) as error:
        raise Unreadable(f"a row does not hold what it says ({type(error).__name__}: {error})") from None
    if reader.at != len(reader.kinds):
        raise Unreadable(f"{len(reader.kinds) - reader.at} rows belong to nothing")
    return answer


class _Reader:
    """Takes value by value from the rows."""

    def __init__(self, columns: Mapping[str, list[Any]]) -> None:
        self.columns, self.kinds, self.at = columns, columns["kind"], 0

    def take(self, depth: int) -> Any:
        """The value of the row that is next, with all that it holds."""
        if self.at >= len(self.kinds) or depth > DEEPEST:
            raise Unreadable("rows are missing" if depth <= DEEPEST else "values too deep in each other")
        at, columns = self.at, self.columns
        self.at += 1
        kind, _, what = str(self.kinds[at]).partition(" ")
        if kind in LEAVES:
            return LEAVES[kind](columns["value"][at], columns["whole"][at], columns["text"][at])
        if kind in (ARRAY, SCALAR):
            return _array(kind, what, columns["values"][at], columns["raw"][at])
        names, below = [], []
        for _ in range(_count(columns["n"][at], len(self.kinds) - self.at)):
            names.append(columns["name"][self.at])
            below.append(self.take(depth + 1))
        if kind in (TUPLE, LIST):
            return tuple(below) if kind == TUPLE else below
        if kind == MAPPING:
            return dict(zip(map(_own_key, names), below, strict=True))
        if kind == CLASS and what in BY_NAME and tuple(names) == FIELDS[BY_NAME[what]]:
            return BY_NAME[what](*below)
        raise Unreadable(f"unknown kind of value '{self.kinds[at]}'")


def _count(n: object, most: int) -> int:
    if type(n) is not int or not 0 <= n <= most:
        raise Unreadable(f"a row holds {n} values, allowed 0 to {most}")
    return n


def _float(value: Any, _whole: Any, _text: Any) -> float:
    if type(value) is not float:
        raise ValueError("no number")
    return value


def _int(_value: Any, whole: Any, text: Any) -> int:
    return int(text) if whole is None else int(whole)


def _text(_value: Any, _whole: Any, text: Any) -> str:
    if type(text) is not str:
        raise ValueError("no text")
    return text


def _bool(_value: Any, whole: Any, _text: Any) -> bool:
    return (False, True)[whole]


LEAVES: Mapping[str, Callable[[Any, Any, Any], Any]] = {
    NONE: lambda _value, _whole, _text: None,
    BOOL: _bool,
    INT: _int,
    FLOAT: _float,
    TEXT: _text,
}


def _own_key(text: str) -> object:
    key = json.loads(text)
    parts = tuple(key) if type(key) is list else (key,)
    if not all(type(each) in (str, int) for each in parts):
        raise ValueError(f"got the key {text}")
    return parts if type(key) is list else key


def _array(kind: str, what: str, numbers: Floats | None, raw: bytes | None) -> Any:
    spelt, _, shape = what.partition(" ")
    dtype = np.dtype(spelt)
    if dtype.kind not in "biuf":
        raise ValueError(f"an array of {dtype}")
    flat = np.frombuffer(raw or b"", dtype) if numbers is None else numbers.astype(dtype)
    sides = tuple(int(side) for side in shape.split("x")) if shape else ()
    if min(sides, default=0) < 0 or math.prod(sides) != flat.size:
        raise ValueError(f"{flat.size} numbers in a shape of {shape or 1}")
    found = flat.copy().reshape(sides)
    return found[()] if kind == SCALAR else found

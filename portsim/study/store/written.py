"""Answers to rows: every number, text and array is written so that it comes back bit by bit."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portsim.study.store.classes import FIELDS, GETTERS, NAMES
from portsim.study.store.kinds import ARRAY, CLASS, DEEPEST, FLOAT, MAPPING, PLAIN, SCALAR, SEQUENCES, TEXT

WIDEST = 2**63  # whole numbers from here on are written as text
LONGEST = 10_000  # [bit] of a whole number
BETWEEN = " | "  # the parts of a key
DENSE = ("key", "field", "name", "kind", "value")
RARE = ("n", "whole", "text", "values", "raw")


class Unknown(Exception):
    """A value that a store does not know; the message names its class."""


class Rows:
    """Rows that grow with each value.

    `key` and `field` are for readers: the first step to a row, and all further steps. `name` is the last
    one: a field of a class, a key of a mapping as JSON, nothing of a sequence. `n` is how many values a row
    holds. A number stands in `value`, a whole one also in `whole`; the numbers of an array in `values`, or as
    bytes in `raw` where doubles are not exact.
    """

    def __init__(self) -> None:
        self.key: list[str] = []
        self.field: list[str] = []
        self.name: list[str | None] = []
        self.kind: list[str] = []
        self.value: list[float | None] = []
        self.rare: dict[str, dict[int, Any]] = {name: {} for name in RARE}  # column to row to cell
        self.size = 0  # [byte], about

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def columns(self) -> dict[str, list[Any]]:
        """All cells, column by column."""
        found: dict[str, list[Any]] = {name: getattr(self, name) for name in DENSE}
        for name, cells in self.rare.items():
            found[name] = column = [None] * len(self)
            for row, cell in cells.items():
                column[row] = cell
        return found

    def add(self, answer: object) -> None:
        """Add what a run answered to one question.

        Raises Unknown: it holds something else than numbers, texts, arrays of numbers, tuples, lists,
        mappings, and known classes; no row is added then.
        """
        before, size, texts_before = len(self), self.size, len(self.rare["text"])
        try:
            self._add(answer, "", "", None, 0)
            texts = list(self.rare["text"].values())[texts_before:]
            self.size += len(_unicode("".join(texts)))
        except BaseException:
            self.size = size
            for name in DENSE:
                del getattr(self, name)[before:]
            for cells in self.rare.values():
                for row in [row for row in cells if row >= before]:
                    del cells[row]
            raise
        self.size += 8 * (len(self) - before)

    def _add(self, value: object, key: str, field: str, name: str | None, depth: int) -> None:
        what = type(value)
        if depth > DEEPEST:
            raise Unknown(f"values more than {DEEPEST} deep in each other")
        if what in PLAIN:
            self._row(key, field, name, PLAIN[what])
            self._plain(len(self) - 1, value)
        elif what is np.ndarray or isinstance(value, np.generic):
            self._numbers(np.asarray(value), ARRAY if what is np.ndarray else SCALAR, key, field, name)
        elif what in SEQUENCES:
            assert isinstance(value, tuple | list)
            self._row(key, field, name, SEQUENCES[what], len(value))
            for number, each in enumerate(value):
                self._add(each, *_below(key, field, str(number), depth), None, depth + 1)
        elif what is dict:
            assert isinstance(value, dict)
            self._row(key, field, name, MAPPING, len(value))
            for own, each in value.items():
                shown, text = _key(own)
                self._add(each, *_below(key, field, shown, depth), text, depth + 1)
        elif what in NAMES:
            self._row(key, field, name, f"{CLASS} {NAMES[what]}", len(FIELDS[what]))
            self._fields(value, key, field, depth)
        else:
            raise Unknown(f"{what.__module__}.{what.__qualname__}")

    def _fields(self, value: object, key: str, field: str, depth: int) -> None:
        """The fields of a known class, in one go where all are plain: most rows are such fields."""
        names = FIELDS[type(value)]
        own = GETTERS[type(value)](value)
        shown = [f"{field}.{each}" for each in names] if field else names
        kinds, texts, others = _kinds(tuple(map(type, own)))
        if None in kinds:
            for name, each, path in zip(names, own, shown, strict=True):
                self._add(each, key, path, name, depth + 1)
            return
        first, values = len(self), list(own)
        self.key += [key] * len(names)
        self.field += shown
        self.name += names
        self.kind += kinds  # type: ignore[arg-type]
        for at in texts:
            self.rare["text"][first + at] = own[at]
            values[at] = None
        for at in others:
            values[at] = None
        self.value += values  # type: ignore[arg-type]
        for at in others:
            self._plain(first + at, own[at])

    def _row(self, key: str, field: str, name: str | None, kind: str, n: int | None = None) -> None:
        self.key.append(key)
        self.field.append(field)
        self.name.append(name)
        self.kind.append(kind)
        self.value.append(None)
        if n is not None:
            self.rare["n"][len(self) - 1] = n

    def _plain(self, row: int, value: object) -> None:
        """The cells of a plain value."""
        if isinstance(value, float):
            self.value[row] = value
        elif isinstance(value, str):
            self.rare["text"][row] = value
        elif isinstance(value, int):
            if -WIDEST <= value < WIDEST:
                self.value[row], self.rare["whole"][row] = float(value), int(value)
            elif value.bit_length() > LONGEST:
                raise Unknown("a whole number of thousands of digits")
            else:
                self.rare["text"][row] = str(value)

    def _numbers(self, found: NDArray[Any], kind: str, key: str, field: str, name: str | None) -> None:
        """An array of numbers, or one number of numpy."""
        if found.dtype.kind not in "biuf" or found.dtype.itemsize > 8:
            raise Unknown(f"numpy numbers of type {found.dtype}")
        shape = "x".join(map(str, found.shape))
        self._row(key, field, name, f"{kind} {found.dtype.str} {shape}".strip())
        flat = np.ascontiguousarray(found).reshape(-1)
        doubles, exact = flat, flat.dtype == np.float64
        if not exact:
            with np.errstate(invalid="ignore"):
                doubles = flat.astype(np.float64)
                exact = doubles.astype(flat.dtype).tobytes() == flat.tobytes()
        if kind == SCALAR:
            self.value[-1] = float(doubles[0])
        self.rare["values" if exact else "raw"][len(self) - 1] = doubles if exact else flat.tobytes()
        self.size += flat.nbytes


@cache
def _kinds(types: tuple[type, ...]) -> tuple[tuple[str | None, ...], tuple[int, ...], tuple[int, ...]]:
    """The kinds of plain values, None of what is not plain; which are texts, and which neither texts nor
    fractions."""
    kinds = tuple(PLAIN.get(each) for each in types)
    texts = tuple(at for at, kind in enumerate(kinds) if kind is TEXT)
    return kinds, texts, tuple(at for at, kind in enumerate(kinds) if kind not in (TEXT, FLOAT))


def _below(key: str, field: str, own: str, depth: int) -> tuple[str, str]:
    """Key and field of what a value holds."""
    if depth == 0:
        return own, ""
    return key, f"{field}.{own}" if field else own


def _unicode(text: str) -> str:
    """Raises Unknown: a text that is not Unicode cannot be written."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unknown("text that is no Unicode") from None
    return text


def _key(key: object) -> tuple[str, str]:
    """A key of a mapping for readers, and as JSON."""
    parts = key if type(key) is tuple else (key,)
    if not all(type(each) in (str, int) for each in parts):
        raise Unknown(f"a key of {type(key).__module__}.{type(key).__qualname__}")
    return BETWEEN.join(map(str, parts)), _unicode(json.dumps(key, ensure_ascii=False))

"""Rows of a file that are the same in all its columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Bools
from portsim.scenario.logs.cells.figures import coded, trimmed

if TYPE_CHECKING:
    import pyarrow as pa

MIX = np.uint64(0x9E3779B97F4A7C15)
Keys = NDArray[np.uint64]


def mix(keys: Keys, codes: NDArray[np.int64]) -> None:
    """Put one column into the keys of rows, shape (n,); equal cells have equal codes."""
    keys ^= (codes.astype(np.uint64) + MIX) + (keys << np.uint64(6)) + (keys >> np.uint64(2))
    keys *= MIX


def row_keys(columns: Mapping[str, pa.ChunkedArray], rows: int) -> Keys:
    """A key of each row, shape (rows,), equal for rows whose cells are equal but for blanks around them."""
    keys = np.zeros(rows, dtype=np.uint64)
    for column in columns.values():
        mix(keys, coded(trimmed(column)).indices.fill_null(-1).to_numpy().astype(np.int64))
    return keys


def repeats(keys: Keys) -> Bools:
    """Whether each row is the same as an earlier one, shape (n,)."""
    again = np.ones(len(keys), dtype=np.bool_)
    again[np.unique(keys, return_index=True)[1]] = False
    return again


def repeats_in_words(again: Bools, at: Callable[[int], str]) -> str:
    """How many rows are the same as an earlier one, and where the first of them stands; empty if none is."""
    number = int(again.sum())
    if not number:
        return ""
    first = at(int(np.argmax(again)))
    if number == 1:
        return (
            f"1 row is the same in all columns as an earlier one ({first}); both are counted, as two visits "
            "can look alike. Take it out of the file if it stands there twice by mistake"
        )
    return (
        f"{number:,} rows are the same in all columns as an earlier one (the first: {first}); all are "
        "counted, as two visits can look alike. Take them out of the file if they stand there "
        "twice by mistake"
    )
